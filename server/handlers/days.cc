#include "server/handlers/days.h"

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/errors.h"
#include "server/store/time_text.h"

namespace gridgov {

absl::Status CheckDay(const std::string& field, const std::string& day) {
  return IsDay(day) ? absl::OkStatus() : MakeInvalid({BadDate(field)});
}

absl::Status CheckPastDay(const Txn& txn, const std::string& field, const std::string& day) {
  GG_RETURN_IF_ERROR(CheckDay(field, day));
  if (day <= DayText(txn.now)) return absl::OkStatus();
  return MakeInvalid(field, "OUT_OF_RANGE",
                     {.zh = "不能是将来的日期。", .en = "must not be in the future."});
}

absl::Status CheckNotBefore(const std::string& field, const std::string& day,
                            const std::string& first) {
  if (day >= first) return absl::OkStatus();
  return MakeInvalid(field, "BEFORE_START",
                     {.zh = absl::StrCat("不能早于 ", first, "。"),
                      .en = absl::StrCat("must not be before ", first, ".")});
}

std::string AddDays(const std::string& day, int days) {
  absl::CivilDay civil;
  (void)absl::ParseCivilTime(day, &civil);
  return absl::FormatCivilTime(civil + days);
}

}  // namespace gridgov
