#include "server/handlers/grids.h"

#include <string>
#include <utility>
#include <vector>

#include "gridgov/v1/division.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/divisions.h"
#include "server/handlers/errors.h"
#include "server/handlers/geometry.h"
#include "server/handlers/grid_facts.h"
#include "server/handlers/grid_rows.h"
#include "server/handlers/neighbours.h"
#include "server/handlers/snapshot.h"
#include "server/handlers/update.h"
#include "server/handlers/work_follows.h"
#include "server/store/page.h"
#include "server/store/resolve.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

// Shape, neighbours and size of a boundary that comes for a grid of this code (or of any code that
// begins so) and kind.
absl::StatusOr<CheckedBoundary> CheckOnSnapshot(const Txn& txn, const v1::Grid& grid,
                                                const std::string& text) {
  CheckedBoundary checked{.has_boundary = true};
  GG_ASSIGN_OR_RETURN(const Boundary boundary, Boundary::Read(text, "grid.boundary"));
  checked.inside = boundary.inside();
  checked.area_m2 = boundary.area_m2();
  GG_ASSIGN_OR_RETURN(checked.neighbours, Neighbours::Picture(txn, grid.code()));
  GG_ASSIGN_OR_RETURN(const Neighbours neighbours,
                      Neighbours::Read(txn, grid.code(), grid.kind(), {grid.name()}));
  GG_RETURN_IF_ERROR(neighbours.Check(boundary, "grid.boundary"));
  return checked;
}

absl::Status CheckNeighbours(const Txn& txn, const CheckedBoundary& boundary,
                             const std::string& code) {
  return boundary.has_boundary ? Neighbours::CheckUnchanged(txn, code, boundary.neighbours)
                               : absl::OkStatus();
}

absl::Status SecondLead(const std::string& grid) {
  return MakeError(absl::StatusCode::kAlreadyExists, "SECOND_LEAD",
                   {.zh = "该网格在此期间已有网格长。请先结束原任命，或调整日期。",
                    .en = "The grid has a lead on some of these days. End that duty first, or "
                          "choose other dates."},
                   {{"grid", grid}, {"field", "grid_assignment.duty"}});
}

absl::StatusOr<bool> HasOtherLead(const Txn& txn, const v1::GridAssignment& wanted) {
  bool found = false;
  GG_RETURN_IF_ERROR(txn.db.Query(
      "SELECT 1 FROM grid_assignments WHERE grid = $1 AND duty = 'LEAD' AND start_date <= $2 AND "
      "COALESCE(end_date, '9999-12-31') >= $3",
      {Blob{IdBytes(wanted.grid())},
       wanted.end_date().empty() ? std::string("9999-12-31") : wanted.end_date(),
       wanted.start_date()},
      [&found](const Row&) {
        found = true;
        return absl::OkStatus();
      }));
  return found;
}

// The names of grids that a query of one grid's id answers.
template <class Names>
absl::Status AddGrids(const Txn& txn, const char* sql, const v1::Grid& grid, Names* names) {
  return txn.db.Query(sql, {Blob{IdBytes(grid.name())}}, [names](const Row& row) -> absl::Status {
    GG_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.Bytes(0)));
    *names->Add() = MakeName("grids", id.ToString());
    return absl::OkStatus();
  });
}

}  // namespace

void PlaceGrid(const CheckedBoundary& boundary, bool centre_given, v1::Grid& grid) {
  if (boundary.has_boundary && !centre_given) *grid.mutable_centre() = boundary.inside;
  if (boundary.has_boundary) grid.set_area_m2(boundary.area_m2);
  if (grid.boundary().empty()) grid.clear_area_m2();
  grid.set_to_be_placed(grid.boundary().empty() && !grid.has_centre());
}

absl::Status PresentGrid(const Txn& txn, v1::Grid* grid) {
  // Most grids are as old as the register: they came from nothing.
  if (!grid->valid_from_date().empty()) {
    grid->clear_predecessors();
    GG_RETURN_IF_ERROR(AddGrids(
        txn, "SELECT predecessor FROM grid_successions WHERE successor = $1 ORDER BY predecessor",
        *grid, grid->mutable_predecessors()));
  }
  if (grid->state() != v1::Grid::STATE_RETIRED) return absl::OkStatus();
  grid->clear_successors();
  return AddGrids(txn,
                  "SELECT successor FROM grid_successions WHERE predecessor = $1 ORDER BY position",
                  *grid, grid->mutable_successors());
}

