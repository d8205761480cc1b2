// Deadlines: the calendar and the deadline classes in force, held in memory, and the one way from
// an issue's clock to its times.
#ifndef GRIDGOV_SERVER_HANDLERS_DEADLINES_H_
#define GRIDGOV_SERVER_HANDLERS_DEADLINES_H_

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "server/deadline/calendar.h"
#include "server/deadline/engine.h"
#include "server/store/txn.h"

namespace gridgov {

// The calendar as the table holds it within this transaction.
absl::StatusOr<std::shared_ptr<const deadline::Calendar>> ReadCalendar(Connection& db);

// "YYYY-MM-DD"; "" if the calendar knows no year.
std::string KnownUntil(const deadline::Calendar& calendar);

deadline::Length LengthOf(const v1::DeadlineClass& deadline_class);

// Thread-safe. Knows no year and no class until the first Load().
class Deadlines {
 public:
  Deadlines();

  // Reads both tables anew: at start, and after each commit whose draft says calendar_changed. On
  // an error what was known stays.
  absl::Status Load(Connection& db);

  // Never nullptr. Stays as it is for as long as the caller holds it.
  std::shared_ptr<const deadline::Calendar> calendar() const;
  // "YYYY-MM-DD"; "" if no year is known.
  std::string known_until() const { return KnownUntil(*calendar()); }

  // The length of a class by its code; INVALID_ARGUMENT, reason UNKNOWN_REFERENCE, if there is
  // none.
  absl::StatusOr<deadline::Length> FindLength(Connection& db, const std::string& code) const;

  // An issue's clock as the engine counts it, with the lengths of its class and extensions.
  absl::StatusOr<deadline::Clock> ClockOf(const Txn& txn, const v1::Issue::Clock& clock) const;

  // Fills remind_time, due_time, escalate_time, provisional and paused_seconds (counted time) from
  // issue.clock(); an issue without a clock has no deadline, so the times are cleared.
  absl::Status Evaluate(const Txn& txn, v1::Issue* issue) const;

 private:
  mutable std::mutex mu_;
  std::shared_ptr<const deadline::Calendar> calendar_;
  std::map<std::string, deadline::Length> lengths_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_DEADLINES_H_
