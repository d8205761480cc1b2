// The rows of a CSV file. Only ever called by the confined reader (read_sheet_main.cc): the bytes
// come from anybody.
#ifndef GRIDGOV_SERVER_SHEETS_CSV_ROWS_H_
#define GRIDGOV_SERVER_SHEETS_CSV_ROWS_H_

#include <string>

#include "server/sheets/row_frames.h"
#include "server/sheets/xlsx_rows.h"

namespace gridgov {

// Hands out each row, in order. Answers "" or the reason why it cannot: FILE_NOT_TEXT, BAD_QUOTE,
// TOO_MANY_ROWS, TOO_MANY_COLUMNS, CELL_TOO_LONG.
std::string ReadCsv(const std::string& content, const TakeRow& take);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_SHEETS_CSV_ROWS_H_
