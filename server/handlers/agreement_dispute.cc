#include "server/handlers/agreement_dispute.h"

#include <algorithm>
#include <utility>

#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/agreement_acts.h"
#include "server/handlers/agreement_duties.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Agreement;
using v1::Dispute;

absl::StatusOr<std::vector<Agreement>> AgreementsOf(const Txn& txn, const std::string& dispute) {
  return AgreementTable().Select(txn.System(),
                                 {.where = "t.dispute = $1", .args = {Blob{IdBytes(dispute)}}});
}

absl::Status NotConfirmed(const Agreement& agreement) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "NOT_CONFIRMED",
                   {.zh = "协议未经司法确认，不能申请强制执行，可告知当事人起诉。",
                    .en = "No court has confirmed the agreement, so it cannot be enforced. Advise "
                          "the parties to sue."},
                   {{"agreement", agreement.name()}});
}

// Stores where the agreement goes along to; `mediators` and `grid` are the dispute's.
template <class Row>
absl::Status Move(const Txn& txn, const Table<Row>& table, Row row, const Dispute& dispute) {
  row.set_grid(dispute.grid());
  *row.mutable_mediators() = dispute.mediators();
  return table.Update(txn.System(), std::move(row)).status();
}

}  // namespace

absl::StatusOr<std::vector<v1::DisputeParty>> PartiesToSign(const Txn& txn,
                                                            const std::string& dispute) {
  GG_ASSIGN_OR_RETURN(
      std::vector<v1::DisputeParty> parties,
      DisputePartyTable().Select(txn.System(), {.where = "t.dispute = $1 AND t.removed = 0",
                                                .args = {Blob{IdBytes(dispute)}}}));
  std::sort(parties.begin(), parties.end(),
            [](const auto& a, const auto& b) { return a.number() < b.number(); });
  return parties;
}

absl::Status DisputeFollows(const Txn& txn, const DisputeActs& acts, const Agreement& agreement) {
  GG_ASSIGN_OR_RETURN(const Dispute dispute, DisputeTable().Get(txn.System(), agreement.dispute()));
  const auto follow = [&](absl::string_view act) {
    return acts.Follow(txn, dispute.name(), act, agreement.number()).status();
  };
  const bool performing = dispute.state() == Dispute::STATE_PERFORMING;
  switch (agreement.state()) {
    case Agreement::STATE_IN_EFFECT:
      return performing ? absl::OkStatus() : follow("perform");
    case Agreement::STATE_BREACHED:
      return follow("breach");
    case Agreement::STATE_PERFORMED:
      if (!performing) GG_RETURN_IF_ERROR(follow("perform"));
      return follow("performed");
    default:
      return absl::InternalError("the dispute follows no such state");
  }
}

absl::Status DisputeAfterRefusal(const Txn& txn, const DisputeActs& acts,
                                 const Agreement& agreement,
                                 v1::AnswerRefusalRequest::Choice choice) {
  const bool again = choice == v1::AnswerRefusalRequest::CHOICE_MEDIATE_AGAIN;
  return acts
      .Follow(txn, agreement.dispute(), again ? "mediate_again" : "sue", agreement.number(),
              [&](Dispute& dispute) {
                if (!again) {
                  dispute.add_advice(Dispute::ADVICE_SUE);
                  return absl::OkStatus();
                }
                // The 30 days begin anew.
                dispute.clear_outcome_time();
                dispute.mutable_clock()->set_deadline_class(kMediationClass);
                *dispute.mutable_clock()->mutable_start_time() = ToProto(txn.now);
                return absl::OkStatus();
              })
      .status();
}

absl::Status AgreementCloses(const Txn& txn, const Dispute& dispute) {
  GG_ASSIGN_OR_RETURN(std::vector<Agreement> agreements, AgreementsOf(txn, dispute.name()));
  const auto& advice = dispute.advice();
  const bool enforce =
      std::find(advice.begin(), advice.end(), Dispute::ADVICE_ENFORCE) != advice.end();
  for (Agreement& agreement : agreements) {
    if (agreement.state() != Agreement::STATE_PERFORMED &&
        agreement.state() != Agreement::STATE_BREACHED) {
      continue;
    }
    if (enforce && agreement.confirmation() != Agreement::CONFIRMATION_CONFIRMED) {
      return NotConfirmed(agreement);
    }
    GG_RETURN_IF_ERROR(Step(&agreement, "close"));
    agreement.set_end_date(DayText(txn.now));
    GG_RETURN_IF_ERROR(AgreementDuties::DropAll(txn, agreement.name()));
    GG_RETURN_IF_ERROR(AgreementTable().Update(txn.System(), std::move(agreement)).status());
  }
  return absl::OkStatus();
}

absl::Status AgreementsFollow(const Txn& txn, const Dispute& dispute) {
  GG_ASSIGN_OR_RETURN(std::vector<Agreement> agreements, AgreementsOf(txn, dispute.name()));
  for (Agreement& agreement : agreements) {
    GG_ASSIGN_OR_RETURN(
        std::vector<v1::AgreementDuty> duties,
        AgreementDutyTable().Select(txn.System(), {.where = "t.agreement = $1",
                                                   .args = {Blob{IdBytes(agreement.name())}}}));
    for (v1::AgreementDuty& duty : duties) {
      GG_RETURN_IF_ERROR(Move(txn, AgreementDutyTable(), std::move(duty), dispute));
    }
    GG_RETURN_IF_ERROR(Move(txn, AgreementTable(), std::move(agreement), dispute));
  }
  return absl::OkStatus();
}

}  // namespace gridgov
