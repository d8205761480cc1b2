// What is derived of an issue for its reader.
#include "gridgov/v1/issue.pb.h"
#include "proto/cpp/status_macros.h"
#include "server/deadline/engine.h"
#include "server/handlers/issue_facts.h"
#include "server/handlers/issues.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

// What an act asks for beside its state, as far as it can be told beforehand.
bool Sensible(const Call& call, const v1::Issue& issue, absl::string_view act, bool handled) {
  const bool due = issue.has_due_time() && call.txn.now >= FromProto(issue.due_time());
  if (act == "request_extension") return !issue.extension_requested() && !due;
  if (act == "decide_extension") {
    const Scope& reach =
        call.principal.ScopeFor(issue.extension_count() == 0 ? "issues.decideFirstExtension"
                                                             : "issues.decideFurtherExtension");
    return issue.extension_requested() && IssueTable().Covers(call.txn, reach, issue).has_value() &&
           !AskedByCaller(call.txn, issue, "request_extension").value_or(true);
  }
  if (act == "request_suspension") return !issue.suspension_requested();
  if (act == "decide_suspension") {
    return issue.suspension_requested() &&
           !AskedByCaller(call.txn, issue, "request_suspension").value_or(true);
  }
  if (act == "return") return ForLeadUnit(call, issue);
  if (act == "withdraw") return !HasDuplicates(call.txn, issue).value_or(true);
  if (act == "callback") return issue.callback_due();
  if (act == "close" || act == "send_back") return !handled;
  if (act == "reopen") {
    return call.txn.now <= FromProto(issue.close_time()) + absl::Hours(24 * kReopenDays);
  }
  return true;
}

}  // namespace

void PresentIssue(const Call& call, v1::Issue* issue) {
  const bool running = HasDeadline(issue->state()) &&
                       issue->state() != v1::Issue::STATE_SUSPENDED && issue->has_due_time();
  if (running) {
    const auto phase = deadline::PhaseAt({.remind_at = FromProto(issue->remind_time()),
                                          .due_at = FromProto(issue->due_time()),
                                          .escalate_at = FromProto(issue->escalate_time())},
                                         call.txn.now);
    issue->set_due_soon(phase == deadline::Phase::kDueSoon);
    issue->set_overdue(phase >= deadline::Phase::kOverdue);
    issue->set_escalated(phase == deadline::Phase::kEscalated);
  }
  bool handled = false;
  if (issue->state() == v1::Issue::STATE_HANDLED && call.principal.Has("issues.close")) {
    handled = HandledByCaller(call.txn, *issue).value_or(true);
  }
  const RowScope row = IssueTable().ScopeOf(*issue);
  for (const IssueAct& act : kIssueFlow) {
    if ((act.from & (1u << issue->state())) == 0) continue;
    const Scope& reach = call.principal.ScopeFor(act.permission);
    if (reach.empty() || !IssueTable().Covers(call.txn, reach, row).has_value()) continue;
    if (Sensible(call, *issue, act.act, handled)) {
      issue->add_allowed_actions(std::string(act.act));
    }
  }
}

}  // namespace gridgov
