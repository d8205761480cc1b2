#include "server/handlers/area_plan.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/crypto/hmac.h"
#include "server/handlers/divisions.h"
#include "server/handlers/errors.h"
#include "server/handlers/geometry.h"
#include "server/handlers/grid_rows.h"
#include "server/handlers/grids.h"
#include "server/handlers/neighbours.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using Boundaries = std::vector<std::optional<Boundary>>;

constexpr int kMostDaysBack = 31;

absl::Status CheckOneCommunity(const std::vector<v1::Grid>& grids) {
  for (size_t i = 1; i < grids.size(); ++i) {
    if (grids[i].community() == grids.front().community()) continue;
    return MakeInvalid(
        absl::StrCat("grids[", i, "]"), "OTHER_COMMUNITY",
        {.zh = absl::StrCat("网格 ", grids[i].code(), " 属于另一个社区，只能合并同一社区的网格。"),
         .en = absl::StrCat("grid ", grids[i].code(),
                            " is of another community; only grids of one community "
                            "can be merged.")});
  }
  return absl::OkStatus();
}

absl::Status CheckFounding(const Txn& txn, const v1::Division& founded,
                           const std::vector<v1::Grid>& grids) {
  const std::string parent = SplitName(founded.parent()).id;
  GG_ASSIGN_OR_RETURN(const auto chain, DivisionChain(txn, founded.parent()));
  if (chain.empty() || !CoversDivision(txn.scope, chain)) {
    return NotVisible(txn.scope, founded.parent());
  }
  if (parent.size() != 9 || !absl::StartsWith(founded.code(), parent)) {
    return MakeInvalid("code", "NOT_OF_THE_SUBDISTRICT",
                       {.zh = "社区代码前9位必须是所属街道（乡镇）的代码。",
                        .en = "its first 9 digits must be the subdistrict's code."});
  }
  if (DivisionTable().KeyOf(txn.db, MakeName("divisions", founded.code())).ok()) {
    return MakeInvalid(
        "code", "COMMUNITY_EXISTS",
        {.zh = "该代码已有社区，请核对。", .en = "there is a community with this code. Check it."});
  }
  for (size_t i = 0; i < grids.size(); ++i) {
    if (absl::StartsWith(grids[i].code(), parent)) continue;
    return MakeInvalid(
        absl::StrCat("grids[", i, "]"), "OTHER_SUBDISTRICT",
        {.zh = absl::StrCat("网格 ", grids[i].code(), " 不在该街道内。"),
         .en = absl::StrCat("grid ", grids[i].code(), " is not of this subdistrict.")});
  }
  return absl::OkStatus();
}

absl::Status CheckAsked(const Txn& txn, const AreaChange& change,
                        const std::vector<v1::Grid>& grids) {
  GG_RETURN_IF_ERROR(CheckEffective(txn, change.effective_date, grids));
  std::set<std::string> distinct(change.grids.begin(), change.grids.end());
  const bool merge = change.verb == "merge";
  if (distinct.size() < change.grids.size() || (merge && distinct.size() < 2)) {
    return MakeInvalid("grids", "TWO_NEEDED",
                       {.zh = "请列出不同的网格，合并至少需要两个。",
                        .en = "must be different grids, two or more for a merger."});
  }
  if (change.verb == "split" && change.successors.size() < 2) {
    return MakeInvalid("successors", "TWO_NEEDED",
                       {.zh = "拆分至少需要两个新网格。", .en = "a split needs two or more."});
  }
  if (change.verb == "split" && static_cast<size_t>(change.fallback) >= change.successors.size()) {
    return MakeInvalid("default_successor", "OUT_OF_RANGE",
                       {.zh = "没有这个新网格，序号从0开始。",
                        .en = "there is no such successor; they count from 0."});
  }
  if (merge) return CheckOneCommunity(grids);
  return change.founded.code().empty() ? absl::OkStatus()
                                       : CheckFounding(txn, change.founded, grids);
}

// Each boundary alone, then against its siblings and the neighbours.
absl::StatusOr<Boundaries> ReadBoundaries(const Txn& txn, const AreaChange& change) {
  Boundaries boundaries(change.successors.size());
  const std::set<std::string> ending(change.grids.begin(), change.grids.end());
  for (size_t i = 0; i < boundaries.size(); ++i) {
    const v1::NewGrid& one = change.successors[i];
    if (one.boundary().empty()) continue;
    const std::string field = absl::StrCat(change.fields[i], ".boundary");
    GG_ASSIGN_OR_RETURN(boundaries[i], Boundary::Read(one.boundary(), field));
    if (!change.draws) continue;  // They were apart before, and have not moved.
    for (size_t j = 0; j < i; ++j) {
      if (!boundaries[j].has_value() || change.successors[j].kind() != one.kind()) continue;
      GG_RETURN_IF_ERROR(
          CheckApart(*boundaries[i], *boundaries[j], change.successors[j].code(), field));
    }
    GG_ASSIGN_OR_RETURN(const Neighbours neighbours,
                        Neighbours::Read(txn, one.code(), one.kind(), ending));
    GG_RETURN_IF_ERROR(neighbours.Check(*boundaries[i], field));
  }
  return boundaries;
}

v1::Grid SuccessorOf(const v1::NewGrid& wanted, const std::string& community,
                     const std::string& first_day, const std::optional<Boundary>& boundary) {
  v1::Grid grid;
  grid.set_code(wanted.code());
  grid.set_title(wanted.title());
  grid.set_kind(wanted.kind());
  grid.set_community(MakeName("divisions", community));
  grid.set_boundary(wanted.boundary());
  grid.set_boundary_source(wanted.boundary_source());
  if (wanted.has_centre()) *grid.mutable_centre() = wanted.centre();
  grid.set_households(wanted.households());
  grid.set_residents(wanted.residents());
  grid.set_valid_from_date(first_day);
  grid.set_state(v1::Grid::STATE_ACTIVE);
  CheckedBoundary checked;
  if (boundary.has_value()) {
    checked = {.has_boundary = true, .inside = boundary->inside(), .area_m2 = boundary->area_m2()};
  }
  PlaceGrid(checked, wanted.has_centre(), grid);
  return grid;
}

