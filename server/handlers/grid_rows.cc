#include "server/handlers/grid_rows.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/store/tables/tables.h"

namespace gridgov {
namespace {

constexpr int kLastSerial = 999;

// The grids that the predecessors lie in: themselves, and those they came from.
absl::Status AddPredecessors(const Txn& txn, const std::vector<std::string>& predecessors,
                             std::set<std::string>* areas) {
  for (const std::string& one : predecessors) {
    GG_RETURN_IF_ERROR(txn.db.Query(
        "SELECT area FROM area_grids WHERE grid = $1 AND area > 'grids/' AND area < 'grids/~'",
        {Blob{IdBytes(one)}}, [areas](const Row& row) {
          areas->emplace(row.Bytes(0));
          return absl::OkStatus();
        }));
  }
  return absl::OkStatus();
}

}  // namespace

bool CoversDivision(const Scope& scope, const std::vector<std::string>& chain) {
  for (const ScopeArm& arm : scope.arms()) {
    if (arm.kind == ScopeArm::Kind::kAll) return true;
    if (arm.kind != ScopeArm::Kind::kArea) continue;
    for (const std::string& area : arm.areas) {
      if (std::find(chain.begin(), chain.end(), area) != chain.end()) return true;
    }
  }
  return false;
}

absl::StatusOr<int> LastSerial(const Txn& txn, const std::string& community) {
  std::string last;
  GG_RETURN_IF_ERROR(txn.db.Query(
      "SELECT code FROM grids WHERE code > $1 AND code < $2 ORDER BY code DESC LIMIT 1",
      {absl::StrCat(community, "000"), absl::StrCat(community, "~")}, [&last](const Row& row) {
        last = std::string(row.Bytes(0));
        return absl::OkStatus();
      }));
  int serial = 0;
  if (!last.empty() && !absl::SimpleAtoi(last.substr(community.size()), &serial)) {
    return absl::DataLossError("grid code without a serial");
  }
  return serial;
}

absl::StatusOr<std::string> GridCode(const std::string& community, int serial) {
  if (serial > kLastSerial) {
    return MakeError(
        absl::StatusCode::kResourceExhausted, "SERIALS_USED_UP",
        {.zh = "该社区的网格编号已用完。", .en = "The community's serials are used up."});
  }
  return absl::StrCat(community, absl::Dec(serial, absl::kZeroPad3));
}

absl::Status CheckGridCode(const std::string& code, const std::string& community,
                           const std::string& field) {
  if (absl::StartsWith(code, community)) return absl::OkStatus();
  return MakeInvalid(field, "NOT_OF_THE_COMMUNITY",
                     {.zh = "网格编码前12位必须是所属社区的代码。",
                      .en = "its first 12 digits must be the community's code."});
}

absl::StatusOr<v1::Grid> InsertGrid(const Txn& txn, v1::Grid grid,
                                    const std::vector<std::string>& chain,
                                    const std::vector<std::string>& predecessors, int position) {
  grid.set_state(v1::Grid::STATE_ACTIVE);
  GG_ASSIGN_OR_RETURN(grid, GridTable().Insert(txn.System(), std::move(grid)));
  const Blob id{IdBytes(grid.name())};
  std::set<std::string> areas(chain.begin(), chain.end());
  areas.insert(grid.name());
  GG_RETURN_IF_ERROR(AddPredecessors(txn, predecessors, &areas));
  for (const std::string& area : areas) {
    GG_RETURN_IF_ERROR(
        txn.db.Execute("INSERT INTO area_grids (area, grid) VALUES ($1, $2)", {area, id}).status());
  }
  GG_RETURN_IF_ERROR(GridTable().KeepWords(txn, grid));
  for (const std::string& one : predecessors) {
    GG_RETURN_IF_ERROR(txn.db
                           .Execute("INSERT INTO grid_successions (predecessor, successor, "
                                    "position) VALUES ($1, $2, $3)",
                                    {Blob{IdBytes(one)}, id, int64_t{position}})
                           .status());
    grid.add_predecessors(one);
  }
  txn.draft.areas_changed = true;
  return grid;
}

}  // namespace gridgov
