#include "server/handlers/agreement_duties.h"

#include <utility>
#include <vector>

#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/agreement_flow.h"
#include "server/handlers/duties.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using Duty = v1::AgreementDuty;

absl::StatusOr<std::vector<Duty>> AllRunning(const Txn& txn, const std::string& agreement) {
  return AgreementDutyTable().Select(
      txn.System(),
      {.where = "t.agreement = $1 AND t.state = 'OPEN'", .args = {Blob{IdBytes(agreement)}}});
}

Duty CheckOf(int part, bool follow_up) {
  Duty duty;
  duty.set_kind(Duty::KIND_PERFORMANCE);
  duty.set_instalment(part);
  duty.set_follow_up(follow_up);
  return duty;
}

}  // namespace

absl::Status AgreementDuties::Begin(const Txn& txn, const v1::Agreement& agreement, Duty duty,
                                    const std::string& deadline_class, absl::Time start) const {
  duty.set_agreement(agreement.name());
  duty.set_number(agreement.number());
  duty.set_grid(agreement.grid());
  *duty.mutable_mediators() = agreement.mediators();
  duty.set_state(Duty::STATE_OPEN);
  duty.mutable_clock()->set_deadline_class(deadline_class);
  *duty.mutable_clock()->mutable_start_time() = ToProto(start);
  GG_RETURN_IF_ERROR(Evaluate(txn, &duty));
  return AgreementDutyTable().Insert(txn.System(), std::move(duty)).status();
}

absl::Status AgreementDuties::BeginUntil(const Txn& txn, const v1::Agreement& agreement, Duty duty,
                                         const std::string& last_day) const {
  GG_ASSIGN_OR_RETURN(const absl::Time start,
                      StartUntil(txn, deadlines_, kPerformanceClass, last_day));
  return Begin(txn, agreement, std::move(duty), kPerformanceClass, start);
}

absl::StatusOr<absl::Time> AgreementDuties::LastDayOf(const Txn& txn,
                                                      const std::string& deadline_class,
                                                      absl::Time start) const {
  Duty scratch;
  scratch.mutable_clock()->set_deadline_class(deadline_class);
  *scratch.mutable_clock()->mutable_start_time() = ToProto(start);
  GG_RETURN_IF_ERROR(deadlines_.Evaluate(txn, &scratch));
  return DayStart(DayText(FromProto(scratch.due_time()) - absl::Microseconds(1)));
}

absl::Status AgreementDuties::Evaluate(const Txn& txn, Duty* duty) const {
  GG_RETURN_IF_ERROR(deadlines_.Evaluate(txn, duty));
  if (duty->kind() != Duty::KIND_CONFIRMATION) return absl::OkStatus();
  // A period of the law, which the parties may use or not: it is told of on two days, and nothing
  // goes up the line afterwards.
  const absl::Time start = FromProto(duty->clock().start_time());
  GG_ASSIGN_OR_RETURN(const absl::Time warn, LastDayOf(txn, kConfirmationWarnClass, start));
  GG_ASSIGN_OR_RETURN(const absl::Time last, LastDayOf(txn, kConfirmationLastClass, start));
  *duty->mutable_remind_time() = ToProto(warn);
  *duty->mutable_last_remind_time() = ToProto(last);
  return absl::OkStatus();
}

absl::Status AgreementDuties::SetConfirmBy(const Txn& txn, v1::Agreement* agreement) const {
  GG_ASSIGN_OR_RETURN(const absl::Time last,
                      LastDayOf(txn, kConfirmationClass, FromProto(agreement->effective_time())));
  agreement->set_confirm_by_date(DayText(last));
  return absl::OkStatus();
}

absl::Status AgreementDuties::BeginAll(const Txn& txn, const v1::Agreement& agreement) const {
  const absl::Time effect = FromProto(agreement.effective_time());
  for (const auto& part : agreement.instalments()) {
    GG_RETURN_IF_ERROR(BeginUntil(txn, agreement, CheckOf(part.number(), false), part.due_date()));
  }
  if (agreement.instalments().empty()) {
    GG_RETURN_IF_ERROR(Begin(txn, agreement, CheckOf(0, false), kPerformanceClass, effect));
  }
  Duty confirmation;
  confirmation.set_kind(Duty::KIND_CONFIRMATION);
  return Begin(txn, agreement, std::move(confirmation), kConfirmationClass, effect);
}

