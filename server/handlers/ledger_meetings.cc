// The ledger of analysis meetings: what statistics count as meetings.planned: on the last day of
// the period, once that is over, missed ones too. They are of divisions, not of grids, and few.
#include "absl/strings/str_cat.h"
#include "gridgov/v1/ledger_work.pb.h"
#include "gridgov/v1/meeting.pb.h"
#include "proto/cpp/names.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/ledger_kinds.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr char kRows[] =
    "SELECT m.key, m.period_end_date, m.division, m.uid, v.title, m.level, m.period_start_date, "
    "m.planned_time, m.held_time, COALESCE(json_array_length(m.attendance), 0), m.state, "
    "(SELECT count(*) FROM meeting_items WHERE meeting = m.uid), "
    "(SELECT count(*) FROM meeting_items WHERE meeting = m.uid AND state IN ('ON_AGENDA', "
    "'OPEN')), (SELECT count(*) FROM meeting_items WHERE meeting = m.uid AND state = "
    "'CARRIED_OVER'), (SELECT count(*) FROM meeting_items WHERE meeting = m.uid AND state = "
    "'DONE'), (SELECT count(*) FROM meeting_items WHERE meeting = m.uid AND state = 'RELEASED') "
    "FROM meetings m LEFT JOIN divisions v ON v.code = m.division WHERE m.division >= $1 AND "
    "m.division < $2 AND m.period_end_date >= $3 AND m.period_end_date <= $4 AND "
    "m.period_end_date < $5 AND (m.period_end_date, m.key) > ($3, $6) ORDER BY m.period_end_date, "
    "m.key LIMIT $7";

bool Covers(const Txn& txn, const Row& row) {
  const RowScope scope{.division = std::string(row.Bytes(2))};
  return MeetingTable().Covers(txn, txn.scope, scope).has_value();
}

LedgerRow RowOf(const Row& row) {
  const auto id = Uuid::FromBytes(row.Bytes(3));
  LedgerRow out;
  out.resource = MakeName("meetings", id.ok() ? id->ToString() : "");
  out.number = absl::StrCat(row.Bytes(2), " ", row.Bytes(1));
  out.grid = PlaceOfDivision(row.Bytes(2));
  out.cells = {
      TextCell(row, 2),
      TextCell(row, 4),
      WordCell("Level", row, 5),
      TextCell(row, 6),
      TextCell(row, 1),
      MinuteCell(row, 7),
      MinuteCell(row, 8),
      CountCell(row, 9),
      CountCell(row, 11),
      CountCell(row, 14),
      CountCell(row, 15),
      CountCell(row, 12),
      CountCell(row, 13),
      row.IsNull(8) ? WordCell("MeetingState", "MISSED") : WordCell("MeetingState", row, 10)};
  return out;
}

// A grid has none.
absl::Status Read(const Txn& txn, const LedgerQuestion& question, std::string& after,
                  std::vector<LedgerRow>& rows) {
  const auto [collection, code] = SplitName(question.area);
  LedgerCursor cursor(after, question.period.start);
  if (after.empty()) cursor.time = DayText(question.period.start);
  after = "";
  if (collection != "divisions") return absl::OkStatus();
  int found = 0;
  const absl::Status read = txn.db.Query(kRows,
                                         {std::string(code), absl::StrCat(code, ":"), cursor.time,
                                          DayText(question.period.end - absl::Microseconds(1)),
                                          DayText(txn.now), cursor.key, int64_t{question.limit}},
                                         [&](const Row& row) {
                                           if (Covers(txn, row)) rows.push_back(RowOf(row));
                                           cursor.time = std::string(row.Bytes(1));
                                           cursor.key = row.Int(0);
                                           ++found;
                                           return absl::OkStatus();
                                         });
  if (found == question.limit) after = cursor.text();
  return read;
}

absl::StatusOr<absl::Time> TimeOf(const Txn& txn, const std::string& record) {
  absl::Time time = absl::InfiniteFuture();
  const absl::Status read = txn.db.Query("SELECT period_end_date FROM meetings WHERE uid = $1",
                                         {Blob{record}}, [&time](const Row& row) {
                                           time = DayStart(row.Bytes(0));
                                           return absl::OkStatus();
                                         });
  if (!read.ok()) return read;
  return time;
}

std::vector<LedgerColumn> Items() {
  std::vector<LedgerColumn> all = {
      {.title = {"议题数", "items"}, .width = 7, .meaning = {"议题", "on its agenda"}},
      {.title = {"已落实", "done"}, .width = 7, .meaning = {"已落实的议题", "carried out"}},
      {.title = {"已解除", "let go"}, .width = 7, .meaning = {"已解除的议题", "let go"}},
      {.title = {"未完成", "open"},
       .width = 7,
       .meaning = {"待研判或办理中的议题", "on the agenda or under way"}},
      {.title = {"已结转", "carried over"},
       .width = 7,
       .meaning = {"转入下次分析会的议题", "taken to the next meeting"}}};
  for (LedgerColumn& column : all) {
    column.progress = true;
    column.summed = true;
  }
  return all;
}

std::vector<LedgerColumn> Columns() {
  std::vector<LedgerColumn> all = {
      {.title = {"区划代码", "division"},
       .width = 14,
       .meaning = {"召开的社区或街道", "whose meeting it is"}},
      {.title = {"区划名称", "title"}, .width = 18, .meaning = {"区划名称", "its title"}},
      {.title = {"层级", "level"}, .width = 11, .meaning = {"社区或街道", "whose level"}},
      {.title = {"周期开始", "period from"},
       .width = 11,
       .meaning = {"周期第一日", "its first day"}},
      {.title = {"周期结束", "period to"},
       .width = 11,
       .meaning = {"周期最后一日，分析会计入当日；周期未结束的不列",
                   "its last day, on which the meeting counts; it is listed once that is over"}},
      {.title = {"计划时间", "planned"}, .width = 16, .meaning = {"计划时间", "when planned"}},
      {.title = {"召开时间", "held"}, .width = 16, .meaning = {"召开时间", "when it was held"}},
      {.title = {"参加单位数", "units"},
       .width = 8,
       .meaning = {"参加的单位数", "how many units were there"}}};
  for (LedgerColumn& column : Items()) all.push_back(std::move(column));
  all.push_back({.title = {"状态", "state"},
                 .width = 11,
                 .meaning = {"编制时的状态；周期内未召开的为未召开",
                             "when the ledger was made; missed: not held in its period"},
                 .progress = true});
  return all;
}

}  // namespace

LedgerKindRule MeetingLedger() {
  return {.kind = v1::LEDGER_KIND_MEETINGS,
          .permission = "ledgers.meetings",
          .title = {"分析会台账", "Ledger of analysis meetings"},
          .columns = Columns(),
          .indicators = "meetings.",
          .total = "meetings.planned",
          .of_divisions = true,
          .read = Read,
          .time_of = TimeOf};
}

}  // namespace gridgov
