#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "proto/cpp/status_macros.h"
#include "server/sheets/scratch_file.h"
#include "server/sheets/sheet_writer.h"

namespace gridgov {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string Quoted(absl::string_view text) {
  const std::string cell = HarmlessCell(text);
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  return absl::StrCat("\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

struct CellText {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(int64_t number) const { return absl::StrCat(number); }
  std::string operator()(double number) const { return absl::StrFormat("%.10g", number); }
  std::string operator()(const std::string& text) const { return Quoted(text); }
};

class CsvWriter : public SheetWriter {
 public:
  CsvWriter(ScratchFile file, std::string watermark)
      : file_(std::move(file)), watermark_(std::move(watermark)) {}

  absl::Status BeginSheet(const SheetLayout& layout) override {
    if (begun_) {
      GG_RETURN_IF_ERROR(EndSheet());
      GG_RETURN_IF_ERROR(file_.Append("\r\n"));
    }
    begun_ = true;
    if (!layout.title.empty()) GG_RETURN_IF_ERROR(AddLine(layout.title));
    for (const std::string& line : layout.lines) GG_RETURN_IF_ERROR(AddLine(line));
    std::vector<SheetCell> titles, notes;
    bool any_note = false;
    for (const SheetColumn& column : layout.columns) {
      titles.push_back(column.title);
      notes.push_back(column.note);
      any_note = any_note || !column.note.empty();
    }
    GG_RETURN_IF_ERROR(AddRow(titles));
    return any_note ? AddRow(notes) : absl::OkStatus();
  }

  absl::Status AddRow(const std::vector<SheetCell>& cells) override {
    std::string row;
    for (size_t i = 0; i < cells.size(); ++i) {
      absl::StrAppend(&row, i == 0 ? "" : ",", std::visit(CellText{}, cells[i]));
    }
    absl::StrAppend(&row, "\r\n");
    return file_.Append(row);
  }

  absl::Status AddTotals(const std::vector<SheetCell>& cells) override { return AddRow(cells); }

  absl::Status AddLine(absl::string_view text) override {
    return file_.Append(absl::StrCat(Quoted(text), "\r\n"));
  }

  absl::Status Finish(const std::function<absl::Status(absl::string_view)>& piece) override {
    GG_RETURN_IF_ERROR(EndSheet());
    return file_.Read(piece);
  }

 private:
  absl::Status EndSheet() { return watermark_.empty() ? absl::OkStatus() : AddLine(watermark_); }

  ScratchFile file_;
  const std::string watermark_;
  bool begun_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<SheetWriter>> NewCsvWriter(const SheetBook& book) {
  GG_ASSIGN_OR_RETURN(ScratchFile file, ScratchFile::In(book.folder));
  GG_RETURN_IF_ERROR(file.Append(kByteOrderMark));
  return std::make_unique<CsvWriter>(std::move(file), book.watermark);
}

}  // namespace gridgov
