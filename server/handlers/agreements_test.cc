// Agreements: when they bind, whether they are kept, and the court beside them.
#include "server/handlers/agreements.h"

#include <algorithm>

#include "gmock/gmock.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/agreement.pb.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/notice.pb.h"
#include "gridgov/v1/work.pb.h"
#include "server/handlers/notice_rounds.h"
#include "server/handlers/work.h"
#include "tests/support/agreement_fixture.h"

namespace gridgov {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;
using Duty = v1::AgreementDuty;
using Dispute = v1::Dispute;

constexpr auto kKept = v1::Agreement::PERFORMANCE_KEPT;
constexpr auto kPartly = v1::Agreement::PERFORMANCE_PARTLY;
constexpr auto kNotKept = v1::Agreement::PERFORMANCE_NOT_KEPT;

class AgreementsTest : public AgreementTest {
 protected:
  // Everything that is told now, by kind.
  std::vector<v1::Notice::Kind> Told() {
    for (NoticeRound round; !round.done();) {
      AsSystem([&round](const Txn& txn) { return TellDeadlines(txn, &round); });
    }
    std::vector<v1::Notice::Kind> kinds;
    AsSystem([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(const auto notices, NoticeTable().Select(txn, {}));
      for (const v1::Notice& notice : notices) kinds.push_back(notice.kind());
      return absl::OkStatus();
    });
    return kinds;
  }
  std::vector<v1::WorkItem::Kind> Waiting(const Staff& who) {
    WorkHandler work;
    const auto list = Run(who, work, &WorkHandler::List, v1::ListWorkRequest());
    EXPECT_THAT(list, IsOk());
    std::vector<v1::WorkItem::Kind> kinds;
    if (!list.ok()) return kinds;
    for (const v1::WorkItem& item : list->items()) kinds.push_back(item.kind());
    return kinds;
  }
  absl::StatusOr<v1::AgreementContents> Read(const Staff& who, const A& agreement) {
    v1::GetAgreementContentsRequest request;
    request.set_agreement(agreement.name());
    return Run(who, agreements_, &AgreementHandler::GetContents, request);
  }
  int64_t Counter(const std::string& measure) {
    int64_t sum = 0;
    AsSystem([&](const Txn& txn) {
      return txn.db.Query("SELECT COALESCE(sum(value), 0) FROM counters WHERE measure = $1",
                          {measure}, [&sum](const Row& row) {
                            sum = row.Int(0);
                            return absl::OkStatus();
                          });
    });
    return sum;
  }
};

TEST_F(AgreementsTest, InEffectFromTheLastOfSignaturesAndSealInWhateverOrderTheyAreEntered) {
  const A draft = Drafted(ThreeInstalments());
  EXPECT_EQ(draft.state(), A::STATE_DRAFT);
  EXPECT_EQ(draft.number(), "510703003001001X00001");
  ASSERT_THAT(Seal(draft, "2026-11-22"), IsOk());
  ASSERT_THAT(Countersign(draft, "2026-11-20"), IsOk());
  ASSERT_THAT(Sign(draft, 2, "2026-11-23"), IsOk());
  GG_ASSERT_OK_AND_ASSIGN(const A bound, Sign(draft, 1, "2026-11-21"));
  EXPECT_EQ(bound.state(), A::STATE_IN_EFFECT);
  EXPECT_EQ(DayText(FromProto(bound.effective_time())), "2026-11-23");
  EXPECT_EQ(bound.confirm_by_date(), "2026-12-23");
  EXPECT_EQ(bound.mediator(), mediator_.name);
  EXPECT_THAT(bound.missing(), IsEmpty());
  EXPECT_EQ(DisputeState(), Dispute::STATE_PERFORMING);
  EXPECT_EQ(LastDayOf(bound, 1), "2026-11-30");
  EXPECT_EQ(LastDayOf(bound, 3), "2027-01-31");
}

TEST_F(AgreementsTest, WithoutASealItIsNotInEffectAndSaysSo) {
  const A draft = Drafted(Plain());
  EXPECT_THAT(draft.missing(), ElementsAre("signatures", "mediator", "seal"));
  ASSERT_THAT(Sign(draft, 1), IsOk());
  ASSERT_THAT(Sign(draft, 2), IsOk());
  GG_ASSERT_OK_AND_ASSIGN(const A signed_by_all, Countersign(draft));
  EXPECT_EQ(signed_by_all.state(), A::STATE_DRAFT);
  EXPECT_FALSE(signed_by_all.has_effective_time());
  EXPECT_THAT(signed_by_all.missing(), ElementsAre("seal"));
  EXPECT_EQ(DisputeState(), Dispute::STATE_AGREED);
  EXPECT_THAT(Check(draft, 0, kKept), HasReason("WRONG_STATE"));
  EXPECT_THAT(Apply(draft), HasReason("WRONG_STATE"));
  EXPECT_EQ(Count(AgreementDutyTable()), 0);
}

TEST_F(AgreementsTest, WhatIsInEffectIsChangedByNobody) {
  const A bound = InEffect(Drafted(Plain()));
  v1::UpdateAgreementRequest request;
  request.set_name(bound.name());
  *request.mutable_contents() = Contents();
  EXPECT_THAT(Run(mediator_, agreements_, &AgreementHandler::Update, request),
              HasReason("WRONG_STATE"));
  EXPECT_THAT(Sign(bound, 1), HasReason("WRONG_STATE"));
  EXPECT_THAT(Drop(bound), HasReason("WRONG_STATE"));
}

TEST_F(AgreementsTest, ChangingADraftTakesBackWhatWasSignedUnderAnotherText) {
  const A draft = Drafted(Plain());
  ASSERT_THAT(Sign(draft, 1), IsOk());
  ASSERT_THAT(Countersign(draft), IsOk());
  ASSERT_THAT(Seal(draft), IsOk());
  v1::UpdateAgreementRequest request;
  request.set_name(draft.name());
  EXPECT_THAT(Run(mediator_, agreements_, &AgreementHandler::Update, request),
              HasViolation("contents", "REQUIRED"));
  *request.mutable_contents() = Contents();
  request.mutable_contents()->set_terms("甲方只修复，不赔偿。");
  GG_ASSERT_OK_AND_ASSIGN(const A changed,
                          Run(mediator_, agreements_, &AgreementHandler::Update, request));
  EXPECT_THAT(changed.missing(), ElementsAre("signatures", "mediator", "seal"));
  GG_ASSERT_OK_AND_ASSIGN(const auto contents, Read(mediator_, draft));
  EXPECT_EQ(contents.terms(), "甲方只修复，不赔偿。");
}

TEST_F(AgreementsTest, AnAgentSignsWithTheAuthorityToAgreeAndAPartyOnce) {
  const A draft = Drafted(Plain());
  EXPECT_THAT(Sign(draft, 1, "", /*by_agent=*/true), HasViolation("by_agent", "NO_AGENT"));
  EXPECT_THAT(Sign(draft, 3), HasViolation("party", "NO_SUCH_PARTY"));
  GG_ASSERT_OK_AND_ASSIGN(const A signed_once, Sign(draft, 2, "", /*by_agent=*/true));
  EXPECT_TRUE(signed_once.signatures(0).by_agent());
  EXPECT_EQ(signed_once.signatures(0).mark(), A::MARK_SIGNATURE);
  EXPECT_THAT(Sign(draft, 2), HasViolation("party", "ALREADY_SIGNED"));
  AsSystem([](const Txn& txn) {
    return txn.db.Execute("UPDATE dispute_parties SET agent_authority = 'GENERAL'", {}).status();
  });
  ASSERT_THAT(Drop(draft), IsOk());
  EXPECT_THAT(Sign(Drafted(Plain()), 2, "", /*by_agent=*/true),
              HasViolation("by_agent", "AGENT_NOT_AUTHORISED"));
}

TEST_F(AgreementsTest, NobodySignsInTheFutureOrBeforeTheDisputeWasAccepted) {
  const A draft = Drafted(Plain());
  EXPECT_THAT(Sign(draft, 1, "2026-11-25"), HasViolation("sign_time", "OUT_OF_RANGE"));
  EXPECT_THAT(Sign(draft, 1, "2026-11-01"), HasViolation("sign_time", "BEFORE_START"));
  EXPECT_THAT(Countersign(draft, "2026-11-25"), HasViolation("sign_time", "OUT_OF_RANGE"));
  EXPECT_THAT(Seal(draft, "2026-11-01"), HasViolation("seal_time", "BEFORE_START"));
}

TEST_F(AgreementsTest, InstalmentsComeInOrderAndAreTheWholeAmount) {
  A agreement = ThreeInstalments();
  agreement.set_amount_fen(900001);
  EXPECT_THAT(Create(agreement),
              HasViolation("agreement.instalments", "INSTALMENTS_DO_NOT_ADD_UP"));
  agreement = ThreeInstalments();
  agreement.mutable_instalments(2)->set_amount_fen(299999);
  EXPECT_THAT(Create(agreement),
              HasViolation("agreement.instalments", "INSTALMENTS_DO_NOT_ADD_UP"));
  agreement = ThreeInstalments();
  agreement.mutable_instalments(1)->set_due_date("2026-11-29");
  EXPECT_THAT(Create(agreement), HasViolation("agreement.instalments[1].due_date", "BEFORE_START"));
  agreement.mutable_instalments(1)->set_due_date("2026-11-31");
  EXPECT_THAT(Create(agreement), HasViolation("agreement.instalments[1].due_date", "BAD_DATE"));
  EXPECT_EQ(Count(AgreementTable()), 0);
  EXPECT_EQ(Count(AgreementContentsTable()), 0);
}

TEST_F(AgreementsTest, AnInstalmentThatIsDueBeforeEffectKeepsItFromTakingEffect) {
  A agreement = Plain();
  agreement.set_amount_fen(100);
  AddInstalment(&agreement, "2026-11-20", 100);
  const A draft = Drafted(agreement);
  ASSERT_THAT(Sign(draft, 1), IsOk());
  ASSERT_THAT(Sign(draft, 2), IsOk());
  ASSERT_THAT(Countersign(draft), IsOk());
  EXPECT_THAT(Seal(draft), HasReason("INSTALMENT_BEFORE_EFFECT"));
  EXPECT_EQ(Seen(draft).state(), A::STATE_DRAFT);
  EXPECT_EQ(DisputeState(), Dispute::STATE_AGREED);
  A oral = agreement;
  ASSERT_THAT(Drop(draft), IsOk());
  oral.set_form(A::FORM_ORAL);
  EXPECT_THAT(Create(oral), HasViolation("agreement.instalments[0].due_date", "BEFORE_START"));
}

TEST_F(AgreementsTest, AnOralOneIsInEffectAsRecordedFromWhenThePartiesAgreed) {
  v1::CreateAgreementRequest request;
  *request.mutable_agreement() = Plain(A::FORM_ORAL);
  *request.mutable_contents() = Contents();
  *request.mutable_agree_time() = At("2026-11-25", 9);
  EXPECT_THAT(Run(mediator_, agreements_, &AgreementHandler::Create, request),
              HasViolation("agree_time", "OUT_OF_RANGE"));
  *request.mutable_agree_time() = At("2026-11-23", 9);
  GG_ASSERT_OK_AND_ASSIGN(const A oral,
                          Run(mediator_, agreements_, &AgreementHandler::Create, request));
  EXPECT_EQ(oral.state(), A::STATE_IN_EFFECT);
  EXPECT_EQ(DayText(FromProto(oral.effective_time())), "2026-11-23");
  EXPECT_EQ(oral.confirm_by_date(), "2026-12-23");
  EXPECT_EQ(DisputeState(), Dispute::STATE_PERFORMING);
  EXPECT_EQ(LastDayOf(oral, 0), "2026-12-23");
}

TEST_F(AgreementsTest, AWrittenOneTakesNoTimeOfAgreeing) {
  v1::CreateAgreementRequest request;
  *request.mutable_agreement() = Plain();
  *request.mutable_contents() = Contents();
  *request.mutable_agree_time() = At("2026-11-23", 9);
  EXPECT_THAT(Run(mediator_, agreements_, &AgreementHandler::Create, request),
              HasViolation("agree_time", "ORAL_ONLY"));
}

TEST_F(AgreementsTest, ADisputeHasOneAtATimeAndADroppedOneIsForgotten) {
  const A draft = Drafted(Plain());
  EXPECT_THAT(Create(Plain()), HasReason("AGREEMENT_OPEN"));
  ASSERT_THAT(Drop(draft), IsOk());
  GG_ASSERT_OK_AND_ASSIGN(const auto contents, Read(mediator_, draft));
  EXPECT_EQ(contents.terms(), "");
  EXPECT_EQ(Drafted(Plain()).number(), "510703003001001X00002");
}

TEST_F(AgreementsTest, ADisputeThatIsNotAgreedHasNone) {
  AsSystem([&](const Txn& txn) {
    return txn.db.Execute("UPDATE disputes SET state = 'MEDIATING'", {}).status();
  });
  EXPECT_THAT(Create(Plain()), HasReason("WRONG_STATE"));
}

TEST_F(AgreementsTest, ItsMediatorsWriteItAndNobodyElse) {
  for (const Staff* who : {&other_mediator_, &office_, &centre_, &worker_, &auditor_}) {
    EXPECT_TRUE(absl::IsPermissionDenied(Create(Plain(), who).status())) << who->name;
  }
  // Who registered a dispute sees it, and does not mediate it by that.
  AsSystem([&](const Txn& txn) {
    return txn.db.Execute("UPDATE disputes SET creator = $1", {Blob{IdBytes(other_mediator_.name)}})
        .status();
  });
  EXPECT_THAT(Create(Plain(), &other_mediator_), HasReason("NOT_ITS_MEDIATOR"));
  const A bound = InEffect(Drafted(Plain()));
  EXPECT_TRUE(absl::IsPermissionDenied(Check(bound, 0, kKept, 0, &other_mediator_).status()));
  EXPECT_TRUE(absl::IsPermissionDenied(Check(bound, 0, kKept, 0, &office_).status()));
  EXPECT_THAT(Seen(bound, &office_).allowed_actions(), IsEmpty());
  EXPECT_THAT(Seen(bound, &centre_).allowed_actions(), ElementsAre("check"));
  EXPECT_THAT(Check(bound, 0, kKept, 0, &centre_), IsOk());
}

TEST_F(AgreementsTest, TheAuditorReadsItWithoutItsContents) {
  const A bound = InEffect(Drafted(Plain()));
  EXPECT_EQ(Seen(bound, &auditor_).number(), bound.number());
  EXPECT_TRUE(absl::IsPermissionDenied(Read(auditor_, bound).status()));
  for (const Staff* who : {&mediator_, &office_, &centre_}) {
    GG_ASSERT_OK_AND_ASSIGN(const auto contents, Read(*who, bound));
    EXPECT_EQ(contents.terms(), Contents().terms());
  }
  for (const Staff* who : {&other_mediator_, &far_office_, &worker_}) {
    EXPECT_TRUE(absl::IsPermissionDenied(Read(*who, bound).status()));
  }
}

TEST_F(AgreementsTest, KeptToTheLastInstalmentItIsPerformed) {
  const A bound = InEffect(Drafted(ThreeInstalments()));
  EXPECT_THAT(Check(bound, 0, kKept), HasViolation("instalment", "NO_SUCH_INSTALMENT"));
  EXPECT_THAT(Check(bound, 4, kKept), HasViolation("instalment", "NO_SUCH_INSTALMENT"));
  GG_ASSERT_OK_AND_ASSIGN(const A first, Check(bound, 2, kKept));
  EXPECT_EQ(first.instalments(1).done_date(), "2026-11-24");
  EXPECT_EQ(first.instalments(1).paid_fen(), 300000);
  EXPECT_THAT(Check(bound, 2, kKept), HasReason("ALREADY_KEPT"));
  ASSERT_THAT(Check(bound, 1, kKept), IsOk());
  EXPECT_EQ(DisputeState(), Dispute::STATE_PERFORMING);
  GG_ASSERT_OK_AND_ASSIGN(const A last, Check(bound, 3, kKept));
  EXPECT_EQ(last.state(), A::STATE_PERFORMED);
  EXPECT_EQ(DisputeState(), Dispute::STATE_PERFORMED);
  EXPECT_FALSE(Due(bound, Duty::KIND_CONFIRMATION).has_value());
  EXPECT_THAT(CloseDispute(), IsOk());
  EXPECT_EQ(Seen(bound).state(), A::STATE_CLOSED);
}

TEST_F(AgreementsTest, ABreachIsFollowedUntilItIsMadeGood) {
  const A bound = InEffect(Drafted(ThreeInstalments()));
  ASSERT_THAT(Check(bound, 1, kKept), IsOk());
  GoTo("2027-01-02");
  EXPECT_TRUE(Seen(bound).overdue());
  GG_ASSERT_OK_AND_ASSIGN(const A breached, Check(bound, 2, kNotKept));
  EXPECT_EQ(breached.state(), A::STATE_BREACHED);
  EXPECT_EQ(DisputeState(), Dispute::STATE_BREACHED);
  EXPECT_EQ(LastDayOf(bound, 2), "2027-02-01");
  EXPECT_TRUE(Due(bound, Duty::KIND_PERFORMANCE, 2)->follow_up());
  EXPECT_THAT(Resume(bound, "2027-01-02"), HasViolation("new_due_date", "BEFORE_START"));
  GG_ASSERT_OK_AND_ASSIGN(const A resumed, Resume(bound, "2027-01-20"));
  EXPECT_EQ(resumed.state(), A::STATE_IN_EFFECT);
  EXPECT_EQ(resumed.instalments(1).new_due_date(), "2027-01-20");
  EXPECT_EQ(DisputeState(), Dispute::STATE_PERFORMING);
  EXPECT_EQ(LastDayOf(bound, 2), "2027-01-20");
  // The third is kept early; the second is still open.
  GG_ASSERT_OK_AND_ASSIGN(const A third, Check(bound, 3, kKept));
  EXPECT_EQ(third.state(), A::STATE_IN_EFFECT);
  ASSERT_THAT(Check(bound, 2, kNotKept), IsOk());
  EXPECT_EQ(DisputeState(), Dispute::STATE_BREACHED);
  GG_ASSERT_OK_AND_ASSIGN(const A done, Check(bound, 2, kKept));
  EXPECT_EQ(done.state(), A::STATE_PERFORMED);
  EXPECT_EQ(DisputeState(), Dispute::STATE_PERFORMED);
}

TEST_F(AgreementsTest, APartIsMoreThanNothingAndLessThanAll) {
  const A bound = InEffect(Drafted(ThreeInstalments()));
  EXPECT_THAT(Check(bound, 1, kPartly), HasViolation("paid_fen", "OUT_OF_RANGE"));
  EXPECT_THAT(Check(bound, 1, kPartly, 300000), HasViolation("paid_fen", "OUT_OF_RANGE"));
  EXPECT_THAT(Check(bound, 1, kKept, 300000), HasViolation("paid_fen", "NOT_PARTLY"));
  GG_ASSERT_OK_AND_ASSIGN(const A partly, Check(bound, 1, kPartly, 100000));
  EXPECT_EQ(partly.state(), A::STATE_BREACHED);
  EXPECT_EQ(partly.instalments(0).paid_fen(), 100000);
}

TEST_F(AgreementsTest, ACheckIsOfADayThatHasCome) {
  const A bound = InEffect(Drafted(Plain()), "2026-11-20");
  v1::CheckPerformanceRequest request;
  request.set_name(bound.name());
  request.set_performance(kKept);
  const auto check = [&] { return Run(mediator_, agreements_, &AgreementHandler::Check, request); };
  request.set_checked_date("2026-11-25");
  EXPECT_THAT(check(), HasViolation("checked_date", "OUT_OF_RANGE"));
  request.set_checked_date("2026-11-19");
  EXPECT_THAT(check(), HasViolation("checked_date", "BEFORE_START"));
  request.set_checked_date("2026-11-22");
  request.set_done_date("2026-11-23");
  EXPECT_THAT(check(), HasViolation("done_date", "OUT_OF_RANGE"));
  request.set_performance(kNotKept);
  EXPECT_THAT(check(), HasViolation("done_date", "NOT_KEPT"));
  request.set_performance(kKept);
  request.set_done_date("2026-11-21");
  request.set_proof(AddPaper(bound.name()));
  GG_ASSERT_OK_AND_ASSIGN(const A kept, check());
  EXPECT_EQ(kept.whole().done_date(), "2026-11-21");
  EXPECT_EQ(kept.whole().proof(), request.proof());
}

TEST_F(AgreementsTest, ProofIsAnAttachmentOfItsOwn) {
  const A bound = InEffect(Drafted(Plain()));
  v1::CheckPerformanceRequest request;
  request.set_name(bound.name());
  request.set_performance(kKept);
  request.set_proof(AddPaper("agreements/0193a5c0-0000-7000-8000-00000000000f"));
  EXPECT_THAT(Run(mediator_, agreements_, &AgreementHandler::Check, request),
              HasViolation("proof", "NOT_ITS_ATTACHMENT"));
}

TEST_F(AgreementsTest, WithoutInstalmentsTheWholeIsCheckedThirtyDaysAfterEffect) {
  const A bound = InEffect(Drafted(Plain()), "2026-11-20");
  EXPECT_EQ(LastDayOf(bound, 0), "2026-12-20");
  GG_ASSERT_OK_AND_ASSIGN(const A breached, Check(bound, 0, kNotKept));
  EXPECT_EQ(breached.whole().performance(), kNotKept);
  GG_ASSERT_OK_AND_ASSIGN(const A done, Check(bound, 0, kKept));
  EXPECT_EQ(done.state(), A::STATE_PERFORMED);
}

TEST_F(AgreementsTest, ThePartiesApplyTogetherWithinThirtyDaysAndNotOnTheThirtyFirst) {
  const A bound = InEffect(Drafted(ThreeInstalments()), "2026-11-20");
  EXPECT_EQ(bound.confirm_by_date(), "2026-12-20");
  EXPECT_THAT(Apply(bound, "", {1}), HasViolation("parties", "NOT_JOINT"));
  EXPECT_THAT(Apply(bound, "", {1, 3}), HasViolation("parties", "NOT_JOINT"));
  EXPECT_THAT(Apply(bound, "2026-11-19"), HasViolation("applied_date", "BEFORE_START"));
  EXPECT_THAT(Apply(bound, "2026-11-25"), HasViolation("applied_date", "OUT_OF_RANGE"));
  GoTo("2026-12-20");
  EXPECT_THAT(Seen(bound).allowed_actions(), Contains("apply"));
  GoTo("2026-12-21");
  EXPECT_THAT(Seen(bound).allowed_actions(), Not(Contains("apply")));
  EXPECT_THAT(Apply(bound), HasViolation("applied_date", "OUT_OF_TIME"));
  // What was done in time is entered late.
  GG_ASSERT_OK_AND_ASSIGN(const A applied, Apply(bound, "2026-12-20"));
  EXPECT_EQ(applied.confirmation(), A::CONFIRMATION_APPLIED);
  EXPECT_EQ(applied.state(), A::STATE_IN_EFFECT);
  EXPECT_FALSE(Due(bound, Duty::KIND_CONFIRMATION).has_value());
  EXPECT_THAT(Apply(bound, "2026-12-20"), HasReason("WRONG_STATE"));
}

TEST_F(AgreementsTest, ThoseWhoCanHelpAreToldOnTheTwentiethAndTheTwentySeventhDay) {
  AsSystem([&](const Txn& txn) -> absl::Status {
    for (const Staff* who : {&mediator_, &office_, &centre_}) {
      for (v1::RoleAssignment role : who->principal.roles()) {
        role.set_start_date("2026-01-01");
        GG_RETURN_IF_ERROR(RoleAssignmentTable().Insert(txn, std::move(role)).status());
      }
    }
    return absl::OkStatus();
  });
  A agreement = Plain();
  agreement.set_amount_fen(100);
  AddInstalment(&agreement, "2027-12-31", 100);
  InEffect(Drafted(agreement), "2026-11-20");
  GoTo("2026-12-09");
  EXPECT_THAT(Told(), IsEmpty());
  EXPECT_THAT(Waiting(mediator_), IsEmpty());
  GoTo("2026-12-10");
  EXPECT_THAT(Told(), ElementsAre(v1::Notice::KIND_DUE_SOON));
  EXPECT_THAT(Waiting(mediator_), ElementsAre(v1::WorkItem::KIND_TELL_OF_CONFIRMATION));
  EXPECT_THAT(Waiting(office_), IsEmpty());
  GoTo("2026-12-16");
  EXPECT_THAT(Told(), ElementsAre(v1::Notice::KIND_DUE_SOON));
  GoTo("2026-12-17");
  EXPECT_THAT(Told(), UnorderedElementsAre(v1::Notice::KIND_DUE_SOON, v1::Notice::KIND_LAST_CALL));
  // The parties may let it pass: nobody is late, and nothing goes up the line.
  GoTo("2027-02-20");
  EXPECT_THAT(Told(), UnorderedElementsAre(v1::Notice::KIND_DUE_SOON, v1::Notice::KIND_LAST_CALL));
  EXPECT_THAT(Waiting(mediator_), IsEmpty());
}

TEST_F(AgreementsTest, TheCourtsPaperGoesWithItsDecision) {
  const A bound = InEffect(Drafted(Plain()));
  EXPECT_THAT(Decide(bound, A::CONFIRMATION_CONFIRMED), HasReason("WRONG_STATE"));
  ASSERT_THAT(Apply(bound), IsOk());
  EXPECT_THAT(Decide(bound, A::CONFIRMATION_APPLIED),
              HasViolation("confirmation", "NOT_A_DECISION"));
  EXPECT_THAT(Decide(bound, A::CONFIRMATION_CONFIRMED,
                     AddPaper("agreements/0193a5c0-0000-7000-8000-00000000000f")),
              HasViolation("court_paper", "NOT_ITS_ATTACHMENT"));
  GG_ASSERT_OK_AND_ASSIGN(const A confirmed, Decide(bound, A::CONFIRMATION_CONFIRMED));
  EXPECT_EQ(confirmed.confirmation(), A::CONFIRMATION_CONFIRMED);
  EXPECT_EQ(confirmed.state(), A::STATE_IN_EFFECT);
  EXPECT_THAT(AnswerRefusal(bound, v1::AnswerRefusalRequest::CHOICE_SUE), HasReason("WRONG_STATE"));
}

TEST_F(AgreementsTest, OnlyWhatACourtHasConfirmedIsEnforced) {
  const A bound = InEffect(Drafted(Plain()));
  ASSERT_THAT(Apply(bound), IsOk());
  ASSERT_THAT(Check(bound, 0, kNotKept), IsOk());
  EXPECT_THAT(CloseDispute(Dispute::ADVICE_ENFORCE), HasReason("NOT_CONFIRMED"));
  ASSERT_THAT(Decide(bound, A::CONFIRMATION_CONFIRMED), IsOk());
  ASSERT_THAT(CloseDispute(Dispute::ADVICE_ENFORCE), IsOk());
  EXPECT_EQ(Seen(bound).state(), A::STATE_CLOSED);
  EXPECT_EQ(LastDayOf(bound, 0), "none");
}

TEST_F(AgreementsTest, WhatTheCourtRefusesIsMediatedAgain) {
  const A bound = InEffect(Drafted(Plain()));
  ASSERT_THAT(Apply(bound), IsOk());
  ASSERT_THAT(Decide(bound, A::CONFIRMATION_REFUSED), IsOk());
  EXPECT_THAT(Waiting(mediator_), Contains(v1::WorkItem::KIND_ANSWER_REFUSAL));
  GG_ASSERT_OK_AND_ASSIGN(const A gone,
                          AnswerRefusal(bound, v1::AnswerRefusalRequest::CHOICE_MEDIATE_AGAIN));
  EXPECT_EQ(gone.state(), A::STATE_VOID);
  const Dispute dispute = Stored(DisputeTable(), dispute_);
  EXPECT_EQ(dispute.state(), Dispute::STATE_MEDIATING);
  EXPECT_FALSE(dispute.has_outcome_time());
  EXPECT_EQ(DayText(FromProto(dispute.due_time()) - absl::Seconds(1)), "2026-12-24");
  EXPECT_EQ(LastDayOf(bound, 0), "none");
}

TEST_F(AgreementsTest, OrAPartySues) {
  const A bound = InEffect(Drafted(Plain()));
  ASSERT_THAT(Apply(bound), IsOk());
  ASSERT_THAT(Decide(bound, A::CONFIRMATION_REFUSED), IsOk());
  ASSERT_THAT(AnswerRefusal(bound, v1::AnswerRefusalRequest::CHOICE_SUE), IsOk());
  const Dispute dispute = Stored(DisputeTable(), dispute_);
  EXPECT_EQ(dispute.state(), Dispute::STATE_CLOSED);
  EXPECT_THAT(dispute.advice(), ElementsAre(Dispute::ADVICE_SUE));
  EXPECT_TRUE(dispute.has_close_time());
}

TEST_F(AgreementsTest, EachStepWaitsForItsMediator) {
  EXPECT_THAT(Waiting(mediator_), ElementsAre(v1::WorkItem::KIND_DRAFT_AGREEMENT));
  EXPECT_THAT(Waiting(other_mediator_), IsEmpty());
  const A draft = Drafted(ThreeInstalments());
  EXPECT_THAT(Waiting(mediator_), ElementsAre(v1::WorkItem::KIND_SIGN_AGREEMENT));
  const A bound = InEffect(draft);
  EXPECT_THAT(Waiting(mediator_), IsEmpty());
  GoTo("2026-11-25");  // 80 % of the 30 days before the first is due.
  EXPECT_THAT(Waiting(mediator_), ElementsAre(v1::WorkItem::KIND_CHECK_PERFORMANCE));
  EXPECT_THAT(Waiting(centre_), ElementsAre(v1::WorkItem::KIND_CHECK_PERFORMANCE));
  ASSERT_THAT(Check(bound, 1, kNotKept), IsOk());
  EXPECT_THAT(Waiting(mediator_), ElementsAre(v1::WorkItem::KIND_ANSWER_BREACH));
}

TEST_F(AgreementsTest, ItGoesWhereItsDisputeGoes) {
  const A bound = InEffect(Drafted(Plain()));
  AsSystem([&](const Txn& txn) {
    return acts_.FollowGrid(txn, dispute_, far_grid_, "网格调整（示例）");
  });
  EXPECT_EQ(Seen(bound, &far_office_).grid(), far_grid_);
  EXPECT_EQ(Seen(bound, &office_).name(), "");
  EXPECT_EQ(Due(bound, Duty::KIND_PERFORMANCE)->grid(), far_grid_);
}

TEST_F(AgreementsTest, WhatIsDueAndNotLookedAtCountsAsNotKept) {
  const A bound = InEffect(Drafted(ThreeInstalments()));
  ASSERT_THAT(Check(bound, 1, kKept), IsOk());
  GoTo("2027-02-10");
  ASSERT_THAT(Check(bound, 2, kNotKept), IsOk());
  EXPECT_EQ(Counter("agreements.made"), 1);
  EXPECT_EQ(Counter("agreements.in_effect"), 1);
  EXPECT_EQ(Counter("agreements.kept"), 1);
  EXPECT_EQ(Counter("agreements.not_kept"), 1);
  EXPECT_EQ(Counter("agreements.breaches"), 1);
  // Closed without a look at the third, which was due.
  ASSERT_THAT(CloseDispute(Dispute::ADVICE_SUE), IsOk());
  EXPECT_EQ(Counter("agreements.not_kept"), 2);
  EXPECT_EQ(Counter("agreements.remedied"), 0);
}

}  // namespace
}  // namespace gridgov