// Of each old grid: a founding has one for each, else all follow all.
std::vector<std::vector<size_t>> HeirsOf(const AreaChange& change) {
  std::vector<std::vector<size_t>> heirs(change.grids.size());
  for (size_t i = 0; i < heirs.size(); ++i) {
    for (size_t j = 0; j < change.successors.size(); ++j) {
      if (change.founded.code().empty() || i == j) heirs[i].push_back(j);
    }
  }
  return heirs;
}

absl::Status TooMuch(size_t found) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "TOO_MUCH_OPEN_WORK",
      {.zh = absl::StrCat("未了事项共 ", found, " 项，一次最多随迁 ", kMostMoves,
                          " 项。请先办结一部分或取消远期巡查计划。"),
       .en = absl::StrCat("There are ", found, " pieces of open work; one change moves ",
                          kMostMoves, " at most. Finish some or cancel patrols far ahead.")});
}

}  // namespace

absl::Status CheckEffective(const Txn& txn, const std::string& date,
                            const std::vector<v1::Grid>& grids) {
  if (!IsDay(date)) return MakeInvalid({BadDate("effective_date")});
  const std::string today = DayText(txn.now);
  const std::string earliest = DayText(txn.now - absl::Hours(24 * kMostDaysBack));
  if (date > today || date < earliest) {
    return MakeInvalid(
        "effective_date", "OUT_OF_RANGE",
        {.zh = "应为今天或最近31天内的日期。", .en = "must be today or one of the last 31 days."});
  }
  for (const v1::Grid& grid : grids) {
    if (date >= grid.valid_from_date()) continue;
    return MakeInvalid("effective_date", "BEFORE_START",
                       {.zh = absl::StrCat("网格 ", grid.code(), " 自 ", grid.valid_from_date(),
                                           " 起启用，不能更早。"),
                        .en = absl::StrCat("grid ", grid.code(), " began on ",
                                           grid.valid_from_date(), "; it cannot be earlier.")});
  }
  return absl::OkStatus();
}

absl::StatusOr<AreaPicture> ReadPicture(const Txn& txn, const AreaChange& change) {
  AreaPicture picture;
  std::string all;
  for (const std::string& name : change.grids) {
    GG_ASSIGN_OR_RETURN(v1::Grid grid, GridTable().Get(txn, name));
    if (grid.state() != v1::Grid::STATE_ACTIVE) return WrongState(name, "RETIRED", change.verb);
    if (!change.etag.empty() && change.etag != grid.etag()) return Changed(name);
    GG_ASSIGN_OR_RETURN(const std::vector<OpenWork> work,
                        OpenWorkOf(txn, name, change.effective_date));
    absl::StrAppend(&all, name, "@", grid.etag(), ";");
    for (const OpenWork& one : work) absl::StrAppend(&all, one.name, "@", one.version, ";");
    picture.work.insert(picture.work.end(), work.begin(), work.end());
    picture.grids.push_back(std::move(grid));
  }
  GG_ASSIGN_OR_RETURN(picture.last_serial, LastSerial(txn, CommunityOf(change, picture.grids)));
  absl::StrAppend(&all, picture.last_serial, ";");
  if (change.draws) {
    GG_ASSIGN_OR_RETURN(const std::string neighbours,
                        Neighbours::Picture(txn, picture.grids.front().code()));
    absl::StrAppend(&all, absl::BytesToHexString(neighbours));
  }
  picture.fingerprint = Sha256(all);
  return picture;
}

absl::StatusOr<AreaPlan> MakePlan(const Txn& txn, AreaChange change) {
  GG_ASSIGN_OR_RETURN(AreaPicture picture, ReadPicture(txn, change));
  GG_RETURN_IF_ERROR(CheckAsked(txn, change, picture.grids));
  if (picture.work.size() > kMostMoves) return TooMuch(picture.work.size());
  AreaPlan plan{.picture = picture.fingerprint};
  plan.token =
      absl::BytesToHexString(Sha256(JoinParts({change.verb, change.request, picture.fingerprint})));
  GG_RETURN_IF_ERROR(CompleteSuccessors(txn, picture.grids, picture.last_serial, &change));
  plan.change = std::move(change);
  GG_ASSIGN_OR_RETURN(Boundaries boundaries, ReadBoundaries(txn, plan.change));
  for (size_t i = 0; i < boundaries.size(); ++i) {
    plan.successors.push_back(SuccessorOf(plan.change.successors[i],
                                          CommunityOf(plan.change, picture.grids),
                                          plan.change.effective_date, boundaries[i]));
  }
  plan.heirs = HeirsOf(plan.change);
  AreaMoves::Rules rules{.boundaries = std::move(boundaries),
                         .placements = plan.change.placements,
                         .fallback = static_cast<size_t>(plan.change.fallback)};
  for (size_t i = 0; i < plan.heirs.size(); ++i) {
    rules.heirs[plan.change.grids[i]] = plan.heirs[i];
  }
  plan.old_grids = std::move(picture.grids);
  GG_ASSIGN_OR_RETURN(plan.moves, AreaMoves(std::move(rules)).Place(std::move(picture.work)));
  for (const Move& move : plan.moves) {
    if (move.outcome == v1::AreaChangePreview::OUTCOME_BLOCKS) plan.token.clear();
  }
  return plan;
}

}  // namespace gridgov
