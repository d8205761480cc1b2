// Random acts on disputes by random people. What may be done stands here once more, as the rules
// say it and not as the product has it; answers, rows and allowed_actions must agree.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/dispute.pb.h"
#include "tests/support/dispute_fixture.h"
#include "tests/support/proto_matchers.h"

namespace gridgov {
namespace {

using State = v1::Dispute::State;
using Rows = std::map<std::string, v1::Dispute>;

constexpr State kRegistered = v1::Dispute::STATE_REGISTERED;
constexpr State kAccepted = v1::Dispute::STATE_ACCEPTED;
constexpr State kDeclined = v1::Dispute::STATE_DECLINED;
constexpr State kReferred = v1::Dispute::STATE_REFERRED;
constexpr State kMediating = v1::Dispute::STATE_MEDIATING;
constexpr State kAgreed = v1::Dispute::STATE_AGREED;
constexpr State kFailed = v1::Dispute::STATE_FAILED;
constexpr State kStopped = v1::Dispute::STATE_STOPPED;
constexpr State kPerforming = v1::Dispute::STATE_PERFORMING;
constexpr State kPerformed = v1::Dispute::STATE_PERFORMED;
constexpr State kBreached = v1::Dispute::STATE_BREACHED;
constexpr State kClosed = v1::Dispute::STATE_CLOSED;
constexpr State kSame = v1::Dispute::STATE_UNSPECIFIED;

enum class By {
  kMediator,          // Who mediates it.
  kOfficeOrMediator,  // The office of its grid, a mediator who sees it as one's own.
  kAnyOffice,         // The centre of the subdistrict too.
  kAgreement,         // No caller.
};

struct Rule {
  std::string act;
  std::set<State> from;
  State to;
  By by;
};

const std::set<State>& OpenStates() {
  static const auto* open = new std::set<State>{kRegistered, kAccepted,  kMediating, kAgreed,
                                                kPerforming, kPerformed, kBreached};
  return *open;
}

const std::vector<Rule>& Rules() {
  static const auto* rules = new std::vector<Rule>{
      {"update", {kRegistered, kAccepted, kMediating}, kSame, By::kOfficeOrMediator},
      {"assess_risk", OpenStates(), kSame, By::kAnyOffice},
      {"report_police", OpenStates(), kSame, By::kOfficeOrMediator},
      {"accept", {kRegistered}, kAccepted, By::kMediator},
      {"decline", {kRegistered}, kDeclined, By::kMediator},
      {"refer", {kRegistered}, kReferred, By::kMediator},
      {"begin", {kAccepted}, kMediating, By::kMediator},
      {"extend", {kAccepted, kMediating}, kSame, By::kMediator},
      {"settle", {kMediating}, kAgreed, By::kMediator},
      {"fail", {kMediating}, kFailed, By::kMediator},
      {"stop", {kAccepted, kMediating}, kStopped, By::kMediator},
      {"perform", {kAgreed, kBreached}, kPerforming, By::kAgreement},
      {"performed", {kPerforming}, kPerformed, By::kAgreement},
      {"breach", {kPerforming}, kBreached, By::kAgreement},
      {"close", {kPerformed, kBreached}, kClosed, By::kMediator},
  };
  return *rules;
}

// Somebody, with what the roles amount to.
struct Person {
  std::string label;
  Staff staff;
  std::set<std::string> office;  // Grids of the office.
  std::set<std::string> centre;
  bool mediator = false;
};

class DisputeMachineTest : public DisputeTest, public testing::WithParamInterface<unsigned> {
 protected:
  // Nothing was held to be fine because it never came to it.
  static void TearDownTestSuite() {
    for (const Rule& rule : Rules()) EXPECT_GT(done_[rule.act], 0) << rule.act;
  }

