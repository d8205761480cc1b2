#include "server/deadline/calendar.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"

namespace gridgov::deadline {
namespace {

constexpr int kMinutesOfDay = 24 * 60;
constexpr int kFirstYear = 1950;
constexpr int kLastYear = 2199;
constexpr absl::CivilDay kEpoch(1970, 1, 1);

int64_t DayNumber(absl::CivilDay day) { return day - kEpoch; }

int64_t FloorDiv(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// Day 0 is a Thursday; these two count from the Monday before it.
int64_t WeekdaysBefore(int64_t day) {
  int64_t since_monday = day + 3;
  int64_t week = FloorDiv(since_monday, 7);
  return week * 5 + std::min<int64_t>(since_monday - week * 7, 5);
}

int64_t NthWeekday(int64_t n) {
  int64_t week = FloorDiv(n, 5);
  return week * 7 + (n - week * 5) - 3;
}

bool IsWeekday(int64_t day) { return WeekdaysBefore(day + 1) > WeekdaysBefore(day); }

absl::Time Bounded(absl::Time instant) {
  static const absl::Time first = absl::FromCivil(absl::CivilDay(1900, 1, 1), LocalZone());
  static const absl::Time last = absl::FromCivil(absl::CivilDay(3000, 1, 1), LocalZone());
  return std::clamp(instant, first, last);
}

absl::Status CheckHours(const WorkingHours& hours) {
  int closed = 0;
  bool good = !hours.empty();
  for (const Shift& shift : hours) {
    good = good && shift.open >= closed && shift.close > shift.open;
    closed = shift.close;
  }
  if (good && closed <= kMinutesOfDay) return absl::OkStatus();
  return MakeInvalid("working_hours", "WORKING_HOURS_INVALID",
                     {.zh = "工作时间须至少一段，按先后排列，互不重叠，且在同一天之内。",
                      .en = "Working hours need at least one shift, in order, without overlap and "
                            "within one day."});
}

absl::Status CheckEntries(const std::vector<DayEntry>& entries) {
  std::map<absl::CivilDay, DayKind> kinds;
  for (const DayEntry& entry : entries) {
    std::string date = absl::FormatCivilTime(entry.date);
    if (entry.date.year() < kFirstYear || entry.date.year() > kLastYear) {
      return MakeInvalid("entries", "CALENDAR_YEAR_INVALID",
                         {.zh = absl::StrCat("日期 ", date, " 不在 1950 至 2199 年之间。"),
                          .en = absl::StrCat("The date ", date, " is not in 1950 to 2199.")});
    }
    if (kinds.emplace(entry.date, entry.kind).first->second != entry.kind) {
      return MakeInvalid(
          "entries", "CALENDAR_DAY_TWICE",
          {.zh = absl::StrCat("日期 ", date, " 既是节假日又是调休上班日，请删去其一。"),
           .en = absl::StrCat("The date ", date,
                              " is both a holiday and a working day; remove one of them.")});
    }
  }
  return absl::OkStatus();
}

}  // namespace

WorkingHours DefaultWorkingHours() {
  return {{.open = 8 * 60 + 30, .close = 12 * 60}, {.open = 14 * 60, .close = 18 * 60}};
}

absl::TimeZone LocalZone() {
  static const absl::TimeZone zone = absl::FixedTimeZone(8 * 60 * 60);
  return zone;
}

absl::CivilDay LocalDay(absl::Time instant) {
  return absl::ToCivilDay(Bounded(instant), LocalZone());
}

absl::Time LocalMidnight(absl::CivilDay day) { return absl::FromCivil(day, LocalZone()); }

absl::StatusOr<std::shared_ptr<const Calendar>> Calendar::Create(
    const std::vector<DayEntry>& entries, WorkingHours hours) {
  GG_RETURN_IF_ERROR(CheckHours(hours));
  GG_RETURN_IF_ERROR(CheckEntries(entries));
  return std::shared_ptr<const Calendar>(new Calendar(entries, std::move(hours)));
}

Calendar::Calendar(const std::vector<DayEntry>& entries, WorkingHours hours)
    : hours_(std::move(hours)) {
  for (const Shift& shift : hours_) working_day_ += absl::Minutes(shift.close - shift.open);
  if (entries.empty()) return;

  std::map<int64_t, DayKind> kinds;
  for (const DayEntry& entry : entries) {
    kinds.emplace(DayNumber(entry.date), entry.kind);
    if (entry.date.month() < 12) known_years_.insert(entry.date.year());
  }
  table_begin_ = kinds.begin()->first;
  table_end_ = kinds.rbegin()->first + 1;
  for (int64_t day = table_begin_; day < table_end_; ++day) {
    auto kind = kinds.find(day);
    bool worked = kind == kinds.end() ? IsWeekday(day) : kind->second == DayKind::kWorkingDay;
    if (worked) working_days_.push_back(day);
  }
}

bool Calendar::IsWorkingDay(absl::CivilDay day) const {
  int64_t number = DayNumber(day);
  return WorkingDaysBefore(number + 1) > WorkingDaysBefore(number);
}

bool Calendar::IsKnown(absl::CivilDay day) const { return known_years_.count(day.year()) > 0; }

bool Calendar::AreAllKnown(absl::CivilDay first, absl::CivilDay last) const {
  if (known_years_.empty()) return false;
  if (first.year() < *known_years_.begin() || last.year() > *known_years_.rbegin()) return false;
  for (int64_t year = first.year(); year <= last.year(); ++year) {
    if (known_years_.count(year) == 0) return false;
  }
  return true;
}

std::optional<absl::CivilDay> Calendar::known_until() const {
  if (known_years_.empty()) return std::nullopt;
  return absl::CivilDay(*known_years_.rbegin(), 12, 31);
}

absl::Duration Calendar::WorkedUntil(absl::Time instant) const {
  instant = Bounded(instant);
  absl::CivilDay day = LocalDay(instant);
  absl::Duration worked = WorkingDaysBefore(DayNumber(day)) * working_day_;
  if (!IsWorkingDay(day)) return worked;

  absl::Duration since_midnight = instant - LocalMidnight(day);
  for (const Shift& shift : hours_) {
    absl::Duration open = absl::Minutes(shift.open);
    worked +=
        std::clamp(since_midnight - open, absl::ZeroDuration(), absl::Minutes(shift.close) - open);
  }
  return worked;
}

absl::Time Calendar::EarliestWith(absl::Duration worked) const {
  // The day in which `worked` is reached with a rest in (0, working_day_].
  absl::Duration rest;
  int64_t n = absl::IDivDuration(worked, working_day_, &rest);
  if (rest <= absl::ZeroDuration()) {
    n -= 1;
    rest += working_day_;
  }
  absl::Time midnight = LocalMidnight(kEpoch + NthWorkingDay(n));
  for (const Shift& shift : hours_) {
    absl::Duration length = absl::Minutes(shift.close - shift.open);
    if (rest <= length) return midnight + absl::Minutes(shift.open) + rest;
    rest -= length;
  }
  return midnight + absl::Minutes(hours_.back().close);
}

int64_t Calendar::WorkingDaysBefore(int64_t day) const {
  if (day < table_begin_) return WeekdaysBefore(day) - WeekdaysBefore(table_begin_);
  int64_t tabulated = static_cast<int64_t>(working_days_.size());
  if (day >= table_end_) return tabulated + WeekdaysBefore(day) - WeekdaysBefore(table_end_);
  return std::lower_bound(working_days_.begin(), working_days_.end(), day) - working_days_.begin();
}

int64_t Calendar::NthWorkingDay(int64_t n) const {
  if (n < 0) return NthWeekday(WeekdaysBefore(table_begin_) + n);
  int64_t tabulated = static_cast<int64_t>(working_days_.size());
  if (n >= tabulated) return NthWeekday(WeekdaysBefore(table_end_) + n - tabulated);
  return working_days_[n];
}

}  // namespace gridgov::deadline
