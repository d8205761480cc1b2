#include "server/handlers/meeting_items.h"

#include <algorithm>
#include <utility>

#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/days.h"
#include "server/handlers/divisions.h"
#include "server/handlers/errors.h"
#include "server/handlers/meeting_flow.h"
#include "server/handlers/meeting_rows.h"
#include "server/handlers/recompute.h"
#include "server/handlers/unit_facts.h"
#include "server/store/column.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Meeting;
using v1::MeetingItem;

// An item that takes a step, and its meeting.
struct Stepping {
  MeetingItem item;
  Meeting meeting;
};

absl::StatusOr<Stepping> Stepped(const Txn& txn, const std::string& name, const std::string& etag,
                                 absl::string_view verb) {
  Stepping now;
  GG_ASSIGN_OR_RETURN(now.item, MeetingItemTable().GetForUpdate(txn, name, etag));
  GG_ASSIGN_OR_RETURN(now.meeting, MeetingTable().Get(txn, now.item.meeting()));
  const ItemStep* step = FindItemStep(now.item.state(), now.meeting.state(), verb);
  if (step == nullptr) {
    const auto* state = MeetingItem::State_descriptor()->FindValueByNumber(now.item.state());
    return WrongState(name, EnumText(state), verb);
  }
  now.item.set_state(step->to);
  return now;
}

absl::Status Required(const std::string& field, Text text) {
  return MakeInvalid(field, "REQUIRED", std::move(text));
}

// The grid lies in the division whose meeting it is.
absl::StatusOr<bool> LiesIn(const Txn& txn, const std::string& grid, const std::string& division) {
  bool found = false;
  GG_RETURN_IF_ERROR(txn.db.Query("SELECT 1 FROM area_grids WHERE area = $1 AND grid = $2",
                                  {division, Blob{IdBytes(grid)}}, [&found](const Row&) {
                                    found = true;
                                    return absl::OkStatus();
                                  }));
  return found;
}

absl::Status CheckNotListed(const Txn& txn, const MeetingItem& item) {
  GG_ASSIGN_OR_RETURN(const auto items, ItemsOf(txn, item.meeting()));
  const bool listed = std::any_of(items.begin(), items.end(), [&item](const MeetingItem& other) {
    if (other.kind() != item.kind() || !IsOpenItem(other.state())) return false;
    return other.issue() == item.issue() && other.dispute() == item.dispute() &&
           other.category() == item.category();
  });
  if (!listed) return absl::OkStatus();
  return MakeError(absl::StatusCode::kAlreadyExists, "ON_AGENDA",
                   {.zh = "该事项已在议程上。", .en = "It is on the agenda already."});
}

absl::Status CheckInside(const Txn& txn, const std::string& field, const std::string& grid,
                         const Meeting& meeting) {
  GG_ASSIGN_OR_RETURN(const bool inside, LiesIn(txn, grid, meeting.division()));
  if (inside) return absl::OkStatus();
  return MakeInvalid(
      field, "OUTSIDE_DIVISION",
      {.zh = "该事项不在本次会议的辖区内。", .en = "is not in the division whose meeting it is."});
}

// What is put on by hand: an issue or a dispute that the caller sees, or a published category.
absl::Status FillSubject(const Call& call, const Meeting& meeting, MeetingItem* item) {
  const int subjects =
      !item->issue().empty() + !item->dispute().empty() + !item->category().empty();
  if (subjects != 1) {
    return MakeInvalid("meeting_item", "ONE_SUBJECT",
                       {.zh = "请指定一个事件、一个纠纷或一个事件类别。",
                        .en = "must name one issue, one dispute or one category."});
  }
  if (!item->category().empty()) {
    GG_ASSIGN_OR_RETURN(const v1::Category category,
                        CategoryTable().Get(call.txn.System(), item->category()));
    if (category.state() != v1::Category::STATE_PUBLISHED) {
      return MakeInvalid({UnknownReference("meeting_item.category", category.code())});
    }
    item->set_kind(MeetingItem::KIND_CATEGORY);
    return absl::OkStatus();
  }
  if (!item->dispute().empty()) {
    GG_ASSIGN_OR_RETURN(const v1::Dispute dispute,
                        DisputeTable().Get(call.For("disputes.get"), item->dispute()));
    item->set_kind(MeetingItem::KIND_DISPUTE);
    item->set_dispute_class(dispute.dispute_class());
    return CheckInside(call.txn, "meeting_item.dispute", dispute.grid(), meeting);
  }
  GG_ASSIGN_OR_RETURN(const v1::Issue issue,
                      IssueTable().Get(call.For("issues.get"), item->issue()));
  item->set_kind(MeetingItem::KIND_ISSUE);
  item->set_category(issue.category());
  return CheckInside(call.txn, "meeting_item.issue", issue.grid(), meeting);
}

