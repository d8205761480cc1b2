// The one rule of what a text may be in a cell.
#include <array>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/sheets/sheet_writer.h"

namespace gridgov {
namespace {

// What spreadsheet programs begin a formula with; in Chinese settings the full-width ones too.
constexpr std::array<absl::string_view, 11> kFormulaStarts = {"=",  "+",  "-",  "@",  "\t", "\r",
                                                              "\n", "＝", "＋", "－", "＠"};

bool StartsFormula(absl::string_view text) {
  for (const absl::string_view start : kFormulaStarts) {
    if (absl::StartsWith(text, start)) return true;
  }
  return false;
}

// An apostrophe that was there before needs one too, or PlainCell would take it away.
bool Marked(absl::string_view text) {
  while (absl::ConsumePrefix(&text, "'")) {
    if (StartsFormula(text)) return true;
  }
  return false;
}

}  // namespace

std::string HarmlessCell(absl::string_view text) {
  if (StartsFormula(text) || Marked(text)) return absl::StrCat("'", text);
  return std::string(text);
}

absl::string_view PlainCell(absl::string_view cell) { return Marked(cell) ? cell.substr(1) : cell; }

}  // namespace gridgov