  DisputeMachineTest() {
    const std::set<std::string> near = {grid_, second_grid_};
    const std::set<std::string> all = {grid_, second_grid_, far_grid_};
    people_ = {
        {.label = "mediator", .staff = mediator_, .mediator = true},
        {.label = "second mediator", .staff = second_mediator_, .mediator = true},
        {.label = "worker", .staff = worker_},
        {.label = "office", .staff = office_, .office = near},
        {.label = "far office", .staff = far_office_, .office = {far_grid_}},
        {.label = "centre", .staff = centre_, .centre = all},
        {.label = "auditor", .staff = auditor_},
        {.label = "liaison", .staff = liaison_},
        {.label = "unit", .staff = handler_of_unit_},
        {.label = "system administrator", .staff = admin_},
        {.label = "clerk and mediator",
         .staff = AddStaff("both", {Holding(v1::ROLE_COMMUNITY_OFFICE, community_),
                                    Holding(v1::ROLE_MEDIATOR, community_)}),
         .office = near,
         .mediator = true},
    };
  }

  size_t Any(size_t size) { return random_() % size; }
  bool OneIn(size_t n) { return Any(n) == 0; }

  static bool Mediates(const Person& who, const v1::Dispute& dispute) {
    const auto& all = dispute.mediators();
    return who.mediator && std::find(all.begin(), all.end(), who.staff.name) != all.end();
  }

  static bool BySide(const Person& who, const Rule& rule, const v1::Dispute& dispute) {
    const bool mine =
        Mediates(who, dispute) || (who.mediator && dispute.creator() == who.staff.name);
    const bool office = who.office.count(dispute.grid()) > 0;
    switch (rule.by) {
      case By::kMediator:
        return Mediates(who, dispute);
      case By::kOfficeOrMediator:
        return mine || office;
      case By::kAnyOffice:
        return mine || office || who.centre.count(dispute.grid()) > 0;
      case By::kAgreement:
        return false;
    }
    return false;
  }

  bool Allowed(const Person& who, const Rule& rule, const v1::Dispute& dispute) {
    if (rule.from.count(dispute.state()) == 0 || !BySide(who, rule, dispute)) return false;
    if (rule.act == "begin") return told_.count(dispute.name()) > 0;
    if (rule.act == "extend") return now_ < FromProto(dispute.due_time());
    if (rule.act == "settle") return dispute.session_count() > 0;
    if (rule.act == "report_police") return !dispute.police_reported();
    return true;
  }

  // Inputs that are wrong now and then.
  bool DrawInput(const Rule& rule, DisputeInput* input) {
    if (OneIn(12)) {
      input->etag = "999999";
      return false;
    }
    if (!OneIn(4)) return true;
    if (rule.act == "accept") input->pending_before = v1::Dispute::PENDING_BEFORE_COURT;
    if (rule.act == "extend") input->consenting = {2};
    if (rule.act == "refer") input->unit = committee_;
    if (rule.act == "report_police") input->unit = unit_;
    if (rule.act == "fail") input->advice = {v1::Dispute::ADVICE_ENFORCE};
    return rule.act != "accept" && rule.act != "extend" && rule.act != "refer" &&
           rule.act != "report_police" && rule.act != "fail";
  }

  Rows AllRows() {
    Rows rows;
    AsSystem([&rows](const Txn& txn) -> absl::Status {
      auto all = DisputeTable().Select(txn, {});
      if (!all.ok()) return all.status();
      for (v1::Dispute& row : *all) rows[row.name()] = std::move(row);
      return absl::OkStatus();
    });
    return rows;
  }

  // What is only ever taken by an agreement: FAILED_PRECONDITION in any other state.
  void FollowOne(const Rule& rule, const v1::Dispute& before) {
    const bool right = rule.from.count(before.state()) > 0;
    absl::Status status;
    AsSystem([&](const Txn& txn) {
      status = dispute_acts_.Follow(txn, before.name(), rule.act, "").status();
      return absl::OkStatus();
    });
    EXPECT_EQ(status.ok(), right) << status;
    EXPECT_EQ(Row(before.name()).state(), right ? rule.to : before.state());
    if (right) ++done_[rule.act];
  }

