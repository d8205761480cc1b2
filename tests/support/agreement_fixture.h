// AgreementTest: a dispute whose parties agree, and each act on its agreement as one call.
//
//   const v1::Agreement agreement = InEffect(Drafted(ThreeInstalments()));
//   EXPECT_THAT(Check(agreement, 1, v1::Agreement::PERFORMANCE_KEPT), IsOk());
//
// Names and numbers are invented; IDs have a region that no division has.
#ifndef GRIDGOV_TESTS_SUPPORT_AGREEMENT_FIXTURE_H_
#define GRIDGOV_TESTS_SUPPORT_AGREEMENT_FIXTURE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/agreement.pb.h"
#include "gridgov/v1/attachment.pb.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/dispute_party.pb.h"
#include "server/handlers/agreement_dispute.h"
#include "server/handlers/agreements.h"
#include "server/handlers/disputes.h"
#include "server/store/time_text.h"
#include "tests/support/handler_fixture.h"
#include "tests/support/status_matchers.h"

namespace gridgov {

class AgreementTest : public HandlerTest {
 protected:
  using A = v1::Agreement;

  AgreementTest() {
    for (const auto& [code, days] : {std::pair{kMediationClass, 30},
                                     {kPerformanceClass, 30},
                                     {kConfirmationClass, 30},
                                     {kConfirmationWarnClass, 20},
                                     {kConfirmationLastClass, 27}}) {
      AddDeadlineClass(code, v1::DeadlineClass::UNIT_CALENDAR_DAYS, days);
    }
    mediator_ = AddStaff("mediator", v1::ROLE_MEDIATOR, community_);
    other_mediator_ = AddStaff("other-mediator", v1::ROLE_MEDIATOR, community_);
    auditor_ = AddStaff("auditor", v1::ROLE_AUDITOR);
    committee_ = AddUnit("TJ");
    dispute_ = AddDispute(1);
  }

  // Accepted on 2026-11-02 at 10:00, agreed, with two parties; the second has an agent.
  std::string AddDispute(int serial) {
    v1::Dispute dispute;
    dispute.set_number(absl::StrCat("510703003001001J", absl::Dec(serial, absl::kZeroPad5)));
    dispute.set_dispute_class(v1::Dispute::CLASS_NEIGHBOURS);
    dispute.set_source(v1::Dispute::SOURCE_REQUEST);
    dispute.set_summary("楼上漏水（示例）");
    dispute.set_grid(grid_);
    dispute.set_committee(committee_);
    dispute.set_state(v1::Dispute::STATE_AGREED);
    dispute.set_pending_before(v1::Dispute::PENDING_BEFORE_NOBODY);
    dispute.add_mediators(mediator_.name);
    dispute.set_mediator_count(1);
    dispute.set_party_count(2);
    *dispute.mutable_accept_time() = At("2026-11-02", 10);
    dispute.set_creator(office_.name);
    AsSystem([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(dispute, DisputeTable().Insert(txn, dispute));
      GG_RETURN_IF_ERROR(AddParty(txn, dispute.name(), 1));
      return AddParty(txn, dispute.name(), 2);
    });
    return dispute.name();
  }

  static google::protobuf::Timestamp At(const std::string& day, int hour) {
    return ToProto(DayStart(day) + absl::Hours(hour));
  }
  // Noon in China of that day is now.
  void GoTo(const std::string& day) { now_ = DayStart(day) + absl::Hours(12); }

  static v1::AgreementContents Contents() {
    v1::AgreementContents contents;
    contents.set_facts("甄有水（示例）家漏水，贾如墙（示例）家墙面受损。");
    contents.set_points("修复由谁负责，赔偿多少。");
    contents.set_responsibilities("甲方修复并赔偿。");
    contents.set_terms("甲方修好防水层，并赔偿9000元，分三期付清。");
    contents.set_manner("银行转账");
    contents.set_place("警钟街社区");
    contents.set_time_limit("2027年1月31日前");
    return contents;
  }
  static void AddInstalment(A* agreement, const std::string& due, int64_t fen) {
    A::Instalment& part = *agreement->add_instalments();
    part.set_due_date(due);
    part.set_amount_fen(fen);
    part.set_task("甲方向乙方支付");
  }
  // Nothing but the dispute and the form.
  A Plain(A::Form form = A::FORM_WRITTEN) const {
    A agreement;
    agreement.set_dispute(dispute_);
    agreement.set_form(form);
    return agreement;
  }
  A ThreeInstalments(A::Form form = A::FORM_WRITTEN) const {
    A agreement = Plain(form);
    agreement.set_amount_fen(900000);
    AddInstalment(&agreement, "2026-11-30", 300000);
    AddInstalment(&agreement, "2026-12-31", 300000);
    AddInstalment(&agreement, "2027-01-31", 300000);
    return agreement;
  }

