#include "server/store/tables/ledger_periods.h"

#include <utility>

#include "proto/cpp/status_macros.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

ClosedPeriod PeriodIn(const Row& row) {
  return {.key = row.Int(0),
          .period = std::string(row.Bytes(1)),
          .close_time = row.IsNull(2) ? absl::InfiniteFuture() : ParseTimeText(row.Bytes(2))};
}

FrozenRow RowIn(const Row& row) {
  return {.position = row.Int(0),
          .resource = std::string(row.Bytes(1)),
          .number = std::string(row.Bytes(2)),
          .grid = std::string(row.Bytes(3)),
          .cells = std::string(row.Bytes(4))};
}

absl::StatusOr<int64_t> NumberOf(Connection& db, const std::string& sql, const Values& args) {
  int64_t number = 0;
  GG_RETURN_IF_ERROR(db.Query(sql, args, [&number](const Row& row) {
    number = row.Int(0);
    return absl::OkStatus();
  }));
  return number;
}

absl::StatusOr<FrozenFigures> Figures(Connection& db, const std::string& sql, const Values& args) {
  FrozenFigures figures;
  // The ones told last come last.
  GG_RETURN_IF_ERROR(db.Query(sql, args, [&figures](const Row& row) {
    figures[{std::string(row.Bytes(0)), std::string(row.Bytes(1))}] = row.Int(2);
    return absl::OkStatus();
  }));
  return figures;
}

}  // namespace

absl::StatusOr<std::optional<ClosedPeriod>> FindClosedPeriod(Connection& db, const PeriodId& id) {
  std::optional<ClosedPeriod> found;
  GG_RETURN_IF_ERROR(db.Query(
      "SELECT key, period, close_time FROM ledger_periods WHERE kind = $1 AND area = $2 AND "
      "period = $3",
      {id.kind, id.area, id.period}, [&found](const Row& row) {
        found = PeriodIn(row);
        return absl::OkStatus();
      }));
  return found;
}

absl::StatusOr<std::vector<ClosedPeriod>> ClosedPeriodsBefore(Connection& db, const PeriodId& id,
                                                              absl::Time end) {
  std::vector<ClosedPeriod> periods;
  GG_RETURN_IF_ERROR(db.Query(
      "SELECT key, period, close_time FROM ledger_periods WHERE kind = $1 AND area = $2 AND "
      "substr(period, 6, 1) = 'Q' = $3 AND end_time <= $4 AND close_time IS NOT NULL ORDER BY "
      "start_time",
      {id.kind, id.area, int64_t{id.period[5] == 'Q'}, TimeText(end)}, [&periods](const Row& row) {
        periods.push_back(PeriodIn(row));
        return absl::OkStatus();
      }));
  return periods;
}

absl::StatusOr<int64_t> BeginClosing(Connection& db, const PeriodId& id, absl::Time start,
                                     absl::Time end, const std::string& closer) {
  GG_RETURN_IF_ERROR(
      db.Execute("INSERT OR IGNORE INTO ledger_periods (kind, area, period, start_time, end_time, "
                 "closer) VALUES ($1, $2, $3, $4, $5, $6)",
                 {id.kind, id.area, id.period, TimeText(start), TimeText(end), Blob{closer}})
          .status());
  GG_ASSIGN_OR_RETURN(const auto begun, FindClosedPeriod(db, id));
  return begun->key;
}

absl::Status EndClosing(Connection& db, int64_t period, absl::Time now) {
  return db
      .Execute("UPDATE ledger_periods SET close_time = $2 WHERE key = $1", {period, TimeText(now)})
      .status();
}

absl::StatusOr<std::vector<FrozenRow>> FrozenRows(Connection& db, int64_t period,
                                                  const std::string& area, int64_t position,
                                                  int limit) {
  std::vector<FrozenRow> rows;
  GG_RETURN_IF_ERROR(db.Query(
      "SELECT position, resource, number, grid, cells FROM ledger_rows WHERE period = $1 AND "
      "position > $2 AND (grid IN (SELECT grid FROM area_grids WHERE area = $3) OR substr(grid, "
      "1, length($3) - 10) = CAST(substr($3, 11) AS BLOB)) ORDER BY position LIMIT $4",
      {period, position, area, int64_t{limit}}, [&rows](const Row& row) {
        rows.push_back(RowIn(row));
        return absl::OkStatus();
      }));
  return rows;
}

absl::StatusOr<std::optional<FrozenRow>> FrozenRowOf(Connection& db, int64_t period,
                                                     const std::string& resource) {
  std::optional<FrozenRow> found;
  GG_RETURN_IF_ERROR(db.Query(
      "SELECT position, resource, number, grid, cells FROM ledger_rows WHERE resource = $1 AND "
      "period = $2",
      {Blob{resource}, period}, [&found](const Row& row) {
        found = RowIn(row);
        return absl::OkStatus();
      }));
  return found;
}

absl::StatusOr<int64_t> CountFrozenRows(Connection& db, int64_t period) {
  return NumberOf(db, "SELECT count(*) FROM ledger_rows WHERE period = $1", {period});
}

