#include "server/handlers/meeting_rows.h"

#include <algorithm>
#include <utility>

#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/meeting_flow.h"
#include "server/store/column.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Meeting;
using v1::MeetingItem;

// What the next meeting goes on with: the same matter, measure and deadline.
MeetingItem NextOf(const MeetingItem& item, const Meeting& meeting) {
  MeetingItem next = item;
  next.clear_name();
  next.set_meeting(meeting.name());
  next.set_origin(MeetingItem::ORIGIN_CARRIED_OVER);
  next.set_carried_from(item.name());
  next.clear_carried_to();
  return next;
}

}  // namespace

absl::StatusOr<std::vector<MeetingItem>> ItemsOf(const Txn& txn, const std::string& meeting) {
  GG_ASSIGN_OR_RETURN(std::vector<MeetingItem> items,
                      MeetingItemTable().Select(txn.System(), {.where = "t.meeting = $1",
                                                               .args = {Blob{IdBytes(meeting)}}}));
  std::reverse(items.begin(), items.end());
  return items;
}

absl::StatusOr<ItemCounts> CountItems(const Txn& txn, const std::string& meeting) {
  ItemCounts counts;
  GG_RETURN_IF_ERROR(
      txn.db.Query("SELECT state, count(*) FROM meeting_items WHERE meeting = $1 GROUP BY state",
                   {Blob{IdBytes(meeting)}}, [&counts](const Row& row) {
                     const int number = static_cast<int>(row.Int(1));
                     counts.all += number;
                     if (row.Bytes(0) == "ON_AGENDA") counts.on_agenda += number;
                     if (row.Bytes(0) == "ON_AGENDA" || row.Bytes(0) == "OPEN") {
                       counts.open += number;
                     }
                     return absl::OkStatus();
                   }));
  return counts;
}

absl::Status CarryOverInto(const Txn& txn, const Meeting& meeting) {
  const std::string division = SplitName(meeting.division()).id;
  GG_ASSIGN_OR_RETURN(
      std::vector<MeetingItem> left,
      MeetingItemTable().Select(
          txn, {.where = "t.division = $1 AND t.state = 'OPEN' AND t.meeting IN (SELECT uid FROM "
                         "meetings WHERE division = $1 AND uid <> $2 AND planned_time < $3 AND "
                         "(state = 'ITEMS_OPEN' OR (state = 'PLANNED' AND due_time <= $4)))",
                .args = {division, Blob{IdBytes(meeting.name())},
                         TimeText(FromProto(meeting.planned_time())), TimeText(txn.now)}}));
  std::reverse(left.begin(), left.end());
  for (MeetingItem& item : left) {
    GG_ASSIGN_OR_RETURN(const MeetingItem next,
                        MeetingItemTable().Insert(txn, NextOf(item, meeting)));
    const std::string before = item.meeting();
    item.set_state(MeetingItem::STATE_CARRIED_OVER);
    item.set_carried_to(next.name());
    *item.mutable_end_time() = ToProto(txn.now);
    GG_RETURN_IF_ERROR(MeetingItemTable().Update(txn, std::move(item)).status());
    GG_RETURN_IF_ERROR(SettleMeeting(txn, before));
  }
  return absl::OkStatus();
}

absl::Status PassOnMeeting(const Txn& txn, const std::string& name, const std::string& from,
                           const std::string& to) {
  GG_ASSIGN_OR_RETURN(Meeting meeting, MeetingTable().Get(txn, name));
  if (meeting.chair() == from) meeting.set_chair(to);
  if (meeting.recorder() == from) meeting.set_recorder(to);
  return MeetingTable().Update(txn, std::move(meeting)).status();
}

absl::Status PassOnItem(const Txn& txn, const std::string& name, const std::string& to) {
  GG_ASSIGN_OR_RETURN(MeetingItem item, MeetingItemTable().Get(txn, name));
  item.set_assignee(to);
  return MeetingItemTable().Update(txn, std::move(item)).status();
}

absl::Status SettleMeeting(const Txn& txn, const std::string& name) {
  GG_ASSIGN_OR_RETURN(Meeting meeting, MeetingTable().Get(txn, name));
  const auto next = Next(kMeetingFlow, meeting.state(), kSettle);
  if (!next.has_value()) return absl::OkStatus();
  GG_ASSIGN_OR_RETURN(const ItemCounts counts, CountItems(txn, name));
  if (counts.open > 0) return absl::OkStatus();
  meeting.set_state(*next);
  *meeting.mutable_done_time() = ToProto(txn.now);
  return MeetingTable().Update(txn, std::move(meeting)).status();
}

}  // namespace gridgov
