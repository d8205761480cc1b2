// Output: what a command says on the standard output, as a table for people, as JSON or as CSV.
//
// Not safe to share between threads.
#ifndef GRIDGOV_CLIENT_CLI_OUTPUT_H_
#define GRIDGOV_CLIENT_CLI_OUTPUT_H_

#include <google/protobuf/message.h>

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client-cli/views.h"

namespace gridgov {

enum class Format { kTable, kJson, kCsv };

using Row = std::vector<std::string>;

// A table whose columns align in a terminal, Chinese counted as two. Control characters are shown
// as escapes. `width` 0: as wide as it needs; else cells are cut to fit. Without titles no heading.
std::string RenderTable(const Row& titles, const std::vector<Row>& rows, int width = 0);

// One line of CSV (RFC 4180, CRLF). A cell that a spreadsheet would run as a formula, because it
// begins with = + - @, a tab or a carriage return, gets a ' before it.
std::string CsvLine(const Row& cells);

// The message in proto JSON, with the names of the proto file and with empty fields.
absl::StatusOr<std::string> ToJson(const google::protobuf::Message& message, bool pretty);

struct OutputOptions {
  Format format = Format::kTable;
  bool chinese = true;
  bool bom = false;       // CSV begins with a byte order mark, for spreadsheets.
  bool terminal = false;  // Tables are cut to the terminal's width.
};

class Output {
 public:
  Output(std::ostream& out, OutputOptions options) : out_(out), options_(options) {}

  Format format() const { return options_.format; }
  bool people() const { return options_.format == Format::kTable; }

  // One message: its lines, its JSON, or a CSV file of one row.
  absl::Status Print(const google::protobuf::Message& message, const Audience& audience);

  // Rows that are no messages of the contract. JSON: objects by `keys`.
  absl::Status PrintRows(const Row& keys, const Row& titles, const std::vector<Row>& rows);

  // A text as it stands, in every format.
  absl::Status PrintText(const std::string& text);

  // Cells of a table for people, without a heading if `titles` is empty.
  void WriteTable(const Row& titles, const std::vector<Row>& rows);

  // A heading between two tables for people.
  void WriteHeading(const std::string& text);

  // The error of a full disk or a closed pipe.
  absl::Status Written();

 private:
  friend class Listing;

  std::ostream& out_;
  OutputOptions options_;
};

// The rows of a list. JSON and CSV leave as they come; a table is written at the end, because its
// widths depend on all rows.
class Listing {
 public:
  Listing(Output& output, const google::protobuf::Descriptor& type, Audience audience);

  absl::Status Add(const google::protobuf::Message& message);

  // Closes the list; without it the JSON is cut short, as an error in the middle leaves it.
  absl::Status Finish();

 private:
  Output& output_;
  const View& view_;
  Audience audience_;
  std::vector<Row> rows_;
  bool empty_ = true;
};

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_OUTPUT_H_
