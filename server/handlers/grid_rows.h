// What a new grid's row needs beside its fields: a code, the areas that it lies in, and where it
// came from. Free functions; each is for the thread of its transaction.
#ifndef GRIDGOV_SERVER_HANDLERS_GRID_ROWS_H_
#define GRIDGOV_SERVER_HANDLERS_GRID_ROWS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gridgov/v1/grid.pb.h"
#include "server/store/txn.h"

namespace gridgov {

// Whether the scope takes in the nearest division of `chain` or one above it.
bool CoversDivision(const Scope& scope, const std::vector<std::string>& chain);

// The highest serial of the community (12 digits), retired grids counted; 0: it has none.
absl::StatusOr<int> LastSerial(const Txn& txn, const std::string& community);
// RESOURCE_EXHAUSTED, reason SERIALS_USED_UP, beyond 999.
absl::StatusOr<std::string> GridCode(const std::string& community, int serial);
// INVALID_ARGUMENT on `field`, reason NOT_OF_THE_COMMUNITY, for a code of another community.
absl::Status CheckGridCode(const std::string& code, const std::string& community,
                           const std::string& field);

// Inserts the grid, in use, whatever the scope: that its community is the caller's was checked. It
// lies in the divisions of `chain`, in itself, and in each of `predecessors` and whatever those
// came from, so that a role held for one of them goes on.
absl::StatusOr<v1::Grid> InsertGrid(const Txn& txn, v1::Grid grid,
                                    const std::vector<std::string>& chain,
                                    const std::vector<std::string>& predecessors, int position);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_GRID_ROWS_H_
