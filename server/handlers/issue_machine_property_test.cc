// Random acts by random people. What may be done stands here once more, as the rules say it and
// not as the product has it; the product's answers, its rows and its allowed_actions must agree.
#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "server/store/time_text.h"
#include "tests/support/issue_fixture.h"
#include "tests/support/proto_matchers.h"

namespace gridgov {
namespace {

using State = v1::Issue::State;
using Grids = std::set<std::string>;
using Rows = std::map<std::string, v1::Issue>;

constexpr State kReported = v1::Issue::STATE_REPORTED;
constexpr State kAccepted = v1::Issue::STATE_ACCEPTED;
constexpr State kRejected = v1::Issue::STATE_REJECTED;
constexpr State kDuplicate = v1::Issue::STATE_DUPLICATE;
constexpr State kWithdrawn = v1::Issue::STATE_WITHDRAWN;
constexpr State kDispatched = v1::Issue::STATE_DISPATCHED;
constexpr State kInProgress = v1::Issue::STATE_IN_PROGRESS;
constexpr State kSuspended = v1::Issue::STATE_SUSPENDED;
constexpr State kHandled = v1::Issue::STATE_HANDLED;
constexpr State kClosed = v1::Issue::STATE_CLOSED;
constexpr State kSame = v1::Issue::STATE_UNSPECIFIED;

// Who may do it, as the rules name them.
enum class Side {
  kOffice,       // The office of the issue's grid, or the subdistrict's centre.
  kSubdistrict,  // The centre.
  kReporter,     // Who entered it.
  kFieldWorker,  // A worker who entered it.
  kUnit,         // A unit that handles it or helps to.
  kDecider,      // The duty lead first, the office head after.
  kChecker,      // The office, but nobody who handled it.
  kOfficeOrReporter,
};

struct Rule {
  std::string act;
  std::vector<State> from;
  State to;
  Side side;
};

const std::vector<Rule>& Rules() {
  static const auto* rules = new std::vector<Rule>{
      {"accept", {kReported}, kAccepted, Side::kOffice},
      {"reject", {kReported}, kRejected, Side::kOffice},
      {"mark_duplicate", {kReported}, kDuplicate, Side::kOffice},
      {"withdraw", {kReported}, kWithdrawn, Side::kReporter},
      {"dispatch", {kAccepted}, kDispatched, Side::kOffice},
      {"handle_on_spot", {kAccepted}, kHandled, Side::kFieldWorker},
      {"start", {kDispatched}, kInProgress, Side::kUnit},
      {"return", {kDispatched}, kAccepted, Side::kUnit},
      {"request_extension", {kDispatched, kInProgress}, kSame, Side::kUnit},
      {"decide_extension", {kDispatched, kInProgress}, kSame, Side::kDecider},
      {"request_suspension", {kInProgress}, kSame, Side::kUnit},
      {"decide_suspension", {kInProgress}, kSuspended, Side::kSubdistrict},
      {"resume", {kSuspended}, kInProgress, Side::kUnit},
      {"finish", {kInProgress}, kHandled, Side::kUnit},
      {"close", {kHandled}, kClosed, Side::kChecker},
      {"send_back", {kHandled}, kInProgress, Side::kChecker},
      {"reopen", {kClosed}, kAccepted, Side::kOfficeOrReporter},
      {"relocate",
       {kReported, kAccepted, kDispatched, kInProgress, kSuspended},
       kSame,
       Side::kOffice},
      {"add_co_unit", {kDispatched, kInProgress}, kSame, Side::kOffice},
      {"urge", {kDispatched, kInProgress, kSuspended}, kSame, Side::kOffice},
      {"supervise",
       {kReported, kAccepted, kDispatched, kInProgress, kSuspended, kHandled},
       kSame,
       Side::kSubdistrict},
      {"callback", {kClosed, kRejected}, kSame, Side::kOffice},
  };
  return *rules;
}

// Somebody, with what the roles amount to.
struct Person {
  std::string label;
  Staff staff;
  Grids office;  // Grids of the office or the centre.
  Grids centre;
  Grids lead;
  Grids head;
  std::set<std::string> units;
  bool worker = false;
};

// What the history of an issue says of people.
struct Memory {
  std::set<std::string> handlers;
  std::map<std::string, std::string> asked;  // The request, who asked last.
};

// One act that was drawn.
struct Draw {
  const Person* who;
  const Rule* rule;
  std::string name;
  ActInput input;
  bool input_ok = true;
};

class IssueMachineTest : public IssueTest, public testing::WithParamInterface<unsigned> {
 protected:
  // Nothing was held to be fine because it never came to it.
  static void TearDownTestSuite() {
    for (const Rule& rule : Rules()) EXPECT_GT(done_[rule.act], 0) << rule.act;
  }

