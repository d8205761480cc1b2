#include "server/handlers/calendars.h"

#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "gridgov/v1/error.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/errors.h"
#include "server/handlers/import.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

// The engine's calendar reaches from 1950 to 2199.
constexpr absl::string_view kFirstDay = "1950-01-01";
constexpr absl::string_view kLastDay = "2199-12-31";

std::vector<Violation> WrongDays(const v1::ImportCalendarRequest& request) {
  std::vector<Violation> wrong =
      DuplicateCodes(CalendarDayTable(), request.calendar_days(), "calendar_days");
  for (int i = 0; i < request.calendar_days_size(); ++i) {
    const std::string& date = request.calendar_days(i).date();
    const std::string field = FieldAt("calendar_days", i, "date");
    if (!IsDay(date)) {
      wrong.push_back(BadDate(field));
    } else if (date < kFirstDay || date > kLastDay) {
      wrong.push_back({field,
                       "OUT_OF_RANGE",
                       {.zh = "应在 1950 至 2199 年之间。", .en = "must be in 1950 to 2199."}});
    }
  }
  return wrong;
}

// What the engine says of a length, about the field of this row.
void AddWrongLength(const v1::DeadlineClass& row, int index, std::vector<Violation>* wrong) {
  const absl::Status status = deadline::CheckLength(LengthOf(row));
  if (status.ok()) return;
  const v1::ErrorDetail zh = ErrorDetailIn(status, true);
  const v1::ErrorDetail en = ErrorDetailIn(status, false);
  wrong->push_back({FieldAt("deadline_classes", index, zh.violations(0).field()),
                    zh.violations(0).reason(),
                    {.zh = zh.violations(0).description(), .en = en.violations(0).description()}});
}

std::vector<Violation> WrongClasses(const v1::ImportDeadlineClassesRequest& request) {
  std::vector<Violation> wrong =
      DuplicateCodes(DeadlineClassTable(), request.deadline_classes(), "deadline_classes");
  for (int i = 0; i < request.deadline_classes_size(); ++i) {
    const v1::DeadlineClass& row = request.deadline_classes(i);
    AddWrongLength(row, i, &wrong);
    if (!row.valid_from_date().empty() && !IsDay(row.valid_from_date())) {
      wrong.push_back(BadDate(FieldAt("deadline_classes", i, "valid_from_date")));
    }
  }
  return wrong;
}

std::string InChina(absl::Time time) {
  return absl::FormatTime(absl::RFC3339_sec, time, ChinaTime());
}

}  // namespace

absl::StatusOr<v1::ListCalendarDaysResponse> CalendarHandler::ListDays(
    Call& call, const v1::ListCalendarDaysRequest& request) const {
  v1::ListCalendarDaysResponse response;
  Find find;
  if (request.year() > 0) {
    find.where = "t.date >= $1 AND t.date <= $2";
    find.args = {absl::StrFormat("%04d-01-01", request.year()),
                 absl::StrFormat("%04d-12-31", request.year())};
  }
  GG_RETURN_IF_ERROR(
      FillPage(call.txn, CalendarDayTable(), request, std::move(find), nullptr, &response));
  response.set_known_until_date(deadlines_->known_until());
  return response;
}

absl::StatusOr<v1::ImportCalendarResponse> CalendarHandler::ImportDays(
    Call& call, const v1::ImportCalendarRequest& request) const {
  const std::vector<Violation> wrong = WrongDays(request);
  if (!wrong.empty()) return MakeInvalid(wrong);
  GG_ASSIGN_OR_RETURN(const ImportCounts counts,
                      ImportRows(call.txn, CalendarDayTable(), request.calendar_days(),
                                 request.validate_only(), [](v1::CalendarDay*, bool) {}));
  if (!request.validate_only() && counts.created + counts.updated > 0) {
    call.txn.draft.calendar_changed = true;
  }
  GG_ASSIGN_OR_RETURN(const auto calendar, ReadCalendar(call.txn.db));
  v1::ImportCalendarResponse response;
  counts.FillIn(&response);
  response.set_known_until_date(KnownUntil(*calendar));
  return response;
}

absl::StatusOr<v1::ComputeDeadlineResponse> CalendarHandler::Compute(
    Call& call, const v1::ComputeDeadlineRequest& request) const {
  absl::Time start = call.txn.now;
  std::string ignored;
  if (!request.start_time().empty() &&
      !absl::ParseTime(absl::RFC3339_full, request.start_time(), &start, &ignored)) {
    return MakeInvalid("start_time", "BAD_TIME",
                       {.zh = "应为 RFC 3339 时间，例如 2026-11-24T09:00:00+08:00。",
                        .en = "must be an RFC 3339 time, such as 2026-11-24T09:00:00+08:00."});
  }
  GG_ASSIGN_OR_RETURN(const v1::DeadlineClass deadline_class,
                      DeadlineClassTable().Get(call.txn, request.deadline_class()));
  const deadline::Times times = deadline::Evaluate(
      *deadlines_->calendar(), {.start = start, .length = LengthOf(deadline_class)});
  v1::ComputeDeadlineResponse response;
  response.set_remind_time(InChina(times.remind_at));
  response.set_due_time(InChina(times.due_at));
  response.set_escalate_time(InChina(times.escalate_at));
  response.set_provisional(times.provisional || times.escalate_provisional);
  return response;
}

absl::StatusOr<v1::ListDeadlineClassesResponse> CalendarHandler::ListClasses(
    Call& call, const v1::ListDeadlineClassesRequest& request) const {
  v1::ListDeadlineClassesResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, DeadlineClassTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<v1::ImportDeadlineClassesResponse> CalendarHandler::ImportClasses(
    Call& call, const v1::ImportDeadlineClassesRequest& request) const {
  const std::vector<Violation> wrong = WrongClasses(request);
  if (!wrong.empty()) return MakeInvalid(wrong);
  GG_ASSIGN_OR_RETURN(const ImportCounts counts,
                      ImportRows(call.txn, DeadlineClassTable(), request.deadline_classes(),
                                 /*validate_only=*/false, [](v1::DeadlineClass*, bool) {}));
  if (counts.created + counts.updated > 0) call.txn.draft.calendar_changed = true;
  v1::ImportDeadlineClassesResponse response;
  counts.FillIn(&response);
  return response;
}

}  // namespace gridgov
