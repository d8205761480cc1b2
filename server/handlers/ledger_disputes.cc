// The ledger of disputes: by their registration, as statistics count disputes.registered: on the
// day and in the grid of that time. One that has moved to another area since is told as with
// issues. No party, no mediator and no summary: who quarrels about what is nobody's to print.
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/ledger_work.pb.h"
#include "proto/cpp/names.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/ledger_kinds.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

// By the index of registrations alone: hence +grid. The outcome is that of the last end, which
// counts no more while mediation runs again; what was due then stands in its step.
constexpr char kRows[] =
    "SELECT s.key, s.create_time, s.grid, d.uid, d.number, d.dispute_class, d.source, g.code, "
    "d.grid, d.accept_time, e.act, e.create_time, d.state, d.amount_fen, d.escalation_risk, "
    "d.mediator_count, COALESCE(d.due_time, e.due_time), d.provisional, e.due_time, d.creator, "
    "d.police_reported FROM dispute_steps s INDEXED BY dispute_steps_registered CROSS JOIN "
    "disputes d ON d.uid = "
    "s.dispute LEFT JOIN grids g ON g.uid = d.grid LEFT JOIN dispute_steps e ON e.key = (SELECT "
    "key FROM dispute_steps WHERE dispute = d.uid AND act IN ('settle', 'fail', 'stop', "
    "'decline', 'refer') ORDER BY key DESC LIMIT 1) AND d.state NOT IN ('REGISTERED', "
    "'ACCEPTED', 'MEDIATING') WHERE s.act = 'register' AND s.create_time >= $2 AND s.create_time "
    "< $3 AND (s.create_time, s.key) > ($2, $4) AND +s.grid IN (SELECT grid FROM area_grids WHERE "
    "area = $1) ORDER BY s.create_time, s.key LIMIT $5";
constexpr size_t kColumns = 14;

RowScope ScopeIn(const Row& row) {
  RowScope scope;
  scope.grid = std::string(row.Bytes(8));
  scope.accounts = {std::string(row.Bytes(19))};
  scope.public_order = row.Int(20) != 0;
  return scope;
}

// "" where there is none.
absl::string_view TextIn(const Row& row, int column) {
  return row.IsNull(column) ? absl::string_view() : row.Bytes(column);
}

// As statistics count it: the end against what was due then; what is due and runs is overdue.
LedgerCell InTimeCell(const Txn& txn, const Row& row) {
  const absl::string_view act = TextIn(row, 10);
  if (act == "settle" || act == "fail" || act == "stop") {
    if (row.IsNull(18)) return std::monostate();
    return WordCell("InTime", row.Bytes(11) < row.Bytes(18) ? "YES" : "LATE");
  }
  const absl::string_view state = row.Bytes(12);
  const bool runs = state == "ACCEPTED" || state == "MEDIATING";
  if (!runs || row.IsNull(16) || row.Bytes(16) > TimeText(txn.now)) return std::monostate();
  return WordCell("InTime", "OVERDUE");
}

LedgerRow RowOf(const Txn& txn, const Row& row) {
  const auto id = Uuid::FromBytes(row.Bytes(3));
  LedgerRow out;
  out.resource = MakeName("disputes", id.ok() ? id->ToString() : "");
  out.number = std::string(row.Bytes(4));
  out.grid = std::string(row.Bytes(2));
  out.cells = {TextCell(row, 4), MinuteCell(row, 1)};
  if (!DisputeTable().Covers(txn, txn.scope, ScopeIn(row)).has_value()) {
    out.cells.resize(kColumns);
    out.cells[2] = Text{.zh = "（已移交其他区域）", .en = "(moved to another area)"};
    return out;
  }
  for (LedgerCell& cell : std::vector<LedgerCell>{
           WordCell("DisputeClass", row, 5), WordCell("DisputeSource", row, 6), TextCell(row, 7),
           YuanCell(row, 13), WordCell("EscalationRisk", row, 14), CountCell(row, 15),
           MinuteCell(row, 9), DueCell(row, 16, 17), WordCell("DisputeState", row, 12),
           WordCell("DisputeOutcome", row, 10), MinuteCell(row, 11), InTimeCell(txn, row)}) {
    out.cells.push_back(std::move(cell));
  }
  return out;
}

absl::Status Read(const Txn& txn, const LedgerQuestion& question, std::string& after,
                  std::vector<LedgerRow>& rows) {
  return ReadSlice(txn, kRows, question, after,
                   [&](const Row& row) { rows.push_back(RowOf(txn, row)); });
}

absl::StatusOr<absl::Time> TimeOf(const Txn& txn, const std::string& record) {
  return TimeIn(txn.db,
                "SELECT create_time FROM dispute_steps WHERE dispute = $1 AND act = 'register' "
                "ORDER BY key LIMIT 1",
                record);
}

std::vector<LedgerColumn> Matter() {
  return {
      {.title = {"纠纷编号", "number"}, .width = 22, .meaning = {"纠纷编号", "its number"}},
      {.title = {"登记时间", "registered"},
       .width = 16,
       .meaning = {"登记的时间，纠纷计入当日", "when it was registered; it counts on that day"}},
      {.title = {"类型", "class"}, .width = 14, .meaning = {"纠纷类型", "its class"}},
      {.title = {"来源", "source"}, .width = 14, .meaning = {"来源", "how it came"}},
      {.title = {"网格编码", "grid"},
       .width = 17,
       .meaning = {"编制时所在网格", "its grid when the ledger was made"}},
      {.title = {"涉及金额（元）", "amount (yuan)"},
       .width = 14,
       .meaning = {"涉及的金额", "how much it is about"}},
      {.title = {"激化风险", "risk of escalation"},
       .width = 9,
       .meaning = {"对事、不对人的激化风险", "of the matter, never of a person"},
       .progress = true},
      {.title = {"调解员数", "mediators"},
       .width = 8,
       .meaning = {"指定的调解员数", "how many mediate it"},
       .progress = true},
  };
}

std::vector<LedgerColumn> Columns() {
  std::vector<LedgerColumn> all = Matter();
  for (LedgerColumn& column : std::vector<LedgerColumn>{
           {.title = {"受理时间", "accepted"}, .width = 16, .meaning = {"受理时间", "when"}},
           {.title = {"调解期限", "due"},
           .width = 16,
           .meaning = {"调解期限届满时间，暂定的注明",
                       "when mediation is due; provisional ones say so"}},
           {.title = {"状态", "state"},
           .width = 9,
           .meaning = {"编制时的状态", "when the ledger was made"}},
           {.title = {"结果", "outcome"},
           .width = 12,
           .meaning = {"调解或受理的结果", "how its mediation or its filing ended"}},
           {.title = {"结果时间", "ended"}, .width = 16, .meaning = {"结果的时间", "when"}},
           {.title = {"按期", "in time"},
           .width = 8,
           .meaning = {"是否在调解期限内结束；期限已过仍未结束的为超期",
                       "ended before it was due; overdue: it was due and runs on"}}}) {
    column.progress = true;
    all.push_back(std::move(column));
  }
  return all;
}

}  // namespace

LedgerKindRule DisputeLedger() {
  return {.kind = v1::LEDGER_KIND_DISPUTES,
          .permission = "ledgers.disputes",
          .title = {"纠纷台账", "Ledger of disputes"},
          .columns = Columns(),
          .indicators = "disputes.",
          .total = "disputes.registered",
          .read = Read,
          .time_of = TimeOf};
}

}  // namespace gridgov
