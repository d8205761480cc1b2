// A handover moves all that hangs on an account within the caller's reach, and nothing else.
#include "server/handlers/handovers.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/handover.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "proto/cpp/errors.h"
#include "server/handlers/accounts.h"
#include "tests/support/issue_fixture.h"
#include "tests/support/proto_matchers.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;
using v1::Handover;

class HandoversTest : public IssueTest {
 protected:
  HandoversTest() {
    for (const Staff* who : {&worker_, &other_worker_}) {
      AsSystem([&](const Txn& txn) -> absl::Status {
        for (v1::RoleAssignment role : who->principal.roles()) {
          role.set_start_date("2026-01-01");
          GG_RETURN_IF_ERROR(RoleAssignmentTable().Insert(txn, std::move(role)).status());
        }
        return absl::OkStatus();
      });
    }
    AsSystem([this](const Txn& txn) -> absl::Status {
      v1::PatrolType type;
      type.set_code("SAFETY");
      type.set_target(v1::PatrolType::TARGET_GRID);
      type.mutable_title()->set_zh("治安巡查");
      type.add_checklist()->set_code("door");
      type.set_source("test");
      GG_ASSIGN_OR_RETURN(type, PatrolTypeTable().Insert(txn, std::move(type)));
      type_ = type.name();
      return absl::OkStatus();
    });
    Assign(grid_, worker_, v1::GridAssignment::DUTY_LEAD, "2026-01-01");
    planned_ = AddPatrol(worker_, v1::Patrol::STATE_PLANNED, absl::Hours(5));
    running_ = AddPatrol(worker_, v1::Patrol::STATE_STARTED, absl::Hours(5));
    missed_ = AddPatrol(worker_, v1::Patrol::STATE_PLANNED, -absl::Hours(5));
    others_ = AddPatrol(other_worker_, v1::Patrol::STATE_PLANNED, absl::Hours(5));
    reported_ = Report().name();
  }

  std::string AddPatrol(const Staff& worker, v1::Patrol::State state, absl::Duration end) {
    v1::Patrol patrol;
    patrol.set_patrol_type(type_);
    patrol.set_grid(grid_);
    patrol.set_worker(worker.name);
    patrol.set_state(state);
    *patrol.mutable_window_start_time() = ToProto(now_ + end - absl::Hours(2));
    *patrol.mutable_window_end_time() = ToProto(now_ + end);
    AsSystem([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(patrol, PatrolTable().Insert(txn, patrol));
      return absl::OkStatus();
    });
    return patrol.name();
  }

  std::string Join(const Staff& who, const std::string& unit) {
    v1::UnitMember member;
    member.set_unit(unit);
    member.set_account(who.name);
    member.set_start_date("2026-01-01");
    AsSystem([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(member, UnitMemberTable().Insert(txn, member));
      return absl::OkStatus();
    });
    return member.name();
  }

  v1::HandoverPlan PlanTo(const Staff& heir) {
    v1::HandoverPlan plan;
    plan.set_account(worker_.name);
    plan.set_to(heir.name);
    plan.set_leave_date("2026-11-24");
    plan.set_reason("调离（示例）");
    return plan;
  }
  absl::StatusOr<Handover> Preview(const Staff& who, const v1::HandoverPlan& plan) {
    v1::PreviewHandoverRequest request;
    *request.mutable_plan() = plan;
    return Run(who, handovers_, &HandoverHandler::Preview, request);
  }
  absl::StatusOr<Handover> HandOver(const Staff& who, const v1::HandoverPlan& plan,
                                    const std::string& token) {
    v1::HandOverRequest request;
    *request.mutable_plan() = plan;
    request.set_preview_token(token);
    return Run(who, handovers_, &HandoverHandler::HandOver, request);
  }

  std::vector<v1::GridAssignment> Duties() {
    std::vector<v1::GridAssignment> duties;
    AsSystem([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(duties, GridAssignmentTable().Select(txn, {}));
      return absl::OkStatus();
    });
    return duties;
  }

