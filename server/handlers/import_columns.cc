#include "server/handlers/import_columns.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gridgov/v1/grid.pb.h"
#include "proto/cpp/names.h"
#include "server/sheets/sheet_writer.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Days of a spreadsheet count from here; what comes before 1900-03-01 was never right there.
constexpr absl::CivilDay kDayZero(1899, 12, 30);
constexpr double kFirstDay = 61;
constexpr double kLastDay = 73'050;  // The end of 2099.
// More digits than a spreadsheet keeps of a number.
constexpr size_t kMostDigits = 15;

Violation Wrong(const ImportColumn& column, const std::string& reason, Text text) {
  return {column.field, reason, std::move(text)};
}

// A text without blanks around it, those of Chinese typography too.
std::string Stripped(absl::string_view text) {
  constexpr absl::string_view kWide = "\xe3\x80\x80";
  constexpr absl::string_view kNoBreak = "\xc2\xa0";
  bool again = true;
  while (again) {
    text = absl::StripAsciiWhitespace(text);
    again = absl::ConsumePrefix(&text, kWide) || absl::ConsumeSuffix(&text, kWide) ||
            absl::ConsumePrefix(&text, kNoBreak) || absl::ConsumeSuffix(&text, kNoBreak);
  }
  return std::string(text);
}

std::optional<absl::CivilSecond> FromSerial(const std::string& text) {
  double serial = 0;
  if (!absl::SimpleAtod(text, &serial) || serial < kFirstDay || serial >= kLastDay) {
    return std::nullopt;
  }
  const auto days = static_cast<int64_t>(serial);
  // To the minute: a spreadsheet's fractions are not exact.
  const auto minutes = static_cast<int64_t>((serial - static_cast<double>(days)) * 24 * 60 + 0.5);
  return absl::CivilSecond(kDayZero + days) + minutes * 60;
}

// "2026-1-31", "2026/1/31 9:05", "2026年1月31日", "20260131".
std::optional<absl::CivilSecond> FromWords(const std::string& words) {
  const std::string text = absl::StrReplaceAll(
      words,
      {{"年", "-"}, {"月", "-"}, {"日", ""}, {"/", "-"}, {".", "-"}, {"T", " "}, {"：", ":"}});
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int used = 0;
  const bool plain = text.size() == 8 && text.find('-') == text.npos;
  const int date = plain ? std::sscanf(text.c_str(), "%4d%2d%2d%n", &year, &month, &day, &used)
                         : std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used);
  if (date != 3 || year < 1900) return std::nullopt;
  const std::string rest = Stripped(text.substr(static_cast<size_t>(used)));
  if (!rest.empty()) {
    int end = 0;
    if (std::sscanf(rest.c_str(), "%2d:%2d%n", &hour, &minute, &end) != 2) return std::nullopt;
    const char* more = rest.c_str() + end;
    if (*more == ':' && std::sscanf(more, ":%2d%n", &second, &end) == 1) more += end;
    if (*more != '\0') return std::nullopt;
  }
  const absl::CivilSecond time(year, month, day, hour, minute, second);
  // What does not exist was moved to another day.
  const bool exists = time.year() == year && time.month() == month && time.day() == day &&
                      time.hour() == hour && time.minute() == minute;
  return exists ? std::optional(time) : std::nullopt;
}

std::optional<absl::CivilSecond> MomentIn(const ReadCell& cell, const std::string& text) {
  return cell.kind == CellKind::kNumber && text.size() != 8 ? FromSerial(text) : FromWords(text);
}

// One cell as its column reads it; what is wrong, if anything, in `wrong`.
class CellReading {
 public:
  CellReading(const ImportColumn& column, const ReadCell& cell, std::vector<Violation>* wrong)
      : column_(column), cell_(cell), text_(Stripped(PlainCell(cell.text))), wrong_(wrong) {}

  // "" for an empty cell and for a wrong one.
  std::string Value() {
    if (cell_.kind == CellKind::kFormula) {
      return Fail("CELL_FORMULA", {.zh = "是公式，请复制后选择性粘贴为数值。",
                                   .en = "is a formula. Paste its value in its place."});
    }
    if (cell_.kind == CellKind::kMerged) {
      return Fail("CELL_MERGED", {.zh = "是合并单元格，请取消合并并逐行填写。",
                                  .en = "is merged. Split it and fill in each row."});
    }
    if (text_.empty()) return "";
    switch (column_.type) {
      case CellType::kNumber:
        return Number();
      case CellType::kDay:
      case CellType::kTime:
        return Moment();
      case CellType::kChoice:
        return Choice();
      case CellType::kPoint:
        return Point();
      default:
        return AnyText();
    }
  }

