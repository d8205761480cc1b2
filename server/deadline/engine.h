// The one deadline engine: when a length of time ends, with holidays, pauses and extensions.
// Pure functions of their arguments; safe from every thread, and fast enough for the writer's: the
// cost grows with the number of pauses alone, never with the length.
//
//   Clock clock{.start = dispatched_at, .length = {Unit::kWorkingDays, 3}};
//   Times times = Evaluate(*calendar, clock);
//
// How time is counted. A length is an amount of counted time, and a deadline ends at the earliest
// instant by which that amount has passed since the start:
//
//   Unit           in Chinese      counts                                        length of one
//   kWorkingHours  工作时          the working hours of working days             60 minutes
//   kWorkingDays   工作日          the same                                      a day's hours
//   kUrgentHours   紧急工作时      around the clock, holidays too                60 minutes
//   kUrgentDays    紧急工作日      the same                                      24 hours
//   kCalendarDays  日              around the clock, from the midnight that      24 hours
//                                  ends the day of the start
//
// So three working days from 10:15 of a working day end at 10:15 three working days later. What
// starts outside working time (at night, at noon, on a holiday) starts with the next shift, and
// what starts as the office opens, or on a day off, ends as the office closes on its last day.
// CJ/T 315-2009 and GB/T 30428.8 name working hours and days and urgent ones, and leave the clock
// to each place; this reading gives a case the same time whenever it comes in. Calendar days follow
// the Civil Code, art. 201 and 203: the first day is not counted and the last one ends at 24:00,
// which is the next day's first instant. That a last day on a holiday moves on (art. 203) is left
// out: the earlier day is the safe one to show.
#ifndef GRIDGOV_SERVER_DEADLINE_ENGINE_H_
#define GRIDGOV_SERVER_DEADLINE_ENGINE_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/deadline/calendar.h"

namespace gridgov::deadline {

enum class Unit { kWorkingHours, kWorkingDays, kUrgentHours, kUrgentDays, kCalendarDays };

// `amount` units and, with units of hours, `minutes` more.
struct Length {
  Unit unit = Unit::kWorkingDays;
  int amount = 0;
  int minutes = 0;
};

// The largest amount of a length: 40 years of working days.
inline constexpr int kMaxAmount = 10000;

// OK if the length is longer than nothing, `amount` in 0 to kMaxAmount, and `minutes` in 0 to 59
// and 0 with units of days; else INVALID_ARGUMENT about field `amount` or `minutes`.
absl::Status CheckLength(const Length& length);

// The counted time of a length that passes CheckLength(); zero for any other.
absl::Duration CountedTime(const Calendar& calendar, const Length& length);

// The counted time between two instants; zero if `to` is not after `from`.
absl::Duration Elapsed(const Calendar& calendar, absl::Time from, absl::Time to, Unit unit);

struct Deadline {
  absl::Time due;
  // The count ran through days of a year whose holidays are not known yet.
  bool provisional = false;
};

// Elapsed(start, due) is the length. A length that fails CheckLength() is due at once.
Deadline Compute(const Calendar& calendar, absl::Time start, const Length& length);

// A finished suspension (挂账): counted time from `from` until before `to` does not run.
struct Pause {
  absl::Time from;
  absl::Time to;
};

// One deadline that runs. A change of class changes `length` and leaves the rest: paused time stays
// paused.
struct Clock {
  absl::Time start;
  Length length;
  // In any order; parts that overlap or lie before the start count once or not at all. A pause
  // that begins after a time was reached does not move that time.
  std::vector<Pause> pauses;
  // Set while a suspension is open.
  std::optional<absl::Time> paused_since;
  // Added to the length if they count the same time: hours with days of working time, or of urgent
  // time. One that does not, because the class changed since, rests.
  std::vector<Length> extensions;
};

// In percent of the length with its extensions; due is 100.
struct Thresholds {
  int remind = 80;
  int escalate = 150;
};

struct Times {
  absl::Time remind_at;
  absl::Time due_at;
  absl::Time escalate_at;
  // remind_at or due_at, and escalate_at, rest on days of an unknown year. To be evaluated anew
  // when the next year's calendar comes.
  bool provisional = false;
  bool escalate_provisional = false;
  // While a suspension is open, the times are those that held when it began, and nothing becomes
  // late: PhaseAt() stops there.
  std::optional<absl::Time> paused_since;
};

// Equal arguments give equal times; never fails.
Times Evaluate(const Calendar& calendar, const Clock& clock, const Thresholds& thresholds = {});

// What a deadline is at an instant; derived, never stored.
enum class Phase { kRunning, kDueSoon, kOverdue, kEscalated };

// A time is reached at its own instant. Once paused, the phase is that of the pause's beginning.
Phase PhaseAt(const Times& times, absl::Time now);

// The counted time that the deadline has run until `now`, without its pauses, the open one too.
absl::Duration TimeUsed(const Calendar& calendar, const Clock& clock, absl::Time now);

// The counted time within finished pauses.
absl::Duration TimePaused(const Calendar& calendar, const Clock& clock);

// Whether `extension` may be asked at `asked_at`: FAILED_PRECONDITION, reason
// EXTENSION_AFTER_DUE, from the due time on; INVALID_ARGUMENT if the length is none or counts
// another time than the clock's. While paused, the time of asking is that of the pause's beginning.
absl::Status CheckExtension(const Calendar& calendar, const Clock& clock, absl::Time asked_at,
                            const Length& extension);

}  // namespace gridgov::deadline

#endif  // GRIDGOV_SERVER_DEADLINE_ENGINE_H_
