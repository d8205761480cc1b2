#include "server/handlers/areas.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/divisions.h"
#include "server/handlers/errors.h"
#include "server/handlers/grid_rows.h"
#include "server/handlers/snapshot.h"
#include "server/handlers/work_follows.h"
#include "server/store/resolve.h"
#include "server/store/tables/tables.h"

namespace gridgov {
namespace {

using Preview = v1::AreaChangePreview;

constexpr char kPermission[] = "areas.change";

template <class Request>
AreaPlan PlanOf(const Prep& prep, Request request) {
  auto plan = OnSnapshot(prep, kPermission, [&request](const Txn& txn) -> absl::StatusOr<AreaPlan> {
    GG_RETURN_IF_ERROR(ResolveCodes(txn, &request));
    return MakePlan(txn, ChangeOf(request));
  });
  return plan.ok() ? *std::move(plan) : AreaPlan{.status = plan.status()};
}

Preview Shown(const AreaPlan& plan) {
  Preview preview;
  std::map<std::string, std::string> codes;
  for (const v1::Grid& grid : plan.old_grids) codes[grid.name()] = grid.code();
  std::vector<std::string> new_codes;
  for (const v1::Grid& grid : plan.successors) {
    new_codes.push_back(grid.code());
    *preview.add_successors() = grid;
    preview.mutable_successors()->rbegin()->clear_boundary();
  }
  AddRows(plan.moves, codes, new_codes, &preview);
  preview.set_preview_token(plan.token);
  return preview;
}

absl::StatusOr<Preview> ShowRetirement(const Txn& txn, const v1::RetireGridRequest& request) {
  GG_ASSIGN_OR_RETURN(const v1::Grid grid, GridTable().Get(txn, request.name()));
  GG_ASSIGN_OR_RETURN(std::vector<OpenWork> work,
                      OpenWorkOf(txn, grid.name(), request.effective_date()));
  std::vector<Move> blocking;
  for (OpenWork& one : work) {
    blocking.push_back({.work = std::move(one), .outcome = Preview::OUTCOME_BLOCKS});
  }
  Preview preview;
  AddRows(blocking, {{grid.name(), grid.code()}}, {}, &preview);
  return preview;
}

absl::StatusOr<v1::Grid> RetireRow(const Txn& txn, v1::Grid grid, const std::string& date) {
  grid.set_state(v1::Grid::STATE_RETIRED);
  grid.set_valid_to_date(LastDay(grid.valid_from_date(), date));
  return GridTable().Update(txn, std::move(grid));
}

absl::Status InsertSuccessors(const Txn& txn, AreaPlan& plan) {
  GG_ASSIGN_OR_RETURN(const auto chain, DivisionChain(txn, plan.successors.front().community()));
  const auto fallback = static_cast<size_t>(plan.change.fallback);
  for (size_t i = 0; i < plan.successors.size(); ++i) {
    std::vector<std::string> predecessors;
    for (size_t j = 0; j < plan.heirs.size(); ++j) {
      const auto& heirs = plan.heirs[j];
      if (std::find(heirs.begin(), heirs.end(), i) == heirs.end()) continue;
      predecessors.push_back(plan.old_grids[j].name());
    }
    // The default comes first among those that follow.
    const int position = i == fallback ? 0 : static_cast<int>(i) + 1;
    GG_ASSIGN_OR_RETURN(plan.successors[i], InsertGrid(txn, std::move(plan.successors[i]), chain,
                                                       predecessors, position));
  }
  return absl::OkStatus();
}

// The communities that the grids left behind, if they have none any more.
absl::Status CloseEmptied(const Txn& txn, const AreaPlan& plan) {
  for (const v1::Grid& grid : plan.old_grids) {
    GG_ASSIGN_OR_RETURN(const std::vector<v1::Grid> left,
                        GridTable().Select(txn, {.where = "t.community = $1 AND t.state = 'ACTIVE'",
                                                 .args = {SplitName(grid.community()).id},
                                                 .limit = 1}));
    GG_ASSIGN_OR_RETURN(v1::Division community, DivisionTable().Get(txn, grid.community()));
    if (!left.empty() || !community.valid_to_date().empty()) continue;
    community.set_valid_to_date(LastDay(community.valid_from_date(), plan.change.effective_date));
    GG_RETURN_IF_ERROR(DivisionTable().Update(txn, std::move(community)).status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::AreaChangePreview> AreaHandler::Preview(
    Call& call, const v1::PreviewAreaChangeRequest& request) const {
  using Request = v1::PreviewAreaChangeRequest;
  AreaChange change;
  switch (request.change_case()) {
    case Request::kSplit:
      change = ChangeOf(request.split());
      break;
    case Request::kMerge:
      change = ChangeOf(request.merge());
      break;
    case Request::kFound:
      change = ChangeOf(request.found());
      break;
    case Request::kRetire:
      return ShowRetirement(call.txn, request.retire());
    case Request::CHANGE_NOT_SET:
      return MakeInvalid("change", "REQUIRED", {.zh = "必须填写。", .en = "is required."});
  }
  GG_ASSIGN_OR_RETURN(const AreaPlan plan, MakePlan(call.txn, std::move(change)));
  return Shown(plan);
}

absl::StatusOr<AreaPlan> AreaHandler::PrepareSplit(const Prep& prep,
                                                   const v1::SplitGridRequest& request) {
  return PlanOf(prep, request);
}

absl::StatusOr<AreaPlan> AreaHandler::PrepareMerge(const Prep& prep,
                                                   const v1::MergeGridsRequest& request) {
  return PlanOf(prep, request);
}

absl::StatusOr<AreaPlan> AreaHandler::PrepareFound(const Prep& prep,
                                                   const v1::FoundCommunityRequest& request) {
  return PlanOf(prep, request);
}

absl::Status AreaHandler::Apply(Call& call, const std::string& preview_token, AreaPlan& plan) {
  GG_RETURN_IF_ERROR(plan.status);
  GG_RETURN_IF_ERROR(CheckNothingOpen(plan.change.grids.front(), Blocking(plan.moves)));
  if (preview_token != plan.token) return PreviewOutdated();
  GG_ASSIGN_OR_RETURN(const AreaPicture now, ReadPicture(call.txn, plan.change));
  if (now.fingerprint != plan.picture) return PreviewOutdated();
  // Who may do this was decided by the grids that end; the new ones are in no area yet.
  const Txn system = call.txn.System();
  if (!plan.change.founded.code().empty()) {
    GG_RETURN_IF_ERROR(DivisionTable().Insert(system, plan.change.founded).status());
  }
  GG_RETURN_IF_ERROR(InsertSuccessors(system, plan));
  for (v1::Grid& grid : plan.old_grids) {
    GG_ASSIGN_OR_RETURN(grid, RetireRow(system, std::move(grid), plan.change.effective_date));
  }
  const Following following{issues_, disputes_, plan.change.effective_date, plan.change.reason};
  for (const Move& move : plan.moves) {
    GG_RETURN_IF_ERROR(following.Follow(system, move, plan.successors[move.to].name()));
  }
  return plan.change.close_emptied ? CloseEmptied(system, plan) : absl::OkStatus();
}

absl::StatusOr<v1::Grid> AreaHandler::Split(Call& call, const v1::SplitGridRequest& request,
                                            AreaPlan& plan) {
  GG_RETURN_IF_ERROR(Apply(call, request.preview_token(), plan));
  return plan.old_grids.front();
}

absl::StatusOr<v1::Grid> AreaHandler::Merge(Call& call, const v1::MergeGridsRequest& request,
                                            AreaPlan& plan) {
  GG_RETURN_IF_ERROR(Apply(call, request.preview_token(), plan));
  return plan.successors.front();
}

absl::StatusOr<v1::Division> AreaHandler::Found(Call& call,
                                                const v1::FoundCommunityRequest& request,
                                                AreaPlan& plan) {
  GG_RETURN_IF_ERROR(Apply(call, request.preview_token(), plan));
  return DivisionTable().Get(call.txn.System(), MakeName("divisions", request.code()));
}

absl::StatusOr<v1::Grid> AreaHandler::Retire(Call& call,
                                             const v1::RetireGridRequest& request) const {
  GG_ASSIGN_OR_RETURN(v1::Grid grid,
                      GridTable().GetForUpdate(call.txn, request.name(), request.etag()));
  if (grid.state() != v1::Grid::STATE_ACTIVE) return WrongState(grid.name(), "RETIRED", "retire");
  GG_RETURN_IF_ERROR(CheckEffective(call.txn, request.effective_date(), {grid}));
  GG_ASSIGN_OR_RETURN(const std::vector<OpenWork> work,
                      OpenWorkOf(call.txn, grid.name(), request.effective_date()));
  GG_RETURN_IF_ERROR(CheckNothingOpen(grid.name(), work));
  return RetireRow(call.txn, std::move(grid), request.effective_date());
}

}  // namespace gridgov