 private:
  std::string Fail(const std::string& reason, Text text) {
    wrong_->push_back(Wrong(column_, reason, std::move(text)));
    return "";
  }
  std::string AnyText() {
    if (cell_.kind == CellKind::kNumber && text_.size() > kMostDigits) {
      return Fail(
          "NUMBER_TOO_LONG",
          {.zh = "被当作数字，末位可能已丢失，请把该列设为文本后重新填写。",
           .en = "was taken for a number and may have lost digits. Make the column text and "
                 "enter it anew."});
    }
    return text_;
  }
  std::string Number() {
    int64_t number = 0;
    const std::string text = absl::StrReplaceAll(text_, {{",", ""}, {"，", ""}});
    if (!absl::SimpleAtoi(text, &number)) {
      return Fail("NOT_A_NUMBER", {.zh = "应为整数。", .en = "must be a whole number."});
    }
    return absl::StrCat(number);
  }
  std::string Moment() {
    const auto moment = MomentIn(cell_, text_);
    const bool day = column_.type == CellType::kDay;
    if (!moment.has_value()) {
      return Fail("BAD_DATE",
                  day ? Text{.zh = "日期不存在或写法无法识别，应如 2026-01-31。",
                             .en = "is no date that exists; write it like 2026-01-31."}
                      : Text{.zh = "时间不存在或写法无法识别，应如 2026-01-31 09:00。",
                             .en = "is no time that exists; write it like 2026-01-31 09:00."});
    }
    if (day) return absl::FormatCivilTime(absl::CivilDay(*moment));
    return absl::StrCat(absl::FormatCivilTime(*moment), "+08:00");
  }
  std::string Choice() {
    std::vector<std::string> zh;
    std::vector<std::string> en;
    for (const ImportChoice& choice : column_.choices) {
      if (text_ == choice.words.zh || absl::AsciiStrToLower(text_) == choice.words.en) {
        return absl::StrCat(choice.value);
      }
      zh.push_back(choice.words.zh);
      en.push_back(choice.words.en);
    }
    return Fail("UNKNOWN_CHOICE",
                {.zh = absl::StrCat("应为：", absl::StrJoin(zh, "、"), "。"),
                 .en = absl::StrCat("must be one of: ", absl::StrJoin(en, ", "), ".")});
  }
  std::string Point() {
    const std::vector<std::string> parts =
        absl::StrSplit(absl::StrReplaceAll(text_, {{"，", ","}}), ',');
    double latitude = 0;
    double longitude = 0;
    if (parts.size() != 2 || !absl::SimpleAtod(parts[0], &latitude) ||
        !absl::SimpleAtod(parts[1], &longitude)) {
      return Fail("BAD_FORMAT", {.zh = "应为：纬度,经度，如 31.46,104.68。",
                                 .en = "must be LAT,LON such as 31.46,104.68."});
    }
    return absl::StrCat(parts[0], ",", parts[1]);
  }

  const ImportColumn& column_;
  const ReadCell& cell_;
  const std::string text_;
  std::vector<Violation>* const wrong_;
};

absl::Status BadHeader(Text text) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_HEADER",
                   {.zh = absl::StrCat("表头不正确：", text.zh, "请使用模板的表头，列的顺序不限。"),
                    .en = absl::StrCat("The header is wrong: ", text.en,
                                       " Use that of the template; the order does not matter.")});
}

void SetPoint(const std::string& value, Message* message, const FieldDescriptor* field) {
  const std::vector<std::string> parts = absl::StrSplit(value, ',');
  auto& point = static_cast<v1::Point&>(*message->GetReflection()->MutableMessage(message, field));
  double number = 0;
  if (absl::SimpleAtod(parts[0], &number)) point.set_latitude(number);
  if (absl::SimpleAtod(parts[1], &number)) point.set_longitude(number);
}

}  // namespace

const Text& ReasonTitle() {
  static const auto* title = new Text{.zh = "错误原因", .en = "what is wrong"};
  return *title;
}

