// What the duties of all resources share: rows with a clock, a state (OPEN, DONE, DROPPED) and an
// end, of which late, due soon and escalated are derived. Free functions; each is for the thread of
// its transaction.
#ifndef GRIDGOV_SERVER_HANDLERS_DUTIES_H_
#define GRIDGOV_SERVER_HANDLERS_DUTIES_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/handlers/deadlines.h"
#include "server/store/table.h"
#include "server/store/time_text.h"

namespace gridgov {

// When a duty has begun that is due at the end of `last_day`: as long before as its class says.
// FAILED_PRECONDITION, reason CLASS_NOT_IN_DAYS, for a class that is not in calendar days.
absl::StatusOr<absl::Time> StartUntil(const Txn& txn, const Deadlines& deadlines,
                                      const std::string& deadline_class,
                                      const std::string& last_day);

// It is no longer open. Written with every row in sight.
template <class Duty>
absl::Status EndDuty(const Txn& txn, const Table<Duty>& table, Duty duty,
                     typename Duty::State state, absl::Time when) {
  duty.set_state(state);
  *duty.mutable_end_time() = ToProto(when);
  return table.Update(txn.System(), std::move(duty)).status();
}

// Fills what is derived for the reader: due_soon, overdue, escalated.
template <class Duty>
void PresentDutyTimes(absl::Time now, Duty* duty) {
  const bool open = duty->state() == Duty::STATE_OPEN;
  const absl::Time at = open ? now : FromProto(duty->end_time());
  duty->set_overdue(duty->state() != Duty::STATE_DROPPED && at >= FromProto(duty->due_time()));
  duty->set_due_soon(open && !duty->overdue() && at >= FromProto(duty->remind_time()));
  duty->set_escalated(open && at >= FromProto(duty->escalate_time()));
}

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_DUTIES_H_
