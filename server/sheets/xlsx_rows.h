// The rows of the first sheet of an XLSX workbook, read with liborcus. Only ever called by the
// confined reader (read_sheet_main.cc): the bytes come from anybody.
#ifndef GRIDGOV_SERVER_SHEETS_XLSX_ROWS_H_
#define GRIDGOV_SERVER_SHEETS_XLSX_ROWS_H_

#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "server/sheets/row_frames.h"

namespace gridgov {

using TakeRow = std::function<void(const SheetRow& row)>;

// Hands out each row that has something in it, in order. Answers "" or the reason why it cannot:
//   FILE_ENCRYPTED      it asks for a password
//   FILE_OLD_EXCEL      it is an .xls, not an .xlsx
//   FILE_HAS_MACROS     it has macros (.xlsm)
//   FILE_EXPANDS        it is small and would be huge: a zip bomb
//   FILE_DATES_1904     its dates count from 1904
//   FILE_UNREADABLE     it is no workbook, or a damaged one
//   TOO_MANY_ROWS, TOO_MANY_COLUMNS, CELL_TOO_LONG
std::string ReadXlsx(absl::string_view content, const TakeRow& take);

// The same for a workbook by its first bytes: a zip, or what Excel wrote before 2007.
bool LooksLikeWorkbook(absl::string_view content);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_SHEETS_XLSX_ROWS_H_
