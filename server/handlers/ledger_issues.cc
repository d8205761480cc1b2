// The ledger of issues: by their reports, as statistics count issues.reported: on the day and in
// the grid of the report. One that has moved to another area since counts where it was reported; of
// it only that is told, unless the reader sees where it went.
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/ledger_work.pb.h"
#include "proto/cpp/names.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/ledger_kinds.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

// By the index of reports alone: hence +grid.
constexpr char kRows[] =
    "SELECT s.key, s.create_time, s.grid, i.uid, i.number, c.title ->> 'zh', c.title ->> 'en', "
    "i.title, i.source, i.severity, i.urgent, g.code, i.address, i.grid, i.state, u.title, "
    "i.due_time, i.provisional, i.rework_count, i.extension_count, i.close_time, "
    "i.closing_reason, i.creator, i.unit, i.public_order FROM issue_steps s INDEXED BY "
    "issue_steps_reported CROSS JOIN issues i ON i.uid = s.issue LEFT JOIN categories c ON c.uid = "
    "i.category LEFT JOIN grids g ON g.uid = i.grid LEFT JOIN units u ON u.uid = i.unit WHERE "
    "s.act = 'report' AND s.create_time >= $2 AND s.create_time < $3 AND (s.create_time, s.key) > "
    "($2, $4) AND +s.grid IN (SELECT grid FROM area_grids WHERE area = $1) ORDER BY "
    "s.create_time, s.key LIMIT $5";

RowScope ScopeIn(const Row& row) {
  RowScope scope;
  scope.grid = std::string(row.Bytes(13));
  scope.accounts = {std::string(row.Bytes(22))};
  if (!row.IsNull(23)) scope.units = {std::string(row.Bytes(23))};
  scope.public_order = row.Int(24) != 0;
  if (!row.IsNull(20)) scope.closed = ParseTimeText(row.Bytes(20));
  return scope;
}

LedgerRow RowOf(const Txn& txn, const Row& row) {
  const auto id = Uuid::FromBytes(row.Bytes(3));
  LedgerRow out;
  out.resource = MakeName("issues", id.ok() ? id->ToString() : "");
  out.number = std::string(row.Bytes(4));
  out.grid = std::string(row.Bytes(2));
  out.cells = {TextCell(row, 4), MinuteCell(row, 1)};
  if (!IssueTable().Covers(txn, txn.scope, ScopeIn(row)).has_value()) {
    out.cells.resize(15);
    out.cells[3] = Text{.zh = "（已移交其他区域）", .en = "(moved to another area)"};
    return out;
  }
  for (LedgerCell& cell : std::vector<LedgerCell>{
           PairCell(row, 5, 6), TextCell(row, 7), WordCell("IssueSource", row, 8),
           WordCell("Severity", row, 9), YesCell(row.Int(10) != 0), TextCell(row, 11),
           TextCell(row, 12), TextCell(row, 15), WordCell("IssueState", row, 14),
           DueCell(row, 16, 17), CountCell(row, 18), MinuteCell(row, 20),
           WordCell("ClosingReason", row, 21)}) {
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
                "SELECT create_time FROM issue_steps WHERE issue = $1 AND act = 'report' ORDER BY "
                "key LIMIT 1",
                record);
}

std::vector<LedgerColumn> Columns() {
  return {
      {.title = {"事件编号", "number"}, .width = 21, .meaning = {"20 位编号", "its 20 digits"}},
      {.title = {"上报时间", "reported"},
       .width = 16,
       .meaning = {"服务器收到上报的时间，事件计入当日",
                   "when the server received the report; it counts on that day"}},
      {.title = {"类别", "category"}, .width = 16, .meaning = {"事件类别", "its category"}},
      {.title = {"事件", "title"}, .width = 24, .meaning = {"事件名称", "in a few words"}},
      {.title = {"来源", "source"}, .width = 10, .meaning = {"上报来源", "where it came from"}},
      {.title = {"程度", "severity"}, .width = 7, .meaning = {"事件的严重程度", "how grave"}},
      {.title = {"紧急", "urgent"}, .width = 6, .meaning = {"须立即处理", "it cannot wait"}},
      {.title = {"网格编码", "grid"},
       .width = 17,
       .meaning = {"编制时所在网格", "its grid when the ledger was made"}},
      {.title = {"地点", "address"}, .width = 20, .meaning = {"地点", "where, in words"}},
      {.title = {"责任单位", "lead unit"},
       .width = 14,
       .meaning = {"主办单位", "the unit that handles it"},
       .progress = true},
      {.title = {"状态", "state"},
       .width = 9,
       .meaning = {"编制时的状态", "when the ledger was made"},
       .progress = true},
      {.title = {"当前时限", "due"},
       .width = 16,
       .meaning = {"当前环节到期时间，暂定的注明",
                   "when the running step is due; provisional ones say so"},
       .progress = true},
      {.title = {"返工次数", "rework"},
       .width = 7,
       .meaning = {"核查退回次数", "times that it was sent back"},
       .progress = true,
       .summed = true},
      {.title = {"结束时间", "ended"},
       .width = 16,
       .meaning = {"结案、不予受理或撤回的时间", "when it was closed, rejected or withdrawn"},
       .progress = true},
      {.title = {"结案方式", "closing reason"},
       .width = 12,
       .meaning = {"结案不等于解决", "closed is not fixed"},
       .progress = true},
  };
}

}  // namespace

LedgerKindRule IssueLedger() {
  return {.kind = v1::LEDGER_KIND_ISSUES,
          .permission = "ledgers.issues",
          .title = {"事件台账", "Ledger of issues"},
          .columns = Columns(),
          .indicators = "issues.",
          .total = "issues.reported",
          .read = Read,
          .time_of = TimeOf};
}

}  // namespace gridgov