absl::Status FreezeRow(Connection& db, int64_t period, const FrozenRow& row) {
  return db
      .Execute(
          "INSERT INTO ledger_rows (period, position, resource, number, grid, cells) SELECT $1, "
          "1 + COALESCE((SELECT position FROM ledger_rows WHERE period = $1 ORDER BY position "
          "DESC LIMIT 1), 0), $2, $3, $4, $5 WHERE TRUE ON CONFLICT (resource, period) DO UPDATE "
          "SET number = excluded.number, grid = excluded.grid, cells = excluded.cells",
          {period, Blob{row.resource}, row.number, Blob{row.grid}, row.cells})
      .status();
}

absl::Status ThawRow(Connection& db, int64_t period, const std::string& resource) {
  return db
      .Execute("DELETE FROM ledger_rows WHERE resource = $1 AND period = $2",
               {Blob{resource}, period})
      .status();
}

absl::StatusOr<FrozenFigures> FiguresBefore(Connection& db, int64_t period, const std::string& area,
                                            int64_t told_in) {
  return Figures(
      db,
      "SELECT grid, measure, value FROM ledger_figures WHERE period = $1 AND (told_in = 0 OR "
      "told_in < $3) AND (grid IN (SELECT grid FROM area_grids WHERE area = $2) OR substr(grid, "
      "1, length($2) - 10) = CAST(substr($2, 11) AS BLOB)) ORDER BY told_in",
      {period, area, told_in});
}

absl::StatusOr<FrozenFigures> FiguresIn(Connection& db, int64_t period, const std::string& area,
                                        int64_t told_in) {
  return FiguresBefore(db, period, area, told_in + 1);
}

absl::Status FreezeFigure(Connection& db, int64_t period, int64_t told_in, const std::string& grid,
                          const std::string& measure, int64_t value) {
  return db
      .Execute(
          "INSERT INTO ledger_figures (period, told_in, grid, measure, value) VALUES ($1, $2, $3, "
          "$4, $5) ON CONFLICT (period, told_in, grid, measure) DO UPDATE SET value = "
          "excluded.value",
          {period, told_in, Blob{grid}, measure, value})
      .status();
}

absl::StatusOr<std::vector<ToldRow>> RowsToldIn(Connection& db, int64_t told_in,
                                                const std::string& area) {
  std::vector<ToldRow> rows;
  GG_RETURN_IF_ERROR(db.Query(
      "SELECT p.period, c.resource, c.number, c.grid, c.before, c.after FROM ledger_corrections c "
      "JOIN ledger_periods p ON p.key = c.period WHERE c.told_in = $1 AND (c.grid IN (SELECT grid "
      "FROM area_grids WHERE area = $2) OR substr(c.grid, 1, length($2) - 10) = "
      "CAST(substr($2, 11) AS BLOB)) ORDER BY p.start_time, c.number",
      {told_in, area}, [&rows](const Row& row) {
        rows.push_back({.period = std::string(row.Bytes(0)),
                        .resource = std::string(row.Bytes(1)),
                        .number = std::string(row.Bytes(2)),
                        .grid = std::string(row.Bytes(3)),
                        .before = std::string(row.Bytes(4)),
                        .after = std::string(row.Bytes(5))});
        return absl::OkStatus();
      }));
  return rows;
}

absl::StatusOr<int64_t> CountRowsToldIn(Connection& db, int64_t told_in) {
  return NumberOf(db, "SELECT count(*) FROM ledger_corrections WHERE told_in = $1", {told_in});
}

absl::Status TellRow(Connection& db, int64_t told_in, int64_t period, const ToldRow& row) {
  return db
      .Execute(
          "INSERT INTO ledger_corrections (told_in, period, resource, number, grid, before, "
          "after) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (told_in, period, resource) DO "
          "UPDATE SET after = excluded.after",
          {told_in, period, Blob{row.resource}, row.number, Blob{row.grid}, row.before, row.after})
      .status();
}

absl::StatusOr<std::string> LastTold(Connection& db, int64_t period, const std::string& resource) {
  std::string cells;
  bool told = false;
  GG_RETURN_IF_ERROR(
      db.Query("SELECT after FROM ledger_corrections WHERE period = $1 AND resource = $2 ORDER BY "
               "told_in DESC LIMIT 1",
               {period, Blob{resource}}, [&](const Row& row) {
                 cells = std::string(row.Bytes(0));
                 told = true;
                 return absl::OkStatus();
               }));
  if (told) return cells;
  GG_ASSIGN_OR_RETURN(auto frozen, FrozenRowOf(db, period, resource));
  return frozen.has_value() ? std::move(frozen->cells) : "";
}

absl::StatusOr<std::vector<std::string>> ChangedRecords(Connection& db, int64_t period,
                                                        const std::string& after, int limit) {
  std::vector<std::string> records;
  GG_RETURN_IF_ERROR(
      db.Query("SELECT resource FROM ledger_changes WHERE period = $1 AND resource > $2 ORDER BY "
               "resource LIMIT $3",
               {period, Blob{after}, int64_t{limit}}, [&records](const Row& row) {
                 records.emplace_back(row.Bytes(0));
                 return absl::OkStatus();
               }));
  return records;
}

absl::Status ForgetChange(Connection& db, int64_t period, const std::string& resource) {
  return db
      .Execute("DELETE FROM ledger_changes WHERE period = $1 AND resource = $2",
               {period, Blob{resource}})
      .status();
}

}  // namespace gridgov
