// Files that are imported, XLSX and CSV: whatever the bytes, the reader ends with rows or a reason,
// the rows keep their bounds, and what a column makes of a cell is what it says it makes.
#include "server/handlers/import_columns.h"
#include "server/sheets/csv_rows.h"
#include "server/sheets/xlsx_rows.h"
#include "server/store/time_text.h"
#include "tests/fuzz/fuzz.h"

using gridgov::Expect;
using gridgov::ImportKind;
using gridgov::SheetRow;

namespace {

// Each kind reads the row under its own columns, as they stand in its template.
void ReadAs(const ImportKind& kind, const SheetRow& row) {
  std::vector<int> header;
  for (size_t i = 0; i < kind.columns.size(); ++i) header.push_back(static_cast<int>(i));
  std::vector<gridgov::Violation> wrong;
  const auto values = gridgov::ReadCells(kind, header, row, &wrong);
  for (const auto& column : kind.columns) {
    const auto value = values.find(column.field);
    if (value == values.end()) continue;
    Expect(!value->second.empty(), "an empty cell has no value");
    if (column.type == gridgov::CellType::kDay) {
      Expect(gridgov::IsDay(value->second), "a date is a date that exists");
    }
  }
  for (const auto& one : wrong) {
    Expect(!one.reason.empty() && !one.description.zh.empty() && !one.description.en.empty(),
           "what is wrong is said in both languages");
  }
  (void)gridgov::ReadHeader(kind, row);
  (void)gridgov::IsNoteRow(kind, header, row);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string content = gridgov::TextOf(data, size);
  int64_t last = 0;
  const gridgov::TakeRow take = [&last](const SheetRow& row) {
    Expect(row.number > last, "rows come in their order");
    Expect(row.cells.size() <= gridgov::kMostSheetColumns, "a row has its most columns");
    last = row.number;
    for (int kind = 1; kind <= 5; ++kind) {
      const auto* found =
          gridgov::FindImportKind(static_cast<gridgov::v1::SheetImport::Kind>(kind));
      Expect(found != nullptr, "every kind has its columns");
      ReadAs(*found, row);
    }
  };
  if (gridgov::LooksLikeWorkbook(content)) {
    (void)gridgov::ReadXlsx(content, take);
  } else {
    (void)gridgov::ReadCsv(content, take);
  }
  return 0;
}
