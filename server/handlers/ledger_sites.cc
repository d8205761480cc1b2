// The ledger of sites: all of the area as they are when it is made, and what visits of the period
// brought. No phone and no name of a person: a site is a place.
#include "gridgov/v1/ledger_work.pb.h"
#include "proto/cpp/names.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/ledger_kinds.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr char kRows[] =
    "SELECT t.key, t.uid, t.grid, t.code, t.title, t.kind, g.code, CASE WHEN t.kind = "
    "'IDLE_PREMISES' AND t.state = 'IN_USE' THEN t.vacant_area_m2 END, t.state, (SELECT count(*) "
    "FROM site_visits WHERE site = t.uid AND received_time >= $4 AND received_time < $5), (SELECT "
    "COALESCE(sum(json_array_length(asks)), 0) FROM site_visits WHERE site = t.uid AND "
    "received_time >= $4 AND received_time < $5), (SELECT count(*) FROM issues WHERE site = t.uid "
    "AND source = 'VISIT' AND received_time >= $4 AND received_time < $5), (SELECT count(*) FROM "
    "issues WHERE site = t.uid AND source = 'VISIT' AND received_time >= $4 AND received_time < "
    "$5 AND (state = 'HANDLED' OR state = 'CLOSED')) FROM sites t LEFT JOIN grids g ON g.uid = "
    "t.grid WHERE t.grid IN (SELECT grid FROM area_grids WHERE area = $1) AND t.code > $2 ORDER "
    "BY t.code LIMIT $3";

LedgerRow RowOf(const Row& row) {
  const auto id = Uuid::FromBytes(row.Bytes(1));
  LedgerRow out;
  out.resource = MakeName("sites", id.ok() ? id->ToString() : "");
  out.number = std::string(row.Bytes(3));
  out.grid = std::string(row.Bytes(2));
  out.cells = {TextCell(row, 3),
               TextCell(row, 4),
               WordCell("SiteKind", row, 5),
               TextCell(row, 6),
               WordCell("SiteState", row, 8),
               CountCell(row, 7),
               CountCell(row, 9),
               CountCell(row, 10),
               CountCell(row, 11),
               CountCell(row, 12)};
  return out;
}

absl::Status Read(const Txn& txn, const LedgerQuestion& question, std::string& after,
                  std::vector<LedgerRow>& rows) {
  return ReadSliceByCode(txn, kRows, question, /*of_period=*/true, after,
                         [&](const Row& row) { rows.push_back(RowOf(row)); });
}

std::vector<LedgerColumn> InThePeriod() {
  std::vector<LedgerColumn> all = {
      {.title = {"走访次数", "visits"},
       .width = 8,
       .meaning = {"期内走访该场所的次数，含其在其他网格时的",
                   "visits of it in the period, also those made before it moved here"}},
      {.title = {"诉求数", "asks"},
       .width = 8,
       .meaning = {"期内走访中提出的诉求", "what was asked for at visits in the period"}},
      {.title = {"转办诉求数", "asks raised"},
       .width = 8,
       .meaning = {"期内转为事件的诉求", "asks that became issues in the period"}},
      {.title = {"办结诉求数", "asks solved"},
       .width = 8,
       .meaning = {"其中编制时已办结或结案的",
                   "of those, finished or closed when the ledger was made"}}};
  for (LedgerColumn& column : all) {
    column.of_period = true;
    column.summed = true;
  }
  return all;
}

std::vector<LedgerColumn> Columns() {
  std::vector<LedgerColumn> all = {
      {.title = {"场所编码", "code"}, .width = 14, .meaning = {"场所编码", "its code"}},
      {.title = {"场所名称", "title"}, .width = 24, .meaning = {"场所名称", "its title"}},
      {.title = {"类型", "kind"}, .width = 12, .meaning = {"场所类型", "what kind of site"}},
      {.title = {"网格编码", "grid"}, .width = 17, .meaning = {"所在网格", "the grid"}},
      {.title = {"状态", "state"}, .width = 8, .meaning = {"在用或已关闭", "in use or closed"}},
      {.title = {"空置面积（平方米）", "vacant m²"},
       .width = 10,
       .meaning = {"在册闲置用房的空置面积", "of idle premises that are not closed"},
       .summed = true}};
  for (LedgerColumn& column : InThePeriod()) all.push_back(std::move(column));
  return all;
}

}  // namespace

LedgerKindRule SiteLedger() {
  return {.kind = v1::LEDGER_KIND_SITES,
          .permission = "ledgers.sites",
          .title = {"场所台账", "Ledger of sites"},
          .columns = Columns(),
          .indicators = "visits.",
          .read = Read};
}

}  // namespace gridgov
