// Random steps by random people on meetings and their items over weeks. What
// may be done stands here once more, as the rules say it and not as the product
// has it; answers, rows and allowed_actions must agree, and what is open is
// never lost between two meetings.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <tuple>

#include "gmock/gmock.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/meeting.pb.h"
#include "gridgov/v1/meeting_item.pb.h"
#include "tests/support/meeting_fixture.h"
#include "tests/support/proto_matchers.h"

namespace gridgov {
namespace {

using M = v1::Meeting;
using Item = v1::MeetingItem;

struct Person {
  std::string label;
  Staff staff;
  std::set<std::string> runs;  // The divisions whose meetings are theirs.
};

struct Rows {
  std::map<std::string, M> meetings;
  std::map<std::string, Item> items;
};

constexpr const char* kMeetingSteps[] = {"update",        "prepare", "add_item", "hold",
                                         "write_minutes", "sign",    "hand_out"};
constexpr const char* kItemSteps[] = {"judge", "dispatch", "finish", "release"};

bool IsOpen(const Item& item) {
  return item.state() == Item::STATE_ON_AGENDA || item.state() == Item::STATE_OPEN;
}

class MeetingMachineTest : public MeetingTest, public testing::WithParamInterface<unsigned> {
 protected:
  // Nothing was held to be fine because it never came to it.
  static void TearDownTestSuite() {
    for (const char* step : kMeetingSteps) EXPECT_GT(done_[step], 0) << step;
    for (const char* step : kItemSteps) EXPECT_GT(done_[step], 0) << step;
    EXPECT_GT(carried_, 0);
  }

  MeetingMachineTest() {
    AddRules();
    PlanAll();
    people_ = {{"office", office_, {community_}},
               {"checker", checker_, {community_}},
               {"far office", far_office_, {far_community_}},
               {"centre", centre_, {community_, far_community_, "divisions/510703003"}},
               {"unit", handler_of_unit_, {}},
               {"mediator", mediator_, {}},
               {"worker", worker_, {}},
               {"auditor", auditor_, {}}};
  }

  size_t Any(size_t size) { return random_() % size; }
  bool OneIn(size_t n) { return Any(n) == 0; }

  Rows All() {
    Rows rows;
    AsSystem([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(auto meetings, MeetingTable().Select(txn, {}));
      GG_ASSIGN_OR_RETURN(auto items, MeetingItemTable().Select(txn, {}));
      for (M& one : meetings) rows.meetings[one.name()] = std::move(one);
      for (Item& one : items) rows.items[one.name()] = std::move(one);
      return absl::OkStatus();
    });
    return rows;
  }

  static bool HasUnjudged(const Rows& rows, const std::string& meeting) {
    return std::any_of(rows.items.begin(), rows.items.end(), [&](const auto& one) {
      return one.second.meeting() == meeting && one.second.state() == Item::STATE_ON_AGENDA;
    });
  }

  bool Allowed(const Person& who, const std::string& step, const M& meeting, const Rows& rows) {
    if (!who.runs.contains(meeting.division())) return false;
    const bool planned = meeting.state() == M::STATE_PLANNED;
    const bool held = meeting.state() == M::STATE_HELD;
    if (step == "update" || step == "add_item") return planned || held;
    if (step == "prepare") return planned;
    if (step == "hold") return planned && meeting.period_start_date() <= DayText(now_);
    if (step == "write_minutes") return held;
    if (step == "hand_out") return meeting.state() == M::STATE_MINUTES_SIGNED;
    return held && meeting.chair() == who.staff.name && !meeting.minutes().empty() &&
           !HasUnjudged(rows, meeting.name());
  }

  static bool Allowed(const Person& who, const std::string& step, const Item& item,
                      const Rows& rows) {
    const M& meeting = rows.meetings.at(item.meeting());
    if (!who.runs.contains(meeting.division()) || !IsOpen(item)) return false;
    const bool judged = item.state() == Item::STATE_OPEN;
    if (step == "judge") return meeting.state() == M::STATE_HELD;
    if (step == "release") return judged || meeting.state() <= M::STATE_HELD;
    return judged;
  }

