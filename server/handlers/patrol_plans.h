// The windows that a rhythm asks for. Pure; safe from every thread.
#ifndef GRIDGOV_SERVER_HANDLERS_PATROL_PLANS_H_
#define GRIDGOV_SERVER_HANDLERS_PATROL_PLANS_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "gridgov/v1/patrol.pb.h"
#include "server/deadline/calendar.h"

namespace gridgov {

// From the midnight that begins `first` until the midnight that begins `end`, in China.
struct PatrolWindow {
  absl::CivilDay first;
  absl::CivilDay end;
  bool operator==(const PatrolWindow&) const = default;
};

// The windows with a day in `from` to `to`, both included, in their order. A week or month is
// whole even where only one of its days was asked for, so that asking twice gives the same one.
std::vector<PatrolWindow> WindowsOf(v1::PatrolRule::Rhythm rhythm, absl::CivilDay from,
                                    absl::CivilDay to, const deadline::Calendar& calendar);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_PATROL_PLANS_H_
