#include "server/handlers/ledger_period.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr int kMonthsOfQuarter = 3;

absl::Status BadPeriod(const Text& why) { return MakeInvalid("period", "BAD_PERIOD", why); }

}  // namespace

Text LedgerPeriod::title() const {
  const absl::string_view year = absl::string_view(text).substr(0, 4);
  if (quarter()) {
    return {.zh = absl::StrCat(year, "年第", text.substr(6), "季度"),
            .en = absl::StrCat("quarter ", text.substr(6), " of ", year)};
  }
  int month = 0;
  (void)absl::SimpleAtoi(text.substr(5), &month);
  return {.zh = absl::StrCat(year, "年", month, "月"), .en = text};
}

absl::StatusOr<LedgerPeriod> ParseLedgerPeriod(absl::string_view text, absl::Time now) {
  const bool quarter = text.size() == 7 && text[5] == 'Q';
  int year = 0;
  int number = 0;
  const bool shaped = text.size() == 7 && text[4] == '-' &&
                      absl::SimpleAtoi(text.substr(0, 4), &year) && year > 0 &&
                      absl::SimpleAtoi(text.substr(quarter ? 6 : 5), &number);
  if (!shaped || number < 1 || number > (quarter ? 4 : 12)) {
    return BadPeriod({.zh = "应为月份或季度，如 2026-11、2026-Q4。",
                      .en = "must be a month or a quarter, such as 2026-11 or 2026-Q4."});
  }
  const int first_month = quarter ? (number - 1) * kMonthsOfQuarter + 1 : number;
  const absl::CivilMonth first(year, first_month);
  const absl::CivilMonth next = first + (quarter ? kMonthsOfQuarter : 1);
  LedgerPeriod period{.text = std::string(text),
                      .days = {absl::FormatCivilTime(absl::CivilDay(first)),
                               absl::FormatCivilTime(absl::CivilDay(next) - 1)},
                      .start = absl::FromCivil(absl::CivilDay(first), ChinaTime()),
                      .end = absl::FromCivil(absl::CivilDay(next), ChinaTime())};
  if (period.start > now) {
    return BadPeriod({.zh = "该统计期尚未开始。", .en = "has not begun."});
  }
  return period;
}

}  // namespace gridgov
