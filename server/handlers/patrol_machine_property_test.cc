// Random steps by random people on patrols. What may be done stands here once more, as the rules
// say it and not as the product has it; answers, rows and allowed_actions must agree.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "server/handlers/patrols.h"
#include "server/store/time_text.h"
#include "tests/support/issue_fixture.h"
#include "tests/support/proto_matchers.h"

namespace gridgov {
namespace {

using State = v1::Patrol::State;
using Rows = std::map<std::string, v1::Patrol>;

constexpr State kPlanned = v1::Patrol::STATE_PLANNED;
constexpr State kStarted = v1::Patrol::STATE_STARTED;
constexpr State kSubmitted = v1::Patrol::STATE_SUBMITTED;
constexpr State kAccepted = v1::Patrol::STATE_ACCEPTED;
constexpr State kSentBack = v1::Patrol::STATE_SENT_BACK;
constexpr State kCancelled = v1::Patrol::STATE_CANCELLED;
constexpr State kSame = v1::Patrol::STATE_UNSPECIFIED;

enum class Side {
  kWorker,    // Whose patrol it is.
  kPlanner,   // The office of its grid.
  kReviewer,  // The office of its grid, but nobody who took part.
};

struct Rule {
  std::string step;
  std::vector<State> from;
  State to;
  Side side;
};

const std::vector<Rule>& Rules() {
  static const auto* rules = new std::vector<Rule>{
      {"start", {kPlanned}, kStarted, Side::kWorker},
      {"cancel", {kPlanned}, kCancelled, Side::kPlanner},
      {"explain_missed", {kPlanned}, kSame, Side::kWorker},
      {"record", {kStarted, kSentBack}, kSame, Side::kWorker},
      {"report_finding", {kStarted, kSentBack}, kSame, Side::kWorker},
      {"submit", {kStarted, kSentBack}, kSubmitted, Side::kWorker},
      {"accept", {kSubmitted}, kAccepted, Side::kReviewer},
      {"send_back", {kSubmitted}, kSentBack, Side::kReviewer},
  };
  return *rules;
}

struct Person {
  std::string label;
  Staff staff;
  std::set<std::string> office;  // The grids of the office.
  bool worker = false;
};

struct Draw {
  const Person* who;
  const Rule* rule;
  std::string name;
  std::string etag;
  std::string item = "door";
  bool input_ok = true;
};

class PatrolMachineTest : public IssueTest, public testing::WithParamInterface<unsigned> {
 protected:
  // Nothing was held to be fine because it never came to it.
  static void TearDownTestSuite() {
    for (const Rule& rule : Rules()) EXPECT_GT(done_[rule.step], 0) << rule.step;
  }

  PatrolMachineTest() {
    AsSystem([](const Txn& txn) {
      v1::PatrolType type;
      type.set_code("SAFETY");
      type.mutable_title()->set_zh("治安巡查");
      type.mutable_title()->set_en("safety");
      type.set_target(v1::PatrolType::TARGET_GRID);
      type.set_source("test");
      auto* door = type.add_checklist();
      door->set_code("door");
      door->mutable_text()->set_zh("单元门");
      door->mutable_text()->set_en("door");
      door->set_type(v1::PatrolType::Item::TYPE_YES_NO);
      door->set_required(true);
      door->set_category("0107");
      return PatrolTypeTable().Insert(txn, std::move(type)).status();
    });
    const std::set<std::string> near = {grid_, second_grid_};
    people_ = {
        {.label = "worker", .staff = worker_, .worker = true},
        {.label = "other worker", .staff = other_worker_, .worker = true},
        {.label = "far worker",
         .staff = AddStaff("w3", v1::ROLE_GRID_WORKER, far_grid_),
         .worker = true},
        {.label = "worker and clerk",
         .staff = AddStaff("both", {Holding(v1::ROLE_GRID_WORKER, grid_),
                                    Holding(v1::ROLE_COMMUNITY_OFFICE, community_)}),
         .office = near,
         .worker = true},
        {.label = "office", .staff = office_, .office = near},
        {.label = "checker", .staff = checker_, .office = near},
        {.label = "far office", .staff = far_office_, .office = {far_grid_}},
        {.label = "centre", .staff = centre_},
        {.label = "unit", .staff = handler_of_unit_},
        {.label = "lead", .staff = duty_lead_},
        {.label = "auditor", .staff = auditor_},
        {.label = "system administrator", .staff = admin_},
    };
  }

  size_t Any(size_t size) { return random_() % size; }
  bool OneIn(size_t n) { return Any(n) == 0; }

