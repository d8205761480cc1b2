#include "server/handlers/meeting_figures.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/meeting.pb.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using Figures = std::map<std::string, Measures>;

// A meeting counts on the last day of its period, once that is over.
absl::Status AddMeetings(const Txn& txn, const std::string& code, const Period& period,
                         Figures& figures) {
  return txn.db.Query(
      "SELECT division, count(*), sum(held_time IS NOT NULL) FROM meetings WHERE division >= $1 "
      "AND "
      "division < $2 AND period_end_date >= $3 AND period_end_date <= $4 AND period_end_date < $5 "
      "GROUP BY division",
      {code, absl::StrCat(code, ":"), period.from, period.to, DayText(txn.now)},
      [&figures](const Row& row) {
        Measures& measures = figures[std::string(row.Bytes(0))];
        measures["meetings.planned"] += row.Int(1);
        measures["meetings.held"] += row.Int(2);
        return absl::OkStatus();
      });
}

// An item counts on the day when it was first due, once that is past. One that was carried over
// goes on in the next; one that was let go before it was due owed nothing.
absl::Status AddItems(const Txn& txn, const std::string& code, const Period& period,
                      Figures& figures) {
  const absl::Time end = DayStart(period.to) + absl::Hours(24);
  return txn.db.Query(
      "SELECT division, CASE WHEN state = 'OPEN' THEN 'meetings.items_overdue' WHEN end_time >= "
      "first_due_time THEN 'meetings.items_late' ELSE 'meetings.items_in_time' END, count(*) FROM "
      "meeting_items WHERE division >= $1 AND division < $2 AND first_due_time >= $3 AND "
      "first_due_time < $4 AND (state IN ('OPEN', 'DONE') OR (state = 'RELEASED' AND end_time >= "
      "first_due_time)) GROUP BY 1, 2",
      {code, absl::StrCat(code, ":"), TimeText(DayStart(period.from)),
       TimeText(std::min(end, txn.now + absl::Microseconds(1)))},
      [&figures](const Row& row) {
        figures[std::string(row.Bytes(0))][std::string(row.Bytes(1))] += row.Int(2);
        return absl::OkStatus();
      });
}

}  // namespace

absl::StatusOr<Figures> ReadMeetingFigures(const Txn& txn, const std::string& area,
                                           const Period& period) {
  const NameParts parts = SplitName(area);
  Figures figures;
  if (parts.collection != "divisions") return figures;
  GG_RETURN_IF_ERROR(AddMeetings(txn, parts.id, period, figures));
  GG_RETURN_IF_ERROR(AddItems(txn, parts.id, period, figures));
  std::erase_if(figures, [&txn](const auto& one) {
    return !MeetingTable().Covers(txn, txn.scope, RowScope{.division = one.first}).has_value();
  });
  return figures;
}

}  // namespace gridgov
