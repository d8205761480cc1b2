// The states of a patrol and who may take which step: read by the handler and by the presenter.
#ifndef GRIDGOV_SERVER_HANDLERS_PATROL_FLOW_H_
#define GRIDGOV_SERVER_HANDLERS_PATROL_FLOW_H_

#include <array>

#include "gridgov/v1/patrol.pb.h"
#include "server/handlers/call.h"
#include "server/handlers/flow.h"

namespace gridgov {

using PatrolState = v1::Patrol::State;
using PatrolStep = FlowRow<PatrolState>;

inline constexpr std::array kPatrolFlow = {
    PatrolStep{v1::Patrol::STATE_PLANNED, "start", v1::Patrol::STATE_STARTED},
    PatrolStep{v1::Patrol::STATE_PLANNED, "cancel", v1::Patrol::STATE_CANCELLED},
    PatrolStep{v1::Patrol::STATE_PLANNED, "explain_missed", v1::Patrol::STATE_PLANNED},
    PatrolStep{v1::Patrol::STATE_STARTED, "record", v1::Patrol::STATE_STARTED},
    PatrolStep{v1::Patrol::STATE_STARTED, "report_finding", v1::Patrol::STATE_STARTED},
    PatrolStep{v1::Patrol::STATE_STARTED, "submit", v1::Patrol::STATE_SUBMITTED},
    PatrolStep{v1::Patrol::STATE_SUBMITTED, "accept", v1::Patrol::STATE_ACCEPTED},
    PatrolStep{v1::Patrol::STATE_SUBMITTED, "send_back", v1::Patrol::STATE_SENT_BACK},
    PatrolStep{v1::Patrol::STATE_SENT_BACK, "record", v1::Patrol::STATE_SENT_BACK},
    PatrolStep{v1::Patrol::STATE_SENT_BACK, "report_finding", v1::Patrol::STATE_SENT_BACK},
    PatrolStep{v1::Patrol::STATE_SENT_BACK, "submit", v1::Patrol::STATE_SUBMITTED},
};

// It was planned, and not begun before its window ended.
bool IsMissed(const v1::Patrol& patrol, absl::Time now);

// Whether the step fits that it was missed or was not: what was missed is explained, and can no
// longer be made never to have been planned.
bool FitsWindow(const v1::Patrol& patrol, absl::string_view verb, absl::Time now);

// The account ("accounts/{id}") is its worker or one of the partners.
bool TookPart(const v1::Patrol& patrol, const std::string& account);

// Fills `missed` and `allowed_actions` for the reader. There is no live map of staff: until a
// patrol is handed in, its worker alone is shown its track.
void PresentPatrol(const Call& call, v1::Patrol* patrol);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_PATROL_FLOW_H_