  static bool TookPart(const Person& who, const v1::Patrol& patrol) {
    return patrol.worker() == who.staff.name ||
           std::count(patrol.partners().begin(), patrol.partners().end(), who.staff.name) > 0;
  }

  // The state and the roles are right for it; what else it takes may be missing.
  bool InPlace(const Person& who, const Rule& rule, const v1::Patrol& patrol) {
    if (std::count(rule.from.begin(), rule.from.end(), patrol.state()) == 0) return false;
    if (rule.side == Side::kWorker) return who.worker && patrol.worker() == who.staff.name;
    return who.office.count(patrol.grid()) > 0;
  }

  bool Allowed(const Person& who, const Rule& rule, const v1::Patrol& patrol) {
    if (!InPlace(who, rule, patrol)) return false;
    const bool missed = FromProto(patrol.window_end_time()) < now_;
    if (rule.step == "explain_missed") return missed;
    if (rule.step == "cancel") return !missed;
    return rule.side != Side::kReviewer || !TookPart(who, patrol);
  }

  Rows AllRows() {
    Rows rows;
    AsSystem([&rows](const Txn& txn) -> absl::Status {
      auto all = PatrolTable().Select(txn, {});
      if (!all.ok()) return all.status();
      for (v1::Patrol& row : *all) rows[row.name()] = std::move(row);
      return absl::OkStatus();
    });
    return rows;
  }

  template <class Request, class Method>
  absl::Status Call(const Draw& draw, Method method, Request request) {
    request.set_name(draw.name);
    return Run(draw.who->staff, patrols_, method, request).status();
  }
  template <class Request>
  static Request With(const Draw& draw) {
    Request request;
    request.set_etag(draw.etag);
    return request;
  }

  absl::Status Do(const Draw& draw) {
    using H = PatrolHandler;
    const std::string& step = draw.rule->step;
    if (step == "start") return Call(draw, &H::Start, With<v1::StartPatrolRequest>(draw));
    if (step == "submit") return Call(draw, &H::Submit, With<v1::SubmitPatrolRequest>(draw));
    if (step == "accept") return Call(draw, &H::Accept, With<v1::AcceptPatrolRequest>(draw));
    if (step == "cancel") {
      auto request = With<v1::CancelPatrolRequest>(draw);
      request.set_reason("暴雨");
      return Call(draw, &H::Cancel, request);
    }
    if (step == "explain_missed") {
      auto request = With<v1::ExplainMissedPatrolRequest>(draw);
      request.set_explanation(absl::StrCat("参加抢险", random_()));
      return Call(draw, &H::ExplainMissed, request);
    }
    if (step == "record") {
      auto request = With<v1::RecordPatrolRequest>(draw);
      request.add_answers()->set_item(draw.item);
      request.mutable_answers(0)->set_value(OneIn(2) ? "YES" : "NO");
      // It went on, so there is something to keep.
      request.set_metres(1 + static_cast<int>(Any(100000)));
      return Call(draw, &H::Record, request);
    }
    if (step == "send_back") {
      auto request = With<v1::SendBackPatrolRequest>(draw);
      request.set_reason("请补充");
      return Call(draw, &H::SendBack, request);
    }
    v1::ReportFindingRequest request;
    request.set_item(draw.item);
    request.mutable_issue()->set_title("单元门损坏");
    return Call(draw, &H::ReportFinding, request);
  }

  void DrawInput(const v1::Patrol& patrol, Draw& draw) {
    const std::string& step = draw.rule->step;
    if (step == "submit") draw.input_ok = patrol.answers_size() > 0;
    if ((step == "record" || step == "report_finding") && OneIn(5)) {
      draw.item = "roof";
      draw.input_ok = false;
    }
    if (OneIn(3)) draw.etag = patrol.etag();
    // A finding is not of one state of the log, so it takes no etag.
    if (step != "report_finding" && OneIn(12)) {
      draw.etag = "999999";
      draw.input_ok = false;
    }
  }

  Draw DrawStep(const v1::Patrol& patrol) {
    Draw draw{.who = &people_[Any(people_.size())],
              .rule = &Rules()[Any(Rules().size())],
              .name = patrol.name()};
    // Half of them of what is allowed, and some of what only just is not.
    const bool allowed = OneIn(2);
    if (allowed || OneIn(3)) {
      std::vector<std::pair<const Person*, const Rule*>> among;
      for (const Rule& rule : Rules()) {
        for (const Person& who : people_) {
          if (InPlace(who, rule, patrol) && Allowed(who, rule, patrol) == allowed) {
            among.emplace_back(&who, &rule);
          }
        }
      }
      if (!among.empty()) std::tie(draw.who, draw.rule) = among[Any(among.size())];
    }
    DrawInput(patrol, draw);
    return draw;
  }

