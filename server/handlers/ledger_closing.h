// Closed periods of ledgers (已封账): which they are, what has changed since, and how a ledger
// tells it: both figures. Free functions; each is for the thread of its transaction.
#ifndef GRIDGOV_SERVER_HANDLERS_LEDGER_CLOSING_H_
#define GRIDGOV_SERVER_HANDLERS_LEDGER_CLOSING_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/handlers/ledger_kinds.h"
#include "server/store/tables/ledger_periods.h"

namespace gridgov {

// Cells as they are frozen: JSON, an array of null, numbers, texts, and words as [zh, en].
std::string EncodeCells(const std::vector<LedgerCell>& cells);
// DATA_LOSS for what is no such text.
absl::StatusOr<std::vector<LedgerCell>> DecodeCells(absl::string_view json);

// The subdistrict that an area lies in, which may be the area itself.
absl::StatusOr<std::string> SubdistrictOf(const Txn& txn, const std::string& area);
PeriodId PeriodIdOf(const LedgerKindRule& rule, const std::string& subdistrict,
                    const LedgerPeriod& period);
// Nullopt: the period is open, or is being closed.
absl::StatusOr<std::optional<ClosedPeriod>> ClosedPeriodOf(const Txn& txn,
                                                           const LedgerKindRule& rule,
                                                           const std::string& area,
                                                           const LedgerPeriod& period);

// The record (16 bytes) as it counts now in the area and the period; nullopt: it does not.
absl::StatusOr<std::optional<LedgerRow>> CountedRecord(const Txn& txn, const LedgerKindRule& rule,
                                                       const std::string& area,
                                                       const LedgerPeriod& period,
                                                       const std::string& record);
// What has to be told of a record of a closed period of the subdistrict; nullopt: nothing.
absl::StatusOr<std::optional<ToldRow>> CompareRecord(const Txn& txn, const LedgerKindRule& rule,
                                                     const std::string& subdistrict,
                                                     const ClosedPeriod& closed,
                                                     const std::string& record);

// The figures of a closed period as they were frozen, in the area.
Measures MeasuresOf(const FrozenFigures& figures);

// A figure or a cell of a closed period that is another one now.
struct LedgerCorrection {
  std::string period;
  std::string number;  // Of the record; empty for a figure.
  Text what;           // What kind of change.
  Text column;
  LedgerCell before;
  LedgerCell after;
};

// What the ledger of the area and the period tells of closed periods before it: if it is closed,
// what it told then; else what has changed until now and no closed one has told.
absl::StatusOr<std::vector<LedgerCorrection>> ReadCorrections(const Txn& txn,
                                                              const LedgerKindRule& rule,
                                                              const std::string& area,
                                                              const LedgerPeriod& period);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_LEDGER_CLOSING_H_
