// What a caller is told for whom there is no room or no time: nothing was done, and the same call
// may be made again.
#ifndef GRIDGOV_SERVER_ENGINE_OVERLOAD_H_
#define GRIDGOV_SERVER_ENGINE_OVERLOAD_H_

#include "absl/status/status.h"

namespace gridgov {

// RESOURCE_EXHAUSTED, reason BUSY: too many wait already.
absl::Status Busy();

// DEADLINE_EXCEEDED, reason DEADLINE_PASSED: the caller's time was over before the work began.
absl::Status DeadlinePassed();

// UNAVAILABLE, reason STOPPING.
absl::Status Stopping();

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_ENGINE_OVERLOAD_H_