  IssueMachineTest() {
    const Grids near = {grid_, second_grid_};
    const Grids far = {far_grid_};
    const Grids all = {grid_, second_grid_, far_grid_};
    const auto staff = [this](const char* name, v1::Role role, const std::string& area = "") {
      return AddStaff(name, role, area);
    };
    const std::string street = "divisions/510703003";
    people_ = {
        {.label = "worker", .staff = worker_, .worker = true},
        {.label = "far worker",
         .staff = staff("w3", v1::ROLE_GRID_WORKER, far_grid_),
         .worker = true},
        {.label = "other worker", .staff = other_worker_, .worker = true},
        {.label = "office", .staff = office_, .office = near},
        {.label = "checker", .staff = checker_, .office = near},
        {.label = "far office", .staff = far_office_, .office = far},
        {.label = "centre", .staff = centre_, .office = all, .centre = all},
        {.label = "unit", .staff = handler_of_unit_, .units = {unit_}},
        {.label = "second unit", .staff = handler_of_second_unit_, .units = {second_unit_}},
        {.label = "lead", .staff = staff("l1", v1::ROLE_DUTY_LEAD, community_), .lead = near},
        {.label = "far lead",
         .staff = staff("l2", v1::ROLE_DUTY_LEAD, far_community_),
         .lead = far},
        {.label = "head", .staff = staff("h1", v1::ROLE_OFFICE_HEAD, community_), .head = near},
        {.label = "auditor", .staff = auditor_},
        {.label = "liaison", .staff = staff("liaison", v1::ROLE_LIAISON, street)},
        {.label = "system administrator", .staff = admin_},
        {.label = "clerk and handler",
         .staff = AddStaff("both", {Holding(v1::ROLE_COMMUNITY_OFFICE, community_),
                                    Holding(v1::ROLE_HANDLING_UNIT, street, unit_)}),
         .office = near,
         .units = {unit_}},
        {.label = "handler and whoever decides",
         .staff = AddStaff(
             "asks",
             {Holding(v1::ROLE_HANDLING_UNIT, street, unit_), Holding(v1::ROLE_DUTY_LEAD, street),
              Holding(v1::ROLE_OFFICE_HEAD, street), Holding(v1::ROLE_SUBDISTRICT_CENTRE, street)}),
         .office = all,
         .centre = all,
         .lead = all,
         .head = all,
         .units = {unit_}},
    };
  }

  size_t Any(size_t size) { return random_() % size; }
  bool OneIn(size_t n) { return Any(n) == 0; }

  bool OnSide(const Person& who, const Rule& rule, const v1::Issue& issue) {
    const bool own = issue.creator() == who.staff.name;
    const bool office = who.office.count(issue.grid()) > 0;
    switch (rule.side) {
      case Side::kOffice:
        return office;
      case Side::kSubdistrict:
        return who.centre.count(issue.grid()) > 0;
      case Side::kReporter:
        return own;
      case Side::kFieldWorker:
        return own && who.worker;
      case Side::kUnit:
        return who.units.count(issue.unit()) > 0 ||
               std::any_of(issue.co_units().begin(), issue.co_units().end(),
                           [&](const std::string& unit) { return who.units.count(unit) > 0; });
      case Side::kDecider:
        return (issue.extension_count() == 0 ? who.lead : who.head).count(issue.grid()) > 0;
      case Side::kChecker:
        return office;
      case Side::kOfficeOrReporter:
        return own || office;
    }
    return false;
  }

  // The state and the roles are right for it; what else it takes may be missing.
  bool InPlace(const Person& who, const Rule& rule, const v1::Issue& issue) {
    return std::count(rule.from.begin(), rule.from.end(), issue.state()) > 0 &&
           OnSide(who, rule, issue);
  }

  // What the rules say of this act by this person now, whatever its input.
  bool Allowed(const Person& who, const Rule& rule, const v1::Issue& issue) {
    if (!InPlace(who, rule, issue)) return false;
    if (rule.side == Side::kChecker) {
      return memory_[issue.name()].handlers.count(who.staff.name) == 0;
    }
    const bool in_time = now_ < FromProto(issue.due_time());
    auto& asked = memory_[issue.name()].asked;
    if (rule.act == "request_extension") return !issue.extension_requested() && in_time;
    if (rule.act == "request_suspension") return !issue.suspension_requested();
    if (rule.act == "decide_extension") {
      return issue.extension_requested() && asked["request_extension"] != who.staff.name;
    }
    if (rule.act == "decide_suspension") {
      return issue.suspension_requested() && asked["request_suspension"] != who.staff.name;
    }
    if (rule.act == "reopen") {
      return now_ <= FromProto(issue.close_time()) + absl::Hours(24 * 15);
    }
    if (rule.act == "callback") return issue.callback_due();
    // A unit that only joins in does not take it from the one that answers for it.
    if (rule.act == "return") return who.units.count(issue.unit()) > 0;
    // What others have reported too is no longer the reporter's alone.
    if (rule.act == "withdraw") {
      const auto rows = AllRows();
      return std::none_of(rows.begin(), rows.end(), [&](const auto& other) {
        return other.second.state() == kDuplicate && other.second.duplicate_of() == issue.name();
      });
    }
    return true;
  }

