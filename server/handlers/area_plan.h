// A change of areas, worked out: which grids end, which begin, and where each piece of open work
// goes. It is made on a snapshot, before the transaction, since boundaries are slow; the
// transaction asks whether the picture is still the same and then does what the plan says.
#ifndef GRIDGOV_SERVER_HANDLERS_AREA_PLAN_H_
#define GRIDGOV_SERVER_HANDLERS_AREA_PLAN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gridgov/v1/area.pb.h"
#include "server/handlers/area_change.h"
#include "server/handlers/area_moves.h"
#include "server/handlers/open_work.h"
#include "server/store/txn.h"

namespace gridgov {

// The most pieces of open work that one change moves: all of it is one transaction.
inline constexpr size_t kMostMoves = 1000;

// What a change looks at. Cheap enough for the writer.
struct AreaPicture {
  std::vector<v1::Grid> grids;
  std::vector<OpenWork> work;
  int last_serial = 0;      // Of the successors' community.
  std::string fingerprint;  // Differs whenever anything that the plan rests on does.
};

// As the transaction sees it. NotVisible() for a grid out of the caller's reach; WRONG_STATE for
// one that is retired; ABORTED, reason CHANGED, for another etag.
absl::StatusOr<AreaPicture> ReadPicture(const Txn& txn, const AreaChange& change);

struct AreaPlan {
  absl::Status status;  // Why it cannot be done: said after a retry has been recognized.
  AreaChange change;
  std::vector<v1::Grid> old_grids;
  std::vector<v1::Grid> successors;        // With their codes, not yet stored.
  std::vector<std::vector<size_t>> heirs;  // The successors of each old grid.
  std::vector<Move> moves;
  std::string picture;
  std::string token;  // "" while something blocks it.
};

// INVALID_ARGUMENT for a request that cannot be followed; FAILED_PRECONDITION, reason
// TOO_MUCH_OPEN_WORK, beyond kMostMoves.
absl::StatusOr<AreaPlan> MakePlan(const Txn& txn, AreaChange change);

// OK if `date` is a day on which a change may take effect: not in the future, at most 31 days ago,
// and not before a grid was there.
absl::Status CheckEffective(const Txn& txn, const std::string& date,
                            const std::vector<v1::Grid>& grids);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_AREA_PLAN_H_
