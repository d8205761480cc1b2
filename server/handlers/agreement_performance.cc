// Whether agreements are kept: checks, breaches and performing again.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/agreement.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/agreement_acts.h"
#include "server/handlers/agreement_dispute.h"
#include "server/handlers/agreements.h"
#include "server/handlers/days.h"
#include "server/handlers/duties.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Agreement;
using v1::AgreementDuty;
using Request = v1::CheckPerformanceRequest;

// The part of the request, which is not kept yet.
absl::StatusOr<Agreement::Instalment*> PartToCheck(Agreement* agreement, int number) {
  for (Agreement::Instalment* part : PartsOf(agreement)) {
    if (part->number() != number) continue;
    if (part->performance() != Agreement::PERFORMANCE_KEPT) return part;
    return MakeError(absl::StatusCode::kFailedPrecondition, "ALREADY_KEPT",
                     {.zh = "该期已登记为履行完毕。", .en = "It is recorded as kept already."},
                     {{"resource", agreement->name()}});
  }
  return MakeInvalid("instalment", "NO_SUCH_INSTALMENT",
                     {.zh = "没有这一期；协议未分期的，期数填0。",
                      .en = "there is no such instalment; an agreement without any is checked as a "
                            "whole, 0."});
}

// Money that was paid in part is more than nothing and less than all.
absl::Status CheckPaid(const Request& request, const Agreement::Instalment& part) {
  const bool partly = request.performance() == Agreement::PERFORMANCE_PARTLY;
  if (!partly || part.amount_fen() == 0) {
    if (request.paid_fen() == 0) return absl::OkStatus();
    return MakeInvalid(
        "paid_fen", "NOT_PARTLY",
        {.zh = "只在金额部分履行时填写。", .en = "goes with money of which a part was paid."});
  }
  if (request.paid_fen() > 0 && request.paid_fen() < part.amount_fen()) return absl::OkStatus();
  return MakeInvalid("paid_fen", "OUT_OF_RANGE",
                     {.zh = absl::StrCat("应大于0且小于本期金额", part.amount_fen(), "分。"),
                      .en = absl::StrCat("must be more than 0 and less than the instalment's ",
                                         part.amount_fen(), " fen.")});
}

// The day of the check, and with KEPT the day on which it was done.
struct CheckDays {
  std::string checked;
  std::string done;
};
absl::StatusOr<CheckDays> DaysOf(const Txn& txn, const Agreement& agreement,
                                 const Request& request) {
  CheckDays days{.checked = request.checked_date()};
  if (days.checked.empty()) days.checked = DayText(txn.now);
  GG_RETURN_IF_ERROR(CheckPastDay(txn, "checked_date", days.checked));
  GG_RETURN_IF_ERROR(
      CheckNotBefore("checked_date", days.checked, DayText(FromProto(agreement.effective_time()))));
  if (request.performance() != Agreement::PERFORMANCE_KEPT) {
    if (request.done_date().empty()) return days;
    return MakeInvalid("done_date", "NOT_KEPT",
                       {.zh = "只在履行完毕时填写。", .en = "goes with what was kept."});
  }
  days.done = request.done_date().empty() ? days.checked : request.done_date();
  GG_RETURN_IF_ERROR(CheckDay("done_date", days.done));
  if (days.done <= days.checked) return days;
  return MakeInvalid("done_date", "OUT_OF_RANGE",
                     {.zh = "不能晚于回访日期。", .en = "must not be after the check."});
}

// The state follows from the parts.
absl::Status Settle(Agreement* agreement) {
  const auto parts = PartsOf(agreement);
  const bool all_kept = std::all_of(parts.begin(), parts.end(), [](const auto* part) {
    return part->performance() == Agreement::PERFORMANCE_KEPT;
  });
  const bool broken =
      std::any_of(parts.begin(), parts.end(), [](const auto* part) { return IsBroken(*part); });
  if (all_kept) return Step(agreement, "perform");
  const bool was_broken = agreement->state() == Agreement::STATE_BREACHED;
  if (broken == was_broken) return absl::OkStatus();
  return Step(agreement, broken ? "breach" : "keep");
}

}  // namespace

