#include "server/handlers/grid_facts.h"

#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/store/column.h"

namespace gridgov {
namespace {

absl::Status Retired(const std::string& field) {
  return MakeInvalid(
      field, "GRID_RETIRED",
      {.zh = "该网格已停用，请选择现行网格。", .en = "this grid is retired. Choose one in use."});
}

absl::StatusOr<bool> InUse(const Txn& txn, const std::string& grid) {
  bool in_use = true;
  GG_RETURN_IF_ERROR(txn.db.Query("SELECT state = 'ACTIVE' FROM grids WHERE uid = $1",
                                  {Blob{IdBytes(grid)}}, [&in_use](const Row& row) {
                                    in_use = row.Int(0) != 0;
                                    return absl::OkStatus();
                                  }));
  return in_use;
}

// The grid that a query of one id answers; "" if it answers none.
absl::StatusOr<std::string> GridOf(const Txn& txn, const char* sql, const std::string& id) {
  std::string found;
  GG_RETURN_IF_ERROR(txn.db.Query(sql, {Blob{IdBytes(id)}}, [&found](const Row& row) {
    found = std::string(row.Bytes(0));
    return absl::OkStatus();
  }));
  if (found.empty()) return found;
  GG_ASSIGN_OR_RETURN(const Uuid uuid, Uuid::FromBytes(found));
  return MakeName("grids", uuid.ToString());
}

constexpr char kGridOfCompound[] =
    "SELECT c.grid FROM compounds c JOIN grids g ON g.uid = c.grid WHERE c.uid = $1 AND g.state = "
    "'ACTIVE'";
// Nearer successors first, and of one change the default first.
constexpr char kSuccessor[] =
    "WITH RECURSIVE after (grid, depth, place) AS (SELECT successor, 1, position FROM "
    "grid_successions WHERE predecessor = $1 UNION ALL SELECT s.successor, a.depth + 1, "
    "s.position FROM grid_successions s JOIN after a ON s.predecessor = a.grid) SELECT a.grid FROM "
    "after a JOIN grids g ON g.uid = a.grid WHERE g.state = 'ACTIVE' ORDER BY a.depth, a.place "
    "LIMIT 1";

}  // namespace

absl::Status CheckGridInUse(const v1::Grid& grid, const std::string& field) {
  return grid.state() == v1::Grid::STATE_ACTIVE ? absl::OkStatus() : Retired(field);
}

absl::Status CheckGridInUse(const Txn& txn, const std::string& grid, const std::string& field) {
  GG_ASSIGN_OR_RETURN(const bool in_use, InUse(txn, grid));
  return in_use ? absl::OkStatus() : Retired(field);
}

absl::StatusOr<std::string> GridOrSuccessor(const Txn& txn, const std::string& grid,
                                            const std::string& compound) {
  GG_ASSIGN_OR_RETURN(const bool in_use, InUse(txn, grid));
  if (in_use) return grid;
  if (!compound.empty()) {
    GG_ASSIGN_OR_RETURN(std::string found, GridOf(txn, kGridOfCompound, compound));
    if (!found.empty()) return found;
  }
  GG_ASSIGN_OR_RETURN(std::string found, GridOf(txn, kSuccessor, grid));
  if (!found.empty()) return found;
  return MakeError(absl::StatusCode::kFailedPrecondition, "GRID_RETIRED",
                   {.zh = "该网格已停用且没有后继网格，请作为新事件上报。",
                    .en = "Its grid is retired and nothing came after it. Report it anew."},
                   {{"grid", grid}});
}

}  // namespace gridgov
