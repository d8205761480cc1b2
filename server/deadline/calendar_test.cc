#include "server/deadline/calendar.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/cpp/errors.h"
#include "server/deadline/sample_calendar_for_test.h"

namespace gridgov::deadline {
namespace {

using absl::CivilDay;

std::string ReasonOf(const std::vector<DayEntry>& entries, const WorkingHours& hours) {
  return ErrorReason(Calendar::Create(entries, hours).status());
}

std::string ViolationOf(const std::vector<DayEntry>& entries, const WorkingHours& hours) {
  auto detail = ErrorDetailIn(Calendar::Create(entries, hours).status(), /*chinese=*/false);
  return detail.violations_size() == 0 ? "" : detail.violations(0).reason();
}

TEST(CalendarTest, TheSampleHasAllItsRows) { EXPECT_EQ(SampleEntries().size(), 769); }

TEST(CalendarTest, AHolidayOnAWeekdayIsNotWorked) {
  EXPECT_FALSE(SampleCalendar()->IsWorkingDay(CivilDay(2026, 10, 1)));
  EXPECT_TRUE(SampleCalendar()->IsWorkingDay(CivilDay(2026, 10, 8)));
}

TEST(CalendarTest, ASwappedWeekendDayIsWorked) {
  EXPECT_TRUE(SampleCalendar()->IsWorkingDay(CivilDay(2026, 2, 14)));   // Saturday.
  EXPECT_TRUE(SampleCalendar()->IsWorkingDay(CivilDay(2025, 9, 28)));   // Sunday.
  EXPECT_FALSE(SampleCalendar()->IsWorkingDay(CivilDay(2026, 2, 7)));   // A plain Saturday.
  EXPECT_FALSE(SampleCalendar()->IsWorkingDay(CivilDay(2025, 9, 27)));  // A plain Saturday.
}

TEST(CalendarTest, TheYear2025HasTheWorkingDaysOfTheOfficialNotice) {
  int working_days = 0;
  for (CivilDay day(2025, 1, 1); day.year() == 2025; ++day) {
    working_days += SampleCalendar()->IsWorkingDay(day) ? 1 : 0;
  }

  EXPECT_EQ(working_days, 248);
}

TEST(CalendarTest, OutsideItsYearsMondayToFridayAreWorked) {
  for (CivilDay day : {CivilDay(2027, 10, 1), CivilDay(2003, 10, 1), CivilDay(1969, 12, 31)}) {
    EXPECT_TRUE(SampleCalendar()->IsWorkingDay(day)) << day;
    EXPECT_FALSE(SampleCalendar()->IsKnown(day)) << day;
  }
  EXPECT_FALSE(SampleCalendar()->IsWorkingDay(CivilDay(2027, 10, 2)));
  EXPECT_FALSE(SampleCalendar()->IsWorkingDay(CivilDay(2003, 10, 5)));
}

TEST(CalendarTest, KnownUntilIsTheEndOfTheLastYear) {
  EXPECT_EQ(SampleCalendar()->known_until(), CivilDay(2026, 12, 31));
  EXPECT_TRUE(SampleCalendar()->IsKnown(CivilDay(2026, 12, 31)));
}

TEST(CalendarTest, NewYearsSwappedDayInDecemberDoesNotMakeItsYearKnown) {
  auto calendar = Calendar::Create(
      {{CivilDay(2026, 12, 27), DayKind::kWorkingDay}, {CivilDay(2027, 1, 1), DayKind::kHoliday}});

  EXPECT_FALSE((*calendar)->IsKnown(CivilDay(2026, 12, 27)));
  EXPECT_TRUE((*calendar)->IsWorkingDay(CivilDay(2026, 12, 27)));
  EXPECT_TRUE((*calendar)->IsKnown(CivilDay(2027, 5, 1)));
}

TEST(CalendarTest, AYearLeftOutInTheMiddleIsNotKnown) {
  auto calendar = Calendar::Create(
      {{CivilDay(2024, 1, 1), DayKind::kHoliday}, {CivilDay(2026, 1, 1), DayKind::kHoliday}});

  EXPECT_FALSE((*calendar)->AreAllKnown(CivilDay(2024, 12, 1), CivilDay(2026, 1, 31)));
  EXPECT_TRUE((*calendar)->AreAllKnown(CivilDay(2024, 1, 1), CivilDay(2024, 12, 31)));
}

TEST(CalendarTest, WithoutEntriesItKnowsNoYearAndHasThePlainWeek) {
  auto calendar = Calendar::Create({});

  EXPECT_EQ((*calendar)->known_until(), std::nullopt);
  EXPECT_TRUE((*calendar)->IsWorkingDay(CivilDay(2026, 10, 1)));
  EXPECT_FALSE((*calendar)->AreAllKnown(CivilDay(2026, 1, 1), CivilDay(2026, 1, 1)));
}

TEST(CalendarTest, TheSameEntryTwiceIsNoErrorButTwoKindsAre) {
  DayEntry holiday{CivilDay(2026, 1, 1), DayKind::kHoliday};
  DayEntry worked{CivilDay(2026, 1, 1), DayKind::kWorkingDay};

  EXPECT_EQ(ReasonOf({holiday, holiday}, DefaultWorkingHours()), "");
  EXPECT_EQ(ViolationOf({holiday, worked}, DefaultWorkingHours()), "CALENDAR_DAY_TWICE");
}

TEST(CalendarTest, ADateFarOutsideIsRefused) {
  EXPECT_EQ(ViolationOf({{CivilDay(20260, 1, 1)}}, DefaultWorkingHours()), "CALENDAR_YEAR_INVALID");
}

TEST(CalendarTest, BadWorkingHoursAreRefused) {
  const std::vector<WorkingHours> bad = {{},
                                         {{600, 600}},
                                         {{600, 540}},
                                         {{540, 720}, {700, 900}},
                                         {{900, 960}, {540, 720}},
                                         {{540, 1441}},
                                         {{-1, 60}}};
  for (const WorkingHours& hours : bad) {
    EXPECT_EQ(ViolationOf({}, hours), "WORKING_HOURS_INVALID") << hours.size();
  }
  EXPECT_EQ(ReasonOf({}, {{0, 1440}}), "");
}

TEST(CalendarTest, WorkedTimeStandsStillOutsideTheShifts) {
  auto calendar = SampleCalendar();
  auto worked = [&](const char* from, const char* to) {
    return calendar->WorkedUntil(At(to)) - calendar->WorkedUntil(At(from));
  };

  EXPECT_EQ(calendar->working_day(), absl::Minutes(450));
  EXPECT_EQ(worked("2026-03-04 00:00", "2026-03-04 08:30"), absl::ZeroDuration());
  EXPECT_EQ(worked("2026-03-04 11:00", "2026-03-04 13:00"), absl::Hours(1));
  EXPECT_EQ(worked("2026-03-04 12:00", "2026-03-04 14:00"), absl::ZeroDuration());
  EXPECT_EQ(worked("2026-03-04 17:00", "2026-03-05 09:00"), absl::Minutes(90));
}

TEST(CalendarTest, TheEarliestInstantIsTheCloseOfAShift) {
  auto calendar = SampleCalendar();
  absl::Duration at_noon = calendar->WorkedUntil(At("2026-03-04 13:00"));
  absl::Duration at_night = calendar->WorkedUntil(At("2026-03-04 23:00"));

  EXPECT_EQ(calendar->EarliestWith(at_noon), At("2026-03-04 12:00"));
  EXPECT_EQ(calendar->EarliestWith(at_night), At("2026-03-04 18:00"));
}

TEST(CalendarTest, WorkedTimeAndItsInverseAgreeFarOutsideTheTable) {
  auto calendar = SampleCalendar();
  for (int year : {1950, 1969, 1970, 2003, 2004, 2026, 2027, 2150}) {
    CivilDay day(year, 3, 1);
    while (!calendar->IsWorkingDay(day)) ++day;
    absl::Time ten = LocalMidnight(day) + absl::Hours(10);
    EXPECT_EQ(calendar->EarliestWith(calendar->WorkedUntil(ten)), ten) << year;
  }
}

TEST(CalendarTest, InfiniteInstantsAreTakenAsTheEndsOfTheRange) {
  EXPECT_EQ(LocalDay(absl::InfiniteFuture()), CivilDay(3000, 1, 1));
  EXPECT_EQ(LocalDay(absl::InfinitePast()), CivilDay(1900, 1, 1));
}

}  // namespace
}  // namespace gridgov::deadline
