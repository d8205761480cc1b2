#include "server/store/filter.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gridgov/v1/options.pb.h"
#include "proto/cpp/errors.h"

namespace gridgov {
namespace {

constexpr size_t kMostComparisons = 10;

absl::Status BadFilter(absl::string_view near) {
  return MakeInvalid(
      "filter", "BAD_FILTER",
      {.zh = absl::StrCat("“", near, "”附近无法识别。格式：字段 = 值 AND 字段 < \"值\"。"),
       .en = absl::StrCat("cannot be read near \"", near,
                          "\". Write: field = value AND field < \"value\".")});
}

// Walks the text; every Take skips leading white space.
class Scanner {
 public:
  explicit Scanner(absl::string_view text) : rest_(text) { Skip(); }
  bool done() const { return rest_.empty(); }
  // Where it stands, as whole characters: the text goes into a message.
  absl::string_view rest() const {
    size_t end = std::min<size_t>(20, rest_.size());
    while (end < rest_.size() && (rest_[end] & 0xc0) == 0x80) --end;
    return rest_.substr(0, end);
  }

  std::string TakeWord() {
    size_t end = 0;
    while (end < rest_.size() && (absl::ascii_isalnum(rest_[end]) || rest_[end] == '_' ||
                                  rest_[end] == '.' || rest_[end] == '-')) {
      ++end;
    }
    return Take(end);
  }
  std::string TakeOperator() {
    size_t end = 0;
    while (end < rest_.size() && end < 2 &&
           absl::string_view("=!<>").find(rest_[end]) != absl::string_view::npos) {
      ++end;
    }
    return Take(end);
  }
  // A quoted string or a word; nullopt if neither stands here.
  std::optional<std::string> TakeLiteral() {
    if (rest_.empty() || rest_[0] != '"') {
      std::string word = TakeWord();
      return word.empty() ? std::nullopt : std::optional(std::move(word));
    }
    std::string out;
    for (size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        rest_.remove_prefix(i + 1);
        Skip();
        return out;
      }
      if (rest_[i] == '\\' && i + 1 < rest_.size()) ++i;
      out.push_back(rest_[i]);
    }
    return std::nullopt;
  }

 private:
  std::string Take(size_t count) {
    std::string out(rest_.substr(0, count));
    rest_.remove_prefix(count);
    Skip();
    return out;
  }
  void Skip() { rest_ = absl::StripLeadingAsciiWhitespace(rest_); }

  absl::string_view rest_;
};

bool IsOperator(absl::string_view op) {
  static constexpr absl::string_view kOperators[] = {"=", "!=", "<", "<=", ">", ">="};
  return std::find(std::begin(kOperators), std::end(kOperators), op) != std::end(kOperators);
}

}  // namespace

absl::StatusOr<std::vector<Comparison>> ParseFilter(absl::string_view text) {
  std::vector<Comparison> out;
  Scanner scanner(text);
  while (!scanner.done()) {
    if (!out.empty() && scanner.TakeWord() != "AND") return BadFilter(scanner.rest());
    Comparison one;
    one.field = scanner.TakeWord();
    one.op = scanner.TakeOperator();
    std::optional<std::string> literal = scanner.TakeLiteral();
    if (one.field.empty() || !IsOperator(one.op) || !literal.has_value()) {
      return BadFilter(scanner.rest());
    }
    one.literal = *std::move(literal);
    out.push_back(std::move(one));
    if (out.size() > kMostComparisons) return BadFilter("AND");
  }
  return out;
}

absl::Status NotFilterable(absl::string_view field) {
  return MakeInvalid("filter", "NOT_FILTERABLE",
                     {.zh = absl::StrCat("不能按“", field, "”筛选。"),
                      .en = absl::StrCat("cannot filter by \"", field, "\".")});
}

absl::Status AddFilter(const TableBase& table, const std::vector<Comparison>& filter, Find* find) {
  for (const Comparison& one : filter) {
    const Column* column = table.ColumnOf(one.field);
    if (column == nullptr || !column->field()->options().GetExtension(v1::rule).filterable()) {
      return NotFilterable(one.field);
    }
    GG_ASSIGN_OR_RETURN(Value value, column->FromLiteral(one.literal));
    find->args.push_back(std::move(value));
    if (!find->where.empty()) absl::StrAppend(&find->where, " AND ");
    if (one.op == "!=") {
      // A row without the value differs from it too.
      absl::StrAppend(&find->where, "t.", column->name(), " IS DISTINCT FROM $", find->args.size());
    } else {
      absl::StrAppend(&find->where, "t.", column->name(), " ", one.op, " $", find->args.size());
    }
  }
  return absl::OkStatus();
}

}  // namespace gridgov
