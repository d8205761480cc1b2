#include "server/deadline/engine.h"

#include <algorithm>
#include <utility>

#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"

namespace gridgov::deadline {
namespace {

// Units that count the same time can be added to each other.
enum class Timeline { kWorking, kUrgent, kDays };

Timeline TimelineOf(Unit unit) {
  switch (unit) {
    case Unit::kWorkingHours:
    case Unit::kWorkingDays:
      return Timeline::kWorking;
    case Unit::kUrgentHours:
    case Unit::kUrgentDays:
      return Timeline::kUrgent;
    case Unit::kCalendarDays:
      break;
  }
  return Timeline::kDays;
}

bool IsHours(Unit unit) { return unit == Unit::kWorkingHours || unit == Unit::kUrgentHours; }

// Where an instant lies on a timeline's axis of counted time, and back to the earliest instant.
absl::Duration Position(const Calendar& calendar, Timeline timeline, absl::Time instant) {
  if (timeline == Timeline::kWorking) return calendar.WorkedUntil(instant);
  return instant - absl::UnixEpoch();
}

absl::Time InstantAt(const Calendar& calendar, Timeline timeline, absl::Duration position) {
  if (timeline == Timeline::kWorking) return calendar.EarliestWith(position);
  return absl::UnixEpoch() + position;
}

absl::Time CountsFrom(Timeline timeline, absl::Time start) {
  return timeline == Timeline::kDays ? LocalMidnight(LocalDay(start) + 1) : start;
}

struct Gap {
  absl::Duration begin;
  absl::Duration end;
};

// A clock's finished pauses as gaps of its axis: after `origin`, ascending, without overlap.
std::vector<Gap> GapsOf(const Calendar& calendar, const Clock& clock, absl::Duration origin) {
  const Timeline timeline = TimelineOf(clock.length.unit);
  std::vector<Gap> gaps;
  for (const Pause& pause : clock.pauses) {
    Gap gap{std::max(Position(calendar, timeline, pause.from), origin),
            Position(calendar, timeline, pause.to)};
    if (gap.begin < gap.end) gaps.push_back(gap);
  }
  std::sort(gaps.begin(), gaps.end(), [](const Gap& a, const Gap& b) { return a.begin < b.begin; });
  absl::Duration covered = origin;
  for (Gap& gap : gaps) {
    gap.begin = std::max(gap.begin, covered);
    gap.end = std::max(gap.end, gap.begin);
    covered = gap.end;
  }
  return gaps;
}

absl::Duration TotalTime(const Calendar& calendar, const Clock& clock) {
  absl::Duration total = CountedTime(calendar, clock.length);
  for (const Length& extension : clock.extensions) {
    if (TimelineOf(extension.unit) == TimelineOf(clock.length.unit)) {
      total += CountedTime(calendar, extension);
    }
  }
  return total;
}

bool IsProvisional(const Calendar& calendar, Timeline timeline, absl::Time from, absl::Time to) {
  return timeline == Timeline::kWorking && !calendar.AreAllKnown(LocalDay(from), LocalDay(to));
}

}  // namespace

absl::Status CheckLength(const Length& length) {
  if (length.amount < 0 || length.amount > kMaxAmount) {
    return MakeInvalid("amount", "LENGTH_AMOUNT_INVALID",
                       {.zh = "时限数值须在 0 至 10000 之间。",
                        .en = "The amount of a time limit must be in 0 to 10000."});
  }
  if (length.minutes < 0 || length.minutes > (IsHours(length.unit) ? 59 : 0)) {
    return MakeInvalid("minutes", "LENGTH_MINUTES_INVALID",
                       {.zh = "分钟数须在 0 至 59 之间，且只能与工作时、紧急工作时同用。",
                        .en = "Minutes must be in 0 to 59 and go with units of hours only."});
  }
  if (length.amount == 0 && length.minutes == 0) {
    return MakeInvalid("amount", "LENGTH_EMPTY",
                       {.zh = "时限须大于零。", .en = "A time limit must be longer than nothing."});
  }
  return absl::OkStatus();
}

absl::Duration CountedTime(const Calendar& calendar, const Length& length) {
  if (!CheckLength(length).ok()) return absl::ZeroDuration();
  if (IsHours(length.unit)) return absl::Hours(length.amount) + absl::Minutes(length.minutes);
  return length.amount *
         (length.unit == Unit::kWorkingDays ? calendar.working_day() : absl::Hours(24));
}

absl::Duration Elapsed(const Calendar& calendar, absl::Time from, absl::Time to, Unit unit) {
  const Timeline timeline = TimelineOf(unit);
  from = CountsFrom(timeline, from);
  if (to <= from) return absl::ZeroDuration();
  return Position(calendar, timeline, to) - Position(calendar, timeline, from);
}

Deadline Compute(const Calendar& calendar, absl::Time start, const Length& length) {
  Times times = Evaluate(calendar, {.start = start, .length = length});
  return {.due = times.due_at, .provisional = times.provisional};
}

Times Evaluate(const Calendar& calendar, const Clock& clock, const Thresholds& thresholds) {
  const Timeline timeline = TimelineOf(clock.length.unit);
  const absl::Duration total = TotalTime(calendar, clock);
  const absl::Duration origin = Position(calendar, timeline, CountsFrom(timeline, clock.start));
  const std::vector<Gap> gaps = GapsOf(calendar, clock, origin);

  auto reach = [&](int percent) {
    absl::Duration needed = total * percent / 100;
    if (needed <= absl::ZeroDuration()) return clock.start;
    absl::Duration goal = origin + needed;
    for (const Gap& gap : gaps) {
      if (gap.begin >= goal) break;
      goal += gap.end - gap.begin;
    }
    return InstantAt(calendar, timeline, goal);
  };
  Times times{.remind_at = reach(thresholds.remind),
              .due_at = reach(100),
              .escalate_at = reach(thresholds.escalate),
              .paused_since = clock.paused_since};
  times.provisional = IsProvisional(calendar, timeline, clock.start, times.due_at);
  times.escalate_provisional = IsProvisional(calendar, timeline, clock.start, times.escalate_at);
  return times;
}

Phase PhaseAt(const Times& times, absl::Time now) {
  if (times.paused_since.has_value()) now = std::min(now, *times.paused_since);
  if (now >= times.escalate_at) return Phase::kEscalated;
  if (now >= times.due_at) return Phase::kOverdue;
  if (now >= times.remind_at) return Phase::kDueSoon;
  return Phase::kRunning;
}

absl::Duration TimeUsed(const Calendar& calendar, const Clock& clock, absl::Time now) {
  if (clock.paused_since.has_value()) now = std::min(now, *clock.paused_since);
  const Timeline timeline = TimelineOf(clock.length.unit);
  const absl::Time from = CountsFrom(timeline, clock.start);
  if (now <= from) return absl::ZeroDuration();

  const absl::Duration origin = Position(calendar, timeline, from);
  const absl::Duration end = Position(calendar, timeline, now);
  absl::Duration used = end - origin;
  for (const Gap& gap : GapsOf(calendar, clock, origin)) {
    used -= std::min(gap.end, end) - std::min(gap.begin, end);
  }
  return used;
}

absl::Duration TimePaused(const Calendar& calendar, const Clock& clock) {
  const Timeline timeline = TimelineOf(clock.length.unit);
  const absl::Duration origin = Position(calendar, timeline, CountsFrom(timeline, clock.start));
  absl::Duration paused;
  for (const Gap& gap : GapsOf(calendar, clock, origin)) paused += gap.end - gap.begin;
  return paused;
}

absl::Status CheckExtension(const Calendar& calendar, const Clock& clock, absl::Time asked_at,
                            const Length& extension) {
  GG_RETURN_IF_ERROR(CheckLength(extension));
  if (TimelineOf(extension.unit) != TimelineOf(clock.length.unit)) {
    return MakeInvalid("unit", "EXTENSION_OTHER_TIME",
                       {.zh = "延期须与原时限采用同类计时单位。",
                        .en = "An extension must count the same time as the limit it extends."});
  }
  if (clock.paused_since.has_value()) asked_at = std::min(asked_at, *clock.paused_since);
  if (asked_at < Evaluate(calendar, clock).due_at) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition, "EXTENSION_AFTER_DUE",
                   {.zh = "时限已到，不能再申请延期。",
                    .en = "The time limit has passed; an extension is asked before it."});
}

}  // namespace gridgov::deadline
