// A file of rows that is imported: its header, and its rows as they come. Used by one thread.
#ifndef GRIDGOV_SERVER_JOBS_IMPORT_FILE_H_
#define GRIDGOV_SERVER_JOBS_IMPORT_FILE_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/handlers/import_columns.h"
#include "server/jobs/job_runner.h"
#include "server/sheets/sheet_reader.h"

namespace gridgov {

class ImportFile {
 public:
  // Errors as SheetReader and ReadHeader() say them.
  static absl::StatusOr<ImportFile> Open(const std::string& program, absl::string_view content,
                                         const ImportKind& kind);
  // Reads all of it and answers how many rows there are to import. INVALID_ARGUMENT, reason
  // NO_ROWS, for none; as JobRun::Report when the job is to stop.
  static absl::StatusOr<int64_t> Count(const std::string& program, absl::string_view content,
                                       const ImportKind& kind, JobRun& run);

  // Where each column of the kind stands (ReadHeader()), and the row itself.
  const std::vector<int>& header() const { return header_; }
  const SheetRow& header_row() const { return header_row_; }
  // The row below that explains the columns, if the file has it.
  const std::optional<SheetRow>& note_row() const { return note_row_; }

  // The next row with something in it; nullopt: there are no more.
  absl::StatusOr<std::optional<SheetRow>> Next();

 private:
  ImportFile() = default;

  std::unique_ptr<SheetReader> reader_;
  std::vector<int> header_;
  SheetRow header_row_;
  std::optional<SheetRow> note_row_;
  std::optional<SheetRow> first_;  // Read while looking for the notes.
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_JOBS_IMPORT_FILE_H_
