#include "server/handlers/deadlines.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/errors.h"
#include "server/store/column.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

deadline::Unit UnitOf(v1::DeadlineClass::Unit unit) {
  switch (unit) {
    case v1::DeadlineClass::UNIT_WORKING_HOURS:
      return deadline::Unit::kWorkingHours;
    case v1::DeadlineClass::UNIT_WORKING_DAYS:
      return deadline::Unit::kWorkingDays;
    case v1::DeadlineClass::UNIT_URGENT_HOURS:
      return deadline::Unit::kUrgentHours;
    case v1::DeadlineClass::UNIT_URGENT_DAYS:
      return deadline::Unit::kUrgentDays;
    default:
      return deadline::Unit::kCalendarDays;
  }
}

absl::StatusOr<deadline::Length> LengthIn(const Row& row) {
  const auto* unit = FindEnum(v1::DeadlineClass::Unit_descriptor(), std::string(row.Bytes(1)));
  if (unit == nullptr) return absl::DataLossError("unknown unit in deadline_classes");
  return deadline::Length{UnitOf(static_cast<v1::DeadlineClass::Unit>(unit->number())),
                          static_cast<int>(row.Int(2)), static_cast<int>(row.Int(3))};
}

absl::StatusOr<std::map<std::string, deadline::Length>> ReadLengths(Connection& db) {
  std::map<std::string, deadline::Length> lengths;
  GG_RETURN_IF_ERROR(db.Query("SELECT code, unit, amount, minutes FROM deadline_classes", {},
                              [&lengths](const Row& row) -> absl::Status {
                                GG_ASSIGN_OR_RETURN(lengths[std::string(row.Bytes(0))],
                                                    LengthIn(row));
                                return absl::OkStatus();
                              }));
  return lengths;
}

absl::Status NotInDays(const std::string& deadline_class) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "CLASS_NOT_IN_DAYS",
                   {.zh = "该时限须以自然日计，请联系系统管理员修改时限。",
                    .en = "This deadline class must be in calendar days. Ask the system "
                          "administrator to change it."},
                   {{"deadline_class", deadline_class}});
}

}  // namespace

absl::StatusOr<std::shared_ptr<const deadline::Calendar>> ReadCalendar(Connection& db) {
  std::vector<deadline::DayEntry> entries;
  GG_RETURN_IF_ERROR(db.Query(
      "SELECT date, kind FROM calendar_days", {}, [&entries](const Row& row) -> absl::Status {
        deadline::DayEntry entry;
        if (!absl::ParseCivilTime(row.Bytes(0), &entry.date)) {
          return absl::DataLossError("unreadable date in calendar_days");
        }
        entry.kind = row.Bytes(1) == "HOLIDAY" ? deadline::DayKind::kHoliday
                                               : deadline::DayKind::kWorkingDay;
        entries.push_back(entry);
        return absl::OkStatus();
      }));
  return deadline::Calendar::Create(entries);
}

std::string KnownUntil(const deadline::Calendar& calendar) {
  const std::optional<absl::CivilDay> day = calendar.known_until();
  return day.has_value() ? absl::FormatCivilTime(*day) : "";
}

absl::StatusOr<int64_t> RecomputeRows(const Txn& txn, const char* sql, int64_t after, int limit,
                                      const std::function<absl::Status(const Uuid& id)>& fn) {
  int64_t last = 0;
  std::vector<Uuid> ids;
  GG_RETURN_IF_ERROR(
      txn.db.Query(sql, {after, int64_t{limit}}, [&](const Row& row) -> absl::Status {
        GG_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.Bytes(1)));
        last = row.Int(0);
        ids.push_back(id);
        return absl::OkStatus();
      }));
  for (const Uuid& id : ids) GG_RETURN_IF_ERROR(fn(id));
  return last;
}

deadline::Length LengthOf(const v1::DeadlineClass& deadline_class) {
  return {UnitOf(deadline_class.unit()), deadline_class.amount(), deadline_class.minutes()};
}

