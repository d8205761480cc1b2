// Sheets for offices: ledgers, import templates, error files. One interface, written as XLSX
// (libxlsxwriter) or as CSV; what a sheet looks like stands here once.
//
// The same calls give the same bytes, in every process, time zone and language. Rows go to a file
// as they come: memory does not grow with them. No cell is a formula: a text that a spreadsheet
// program would take for one is written so that it does not.
//
// Pure code but for a scratch file, which has no name and goes with the writer.
#ifndef GRIDGOV_SERVER_SHEETS_SHEET_WRITER_H_
#define GRIDGOV_SERVER_SHEETS_SHEET_WRITER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace gridgov {

// Nothing, a number, or a text (UTF-8). A number stays a number in XLSX, to be summed.
using SheetCell = std::variant<std::monostate, int64_t, double, std::string>;

struct SheetColumn {
  std::string title;
  double width = 12;  // In characters of the default font; a Chinese one takes two.
  // What belongs into the column. If any column has one, they are the row below the header.
  std::string note;
};

struct SheetLayout {
  std::string tab;                 // At most 31 characters, none of []:*?/\.
  std::string title;               // Across all columns; empty: the header is the first row.
  std::vector<std::string> lines;  // Below the title: period, unit, what is provisional.
  std::vector<SheetColumn> columns;
};

// What is said of the whole file.
struct SheetBook {
  std::string title;
  std::string author;
  absl::Time created;
  // Who, when and why: at the head of each printed page and in a row at the end of each sheet.
  // Empty: none.
  std::string watermark;
  bool chinese = true;          // The words that the writer itself adds: page numbers.
  std::string folder = "/tmp";  // Of the scratch file.
};

// One file being written. Used by one thread.
class SheetWriter {
 public:
  virtual ~SheetWriter() = default;

  // Ends the sheet before it and begins another one below (CSV: after an empty line).
  virtual absl::Status BeginSheet(const SheetLayout& layout) = 0;
  // A row of the sheet, with as many cells as it has columns or fewer. RESOURCE_EXHAUSTED, reason
  // SHEET_FULL, for one more than an XLSX sheet holds.
  virtual absl::Status AddRow(const std::vector<SheetCell>& cells) = 0;
  // The same, set apart: totals.
  virtual absl::Status AddTotals(const std::vector<SheetCell>& cells) = 0;
  // A text across all columns.
  virtual absl::Status AddLine(absl::string_view text) = 0;
  // Ends the file and hands it out piece by piece. Nothing may be called after it.
  virtual absl::Status Finish(const std::function<absl::Status(absl::string_view)>& piece) = 0;
};

// A4 landscape, all columns on one page's width, the header frozen and repeated on each page, pages
// numbered.
absl::StatusOr<std::unique_ptr<SheetWriter>> NewXlsxWriter(const SheetBook& book);
// UTF-8 with a byte order mark, without which spreadsheet programs in China read GBK; RFC 4180.
absl::StatusOr<std::unique_ptr<SheetWriter>> NewCsvWriter(const SheetBook& book);

// A text as it may stand in a cell: one that begins with = + - @ (also in their full-width forms),
// a tab or a line break gets an apostrophe before it.
std::string HarmlessCell(absl::string_view text);
// What HarmlessCell was given, from what it returned; any other text as it is. For files that come
// back.
absl::string_view PlainCell(absl::string_view cell);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_SHEETS_SHEET_WRITER_H_
