#include "proto/cpp/csv_rows.h"

#include <csv.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"

namespace gridgov {
namespace {

// What libcsv's callbacks fill.
struct Reading {
  const std::function<void(std::vector<std::string>)>& row;
  std::vector<std::string> cells;
  size_t rows = 0;
};

void OnField(void* text, size_t size, void* reading) {
  static_cast<Reading*>(reading)->cells.emplace_back(static_cast<const char*>(text), size);
}

void OnRow(int, void* reading) {
  auto* to = static_cast<Reading*>(reading);
  ++to->rows;
  to->row(std::exchange(to->cells, {}));
}

}  // namespace

absl::Status ForEachCsvRow(absl::string_view text,
                           const std::function<void(std::vector<std::string> cells)>& row) {
  csv_parser parser = {};
  csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
  Reading reading{row, {}};
  const bool whole =
      csv_parse(&parser, text.data(), text.size(), OnField, OnRow, &reading) == text.size() &&
      csv_fini(&parser, OnField, OnRow, &reading) == 0;
  csv_free(&parser);
  if (whole) return absl::OkStatus();
  const size_t at = reading.rows + 1;
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_QUOTE",
                   {.zh = absl::StrCat("第 ", at, " 行的引号不正确。"),
                    .en = absl::StrCat("Row ", at, " has a broken quote.")},
                   {{"row", absl::StrCat(at)}});
}

}  // namespace gridgov
