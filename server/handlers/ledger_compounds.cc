// The ledger of compounds: all of the area as they are when it is made, with who serves them, their
// committee and what they are designated as. No name of a person: those are apart and sealed.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proto/cpp/names.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/ledger_kinds.h"

namespace gridgov {
namespace {

constexpr char kRows[] =
    "SELECT c.key, c.uid, c.grid, c.code, c.title, c.address, g.code, c.kind, c.management, "
    "c.buildings, c.households, s.firm, s.contract_end_date, o.state, o.term_end_date, (SELECT "
    "group_concat(d.kind) FROM (SELECT kind FROM designations WHERE compound = c.uid AND (state "
    "= 'AWARDED' OR state = 'RENEWED') ORDER BY kind) d) FROM compounds c LEFT JOIN grids g ON "
    "g.uid = c.grid LEFT JOIN property_services s ON s.key = (SELECT key FROM property_services "
    "WHERE compound = c.uid AND end_date IS NULL ORDER BY start_date DESC LIMIT 1) LEFT JOIN "
    "owners_committees o ON o.key = (SELECT key FROM owners_committees WHERE compound = c.uid AND "
    "(state = 'ELECTED' OR state = 'FILED' OR state = 'PREPARING') ORDER BY key DESC LIMIT 1) "
    "WHERE c.grid IN (SELECT grid FROM area_grids WHERE area = $1) AND c.code > $2 ORDER BY "
    "c.code LIMIT $3";

LedgerCell Designations(const Row& row, int column) {
  if (row.IsNull(column)) return std::monostate();
  Text all;
  for (absl::string_view kind : absl::StrSplit(row.Bytes(column), ',')) {
    const LedgerCell word = WordCell("Designation", kind);
    const auto* text = std::get_if<Text>(&word);
    if (text == nullptr) continue;
    absl::StrAppend(&all.zh, all.zh.empty() ? "" : "、", text->zh);
    absl::StrAppend(&all.en, all.en.empty() ? "" : ", ", text->en);
  }
  return all;
}

LedgerRow RowOf(const Row& row) {
  const auto id = Uuid::FromBytes(row.Bytes(1));
  LedgerRow out;
  out.resource = MakeName("compounds", id.ok() ? id->ToString() : "");
  out.number = std::string(row.Bytes(3));
  out.grid = std::string(row.Bytes(2));
  out.cells = {TextCell(row, 3),
               TextCell(row, 4),
               TextCell(row, 5),
               TextCell(row, 6),
               WordCell("CompoundKind", row, 7),
               CountCell(row, 9),
               CountCell(row, 10),
               WordCell("Management", row, 8),
               TextCell(row, 11),
               TextCell(row, 12),
               WordCell("Committee", row, 13),
               TextCell(row, 14),
               Designations(row, 15)};
  return out;
}

absl::Status Read(const Txn& txn, const LedgerQuestion& question, std::string& after,
                  std::vector<LedgerRow>& rows) {
  return ReadSliceByCode(txn, kRows, question, /*of_period=*/false, after,
                         [&](const Row& row) { rows.push_back(RowOf(row)); });
}

std::vector<LedgerColumn> Columns() {
  return {
      {.title = {"小区编码", "code"}, .width = 14, .meaning = {"小区编码", "its code"}},
      {.title = {"小区名称", "title"}, .width = 20, .meaning = {"小区名称", "its title"}},
      {.title = {"地址", "address"}, .width = 24, .meaning = {"地址", "where it is"}},
      {.title = {"网格编码", "grid"},
       .width = 17,
       .meaning = {"大门所在网格", "the grid of its main gate"}},
      {.title = {"类型", "kind"}, .width = 12, .meaning = {"住房类型", "the kind of housing"}},
      {.title = {"楼栋数", "buildings"},
       .width = 8,
       .meaning = {"楼栋数", "buildings"},
       .summed = true},
      {.title = {"户数", "households"},
       .width = 8,
       .meaning = {"户数", "households"},
       .summed = true},
      {.title = {"管理方式", "management"}, .width = 12, .meaning = {"由谁管理", "who manages it"}},
      {.title = {"物业服务企业", "property firm"},
       .width = 22,
       .meaning = {"现行合同的企业", "of the contract in force"}},
      {.title = {"合同到期", "contract ends"},
       .width = 11,
       .meaning = {"现行合同的最后一天", "the last day of the contract in force"}},
      {.title = {"业主委员会", "owners' committee"},
       .width = 14,
       .meaning = {"在任或筹备中的业主委员会", "the one in office or being prepared"}},
      {.title = {"任期届满", "term ends"},
       .width = 11,
       .meaning = {"本届任期的最后一天", "the last day of its term"}},
      {.title = {"命名", "designated"},
       .width = 18,
       .meaning = {"已命名的类型", "what it is designated as"}},
  };
}

}  // namespace

LedgerKindRule CompoundLedger() {
  return {.kind = v1::LEDGER_KIND_COMPOUNDS,
          .permission = "ledgers.compounds",
          .title = {"小区台账", "Ledger of compounds"},
          .columns = Columns(),
          .read = Read};
}

}  // namespace gridgov