  absl::StatusOr<A> Create(const A& agreement, const Staff* who = nullptr) {
    v1::CreateAgreementRequest request;
    *request.mutable_agreement() = agreement;
    *request.mutable_contents() = Contents();
    return Run(who == nullptr ? mediator_ : *who, agreements_, &AgreementHandler::Create, request);
  }
  A Drafted(const A& agreement) {
    const auto drafted = Create(agreement);
    EXPECT_THAT(drafted, IsOk());
    return drafted.value_or(A());
  }

  absl::StatusOr<A> Sign(const A& agreement, int party, const std::string& day = "",
                         bool by_agent = false) {
    v1::SignAgreementRequest request;
    request.set_name(agreement.name());
    request.set_party(party);
    request.set_by_agent(by_agent);
    if (!day.empty()) *request.mutable_sign_time() = At(day, 9);
    return Run(mediator_, agreements_, &AgreementHandler::Sign, request);
  }
  absl::StatusOr<A> Countersign(const A& agreement, const std::string& day = "") {
    v1::CountersignAgreementRequest request;
    request.set_name(agreement.name());
    if (!day.empty()) *request.mutable_sign_time() = At(day, 9);
    return Run(mediator_, agreements_, &AgreementHandler::Countersign, request);
  }
  absl::StatusOr<A> Seal(const A& agreement, const std::string& day = "") {
    v1::SealAgreementRequest request;
    request.set_name(agreement.name());
    if (!day.empty()) *request.mutable_seal_time() = At(day, 9);
    return Run(mediator_, agreements_, &AgreementHandler::Seal, request);
  }
  // Signed and sealed, the last on that day; "": now.
  A InEffect(const A& draft, const std::string& day = "") {
    EXPECT_THAT(Sign(draft, 1, day), IsOk());
    EXPECT_THAT(Sign(draft, 2, day), IsOk());
    EXPECT_THAT(Countersign(draft, day), IsOk());
    const auto sealed = Seal(draft, day);
    EXPECT_THAT(sealed, IsOk());
    EXPECT_EQ(sealed.value_or(A()).state(), A::STATE_IN_EFFECT);
    return sealed.value_or(A());
  }

  absl::StatusOr<A> Check(const A& agreement, int part, A::Performance performance,
                          int64_t paid_fen = 0, const Staff* who = nullptr) {
    v1::CheckPerformanceRequest request;
    request.set_name(agreement.name());
    request.set_instalment(part);
    request.set_performance(performance);
    request.set_paid_fen(paid_fen);
    return Run(who == nullptr ? mediator_ : *who, agreements_, &AgreementHandler::Check, request);
  }
  absl::StatusOr<A> Resume(const A& agreement, const std::string& day) {
    v1::ResumePerformanceRequest request;
    request.set_name(agreement.name());
    request.set_new_due_date(day);
    request.set_reason("双方同意宽限（示例）");
    return Run(mediator_, agreements_, &AgreementHandler::Resume, request);
  }
  absl::StatusOr<A> Apply(const A& agreement, const std::string& day = "",
                          const std::vector<int>& parties = {1, 2}) {
    v1::ApplyForConfirmationRequest request;
    request.set_name(agreement.name());
    request.set_court("某某区人民法院");
    request.set_applied_date(day);
    for (const int party : parties) request.add_parties(party);
    return Run(mediator_, agreements_, &AgreementHandler::Apply, request);
  }
  // An attachment of the agreement, without bytes.
  std::string AddPaper(const std::string& parent) {
    v1::Attachment paper;
    paper.set_parent(parent);
    paper.set_title("文书.pdf");
    paper.set_type(v1::Attachment::TYPE_PDF);
    paper.set_size_bytes(1);
    paper.set_sha256(std::string(64, '0'));
    paper.set_sent_sha256(std::string(64, '0'));
    paper.set_uploader(mediator_.name);
    AsSystem([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(paper, AttachmentTable().Insert(txn, paper));
      return absl::OkStatus();
    });
    return paper.name();
  }
  absl::StatusOr<A> Decide(const A& agreement, A::Confirmation confirmation,
                           const std::string& paper = "") {
    v1::RecordCourtDecisionRequest request;
    request.set_name(agreement.name());
    request.set_confirmation(confirmation);
    request.set_court_document_number("（2026）某民特1号（示例）");
    request.set_decided_date(DayText(now_));
    request.set_court_paper(paper.empty() ? AddPaper(agreement.name()) : paper);
    return Run(mediator_, agreements_, &AgreementHandler::Decide, request);
  }
  absl::StatusOr<A> AnswerRefusal(const A& agreement, v1::AnswerRefusalRequest::Choice choice) {
    v1::AnswerRefusalRequest request;
    request.set_name(agreement.name());
    request.set_choice(choice);
    return Run(mediator_, agreements_, &AgreementHandler::AnswerRefusal, request);
  }
  absl::StatusOr<A> Drop(const A& agreement) {
    v1::DropAgreementRequest request;
    request.set_name(agreement.name());
    request.set_reason("双方反悔（示例）");
    return Run(mediator_, agreements_, &AgreementHandler::Drop, request);
  }
  // The advice is needed after a breach.
  absl::StatusOr<v1::Dispute> CloseDispute(
      v1::Dispute::Advice advice = v1::Dispute::ADVICE_UNSPECIFIED) {
    v1::CloseDisputeRequest request;
    request.set_name(dispute_);
    if (advice != v1::Dispute::ADVICE_UNSPECIFIED) request.add_advice(advice);
    return Run(mediator_, disputes_, &DisputeHandler::Close, request);
  }

