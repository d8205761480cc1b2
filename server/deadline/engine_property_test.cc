// The engine against an oracle that walks: for any start, length, pauses and extensions, step by
// step, over its own reading of the calendar with std::chrono.
#include <rapidcheck.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/deadline/engine.h"
#include "server/deadline/sample_calendar_for_test.h"

namespace gridgov::deadline {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr int64_t kLocalOffset = int64_t{8} * 3600;
constexpr int64_t kDay = int64_t{24} * 3600;

// 2,000 cases a property unless the environment asks for others.
[[maybe_unused]] const int kCases = setenv("RC_PARAMS", "max_success=2000", /*overwrite=*/0);

const std::array<WorkingHours, 3>& AllHours() {
  static const auto* hours =
      new std::array<WorkingHours, 3>{DefaultWorkingHours(),
                                      {{9 * 60, 17 * 60}},
                                      {{0, 7 * 60}, {7 * 60, 11 * 60}, {23 * 60, 1440}}};
  return *hours;
}

const Calendar& CalendarWith(int hours) {
  static const auto* calendars = new std::array<std::shared_ptr<const Calendar>, 3>{
      SampleCalendar(AllHours()[0]), SampleCalendar(AllHours()[1]), SampleCalendar(AllHours()[2])};
  return *(*calendars)[hours];
}

// The oracle. All times are seconds since 1970 in local time.
class Walk {
 public:
  Walk(int hours, Unit unit, int64_t start, int64_t step)
      : hours_(AllHours()[hours]), unit_(unit), start_(start), step_(step) {}

  void Pause(int64_t from, int64_t to) { pauses_.emplace_back(from, to); }

  // The first time by which `needed` seconds have been counted. Within a step nothing changes.
  int64_t Reach(int64_t needed) const {
    for (int64_t now = start_;; now += step_) {
      if (!Counts(now)) continue;
      if (needed <= step_) return now + needed;
      needed -= step_;
    }
  }

 private:
  bool Counts(int64_t now) const {
    for (const auto& [from, to] : pauses_) {
      if (from <= now && now < to) return false;
    }
    switch (unit_) {
      case Unit::kUrgentHours:
      case Unit::kUrgentDays:
        return true;
      case Unit::kCalendarDays:
        return now / kDay > start_ / kDay;
      default:
        return IsWorked(now);
    }
  }

  bool IsWorked(int64_t now) const {
    if (!IsWorkedDay(now / kDay)) return false;
    int64_t minute = now % kDay / 60;
    for (const Shift& shift : hours_) {
      if (shift.open <= minute && minute < shift.close) return true;
    }
    return false;
  }

  static bool IsWorkedDay(int64_t day) {
    static const auto* kinds = [] {
      auto* map = new std::map<int64_t, bool>;
      for (const DayEntry& entry : SampleEntries()) {
        std::chrono::year_month_day date{std::chrono::year(static_cast<int>(entry.date.year())),
                                         std::chrono::month(entry.date.month()),
                                         std::chrono::day(entry.date.day())};
        (*map)[sys_days(date).time_since_epoch().count()] = entry.kind == DayKind::kWorkingDay;
      }
      return map;
    }();
    static int64_t last_day = -1;
    static bool last_worked = false;
    if (day == last_day) return last_worked;
    last_day = day;
    auto kind = kinds->find(day);
    std::chrono::weekday weekday{sys_days(days(day))};
    last_worked = kind != kinds->end()
                      ? kind->second
                      : weekday != std::chrono::Saturday && weekday != std::chrono::Sunday;
    return last_worked;
  }

  WorkingHours hours_;
  Unit unit_;
  int64_t start_;
  int64_t step_;
  std::vector<std::pair<int64_t, int64_t>> pauses_;
};

absl::Time ToTime(int64_t local) { return absl::FromUnixSeconds(local - kLocalOffset); }
int64_t ToLocal(absl::Time time) { return absl::ToUnixSeconds(time) + kLocalOffset; }

// rapidcheck draws small numbers first; these are uniform.
int64_t Draw(int64_t min, int64_t max) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<int64_t>(min, max + 1));
}

Length DrawLength(Unit unit, int max_hours, int max_days) {
  bool hours = unit == Unit::kWorkingHours || unit == Unit::kUrgentHours;
  if (!hours) return {unit, static_cast<int>(Draw(1, max_days))};
  return {unit, static_cast<int>(Draw(0, max_hours)), static_cast<int>(Draw(1, 59))};
}

Unit DrawUnit() { return static_cast<Unit>(Draw(0, 4)); }

// From 2004-01-01 to 2026-12-31, on a step.
int64_t DrawStart(int64_t step) {
  const int64_t first = sys_days(std::chrono::year(2004) / 1 / 1).time_since_epoch().count() * kDay;
  const int64_t last = sys_days(std::chrono::year(2027) / 1 / 1).time_since_epoch().count() * kDay;
  return Draw(first / step, last / step - 1) * step;
}

