#include "server/sheets/xlsx_rows.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>
#include <new>
#include <stdexcept>
#include <utility>
#include <vector>

#include "server/sheets/xlsx_parts.h"

namespace gridgov {
namespace {

constexpr char kZip[] = "PK\x03\x04";
constexpr char kOle[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
constexpr int64_t kLastRow = 1'048'576;

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// The relationships of a part: targets by id, and the first by the end of its type.
class Relations : public Part {
 public:
  explicit Relations(std::string folder) : folder_(std::move(folder)) {}
  void Open(std::string_view name, const Attributes& attributes) override {
    if (name != "Relationship" || At(attributes, "TargetMode") == "External") return;
    std::string target = At(attributes, "Target");
    // From the root, or from the folder of the part that the file is about.
    target = target.substr(0, 1) == "/" ? target.substr(1) : folder_ + target;
    by_id_[At(attributes, "Id")] = target;
    all_.emplace_back(At(attributes, "Type"), target);
  }
  std::string OfType(std::string_view end) const {
    for (const auto& [type, target] : all_) {
      if (EndsWith(type, end)) return target;
    }
    return "";
  }
  std::string OfId(const std::string& id) const { return At(by_id_, id); }

 private:
  const std::string folder_;
  Attributes by_id_;
  std::vector<std::pair<std::string, std::string>> all_;
};

class WorkbookPart : public Part {
 public:
  void Open(std::string_view name, const Attributes& attributes) override {
    if (name == "workbookPr") {
      const std::string flag = At(attributes, "date1904");
      if (flag == "1" || flag == "true") throw SheetRefused("FILE_DATES_1904");
    }
    if (name == "sheet" && sheet_.empty()) sheet_ = At(attributes, "id");
  }
  const std::string& sheet() const { return sheet_; }

 private:
  std::string sheet_;
};

// Text of <t>, also in pieces; what is between <rPh> says how it is pronounced.
class RichText {
 public:
  void Open(std::string_view name) {
    if (name == "rPh") ++aside_;
    reading_ = name == "t" && aside_ == 0;
  }
  void Close(std::string_view name) {
    if (name == "rPh") --aside_;
    reading_ = false;
  }
  void Text(std::string_view text) {
    if (!reading_) return;
    text_.append(text);
    if (text_.size() > kLongestCell) throw SheetRefused("CELL_TOO_LONG");
  }
  std::string Take() { return std::exchange(text_, {}); }

 private:
  std::string text_;
  int aside_ = 0;
  bool reading_ = false;
};

class SharedStrings : public Part {
 public:
  void Open(std::string_view name, const Attributes&) override { text_.Open(name); }
  void Close(std::string_view name) override {
    text_.Close(name);
    if (name == "si") all_.push_back(text_.Take());
  }
  void Text(std::string_view text) override { text_.Text(text); }
  std::string Of(const std::string& index) const {
    size_t at = 0;
    const auto [end, error] = std::from_chars(index.data(), index.data() + index.size(), at);
    const bool whole = error == std::errc() && end == index.data() + index.size();
    if (!whole || at >= all_.size()) throw SheetRefused("FILE_UNREADABLE");
    return all_[at];
  }

 private:
  RichText text_;
  std::vector<std::string> all_;
};

// "B3": the column from 0 and the row from 1.
struct Place {
  size_t column = 0;
  int64_t row = 0;
};

Place PlaceOf(std::string_view reference) {
  Place place;
  size_t at = 0;
  for (; at < reference.size() && reference[at] >= 'A' && reference[at] <= 'Z'; ++at) {
    place.column = place.column * 26 + static_cast<size_t>(reference[at] - 'A' + 1);
    if (place.column > 20'000) throw SheetRefused("FILE_UNREADABLE");
  }
  for (; at < reference.size() && reference[at] >= '0' && reference[at] <= '9'; ++at) {
    place.row = place.row * 10 + (reference[at] - '0');
    if (place.row > kLastRow) throw SheetRefused("FILE_UNREADABLE");
  }
  if (at < reference.size() || place.row == 0 || place.column == 0) {
    throw SheetRefused("FILE_UNREADABLE");
  }
  --place.column;
  return place;
}

struct Area {
  Place first;
  Place last;
};

// The merged areas, which stand behind the rows.
class MergedPart : public Part {
 public:
  void Open(std::string_view name, const Attributes& attributes) override {
    if (name != "mergeCell") return;
    const std::string reference = At(attributes, "ref");
    const size_t colon = reference.find(':');
    const Place first = PlaceOf(reference.substr(0, colon));
    const Place last = colon == std::string::npos ? first : PlaceOf(reference.substr(colon + 1));
    areas_.push_back({first, last});
    if (areas_.size() > kMostSheetRows) throw SheetRefused("FILE_UNREADABLE");
  }
  std::vector<Area> Take() { return std::move(areas_); }

 private:
  std::vector<Area> areas_;
};

// A number as people write it; the file's own digits may be 0.1000000000000001.
std::string NumberText(const std::string& digits) {
  double value = 0;
  const char* end = digits.data() + digits.size();
  const auto [at, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc() || at != end || !std::isfinite(value))
    throw SheetRefused("FILE_UNREADABLE");
  char text[40];
  const bool whole = value == std::floor(value) && std::fabs(value) < 1e18;
  std::snprintf(text, sizeof(text), whole ? "%.0f" : "%.15g", value);
  return text;
}

class SheetPart : public Part {
 public:
  SheetPart(const SharedStrings& strings, std::vector<Area> merged, const TakeRow& take)
      : strings_(strings), merged_(std::move(merged)), take_(take) {
    std::sort(merged_.begin(), merged_.end(),
              [](const Area& a, const Area& b) { return a.first.row < b.first.row; });
  }

  void Open(std::string_view name, const Attributes& attributes) override {
    rich_.Open(name);
    value_open_ = name == "v";
    if (name == "row") {
      BeginRow(At(attributes, "r"));
    } else if (name == "c") {
      const std::string reference = At(attributes, "r");
      column_ = reference.empty() ? next_column_ : PlaceOf(reference).column;
      next_column_ = column_ + 1;
      type_ = At(attributes, "t");
      formula_ = false;
      value_.clear();
    } else if (name == "f") {
      formula_ = true;
    }
  }
  void Close(std::string_view name) override {
    rich_.Close(name);
    value_open_ = false;
    if (name == "c") EndCell();
    if (name == "row") EndRow();
  }
  void Text(std::string_view text) override {
    rich_.Text(text);
    if (value_open_) value_.append(text);
    if (value_.size() > kLongestCell) throw SheetRefused("CELL_TOO_LONG");
  }

 private:
  void BeginRow(const std::string& number) {
    const int64_t before = row_.number;
    row_ = SheetRow();
    row_.number = number.empty() ? before + 1 : PlaceOf("A" + number).row;
    if (row_.number <= before) throw SheetRefused("FILE_UNREADABLE");
    next_column_ = 0;
  }
  void EndCell() {
    ReadCell cell;
    if (type_ == "inlineStr") {
      cell.text = rich_.Take();
    } else if (type_ == "s" && !value_.empty()) {
      cell.text = strings_.Of(value_);
    } else if (type_ == "b") {
      cell.text = value_ == "1" ? "TRUE" : "FALSE";
    } else if (type_ == "d" || type_ == "str" || type_ == "e") {
      cell.text = value_;
    } else if (!value_.empty()) {
      cell = {CellKind::kNumber, NumberText(value_)};
    }
    rich_.Take();
    if (formula_) cell = {CellKind::kFormula, ""};
    if (cell.text.empty() && cell.kind != CellKind::kFormula) return;
    if (column_ >= kMostSheetColumns) throw SheetRefused("TOO_MANY_COLUMNS");
    if (row_.cells.size() <= column_) row_.cells.resize(column_ + 1);
    row_.cells[column_] = std::move(cell);
  }
  void MarkMerged() {
    // Areas in order: what ends above this row is never looked at again.
    while (!merged_.empty() && open_ < merged_.size() && merged_[open_].last.row < row_.number) {
      ++open_;
    }
    for (size_t i = open_; i < merged_.size() && merged_[i].first.row <= row_.number; ++i) {
      const Area& area = merged_[i];
      if (area.last.row < row_.number) continue;
      const size_t last = std::min(area.last.column, kMostSheetColumns - 1);
      for (size_t column = area.first.column; column <= last; ++column) {
        if (row_.cells.size() <= column) row_.cells.resize(column + 1);
        row_.cells[column].kind = CellKind::kMerged;
      }
    }
  }
  void EndRow() {
    if (row_.cells.empty()) return;  // Formatted, nothing in it.
    MarkMerged();
    if (++rows_ > kMostSheetRows) throw SheetRefused("TOO_MANY_ROWS");
    take_(row_);
  }

  const SharedStrings& strings_;
  std::vector<Area> merged_;
  const TakeRow& take_;
  RichText rich_;
  SheetRow row_;
  size_t rows_ = 0;
  size_t open_ = 0;
  size_t column_ = 0;
  size_t next_column_ = 0;
  std::string type_;
  std::string value_;
  bool value_open_ = false;
  bool formula_ = false;
};

void ReadFirstSheet(absl::string_view content, const TakeRow& take) {
  CheckZip(content);
  const XlsxZip zip(content);
  Relations root("");
  zip.Read("_rels/.rels", root);
  const std::string book = root.OfType("/officeDocument");
  const size_t slash = book.rfind('/') + 1;  // npos + 1 is 0.
  WorkbookPart workbook;
  Relations relations(book.substr(0, slash));
  if (!zip.Read(book, workbook) ||
      !zip.Read(book.substr(0, slash) + "_rels/" + book.substr(slash) + ".rels", relations)) {
    throw SheetRefused("FILE_UNREADABLE");
  }
  SharedStrings strings;
  zip.Read(relations.OfType("/sharedStrings"), strings);
  const std::string sheet = relations.OfId(workbook.sheet());
  MergedPart merged;
  if (!zip.Read(sheet, merged)) throw SheetRefused("FILE_UNREADABLE");
  SheetPart rows(strings, merged.Take(), take);
  zip.Read(sheet, rows);
}

}  // namespace

bool LooksLikeWorkbook(absl::string_view content) {
  return content.substr(0, 4) == absl::string_view(kZip, 4) ||
         content.substr(0, 8) == absl::string_view(kOle, 8);
}

std::string ReadXlsx(absl::string_view content, const TakeRow& take) {
  if (content.substr(0, 8) == absl::string_view(kOle, 8)) {
    // A workbook with a password is a stream of this name in the container, in UTF-16.
    constexpr char kEncrypted[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    const absl::string_view encrypted(kEncrypted, sizeof(kEncrypted) - 1);
    return content.find(encrypted) != absl::string_view::npos ? "FILE_ENCRYPTED" : "FILE_OLD_EXCEL";
  }
  try {
    ReadFirstSheet(content, take);
  } catch (const SheetRefused& refused) {
    return refused.what();
  } catch (const std::bad_alloc&) {
    return "FILE_EXPANDS";
  } catch (const std::exception&) {
    return "FILE_UNREADABLE";
  }
  return "";
}

}  // namespace gridgov
