// The ledger of patrols: what statistics count as patrols.logged, by the day on which they count.
#include "proto/cpp/names.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/ledger_kinds.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

// By the index of received ones alone: hence +grid.
constexpr char kRows[] =
    "SELECT t.key, t.received_time, t.uid, t.grid, p.title ->> 'zh', g.code, g.title, "
    "t.target_label, "
    "a.username, t.start_time, t.end_time, COALESCE(json_array_length(t.joint_units), 0), "
    "COALESCE(json_array_length(t.findings), 0), t.metres, t.below_minima, t.state, t.worker, "
    "t.patrol_rule IS NOT NULL, p.title ->> 'en' FROM patrols t INDEXED BY patrols_received LEFT "
    "JOIN patrol_types "
    "p ON p.uid = t.patrol_type LEFT JOIN grids g ON g.uid = t.grid LEFT JOIN accounts a ON a.uid "
    "= t.worker WHERE t.received_time >= $2 AND t.received_time < $3 AND (t.received_time, t.key) "
    "> ($2, $4) AND +t.grid IN (SELECT grid FROM area_grids WHERE area = $1) AND t.end_time IS "
    "NOT NULL AND t.state <> 'CANCELLED' ORDER BY t.received_time, t.key LIMIT $5";

LedgerRow RowOf(const Row& row) {
  const auto id = Uuid::FromBytes(row.Bytes(2));
  LedgerRow out;
  out.resource = MakeName("patrols", id.ok() ? id->ToString() : "");
  out.number = id.ok() ? id->ToString() : "";
  out.grid = std::string(row.Bytes(3));
  out.cells = {MinuteCell(row, 1),        PairCell(row, 4, 18),
               TextCell(row, 5),          TextCell(row, 6),
               TextCell(row, 7),          TextCell(row, 8),
               MinuteCell(row, 9),        MinuteCell(row, 10),
               CountCell(row, 11),        CountCell(row, 12),
               CountCell(row, 13),        YesCell(row.Int(14) != 0),
               YesCell(row.Int(17) != 0), WordCell("PatrolState", row, 15)};
  return out;
}

absl::Status Read(const Txn& txn, const LedgerQuestion& question, std::string& after,
                  std::vector<LedgerRow>& rows) {
  return ReadSlice(txn, kRows, question, after,
                   [&](const Row& row) { rows.push_back(RowOf(row)); });
}

absl::StatusOr<absl::Time> TimeOf(const Txn& txn, const std::string& record) {
  return TimeIn(txn.db, "SELECT received_time FROM patrols WHERE uid = $1", record);
}

std::vector<LedgerColumn> Columns() {
  return {
      {.title = {"收到时间", "received"},
       .width = 16,
       .meaning = {"服务器收到巡查开始的时间，巡查计入当日",
                   "when the server heard of its start; it counts on that day"}},
      {.title = {"巡查类型", "type"}, .width = 14, .meaning = {"巡查类型", "the patrol type"}},
      {.title = {"网格编码", "grid"}, .width = 17, .meaning = {"所在网格", "the grid"}},
      {.title = {"网格名称", "title of the grid"},
       .width = 14,
       .meaning = {"所在网格", "the grid"}},
      {.title = {"巡查点位", "target"},
       .width = 18,
       .meaning = {"街道、河段、楼栋或场所", "a street, stretch, building or site"}},
      {.title = {"巡查人账号", "worker"},
       .width = 12,
       .meaning = {"巡查人的用户名", "the user name of who did it"}},
      {.title = {"开始时间", "start"}, .width = 16, .meaning = {"终端时间", "by the device"}},
      {.title = {"结束时间", "end"}, .width = 16, .meaning = {"终端时间", "by the device"}},
      {.title = {"联合单位数", "joint units"},
       .width = 8,
       .meaning = {"参加的其他单位数", "other units that took part"}},
      {.title = {"发现问题数", "findings"},
       .width = 8,
       .meaning = {"上报为事件的问题数", "findings reported as issues"},
       .summed = true},
      {.title = {"里程（米）", "metres"},
       .width = 9,
       .meaning = {"里程", "how far"},
       .summed = true},
      {.title = {"未达最低要求", "below minima"},
       .width = 8,
       .meaning = {"时长或里程未达该类型的最低要求",
                   "below the least time or distance of its type"}},
      {.title = {"计划内", "planned"},
       .width = 7,
       .meaning = {"按巡查计划安排的", "it was planned by a rule"}},
      {.title = {"审核状态", "state"},
       .width = 9,
       .meaning = {"编制时的状态", "when the ledger was made"},
       .progress = true},
  };
}

}  // namespace

LedgerKindRule PatrolLedger() {
  return {.kind = v1::LEDGER_KIND_PATROLS,
          .permission = "ledgers.patrols",
          .title = {"巡查台账", "Ledger of patrols"},
          .columns = Columns(),
          .indicators = "patrols.",
          .total = "patrols.logged",
          .read = Read,
          .time_of = TimeOf};
}

}  // namespace gridgov
