// CSV files that people send in: UTF-8 with or without a byte order mark, or GB18030, as Chinese
// spreadsheets save them.
//
// Free functions without state; safe from every thread.
#ifndef GRIDGOV_CLIENT_CLI_CSV_INPUT_H_
#define GRIDGOV_CLIENT_CLI_CSV_INPUT_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/cpp/csv_cells.h"

namespace gridgov {

struct CsvTable {
  Encoding encoding = Encoding::kUtf8;
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;  // UTF-8; each as long as the header.

  // The cell under a column; "" if there is no such column.
  std::string Cell(size_t row, const std::string& column) const;
};

// Reads the content of a file whose first row is a header. A usage error for text that is neither
// UTF-8 nor GB18030, for broken quotes, and for a row that is not as long as the header; it names
// the row, the header being row 1.
absl::StatusOr<CsvTable> ParseCsv(const std::string& content);

// The content in UTF-8 without a byte order mark. A usage error as ParseCsv.
absl::StatusOr<std::string> Utf8Of(const std::string& content);

// How people call the row of an index from 0: the header is row 1.
std::string RowPlace(size_t row, bool chinese);

// A usage error that names the columns wanted, unless the header holds exactly these in any order.
absl::Status ExpectColumns(const CsvTable& table, const std::vector<std::string>& columns);

// The content of the error file: the input with a column "reason" at its end, in the encoding of
// the input. `reasons` is by index of the row, from 0.
absl::StatusOr<std::string> ErrorFile(const CsvTable& table,
                                      const std::map<size_t, std::string>& reasons);

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_CSV_INPUT_H_
