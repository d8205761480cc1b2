#include "server/handlers/meeting_plans.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gridgov/v1/division.pb.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/store/column.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Meeting;
using v1::MeetingRule;

constexpr int kFirstHalf = 15;

struct Place {
  std::string code;
  v1::Division::Level level = v1::Division::LEVEL_UNSPECIFIED;
};

// Communities and subdistricts with grids, in the order of their codes.
absl::StatusOr<std::vector<Place>> PlacesAfter(const Txn& txn, const std::string& after,
                                               int limit) {
  std::vector<Place> places;
  GG_RETURN_IF_ERROR(txn.db.Query(
      "SELECT d.code, d.level FROM divisions d WHERE d.code > $1 AND d.code IN (SELECT "
      "substr(area, 11) FROM area_grids WHERE area >= 'divisions/' AND area < 'divisions0') AND "
      "d.level IN ('COMMUNITY', 'SUBDISTRICT') AND COALESCE(d.valid_to_date, '9') > $2 ORDER BY "
      "d.code LIMIT $3",
      {after, DayText(txn.now), int64_t{limit}}, [&places](const Row& row) {
        places.push_back({std::string(row.Bytes(0)), row.Bytes(1) == "COMMUNITY"
                                                         ? v1::Division::LEVEL_COMMUNITY
                                                         : v1::Division::LEVEL_SUBDISTRICT});
        return absl::OkStatus();
      }));
  return places;
}

absl::StatusOr<bool> HasGridInUse(const Txn& txn, const std::string& division) {
  bool found = false;
  GG_RETURN_IF_ERROR(
      txn.db.Query("SELECT 1 FROM grids WHERE uid IN (SELECT grid FROM area_grids WHERE area = $1) "
                   "AND state = 'ACTIVE' LIMIT 1",
                   {MakeName("divisions", division)}, [&found](const Row&) {
                     found = true;
                     return absl::OkStatus();
                   }));
  return found;
}

// The period without the days that a planned meeting of another rhythm has taken already; nullopt:
// all of them are taken.
absl::StatusOr<std::optional<MeetingPeriod>> Free(const Txn& txn, const std::string& division,
                                                  MeetingPeriod period) {
  GG_RETURN_IF_ERROR(txn.db.Query(
      "SELECT MAX(period_end_date) FROM meetings WHERE division = $1 AND meeting_rule IS NOT NULL "
      "AND period_end_date >= $2 AND period_start_date <= $3",
      {division, absl::FormatCivilTime(period.first), absl::FormatCivilTime(period.last)},
      [&period](const Row& row) {
        absl::CivilDay taken;
        if (!row.IsNull(0) && absl::ParseCivilTime(row.Bytes(0), &taken)) {
          period.first = std::max(period.first, taken + 1);
        }
        return absl::OkStatus();
      }));
  if (period.first > period.last) return std::nullopt;
  return period;
}

// Plans the meeting of the period of `day`, if there is none; answers the period's last day.
absl::StatusOr<absl::CivilDay> PlanOne(const Txn& txn, const Deadlines& deadlines,
                                       const std::vector<MeetingRule>& rules, const Place& place,
                                       absl::CivilDay day) {
  const MeetingRule* rule = RuleFor(rules, place.level, place.code, absl::FormatCivilTime(day));
  if (rule == nullptr) return day;
  const MeetingPeriod period = PeriodAt(rule->rhythm(), day);
  GG_ASSIGN_OR_RETURN(const auto free, Free(txn, place.code, period));
  // What is over is over: a rule of today makes nobody miss a meeting of last week.
  if (!free.has_value() || free->last < day) return period.last;
  Meeting meeting;
  meeting.set_division(MakeName("divisions", place.code));
  meeting.set_level(place.level);
  meeting.set_meeting_rule(rule->name());
  meeting.set_period_start_date(absl::FormatCivilTime(free->first));
  meeting.set_period_end_date(absl::FormatCivilTime(free->last));
  *meeting.mutable_planned_time() = ToProto(PlannedTimeIn(*rule, *free, *deadlines.calendar()));
  meeting.set_state(Meeting::STATE_PLANNED);
  SetHoldingTimes(deadlines, &meeting);
  GG_RETURN_IF_ERROR(MeetingTable().Insert(txn, std::move(meeting)).status());
  return period.last;
}

}  // namespace

