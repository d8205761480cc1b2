// Registering disputes, and what each act asks for beyond its state.
#include "server/handlers/disputes.h"

#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gridgov/v1/area.pb.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "server/handlers/areas.h"
#include "tests/support/dispute_fixture.h"
#include "tests/support/proto_matchers.h"

namespace gridgov {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using v1::Dispute;
using v1::DisputeParty;

class DisputesTest : public DisputeTest {
 protected:
  std::string LastDay(const std::string& name) {
    return DayText(FromProto(Row(name).due_time()) - absl::Seconds(1));
  }
};

TEST_F(DisputesTest, ANumberIsTheGridsWithALetterAndASerialOfItsOwn) {
  const auto first = Create(worker_);
  const auto second = Create(office_);

  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(first->number(), "510703003001001J00001");
  EXPECT_EQ(second->number(), "510703003001001J00002");
  EXPECT_EQ(first->state(), Dispute::STATE_REGISTERED);
  EXPECT_EQ(first->party_count(), 2);
  EXPECT_THAT(Steps(first->name()),
              ElementsAre(testing::Property(&v1::DisputeStep::act, "register")));
}

TEST_F(DisputesTest, TheWayLeadsFromTheIssueToTheDisputeAndBack) {
  const v1::Issue issue = Report();
  Dispute given;
  given.set_issue(issue.name());

  const auto dispute = Create(worker_, given);

  ASSERT_THAT(dispute, IsOk());
  EXPECT_EQ(dispute->grid(), issue.grid());
  EXPECT_EQ(IssueTest::Row(issue.name()).dispute(), dispute->name());
  v1::ListDisputesRequest request;
  request.set_filter("issue = \"" + issue.name() + "\"");
  const auto found = Run(office_, disputes_, &DisputeHandler::List, request);
  ASSERT_THAT(found, IsOk());
  ASSERT_EQ(found->disputes_size(), 1);
  EXPECT_EQ(found->disputes(0).name(), dispute->name());
}

TEST_F(DisputesTest, AnIssueThatTheCallerDoesNotSeeIsNoWayIn) {
  Dispute given;
  given.set_grid(far_grid_);
  given.set_issue(Report().name());

  EXPECT_THAT(Create(far_office_, given), IsDenied());
  EXPECT_EQ(Count(DisputeTable()), 0);
}

TEST_F(DisputesTest, TheCommitteeIsAUnitOfThatKind) {
  Dispute given;
  given.set_committee(unit_);

  EXPECT_THAT(Create(office_, given), HasViolation("dispute.committee", "WRONG_KIND_OF_UNIT"));
}

TEST_F(DisputesTest, WhatACourtThePoliceOrAnAgencyHasAcceptedIsNotMediated) {
  const Dispute dispute = Registered();
  for (const auto before : {Dispute::PENDING_BEFORE_COURT, Dispute::PENDING_BEFORE_POLICE,
                            Dispute::PENDING_BEFORE_AGENCY}) {
    EXPECT_THAT(Do(mediator_, "accept", dispute, {.pending_before = before}),
                HasReason("ACCEPTED_ELSEWHERE"));
  }
  EXPECT_THAT(Row(dispute.name()), EqualsProto(dispute));

  const Dispute declined = Must(mediator_, "decline", dispute.name(),
                                {.decline_reason = Dispute::DECLINE_REASON_COURT_ACCEPTED});

  EXPECT_EQ(declined.state(), Dispute::STATE_DECLINED);
  EXPECT_EQ(declined.decline_reason(), Dispute::DECLINE_REASON_COURT_ACCEPTED);
  EXPECT_EQ(declined.pending_before(), Dispute::PENDING_BEFORE_COURT);
  EXPECT_TRUE(declined.has_close_time());
}

TEST_F(DisputesTest, OneSideAloneIsNotMediated) {
  const auto dispute = Create(worker_, {},
                              {Party(DisputeParty::SIDE_FIRST, "甄甲（示例）"),
                               Party(DisputeParty::SIDE_FIRST, "甄乙（示例）")});
  ASSERT_THAT(dispute, IsOk());
  const auto mediator = Assign(office_, dispute->name(), mediator_.name);
  ASSERT_THAT(mediator, IsOk());

  EXPECT_THAT(Do(mediator_, "accept", *dispute), HasReason("ONE_SIDE"));
}

TEST_F(DisputesTest, ThirtyCalendarDaysRunFromAcceptance) {
  const Dispute dispute = In(Dispute::STATE_ACCEPTED);

  // Accepted on 24 November: that day is not counted, the thirtieth ends at midnight.
  EXPECT_EQ(LastDay(dispute.name()), "2026-12-24");
  const auto at = [&](absl::Duration before_due) {
    now_ = FromProto(dispute.due_time()) - before_due;
    return *Get(mediator_, dispute.name());
  };
  EXPECT_FALSE(at(absl::Hours(24 * 7)).due_soon());
  EXPECT_TRUE(at(absl::Hours(24 * 5)).due_soon());
  EXPECT_FALSE(at(absl::Seconds(1)).overdue());
  EXPECT_TRUE(at(absl::ZeroDuration()).overdue());
  EXPECT_TRUE(at(-absl::Hours(24 * 15)).escalated());
}

TEST_F(DisputesTest, MoreDaysTakeTheConsentOfEveryPartyBeforeItIsDue) {
  const Dispute dispute = In(Dispute::STATE_MEDIATING);

  EXPECT_THAT(Do(mediator_, "extend", dispute, {.consenting = {1}}),
              HasViolation("consenting_parties", "CONSENT_OF_ALL"));
  EXPECT_THAT(Do(mediator_, "extend", dispute, {.consenting = {1, 3}}),
              HasViolation("consenting_parties", "CONSENT_OF_ALL"));
  EXPECT_EQ(LastDay(dispute.name()), "2026-12-24");

  const Dispute extended = Must(mediator_, "extend", dispute.name(), {.days = 10});
  EXPECT_EQ(LastDay(dispute.name()), "2027-01-03");
  EXPECT_EQ(extended.extension_days(), 10);

  now_ = FromProto(extended.due_time());
  EXPECT_THAT(Do(mediator_, "extend", dispute), HasReason("ALREADY_DUE"));
  EXPECT_THAT(Allowed(mediator_, dispute.name()), Not(Contains("extend")));
}

TEST_F(DisputesTest, MediationBeginsAfterEachPartyWasToldOfItsRights) {
  const Dispute dispute = In(Dispute::STATE_ACCEPTED);

  EXPECT_THAT(Do(mediator_, "begin", dispute), HasReason("RIGHTS_NOT_ACKNOWLEDGED"));
  ASSERT_THAT(Acknowledge(mediator_, dispute.name(), 1), IsOk());
  EXPECT_THAT(Do(mediator_, "begin", dispute), HasReason("RIGHTS_NOT_ACKNOWLEDGED"));
  EXPECT_THAT(Allowed(mediator_, dispute.name()), Not(Contains("begin")));
  ASSERT_THAT(Acknowledge(mediator_, dispute.name(), 2), IsOk());
  EXPECT_THAT(Allowed(mediator_, dispute.name()), Contains("begin"));

  EXPECT_THAT(Do(mediator_, "begin", dispute), IsOk());
}

TEST_F(DisputesTest, MediationThatFailsTellsOfTheOtherWays) {
  const Dispute dispute = In(Dispute::STATE_MEDIATING);

  EXPECT_THAT(Do(mediator_, "fail", dispute, {.advice = {Dispute::ADVICE_ENFORCE}}),
              HasViolation("advice[0]", "BAD_ADVICE"));
  EXPECT_THAT(
      Do(mediator_, "fail", dispute, {.advice = {Dispute::ADVICE_SUE, Dispute::ADVICE_SUE}}),
      HasViolation("advice[1]", "BAD_ADVICE"));

  const Dispute failed = Must(mediator_, "fail", dispute.name(),
                              {.advice = {Dispute::ADVICE_ARBITRATION, Dispute::ADVICE_SUE}});
  EXPECT_THAT(failed.advice(), ElementsAre(Dispute::ADVICE_ARBITRATION, Dispute::ADVICE_SUE));
  EXPECT_TRUE(failed.has_outcome_time());
  EXPECT_FALSE(failed.has_due_time());
}

TEST_F(DisputesTest, ASideMayStopItBeforeTheFirstSessionToo) {
  const Dispute stopped = Must(mediator_, "stop", In(Dispute::STATE_ACCEPTED).name(),
                               {.side = DisputeParty::SIDE_FIRST});

  EXPECT_EQ(stopped.state(), Dispute::STATE_STOPPED);
  EXPECT_EQ(stopped.stopped_by(), DisputeParty::SIDE_FIRST);
}

TEST_F(DisputesTest, TheRiskIsOfTheMatterWithWhoAssessedItAndWhen) {
  const Dispute dispute =
      Must(office_, "assess_risk", Registered().name(), {.risk = Dispute::ESCALATION_RISK_HIGH});

  EXPECT_EQ(dispute.escalation_risk(), Dispute::ESCALATION_RISK_HIGH);
  EXPECT_EQ(dispute.risk_assessor(), office_.name);
  EXPECT_EQ(FromProto(dispute.risk_time()), now_);
}

TEST_F(DisputesTest, TheLiaisonSeesNothingBeforeAReportAndThatOneAfter) {
  const Dispute other = Registered();
  const Dispute dispute = Registered();
  EXPECT_THAT(Get(liaison_, dispute.name()), IsDenied());

  EXPECT_THAT(Do(mediator_, "report_police", dispute, {.unit = unit_}),
              HasViolation("police_station", "WRONG_KIND_OF_UNIT"));
  Must(mediator_, "report_police", dispute.name());

  const auto seen = Get(liaison_, dispute.name());
  ASSERT_THAT(seen, IsOk());
  EXPECT_EQ(seen->summary(), dispute.summary());
  EXPECT_EQ(seen->creator(), "");
  EXPECT_THAT(seen->mediators(), IsEmpty());
  EXPECT_THAT(seen->allowed_actions(), IsEmpty());
  EXPECT_THAT(Parties(liaison_, dispute.name()), IsDenied());
  EXPECT_THAT(Get(liaison_, other.name()), IsDenied());
  EXPECT_THAT(Get(far_liaison_, dispute.name()), IsDenied());
  EXPECT_THAT(Do(mediator_, "report_police", dispute), HasReason("ALREADY_REPORTED"));
}

TEST_F(DisputesTest, AReportUnderArticle25IsAStepWithItsReason) {
  const std::string name = Registered().name();

  const Dispute reported = Must(office_, "report_police", name);

  EXPECT_EQ(reported.police_station(), police_);
  EXPECT_EQ(FromProto(reported.police_report_time()), now_);
  EXPECT_EQ(Steps(name).back().act(), "report_police");
  EXPECT_EQ(Steps(name).back().text(), DisputeInput().text);
}

TEST_F(DisputesTest, EachRoleReachesWhatTheMatrixSays) {
  const Dispute dispute = Registered();
  const auto sees = [&](const Staff& who) { return Get(who, dispute.name()).ok(); };

  EXPECT_TRUE(sees(worker_)) << "who reported it";
  EXPECT_FALSE(sees(other_worker_)) << "a worker of the same grid";
  EXPECT_TRUE(sees(office_));
  EXPECT_FALSE(sees(far_office_));
  EXPECT_TRUE(sees(centre_));
  EXPECT_TRUE(sees(mediator_));
  EXPECT_FALSE(sees(second_mediator_)) << "not assigned";
  EXPECT_TRUE(sees(auditor_));
  for (const Staff& who : {handler_of_unit_, duty_lead_, office_head_, admin_, liaison_}) {
    EXPECT_FALSE(sees(who));
  }
  // Reading is not working on it.
  for (const Staff& who : {worker_, office_, centre_, auditor_}) {
    EXPECT_THAT(Do(who, "accept", dispute), IsDenied());
  }
  for (const Staff& who : {worker_, centre_, auditor_}) {
    EXPECT_THAT(Do(who, "update", dispute), IsDenied());
  }
  EXPECT_THAT(Do(office_, "update", dispute), IsOk());
}

TEST_F(DisputesTest, AMediatorWhoRegisteredItMediatesItOnlyWhenAssigned) {
  const auto dispute = Create(second_mediator_);
  ASSERT_THAT(dispute, IsOk());

  EXPECT_THAT(Get(second_mediator_, dispute->name()), IsOk());
  EXPECT_THAT(Do(second_mediator_, "accept", *dispute), HasReason("NOT_ITS_MEDIATOR"));
  EXPECT_THAT(Allowed(second_mediator_, dispute->name()), Not(Contains("accept")));
}

TEST_F(DisputesTest, WhatWasNotPerformedIsClosedWithAdvice) {
  const Dispute breached = In(Dispute::STATE_BREACHED);
  v1::CloseDisputeRequest request;
  request.set_name(breached.name());
  EXPECT_THAT(Run(mediator_, disputes_, &DisputeHandler::Close, request),
              HasViolation("advice", "REQUIRED"));

  request.add_advice(Dispute::ADVICE_ENFORCE);
  const auto closed = Run(mediator_, disputes_, &DisputeHandler::Close, request);

  ASSERT_THAT(closed, IsOk());
  EXPECT_EQ(closed->state(), Dispute::STATE_CLOSED);
  EXPECT_THAT(closed->advice(), ElementsAre(Dispute::ADVICE_ENFORCE));
}

TEST_F(DisputesTest, StepsOfAnAgreementAreNoActsOfCallers) {
  const std::string name = In(Dispute::STATE_AGREED).name();
  for (const Staff& who : {mediator_, office_, centre_}) {
    for (const char* act : {"perform", "performed", "breach"}) {
      EXPECT_THAT(Allowed(who, name), Not(Contains(act)));
    }
  }
  EXPECT_EQ(Follow("perform", name).state(), Dispute::STATE_PERFORMING);
  EXPECT_EQ(Follow("breach", name).state(), Dispute::STATE_BREACHED);
  EXPECT_EQ(Follow("perform", name).state(), Dispute::STATE_PERFORMING);
  EXPECT_EQ(Follow("performed", name).state(), Dispute::STATE_PERFORMED);
  AsSystem([&](const Txn& txn) {
    EXPECT_THAT(dispute_acts_.Follow(txn, name, "breach", ""), HasReason("WRONG_STATE"));
    EXPECT_THAT(dispute_acts_.Follow(txn, name, "close", ""), HasReason("WRONG_STATE"));
    return absl::OkStatus();
  });
}

TEST_F(DisputesTest, AnOpenDisputeKeepsItsGridFromBeingRetired) {
  Registered();
  AreaHandler areas{handler_, dispute_acts_};
  v1::RetireGridRequest retire;
  retire.set_name(grid_);
  retire.set_effective_date("2026-11-24");
  v1::PreviewAreaChangeRequest request;
  *request.mutable_retire() = retire;

  const auto preview = Run(centre_, areas, &AreaHandler::Preview, request);

  ASSERT_THAT(preview, IsOk());
  ASSERT_EQ(preview->rows_size(), 1);
  EXPECT_EQ(preview->rows(0).kind(), v1::AreaChangePreview::KIND_DISPUTE);
  EXPECT_EQ(preview->preview_token(), "");
}

TEST_F(DisputesTest, ProvisionalDeadlinesAreComputedAnew) {
  const Dispute dispute = In(Dispute::STATE_ACCEPTED);

  AsSystem([&](const Txn& txn) -> absl::Status {
    auto stale = dispute;
    stale.set_provisional(true);
    *stale.mutable_due_time() = ToProto(now_);
    return DisputeTable().Update(txn, std::move(stale)).status();
  });
  AsSystem([&](const Txn& txn) { return dispute_acts_.RecomputeProvisional(txn, 0, 10).status(); });

  EXPECT_EQ(LastDay(dispute.name()), "2026-12-24");
}

}  // namespace
}  // namespace gridgov