absl::Status AgreementDuties::BeginFollowUp(const Txn& txn, const v1::Agreement& agreement,
                                            int part, absl::Time start) const {
  return Begin(txn, agreement, CheckOf(part, true), kPerformanceClass, start);
}

absl::Status AgreementDuties::Postpone(const Txn& txn, const v1::Agreement& agreement, int part,
                                       const std::string& last_day) const {
  GG_ASSIGN_OR_RETURN(auto running, Running(txn, agreement.name(), Duty::KIND_PERFORMANCE, part));
  if (running.has_value()) {
    GG_RETURN_IF_ERROR(
        EndDuty(txn, AgreementDutyTable(), *std::move(running), Duty::STATE_DROPPED, txn.now));
  }
  return BeginUntil(txn, agreement, CheckOf(part, true), last_day);
}

absl::StatusOr<std::optional<Duty>> AgreementDuties::Running(const Txn& txn,
                                                             const std::string& agreement,
                                                             Duty::Kind kind, int part) {
  GG_ASSIGN_OR_RETURN(std::vector<Duty> all, AllRunning(txn, agreement));
  for (Duty& duty : all) {
    if (duty.kind() == kind && duty.instalment() == part) return std::move(duty);
  }
  return std::nullopt;
}

absl::Status AgreementDuties::EndConfirmation(const Txn& txn, const std::string& agreement,
                                              absl::Time when) {
  GG_ASSIGN_OR_RETURN(auto running, Running(txn, agreement, Duty::KIND_CONFIRMATION));
  if (!running.has_value()) return absl::OkStatus();
  return EndDuty(txn, AgreementDutyTable(), *std::move(running), Duty::STATE_DONE, when);
}

absl::Status AgreementDuties::DropAll(const Txn& txn, const std::string& agreement) {
  GG_ASSIGN_OR_RETURN(std::vector<Duty> all, AllRunning(txn, agreement));
  for (Duty& duty : all) {
    GG_RETURN_IF_ERROR(
        EndDuty(txn, AgreementDutyTable(), std::move(duty), Duty::STATE_DROPPED, txn.now));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> AgreementDuties::AnyLate(const Txn& txn, const std::string& agreement) {
  bool late = false;
  GG_RETURN_IF_ERROR(
      txn.db.Query("SELECT 1 FROM agreement_duties WHERE agreement = $1 AND state = 'OPEN' AND "
                   "kind = 'PERFORMANCE' AND due_time <= $2 LIMIT 1",
                   {Blob{IdBytes(agreement)}, TimeText(txn.now)}, [&late](const Row&) {
                     late = true;
                     return absl::OkStatus();
                   }));
  return late;
}

absl::StatusOr<int64_t> AgreementDuties::RecomputeProvisional(const Txn& txn, int64_t after,
                                                              int limit) const {
  return RecomputeRows(
      txn,
      "SELECT key, uid FROM agreement_duties WHERE provisional = 1 AND key > $1 ORDER BY key LIMIT "
      "$2",
      after, limit, [&](const Uuid& id) -> absl::Status {
        GG_ASSIGN_OR_RETURN(
            Duty duty, AgreementDutyTable().Get(txn, MakeName("agreementDuties", id.ToString())));
        GG_RETURN_IF_ERROR(Evaluate(txn, &duty));
        return AgreementDutyTable().Update(txn, std::move(duty)).status();
      });
}

void PresentAgreementDuty(const Call& call, Duty* duty) {
  PresentDutyTimes(call.txn.now, duty);
  duty->clear_allowed_actions();
  if (duty->state() != Duty::STATE_OPEN) return;
  const bool confirmation = duty->kind() == Duty::KIND_CONFIRMATION;
  // Whoever lets the period pass is not late.
  if (confirmation) {
    duty->set_escalated(false);
    if (duty->overdue()) return;
  }
  const Scope& reach = call.principal.ScopeFor(confirmation ? kWriteAgreements : kCheckAgreements);
  if (reach.empty() || !AgreementDutyTable().Covers(call.txn, reach, *duty).has_value()) return;
  duty->add_allowed_actions(confirmation ? "apply" : "check");
}

}  // namespace gridgov