  std::vector<std::string> Shown(const Draw& draw) {
    v1::GetPatrolRequest request;
    request.set_name(draw.name);
    const auto patrol = Run(draw.who->staff, patrols_, &PatrolHandler::Get, request);
    if (!patrol.ok()) return {};
    return {patrol->allowed_actions().begin(), patrol->allowed_actions().end()};
  }

  void CheckDone(const Draw& draw, const v1::Patrol& before, const v1::Patrol& after) {
    const State to = draw.rule->to;
    EXPECT_EQ(after.state(), to == kSame ? before.state() : to);
    EXPECT_NE(after.etag(), before.etag());
    const bool finding = draw.rule->step == "report_finding";
    EXPECT_EQ(after.findings_size(), before.findings_size() + (finding ? 1 : 0));
    if (draw.rule->side == Side::kReviewer) {
      EXPECT_EQ(after.reviewer(), draw.who->staff.name);
    }
    ++done_[draw.rule->step];
  }

  void Step() {
    const Rows before = AllRows();
    const v1::Patrol& row = before.at(names_[Any(names_.size())]);
    const Draw draw = DrawStep(row);
    SCOPED_TRACE(draw.who->label + ": " + draw.rule->step + ", " +
                 v1::Patrol::State_Name(row.state()) + (draw.input_ok ? "" : ", bad input"));
    const bool allowed = Allowed(*draw.who, *draw.rule, row);
    const std::vector<std::string> shown = Shown(draw);
    EXPECT_EQ(std::count(shown.begin(), shown.end(), draw.rule->step), allowed ? 1 : 0);
    const int issues = Count(IssueTable());
    const int journalled = Journalled();
    const absl::Status status = Do(draw);
    ASSERT_EQ(status.ok(), allowed && draw.input_ok) << status;
    const Rows after = AllRows();
    for (const auto& [name, patrol] : before) {
      if (status.ok() && name == draw.name) continue;
      EXPECT_THAT(after.at(name), EqualsProto(patrol));
    }
    const bool finding = status.ok() && draw.rule->step == "report_finding";
    EXPECT_EQ(Count(IssueTable()), issues + (finding ? 1 : 0));
    EXPECT_EQ(Journalled(), journalled + (status.ok() ? 1 : 0));
    if (status.ok()) CheckDone(draw, row, after.at(draw.name));
  }

  // Plans of the worker, one of whoever is a clerk besides, and one where that one helps.
  std::string NewPlan() {
    v1::CreatePatrolRequest request;
    v1::Patrol& patrol = *request.mutable_patrol();
    const Person& both = people_[3];
    patrol.set_patrol_type("patrolTypes/SAFETY");
    patrol.set_grid(grid_);
    patrol.set_worker(OneIn(3) ? both.staff.name : worker_.name);
    if (OneIn(3)) patrol.add_partners(OneIn(2) ? both.staff.name : checker_.name);
    *patrol.mutable_window_start_time() = ToProto(now_);
    *patrol.mutable_window_end_time() = ToProto(now_ + absl::Hours(8));
    const auto made = Run(office_, patrols_, &PatrolHandler::Create, request);
    EXPECT_THAT(made, IsOk());
    return made.ok() ? made->name() : "";
  }

  void Refresh() {
    const Rows rows = AllRows();
    names_.erase(std::remove_if(names_.begin(), names_.end(),
                                [&](const std::string& name) {
                                  const State state = rows.at(name).state();
                                  return (state == kAccepted || state == kCancelled) && OneIn(4);
                                }),
                 names_.end());
    while (names_.size() < 3) names_.push_back(NewPlan());
    if (OneIn(3)) now_ += absl::Minutes(1 + static_cast<int>(Any(120)));
  }

  PatrolHandler patrols_{
      [this](gridgov::Call& call, v1::Issue issue, const std::string& id, absl::Time occurred) {
        return handler_.Receive(call,
                                {.issue = std::move(issue), .issue_id = id, .occurred = occurred});
      },
      [this] { return deadlines_.calendar(); }};
  std::mt19937 random_;
  std::vector<Person> people_;
  std::vector<std::string> names_;
  static inline std::map<std::string, int> done_;
};

TEST_P(PatrolMachineTest, RandomStepsByRandomPeopleFollowTheRules) {
  random_.seed(GetParam());
  for (int step = 0; step < 400; ++step) {
    SCOPED_TRACE("seed " + std::to_string(GetParam()) + ", step " + std::to_string(step));
    Refresh();
    Step();
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, PatrolMachineTest, testing::Range(1u, 6u));

}  // namespace
}  // namespace gridgov
