// Whether a grid is in use, and what goes on in its place. Free functions; each is for the thread
// of its transaction.
#ifndef GRIDGOV_SERVER_HANDLERS_GRID_FACTS_H_
#define GRIDGOV_SERVER_HANDLERS_GRID_FACTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/grid.pb.h"
#include "server/store/txn.h"

namespace gridgov {

// INVALID_ARGUMENT on `field`, reason GRID_RETIRED, for a grid that takes nothing new any more.
absl::Status CheckGridInUse(const v1::Grid& grid, const std::string& field);
// The same by name; a grid that is not there is left to whoever refers to it.
absl::Status CheckGridInUse(const Txn& txn, const std::string& grid, const std::string& field);

// The grid itself while it is in use; else where its compound has gone, or the first of its
// successors that is. FAILED_PRECONDITION, reason GRID_RETIRED, if nothing came after it.
absl::StatusOr<std::string> GridOrSuccessor(const Txn& txn, const std::string& grid,
                                            const std::string& compound);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_GRID_FACTS_H_
