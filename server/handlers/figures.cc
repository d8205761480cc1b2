#include "server/handlers/figures.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "gridgov/v1/issue.pb.h"
#include "proto/cpp/status_macros.h"
#include "server/store/column.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr char kHandleOverdue[] = "issues.handle_overdue";
constexpr char kAskOverdue[] = "visits.asks_overdue";

using FiguresByGrid = std::map<std::string, GridFigures>;

void AddTo(FiguresByGrid& figures, absl::string_view grid, const std::string& measure,
           int64_t amount) {
  // Grids outside the reader's scope are not there.
  const auto found = figures.find(std::string(grid));
  if (found != figures.end()) found->second.measures[measure] += amount;
}

// Windows that end today have not ended yet; what is due after today is not owed yet.
absl::Status AddCounters(const Txn& txn, const std::string& area, const Period& period,
                         FiguresByGrid& figures) {
  const std::string today = DayText(txn.now);
  return txn.db.Query(
      "SELECT grid, measure, sum(value) FROM counters WHERE grid IN (SELECT grid FROM area_grids "
      "WHERE area = $1) AND day >= $2 AND day <= $3 AND NOT (day = $4 AND measure IN "
      "('patrols.planned', 'patrols.covered', 'patrols.late')) GROUP BY grid, measure",
      {area, period.from, std::min(period.to, today), today}, [&figures](const Row& row) {
        AddTo(figures, row.Bytes(0), std::string(row.Bytes(1)), row.Int(2));
        return absl::OkStatus();
      });
}

// The backlog at both ends: that of now without what came since.
absl::Status AddBacklogChanges(const Txn& txn, const std::string& area, const Period& period,
                               FiguresByGrid& figures) {
  return txn.db.Query(
      "SELECT grid, sum(value), sum(CASE WHEN day > $3 THEN value ELSE 0 END) FROM counters WHERE "
      "grid IN (SELECT grid FROM area_grids WHERE area = $1) AND day >= $2 AND measure = "
      "'issues.backlog' GROUP BY grid",
      {area, period.from, period.to}, [&figures](const Row& row) {
        AddTo(figures, row.Bytes(0), "issues.backlog_start", -row.Int(1));
        AddTo(figures, row.Bytes(0), "issues.backlog_end", -row.Int(2));
        return absl::OkStatus();
      });
}

void AddOpen(FiguresByGrid& figures, absl::string_view grid, int64_t amount) {
  AddTo(figures, grid, "issues.backlog_start", amount);
  AddTo(figures, grid, "issues.backlog_end", amount);
}

std::string OverdueMeasure(absl::string_view state) {
  if (state == "REPORTED" || state == "ACCEPTED") return "issues.dispatch_overdue";
  return state == "HANDLED" ? "issues.check_overdue" : kHandleOverdue;
}

// What is due in the period and has passed.
struct Due {
  absl::Time from;
  absl::Time until;  // Not included.
};

Due DueIn(const Period& period, absl::Time now) {
  const absl::Time end = DayStart(period.to) + absl::Hours(24);
  return {DayStart(period.from), std::min(end, now + absl::Microseconds(1))};
}

absl::Status AddRunning(const Txn& txn, const std::string& area, const Due& due,
                        FiguresByGrid& figures) {
  // By the index of open issues, which are few beside all of the area's: hence +grid.
  return txn.db.Query(
      "SELECT grid, state, due_time >= $2 AND due_time < $3, count(*), sum(source = 'VISIT') FROM "
      "issues WHERE state IN ('REPORTED', 'ACCEPTED', 'DISPATCHED', 'IN_PROGRESS', 'HANDLED') AND "
      "due_time > '' AND +grid IN (SELECT grid FROM area_grids WHERE area = $1) GROUP BY 1, 2, 3",
      {area, TimeText(due.from), TimeText(due.until)}, [&figures](const Row& row) {
        const absl::string_view state = row.Bytes(1);
        if (row.Int(2) != 0) {
          const std::string overdue = OverdueMeasure(state);
          AddTo(figures, row.Bytes(0), overdue, row.Int(3));
          if (overdue == kHandleOverdue) AddTo(figures, row.Bytes(0), kAskOverdue, row.Int(4));
        }
        if (state != "REPORTED") AddOpen(figures, row.Bytes(0), row.Int(3));
        return absl::OkStatus();
      });
}