Deadlines::Deadlines() : calendar_(*deadline::Calendar::Create({})) {}

absl::Status Deadlines::Load(Connection& db) {
  GG_ASSIGN_OR_RETURN(auto calendar, ReadCalendar(db));
  GG_ASSIGN_OR_RETURN(auto lengths, ReadLengths(db));
  std::lock_guard<std::mutex> lock(mu_);
  calendar_ = std::move(calendar);
  lengths_ = std::move(lengths);
  return absl::OkStatus();
}

std::shared_ptr<const deadline::Calendar> Deadlines::calendar() const {
  std::lock_guard<std::mutex> lock(mu_);
  return calendar_;
}

absl::StatusOr<deadline::Length> Deadlines::FindLength(Connection& db,
                                                       const std::string& code) const {
  {
    std::lock_guard<std::mutex> lock(mu_);
    const auto it = lengths_.find(code);
    if (it != lengths_.end()) return it->second;
  }
  // It may have come with a call that is not committed yet.
  std::optional<deadline::Length> length;
  GG_RETURN_IF_ERROR(
      db.Query("SELECT code, unit, amount, minutes FROM deadline_classes WHERE code = $1", {code},
               [&length](const Row& row) -> absl::Status {
                 GG_ASSIGN_OR_RETURN(length, LengthIn(row));
                 return absl::OkStatus();
               }));
  if (!length.has_value()) return MakeInvalid({UnknownReference("deadline_class", code)});
  return *length;
}

absl::StatusOr<absl::Time> Deadlines::StartFor(Connection& db, const std::string& code,
                                               const std::string& last_day) const {
  GG_ASSIGN_OR_RETURN(const deadline::Length length, FindLength(db, code));
  if (length.unit != deadline::Unit::kCalendarDays) return NotInDays(code);
  // The first day is not counted and the last one ends at 24:00.
  absl::CivilDay day;
  (void)absl::ParseCivilTime(last_day, &day);
  return DayStart(absl::FormatCivilTime(day - length.amount));
}

absl::StatusOr<deadline::Clock> Deadlines::ClockOf(const Txn& txn,
                                                   const v1::DeadlineClock& clock) const {
  deadline::Clock out;
  out.start = FromProto(clock.start_time());
  GG_ASSIGN_OR_RETURN(out.length, FindLength(txn.db, clock.deadline_class()));
  for (const v1::DeadlineClock::Pause& pause : clock.pauses()) {
    const absl::Time from = FromProto(pause.start_time());
    if (pause.has_end_time()) {
      out.pauses.push_back({from, FromProto(pause.end_time())});
    } else {
      out.paused_since = from;
    }
  }
  for (const int32_t amount : clock.extensions()) {
    out.extensions.push_back({.unit = out.length.unit, .amount = amount});
  }
  return out;
}

absl::StatusOr<Deadlines::Counted> Deadlines::Count(const Txn& txn,
                                                    const v1::DeadlineClock& proto) const {
  GG_ASSIGN_OR_RETURN(const deadline::Clock clock, ClockOf(txn, proto));
  const std::shared_ptr<const deadline::Calendar> known = calendar();
  return Counted{deadline::Evaluate(*known, clock), deadline::TimePaused(*known, clock)};
}

deadline::Times Deadlines::DaysUntil(const std::string& first_day,
                                     const std::string& last_day) const {
  absl::CivilDay first, last;
  (void)absl::ParseCivilTime(first_day, &first);
  (void)absl::ParseCivilTime(last_day, &last);
  // The day of a start is not counted, so it starts the day before.
  return deadline::Evaluate(*calendar(),
                            {.start = DayStart(absl::FormatCivilTime(first - 1)),
                             .length = {.unit = deadline::Unit::kCalendarDays,
                                        .amount = static_cast<int>(last - first) + 1}});
}

}  // namespace gridgov