  std::string type_, planned_, running_, missed_, others_, reported_;
  HandoverHandler handovers_{dispute_acts_};
};

std::map<std::string, Handover::Outcome> Outcomes(const Handover& handover) {
  std::map<std::string, Handover::Outcome> out;
  for (const Handover::Row& row : handover.rows()) out[row.resource()] = row.outcome();
  return out;
}

TEST_F(HandoversTest, ThePreviewNamesWhatMovesAndWhatStays) {
  const auto preview = Preview(office_, PlanTo(other_worker_));

  ASSERT_THAT(preview, IsOk());
  const auto outcomes = Outcomes(*preview);
  EXPECT_EQ(outcomes.size(), 5u);  // The duty, two patrols, the report and the role.
  EXPECT_EQ(outcomes.at(planned_), Handover::OUTCOME_MOVES);
  EXPECT_EQ(outcomes.at(running_), Handover::OUTCOME_STAYS);
  EXPECT_EQ(outcomes.at(reported_), Handover::OUTCOME_STAYS);
  EXPECT_EQ(outcomes.at(Duties().front().name()), Handover::OUTCOME_MOVES);
  for (const Handover::Row& row : preview->rows()) {
    EXPECT_EQ(row.note().empty(), row.outcome() != Handover::OUTCOME_STAYS) << row.label();
  }
  EXPECT_EQ(Stored(PatrolTable(), planned_).worker(), worker_.name) << "nothing has moved";
}

TEST_F(HandoversTest, AllThatMovesMovesAndNothingElse) {
  const auto plan = PlanTo(other_worker_);
  const auto preview = Preview(office_, plan);
  ASSERT_THAT(preview, IsOk());
  const std::vector<std::string> untouched = {running_, missed_, others_};
  std::map<std::string, v1::Patrol> before;
  for (const std::string& name : untouched) before[name] = Stored(PatrolTable(), name);
  const v1::Issue issue = Row(reported_);
  const int journalled = Journalled();

  ASSERT_THAT(HandOver(office_, plan, preview->preview_token()), IsOk());

  EXPECT_EQ(Stored(PatrolTable(), planned_).worker(), other_worker_.name);
  for (const auto& [name, patrol] : before) {
    EXPECT_THAT(Stored(PatrolTable(), name), EqualsProto(patrol));
  }
  EXPECT_THAT(Row(reported_), EqualsProto(issue));
  const auto duties = Duties();
  ASSERT_EQ(duties.size(), 2u);
  const bool newest_first = duties[0].account() == other_worker_.name;
  const v1::GridAssignment& old = duties[newest_first ? 1 : 0];
  const v1::GridAssignment& fresh = duties[newest_first ? 0 : 1];
  EXPECT_EQ(old.account(), worker_.name);
  EXPECT_EQ(old.end_date(), "2026-11-24");
  EXPECT_EQ(fresh.account(), other_worker_.name);
  EXPECT_EQ(fresh.start_date(), "2026-11-25");
  EXPECT_EQ(fresh.duty(), v1::GridAssignment::DUTY_LEAD);
  EXPECT_EQ(fresh.end_date(), "");
  EXPECT_EQ(Journalled(), journalled + 1) << "one act";
  const auto after = Preview(office_, plan);
  ASSERT_THAT(after, IsOk());
  for (const Handover::Row& row : after->rows()) {
    EXPECT_EQ(row.outcome(), Handover::OUTCOME_STAYS) << row.label();
  }
}

TEST_F(HandoversTest, WhatTheHeirHasAlreadyEnds) {
  Join(worker_, unit_);
  Join(other_worker_, unit_);
  const auto plan = PlanTo(other_worker_);
  // The unit is the whole subdistrict's: its office does not reach it.
  EXPECT_EQ(Preview(office_, plan)->out_of_reach(), 1);

  const auto preview = Preview(centre_, plan);
  ASSERT_THAT(preview, IsOk());
  EXPECT_EQ(preview->out_of_reach(), 0);
  EXPECT_EQ(std::count_if(preview->rows().begin(), preview->rows().end(),
                          [](const Handover::Row& row) {
                            return row.kind() == Handover::KIND_MEMBERSHIP &&
                                   row.outcome() == Handover::OUTCOME_ENDS;
                          }),
            1);
  ASSERT_THAT(HandOver(centre_, plan, preview->preview_token()), IsOk());
  EXPECT_EQ(Count(UnitMemberTable()), 2);
}