absl::Status AgreementHandler::EndCheck(const Txn& txn, const Agreement& agreement,
                                        const Request& request, const std::string& day) const {
  GG_ASSIGN_OR_RETURN(
      auto running, AgreementDuties::Running(txn, agreement.name(), AgreementDuty::KIND_PERFORMANCE,
                                             request.instalment()));
  if (running.has_value()) {
    running->set_performance(request.performance());
    running->set_checked_date(day);
    running->set_note(request.note());
    GG_RETURN_IF_ERROR(EndDuty(txn, AgreementDutyTable(), *std::move(running),
                               AgreementDuty::STATE_DONE, DayStart(day)));
  }
  if (request.performance() == Agreement::PERFORMANCE_KEPT) return absl::OkStatus();
  return duties_.BeginFollowUp(txn, agreement, request.instalment(), DayStart(day));
}

absl::StatusOr<Agreement> AgreementHandler::Check(Call& call, const Request& request) const {
  const Txn& txn = call.txn;
  GG_ASSIGN_OR_RETURN(Agreement agreement, ForAct(txn, request.name(), request.etag(), "check"));
  GG_ASSIGN_OR_RETURN(Agreement::Instalment * part, PartToCheck(&agreement, request.instalment()));
  GG_RETURN_IF_ERROR(CheckPaid(request, *part));
  GG_ASSIGN_OR_RETURN(const CheckDays days, DaysOf(txn, agreement, request));
  if (!request.proof().empty()) {
    GG_RETURN_IF_ERROR(CheckAttachment(txn, agreement, "proof", request.proof()));
    part->set_proof(request.proof());
  }
  const bool kept = request.performance() == Agreement::PERFORMANCE_KEPT;
  part->set_performance(request.performance());
  part->set_done_date(days.done);
  part->set_paid_fen(kept ? part->amount_fen() : request.paid_fen());
  part->clear_new_due_date();
  const auto before = agreement.state();
  GG_RETURN_IF_ERROR(Settle(&agreement));
  GG_ASSIGN_OR_RETURN(agreement, AgreementTable().Update(txn, std::move(agreement)));
  GG_RETURN_IF_ERROR(EndCheck(txn, agreement, request, days.checked));
  if (agreement.state() == before) return agreement;
  if (agreement.state() == Agreement::STATE_PERFORMED) {
    GG_RETURN_IF_ERROR(AgreementDuties::DropAll(txn, agreement.name()));
  }
  GG_RETURN_IF_ERROR(DisputeFollows(txn, acts_, agreement));
  return agreement;
}

absl::StatusOr<Agreement> AgreementHandler::Resume(
    Call& call, const v1::ResumePerformanceRequest& request) const {
  const Txn& txn = call.txn;
  GG_ASSIGN_OR_RETURN(Agreement agreement, ForAct(txn, request.name(), request.etag(), "resume"));
  GG_RETURN_IF_ERROR(CheckDay("new_due_date", request.new_due_date()));
  GG_RETURN_IF_ERROR(
      CheckNotBefore("new_due_date", request.new_due_date(), AddDays(DayText(txn.now), 1)));
  for (Agreement::Instalment* part : PartsOf(&agreement)) {
    if (!IsBroken(*part)) continue;
    part->set_new_due_date(request.new_due_date());
    GG_RETURN_IF_ERROR(duties_.Postpone(txn, agreement, part->number(), request.new_due_date()));
  }
  GG_RETURN_IF_ERROR(Step(&agreement, "resume"));
  agreement.set_reason(request.reason());
  GG_ASSIGN_OR_RETURN(agreement, AgreementTable().Update(txn, std::move(agreement)));
  GG_RETURN_IF_ERROR(DisputeFollows(txn, acts_, agreement));
  return agreement;
}

}  // namespace gridgov