  static bool Open(State state) {
    return state != kRejected && state != kDuplicate && state != kWithdrawn && state != kClosed;
  }

  void DrawDuplicate(Draw& draw) {
    const v1::Issue named = Row(names_[Any(names_.size())]);
    v1::Issue original = named;
    while (original.state() == kDuplicate) original = Row(original.duplicate_of());
    draw.input.other = named.name();
    draw.input_ok = draw.who->office.count(named.grid()) > 0 && original.name() != draw.name &&
                    Open(original.state());
  }

  void DrawInput(const v1::Issue& issue, Draw& draw) {
    const std::string& act = draw.rule->act;
    ActInput& input = draw.input;
    if (act == "mark_duplicate") DrawDuplicate(draw);
    if (act == "dispatch") {
      input.other = OneIn(2) ? unit_ : second_unit_;
      if (OneIn(3)) input.co_units = {unit_};
    }
    if (act == "add_co_unit") {
      input.other = OneIn(2) ? unit_ : second_unit_;
      draw.input_ok =
          input.other != issue.unit() &&
          std::count(issue.co_units().begin(), issue.co_units().end(), input.other) == 0;
    }
    if (act == "relocate") {
      const std::vector<std::string> grids = {grid_, second_grid_, far_grid_};
      input.other = grids[Any(grids.size())];
      draw.input_ok = draw.who->office.count(input.other) > 0;
    }
    if (act == "decide_extension") {
      input.granted = OneIn(2);
      draw.input_ok = !input.granted || now_ < FromProto(issue.due_time());
    }
    if (act == "decide_suspension") {
      input.granted = !OneIn(3);
      const bool future = !OneIn(4);
      input.review_date = DayText(future ? now_ + absl::Hours(72) : now_);
      draw.input_ok = !input.granted || future;
    }
    if (act == "close" && OneIn(4)) {
      input.closing_reason = v1::Issue::CLOSING_REASON_NOT_OUR_DUTY;
      if (OneIn(2)) input.handed_to = "供电公司";
      draw.input_ok = !input.handed_to.empty();
    }
    if (OneIn(3)) input.etag = issue.etag();
    if (OneIn(12)) {
      input.etag = "999999";
      draw.input_ok = false;
    }
  }

  // Half of the draws are of what is allowed, so that issues get somewhere, and some of what only
  // just is not.
  Draw DrawAct(const v1::Issue& issue) {
    Draw draw{.who = &people_[Any(people_.size())],
              .rule = &Rules()[Any(Rules().size())],
              .name = issue.name()};
    const bool allowed = OneIn(2);
    if (allowed || OneIn(3)) {
      std::map<const Rule*, std::vector<const Person*>> among;
      for (const Rule& rule : Rules()) {
        for (const Person& who : people_) {
          if (InPlace(who, rule, issue) && Allowed(who, rule, issue) == allowed) {
            among[&rule].push_back(&who);
          }
        }
      }
      if (!among.empty()) {
        const auto chosen = std::next(among.begin(), Any(among.size()));
        draw.rule = chosen->first;
        draw.who = chosen->second[Any(chosen->second.size())];
      }
    }
    DrawInput(issue, draw);
    return draw;
  }

  State Target(const Draw& draw, const v1::Issue& before) {
    if (draw.rule->act == "send_back" && before.on_spot()) return kAccepted;
    if (draw.rule->act == "decide_suspension" && !draw.input.granted) return kInProgress;
    return draw.rule->to == kSame ? before.state() : draw.rule->to;
  }

  Rows AllRows() {
    Rows rows;
    AsSystem([&rows](const Txn& txn) -> absl::Status {
      auto all = IssueTable().Select(txn, {});
      if (!all.ok()) return all.status();
      for (v1::Issue& row : *all) rows[row.name()] = std::move(row);
      return absl::OkStatus();
    });
    return rows;
  }

  // A duplicate of it, or of what is one.
  static bool Follows(const Rows& rows, const v1::Issue& row, const std::string& original) {
    const v1::Issue* one = &row;
    while (one->state() == kDuplicate) {
      if (one->duplicate_of() == original) return true;
      one = &rows.at(one->duplicate_of());
    }
    return false;
  }

