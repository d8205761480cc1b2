#include "server/handlers/area_change.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/geometry.h"
#include "server/handlers/grid_rows.h"
#include "server/store/tables/tables.h"

namespace gridgov {
namespace {

template <class Request>
AreaChange Common(Request request, absl::string_view verb) {
  AreaChange change{
      .verb = verb, .effective_date = request.effective_date(), .reason = request.reason()};
  request.clear_preview_token();
  request.clear_request_id();
  change.request = request.SerializeAsString();
  return change;
}

bool Draws(const AreaChange& change) {
  return std::any_of(change.successors.begin(), change.successors.end(),
                     [](const v1::NewGrid& one) { return !one.boundary().empty(); });
}

// A founding hands each grid over as it is.
v1::NewGrid AsItIs(const v1::Grid& grid) {
  v1::NewGrid same;
  same.set_title(grid.title());
  same.set_kind(grid.kind());
  same.set_boundary(grid.boundary());
  same.set_boundary_source(grid.boundary_source());
  if (grid.has_centre()) *same.mutable_centre() = grid.centre();
  same.set_households(grid.households());
  same.set_residents(grid.residents());
  return same;
}

// What a merger adds up where the request is silent.
absl::Status FillMerged(const std::vector<v1::Grid>& grids, v1::NewGrid* merged) {
  int households = 0;
  int residents = 0;
  std::vector<Boundary> parts;
  for (const v1::Grid& grid : grids) {
    households += grid.households();
    residents += grid.residents();
    if (grid.boundary().empty()) continue;
    GG_ASSIGN_OR_RETURN(Boundary part, Boundary::Read(grid.boundary(), "grids"));
    parts.push_back(std::move(part));
  }
  if (merged->households() == 0) merged->set_households(households);
  if (merged->residents() == 0) merged->set_residents(residents);
  if (!merged->boundary().empty() || parts.size() < grids.size()) return absl::OkStatus();
  GG_ASSIGN_OR_RETURN(*merged->mutable_boundary(), Boundary::Union(parts));
  if (merged->boundary_source().empty()) {
    merged->set_boundary_source("由原网格边界合并 (drawn from the grids it joins)");
  }
  return absl::OkStatus();
}

// Codes for those that name none: the serials after the last.
absl::Status FillCodes(const Txn& txn, const std::string& community, int serial,
                       AreaChange* change) {
  std::set<std::string> named;
  for (size_t i = 0; i < change->successors.size(); ++i) {
    const std::string& code = change->successors[i].code();
    if (code.empty()) continue;
    const std::string field = absl::StrCat(change->fields[i], ".code");
    GG_RETURN_IF_ERROR(CheckGridCode(code, community, field));
    if (!named.insert(code).second || GridTable().IdOfCode(txn.db, code).ok()) {
      return MakeInvalid(field, "CODE_TAKEN",
                         {.zh = "该编码已被使用（停用网格的编码不再使用）。",
                          .en = "the code is taken; that of a retired grid is not used again."});
    }
  }
  for (v1::NewGrid& one : change->successors) {
    while (one.code().empty()) {
      GG_ASSIGN_OR_RETURN(std::string code, GridCode(community, ++serial));
      if (!named.contains(code)) one.set_code(std::move(code));
    }
  }
  return absl::OkStatus();
}

}  // namespace

AreaChange ChangeOf(const v1::SplitGridRequest& request) {
  AreaChange change = Common(request, "split");
  change.grids = {request.name()};
  change.etag = request.etag();
  change.successors = {request.successors().begin(), request.successors().end()};
  change.draws = Draws(change);
  change.placements = {request.placements().begin(), request.placements().end()};
  change.fallback = request.default_successor();
  return change;
}

AreaChange ChangeOf(const v1::MergeGridsRequest& request) {
  AreaChange change = Common(request, "merge");
  change.grids = {request.grids().begin(), request.grids().end()};
  change.successors = {request.successor()};
  change.draws = Draws(change);
  return change;
}

AreaChange ChangeOf(const v1::FoundCommunityRequest& request) {
  AreaChange change = Common(request, "found");
  change.grids = {request.grids().begin(), request.grids().end()};
  change.founded.set_code(request.code());
  change.founded.set_title(request.title());
  change.founded.set_parent(request.parent());
  change.founded.set_level(v1::Division::LEVEL_COMMUNITY);
  change.founded.set_valid_from_date(request.effective_date());
  change.close_emptied = request.close_emptied();
  return change;
}

std::string CommunityOf(const AreaChange& change, const std::vector<v1::Grid>& grids) {
  return change.founded.code().empty() ? SplitName(grids.front().community()).id
                                       : change.founded.code();
}

absl::Status CompleteSuccessors(const Txn& txn, const std::vector<v1::Grid>& grids, int last_serial,
                                AreaChange* change) {
  if (!change->founded.code().empty()) {
    for (const v1::Grid& grid : grids) change->successors.push_back(AsItIs(grid));
  }
  for (size_t i = 0; i < change->successors.size(); ++i) {
    change->fields.push_back(change->verb == "split"   ? absl::StrCat("successors[", i, "]")
                             : change->verb == "merge" ? "successor"
                                                       : absl::StrCat("grids[", i, "]"));
    v1::NewGrid& one = change->successors[i];
    if (one.kind() == v1::Grid::KIND_UNSPECIFIED) one.set_kind(grids.front().kind());
  }
  if (change->verb == "merge") {
    GG_RETURN_IF_ERROR(FillMerged(grids, &change->successors.front()));
  }
  return FillCodes(txn, CommunityOf(*change, grids), last_serial, change);
}

}  // namespace gridgov
