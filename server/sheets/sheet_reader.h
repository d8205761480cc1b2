// Reads XLSX and CSV files that people send in, row by row, in a process of its own that can do
// nothing else (read_sheet_main.cc): a file that breaks the reader is a bad file and no more.
// Memory here is that of a row, however long the file is.
#ifndef GRIDGOV_SERVER_SHEETS_SHEET_READER_H_
#define GRIDGOV_SERVER_SHEETS_SHEET_READER_H_

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/sheets/row_frames.h"

namespace gridgov {

// One file being read. Used by one thread; the process ends with the object.
class SheetReader {
 public:
  // Starts `program` on the content. UNAVAILABLE, reason READER_FAILED, if it does not start.
  static absl::StatusOr<std::unique_ptr<SheetReader>> Start(const std::string& program,
                                                            absl::string_view content);
  ~SheetReader();
  SheetReader(const SheetReader&) = delete;
  SheetReader& operator=(const SheetReader&) = delete;

  // The next row that has something in it; nullopt: there are no more. INVALID_ARGUMENT, with the
  // reason of BadFile(), for a file that cannot be read, also in its middle.
  absl::StatusOr<std::optional<SheetRow>> Next();

  // How long the process may be silent. For tests.
  void set_patience(absl::Duration patience) { patience_ = patience; }

 private:
  SheetReader(pid_t pid, int from) : pid_(pid), from_(from) {}

  absl::Status Wait();
  absl::Status Died();
  void Kill();

  pid_t pid_;
  const int from_;
  FrameParser frames_;
  absl::Duration patience_ = absl::Seconds(90);
  bool over_ = false;
};

// INVALID_ARGUMENT with that reason and its words: FILE_UNREADABLE, FILE_ENCRYPTED, FILE_OLD_EXCEL,
// FILE_HAS_MACROS, FILE_EXPANDS, FILE_DATES_1904, FILE_TOO_LARGE, FILE_TAKES_TOO_LONG,
// FILE_NOT_TEXT, BAD_QUOTE, TOO_MANY_ROWS, TOO_MANY_COLUMNS, CELL_TOO_LONG. Any other reason is
// FILE_UNREADABLE.
absl::Status BadFile(absl::string_view reason);

// Where the reader lies: beside the program that runs, or where the package puts it; "" if nowhere.
std::string FindSheetReader();

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_SHEETS_SHEET_READER_H_
