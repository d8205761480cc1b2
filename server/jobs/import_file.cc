#include "server/jobs/import_file.h"

#include <algorithm>

#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"

namespace gridgov {
namespace {

bool IsEmpty(const SheetRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(), [](const ReadCell& cell) {
    return cell.kind != CellKind::kFormula && cell.text.empty();
  });
}

absl::Status NoRows() {
  return MakeError(absl::StatusCode::kInvalidArgument, "NO_ROWS",
                   {.zh = "文件中没有可导入的行。", .en = "The file has no rows to import."});
}

absl::StatusOr<std::optional<SheetRow>> NextFilled(SheetReader& reader) {
  while (true) {
    GG_ASSIGN_OR_RETURN(std::optional<SheetRow> row, reader.Next());
    if (!row.has_value() || !IsEmpty(*row)) return row;
  }
}

}  // namespace

absl::StatusOr<ImportFile> ImportFile::Open(const std::string& program, absl::string_view content,
                                            const ImportKind& kind) {
  ImportFile file;
  GG_ASSIGN_OR_RETURN(file.reader_, SheetReader::Start(program, content));
  GG_ASSIGN_OR_RETURN(std::optional<SheetRow> header, NextFilled(*file.reader_));
  if (!header.has_value()) return NoRows();
  file.header_row_ = *std::move(header);
  GG_ASSIGN_OR_RETURN(file.header_, ReadHeader(kind, file.header_row_));
  GG_ASSIGN_OR_RETURN(file.first_, NextFilled(*file.reader_));
  if (file.first_.has_value() && IsNoteRow(kind, file.header_, *file.first_)) {
    file.note_row_ = std::exchange(file.first_, std::nullopt);
  }
  return file;
}

absl::StatusOr<std::optional<SheetRow>> ImportFile::Next() {
  if (first_.has_value()) return std::exchange(first_, std::nullopt);
  return NextFilled(*reader_);
}

absl::StatusOr<int64_t> ImportFile::Count(const std::string& program, absl::string_view content,
                                          const ImportKind& kind, JobRun& run) {
  GG_ASSIGN_OR_RETURN(ImportFile file, Open(program, content, kind));
  constexpr int64_t kLookEvery = 1000;
  int64_t rows = 0;
  while (true) {
    GG_ASSIGN_OR_RETURN(const auto row, file.Next());
    if (!row.has_value()) break;
    if (++rows % kLookEvery == 0) {
      // What an earlier run has done is not counted down while it is read again.
      GG_RETURN_IF_ERROR(run.Report(run.job().phase(), run.job().done(), run.job().total()));
    }
  }
  if (rows == 0) return NoRows();
  return rows;
}

}  // namespace gridgov
