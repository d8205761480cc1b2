#include "client-cli/output.h"

#include <csv.h>
#include <google/protobuf/util/json_util.h>
#include <libsmartcols.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "client-cli/failure.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"

namespace gridgov {
namespace {

using google::protobuf::Message;

// The terminal's width: $COLUMNS, else what the terminal says, else 80.
int TerminalWidth() {
  const char* columns = std::getenv("COLUMNS");
  int width = 0;
  if (columns != nullptr && absl::SimpleAtoi(columns, &width) && width >= 40) return width;
  winsize size = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) return size.ws_col;
  return 80;
}

constexpr char kBom[] = "\xef\xbb\xbf";

struct Freed {
  void operator()(libscols_table* table) const { scols_unref_table(table); }
  void operator()(char* text) const { std::free(text); }
};

bool LooksLikeFormula(const std::string& cell) {
  return !cell.empty() && std::string("=+-@\t\r").find(cell.front()) != std::string::npos;
}

// A cell stands on one line; its other control characters are left to libsmartcols to escape.
std::string OneLine(std::string cell) {
  std::replace(cell.begin(), cell.end(), '\n', ' ');
  return cell;
}

std::string CsvCell(const std::string& cell) {
  const std::string safe = LooksLikeFormula(cell) ? absl::StrCat("'", cell) : cell;
  if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
  std::string quoted(safe.size() * 2 + 2, '\0');
  quoted.resize(csv_write(quoted.data(), quoted.size(), safe.data(), safe.size()));
  return quoted;
}

}  // namespace

std::string RenderTable(const Row& titles, const std::vector<Row>& rows, int width) {
  const size_t columns = titles.empty() ? (rows.empty() ? 0 : rows.front().size()) : titles.size();
  if (columns == 0) return "";
  std::unique_ptr<libscols_table, Freed> table(scols_new_table());
  scols_table_enable_noheadings(table.get(), titles.empty() ? 1 : 0);
  scols_table_set_column_separator(table.get(), "  ");
  scols_table_set_termforce(table.get(),
                            width > 0 ? SCOLS_TERMFORCE_ALWAYS : SCOLS_TERMFORCE_NEVER);
  if (width > 0) scols_table_set_termwidth(table.get(), static_cast<size_t>(width));
  for (size_t i = 0; i < columns; ++i) {
    // The first column is what people copy, so it is never cut.
    scols_table_new_column(table.get(), titles.empty() ? "" : titles[i].c_str(), 0,
                           i == 0 ? 0 : SCOLS_FL_TRUNC);
  }
  for (const Row& row : rows) {
    libscols_line* line = scols_table_new_line(table.get(), nullptr);
    for (size_t i = 0; i < std::min(columns, row.size()); ++i) {
      scols_line_set_data(line, i, OneLine(row[i]).c_str());
    }
  }
  char* text = nullptr;
  if (scols_print_table_to_string(table.get(), &text) != 0) return "";
  const std::unique_ptr<char, Freed> owned(text);
  // Empty cells at the end of a row are padded, which nobody needs.
  std::string rendered;
  for (absl::string_view rendered_line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    absl::StrAppend(&rendered, absl::StripTrailingAsciiWhitespace(rendered_line), "\n");
  }
  return rendered;
}

std::string CsvLine(const Row& cells) {
  std::vector<std::string> safe;
  for (const std::string& cell : cells) safe.push_back(CsvCell(cell));
  return absl::StrCat(absl::StrJoin(safe, ","), "\r\n");
}

absl::StatusOr<std::string> ToJson(const Message& message, bool pretty) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = pretty;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  if (!status.ok()) return absl::InternalError(std::string(status.message()));
  return json;
}

absl::Status Output::Written() {
  out_.flush();
  if (out_.good()) return absl::OkStatus();
  return MakeError(absl::StatusCode::kUnknown, "OUTPUT_NOT_WRITTEN",
                   {.zh = "无法写入标准输出。", .en = "Cannot write the standard output."});
}

absl::Status Output::Print(const Message& message, const Audience& audience) {
  if (format() == Format::kJson) {
    GG_ASSIGN_OR_RETURN(const std::string json, ToJson(message, /*pretty=*/true));
    return PrintText(json);
  }
  const auto lines = Lines(ViewOf(*message.GetDescriptor()), message, audience);
  Row titles;
  Row values;
  std::vector<Row> rows;
  for (const auto& [title, value] : lines) {
    titles.push_back(title);
    values.push_back(value);
    rows.push_back({title, value});
  }
  if (format() == Format::kCsv) {
    out_ << (options_.bom ? kBom : "") << CsvLine(titles) << CsvLine(values);
  } else {
    out_ << RenderTable({}, rows);
  }
  return Written();
}

absl::Status Output::PrintRows(const Row& keys, const Row& titles, const std::vector<Row>& rows) {
  if (format() == Format::kJson) {
    nlohmann::ordered_json array = nlohmann::ordered_json::array();
    for (const Row& row : rows) {
      nlohmann::ordered_json object;
      for (size_t i = 0; i < keys.size(); ++i) object[keys[i]] = row[i];
      array.push_back(std::move(object));
    }
    return PrintText(array.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
  }
  if (format() == Format::kCsv) {
    out_ << (options_.bom ? kBom : "") << CsvLine(titles);
    for (const Row& row : rows) out_ << CsvLine(row);
  } else {
    WriteTable(titles, rows);
  }
  return Written();
}

absl::Status Output::PrintText(const std::string& text) {
  out_ << text;
  return Written();
}

void Output::WriteTable(const Row& titles, const std::vector<Row>& rows) {
  out_ << RenderTable(titles, rows, options_.terminal ? TerminalWidth() : 0);
}

void Output::WriteHeading(const std::string& text) { out_ << "\n" << text << "\n"; }

Listing::Listing(Output& output, const google::protobuf::Descriptor& type, Audience audience)
    : output_(output), view_(ViewOf(type)), audience_(std::move(audience)) {
  if (output_.format() == Format::kJson) output_.out_ << "[";
  if (output_.format() == Format::kCsv) {
    output_.out_ << (output_.options_.bom ? kBom : "")
                 << CsvLine(ColumnTitles(view_, audience_.chinese));
  }
}

absl::Status Listing::Add(const Message& message) {
  if (output_.format() == Format::kJson) {
    GG_ASSIGN_OR_RETURN(const std::string json, ToJson(message, /*pretty=*/false));
    output_.out_ << (empty_ ? "\n" : ",\n") << json;
  } else if (output_.format() == Format::kCsv) {
    output_.out_ << CsvLine(ColumnValues(view_, message, audience_));
  } else {
    rows_.push_back(ColumnValues(view_, message, audience_));
  }
  empty_ = false;
  if (output_.out_.good()) return absl::OkStatus();
  return output_.Written();
}

absl::Status Listing::Finish() {
  if (output_.format() == Format::kJson) output_.out_ << (empty_ ? "]\n" : "\n]\n");
  if (output_.people() && !rows_.empty()) {
    output_.WriteTable(ColumnTitles(view_, audience_.chinese), rows_);
  }
  return output_.Written();
}

}  // namespace gridgov
