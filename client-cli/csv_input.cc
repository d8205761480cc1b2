#include "client-cli/csv_input.h"

#include <csv.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client-cli/failure.h"
#include "proto/cpp/csv_rows.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"

namespace gridgov {
namespace {

absl::StatusOr<std::string> Decode(const std::string& content, Encoding& encoding) {
  if (auto text = DecodeText(content, &encoding)) return *std::move(text);
  return UsageError({.zh = "文件既不是 UTF-8 也不是 GB18030 编码。",
                     .en = "The file is neither UTF-8 nor GB18030."});
}

// Cells stay as they were in the input, which is read again once it is corrected.
std::string PlainLine(const std::vector<std::string>& cells) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    std::string quoted(cells[i].size() * 2 + 2, '\0');
    quoted.resize(csv_write(quoted.data(), quoted.size(), cells[i].data(), cells[i].size()));
    // Blanks around a cell count only inside quotes.
    const bool plain = cells[i].find_first_of(",\"\r\n") == std::string::npos &&
                       absl::StripAsciiWhitespace(cells[i]).size() == cells[i].size();
    absl::StrAppend(&line, i == 0 ? "" : ",", plain ? cells[i] : quoted);
  }
  return absl::StrCat(line, "\r\n");
}

}  // namespace

std::string CsvTable::Cell(size_t row, const std::string& column) const {
  const auto found = std::find(header.begin(), header.end(), column);
  return found == header.end() ? "" : rows[row][static_cast<size_t>(found - header.begin())];
}

absl::StatusOr<CsvTable> ParseCsv(const std::string& content) {
  CsvTable table;
  GG_ASSIGN_OR_RETURN(const std::string text, Decode(content, table.encoding));
  std::vector<std::vector<std::string>> rows;
  const absl::Status read = ForEachCsvRow(
      text, [&rows](std::vector<std::string> cells) { rows.push_back(std::move(cells)); });
  if (!read.ok()) {
    return UsageError({.zh = ErrorDetailIn(read, true).localized_message(),
                       .en = ErrorDetailIn(read, false).localized_message()});
  }
  if (rows.empty()) return UsageError({.zh = "文件是空的。", .en = "The file is empty."});
  table.header = std::move(rows.front());
  rows.erase(rows.begin());
  for (size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].size() == table.header.size()) continue;
    return UsageError({.zh = absl::StrCat("第 ", i + 2, " 行有 ", rows[i].size(), " 列，应为 ",
                                          table.header.size(), " 列。"),
                       .en = absl::StrCat("Row ", i + 2, " has ", rows[i].size(), " columns, not ",
                                          table.header.size(), ".")});
  }
  table.rows = std::move(rows);
  return table;
}

absl::StatusOr<std::string> Utf8Of(const std::string& content) {
  Encoding encoding = Encoding::kUtf8;
  return Decode(content, encoding);
}

std::string RowPlace(size_t row, bool chinese) {
  return chinese ? absl::StrCat("第 ", row + 2, " 行") : absl::StrCat("row ", row + 2);
}

absl::Status ExpectColumns(const CsvTable& table, const std::vector<std::string>& columns) {
  std::vector<std::string> found = table.header;
  std::vector<std::string> wanted = columns;
  std::sort(found.begin(), found.end());
  std::sort(wanted.begin(), wanted.end());
  if (found == wanted) return absl::OkStatus();
  const std::string names = absl::StrJoin(columns, ",");
  return UsageError({.zh = absl::StrCat("表头不正确，应为：", names),
                     .en = absl::StrCat("The header is wrong, it must be: ", names)});
}

absl::StatusOr<std::string> ErrorFile(const CsvTable& table,
                                      const std::map<size_t, std::string>& reasons) {
  std::vector<std::string> header = table.header;
  header.push_back("reason");
  std::string text = PlainLine(header);
  for (size_t i = 0; i < table.rows.size(); ++i) {
    std::vector<std::string> row = table.rows[i];
    const auto reason = reasons.find(i);
    row.push_back(reason == reasons.end() ? "" : reason->second);
    absl::StrAppend(&text, PlainLine(row));
  }
  auto encoded = EncodeText(text, table.encoding);
  if (encoded.has_value()) return *std::move(encoded);
  return absl::InternalError("UTF-8 that GB18030 cannot hold");
}

}  // namespace gridgov
