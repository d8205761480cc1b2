#include "proto/cpp/csv_rows.h"

#include "absl/strings/str_cat.h"
#include "proto/cpp/csv_cells.h"
#include "proto/cpp/errors.h"

namespace gridgov {

absl::Status ForEachCsvRow(absl::string_view text,
                           const std::function<void(std::vector<std::string> cells)>& row) {
  const size_t at = ForEachCells(text, row);
  if (at == 0) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_QUOTE",
                   {.zh = absl::StrCat("第 ", at, " 行的引号不正确。"),
                    .en = absl::StrCat("Row ", at, " has a broken quote.")},
                   {{"row", absl::StrCat(at)}});
}

}  // namespace gridgov
