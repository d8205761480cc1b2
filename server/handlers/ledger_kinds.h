// Kinds of ledgers: which rows of an area and a period each has, its columns, and the figures of
// the statistics that stand beside them. One list of rules; a new kind is one more.
//
// Rows come in slices, in the order of an index that begins with their day: a month costs what the
// month has. A row belongs where and when the statistics count it, so that the number of rows is
// the figure of `total`. Free functions; each is for the thread of its transaction.
#ifndef GRIDGOV_SERVER_HANDLERS_LEDGER_KINDS_H_
#define GRIDGOV_SERVER_HANDLERS_LEDGER_KINDS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gridgov/v1/ledger_work.pb.h"
#include "proto/cpp/errors.h"
#include "server/handlers/figures.h"
#include "server/handlers/indicators.h"
#include "server/handlers/ledger_period.h"
#include "server/store/txn.h"

namespace gridgov {

// Nothing, a number, a text as it was written, or a word of the product in both languages.
using LedgerCell = std::variant<std::monostate, int64_t, std::string, Text>;

struct LedgerColumn {
  Text title;
  double width = 12;  // In characters.
  Text meaning;
  // What goes on after the period: its later change is progress, not a correction.
  bool progress = false;
  bool summed = false;
  // Of a kind that shows how things are: what this period had, which says nothing of an earlier
  // one.
  bool of_period = false;
};

struct LedgerRow {
  std::string resource;  // Its name.
  std::string number;    // What people call it.
  std::string grid;      // 16 bytes: where it counts; of_divisions: PlaceOfDivision().
  std::vector<LedgerCell> cells;
};

struct LedgerQuestion {
  std::string area;
  LedgerPeriod period;
  int limit = 0;
};

struct LedgerKindRule {
  v1::LedgerKind kind = v1::LEDGER_KIND_UNSPECIFIED;
  absl::string_view permission;
  Text title;
  std::vector<LedgerColumn> columns;
  absl::string_view indicators;  // What the codes of its indicators begin with; empty: none.
  absl::string_view total;       // The indicator that counts its rows; empty: none does.
  bool of_divisions = false;     // Its rows and figures are of divisions, of no grid.
  // Appends at most `limit` rows that come after `after`, and sets it: "" at the end. Whether the
  // area is the caller's has been checked; rows that have left it since are there without what only
  // their new area may see.
  absl::Status (*read)(const Txn& txn, const LedgerQuestion& question, std::string& after,
                       std::vector<LedgerRow>& rows) = nullptr;
  // When the record (16 bytes) counts, InfiniteFuture for never; null for a kind that shows how
  // things are, whatever the period.
  absl::StatusOr<absl::Time> (*time_of)(const Txn& txn, const std::string& record) = nullptr;
};

// The indicators that stand beside the rows of a kind.
std::vector<const IndicatorRule*> IndicatorsOfLedger(const LedgerKindRule& rule);
// What the statistics say of the number of its rows; nullopt: nothing.
std::optional<int64_t> RowsByStatistics(const LedgerKindRule& rule, const Measures& measures);

// The figures beside its rows, by where they count, as LedgerRow::grid; and all of them together.
absl::StatusOr<std::map<std::string, Measures>> ReadLedgerFigures(const Txn& txn,
                                                                  const LedgerKindRule& rule,
                                                                  const std::string& area,
                                                                  const Period& period);
Measures SumOfPlaces(const std::map<std::string, Measures>& figures);

// Safe from every thread.
const std::vector<LedgerKindRule>& AllLedgerKinds();
// INVALID_ARGUMENT on `kind` for one that has no rule.
absl::StatusOr<const LedgerKindRule*> LedgerKindRuleOf(v1::LedgerKind kind);

// Of AllLedgerKinds(), each in its own file.
LedgerKindRule PatrolLedger();
LedgerKindRule IssueLedger();
LedgerKindRule CompoundLedger();
LedgerKindRule DisputeLedger();
LedgerKindRule AgreementLedger();
LedgerKindRule MeetingLedger();
LedgerKindRule SiteLedger();

// PERMISSION_DENIED, reason NOT_VISIBLE, unless the whole area is in txn's reach; INVALID_ARGUMENT
// on `area`, reason TOO_LARGE_AN_AREA, for more than a subdistrict.
absl::Status CheckLedgerArea(const Txn& txn, const std::string& area);

// The place of what is of a division: its code, filled up to 16 bytes with zero bytes. It begins
// with the codes of all that the division lies in, and no grid's id does.
std::string PlaceOfDivision(absl::string_view code);

// What the readers share: cells of a result's columns.
LedgerCell TextCell(const Row& row, int column);
LedgerCell MinuteCell(const Row& row, int column);  // "2026-11-24 09:00" in China.
LedgerCell CountCell(const Row& row, int column);   // A number; nothing for none.
LedgerCell YuanCell(const Row& row, int column);    // Fen as "1200.50"; nothing for 0.
// The word for an enum's stored text, such as ("PatrolState", "ACCEPTED"); the text itself where
// there is none.
LedgerCell WordCell(absl::string_view family, absl::string_view code);
LedgerCell WordCell(absl::string_view family, const Row& row, int column);
LedgerCell YesCell(bool yes);
// A text that stands in both languages, in two columns.
LedgerCell PairCell(const Row& row, int zh, int en);
// The time that a statement answers for a record; InfiniteFuture for none.
absl::StatusOr<absl::Time> TimeIn(Connection& db, const std::string& sql,
                                  const std::string& record);
// When something is due, with a word where the day is provisional; nothing for none.
LedgerCell DueCell(const Row& row, int due, int provisional);
// The cursor "time key" of a slice.
struct LedgerCursor {
  std::string time;
  int64_t key = -1;

  // "": before everything that comes at or after `start`.
  LedgerCursor(absl::string_view text, absl::Time start);
  std::string text() const;
};
// One slice of a statement whose rows begin with their key and the time that they are in order of;
// it takes the area, the time and the end, the key and the limit as $1, $2, $3, $4 and $5. Each row
// is given to `take`; `after` is set as LedgerKindRule::read promises.
absl::Status ReadSlice(const Txn& txn, const std::string& sql, const LedgerQuestion& question,
                       std::string& after, const std::function<void(const Row&)>& take);
// The same of a statement in order of a code, which is the fourth column: it takes the area, the
// code and the limit as $1, $2 and $3, and may take the period's start and end as $4 and $5.
absl::Status ReadSliceByCode(const Txn& txn, const std::string& sql, const LedgerQuestion& question,
                             bool of_period, std::string& after,
                             const std::function<void(const Row&)>& take);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_LEDGER_KINDS_H_