  absl::Status Do(const Person& who, const std::string& step, const M& meeting) {
    const std::string& name = meeting.name();
    if (step == "prepare") return Prepare(who.staff, name).status();
    if (step == "write_minutes") return WriteMinutes(who.staff, name).status();
    if (step == "sign") return Sign(who.staff, name).status();
    if (step == "hand_out") return HandOut(who.staff, name).status();
    if (step == "hold") {
      v1::HoldMeetingRequest request = Holding(meeting);
      if (who.runs.contains(meeting.division())) request.set_chair(who.staff.name);
      const absl::Time end = DayStart(meeting.period_end_date()) + absl::Hours(12);
      *request.mutable_held_time() = ToProto(std::min(now_, end));
      return Hold(who.staff, request).status();
    }
    if (step == "update") {
      v1::UpdateMeetingRequest request;
      request.mutable_meeting()->set_name(name);
      request.mutable_meeting()->set_place(absl::StrCat("会议室", random_()));
      return Run(who.staff, meetings_, &MeetingHandler::Update, request).status();
    }
    const std::string issue =
        ReportIn(meeting.division() == far_community_ ? far_grid_ : grid_).name();
    Must(centre_, "accept", issue);
    return Add(who.staff, name, issue).status();
  }

  absl::Status Do(const Person& who, const std::string& step, const Item& item, const M& meeting) {
    if (step == "finish") return Finish(who.staff, item.name()).status();
    if (step == "release") return Release(who.staff, item.name()).status();
    if (step == "dispatch") {
      const std::string issue = item.kind() == Item::KIND_CLUSTER ? item.cluster().issues(0) : "";
      return DispatchFrom(who.staff, item.name(), issue).status();
    }
    v1::JudgeMeetingItemRequest request = Judging(
        item.name(), DayText(FromProto(meeting.held_time()) + absl::Hours(24 * (1 + Any(20)))));
    if (OneIn(4)) request.set_judgement(Item::JUDGEMENT_NO_ACTION);
    return Judge(who.staff, request).status();
  }

  // So that some meetings come to their end: all that waits for a judgement
  // gets one.
  void Tidy(const Rows& rows) {
    for (const auto& [name, item] : All().items) {
      const auto meeting = rows.meetings.find(item.meeting());
      if (item.state() != Item::STATE_ON_AGENDA || meeting == rows.meetings.end()) continue;
      if (Stored(MeetingTable(), item.meeting()).state() != M::STATE_HELD) continue;
      v1::JudgeMeetingItemRequest request =
          Judging(name, DayText(FromProto(meeting->second.held_time()) + absl::Hours(24 * 10)));
      if (!OneIn(4)) request.set_judgement(Item::JUDGEMENT_NO_ACTION);
      if (meeting->second.has_held_time()) {
        EXPECT_THAT(Judge(centre_, request), IsOk());
      }
    }
  }

  // The issue's own machine has its own test; here it takes one that was
  // accepted.
  bool CanDispatch(const Item& item) {
    const std::string issue =
        item.kind() == Item::KIND_CLUSTER ? item.cluster().issues(0) : item.issue();
    return Row(issue).state() == v1::Issue::STATE_ACCEPTED;
  }

  // Somebody and a row: half of the time such that the step is allowed, if it
  // is anywhere.
  template <class Row>
  std::pair<const Person*, const Row*> Draw(const std::string& step,
                                            const std::map<std::string, Row>& among,
                                            const Rows& rows) {
    if (OneIn(2)) {
      std::vector<std::pair<const Person*, const Row*>> allowed;
      for (const Person& who : people_) {
        for (const auto& [name, row] : among) {
          if (Allowed(who, step, row, rows)) allowed.emplace_back(&who, &row);
        }
      }
      if (!allowed.empty()) return allowed[Any(allowed.size())];
    }
    auto at = among.begin();
    std::advance(at, Any(among.size()));
    return {&people_[Any(people_.size())], &at->second};
  }

  void StepOnMeeting(const Rows& before) {
    const std::string step = kMeetingSteps[Any(std::size(kMeetingSteps))];
    const auto [who_at, meeting_at] = Draw(step, before.meetings, before);
    const Person& who = *who_at;
    const M& meeting = *meeting_at;
    SCOPED_TRACE(who.label + ": " + step + ", " + M::State_Name(meeting.state()));
    const bool allowed = Allowed(who, step, meeting, before);
    const auto shown = SeeMeeting(who.staff, meeting.name());
    if (shown.ok()) {
      const auto& acts = shown->allowed_actions();
      EXPECT_EQ(std::count(acts.begin(), acts.end(), step), allowed ? 1 : 0);
    }
    Settle(step, allowed, Do(who, step, meeting), before);
  }