int64_t SecondsOf(int hours, const Length& length) {
  int64_t working_day = 0;
  for (const Shift& shift : AllHours()[hours]) {
    working_day += int64_t{shift.close - shift.open} * 60;
  }
  switch (length.unit) {
    case Unit::kWorkingHours:
    case Unit::kUrgentHours:
      return length.amount * 3600 + length.minutes * 60;
    case Unit::kWorkingDays:
      return length.amount * working_day;
    default:
      return length.amount * kDay;
  }
}

void CompareWithWalk(int64_t step, int max_hours, int max_days, int64_t reach) {
  const int hours = static_cast<int>(Draw(0, 2));
  const Unit unit = DrawUnit();
  const int64_t start = DrawStart(step);
  Clock clock{.start = ToTime(start), .length = DrawLength(unit, max_hours, max_days)};
  Walk walk(hours, unit, start, step);
  int64_t total = SecondsOf(hours, clock.length);
  for (int64_t i = Draw(0, 3); i > 0; --i) {
    int64_t from = start + Draw(-reach / 10, reach) / step * step;
    int64_t to = from + Draw(0, reach / 3) / step * step;
    clock.pauses.push_back({ToTime(from), ToTime(to)});
    walk.Pause(from, to);
  }
  for (int64_t i = Draw(0, 2); i > 0; --i) {
    clock.extensions.push_back(DrawLength(unit, max_hours / 2, max_days / 2));
    total += SecondsOf(hours, clock.extensions.back());
  }

  Times times = Evaluate(CalendarWith(hours), clock);

  RC_ASSERT(ToLocal(times.remind_at) == walk.Reach(total * 4 / 5));
  RC_ASSERT(ToLocal(times.due_at) == walk.Reach(total));
  RC_ASSERT(ToLocal(times.escalate_at) == walk.Reach(total * 3 / 2));
  RC_ASSERT(TimeUsed(CalendarWith(hours), clock, times.due_at) == absl::Seconds(total));
  bool working = unit == Unit::kWorkingHours || unit == Unit::kWorkingDays;
  RC_ASSERT(times.provisional == (working && LocalDay(times.due_at).year() > 2026));
}

TEST(EnginePropertyTest, AWalkInMinutesOverDaysAgrees) {
  EXPECT_TRUE(rc::check([] { CompareWithWalk(60, 100, 15, 30 * kDay); }));
}

TEST(EnginePropertyTest, AWalkInSecondsOverHoursAgrees) {
  EXPECT_TRUE(rc::check([] { CompareWithWalk(1, 3, 1, int64_t{8} * 3600); }));
}

TEST(EnginePropertyTest, AStartOnAnyFractionOfASecondComesBackExactly) {
  EXPECT_TRUE(rc::check([] {
    const Calendar& calendar = CalendarWith(static_cast<int>(Draw(0, 2)));
    const Length length = DrawLength(DrawUnit(), 5000, 5000);
    const absl::Time start = ToTime(DrawStart(1)) + absl::Nanoseconds(Draw(0, 999'999'999));

    Deadline deadline = Compute(calendar, start, length);

    RC_ASSERT(deadline.due > start);
    RC_ASSERT(Elapsed(calendar, start, deadline.due, length.unit) == CountedTime(calendar, length));
    RC_ASSERT(Elapsed(calendar, start, deadline.due - absl::Nanoseconds(1), length.unit) <
              CountedTime(calendar, length));
  }));
}

TEST(EnginePropertyTest, ALaterStartIsNeverDueEarlier) {
  EXPECT_TRUE(rc::check([] {
    const Calendar& calendar = CalendarWith(static_cast<int>(Draw(0, 2)));
    const Length length = DrawLength(DrawUnit(), 200, 200);
    const int64_t start = DrawStart(1);
    const int64_t later = start + Draw(0, 5 * kDay);

    RC_ASSERT(Compute(calendar, ToTime(start), length).due <=
              Compute(calendar, ToTime(later), length).due);
  }));
}

TEST(EnginePropertyTest, ALongerLengthIsDueLater) {
  EXPECT_TRUE(rc::check([] {
    const Calendar& calendar = CalendarWith(static_cast<int>(Draw(0, 2)));
    const Length length = DrawLength(DrawUnit(), 200, 200);
    Length longer = length;
    longer.amount += static_cast<int>(Draw(1, 200));
    const absl::Time start = ToTime(DrawStart(1));

    RC_ASSERT(Compute(calendar, start, length).due < Compute(calendar, start, longer).due);
  }));
}

TEST(EnginePropertyTest, ElapsedTimeAddsUp) {
  EXPECT_TRUE(rc::check([] {
    const Calendar& calendar = CalendarWith(static_cast<int>(Draw(0, 2)));
    const Unit unit = static_cast<Unit>(Draw(0, 3));
    const absl::Time a = ToTime(DrawStart(1));
    const absl::Time b = a + absl::Seconds(Draw(0, 400 * kDay));
    const absl::Time c = b + absl::Seconds(Draw(0, 400 * kDay));

    RC_ASSERT(Elapsed(calendar, a, b, unit) + Elapsed(calendar, b, c, unit) ==
              Elapsed(calendar, a, c, unit));
  }));
}

}  // namespace
}  // namespace gridgov::deadline
