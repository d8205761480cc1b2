#include "server/handlers/patrol_flow.h"

#include <algorithm>
#include <string>

#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

struct VerbPermission {
  const char* verb;
  const char* permission;
};

// The permissions of the methods that take these steps.
constexpr VerbPermission kVerbs[] = {
    {"start", "patrols.log"},          {"record", "patrols.log"},
    {"report_finding", "patrols.log"}, {"submit", "patrols.log"},
    {"accept", "patrols.review"},      {"send_back", "patrols.review"},
    {"cancel", "patrols.plan"},        {"explain_missed", "patrols.log"},
};

}  // namespace

bool IsMissed(const v1::Patrol& patrol, absl::Time now) {
  return patrol.state() == v1::Patrol::STATE_PLANNED && patrol.has_window_end_time() &&
         FromProto(patrol.window_end_time()) < now;
}

bool FitsWindow(const v1::Patrol& patrol, absl::string_view verb, absl::Time now) {
  if (verb == "explain_missed") return IsMissed(patrol, now);
  if (verb == "cancel") return !IsMissed(patrol, now);
  return true;
}

bool TookPart(const v1::Patrol& patrol, const std::string& account) {
  return patrol.worker() == account || std::find(patrol.partners().begin(), patrol.partners().end(),
                                                 account) != patrol.partners().end();
}

void PresentPatrol(const Call& call, v1::Patrol* patrol) {
  const std::string reader = call.principal.actor().name();
  patrol->set_missed(IsMissed(*patrol, call.txn.now));
  patrol->clear_allowed_actions();
  const RowScope row = PatrolTable().ScopeOf(*patrol);
  for (const auto& [verb, permission] : kVerbs) {
    if (!Next(kPatrolFlow, patrol->state(), verb).has_value()) continue;
    const absl::string_view name = verb;
    if (!FitsWindow(*patrol, name, call.txn.now)) continue;
    if ((name == "accept" || name == "send_back") && TookPart(*patrol, reader)) continue;
    if (PatrolTable().Covers(call.txn, call.principal.ScopeFor(permission), row)) {
      patrol->add_allowed_actions(verb);
    }
  }
  if (patrol->state() == v1::Patrol::STATE_STARTED && patrol->worker() != reader) {
    patrol->clear_track();
  }
}

}  // namespace gridgov
