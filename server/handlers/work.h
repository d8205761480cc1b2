// Work lists: what waits for the caller, merged from the waiting steps of all resources.
#ifndef GRIDGOV_SERVER_HANDLERS_WORK_H_
#define GRIDGOV_SERVER_HANDLERS_WORK_H_

#include "absl/status/statusor.h"
#include "gridgov/v1/work.pb.h"
#include "server/handlers/call.h"

namespace gridgov {

// Serves WorkService. Safe from every thread: it holds nothing.
class WorkHandler {
 public:
  absl::StatusOr<v1::ListWorkResponse> List(Call& call, const v1::ListWorkRequest& request) const;
  absl::StatusOr<v1::WorkCounts> Count(Call& call, const v1::CountWorkRequest& request) const;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_WORK_H_