// Mediation that was due in the period and has not ended.
absl::Status AddMediation(const Txn& txn, const std::string& area, const Due& due,
                          FiguresByGrid& figures) {
  return txn.db.Query(
      "SELECT grid, count(*) FROM disputes WHERE state IN ('ACCEPTED', 'MEDIATING') AND due_time "
      ">= "
      "$2 AND due_time < $3 AND +grid IN (SELECT grid FROM area_grids WHERE area = $1) GROUP BY 1",
      {area, TimeText(due.from), TimeText(due.until)}, [&figures](const Row& row) {
        AddTo(figures, row.Bytes(0), "disputes.mediation_overdue", row.Int(1));
        return absl::OkStatus();
      });
}

// One that rests is late only if it was so before.
absl::Status AddSuspended(const Txn& txn, const std::string& area, const Due& due,
                          FiguresByGrid& figures) {
  GG_ASSIGN_OR_RETURN(
      const std::vector<v1::Issue> suspended,
      IssueTable().Select(
          txn.System(),
          {.where =
               "t.state = 'SUSPENDED' AND +t.grid IN (SELECT grid FROM area_grids WHERE area = $1)",
           .args = {area}}));
  for (const v1::Issue& issue : suspended) {
    const std::string grid = IdBytes(issue.grid());
    AddOpen(figures, grid, 1);
    const absl::Time due_time = FromProto(issue.due_time());
    if (due_time < due.from || due_time >= due.until || issue.clock().pauses().empty()) continue;
    const auto& rest = *issue.clock().pauses().rbegin();
    if (due_time > FromProto(rest.start_time())) continue;
    AddTo(figures, grid, kHandleOverdue, 1);
    if (issue.source() == v1::Issue::SOURCE_VISIT) AddTo(figures, grid, kAskOverdue, 1);
  }
  return absl::OkStatus();
}

// Parts of agreements that were due and that nobody has looked at. A day that is due ends with the
// first instant of the next.
absl::Status AddUnchecked(const Txn& txn, const std::string& area, const Due& due,
                          FiguresByGrid& figures) {
  return txn.db.Query(
      "SELECT grid, count(*) FROM agreement_duties WHERE state = 'OPEN' AND kind = 'PERFORMANCE' "
      "AND follow_up = 0 AND due_time > $2 AND due_time <= $3 AND +grid IN (SELECT grid FROM "
      "area_grids WHERE area = $1) GROUP BY grid",
      {area, TimeText(due.from), TimeText(due.until)}, [&figures](const Row& row) {
        AddTo(figures, row.Bytes(0), "agreements.unchecked", row.Int(1));
        return absl::OkStatus();
      });
}

}  // namespace

absl::StatusOr<FiguresByGrid> ReadFigures(const Txn& txn, const std::string& area,
                                          const Period& period) {
  GG_ASSIGN_OR_RETURN(
      std::vector<v1::Grid> grids,
      GridTable().Select(txn, {.where = "t.uid IN (SELECT grid FROM area_grids WHERE area = $1)",
                               .args = {area}}));
  FiguresByGrid figures;
  for (v1::Grid& grid : grids) {
    std::string id = IdBytes(grid.name());
    figures[std::move(id)].grid = std::move(grid);
  }
  if (figures.empty()) return NotVisible(txn.scope, area);
  const Due due = DueIn(period, txn.now);
  GG_RETURN_IF_ERROR(AddCounters(txn, area, period, figures));
  GG_RETURN_IF_ERROR(AddBacklogChanges(txn, area, period, figures));
  GG_RETURN_IF_ERROR(AddRunning(txn, area, due, figures));
  GG_RETURN_IF_ERROR(AddSuspended(txn, area, due, figures));
  GG_RETURN_IF_ERROR(AddMediation(txn, area, due, figures));
  GG_RETURN_IF_ERROR(AddUnchecked(txn, area, due, figures));
  return figures;
}

Measures TotalOf(const std::map<std::string, GridFigures>& figures) {
  Measures total;
  for (const auto& [grid, one] : figures) {
    for (const auto& [measure, amount] : one.measures) total[measure] += amount;
  }
  return total;
}

}  // namespace gridgov