  // How many duplicates ended with their original; no other row has changed.
  int CheckOthers(const Rows& before, const Rows& after, const Draw& draw, bool ended) {
    int followed = 0;
    for (const auto& [name, row] : before) {
      if (name == draw.name) continue;
      if (!ended || !Follows(before, row, draw.name)) {
        EXPECT_THAT(after.at(name), EqualsProto(row));
        continue;
      }
      ++followed;
      EXPECT_EQ(after.at(name).state(), draw.rule->to);
      EXPECT_EQ(after.at(name).closing_reason(), after.at(draw.name).closing_reason());
    }
    return followed;
  }

  void Remember(const Draw& draw) {
    static const std::set<std::string> handling = {
        "start", "finish", "resume", "handle_on_spot", "request_extension", "request_suspension"};
    Memory& memory = memory_[draw.name];
    if (handling.count(draw.rule->act) > 0) memory.handlers.insert(draw.who->staff.name);
    if (absl::StartsWith(draw.rule->act, "request_")) {
      memory.asked[draw.rule->act] = draw.who->staff.name;
    }
    ++done_[draw.rule->act];
  }

  void CheckRefused(const Draw& draw, const absl::Status& status, const Rows& before) {
    EXPECT_THAT(AllRows().at(draw.name), EqualsProto(before.at(draw.name)));
    EXPECT_TRUE(absl::IsPermissionDenied(status) || absl::IsFailedPrecondition(status) ||
                absl::IsInvalidArgument(status) || absl::IsAborted(status))
        << status;
  }

  void Step() {
    const std::string name = names_[Any(names_.size())];
    const Rows before = AllRows();
    const v1::Issue& row = before.at(name);
    const Draw draw = DrawAct(row);
    SCOPED_TRACE(draw.who->label + ": " + draw.rule->act + ", " +
                 v1::Issue::State_Name(row.state()) + (draw.input_ok ? "" : ", bad input"));
    const std::vector<std::string> shown = IssueTest::Allowed(draw.who->staff, name);
    const bool allowed = Allowed(*draw.who, *draw.rule, row);
    EXPECT_EQ(std::count(shown.begin(), shown.end(), draw.rule->act), allowed ? 1 : 0);
    const int steps = Count(IssueStepTable());
    const int journalled = Journalled();
    const auto answer = Do(draw.who->staff, draw.rule->act, name, draw.input);
    ASSERT_EQ(answer.ok(), allowed && draw.input_ok) << answer.status();
    const bool ends = draw.rule->act == "close" || draw.rule->act == "reject";
    const Rows after = AllRows();
    const int followed = CheckOthers(before, after, draw, answer.ok() && ends);
    EXPECT_EQ(Count(IssueStepTable()), steps + (answer.ok() ? 1 + followed : 0));
    EXPECT_EQ(Journalled(), journalled + (answer.ok() ? 1 : 0));
    if (!answer.ok()) return CheckRefused(draw, answer.status(), before);
    EXPECT_EQ(after.at(name).state(), Target(draw, row));
    EXPECT_EQ(answer->state(), after.at(name).state());
    Remember(draw);
  }

  std::string NewIssue(const Staff& who, const std::string& grid, bool told) {
    v1::Issue issue;
    issue.set_grid(grid);
    const auto reported = Create(who, issue, told);
    EXPECT_THAT(reported, IsOk());
    return reported.ok() ? reported->name() : "";
  }

  // Three issues are under way; what is over is left and another comes.
  void Refresh() {
    names_.erase(std::remove_if(names_.begin(), names_.end(),
                                [this](const std::string& name) {
                                  const State state = Row(name).state();
                                  return !Open(state) && OneIn(state == kClosed ? 6 : 2);
                                }),
                 names_.end());
    while (names_.size() < 3) {
      const bool field = OneIn(2);
      const Person& far = OneIn(2) ? people_[1] : people_[5];
      if (OneIn(4)) {
        names_.push_back(NewIssue(far.staff, far_grid_, false));
      } else {
        names_.push_back(NewIssue(field ? worker_ : office_, grid_, !field && OneIn(2)));
      }
    }
  }

  void PassTime() {
    if (OneIn(3)) now_ += absl::Minutes(1 + Any(240));
    if (OneIn(40)) now_ += absl::Hours(24 * (1 + Any(20)));
  }

  std::mt19937 random_;
  std::vector<Person> people_;
  std::vector<std::string> names_;
  std::map<std::string, Memory> memory_;
  static inline std::map<std::string, int> done_;
};

TEST_P(IssueMachineTest, RandomActsByRandomPeopleFollowTheRules) {
  random_.seed(GetParam());
  for (int step = 0; step < 400; ++step) {
    SCOPED_TRACE("seed " + std::to_string(GetParam()) + ", step " + std::to_string(step));
    Refresh();
    PassTime();
    Step();
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, IssueMachineTest, testing::Range(1u, 7u));

}  // namespace
}  // namespace gridgov
