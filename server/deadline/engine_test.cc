#include "server/deadline/engine.h"

#include <string>

#include "gtest/gtest.h"
#include "proto/cpp/errors.h"
#include "server/deadline/sample_calendar_for_test.h"

namespace gridgov::deadline {
namespace {

const Calendar& Sample() {
  static const auto* calendar = new std::shared_ptr<const Calendar>(SampleCalendar());
  return **calendar;
}

std::string Show(absl::Time time) {
  return absl::FormatTime("%a %Y-%m-%d %H:%M:%S", time, LocalZone());
}

std::string Due(const std::string& start, Length length) {
  return Show(Compute(Sample(), At(start), length).due);
}

bool Provisional(const std::string& start, Length length) {
  return Compute(Sample(), At(start), length).provisional;
}

Length WorkingHoursOf(int amount, int minutes = 0) {
  return {Unit::kWorkingHours, amount, minutes};
}
Length WorkingDaysOf(int amount) { return {Unit::kWorkingDays, amount}; }

Clock ClockOf(const std::string& start, Length length) {
  return {.start = At(start), .length = length};
}

TEST(EngineTest, WorkingDaysEndAtTheSameTimeOfALaterWorkingDay) {
  EXPECT_EQ(Due("2026-03-04 10:15", WorkingDaysOf(1)), "Thu 2026-03-05 10:15:00");
  EXPECT_EQ(Due("2026-03-04 10:15", WorkingDaysOf(3)), "Mon 2026-03-09 10:15:00");
  EXPECT_EQ(Due("2026-03-04 17:59:30", WorkingDaysOf(2)), "Fri 2026-03-06 17:59:30");
}

TEST(EngineTest, WorkingDaysSkipSpringFestivalAndCountItsSwappedSaturdays) {
  // 2026-02-14 and 02-28 are Saturdays worked in exchange; 02-15 to 02-23 are off.
  EXPECT_EQ(Due("2026-02-13 10:15", WorkingDaysOf(1)), "Sat 2026-02-14 10:15:00");
  EXPECT_EQ(Due("2026-02-13 10:15", WorkingDaysOf(2)), "Tue 2026-02-24 10:15:00");
  EXPECT_EQ(Due("2026-02-13 10:15", WorkingDaysOf(6)), "Sat 2026-02-28 10:15:00");
  EXPECT_EQ(Due("2026-02-13 10:15", WorkingDaysOf(7)), "Mon 2026-03-02 10:15:00");
}

TEST(EngineTest, WorkingDaysSkipNationalDay) {
  EXPECT_EQ(Due("2025-09-30 16:00", WorkingDaysOf(1)), "Thu 2025-10-09 16:00:00");
  EXPECT_EQ(Due("2025-09-30 16:00", WorkingDaysOf(3)), "Sat 2025-10-11 16:00:00");
  EXPECT_EQ(Due("2026-09-30 16:00", WorkingDaysOf(1)), "Thu 2026-10-08 16:00:00");
  EXPECT_EQ(Due("2026-09-30 16:00", WorkingDaysOf(3)), "Sat 2026-10-10 16:00:00");
}

TEST(EngineTest, WorkingDaysStartedOnADayOffBeginWithTheNextWorkingDay) {
  EXPECT_EQ(Due("2026-03-07 10:15", WorkingDaysOf(1)), "Mon 2026-03-09 18:00:00");
  EXPECT_EQ(Due("2026-02-16 03:00", WorkingDaysOf(2)), "Wed 2026-02-25 18:00:00");
  EXPECT_EQ(Due("2026-03-09 08:30", WorkingDaysOf(1)), "Mon 2026-03-09 18:00:00");
}

TEST(EngineTest, WorkingHoursStopForTheNoonBreakAndTheNight) {
  EXPECT_EQ(Due("2026-03-04 08:30", WorkingHoursOf(4)), "Wed 2026-03-04 14:30:00");
  EXPECT_EQ(Due("2026-03-04 11:00", WorkingHoursOf(1)), "Wed 2026-03-04 12:00:00");
  EXPECT_EQ(Due("2026-03-04 11:00", WorkingHoursOf(1, 1)), "Wed 2026-03-04 14:01:00");
  EXPECT_EQ(Due("2026-03-04 16:00", WorkingHoursOf(4)), "Thu 2026-03-05 10:30:00");
  EXPECT_EQ(Due("2026-03-06 16:00", WorkingHoursOf(4)), "Mon 2026-03-09 10:30:00");
}

TEST(EngineTest, WorkingHoursStartedOutsideWorkBeginWithTheNextShift) {
  EXPECT_EQ(Due("2026-03-04 06:10", WorkingHoursOf(1)), "Wed 2026-03-04 09:30:00");
  EXPECT_EQ(Due("2026-03-04 12:40", WorkingHoursOf(1)), "Wed 2026-03-04 15:00:00");
  EXPECT_EQ(Due("2026-03-04 18:00", WorkingHoursOf(1)), "Thu 2026-03-05 09:30:00");
  EXPECT_EQ(Due("2026-03-04 23:59", WorkingHoursOf(1)), "Thu 2026-03-05 09:30:00");
  EXPECT_EQ(Due("2026-02-17 12:00", WorkingHoursOf(1)), "Tue 2026-02-24 09:30:00");
}

TEST(EngineTest, UrgentUnitsRunAroundTheClock) {
  EXPECT_EQ(Due("2026-02-16 23:50", {Unit::kUrgentHours, 0, 30}), "Tue 2026-02-17 00:20:00");
  EXPECT_EQ(Due("2026-02-16 23:50", {Unit::kUrgentHours, 2}), "Tue 2026-02-17 01:50:00");
  EXPECT_EQ(Due("2026-02-16 23:50", {Unit::kUrgentDays, 2}), "Wed 2026-02-18 23:50:00");
}

TEST(EngineTest, CalendarDaysLeaveOutTheFirstDayAndEndAtTheLastOnesMidnight) {
  EXPECT_EQ(Due("2026-03-01 10:15", {Unit::kCalendarDays, 30}), "Wed 2026-04-01 00:00:00");
  EXPECT_EQ(Due("2026-03-01 00:00", {Unit::kCalendarDays, 30}), "Wed 2026-04-01 00:00:00");
  EXPECT_EQ(Due("2026-03-01 23:59", {Unit::kCalendarDays, 30}), "Wed 2026-04-01 00:00:00");
}

TEST(EngineTest, TheLeapDayCounts) {
  EXPECT_EQ(Due("2024-02-28 09:00", WorkingDaysOf(1)), "Thu 2024-02-29 09:00:00");
  EXPECT_EQ(Due("2025-02-28 09:00", WorkingDaysOf(1)), "Mon 2025-03-03 09:00:00");
  EXPECT_EQ(Due("2024-02-28 09:00", {Unit::kUrgentDays, 2}), "Fri 2024-03-01 09:00:00");
}

TEST(EngineTest, BeyondTheCalendarsEndADeadlineIsProvisional) {
  EXPECT_EQ(Due("2026-12-31 17:00", WorkingHoursOf(2)), "Fri 2027-01-01 09:30:00");
  EXPECT_TRUE(Provisional("2026-12-31 17:00", WorkingHoursOf(2)));
  EXPECT_FALSE(Provisional("2026-12-31 17:00", WorkingHoursOf(1)));
  EXPECT_TRUE(Provisional("2003-12-31 17:00", WorkingHoursOf(2)));
}

TEST(EngineTest, TimeAroundTheClockIsNeverProvisional) {
  EXPECT_FALSE(Provisional("2030-01-01 10:00", {Unit::kUrgentHours, 4}));
  EXPECT_FALSE(Provisional("2026-12-30 10:00", {Unit::kUrgentDays, 30}));
  EXPECT_FALSE(Provisional("2026-12-30 10:00", {Unit::kCalendarDays, 30}));
}

TEST(EngineTest, OnlyTheEscalationMayBeProvisional) {
  // 31 December is a Thursday; due that day, escalated half a day of work later.
  Times times = Evaluate(Sample(), ClockOf("2026-12-30 16:00", WorkingDaysOf(1)));

  EXPECT_EQ(Show(times.due_at), "Thu 2026-12-31 16:00:00");
  EXPECT_FALSE(times.provisional);
  EXPECT_TRUE(times.escalate_provisional);
}

TEST(EngineTest, RemindersAndEscalationsAreExactSharesOfTheLength) {
  Times hours = Evaluate(Sample(), ClockOf("2026-03-04 08:30", WorkingHoursOf(4)));
  EXPECT_EQ(Show(hours.remind_at), "Wed 2026-03-04 11:42:00");  // 192 minutes.
  EXPECT_EQ(Show(hours.due_at), "Wed 2026-03-04 14:30:00");
  EXPECT_EQ(Show(hours.escalate_at), "Wed 2026-03-04 16:30:00");

  Times days = Evaluate(Sample(), ClockOf("2026-03-04 08:30", WorkingDaysOf(1)));
  EXPECT_EQ(Show(days.remind_at), "Wed 2026-03-04 16:30:00");  // 360 of 450 minutes.
  EXPECT_EQ(Show(days.escalate_at), "Thu 2026-03-05 14:15:00");

  Times minute = Evaluate(Sample(), ClockOf("2026-03-04 12:30", WorkingHoursOf(0, 1)));
  EXPECT_EQ(Show(minute.remind_at), "Wed 2026-03-04 14:00:48");
  EXPECT_EQ(Show(minute.escalate_at), "Wed 2026-03-04 14:01:30");
}

TEST(EngineTest, OtherThresholdsMayBeGiven) {
  Times times = Evaluate(Sample(), ClockOf("2026-03-01 09:00", {Unit::kCalendarDays, 30}),
                         {.remind = 90, .escalate = 100});

  EXPECT_EQ(Show(times.remind_at), "Sun 2026-03-29 00:00:00");
  EXPECT_EQ(times.escalate_at, times.due_at);
}

TEST(EngineTest, APauseGivesBackTheWorkingTimeInIt) {
  Clock clock = ClockOf("2026-03-04 10:15", WorkingDaysOf(3));
  clock.pauses = {{At("2026-03-04 14:00"), At("2026-03-05 09:00")}};

  EXPECT_EQ(Show(Evaluate(Sample(), clock).due_at), "Mon 2026-03-09 16:45:00");  // 4.5 hours later.
  EXPECT_EQ(TimePaused(Sample(), clock), absl::Minutes(270));
}

TEST(EngineTest, APauseAcrossAHolidayGivesBackTheWorkingDaysAlone) {
  // Of the days between, only 14 and 24 February are worked.
  Clock clock = ClockOf("2026-02-12 10:15", WorkingDaysOf(2));
  clock.pauses = {{At("2026-02-13 10:15"), At("2026-02-25 10:15")}};

  EXPECT_EQ(Show(Evaluate(Sample(), clock).due_at), "Thu 2026-02-26 10:15:00");
  EXPECT_EQ(TimePaused(Sample(), clock), 3 * Sample().working_day());
}

TEST(EngineTest, APauseOutsideWorkingTimeGivesBackNothing) {
  Clock clock = ClockOf("2026-03-06 10:15", WorkingDaysOf(1));
  clock.pauses = {{At("2026-03-06 18:00"), At("2026-03-09 08:30")}};

  EXPECT_EQ(Show(Evaluate(Sample(), clock).due_at), "Mon 2026-03-09 10:15:00");
}

TEST(EngineTest, TwoPausesAddUpInAnyOrder) {
  Clock clock = ClockOf("2026-03-04 10:15", WorkingDaysOf(1));
  clock.pauses = {{At("2026-03-05 09:00"), At("2026-03-05 10:00")},
                  {At("2026-03-04 11:00"), At("2026-03-04 15:00")}};

  EXPECT_EQ(Show(Evaluate(Sample(), clock).due_at),
            "Thu 2026-03-05 15:15:00");  // Three hours later.
}

TEST(EngineTest, PausesThatOverlapOrPrecedeTheStartCountOnce) {
  Clock clock = ClockOf("2026-03-04 10:00", WorkingHoursOf(2));
  clock.pauses = {{At("2026-03-03 10:00"), At("2026-03-04 10:30")},
                  {At("2026-03-04 10:15"), At("2026-03-04 11:00")},
                  {At("2026-03-04 10:20"), At("2026-03-04 10:40")},
                  {At("2026-03-04 11:30"), At("2026-03-04 11:10")}};

  EXPECT_EQ(Show(Evaluate(Sample(), clock).due_at), "Wed 2026-03-04 15:00:00");
  EXPECT_EQ(TimePaused(Sample(), clock), absl::Hours(1));
}

TEST(EngineTest, APauseMovesOnlyTheTimesThatWereNotReached) {
  Clock clock = ClockOf("2026-03-04 08:30", WorkingHoursOf(4));
  Times before = Evaluate(Sample(), clock);
  clock.pauses = {{At("2026-03-04 14:30"), At("2026-03-04 15:30")}};  // From the due time on.
  Times after = Evaluate(Sample(), clock);

  EXPECT_EQ(after.remind_at, before.remind_at);
  EXPECT_EQ(after.due_at, before.due_at);
  EXPECT_EQ(after.escalate_at, before.escalate_at + absl::Hours(1));
}

TEST(EngineTest, WhilePausedTheTimesStandAndNothingBecomesLate) {
  Clock clock = ClockOf("2026-03-04 08:30", WorkingHoursOf(4));
  Times running = Evaluate(Sample(), clock);
  clock.paused_since = At("2026-03-04 11:50");
  Times paused = Evaluate(Sample(), clock);

  EXPECT_EQ(paused.due_at, running.due_at);
  EXPECT_EQ(paused.paused_since, clock.paused_since);
  EXPECT_EQ(PhaseAt(running, At("2026-03-10 10:00")), Phase::kEscalated);
  EXPECT_EQ(PhaseAt(paused, At("2026-03-10 10:00")), Phase::kDueSoon);
  EXPECT_EQ(TimeUsed(Sample(), clock, At("2026-03-10 10:00")), absl::Minutes(200));
}

TEST(EngineTest, APauseDoesNotHideThatADeadlineWasMissedBefore) {
  Clock clock = ClockOf("2026-03-04 08:30", WorkingHoursOf(4));
  clock.paused_since = At("2026-03-04 15:00");

  EXPECT_EQ(PhaseAt(Evaluate(Sample(), clock), At("2026-03-10 10:00")), Phase::kOverdue);
}

TEST(EngineTest, PhasesBeginAtTheirOwnInstant) {
  Times times = Evaluate(Sample(), ClockOf("2026-03-04 08:30", WorkingHoursOf(4)));

  EXPECT_EQ(PhaseAt(times, At("2026-03-04 11:41:59")), Phase::kRunning);
  EXPECT_EQ(PhaseAt(times, At("2026-03-04 11:42")), Phase::kDueSoon);
  EXPECT_EQ(PhaseAt(times, At("2026-03-04 14:30")), Phase::kOverdue);
  EXPECT_EQ(PhaseAt(times, At("2026-03-04 16:30")), Phase::kEscalated);
}

TEST(EngineTest, AnExtensionMovesAllThreeTimes) {
  Clock clock = ClockOf("2026-03-04 08:30", WorkingDaysOf(2));
  clock.extensions = {WorkingDaysOf(2), WorkingHoursOf(7, 30)};
  Times times = Evaluate(Sample(), clock);

  EXPECT_EQ(Show(times.remind_at), "Mon 2026-03-09 18:00:00");  // 4 of 5 days.
  EXPECT_EQ(Show(times.due_at), "Tue 2026-03-10 18:00:00");
  EXPECT_EQ(Show(times.escalate_at), "Fri 2026-03-13 14:15:00");
}

TEST(EngineTest, AChangeOfClassKeepsStartAndPausedTime) {
  Clock clock = ClockOf("2026-03-04 08:30", WorkingDaysOf(3));
  clock.pauses = {{At("2026-03-04 09:00"), At("2026-03-04 10:00")}};
  clock.extensions = {WorkingDaysOf(1)};
  clock.length = {Unit::kUrgentHours, 8};

  EXPECT_EQ(Show(Evaluate(Sample(), clock).due_at), "Wed 2026-03-04 17:30:00");
}

TEST(EngineTest, AnExtensionIsAskedBeforeTheDueTime) {
  Clock clock = ClockOf("2026-03-04 08:30", WorkingHoursOf(4));
  auto check = [&](const std::string& asked_at, Length extension) {
    return CheckExtension(Sample(), clock, At(asked_at), extension);
  };

  EXPECT_TRUE(check("2026-03-04 14:29:59", WorkingHoursOf(2)).ok());
  EXPECT_TRUE(check("2026-03-04 14:29:59", WorkingDaysOf(2)).ok());
  EXPECT_EQ(ErrorReason(check("2026-03-04 14:30", WorkingHoursOf(2))), "EXTENSION_AFTER_DUE");
  EXPECT_EQ(check("2026-03-04 14:30", WorkingHoursOf(2)).code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(check("2026-03-04 09:00", {Unit::kUrgentDays, 1}).code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(check("2026-03-04 09:00", WorkingDaysOf(0)).code(), absl::StatusCode::kInvalidArgument);
}

TEST(EngineTest, WhilePausedAnExtensionMayStillBeAsked) {
  Clock clock = ClockOf("2026-03-04 08:30", WorkingHoursOf(4));
  clock.paused_since = At("2026-03-04 09:00");

  EXPECT_TRUE(CheckExtension(Sample(), clock, At("2026-03-20 09:00"), WorkingHoursOf(4)).ok());
}

TEST(EngineTest, LengthsThatAreNoneAreRefusedAndDueAtOnce) {
  for (Length bad : {WorkingDaysOf(0), WorkingDaysOf(-1), WorkingDaysOf(kMaxAmount + 1),
                     WorkingHoursOf(0), WorkingHoursOf(1, 60), WorkingHoursOf(1, -1),
                     Length{Unit::kUrgentDays, 1, 1}, Length{Unit::kCalendarDays, 0}}) {
    EXPECT_EQ(CheckLength(bad).code(), absl::StatusCode::kInvalidArgument) << bad.amount;
    EXPECT_EQ(Due("2026-03-04 10:15", bad), "Wed 2026-03-04 10:15:00") << bad.amount;
  }
  EXPECT_TRUE(CheckLength(WorkingHoursOf(0, 30)).ok());
  EXPECT_TRUE(CheckLength(WorkingDaysOf(kMaxAmount)).ok());
}

TEST(EngineTest, ElapsedCountsInTheTimeOfItsUnit) {
  auto elapsed = [](const char* from, const char* to, Unit unit) {
    return Elapsed(Sample(), At(from), At(to), unit);
  };

  EXPECT_EQ(elapsed("2026-03-06 17:00", "2026-03-09 09:00", Unit::kWorkingHours),
            absl::Minutes(90));
  EXPECT_EQ(elapsed("2026-03-06 17:00", "2026-03-09 09:00", Unit::kUrgentDays), absl::Hours(64));
  EXPECT_EQ(elapsed("2026-03-06 17:00", "2026-03-09 09:00", Unit::kCalendarDays), absl::Hours(57));
  EXPECT_EQ(elapsed("2026-03-09 09:00", "2026-03-06 17:00", Unit::kUrgentDays),
            absl::ZeroDuration());
}

TEST(EngineTest, OtherWorkingHoursGiveOtherTimes) {
  auto calendar = SampleCalendar({{9 * 60, 17 * 60}});

  EXPECT_EQ(Show(Compute(*calendar, At("2026-03-04 16:00"), WorkingHoursOf(2)).due),
            "Thu 2026-03-05 10:00:00");
  EXPECT_EQ(Show(Compute(*calendar, At("2026-03-07 16:00"), WorkingDaysOf(1)).due),
            "Mon 2026-03-09 17:00:00");
}

}  // namespace
}  // namespace gridgov::deadline