  void StepOnItem(const Rows& before) {
    const std::string step = kItemSteps[Any(std::size(kItemSteps))];
    const auto [who_at, item_at] = Draw(step, before.items, before);
    const Person& who = *who_at;
    const Item& item = *item_at;
    SCOPED_TRACE(who.label + ": " + step + ", " + Item::State_Name(item.state()));
    const bool allowed = Allowed(who, step, item, before);
    const auto shown = SeeItem(who.staff, item.name());
    if (shown.ok()) {
      const auto& acts = shown->allowed_actions();
      EXPECT_EQ(std::count(acts.begin(), acts.end(), step), allowed ? 1 : 0);
    }
    const bool works = allowed && (step != "dispatch" || CanDispatch(item));
    Settle(step, works, Do(who, step, item, before.meetings.at(item.meeting())), before);
  }

  void Settle(const std::string& step, bool works, const absl::Status& status, const Rows& before) {
    ASSERT_EQ(status.ok(), works) << status;
    if (status.ok()) ++done_[step];
    const Rows after = All();
    if (!status.ok()) {
      for (const auto& [name, one] : before.meetings) {
        EXPECT_THAT(after.meetings.at(name), EqualsProto(one));
      }
      for (const auto& [name, one] : before.items) {
        EXPECT_THAT(after.items.at(name), EqualsProto(one));
      }
      EXPECT_EQ(before.items.size(), after.items.size());
    }
    Check(before, after);
  }

  void Check(const Rows& before, const Rows& after) {
    for (const auto& [name, one] : after.meetings) {
      const auto open = std::count_if(after.items.begin(), after.items.end(), [&](const auto& row) {
        return row.second.meeting() == name && IsOpen(row.second);
      });
      if (one.state() == M::STATE_DONE) {
        EXPECT_EQ(open, 0);
      }
      if (one.state() == M::STATE_ITEMS_OPEN) {
        EXPECT_GT(open, 0);
      }
      EXPECT_EQ(one.has_signed_time(), one.state() >= M::STATE_MINUTES_SIGNED);
      const auto was = before.meetings.find(name);
      if (was != before.meetings.end()) {
        EXPECT_GE(one.state(), was->second.state());
      }
    }
    for (const auto& [name, one] : after.items) {
      if (one.state() == Item::STATE_OPEN) {
        EXPECT_FALSE(one.unit().empty());
        EXPECT_TRUE(one.has_due_time() && one.has_first_due_time());
      }
      EXPECT_EQ(one.state() == Item::STATE_CARRIED_OVER, !one.carried_to().empty());
      if (one.carried_to().empty()) continue;
      ++carried_;
      const Item& next = after.items.at(one.carried_to());
      EXPECT_EQ(next.carried_from(), name);
      EXPECT_EQ(next.division(), one.division());
      EXPECT_EQ(FromProto(next.first_due_time()), FromProto(one.first_due_time()));
      EXPECT_LT(FromProto(after.meetings.at(one.meeting()).planned_time()),
                FromProto(after.meetings.at(next.meeting()).planned_time()));
    }
  }

  std::mt19937 random_;
  std::vector<Person> people_;
  static inline std::map<std::string, int> done_;
  static inline int carried_ = 0;
};

TEST_P(MeetingMachineTest, RandomStepsByRandomPeopleFollowTheRules) {
  random_.seed(GetParam());
  for (int step = 0; step < 400; ++step) {
    SCOPED_TRACE("seed " + std::to_string(GetParam()) + ", step " + std::to_string(step));
    const Rows rows = All();
    if (!rows.items.empty() && OneIn(2)) {
      StepOnItem(rows);
    } else {
      StepOnMeeting(rows);
    }
    if (OneIn(8)) Tidy(rows);
    if (OneIn(12)) {
      now_ += absl::Hours(24 * (1 + Any(4)));
      PlanAll();
    }
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, MeetingMachineTest, testing::Range(1u, 5u));

}  // namespace
}  // namespace gridgov