  A Seen(const A& agreement, const Staff* who = nullptr) {
    v1::GetAgreementRequest request;
    request.set_name(agreement.name());
    return Run(who == nullptr ? mediator_ : *who, agreements_, &AgreementHandler::Get, request)
        .value_or(A());
  }
  v1::Dispute::State DisputeState() { return Stored(DisputeTable(), dispute_).state(); }
  std::optional<v1::AgreementDuty> Due(const A& agreement, v1::AgreementDuty::Kind kind,
                                       int part = 0) {
    std::optional<v1::AgreementDuty> found;
    AsSystem([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(found, AgreementDuties::Running(txn, agreement.name(), kind, part));
      return absl::OkStatus();
    });
    return found;
  }
  // The day that ends with the running check of the part; "none".
  std::string LastDayOf(const A& agreement, int part) {
    const auto due = Due(agreement, v1::AgreementDuty::KIND_PERFORMANCE, part);
    return due.has_value() ? DayText(FromProto(due->due_time()) - absl::Seconds(1)) : "none";
  }

  DisputeActs acts_{deadlines_};
  AgreementDuties duties_{deadlines_};
  AgreementHandler agreements_{duties_, acts_};
  DisputeHandler disputes_{acts_};
  Staff mediator_;  // Of the dispute.
  Staff other_mediator_;
  Staff auditor_;
  std::string committee_;
  std::string dispute_;

 private:
  static absl::Status AddParty(const Txn& txn, const std::string& dispute, int number) {
    v1::DisputeParty party;
    party.set_dispute(dispute);
    party.set_number(number);
    party.set_kind(v1::DisputeParty::KIND_PERSON);
    party.set_side(number == 1 ? v1::DisputeParty::SIDE_FIRST : v1::DisputeParty::SIDE_SECOND);
    party.set_display_name(number == 1 ? "甄有水（示例）" : "贾如墙（示例）");
    party.set_phone(absl::StrCat("1990000000", number));
    party.set_address(absl::StrCat("样例小区1栋", number, "01"));
    party.set_id_number_kept(true);
    if (number == 2) {
      party.set_agent_display_name("贾代理（示例）");
      party.set_agent_authority(v1::DisputeParty::AUTHORITY_SPECIAL);
    }
    GG_RETURN_IF_ERROR(DisputePartyTable().Insert(txn, party).status());
    v1::PartyIdNumber id;
    id.set_dispute(dispute);
    id.set_party(number);
    id.set_id_number(number == 1 ? "990703198001010017" : "990703198102020028");
    return PartyIdNumberTable().Insert(txn, id).status();
  }
};

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SUPPORT_AGREEMENT_FIXTURE_H_
