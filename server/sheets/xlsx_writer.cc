// libxlsxwriter in its constant-memory mode: a row is on disk once the next one begins, so rows are
// written strictly downwards. What it would take from the clock is set.
#include <xlsxwriter.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/sheets/scratch_file.h"
#include "server/sheets/sheet_writer.h"

namespace gridgov {
namespace {

constexpr lxw_row_t kMostRows = 1'048'576;
constexpr size_t kMostInCell = 32'767;  // Characters; counted in bytes here, which are more.
constexpr size_t kMostInHeader = 200;   // Bytes, of 255.
constexpr int kHeaderFill = 0xDDEBF7;
constexpr double kLineHeight = 16;

// At most `bytes` of it, whole characters.
std::string Cut(absl::string_view text, size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return absl::StrCat(text.substr(0, bytes), "…");
}

// XML 1.0 has no place for two characters that UTF-8 has; libxlsxwriter sees to the others.
std::string ForXml(absl::string_view text) {
  return absl::StrReplaceAll(Cut(text, kMostInCell - 3),
                             {{"\xEF\xBF\xBE", "\xEF\xBF\xBD"}, {"\xEF\xBF\xBF", "\xEF\xBF\xBD"}});
}

absl::Status Checked(lxw_error error) {
  return error == LXW_NO_ERROR ? absl::OkStatus() : ScratchFailed(lxw_strerror(error));
}

absl::Status SheetFull() {
  return MakeError(absl::StatusCode::kResourceExhausted, "SHEET_FULL",
                   {.zh = "超过 1048576 行，XLSX 工作表放不下。请改用 CSV，或缩小范围。",
                    .en = "More than 1,048,576 rows do not fit on an XLSX sheet. Take CSV, or a "
                          "smaller area."});
}

class XlsxWriter : public SheetWriter {
 public:
  XlsxWriter(ScratchFile file, const SheetBook& book) : file_(std::move(file)), book_(book) {
    lxw_workbook_options options = {};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = book_.folder.data();
    workbook_ = workbook_new_opt(file_.path().c_str(), &options);
    SetProperties();
    title_ = Format(LXW_ALIGN_CENTER, 0);
    format_set_bold(title_);
    format_set_font_size(title_, 16);
    line_ = Format(LXW_ALIGN_LEFT, 0);
    text_ = Format(LXW_ALIGN_LEFT, 1);
    // Dates and numbers that are texts stay as they are when somebody edits the cell.
    format_set_num_format_index(text_, 49);
    number_ = Format(LXW_ALIGN_RIGHT, 1);
    header_ = Format(LXW_ALIGN_CENTER, 1);
    format_set_bold(header_);
    format_set_bg_color(header_, kHeaderFill);
    note_ = Format(LXW_ALIGN_LEFT, 1);
    format_set_font_color(note_, 0x7F7F7F);
    format_set_italic(note_);
    total_ = Format(LXW_ALIGN_LEFT, 1);
    format_set_bold(total_);
    total_number_ = Format(LXW_ALIGN_RIGHT, 1);
    format_set_bold(total_number_);
  }
  ~XlsxWriter() override {
    if (workbook_ != nullptr) lxw_workbook_free(workbook_);
  }
  XlsxWriter(const XlsxWriter&) = delete;
  XlsxWriter& operator=(const XlsxWriter&) = delete;

  absl::Status BeginSheet(const SheetLayout& layout) override {
    GG_RETURN_IF_ERROR(EndSheet());
    sheet_ = workbook_add_worksheet(workbook_, layout.tab.c_str());
    if (sheet_ == nullptr) return absl::InternalError("no sheet of this name");
    row_ = 0;
    columns_ = std::max<size_t>(layout.columns.size(), 1);
    for (size_t i = 0; i < layout.columns.size(); ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      GG_RETURN_IF_ERROR(
          Checked(worksheet_set_column(sheet_, column, column, layout.columns[i].width, nullptr)));
    }
    if (!layout.title.empty()) GG_RETURN_IF_ERROR(Across(layout.title, title_, 28));
    for (const std::string& line : layout.lines) GG_RETURN_IF_ERROR(AddLine(line));
    return AddHeader(layout);
  }

  absl::Status AddRow(const std::vector<SheetCell>& cells) override {
    return Write(cells, text_, number_);
  }

  absl::Status AddTotals(const std::vector<SheetCell>& cells) override {
    return Write(cells, total_, total_number_);
  }

  absl::Status AddLine(absl::string_view text) override { return Across(text, line_, kLineHeight); }

  absl::Status Finish(const std::function<absl::Status(absl::string_view)>& piece) override {
    GG_RETURN_IF_ERROR(EndSheet());
    GG_RETURN_IF_ERROR(Checked(workbook_close(std::exchange(workbook_, nullptr))));
    return file_.Read(piece);
  }