  void Step() {
    const std::string name = names_[Any(names_.size())];
    const Rows before = AllRows();
    const v1::Dispute& row = before.at(name);
    const Rule* rule = &Rules()[Any(Rules().size())];
    const Person* who = &people_[Any(people_.size())];
    // Half of the draws are of what fits the state and of somebody near it.
    if (OneIn(2)) {
      std::vector<const Rule*> fitting;
      for (const Rule& one : Rules()) {
        if (one.from.count(row.state()) > 0) fitting.push_back(&one);
      }
      if (!fitting.empty()) rule = fitting[Any(fitting.size())];
      who = &people_[OneIn(2) ? 0 : 1];
    }
    SCOPED_TRACE(who->label + ": " + rule->act + ", " + v1::Dispute::State_Name(row.state()));
    if (rule->by == By::kAgreement) return FollowOne(*rule, row);
    DisputeInput input;
    const bool input_ok = DrawInput(*rule, &input);
    const bool allowed = Allowed(*who, *rule, row);
    const std::vector<std::string> shown = DisputeTest::Allowed(who->staff, name);
    EXPECT_EQ(std::count(shown.begin(), shown.end(), rule->act), allowed ? 1 : 0);
    const int steps = Count(DisputeStepTable());
    const int journalled = Journalled();
    const auto answer = Do(who->staff, rule->act, name, input);
    ASSERT_EQ(answer.ok(), allowed && input_ok) << answer.status();
    const Rows after = AllRows();
    for (const auto& [other, was] : before) {
      if (other == name && answer.ok()) continue;
      EXPECT_THAT(after.at(other), EqualsProto(was));
    }
    EXPECT_EQ(Count(DisputeStepTable()), steps + (answer.ok() ? 1 : 0));
    EXPECT_EQ(Journalled(), journalled + (answer.ok() ? 1 : 0));
    if (!answer.ok()) return;
    EXPECT_EQ(after.at(name).state(), rule->to == kSame ? row.state() : rule->to);
    CheckWhole(after.at(name));
    ++done_[rule->act];
  }

  // What holds of every dispute whatever was done to it.
  static void CheckWhole(const v1::Dispute& dispute) {
    const State state = dispute.state();
    const bool mediation = state == kAccepted || state == kMediating;
    EXPECT_EQ(dispute.has_due_time(), mediation);
    EXPECT_EQ(dispute.has_close_time(), OpenStates().count(state) == 0);
    EXPECT_EQ(state == kFailed, state != kClosed && dispute.advice_size() > 0);
    if (state != kRegistered && state != kDeclined && state != kReferred) {
      EXPECT_EQ(dispute.pending_before(), v1::Dispute::PENDING_BEFORE_NOBODY);
    }
  }

  // Three are under way; what is over is left and another comes.
  void Refresh() {
    names_.erase(std::remove_if(names_.begin(), names_.end(),
                                [this](const std::string& name) {
                                  return OpenStates().count(Row(name).state()) == 0 && OneIn(3);
                                }),
                 names_.end());
    while (names_.size() < 3) {
      const auto dispute = Create(OneIn(2) ? worker_ : second_mediator_);
      ASSERT_THAT(dispute, IsOk());
      const Staff& who = OneIn(2) ? mediator_ : second_mediator_;
      const auto mediator = Assign(office_, dispute->name(), who.name);
      ASSERT_THAT(mediator, IsOk());
      ASSERT_THAT(Declare(who, mediator->name()), IsOk());
      names_.push_back(dispute->name());
    }
    for (const std::string& name : names_) {
      Tell(Row(name));
      if (Row(name).state() == kMediating && OneIn(6)) HoldOne(name);
    }
  }

  // Now and then the parties are told of their rights.
  void Tell(const v1::Dispute& dispute) {
    if (dispute.state() != kAccepted || told_.count(dispute.name()) > 0 || !OneIn(3)) return;
    const Staff& who = dispute.mediators(0) == mediator_.name ? mediator_ : second_mediator_;
    for (const int number : {1, 2}) ASSERT_THAT(Acknowledge(who, dispute.name(), number), IsOk());
    told_.insert(dispute.name());
  }

  std::mt19937 random_;
  std::vector<Person> people_;
  std::vector<std::string> names_;
  std::set<std::string> told_;
  static inline std::map<std::string, int> done_;
};

TEST_P(DisputeMachineTest, RandomActsByRandomPeopleFollowTheRules) {
  random_.seed(GetParam());
  for (int step = 0; step < 300; ++step) {
    SCOPED_TRACE("seed " + std::to_string(GetParam()) + ", step " + std::to_string(step));
    Refresh();
    if (OneIn(3)) now_ += absl::Hours(1 + Any(60));
    Step();
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, DisputeMachineTest, testing::Range(1u, 6u));

}  // namespace
}  // namespace gridgov