absl::StatusOr<v1::Grid> GridHandler::Get(Call& call, const v1::GetGridRequest& request) {
  return GridTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListGridsResponse> GridHandler::List(Call& call,
                                                        const v1::ListGridsRequest& request) {
  v1::ListGridsResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, GridTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<CheckedBoundary> GridHandler::PrepareCreate(const Prep& prep,
                                                           const v1::CreateGridRequest& request) {
  if (request.grid().boundary().empty()) return CheckedBoundary();
  return OnSnapshot(prep, "grids.create", [&request](const Txn& txn) {
    v1::Grid grid;
    grid.set_code(SplitName(request.grid().community()).id);
    grid.set_kind(request.grid().kind());
    return CheckOnSnapshot(txn, grid, request.grid().boundary());
  });
}

absl::StatusOr<v1::Grid> GridHandler::Create(Call& call, const v1::CreateGridRequest& request,
                                             CheckedBoundary& boundary) {
  v1::Grid grid = request.grid();
  GG_ASSIGN_OR_RETURN(const std::vector<std::string> chain,
                      DivisionChain(call.txn, grid.community()));
  if (chain.empty() || !CoversDivision(call.txn.scope, chain)) {
    return NotVisible(call.txn.scope, grid.community());
  }
  const std::string community = SplitName(grid.community()).id;
  if (community.size() != 12) {
    return MakeInvalid(
        "grid.community", "NOT_A_COMMUNITY",
        {.zh = "网格必须建在社区（村）之下。", .en = "a grid belongs to a community."});
  }
  GG_ASSIGN_OR_RETURN(const v1::Division division,
                      DivisionTable().Get(call.txn.System(), grid.community()));
  if (!division.valid_to_date().empty() && division.valid_to_date() < DayText(call.txn.now)) {
    return MakeInvalid("grid.community", "COMMUNITY_CLOSED",
                       {.zh = "该社区已撤销，请选择现行社区。",
                        .en = "this community is closed. Choose one in force."});
  }
  if (grid.code().empty()) {
    GG_ASSIGN_OR_RETURN(const int serial, LastSerial(call.txn, community));
    GG_ASSIGN_OR_RETURN(*grid.mutable_code(), GridCode(community, serial + 1));
  }
  GG_RETURN_IF_ERROR(CheckGridCode(grid.code(), community, "grid.code"));
  GG_RETURN_IF_ERROR(CheckNeighbours(call.txn, boundary, community));
  GG_ASSIGN_OR_RETURN(*grid.mutable_name(), NameFor("grids", request.grid_id(), "grid_id"));
  grid.set_valid_from_date(DayText(call.txn.now));
  PlaceGrid(boundary, request.grid().has_centre(), grid);
  return InsertGrid(call.txn, std::move(grid), chain, {}, 0);
}

absl::StatusOr<CheckedBoundary> GridHandler::PrepareUpdate(const Prep& prep,
                                                           const v1::UpdateGridRequest& request) {
  if (request.grid().boundary().empty()) return CheckedBoundary();
  return OnSnapshot(
      prep, "grids.update", [&request](const Txn& txn) -> absl::StatusOr<CheckedBoundary> {
        GG_ASSIGN_OR_RETURN(const std::string name,
                            ResolveName(txn, "grids", "grid.name", request.grid().name()));
        GG_ASSIGN_OR_RETURN(v1::Grid grid, GridTable().Get(txn, name));
        MergeUpdate(request.grid(), request.update_mask(), &grid);
        return CheckOnSnapshot(txn, grid, request.grid().boundary());
      });
}

absl::StatusOr<v1::Grid> GridHandler::Update(Call& call, const v1::UpdateGridRequest& request,
                                             CheckedBoundary& boundary) {
  GG_ASSIGN_OR_RETURN(v1::Grid grid, GridTable().GetForUpdate(call.txn, request.grid().name(),
                                                              request.grid().etag()));
  if (grid.state() == v1::Grid::STATE_RETIRED) return WrongState(grid.name(), "RETIRED", "update");
  MergeUpdate(request.grid(), request.update_mask(), &grid);
  GG_RETURN_IF_ERROR(CheckNeighbours(call.txn, boundary, grid.code()));
  PlaceGrid(boundary, request.grid().has_centre(), grid);
  return GridTable().Update(call.txn, std::move(grid));
}

absl::StatusOr<v1::GridAssignment> GridHandler::Assign(Call& call,
                                                       const v1::AssignGridStaffRequest& request) {
  const v1::GridAssignment& wanted = request.grid_assignment();
  if (!wanted.end_date().empty() && wanted.end_date() < wanted.start_date()) {
    return MakeInvalid("grid_assignment.end_date", "BEFORE_START",
                       {.zh = "不能早于开始日期。", .en = "must not be before the first day."});
  }
  GG_ASSIGN_OR_RETURN(const v1::Grid grid, GridTable().Get(call.txn, wanted.grid()));
  GG_RETURN_IF_ERROR(CheckGridInUse(grid, "grid_assignment.grid"));
  if (wanted.duty() == v1::GridAssignment::DUTY_LEAD) {
    GG_ASSIGN_OR_RETURN(const bool taken, HasOtherLead(call.txn, wanted));
    if (taken) return SecondLead(wanted.grid());
  }
  return GridAssignmentTable().Insert(call.txn, wanted);
}

absl::StatusOr<v1::GridAssignment> GridHandler::EndAssignment(
    Call& call, const v1::EndGridAssignmentRequest& request) {
  GG_ASSIGN_OR_RETURN(v1::GridAssignment duty, GridAssignmentTable().Get(call.txn, request.name()));
  if (request.end_date() < duty.start_date()) {
    return MakeInvalid("end_date", "BEFORE_START",
                       {.zh = "不能早于开始日期。", .en = "must not be before the first day."});
  }
  duty.set_end_date(request.end_date());
  if (!request.reason().empty()) duty.set_reason(request.reason());
  return GridAssignmentTable().Update(call.txn, std::move(duty));
}

absl::StatusOr<v1::ListGridAssignmentsResponse> GridHandler::ListAssignments(
    Call& call, const v1::ListGridAssignmentsRequest& request) {
  GG_ASSIGN_OR_RETURN(const v1::Grid grid, GridTable().Get(call.txn, request.grid()));
  v1::ListGridAssignmentsResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, GridAssignmentTable(), request,
                              {.where = "t.grid = $1", .args = {Blob{IdBytes(grid.name())}}},
                              nullptr, &response));
  return response;
}