TEST_F(HandoversTest, WhatChangedSinceThePreviewIsLookedAtAgain) {
  const auto plan = PlanTo(other_worker_);
  const auto preview = Preview(office_, plan);
  ASSERT_THAT(preview, IsOk());
  AddPatrol(worker_, v1::Patrol::STATE_PLANNED, absl::Hours(9));

  const auto refused = HandOver(office_, plan, preview->preview_token());

  EXPECT_TRUE(absl::IsAborted(refused.status())) << refused.status();
  EXPECT_EQ(Stored(PatrolTable(), planned_).worker(), worker_.name);
  v1::HandoverPlan other = plan;
  other.set_reason("退休（示例）");
  EXPECT_TRUE(
      absl::IsAborted(HandOver(office_, other, Preview(office_, plan)->preview_token()).status()));
}

TEST_F(HandoversTest, EachKindCanHaveAnHeirAndNothingIsLeftWithoutOne) {
  v1::HandoverPlan plan = PlanTo(other_worker_);
  plan.clear_to();
  v1::HandoverPlan::Heir& heir = *plan.add_heirs();
  heir.set_kind(Handover::KIND_PATROL);
  heir.set_to(other_worker_.name);
  const auto preview = Preview(office_, plan);
  ASSERT_THAT(preview, IsOk());

  EXPECT_THAT(Violations(HandOver(office_, plan, preview->preview_token()).status()),
              ElementsAre("plan.to NO_HEIR"));
  EXPECT_EQ(Stored(PatrolTable(), planned_).worker(), worker_.name) << "all or nothing";
}

TEST_F(HandoversTest, AnHeirWorksHereAndMayDoIt) {
  EXPECT_THAT(Violations(Preview(office_, PlanTo(worker_)).status()),
              ElementsAre("plan.to SAME_ACCOUNT"));
  EXPECT_THAT(Violations(Preview(office_, PlanTo(auditor_)).status()),
              ElementsAre("plan.to HEIR_CANNOT"));
  v1::HandoverPlan late = PlanTo(other_worker_);
  late.set_leave_date("2026-11-25");
  EXPECT_THAT(Violations(Preview(office_, late).status()),
              ElementsAre("plan.leave_date OUT_OF_RANGE"));
}

TEST_F(HandoversTest, OnlyTheOfficeOfTheAreaOrTheSubdistrictHandsOver) {
  const auto plan = PlanTo(other_worker_);
  EXPECT_TRUE(absl::IsPermissionDenied(Preview(far_office_, plan).status()));
  EXPECT_TRUE(absl::IsPermissionDenied(Preview(worker_, plan).status()));
  EXPECT_TRUE(absl::IsPermissionDenied(Preview(duty_lead_, plan).status()));
  EXPECT_THAT(Preview(centre_, plan), IsOk());
}

TEST_F(HandoversTest, AnAccountWithOpenWorkIsNotDisabledUnlessItIsSaidSo) {
  AsSystem([this](const Txn& txn) {
    const absl::Status refused = CheckHandedOver(txn, worker_.name);
    EXPECT_TRUE(absl::IsFailedPrecondition(refused));
    EXPECT_EQ(ErrorReason(refused), "HAS_OPEN_WORK");
    return CheckHandedOver(txn, auditor_.name);
  });
  const auto plan = PlanTo(other_worker_);
  ASSERT_THAT(HandOver(office_, plan, Preview(office_, plan)->preview_token()), IsOk());
  now_ += absl::Hours(24);
  AsSystem([this](const Txn& txn) { return CheckHandedOver(txn, worker_.name); });
}

}  // namespace
}  // namespace gridgov
