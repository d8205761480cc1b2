// The ledger of agreements: what statistics count as agreements.made, by the day on which each was
// made, in the grid of its dispute. What was agreed, and between whom, is sealed and not in it.
//
// The matrix of roles marks no export of agreements for anybody, yet their ledger is wanted. So it
// goes by the mark of the disputes that they end: the centre may export both (roles.cc).
#include <utility>

#include "gridgov/v1/agreement.pb.h"
#include "gridgov/v1/ledger_work.pb.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/agreement_acts.h"
#include "server/handlers/ledger_kinds.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Agreement;

constexpr size_t kFirstPartCell = 6;

// By the index of the days alone: hence +grid.
constexpr char kRows[] =
    "SELECT a.key, a.create_time, a.grid, a.uid, a.number, d.number, a.form, g.code, "
    "a.effective_time, a.amount_fen, a.confirmation, a.state FROM agreements a INDEXED BY "
    "agreements_made CROSS JOIN disputes d ON d.uid = a.dispute LEFT JOIN grids g ON g.uid = "
    "a.grid WHERE a.create_time >= $2 AND a.create_time < $3 AND (a.create_time, a.key) > ($2, $4) "
    "AND +a.grid IN (SELECT grid FROM area_grids WHERE area = $1) AND a.state <> 'DROPPED' ORDER "
    "BY a.create_time, a.key LIMIT $5";

LedgerRow RowOf(const Row& row) {
  const auto id = Uuid::FromBytes(row.Bytes(3));
  LedgerRow out;
  out.resource = MakeName("agreements", id.ok() ? id->ToString() : "");
  out.number = std::string(row.Bytes(4));
  out.grid = std::string(row.Bytes(2));
  out.cells = {TextCell(row, 4),
               MinuteCell(row, 1),
               TextCell(row, 5),
               WordCell("AgreementForm", row, 6),
               TextCell(row, 7),
               YuanCell(row, 9),
               int64_t{0},
               int64_t{0},
               int64_t{0},
               MinuteCell(row, 8),
               WordCell("Confirmation", row, 10),
               WordCell("AgreementState", row, 11)};
  return out;
}

// One without instalments is one part.
absl::Status AddParts(const Txn& txn, LedgerRow& row) {
  GG_ASSIGN_OR_RETURN(Agreement agreement, AgreementTable().Get(txn.System(), row.resource));
  int64_t kept = 0;
  int64_t open = 0;
  int64_t broken = 0;
  for (const Agreement::Instalment* part : PartsOf(&agreement)) {
    if (part->performance() == Agreement::PERFORMANCE_KEPT) {
      ++kept;
    } else if (IsBroken(*part)) {
      ++broken;
    } else {
      ++open;
    }
  }
  row.cells[kFirstPartCell] = kept;
  row.cells[kFirstPartCell + 1] = open;
  row.cells[kFirstPartCell + 2] = broken;
  return absl::OkStatus();
}

absl::Status Read(const Txn& txn, const LedgerQuestion& question, std::string& after,
                  std::vector<LedgerRow>& rows) {
  std::vector<LedgerRow> found;
  GG_RETURN_IF_ERROR(
      ReadSlice(txn, kRows, question, after, [&](const Row& row) { found.push_back(RowOf(row)); }));
  for (LedgerRow& row : found) {
    GG_RETURN_IF_ERROR(AddParts(txn, row));
    rows.push_back(std::move(row));
  }
  return absl::OkStatus();
}

absl::StatusOr<absl::Time> TimeOf(const Txn& txn, const std::string& record) {
  return TimeIn(txn.db, "SELECT create_time FROM agreements WHERE uid = $1", record);
}

std::vector<LedgerColumn> Parts() {
  return {
      {.title = {"已履行期数", "instalments kept"},
       .width = 8,
       .meaning = {"已履行的各期；未分期的整份计一期",
                   "parts that were kept; an agreement without instalments is one part"},
       .progress = true,
       .summed = true},
      {.title = {"待履行期数", "instalments open"},
       .width = 8,
       .meaning = {"未到期或未回访的，含违约后另定日期的",
                   "not due or not looked at yet, also those with a new day after a breach"},
       .progress = true,
       .summed = true},
      {.title = {"违约期数", "instalments breached"},
       .width = 8,
       .meaning = {"部分履行或未履行的", "kept in part or not kept"},
       .progress = true,
       .summed = true},
  };
}

std::vector<LedgerColumn> Columns() {
  std::vector<LedgerColumn> all = {
      {.title = {"协议编号", "number"}, .width = 24, .meaning = {"协议编号", "its number"}},
      {.title = {"制作时间", "made"},
       .width = 16,
       .meaning = {"制作的时间，协议计入当日", "when it was made; it counts on that day"}},
      {.title = {"纠纷编号", "dispute"},
       .width = 22,
       .meaning = {"所属纠纷的编号", "the number of its dispute"}},
      {.title = {"形式", "form"}, .width = 9, .meaning = {"书面或口头", "written or oral"}},
      {.title = {"网格编码", "grid"},
       .width = 17,
       .meaning = {"纠纷所在网格", "the grid of its dispute"}},
      {.title = {"协议金额（元）", "amount (yuan)"},
       .width = 14,
       .meaning = {"协议的金额", "how much was agreed"}},
  };
  for (LedgerColumn& column : Parts()) all.push_back(std::move(column));
  all.push_back({.title = {"生效时间", "in effect"},
                 .width = 16,
                 .meaning = {"签名盖章齐全的时间", "with the last signature or seal"},
                 .progress = true});
  all.push_back({.title = {"司法确认", "confirmation"},
                 .width = 12,
                 .meaning = {"申请司法确认的情况", "whether a court confirms it"},
                 .progress = true});
  all.push_back({.title = {"状态", "state"},
                 .width = 10,
                 .meaning = {"编制时的状态", "when the ledger was made"},
                 .progress = true});
  return all;
}

}  // namespace

LedgerKindRule AgreementLedger() {
  return {.kind = v1::LEDGER_KIND_AGREEMENTS,
          .permission = "ledgers.agreements",
          .title = {"调解协议台账", "Ledger of agreements"},
          .columns = Columns(),
          .indicators = "agreements.",
          .total = "agreements.made",
          .read = Read,
          .time_of = TimeOf};
}

}  // namespace gridgov
