#include "server/handlers/duties.h"

#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/days.h"

namespace gridgov {

absl::StatusOr<absl::Time> StartUntil(const Txn& txn, const Deadlines& deadlines,
                                      const std::string& deadline_class,
                                      const std::string& last_day) {
  GG_ASSIGN_OR_RETURN(const deadline::Length length, deadlines.FindLength(txn.db, deadline_class));
  if (length.unit != deadline::Unit::kCalendarDays) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "CLASS_NOT_IN_DAYS",
                     {.zh = "该时限须以自然日计，请联系系统管理员修改时限。",
                      .en = "This deadline class must be in calendar days. Ask the system "
                            "administrator to change it."},
                     {{"deadline_class", deadline_class}});
  }
  // The first day is not counted and the last one ends at 24:00.
  return DayStart(AddDays(last_day, -length.amount));
}

}  // namespace gridgov
