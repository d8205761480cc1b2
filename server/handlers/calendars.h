// The calendar of working days and the deadline classes.
#ifndef GRIDGOV_SERVER_HANDLERS_CALENDARS_H_
#define GRIDGOV_SERVER_HANDLERS_CALENDARS_H_

#include "absl/status/statusor.h"
#include "gridgov/v1/calendar.pb.h"
#include "server/handlers/call.h"
#include "server/handlers/deadlines.h"

namespace gridgov {

// Serves CalendarService. Constant after construction; safe from every thread.
class CalendarHandler {
 public:
  // `deadlines` outlives it.
  explicit CalendarHandler(const Deadlines* deadlines) : deadlines_(deadlines) {}

  absl::StatusOr<v1::ListCalendarDaysResponse> ListDays(
      Call& call, const v1::ListCalendarDaysRequest& request) const;
  // The calendar in memory follows the commit: the draft says calendar_changed.
  absl::StatusOr<v1::ImportCalendarResponse> ImportDays(
      Call& call, const v1::ImportCalendarRequest& request) const;
  absl::StatusOr<v1::ComputeDeadlineResponse> Compute(
      Call& call, const v1::ComputeDeadlineRequest& request) const;
  absl::StatusOr<v1::ListDeadlineClassesResponse> ListClasses(
      Call& call, const v1::ListDeadlineClassesRequest& request) const;
  // Deadlines that run already keep their times until their issue changes.
  absl::StatusOr<v1::ImportDeadlineClassesResponse> ImportClasses(
      Call& call, const v1::ImportDeadlineClassesRequest& request) const;

 private:
  const Deadlines* const deadlines_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_CALENDARS_H_
