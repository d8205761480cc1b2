// What is derived of a dispute for its reader.
#include "gridgov/v1/dispute.pb.h"
#include "proto/cpp/status_macros.h"
#include "server/deadline/engine.h"
#include "server/handlers/dispute_acts.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Dispute;

// What an act asks for beside its state, as far as it can be told beforehand.
bool Sensible(const Call& call, const Dispute& dispute, const DisputeAct& act) {
  if (ForMediatorsAlone(act) && !Mediates(dispute, call.txn.actor)) return false;
  if (act.act == "accept") return !dispute.committee().empty() && dispute.party_count() > 1;
  if (act.act == "assign_mediator") return !dispute.committee().empty();
  if (act.act == "replace_mediator" || act.act == "declare_conflict") {
    return dispute.mediator_count() > 0;
  }
  if (act.act == "begin") {
    return CheckRights(call.txn, dispute).ok() && CheckMediators(call.txn, dispute).ok();
  }
  if (act.act == "extend") return call.txn.now < FromProto(dispute.due_time());
  if (act.act == "settle") return dispute.session_count() > 0;
  const bool scheduled = dispute.has_next_session_time();
  if (act.act == "schedule_session") return !scheduled;
  if (act.act == "notify_party" || act.act == "hold_session" || act.act == "adjourn_session") {
    return scheduled;
  }
  if (act.act == "sign_record") return dispute.session_count() > 0;
  if (act.act == "report_police") return !dispute.police_reported();
  return true;
}

}  // namespace

void PresentDispute(const Call& call, Dispute* dispute) {
  if (MediationRuns(dispute->state()) && dispute->has_due_time()) {
    const auto phase = deadline::PhaseAt({.remind_at = FromProto(dispute->remind_time()),
                                          .due_at = FromProto(dispute->due_time()),
                                          .escalate_at = FromProto(dispute->escalate_time())},
                                         call.txn.now);
    dispute->set_due_soon(phase == deadline::Phase::kDueSoon);
    dispute->set_overdue(phase >= deadline::Phase::kOverdue);
    dispute->set_escalated(phase == deadline::Phase::kEscalated);
  }
  dispute->clear_allowed_actions();
  const RowScope row = DisputeTable().ScopeOf(*dispute);
  for (const DisputeAct& act : kDisputeFlow) {
    if ((act.from & (1u << dispute->state())) == 0 || act.permission.empty()) continue;
    const Scope& reach = call.principal.ScopeFor(act.permission);
    if (reach.empty() || !DisputeTable().Covers(call.txn, reach, row).has_value()) continue;
    if (Sensible(call, *dispute, act)) dispute->add_allowed_actions(std::string(act.act));
  }
}

}  // namespace gridgov