MeetingPeriod PeriodAt(MeetingRule::Rhythm rhythm, absl::CivilDay day) {
  if (rhythm == MeetingRule::RHYTHM_WEEKLY) {
    const absl::CivilDay monday = absl::PrevWeekday(day + 1, absl::Weekday::monday);
    return {monday, monday + 6};
  }
  const absl::CivilMonth month(day);
  const absl::CivilDay first(month);
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  if (rhythm == MeetingRule::RHYTHM_MONTHLY) return {first, last};
  if (day.day() <= kFirstHalf) return {first, first + (kFirstHalf - 1)};
  return {first + kFirstHalf, last};
}

absl::Time PlannedTimeIn(const MeetingRule& rule, const MeetingPeriod& period,
                         const deadline::Calendar& calendar) {
  const absl::CivilDay wanted =
      std::min(period.first + std::max(rule.planned_day() - 1, 0), period.last);
  absl::CivilDay day = wanted;
  while (day >= period.first && !calendar.IsWorkingDay(day)) --day;
  if (day < period.first) {
    day = wanted;
    while (day < period.last && !calendar.IsWorkingDay(day)) ++day;
  }
  return absl::FromCivil(day, ChinaTime()) + absl::Hours(rule.planned_hour());
}

const MeetingRule* RuleFor(const std::vector<MeetingRule>& rules, v1::Division::Level level,
                           const std::string& division, const std::string& day) {
  const MeetingRule* best = nullptr;
  const auto near = [](const MeetingRule& rule) { return SplitName(rule.division()).id.size(); };
  for (const MeetingRule& rule : rules) {
    if (rule.level() != level || !absl::StartsWith(division, SplitName(rule.division()).id)) {
      continue;
    }
    if (rule.valid_from_date() > day) continue;
    if (!rule.valid_to_date().empty() && rule.valid_to_date() < day) continue;
    if (best == nullptr || near(rule) > near(*best) ||
        (near(rule) == near(*best) && rule.valid_from_date() > best->valid_from_date())) {
      best = &rule;
    }
  }
  return best;
}

absl::StatusOr<std::vector<MeetingRule>> ReadMeetingRules(const Txn& txn) {
  return MeetingRuleTable().Select(txn.System(), {});
}

void SetHoldingTimes(const Deadlines& deadlines, Meeting* meeting) {
  deadlines.EvaluateDays(meeting->period_start_date(), meeting->period_end_date(), meeting);
  const absl::Time planned = DayStart(DayText(FromProto(meeting->planned_time())));
  *meeting->mutable_remind_time() = ToProto(std::min(FromProto(meeting->remind_time()), planned));
}

absl::StatusOr<std::string> PlanMeetings(const Txn& txn, const Deadlines& deadlines,
                                         const std::string& after, int limit) {
  GG_ASSIGN_OR_RETURN(const std::vector<MeetingRule> rules, ReadMeetingRules(txn));
  if (rules.empty()) return "";
  GG_ASSIGN_OR_RETURN(const std::vector<Place> places, PlacesAfter(txn, after, limit));
  absl::CivilDay today;
  (void)absl::ParseCivilTime(DayText(txn.now), &today);
  for (const Place& place : places) {
    GG_ASSIGN_OR_RETURN(const bool used, HasGridInUse(txn, place.code));
    if (!used) continue;
    GG_ASSIGN_OR_RETURN(const absl::CivilDay last, PlanOne(txn, deadlines, rules, place, today));
    GG_RETURN_IF_ERROR(PlanOne(txn, deadlines, rules, place, last + 1).status());
  }
  return static_cast<int>(places.size()) < limit ? "" : places.back().code;
}

}  // namespace gridgov