// A measure takes a kind of measure, and a unit in use that answers for it.
absl::Status CheckMeasure(const Txn& txn, const v1::JudgeMeetingItemRequest& request) {
  if (request.measure() == MeetingItem::MEASURE_UNSPECIFIED) {
    return Required("measure", {.zh = "请选择化解措施。", .en = "is required."});
  }
  if (request.unit().empty()) {
    return Required("unit", {.zh = "请指定责任单位。", .en = "is required: who answers for it."});
  }
  GG_RETURN_IF_ERROR(CheckUnit(txn, request.unit(), "unit"));
  if (request.assignee().empty()) return absl::OkStatus();
  const auto key = AccountTable().KeyOf(txn.db, request.assignee());
  if (key.ok()) return absl::OkStatus();
  return absl::IsNotFound(key.status())
             ? MakeInvalid({UnknownReference("assignee", request.assignee())})
             : key.status();
}

void ClearMeasure(MeetingItem* item) {
  item->clear_measure();
  item->clear_measure_text();
  item->clear_unit();
  item->clear_assignee();
  item->clear_clock();
  item->clear_remind_time();
  item->clear_due_time();
  item->clear_escalate_time();
  item->clear_provisional();
}

// Whether the issue is what the item is about.
absl::StatusOr<bool> IsOf(const Call& call, const Stepping& now, const std::string& issue) {
  const auto& cluster = now.item.cluster().issues();
  switch (now.item.kind()) {
    case MeetingItem::KIND_ISSUE:
      return issue == now.item.issue();
    case MeetingItem::KIND_CLUSTER:
      return std::find(cluster.begin(), cluster.end(), issue) != cluster.end();
    case MeetingItem::KIND_DISPUTE:
      return false;
    default: {
      GG_ASSIGN_OR_RETURN(const v1::Issue row, IssueTable().Get(call.For("issues.get"), issue));
      if (row.category() != now.item.category()) return false;
      return LiesIn(call.txn, row.grid(), now.meeting.division());
    }
  }
}

absl::StatusOr<MeetingItem> End(const Txn& txn, Stepping now, const std::string& text) {
  now.item.set_end_text(text);
  *now.item.mutable_end_time() = ToProto(txn.now);
  GG_ASSIGN_OR_RETURN(MeetingItem ended, MeetingItemTable().Update(txn, std::move(now.item)));
  GG_RETURN_IF_ERROR(SettleMeeting(txn, now.meeting.name()));
  return ended;
}

}  // namespace

