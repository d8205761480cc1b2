#include "server/handlers/work_follows.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gridgov/v1/area.pb.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/compound_status.pb.h"
#include "gridgov/v1/designation.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/owners_committee.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "gridgov/v1/property_service.pb.h"
#include "gridgov/v1/site.pb.h"
#include "gridgov/v1/takeover.pb.h"
#include "proto/cpp/status_macros.h"
#include "server/store/fields.h"
#include "server/store/tables/tables.h"

namespace gridgov {
namespace {

using Preview = v1::AreaChangePreview;

std::string DayBefore(const std::string& date) {
  absl::CivilDay day;
  (void)absl::ParseCivilTime(date, &day);
  return absl::FormatCivilTime(day - 1);
}

// The duty ends where it was and goes on in the successor. One that has not begun just moves.
absl::Status FollowAssignment(const Txn& txn, const Following& change, const Move& move,
                              const std::string& grid) {
  GG_ASSIGN_OR_RETURN(v1::GridAssignment duty, GridAssignmentTable().Get(txn, move.work.name));
  v1::GridAssignment next = duty;
  next.set_grid(grid);
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

absl::Status FollowPatrol(const Txn& txn, const Following& change, const Move& move,
                          const std::string& grid) {
  GG_ASSIGN_OR_RETURN(v1::Patrol patrol, PatrolTable().Get(txn, move.work.name));
  if (move.outcome == Preview::OUTCOME_ENDS) {
    patrol.set_state(v1::Patrol::STATE_CANCELLED);
    patrol.set_cancel_reason(change.reason);
  } else {
    patrol.set_grid(grid);
  }
  return PatrolTable().Update(txn, std::move(patrol)).status();
}

absl::Status FollowSite(const Txn& txn, const std::string& name, const std::string& grid) {
  GG_ASSIGN_OR_RETURN(v1::Site site, SiteTable().Get(txn, name));
  site.set_grid(grid);
  return SiteTable().Update(txn, std::move(site)).status();
}

absl::Status FollowCompound(const Txn& txn, const std::string& name, const std::string& grid) {
  GG_ASSIGN_OR_RETURN(v1::Compound compound, CompoundTable().Get(txn, name));
  compound.set_grid(grid);
  GG_RETURN_IF_ERROR(CompoundTable().Update(txn, std::move(compound)).status());
  return BelongingsFollow(txn, name, grid);
}

}  // namespace

std::string LastDay(const std::string& first, const std::string& date) {
  return std::max(first, DayBefore(date));
}

absl::Status Following::Follow(const Txn& txn, const Move& move, const std::string& grid) const {
  switch (move.work.kind) {
    case Preview::KIND_ISSUE:
      return issues.FollowGrid(txn, move.work.name, grid, reason);
    case Preview::KIND_PATROL:
      return FollowPatrol(txn, *this, move, grid);
    case Preview::KIND_COMPOUND:
      return FollowCompound(txn, move.work.name, grid);
    case Preview::KIND_DISPUTE:
      return disputes.FollowGrid(txn, move.work.name, grid, reason);
    case Preview::KIND_SITE:
      return FollowSite(txn, move.work.name, grid);
    case Preview::KIND_ASSIGNMENT:
      return FollowAssignment(txn, *this, move, grid);
    default:
      return absl::InternalError("open work without a kind");
  }
}

absl::Status BelongingsFollow(const Txn& txn, const std::string& compound,
                              const std::string& grid) {
  const struct {
    const TableBase& table;
    const char* where;
  } kinds[] = {{TakeoverTable(), "t.state IN ('PLANNED', 'IN_PROGRESS')"},
               {PropertyServiceTable(), "TRUE"},
               {OwnersCommitteeTable(), "TRUE"},
               {DesignationTable(), "TRUE"},
               {CompoundDutyTable(), "TRUE"},
               // One that lies in another grid of the compound stays there.
               {SiteTable(), "t.grid = (SELECT c.grid FROM compounds c WHERE c.uid = $1)"}};
  for (const auto& [table, where] : kinds) {
    std::vector<std::unique_ptr<google::protobuf::Message>> rows;
    GG_RETURN_IF_ERROR(table.FindInto(
        txn,
        {.where = absl::StrCat("t.compound = $1 AND ", where), .args = {Blob{IdBytes(compound)}}},
        [&rows](std::unique_ptr<google::protobuf::Message> row, const std::string&) {
          rows.push_back(std::move(row));
          return absl::OkStatus();
        }));
    for (const auto& row : rows) {
      SetStringField(row.get(), "grid", grid);
      GG_RETURN_IF_ERROR(table.UpdateFrom(txn, row.get()));
    }
  }
  return absl::OkStatus();
}

}  // namespace gridgov
