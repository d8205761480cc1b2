// What is derived of meetings and their items for the reader, and what a reader does not get.
#include <string>
#include <utility>
#include <vector>

#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/meeting.pb.h"
#include "gridgov/v1/meeting_item.pb.h"
#include "proto/cpp/status_macros.h"
#include "server/deadline/engine.h"
#include "server/handlers/meeting_flow.h"
#include "server/handlers/meeting_rows.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Meeting;
using v1::MeetingItem;

template <class Resource>
void SetPhase(absl::Time now, Resource* resource) {
  const auto phase = deadline::PhaseAt({.remind_at = FromProto(resource->remind_time()),
                                        .due_at = FromProto(resource->due_time()),
                                        .escalate_at = FromProto(resource->escalate_time())},
                                       now);
  resource->set_due_soon(phase == deadline::Phase::kDueSoon);
  resource->set_overdue(phase >= deadline::Phase::kOverdue);
  resource->set_escalated(phase == deadline::Phase::kEscalated);
}

bool MayRun(const Call& call, const TableBase& table, const google::protobuf::Message& row) {
  const Scope& reach = call.principal.ScopeFor(kMeetingPermission);
  return !reach.empty() && table.Covers(call.txn, reach, row).has_value();
}

// What an act asks for beside the state, as far as it can be told beforehand.
bool Sensible(const Call& call, const Meeting& meeting, const ItemCounts& counts,
              absl::string_view verb) {
  if (verb == kSettle) return false;
  if (verb == "hold") return call.txn.now >= DayStart(meeting.period_start_date());
  if (verb == "sign") {
    return meeting.chair() == call.txn.actor.name() && !meeting.minutes().empty() &&
           counts.on_agenda == 0;
  }
  return true;
}

// The number of an issue or dispute as far as the reader may see it; "" if not at all.
template <class T>
absl::StatusOr<std::string> NumberOf(const Table<T>& table, const Txn& reach,
                                     const std::string& name) {
  if (name.empty() || reach.scope.empty()) return "";
  const auto row = table.Get(reach, name);
  if (row.ok()) return row->number();
  if (absl::IsPermissionDenied(row.status()) || absl::IsNotFound(row.status())) return "";
  return row.status();
}

using Names = google::protobuf::RepeatedPtrField<std::string>;

// Leaves those that the reader may see, and answers their numbers.
template <class T>
absl::StatusOr<std::vector<std::string>> KeepVisible(const Table<T>& table, const Txn& reach,
                                                     Names* names) {
  Names visible;
  std::vector<std::string> numbers;
  for (std::string& name : *names) {
    GG_ASSIGN_OR_RETURN(std::string number, NumberOf(table, reach, name));
    if (number.empty()) continue;
    numbers.push_back(std::move(number));
    visible.Add(std::move(name));
  }
  *names = std::move(visible);
  return numbers;
}

}  // namespace

absl::Status PresentMeeting(const Call& call, Meeting* meeting) {
  GG_ASSIGN_OR_RETURN(const ItemCounts counts, CountItems(call.txn, meeting->name()));
  meeting->set_item_count(counts.all);
  meeting->set_open_item_count(counts.open);
  if (meeting->has_due_time()) SetPhase(call.txn.now, meeting);
  meeting->set_missed(meeting->state() == Meeting::STATE_PLANNED && meeting->overdue());
  meeting->clear_allowed_actions();
  if (!MayRun(call, MeetingTable(), *meeting)) return absl::OkStatus();
  for (const MeetingStep& step : kMeetingFlow) {
    if (step.from != meeting->state() || !Sensible(call, *meeting, counts, step.verb)) continue;
    meeting->add_allowed_actions(std::string(step.verb));
  }
  return absl::OkStatus();
}

absl::Status PresentMeetingItem(const Call& call, MeetingItem* item) {
  // Numbers are shown in the reach of reading issues, whatever the reach of reading items.
  const Txn issues = call.For("issues.get");
  const Txn disputes = call.For("disputes.get");
  GG_ASSIGN_OR_RETURN(const std::string number, NumberOf(IssueTable(), issues, item->issue()));
  item->set_issue_number(number);
  if (number.empty()) item->clear_issue();
  GG_ASSIGN_OR_RETURN(*item->mutable_dispute_number(),
                      NumberOf(DisputeTable(), disputes, item->dispute()));
  if (item->dispute_number().empty()) item->clear_dispute();
  GG_RETURN_IF_ERROR(KeepVisible(IssueTable(), issues, item->mutable_dispatched_issues()).status());
  if (item->has_cluster()) {
    MeetingItem::Cluster& cluster = *item->mutable_cluster();
    GG_ASSIGN_OR_RETURN(auto numbers, KeepVisible(IssueTable(), issues, cluster.mutable_issues()));
    GG_ASSIGN_OR_RETURN(const auto further,
                        KeepVisible(DisputeTable(), disputes, cluster.mutable_disputes()));
    numbers.insert(numbers.end(), further.begin(), further.end());
    cluster.clear_numbers();
    for (const std::string& one : numbers) cluster.add_numbers(one);
  }
  if (item->state() == MeetingItem::STATE_OPEN) SetPhase(call.txn.now, item);
  item->clear_allowed_actions();
  if (!MayRun(call, MeetingItemTable(), *item)) return absl::OkStatus();
  GG_ASSIGN_OR_RETURN(const Meeting meeting,
                      MeetingTable().Get(call.txn.System(), item->meeting()));
  for (const ItemStep& step : kItemFlow) {
    if (FindItemStep(item->state(), meeting.state(), step.verb) != &step) continue;
    if (step.verb != kCarryOver) item->add_allowed_actions(std::string(step.verb));
  }
  return absl::OkStatus();
}

}  // namespace gridgov
