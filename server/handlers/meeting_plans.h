// The meetings that rules ask for: periods, the rule that holds, and the rows of the present period
// and the next. Free functions; those with a transaction are for its thread.
#ifndef GRIDGOV_SERVER_HANDLERS_MEETING_PLANS_H_
#define GRIDGOV_SERVER_HANDLERS_MEETING_PLANS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "gridgov/v1/meeting.pb.h"
#include "server/deadline/calendar.h"
#include "server/handlers/deadlines.h"
#include "server/store/txn.h"

namespace gridgov {

// Both days included.
struct MeetingPeriod {
  absl::CivilDay first;
  absl::CivilDay last;
  bool operator==(const MeetingPeriod&) const = default;
};

// The period of the rhythm that `day` lies in.
MeetingPeriod PeriodAt(v1::MeetingRule::Rhythm rhythm, absl::CivilDay day);

// When a meeting of the rule is planned in a period: on its day, or the working day before it;
// where there is none before it, the first one after it.
absl::Time PlannedTimeIn(const v1::MeetingRule& rule, const MeetingPeriod& period,
                         const deadline::Calendar& calendar);

// The rule that holds for a division of that level on that day: the nearest division's, then the
// one in force last. Nullptr: none does.
const v1::MeetingRule* RuleFor(const std::vector<v1::MeetingRule>& rules, v1::Division::Level level,
                               const std::string& division, const std::string& day);

// All rules, the newest first.
absl::StatusOr<std::vector<v1::MeetingRule>> ReadMeetingRules(const Txn& txn);

// The times by which a planned meeting is to be held: told of on its day at the latest, due at the
// end of its period.
void SetHoldingTimes(const Deadlines& deadlines, v1::Meeting* meeting);

// The timer's: plans for `limit` divisions behind the code `after` that have grids in use; safe to
// repeat. Answers the last code, or "" when there are no more.
absl::StatusOr<std::string> PlanMeetings(const Txn& txn, const Deadlines& deadlines,
                                         const std::string& after, int limit);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_MEETING_PLANS_H_