 private:
  void SetProperties() {
    lxw_doc_properties properties = {};
    properties.title = book_.title.data();
    properties.author = book_.author.data();
    properties.created = absl::ToTimeT(book_.created);
    workbook_set_properties(workbook_, &properties);
  }

  lxw_format* Format(uint8_t align, uint8_t border) {
    lxw_format* format = workbook_add_format(workbook_);
    format_set_font_name(format, "宋体");
    format_set_font_size(format, 10);
    format_set_text_wrap(format);
    format_set_align(format, align);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    if (border != 0) format_set_border(format, LXW_BORDER_THIN);
    return format;
  }

  absl::Status AddHeader(const SheetLayout& layout) {
    std::vector<SheetCell> titles, notes;
    bool any_note = false;
    for (const SheetColumn& column : layout.columns) {
      titles.push_back(column.title);
      notes.push_back(column.note);
      any_note = any_note || !column.note.empty();
    }
    const lxw_row_t first = row_;
    GG_RETURN_IF_ERROR(Write(titles, header_, header_));
    if (any_note) GG_RETURN_IF_ERROR(Write(notes, note_, note_));
    worksheet_freeze_panes(sheet_, row_, 0);
    worksheet_set_landscape(sheet_);
    worksheet_set_paper(sheet_, 9);  // A4.
    worksheet_set_margins(sheet_, 0.4, 0.4, 0.7, 0.6);
    worksheet_fit_to_pages(sheet_, 1, 0);
    GG_RETURN_IF_ERROR(Checked(worksheet_repeat_rows(sheet_, first, row_ - 1)));
    if (!book_.watermark.empty()) {
      // The space ends the font's size. "&" begins a code.
      const std::string head = absl::StrCat(
          "&R&8 ", Cut(absl::StrReplaceAll(book_.watermark, {{"&", "＆"}}), kMostInHeader));
      GG_RETURN_IF_ERROR(Checked(worksheet_set_header(sheet_, head.c_str())));
    }
    return Checked(
        worksheet_set_footer(sheet_, book_.chinese ? "&C第 &P 页，共 &N 页" : "&CPage &P of &N"));
  }

  absl::Status Write(const std::vector<SheetCell>& cells, lxw_format* text, lxw_format* number) {
    if (row_ >= kMostRows) return SheetFull();
    for (size_t i = 0; i < columns_; ++i) {
      const SheetCell cell = i < cells.size() ? cells[i] : SheetCell();
      const lxw_error error = WriteCell(static_cast<lxw_col_t>(i), cell, text, number);
      GG_RETURN_IF_ERROR(Checked(error));
    }
    ++row_;
    return absl::OkStatus();
  }

  lxw_error WriteCell(lxw_col_t column, const SheetCell& cell, lxw_format* text,
                      lxw_format* number) {
    if (const auto* whole = std::get_if<int64_t>(&cell)) {
      return worksheet_write_number(sheet_, row_, column, static_cast<double>(*whole), number);
    }
    if (const auto* real = std::get_if<double>(&cell)) {
      return worksheet_write_number(sheet_, row_, column, *real, number);
    }
    const auto* words = std::get_if<std::string>(&cell);
    if (words == nullptr || words->empty()) {
      return worksheet_write_blank(sheet_, row_, column, text);
    }
    return worksheet_write_string(sheet_, row_, column, ForXml(HarmlessCell(*words)).c_str(), text);
  }

  absl::Status Across(absl::string_view text, lxw_format* format, double height) {
    if (row_ >= kMostRows) return SheetFull();
    GG_RETURN_IF_ERROR(Checked(worksheet_set_row(sheet_, row_, height, nullptr)));
    const std::string words = ForXml(HarmlessCell(text));
    const auto last = static_cast<lxw_col_t>(columns_ - 1);
    GG_RETURN_IF_ERROR(Checked(
        last == 0 ? worksheet_write_string(sheet_, row_, 0, words.c_str(), format)
                  : worksheet_merge_range(sheet_, row_, 0, row_, last, words.c_str(), format)));
    ++row_;
    return absl::OkStatus();
  }

  absl::Status EndSheet() {
    if (sheet_ == nullptr || book_.watermark.empty()) return absl::OkStatus();
    return AddLine(book_.watermark);
  }

  ScratchFile file_;
  SheetBook book_;
  lxw_workbook* workbook_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  lxw_format *title_, *line_, *text_, *number_, *header_, *note_, *total_, *total_number_;
  lxw_row_t row_ = 0;
  size_t columns_ = 1;
};

}  // namespace

absl::StatusOr<std::unique_ptr<SheetWriter>> NewXlsxWriter(const SheetBook& book) {
  GG_ASSIGN_OR_RETURN(ScratchFile file, ScratchFile::In(book.folder));
  return std::make_unique<XlsxWriter>(std::move(file), book);
}

}  // namespace gridgov
