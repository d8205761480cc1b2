// Judicial confirmation, beside the machine (People's Mediation Law, art. 33).
#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/agreement.pb.h"
#include "gridgov/v1/dispute.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/agreement_acts.h"
#include "server/handlers/agreement_dispute.h"
#include "server/handlers/agreements.h"
#include "server/handlers/days.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Agreement;

// All parties, each once, and nobody else.
absl::Status CheckJoint(const Txn& txn, const Agreement& agreement,
                        const v1::ApplyForConfirmationRequest& request) {
  GG_ASSIGN_OR_RETURN(const auto parties, PartiesToSign(txn, agreement.dispute()));
  std::set<int> all;
  for (const v1::DisputeParty& party : parties) all.insert(party.number());
  const std::set<int> asked(request.parties().begin(), request.parties().end());
  if (asked == all) return absl::OkStatus();
  return MakeInvalid("parties", "NOT_JOINT",
                     {.zh = "司法确认须由各方当事人共同申请（人民调解法第三十三条）。",
                      .en = "judicial confirmation takes a joint application of all parties "
                            "(People's Mediation Law, art. 33)."});
}

absl::Status CheckInTime(const Agreement& agreement, const std::string& day) {
  GG_RETURN_IF_ERROR(
      CheckNotBefore("applied_date", day, DayText(FromProto(agreement.effective_time()))));
  if (day <= agreement.confirm_by_date()) return absl::OkStatus();
  return MakeInvalid("applied_date", "OUT_OF_TIME",
                     {.zh = absl::StrCat("应自协议生效之日起三十日内申请，最迟为",
                                         agreement.confirm_by_date(), "。当事人可以另行起诉。"),
                      .en = absl::StrCat("the parties had until ", agreement.confirm_by_date(),
                                         ", 30 days from effect. They can still sue.")});
}

}  // namespace

absl::StatusOr<Agreement> AgreementHandler::Apply(
    Call& call, const v1::ApplyForConfirmationRequest& request) const {
  const Txn& txn = call.txn;
  GG_ASSIGN_OR_RETURN(Agreement agreement, ForAct(txn, request.name(), request.etag(), "apply"));
  const std::string day =
      request.applied_date().empty() ? DayText(txn.now) : request.applied_date();
  GG_RETURN_IF_ERROR(CheckPastDay(txn, "applied_date", day));
  GG_RETURN_IF_ERROR(CheckInTime(agreement, day));
  GG_RETURN_IF_ERROR(CheckJoint(txn, agreement, request));
  agreement.set_confirmation(Agreement::CONFIRMATION_APPLIED);
  agreement.set_applied_date(day);
  agreement.set_court(request.court());
  GG_RETURN_IF_ERROR(AgreementDuties::EndConfirmation(txn, agreement.name(), DayStart(day)));
  return AgreementTable().Update(txn, std::move(agreement));
}

absl::StatusOr<Agreement> AgreementHandler::Decide(
    Call& call, const v1::RecordCourtDecisionRequest& request) const {
  const Txn& txn = call.txn;
  GG_ASSIGN_OR_RETURN(Agreement agreement, ForAct(txn, request.name(), request.etag(), "decide"));
  if (request.confirmation() != Agreement::CONFIRMATION_CONFIRMED &&
      request.confirmation() != Agreement::CONFIRMATION_REFUSED) {
    return MakeInvalid("confirmation", "NOT_A_DECISION",
                       {.zh = "应为“已确认”或“不予确认”。", .en = "must be CONFIRMED or REFUSED."});
  }
  GG_RETURN_IF_ERROR(CheckPastDay(txn, "decided_date", request.decided_date()));
  GG_RETURN_IF_ERROR(
      CheckNotBefore("decided_date", request.decided_date(), agreement.applied_date()));
  GG_RETURN_IF_ERROR(CheckAttachment(txn, agreement, "court_paper", request.court_paper()));
  agreement.set_confirmation(request.confirmation());
  agreement.set_court_document_number(request.court_document_number());
  agreement.set_decided_date(request.decided_date());
  agreement.set_court_paper(request.court_paper());
  return AgreementTable().Update(txn, std::move(agreement));
}

absl::StatusOr<Agreement> AgreementHandler::AnswerRefusal(
    Call& call, const v1::AnswerRefusalRequest& request) const {
  const Txn& txn = call.txn;
  GG_ASSIGN_OR_RETURN(Agreement agreement,
                      ForAct(txn, request.name(), request.etag(), "answer_refusal"));
  GG_RETURN_IF_ERROR(Step(&agreement, "answer_refusal"));
  agreement.set_reason(request.reason());
  agreement.set_end_date(DayText(txn.now));
  GG_RETURN_IF_ERROR(AgreementDuties::DropAll(txn, agreement.name()));
  GG_ASSIGN_OR_RETURN(agreement, AgreementTable().Update(txn, std::move(agreement)));
  GG_RETURN_IF_ERROR(DisputeAfterRefusal(txn, acts_, agreement, request.choice()));
  return agreement;
}

}  // namespace gridgov
