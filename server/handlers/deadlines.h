// Deadlines: the calendar and the deadline classes in force, held in memory, and the one way from
// a resource's clock to its times.
#ifndef GRIDGOV_SERVER_HANDLERS_DEADLINES_H_
#define GRIDGOV_SERVER_HANDLERS_DEADLINES_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gridgov/v1/calendar.pb.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/deadline/calendar.h"
#include "server/deadline/engine.h"
#include "server/store/time_text.h"
#include "server/store/txn.h"

namespace gridgov {

// The calendar as the table holds it within this transaction.
absl::StatusOr<std::shared_ptr<const deadline::Calendar>> ReadCalendar(Connection& db);

// "YYYY-MM-DD"; "" if the calendar knows no year.
std::string KnownUntil(const deadline::Calendar& calendar);

// Computes provisional deadlines of one resource anew, at most `limit`, after the row with key
// `after`; answers the last key, or 0 when there is none left.
using Recompute = std::function<absl::StatusOr<int64_t>(const Txn& txn, int64_t after, int limit)>;

// The frame of it: calls `fn` for each row of `sql`, which selects key and uid after $1, at most
// $2.
absl::StatusOr<int64_t> RecomputeRows(const Txn& txn, const char* sql, int64_t after, int limit,
                                      const std::function<absl::Status(const Uuid& id)>& fn);

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

  // From when a deadline of that class runs that is due at the end of `last_day`.
  // FAILED_PRECONDITION, reason CLASS_NOT_IN_DAYS, for a class that is not in calendar days.
  absl::StatusOr<absl::Time> StartFor(Connection& db, const std::string& code,
                                      const std::string& last_day) const;

  // A clock as the engine counts it, with the lengths of its class and extensions.
  absl::StatusOr<deadline::Clock> ClockOf(const Txn& txn, const v1::DeadlineClock& clock) const;

  // Fills the same times of what is due at the end of `last_day` and has run since `first_day`
  // began, both "YYYY-MM-DD": it has no class, so no calendar moves it.
  template <class Resource>
  void EvaluateDays(const std::string& first_day, const std::string& last_day,
                    Resource* resource) const {
    const deadline::Times times = DaysUntil(first_day, last_day);
    *resource->mutable_remind_time() = ToProto(times.remind_at);
    *resource->mutable_due_time() = ToProto(times.due_at);
    *resource->mutable_escalate_time() = ToProto(times.escalate_at);
    resource->clear_clock();
    resource->set_provisional(false);
  }

  // Fills remind_time, due_time, escalate_time, provisional and, where the resource has it,
  // paused_seconds (counted time) from its clock; one without a clock has no deadline, so the times
  // are cleared.
  template <class Resource>
  absl::Status Evaluate(const Txn& txn, Resource* resource) const {
    if (!resource->has_clock()) {
      resource->clear_remind_time();
      resource->clear_due_time();
      resource->clear_escalate_time();
      resource->clear_provisional();
      return absl::OkStatus();
    }
    GG_ASSIGN_OR_RETURN(const Counted counted, Count(txn, resource->clock()));
    *resource->mutable_remind_time() = ToProto(counted.times.remind_at);
    *resource->mutable_due_time() = ToProto(counted.times.due_at);
    *resource->mutable_escalate_time() = ToProto(counted.times.escalate_at);
    resource->set_provisional(counted.times.provisional || counted.times.escalate_provisional);
    if constexpr (requires { resource->set_paused_seconds(int64_t{}); }) {
      resource->set_paused_seconds(resource->clock().earlier_paused_seconds() +
                                   absl::ToInt64Seconds(counted.paused));
    }
    return absl::OkStatus();
  }

 private:
  struct Counted {
    deadline::Times times;
    absl::Duration paused;
  };
  absl::StatusOr<Counted> Count(const Txn& txn, const v1::DeadlineClock& clock) const;
  deadline::Times DaysUntil(const std::string& first_day, const std::string& last_day) const;

  mutable std::mutex mu_;
  std::shared_ptr<const deadline::Calendar> calendar_;
  std::map<std::string, deadline::Length> lengths_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_DEADLINES_H_
