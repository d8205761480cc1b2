// Which days and hours are worked: the half of the deadline engine that is data.
//
//   GG_ASSIGN_OR_RETURN(auto calendar, Calendar::Create(entries));
//   calendar->IsWorkingDay(absl::CivilDay(2026, 2, 14));  // True: a Saturday worked in exchange.
//
// A calendar never changes: one object may serve all threads, and an import makes a new one.
//
// All days and hours are those of Asia/Shanghai, taken as UTC+8. A fixed offset is the zone's rule
// since 1991, and a machine without tzdata then counts as every other does.
#ifndef GRIDGOV_SERVER_DEADLINE_CALENDAR_H_
#define GRIDGOV_SERVER_DEADLINE_CALENDAR_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace gridgov::deadline {

enum class DayKind {
  kHoliday,     // 节假日: not worked, though it may be a Monday to Friday.
  kWorkingDay,  // 调休上班: worked, though it may be a Saturday or Sunday.
};

// One day that differs from the plain week.
struct DayEntry {
  absl::CivilDay date;
  DayKind kind = DayKind::kHoliday;
};

// A stretch of a working day, in minutes since local midnight: from `open` until before `close`.
struct Shift {
  int open = 0;
  int close = 0;
};

using WorkingHours = std::vector<Shift>;

// 08:30-12:00 and 14:00-18:00: the day of a public office with the long noon break that is usual in
// the south-west. No national rule fixes the hours, so they are a setting and this a product
// default.
WorkingHours DefaultWorkingHours();

// UTC+8, the zone of every date here.
absl::TimeZone LocalZone();

// The local day of an instant, and the first instant of a local day. Instants are expected between
// the years 1900 and 3000; one outside is taken as the nearest inside.
absl::CivilDay LocalDay(absl::Time instant);
absl::Time LocalMidnight(absl::CivilDay day);

class Calendar {
 public:
  // INVALID_ARGUMENT if a date has both kinds (field `entries`), lies outside 1950 to 2199, or if
  // the hours are empty, overlap, are out of order or leave the day (field `working_hours`).
  // The same entry twice is no error. No entries at all give a calendar that knows no year.
  static absl::StatusOr<std::shared_ptr<const Calendar>> Create(
      const std::vector<DayEntry>& entries, WorkingHours hours = DefaultWorkingHours());

  bool IsWorkingDay(absl::CivilDay day) const;

  // A year is known when it has an entry before December: entries in December alone come with the
  // next year's notice, for days swapped with New Year. In other years Monday to Friday count as
  // worked, and what rests on that is provisional.
  bool IsKnown(absl::CivilDay day) const;

  // Whether every day from `first` to `last`, both included, is known.
  bool AreAllKnown(absl::CivilDay first, absl::CivilDay last) const;

  // The 31 December of the last known year; nothing if no year is known.
  std::optional<absl::CivilDay> known_until() const;

  const WorkingHours& working_hours() const { return hours_; }

  // The working time of one working day.
  absl::Duration working_day() const { return working_day_; }

  // The working time from a fixed origin until `instant`; negative before the origin. It never
  // falls as `instant` rises, and stands still outside working time.
  absl::Duration WorkedUntil(absl::Time instant) const;

  // The earliest instant at which WorkedUntil() is `worked`: the close of a shift rather than the
  // next opening.
  absl::Time EarliestWith(absl::Duration worked) const;

 private:
  Calendar(const std::vector<DayEntry>& entries, WorkingHours hours);

  // Days are numbered from 1970-01-01, working days from the first day of the tabulated years.
  int64_t WorkingDaysBefore(int64_t day) const;
  int64_t NthWorkingDay(int64_t n) const;

  WorkingHours hours_;
  absl::Duration working_day_;
  std::set<int64_t> known_years_;
  // The working days of [table_begin_, table_end_), ascending. Outside it the plain week holds and
  // is computed, so that the cost depends on neither the length nor the distance.
  int64_t table_begin_ = 0;
  int64_t table_end_ = 0;
  std::vector<int64_t> working_days_;
};

}  // namespace gridgov::deadline

#endif  // GRIDGOV_SERVER_DEADLINE_CALENDAR_H_
