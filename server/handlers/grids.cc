#include "server/handlers/grids.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/divisions.h"
#include "server/handlers/geometry.h"
#include "server/handlers/issue_facts.h"
#include "server/handlers/update.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"

namespace gridgov {
namespace {

constexpr int kLastSerial = 999;

// Whether one of the call's areas is the division or lies above it.
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

// The community's 12 digits and its next serial.
absl::StatusOr<std::string> NextCode(const Txn& txn, const std::string& community) {
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
  if (serial >= kLastSerial) {
    return MakeError(
        absl::StatusCode::kResourceExhausted, "SERIALS_USED_UP",
        {.zh = "该社区的网格编号已用完。", .en = "The community's serials are used up."});
  }
  return absl::StrCat(community, absl::Dec(serial + 1, absl::kZeroPad3));
}

absl::Status CheckCode(const std::string& code, const std::string& community) {
  if (absl::StartsWith(code, community)) return absl::OkStatus();
  return MakeInvalid("grid.code", "NOT_OF_THE_COMMUNITY",
                     {.zh = "网格编码前12位必须是所属社区的代码。",
                      .en = "its first 12 digits must be the community's code."});
}

absl::StatusOr<CheckedBoundary> Check(const std::string& boundary) {
  CheckedBoundary checked;
  if (boundary.empty()) return checked;
  checked.has_boundary = true;
  GG_ASSIGN_OR_RETURN(checked.inside, CheckBoundary(boundary, "grid.boundary"));
  return checked;
}

// The centre follows the boundary unless it was given; without both the grid is to be placed.
void Place(const CheckedBoundary& boundary, bool centre_given, v1::Grid& grid) {
  if (boundary.has_boundary && !centre_given) *grid.mutable_centre() = boundary.inside;
  grid.set_to_be_placed(grid.boundary().empty() && !grid.has_centre());
}

absl::Status StoreAreas(const Txn& txn, const v1::Grid& grid,
                        const std::vector<std::string>& chain) {
  std::vector<std::string> areas = chain;
  areas.push_back(grid.name());
  for (const std::string& area : areas) {
    GG_RETURN_IF_ERROR(txn.db
                           .Execute("INSERT INTO area_grids (area, grid) VALUES ($1, $2)",
                                    {area, Blob{IdBytes(grid.name())}})
                           .status());
  }
  txn.draft.areas_changed = true;
  return absl::OkStatus();
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

}  // namespace

absl::StatusOr<v1::Grid> GridHandler::Get(Call& call, const v1::GetGridRequest& request) {
  return GridTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListGridsResponse> GridHandler::List(Call& call,
                                                        const v1::ListGridsRequest& request) {
  v1::ListGridsResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, GridTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<CheckedBoundary> GridHandler::PrepareCreate(const Prep&,
                                                           const v1::CreateGridRequest& request) {
  return Check(request.grid().boundary());
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
  if (grid.code().empty()) {
    GG_ASSIGN_OR_RETURN(*grid.mutable_code(), NextCode(call.txn, community));
  }
  GG_RETURN_IF_ERROR(CheckCode(grid.code(), community));
  GG_ASSIGN_OR_RETURN(*grid.mutable_name(), NameFor("grids", request.grid_id(), "grid_id"));
  grid.set_state(v1::Grid::STATE_ACTIVE);
  Place(boundary, request.grid().has_centre(), grid);
  // The new grid is in no area yet; that its community is the caller's was checked above.
  GG_ASSIGN_OR_RETURN(grid, GridTable().Insert(call.txn.System(), std::move(grid)));
  GG_RETURN_IF_ERROR(StoreAreas(call.txn, grid, chain));
  return grid;
}

absl::StatusOr<CheckedBoundary> GridHandler::PrepareUpdate(const Prep&,
                                                           const v1::UpdateGridRequest& request) {
  return Check(request.grid().boundary());
}

absl::StatusOr<v1::Grid> GridHandler::Update(Call& call, const v1::UpdateGridRequest& request,
                                             CheckedBoundary& boundary) {
  GG_ASSIGN_OR_RETURN(v1::Grid grid, GridTable().GetForUpdate(call.txn, request.grid().name(),
                                                              request.grid().etag()));
  MergeUpdate(request.grid(), request.update_mask(), &grid);
  Place(boundary, request.grid().has_centre(), grid);
  return GridTable().Update(call.txn, std::move(grid));
}

absl::StatusOr<v1::GridAssignment> GridHandler::Assign(Call& call,
                                                       const v1::AssignGridStaffRequest& request) {
  const v1::GridAssignment& wanted = request.grid_assignment();
  if (!wanted.end_date().empty() && wanted.end_date() < wanted.start_date()) {
    return MakeInvalid("grid_assignment.end_date", "BEFORE_START",
                       {.zh = "不能早于开始日期。", .en = "must not be before the first day."});
  }
  GG_RETURN_IF_ERROR(GridTable().Get(call.txn, wanted.grid()).status());
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
  return CompoundTable().Insert(call.txn, std::move(compound));
}

absl::StatusOr<v1::Compound> CompoundHandler::Update(Call& call,
                                                     const v1::UpdateCompoundRequest& request) {
  GG_ASSIGN_OR_RETURN(
      v1::Compound compound,
      CompoundTable().GetForUpdate(call.txn, request.compound().name(), request.compound().etag()));
  MergeUpdate(request.compound(), request.update_mask(), &compound);
  // A compound that moves to another grid must stay within the caller's reach.
  GG_RETURN_IF_ERROR(GridTable().Get(call.txn, compound.grid()).status());
  return CompoundTable().Update(call.txn, std::move(compound));
}

}  // namespace gridgov
