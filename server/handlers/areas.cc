#include "server/handlers/areas.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/divisions.h"
#include "server/handlers/errors.h"
#include "server/handlers/grid_rows.h"
#include "server/handlers/snapshot.h"
#include "server/store/resolve.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using Preview = v1::AreaChangePreview;

constexpr char kPermission[] = "areas.change";

std::string DayBefore(const std::string& date) {
  absl::CivilDay day;
  (void)absl::ParseCivilTime(date, &day);
  return absl::FormatCivilTime(day - 1);
}

// The last day of something that began on `first` and goes on elsewhere from `date` on; what began
// that very day has had its only day.
std::string LastDay(const std::string& first, const std::string& date) {
  return std::max(first, DayBefore(date));
}

template <class Request>
AreaPlan PlanOf(const Prep& prep, Request request) {
  auto plan = OnSnapshot(prep, kPermission, [&request](const Txn& txn) -> absl::StatusOr<AreaPlan> {
    GG_RETURN_IF_ERROR(ResolveCodes(txn, &request));
    return MakePlan(txn, ChangeOf(request));
  });
  return plan.ok() ? *std::move(plan) : AreaPlan{.status = plan.status()};
}

std::vector<OpenWork> Blocking(const AreaPlan& plan) {
  std::vector<OpenWork> blocking;
  for (const Move& move : plan.moves) {
    if (move.outcome == Preview::OUTCOME_BLOCKS) blocking.push_back(move.work);
  }
  return blocking;
}

absl::Status Outdated() {
  return MakeError(
      absl::StatusCode::kAborted, "PREVIEW_OUTDATED",
      {.zh = "预览之后情况已有变化，请重新预览并核对后再办理。",
       .en = "Something has changed since the preview. Look at it again, then do it."});
}

// The preview's rows and their counts. `moves` is by kind.
void AddRows(const std::vector<Move>& moves, const std::vector<v1::Grid>& successors,
             const std::map<std::string, std::string>& codes, Preview* preview) {
  std::map<std::tuple<int, int, std::string, std::string>, Preview::Count> counts;
  for (const Move& move : moves) {
    Preview::Row& row = *preview->add_rows();
    row.set_kind(move.work.kind);
    row.set_resource(move.work.name);
    row.set_label(move.work.label);
    row.set_from_code(codes.at(move.work.grid));
    row.set_outcome(move.outcome);
    if (move.outcome == Preview::OUTCOME_MOVES ||
        move.outcome == Preview::OUTCOME_MOVES_AS_WORKER) {
      row.set_to_code(successors[move.to].code());
      row.set_basis(move.basis);
    }
    Preview::Count& count = counts[{row.kind(), row.outcome(), row.from_code(), row.to_code()}];
    count.set_kind(row.kind());
    count.set_outcome(row.outcome());
    count.set_from_code(row.from_code());
    count.set_to_code(row.to_code());
    count.set_count(count.count() + 1);
  }
  for (const auto& [key, count] : counts) *preview->add_counts() = count;
}

Preview Shown(const AreaPlan& plan) {
  Preview preview;
  std::map<std::string, std::string> codes;
  for (const v1::Grid& grid : plan.old_grids) codes[grid.name()] = grid.code();
  for (const v1::Grid& grid : plan.successors) {
    *preview.add_successors() = grid;
    preview.mutable_successors()->rbegin()->clear_boundary();
  }
  AddRows(plan.moves, plan.successors, codes, &preview);
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
  AddRows(blocking, {}, {{grid.name(), grid.code()}}, &preview);
  return preview;
}

absl::StatusOr<v1::Grid> RetireRow(const Txn& txn, v1::Grid grid, const std::string& date) {
  grid.set_state(v1::Grid::STATE_RETIRED);
  grid.set_valid_to_date(LastDay(grid.valid_from_date(), date));
  return GridTable().Update(txn, std::move(grid));
}

