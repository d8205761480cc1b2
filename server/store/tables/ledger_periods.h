// Closed periods of ledgers, in tables of their own: no resource, told by ledgers alone. Cells of
// rows are JSON here, which handlers read and write. Each for the thread of its connection.
//
// `grid` is where a row or a figure counts: a grid's id, or of what is of a division (meetings) its
// code, filled up to 16 bytes with zero bytes. An area has the places of its grids and those that
// begin with its code, which follows "divisions/" (10 bytes) in its name.
#ifndef GRIDGOV_SERVER_STORE_TABLES_LEDGER_PERIODS_H_
#define GRIDGOV_SERVER_STORE_TABLES_LEDGER_PERIODS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/engine/engine.h"

namespace gridgov {

// One period of one kind in one subdistrict; `kind` as in rows: PATROLS.
struct PeriodId {
  std::string kind;
  std::string area;
  std::string period;
};

struct ClosedPeriod {
  int64_t key = 0;
  std::string period;
  absl::Time close_time;  // InfiniteFuture: it is being closed.

  bool closed() const { return close_time != absl::InfiniteFuture(); }
};

absl::StatusOr<std::optional<ClosedPeriod>> FindClosedPeriod(Connection& db, const PeriodId& id);
// Those of the same rhythm that are closed and ended at or before `end`, the oldest first.
absl::StatusOr<std::vector<ClosedPeriod>> ClosedPeriodsBefore(Connection& db, const PeriodId& id,
                                                              absl::Time end);
// Begins to close it, or finds that somebody has begun; answers its key.
absl::StatusOr<int64_t> BeginClosing(Connection& db, const PeriodId& id, absl::Time start,
                                     absl::Time end, const std::string& closer);
absl::Status EndClosing(Connection& db, int64_t period, absl::Time now);

struct FrozenRow {
  int64_t position = 0;
  std::string resource;  // 16 bytes.
  std::string number;
  std::string grid;  // 16 bytes.
  std::string cells;
};

// At most `limit` rows of the area's grids that come after `position`.
absl::StatusOr<std::vector<FrozenRow>> FrozenRows(Connection& db, int64_t period,
                                                  const std::string& area, int64_t position,
                                                  int limit);
absl::StatusOr<std::optional<FrozenRow>> FrozenRowOf(Connection& db, int64_t period,
                                                     const std::string& resource);
absl::StatusOr<int64_t> CountFrozenRows(Connection& db, int64_t period);
// At the end, or in the place of the same resource.
absl::Status FreezeRow(Connection& db, int64_t period, const FrozenRow& row);
// No longer counted: only while the period is being closed.
absl::Status ThawRow(Connection& db, int64_t period, const std::string& resource);

// By grid (16 bytes) and measure.
using FrozenFigures = std::map<std::pair<std::string, std::string>, int64_t>;
// Of the area's grids: as they were at closing and as ledgers of closed periods before `told_in`
// have told them since; told_in 0: at closing.
absl::StatusOr<FrozenFigures> FiguresBefore(Connection& db, int64_t period, const std::string& area,
                                            int64_t told_in);
// And by the one `told_in` too.
absl::StatusOr<FrozenFigures> FiguresIn(Connection& db, int64_t period, const std::string& area,
                                        int64_t told_in);
absl::Status FreezeFigure(Connection& db, int64_t period, int64_t told_in, const std::string& grid,
                          const std::string& measure, int64_t value);

// A record of the period `period` as it was told last, and as it is told now.
struct ToldRow {
  std::string period;  // Its text.
  std::string resource;
  std::string number;
  std::string grid;
  std::string before;  // Cells; "" for none.
  std::string after;
};

// What the ledger of the closed period `told_in` tells, in the area's grids.
absl::StatusOr<std::vector<ToldRow>> RowsToldIn(Connection& db, int64_t told_in,
                                                const std::string& area);
absl::StatusOr<int64_t> CountRowsToldIn(Connection& db, int64_t told_in);
absl::Status TellRow(Connection& db, int64_t told_in, int64_t period, const ToldRow& row);
// The cells as they were told last, or frozen; "" if the record did not count.
absl::StatusOr<std::string> LastTold(Connection& db, int64_t period, const std::string& resource);

// Records that were written since the closing: at most `limit` after `after`, both 16 bytes.
absl::StatusOr<std::vector<std::string>> ChangedRecords(Connection& db, int64_t period,
                                                        const std::string& after, int limit);
absl::Status ForgetChange(Connection& db, int64_t period, const std::string& resource);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_TABLES_LEDGER_PERIODS_H_