absl::StatusOr<std::vector<int>> ReadHeader(const ImportKind& kind, const SheetRow& header) {
  std::vector<int> found;
  std::vector<bool> seen(kind.columns.size(), false);
  for (const ReadCell& cell : header.cells) {
    const std::string title = Stripped(PlainCell(cell.text));
    int at = -1;
    for (size_t i = 0; i < kind.columns.size(); ++i) {
      const Text& known = kind.columns[i].title;
      if (title == known.zh || absl::AsciiStrToLower(title) == known.en) at = static_cast<int>(i);
    }
    const bool passed = title.empty() || title == ReasonTitle().zh || title == ReasonTitle().en;
    if (at < 0 && !passed) {
      return BadHeader({.zh = absl::StrCat("不认识“", title.substr(0, 60), "”这一列。"),
                        .en = absl::StrCat("there is no column \"", title.substr(0, 60), "\".")});
    }
    if (at >= 0 && seen[static_cast<size_t>(at)]) {
      return BadHeader({.zh = absl::StrCat("“", title, "”出现两次。"),
                        .en = absl::StrCat("\"", title, "\" stands there twice.")});
    }
    if (at >= 0) seen[static_cast<size_t>(at)] = true;
    found.push_back(at);
  }
  for (size_t i = 0; i < kind.columns.size(); ++i) {
    if (!kind.columns[i].required || seen[i]) continue;
    return BadHeader({.zh = absl::StrCat("缺少“", kind.columns[i].title.zh, "”。"),
                      .en = absl::StrCat("\"", kind.columns[i].title.en, "\" is missing.")});
  }
  return found;
}

bool IsNoteRow(const ImportKind& kind, const std::vector<int>& header, const SheetRow& row) {
  int notes = 0;
  for (size_t i = 0; i < row.cells.size() && i < header.size(); ++i) {
    if (header[i] < 0 || row.cells[i].text.empty()) continue;
    const Text& note = kind.columns[static_cast<size_t>(header[i])].note;
    const std::string text = Stripped(PlainCell(row.cells[i].text));
    if (text != note.zh && text != note.en) return false;
    ++notes;
  }
  return notes > 0;
}

ImportValues ReadCells(const ImportKind& kind, const std::vector<int>& header, const SheetRow& row,
                       std::vector<Violation>* wrong) {
  ImportValues values;
  for (size_t i = 0; i < header.size(); ++i) {
    if (header[i] < 0) continue;
    const ImportColumn& column = kind.columns[static_cast<size_t>(header[i])];
    const size_t before = wrong->size();
    const ReadCell cell = i < row.cells.size() ? row.cells[i] : ReadCell();
    std::string value = CellReading(column, cell, wrong).Value();
    if (!value.empty()) {
      values[column.field] = std::move(value);
    } else if (column.required && wrong->size() == before) {
      wrong->push_back(Wrong(column, "REQUIRED", {.zh = "必须填写。", .en = "is required."}));
    }
  }
  return values;
}

void SetFields(const ImportKind& kind, const ImportValues& values, Message* message) {
  const auto* reflection = message->GetReflection();
  for (const ImportColumn& column : kind.columns) {
    const auto value = values.find(column.field);
    const auto* field = message->GetDescriptor()->FindFieldByName(column.field);
    if (value == values.end() || field == nullptr) continue;
    int64_t number = 0;
    (void)absl::SimpleAtoi(value->second, &number);
    switch (column.type) {
      case CellType::kNumber:
        reflection->SetInt32(message, field,
                             static_cast<int>(std::clamp<int64_t>(number, INT32_MIN, INT32_MAX)));
        break;
      case CellType::kChoice:
        reflection->SetEnumValue(message, field, static_cast<int>(number));
        break;
      case CellType::kPoint:
        SetPoint(value->second, message, field);
        break;
      case CellType::kReference:
        reflection->SetString(message, field, MakeName(column.collection, value->second));
        break;
      case CellType::kTime:
        break;  // The request has it elsewhere.
      default:
        if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && !field->is_repeated()) {
          reflection->SetString(message, field, value->second);
        }
    }
  }
}

std::string ShownCell(const ImportColumn* column, const ReadCell& cell) {
  if (cell.kind != CellKind::kNumber || column == nullptr) return cell.text;
  if (column->type != CellType::kDay && column->type != CellType::kTime) return cell.text;
  const auto moment = MomentIn(cell, cell.text);
  if (!moment.has_value()) return cell.text;
  if (column->type == CellType::kDay) return absl::FormatCivilTime(absl::CivilDay(*moment));
  return absl::StrReplaceAll(absl::FormatCivilTime(absl::CivilMinute(*moment)), {{"T", " "}});
}

const ImportColumn* ColumnOfField(const ImportKind& kind, absl::string_view field) {
  const size_t dot = field.rfind('.');
  const absl::string_view last = dot == field.npos ? field : field.substr(dot + 1);
  for (const ImportColumn& column : kind.columns) {
    if (column.field == last) return &column;
  }
  return nullptr;
}

}  // namespace gridgov