// The duty ends where it was and goes on in the successor. One that has not begun just moves.
absl::Status FollowAssignment(const Txn& txn, const AreaPlan& plan, const Move& move) {
  const AreaChange& change = plan.change;
  GG_ASSIGN_OR_RETURN(v1::GridAssignment duty, GridAssignmentTable().Get(txn, move.work.name));
  v1::GridAssignment next = duty;
  next.set_grid(plan.successors[move.to].name());
  if (move.outcome == Preview::OUTCOME_MOVES_AS_WORKER) {
    next.set_duty(v1::GridAssignment::DUTY_WORKER);
  }
  const bool ends = move.outcome == Preview::OUTCOME_ENDS;
  if (!ends && duty.start_date() >= change.effective_date) {
    return GridAssignmentTable().Update(txn, std::move(next)).status();
  }
  duty.set_end_date(LastDay(duty.start_date(), change.effective_date));
  duty.set_reason(change.reason);
  GG_RETURN_IF_ERROR(GridAssignmentTable().Update(txn, std::move(duty)).status());
  if (ends) return absl::OkStatus();
  next.clear_name();
  next.set_start_date(change.effective_date);
  next.set_reason(change.reason);
  return GridAssignmentTable().Insert(txn, std::move(next)).status();
}

absl::Status FollowPatrol(const Txn& txn, const AreaPlan& plan, const Move& move) {
  GG_ASSIGN_OR_RETURN(v1::Patrol patrol, PatrolTable().Get(txn, move.work.name));
  if (move.outcome == Preview::OUTCOME_ENDS) {
    patrol.set_state(v1::Patrol::STATE_CANCELLED);
    patrol.set_cancel_reason(plan.change.reason);
  } else {
    patrol.set_grid(plan.successors[move.to].name());
  }
  return PatrolTable().Update(txn, std::move(patrol)).status();
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
  GG_RETURN_IF_ERROR(CheckNothingOpen(plan.change.grids.front(), Blocking(plan)));
  if (preview_token != plan.token) return Outdated();
  GG_ASSIGN_OR_RETURN(const AreaPicture now, ReadPicture(call.txn, plan.change));
  if (now.fingerprint != plan.picture) return Outdated();
  // Who may do this was decided by the grids that end; the new ones are in no area yet.
  const Txn system = call.txn.System();
  if (!plan.change.founded.code().empty()) {
    GG_RETURN_IF_ERROR(DivisionTable().Insert(system, plan.change.founded).status());
  }
  GG_RETURN_IF_ERROR(InsertSuccessors(system, plan));
  for (v1::Grid& grid : plan.old_grids) {
    GG_ASSIGN_OR_RETURN(grid, RetireRow(system, std::move(grid), plan.change.effective_date));
  }
  GG_RETURN_IF_ERROR(MoveAll(system, plan));
  return plan.change.close_emptied ? CloseEmptied(system, plan) : absl::OkStatus();
}

absl::Status AreaHandler::MoveAll(const Txn& txn, const AreaPlan& plan) {
  for (const Move& move : plan.moves) {
    GG_RETURN_IF_ERROR(MoveOne(txn, plan, move));
  }
  return absl::OkStatus();
}

absl::Status AreaHandler::MoveOne(const Txn& txn, const AreaPlan& plan, const Move& move) {
  const std::string& grid = plan.successors[move.to].name();
  switch (move.work.kind) {
    case Preview::KIND_ISSUE:
      return issues_.FollowGrid(txn, move.work.name, grid, plan.change.reason);
    case Preview::KIND_PATROL:
      return FollowPatrol(txn, plan, move);
    case Preview::KIND_COMPOUND: {
      GG_ASSIGN_OR_RETURN(v1::Compound compound, CompoundTable().Get(txn, move.work.name));
      compound.set_grid(grid);
      return CompoundTable().Update(txn, std::move(compound)).status();
    }
    case Preview::KIND_ASSIGNMENT:
      return FollowAssignment(txn, plan, move);
    default:
      return absl::InternalError("open work without a kind");
  }
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
