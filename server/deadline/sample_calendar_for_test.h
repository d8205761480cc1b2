// The sample calendar, China's public holidays 2004 to 2026, for the tests of this folder.
#ifndef GRIDGOV_SERVER_DEADLINE_SAMPLE_CALENDAR_FOR_TEST_H_
#define GRIDGOV_SERVER_DEADLINE_SAMPLE_CALENDAR_FOR_TEST_H_

#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "server/deadline/calendar.h"

namespace gridgov::deadline {

// The rows of the file; empty if it cannot be read.
inline std::vector<DayEntry> SampleEntries() {
  std::ifstream file(GRIDGOV_SAMPLE_DIR "/calendar-2004-2026.csv");
  std::vector<DayEntry> entries;
  std::string line;
  std::getline(file, line);  // The headers.
  while (std::getline(file, line)) {
    absl::CivilDay date(std::stoi(line.substr(0, 4)), std::stoi(line.substr(5, 2)),
                        std::stoi(line.substr(8, 2)));
    bool holiday = line.substr(11, 8) == "holiday,";
    entries.push_back({date, holiday ? DayKind::kHoliday : DayKind::kWorkingDay});
  }
  return entries;
}

inline std::shared_ptr<const Calendar> SampleCalendar(WorkingHours hours = DefaultWorkingHours()) {
  return Calendar::Create(SampleEntries(), std::move(hours)).value();
}

// "2026-03-04 10:15" or "...:30", local time.
inline absl::Time At(const std::string& local) {
  absl::Time time;
  std::string error;
  const char* format = local.size() > 16 ? "%Y-%m-%d %H:%M:%S" : "%Y-%m-%d %H:%M";
  EXPECT_TRUE(absl::ParseTime(format, local, LocalZone(), &time, &error)) << error;
  return time;
}

}  // namespace gridgov::deadline

#endif  // GRIDGOV_SERVER_DEADLINE_SAMPLE_CALENDAR_FOR_TEST_H_