absl::StatusOr<v1::Compound> CompoundHandler::Get(Call& call,
                                                  const v1::GetCompoundRequest& request) {
  return CompoundTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListCompoundsResponse> CompoundHandler::List(
    Call& call, const v1::ListCompoundsRequest& request) {
  v1::ListCompoundsResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, CompoundTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<v1::Compound> CompoundHandler::Create(Call& call,
                                                     const v1::CreateCompoundRequest& request) {
  v1::Compound compound = request.compound();
  GG_ASSIGN_OR_RETURN(*compound.mutable_name(),
                      NameFor("compounds", request.compound_id(), "compound_id"));
  GG_RETURN_IF_ERROR(CheckGridInUse(call.txn, compound.grid(), "compound.grid"));
  return CompoundTable().Insert(call.txn, std::move(compound));
}

absl::StatusOr<v1::Compound> CompoundHandler::Update(Call& call,
                                                     const v1::UpdateCompoundRequest& request) {
  GG_ASSIGN_OR_RETURN(
      v1::Compound compound,
      CompoundTable().GetForUpdate(call.txn, request.compound().name(), request.compound().etag()));
  MergeUpdate(request.compound(), request.update_mask(), &compound);
  // A compound that moves to another grid must stay within the caller's reach.
  GG_ASSIGN_OR_RETURN(const v1::Grid grid, GridTable().Get(call.txn, compound.grid()));
  GG_RETURN_IF_ERROR(CheckGridInUse(grid, "compound.grid"));
  GG_RETURN_IF_ERROR(BelongingsFollow(call.txn.System(), compound.name(), compound.grid()));
  return CompoundTable().Update(call.txn, std::move(compound));
}

}  // namespace gridgov
