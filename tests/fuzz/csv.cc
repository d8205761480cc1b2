// CSV files: what is read has one shape, and its error file is read again.
#include "client-cli/csv_input.h"
#include "tests/fuzz/fuzz.h"

using gridgov::CsvTable;
using gridgov::Encoding;
using gridgov::Expect;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto table = gridgov::ParseCsv(gridgov::TextOf(data, size));
  if (!table.ok()) return 0;
  std::map<size_t, std::string> reasons;
  for (size_t i = 0; i < table->rows.size(); ++i) {
    Expect(table->rows[i].size() == table->header.size(), "a row is as long as the header");
    for (const std::string& cell : table->rows[i]) Expect(gridgov::IsUtf8(cell), "cells are UTF-8");
    reasons[i] = "有误, \"示例\"";
  }
  const auto errors = gridgov::ErrorFile(*table, reasons);
  if (!errors.ok()) {
    Expect(table->encoding == Encoding::kGb18030, "an error file in UTF-8 can be written");
    return 0;
  }
  // Characters that look like a byte order mark, were they the first.
  if (table->encoding != Encoding::kUtf8Bom && errors->rfind("\xef\xbb\xbf", 0) == 0) return 0;
  const auto again = gridgov::ParseCsv(*errors);
  Expect(again.ok(), "an error file is a CSV file");
  Expect(again->rows.size() == table->rows.size(), "an error file has the rows of its input");
  for (size_t i = 0; i < table->rows.size(); ++i) {
    std::vector<std::string> row = again->rows[i];
    row.pop_back();
    Expect(row == table->rows[i], "an error file keeps the cells of its input");
  }
  return 0;
}