absl::StatusOr<MeetingItem> MeetingItemHandler::Get(
    Call& call, const v1::GetMeetingItemRequest& request) const {
  return MeetingItemTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListMeetingItemsResponse> MeetingItemHandler::List(
    Call& call, const v1::ListMeetingItemsRequest& request) const {
  Find base;
  if (!request.issue().empty()) {
    GG_RETURN_IF_ERROR(IssueTable().Get(call.For("issues.get"), request.issue()).status());
    base.where = "(t.issue = $1 OR instr(COALESCE(t.cluster, ''), $2) > 0)";
    base.args = {Blob{IdBytes(request.issue())}, request.issue()};
  }
  if (!request.dispute().empty()) {
    GG_RETURN_IF_ERROR(DisputeTable().Get(call.For("disputes.get"), request.dispute()).status());
    if (!base.where.empty()) {
      return MakeInvalid("dispute", "ONE_SUBJECT",
                         {.zh = "事件和纠纷只能指定一个。",
                          .en = "cannot stand beside an issue: name one of them."});
    }
    base.where = "(t.dispute = $1 OR instr(COALESCE(t.cluster, ''), $2) > 0)";
    base.args = {Blob{IdBytes(request.dispute())}, request.dispute()};
  }
  v1::ListMeetingItemsResponse response;
  GG_RETURN_IF_ERROR(
      FillPage(call.txn, MeetingItemTable(), request, std::move(base), nullptr, &response));
  return response;
}

absl::StatusOr<MeetingItem> MeetingItemHandler::Add(
    Call& call, const v1::AddMeetingItemRequest& request) const {
  MeetingItem item;
  GG_ASSIGN_OR_RETURN(*item.mutable_name(),
                      NameFor("meetingItems", request.meeting_item_id(), "meeting_item_id"));
  GG_ASSIGN_OR_RETURN(const Meeting meeting,
                      MeetingTable().Get(call.txn, request.meeting_item().meeting()));
  GG_RETURN_IF_ERROR(Advance(kMeetingFlow, meeting, "add_item").status());
  item.set_meeting(meeting.name());
  item.set_division(meeting.division());
  item.set_origin(MeetingItem::ORIGIN_ADDED);
  item.set_state(MeetingItem::STATE_ON_AGENDA);
  item.set_issue(request.meeting_item().issue());
  item.set_dispute(request.meeting_item().dispute());
  item.set_category(request.meeting_item().category());
  GG_RETURN_IF_ERROR(FillSubject(call, meeting, &item));
  GG_RETURN_IF_ERROR(CheckNotListed(call.txn, item));
  return MeetingItemTable().Insert(call.txn, std::move(item));
}

absl::Status MeetingItemHandler::SetDue(const Txn& txn, const Meeting& meeting,
                                        const std::string& due_date, MeetingItem* item) const {
  if (due_date.empty()) {
    item->mutable_clock()->set_deadline_class(kItemClass);
    *item->mutable_clock()->mutable_start_time() = meeting.held_time();
    GG_RETURN_IF_ERROR(deadlines_.Evaluate(txn, item));
  } else {
    const std::string held = DayText(FromProto(meeting.held_time()));
    GG_RETURN_IF_ERROR(CheckDay("due_date", due_date));
    GG_RETURN_IF_ERROR(CheckNotBefore("due_date", due_date, held));
    deadlines_.EvaluateDays(held, due_date, item);
  }
  // What was promised at an earlier meeting stays promised.
  if (item->carried_from().empty()) *item->mutable_first_due_time() = item->due_time();
  return absl::OkStatus();
}

absl::StatusOr<MeetingItem> MeetingItemHandler::Judge(
    Call& call, const v1::JudgeMeetingItemRequest& request) const {
  GG_ASSIGN_OR_RETURN(Stepping now, Stepped(call.txn, request.name(), request.etag(), "judge"));
  MeetingItem& item = now.item;
  ClearMeasure(&item);
  item.set_judgement(request.judgement());
  item.set_judgement_text(request.judgement_text());
  if (request.judgement() == MeetingItem::JUDGEMENT_NO_ACTION) {
    item.set_state(MeetingItem::STATE_RELEASED);
    return End(call.txn, std::move(now), "");
  }
  GG_RETURN_IF_ERROR(CheckMeasure(call.txn, request));
  item.set_measure(request.measure());
  item.set_measure_text(request.measure_text());
  item.set_unit(request.unit());
  item.set_assignee(request.assignee());
  GG_RETURN_IF_ERROR(SetDue(call.txn, now.meeting, request.due_date(), &item));
  return MeetingItemTable().Update(call.txn, std::move(item));
}

absl::StatusOr<MeetingItem> MeetingItemHandler::Dispatch(
    Call& call, const v1::DispatchItemIssueRequest& request) const {
  GG_ASSIGN_OR_RETURN(Stepping now, Stepped(call.txn, request.name(), request.etag(), "dispatch"));
  const std::string issue = request.issue().empty() ? now.item.issue() : request.issue();
  if (issue.empty()) {
    return Required("issue", {.zh = "请指定要派遣的事件。", .en = "is required: which issue."});
  }
  GG_ASSIGN_OR_RETURN(const bool of_item, IsOf(call, now, issue));
  if (!of_item) {
    return MakeInvalid("issue", "NOT_OF_ITEM",
                       {.zh = "该事件不属于本议题。", .en = "is not what the item is about."});
  }
  // The issue's own act and the caller's own permission for it: a meeting widens neither.
  Call as{call.For("issues.dispatch"), call.principal, call.chinese, "issues.dispatch"};
  v1::DispatchIssueRequest dispatch;
  dispatch.set_name(issue);
  dispatch.set_unit(now.item.unit());
  dispatch.set_deadline_class(request.deadline_class());
  GG_RETURN_IF_ERROR(issues_.Dispatch(as, dispatch).status());
  now.item.add_dispatched_issues(issue);
  return MeetingItemTable().Update(call.txn, std::move(now.item));
}

absl::StatusOr<MeetingItem> MeetingItemHandler::Finish(
    Call& call, const v1::FinishMeetingItemRequest& request) const {
  GG_ASSIGN_OR_RETURN(Stepping now, Stepped(call.txn, request.name(), request.etag(), "finish"));
  return End(call.txn, std::move(now), request.result());
}

absl::StatusOr<MeetingItem> MeetingItemHandler::Release(
    Call& call, const v1::ReleaseMeetingItemRequest& request) const {
  GG_ASSIGN_OR_RETURN(Stepping now, Stepped(call.txn, request.name(), request.etag(), "release"));
  return End(call.txn, std::move(now), request.reason());
}

absl::StatusOr<int64_t> MeetingItemHandler::RecomputeProvisional(const Txn& txn, int64_t after,
                                                                 int limit) const {
  return RecomputeRows(txn, MeetingItemTable(), deadlines_, after, limit);
}

}  // namespace gridgov
