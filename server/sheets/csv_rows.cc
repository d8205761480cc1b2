#include "server/sheets/csv_rows.h"

#include <utility>
#include <vector>

#include "proto/cpp/csv_cells.h"

namespace gridgov {

std::string ReadCsv(const std::string& content, const TakeRow& take) {
  Encoding encoding = Encoding::kUtf8;
  const auto text = DecodeText(content, &encoding);
  if (!text.has_value()) return "FILE_NOT_TEXT";
  std::string wrong;
  int64_t number = 0;
  const size_t broken = ForEachCells(*text, [&](std::vector<std::string> cells) {
    ++number;
    if (cells.size() > kMostSheetColumns) wrong = "TOO_MANY_COLUMNS";
    if (number > static_cast<int64_t>(kMostSheetRows)) wrong = "TOO_MANY_ROWS";
    SheetRow row;
    row.number = number;
    for (std::string& cell : cells) {
      if (cell.size() > kLongestCell) wrong = "CELL_TOO_LONG";
      row.cells.push_back({CellKind::kText, std::move(cell)});
    }
    if (wrong.empty()) take(row);
  });
  if (!wrong.empty()) return wrong;
  return broken == 0 ? "" : "BAD_QUOTE";
}

}  // namespace gridgov
