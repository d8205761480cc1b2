#include "server/handlers/work_sources.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/agreement.pb.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/job.pb.h"
#include "gridgov/v1/meeting.pb.h"
#include "gridgov/v1/meeting_item.pb.h"
#include "gridgov/v1/options.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "gridgov/v1/site.pb.h"
#include "gridgov/v1/site_visit.pb.h"
#include "gridgov/v1/takeover.pb.h"
#include "proto/cpp/status_macros.h"
#include "server/deadline/engine.h"
#include "server/handlers/agreement_flow.h"
#include "server/handlers/dispute_words.h"
#include "server/store/fields.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;
using Item = v1::WorkItem;

// An issue whose deadline runs. It stands word for word in the partial indexes that these
// conditions go by.
#define GG_OPEN_ISSUE "t.state IN ('REPORTED', 'ACCEPTED', 'DISPATCHED', 'IN_PROGRESS', 'HANDLED')"

// A take-over is due at the end of its day in China.
constexpr char kEndOfPlannedDay[] = "t.planned_date || 'T16:00:00.000000Z'";

// A patrol's window comes near its end as a deadline does: at 80 %.
constexpr double kNear = 0.8;

absl::StatusOr<std::string> PatrolTitle(const Call& call, const Message& row) {
  const auto& patrol = static_cast<const v1::Patrol&>(row);
  GG_ASSIGN_OR_RETURN(const v1::PatrolType type,
                      PatrolTypeTable().Get(call.txn.System(), patrol.patrol_type()));
  const std::string& title = call.chinese ? type.title().zh() : type.title().en();
  return patrol.target_label().empty() ? title : absl::StrCat(title, " ", patrol.target_label());
}

void PatrolTimes(const Message& row, Item* item) {
  const auto& patrol = static_cast<const v1::Patrol&>(row);
  if (!patrol.has_window_end_time()) return;
  const absl::Time start = FromProto(patrol.window_start_time());
  const absl::Time end = FromProto(patrol.window_end_time());
  *item->mutable_remind_time() = ToProto(start + kNear * (end - start));
  *item->mutable_due_time() = patrol.window_end_time();
}

absl::StatusOr<std::string> TakeoverTitle(const Call& call, const Message& row) {
  const auto& takeover = static_cast<const v1::Takeover&>(row);
  GG_ASSIGN_OR_RETURN(const v1::Compound compound,
                      CompoundTable().Get(call.txn.System(), takeover.compound()));
  return compound.title();
}

void TakeoverTimes(const Message& row, Item* item) {
  const auto& takeover = static_cast<const v1::Takeover&>(row);
  *item->mutable_due_time() = ToProto(DayStart(takeover.planned_date()) + absl::Hours(24));
}

void AddIssueWork(std::vector<WorkSource>& all) {
  const auto add = [&all](Item::Kind kind, absl::string_view permission, absl::string_view act,
                          absl::string_view where, absl::string_view tell = "") {
    all.push_back({&IssueTable(), kind, permission, act, where, "t.due_time", tell});
  };
  constexpr absl::string_view kTell = "t.remind_time";
  add(Item::KIND_ACCEPT, "issues.accept", "accept", GG_OPEN_ISSUE " AND t.state = 'REPORTED'",
      kTell);
  add(Item::KIND_DISPATCH, "issues.dispatch", "dispatch", GG_OPEN_ISSUE " AND t.state = 'ACCEPTED'",
      kTell);
  add(Item::KIND_START, "issues.handle", "start", GG_OPEN_ISSUE " AND t.state = 'DISPATCHED'",
      kTell);
  add(Item::KIND_HANDLE, "issues.handle", "finish", GG_OPEN_ISSUE " AND t.state = 'IN_PROGRESS'",
      kTell);
  add(Item::KIND_DECIDE_EXTENSION, "issues.decideExtension", "decide_extension",
      GG_OPEN_ISSUE " AND t.state IN ('DISPATCHED', 'IN_PROGRESS') AND t.extension_requested = 1");
  add(Item::KIND_DECIDE_SUSPENSION, "issues.decideSuspension", "decide_suspension",
      GG_OPEN_ISSUE " AND t.state = 'IN_PROGRESS' AND t.suspension_requested = 1");
  add(Item::KIND_CHECK, "issues.close", "close", GG_OPEN_ISSUE " AND t.state = 'HANDLED'", kTell);
  add(Item::KIND_URGE, "issues.urge", "urge",
      GG_OPEN_ISSUE " AND t.state IN ('DISPATCHED', 'IN_PROGRESS') AND t.due_time <= {now}");
  add(Item::KIND_SUPERVISE, "issues.supervise", "supervise",
      GG_OPEN_ISSUE " AND t.escalate_time <= {now} AND t.supervised = 0");
  all.push_back({&IssueTable(), Item::KIND_CALL_BACK, "issues.callback", "callback",
                 "t.callback_due = 1 AND t.state IN ('CLOSED', 'REJECTED')", ""});
}

void AddPatrolWork(std::vector<WorkSource>& all) {
  const auto add = [&all](Item::Kind kind, absl::string_view permission, absl::string_view act,
                          absl::string_view where, absl::string_view due,
                          absl::string_view tell = "") {
    all.push_back(
        {&PatrolTable(), kind, permission, act, where, due, tell, PatrolTimes, PatrolTitle});
  };
  add(Item::KIND_START, "patrols.log", "start",
      "t.state = 'PLANNED' AND t.window_end_time >= {now} AND t.window_start_time < {tomorrow}",
      "t.window_end_time");
  // Whoever has not said why within a month has the month's ledger say "missed".
  add(Item::KIND_EXPLAIN, "patrols.log", "explain_missed",
      "t.state = 'PLANNED' AND t.window_end_time < {now} AND t.window_end_time >= {month_ago} AND "
      "COALESCE(t.missed_explanation, '') = ''",
      "t.window_end_time", "t.window_end_time");
  add(Item::KIND_SUBMIT, "patrols.log", "submit", "t.state = 'STARTED'", "");
  add(Item::KIND_REDO, "patrols.log", "submit", "t.state = 'SENT_BACK'", "");
  add(Item::KIND_REVIEW, "patrols.review", "accept", "t.state = 'SUBMITTED'", "");
}

// What a dispute is about, in the words of its class.
absl::StatusOr<std::string> DisputeTitle(const Call& call, const Message& row) {
  const Text name = ClassText(static_cast<const v1::Dispute&>(row).dispute_class());
  return call.chinese ? absl::StrCat(name.zh, "纠纷") : absl::StrCat("dispute: ", name.en);
}

void SessionTimes(const Message& row, Item* item) {
  *item->mutable_due_time() = static_cast<const v1::Dispute&>(row).next_session_time();
}

// As the index disputes_open_grid says it, word for word.
#define GG_OPEN_DISPUTE "t.state IN ('REGISTERED', 'ACCEPTED', 'MEDIATING', 'PERFORMED')"

void AddDisputeWork(std::vector<WorkSource>& all) {
  const auto add = [&all](Item::Kind kind, absl::string_view permission, absl::string_view act,
                          absl::string_view where, absl::string_view due = "",
                          absl::string_view tell = "") {
    all.push_back(
        {&DisputeTable(), kind, permission, act, where, due, tell, nullptr, DisputeTitle});
  };
  add(Item::KIND_ASSIGN, "disputes.assign", "",
      GG_OPEN_DISPUTE " AND t.mediator_count = 0 AND t.state <> 'PERFORMED'");
  add(Item::KIND_ACCEPT, "disputes.mediate", "decline",
      GG_OPEN_DISPUTE " AND t.state = 'REGISTERED'");
  // The act that is possible for as long as mediation goes on.
  add(Item::KIND_MEDIATE, "disputes.mediate", "stop",
      GG_OPEN_DISPUTE " AND t.state IN ('ACCEPTED', 'MEDIATING')", "t.due_time", "t.remind_time");
  add(Item::KIND_CLOSE, "disputes.mediate", "close", GG_OPEN_DISPUTE " AND t.state = 'PERFORMED'");
  all.push_back({&DisputeTable(), Item::KIND_HOLD_SESSION, "disputes.mediate", "hold_session",
                 GG_OPEN_DISPUTE " AND t.next_session_time IS NOT NULL AND t.state = 'MEDIATING'",
                 "t.next_session_time", "", SessionTimes, DisputeTitle});
}

// A meeting is named by whose it is and when; an item by its category, or that it is a dispute.
absl::StatusOr<std::string> MeetingTitle(const Call& call, const Message& row) {
  const auto& meeting = static_cast<const v1::Meeting&>(row);
  GG_ASSIGN_OR_RETURN(const v1::Division division,
                      DivisionTable().Get(call.txn.System(), meeting.division()));
  return absl::StrCat(division.title(), " ", DayText(FromProto(meeting.planned_time())));
}

absl::StatusOr<std::string> MeetingItemTitle(const Call& call, const Message& row) {
  const auto& item = static_cast<const v1::MeetingItem&>(row);
  if (item.category().empty()) return call.chinese ? "矛盾纠纷" : "Dispute";
  GG_ASSIGN_OR_RETURN(const v1::Category category,
                      CategoryTable().Get(call.txn.System(), item.category()));
  return call.chinese ? category.title().zh() : category.title().en();
}

void AddMeetingWork(std::vector<WorkSource>& all) {
  const auto add = [&all](Item::Kind kind, absl::string_view act, absl::string_view where,
                          absl::string_view tell) {
    all.push_back({&MeetingTable(), kind, "meetings.run", act, where, "t.due_time", tell, nullptr,
                   MeetingTitle});
  };
  constexpr absl::string_view kTell = "t.remind_time";
  // One that was missed can be entered for a month.
  add(Item::KIND_HOLD_MEETING, "hold",
      "t.state = 'PLANNED' AND t.period_start_date < {tomorrow} AND t.due_time >= {month_ago}",
      kTell);
  add(Item::KIND_WRITE_MINUTES, "write_minutes", "t.state = 'HELD' AND t.minutes IS NULL", "");
  add(Item::KIND_SIGN_MINUTES, "sign", "t.state = 'HELD'", kTell);
  add(Item::KIND_HAND_OUT, "hand_out", "t.state = 'MINUTES_SIGNED'", kTell);
  all.push_back({&MeetingItemTable(), Item::KIND_CARRY_OUT, "meetingItems.carryOut", "",
                 "t.state = 'OPEN'", "t.due_time", kTell, nullptr, MeetingItemTitle});
  all.push_back({&MeetingItemTable(), Item::KIND_FOLLOW_UP, "meetings.run", "finish",
                 "t.state = 'OPEN' AND t.due_time <= {now}", "t.due_time", "", nullptr,
                 MeetingItemTitle});
}

absl::StatusOr<std::string> VisitTitle(const Call& call, const Message& row) {
  const auto& visit = static_cast<const v1::SiteVisit&>(row);
  GG_ASSIGN_OR_RETURN(const v1::Site site, SiteTable().Get(call.txn.System(), visit.site()));
  return site.title();
}

void AddSiteWork(std::vector<WorkSource>& all) {
  // A visit is work once its time comes near, not from the day of the one before.
  all.push_back({&SiteTable(), Item::KIND_VISIT, "sites.visit", "visit",
                 "t.state = 'IN_USE' AND t.remind_time <= {now}", "t.due_time", "t.remind_time"});
  all.push_back({&SiteVisitTable(), Item::KIND_RAISE, "sites.visit", "raise_ask", "t.open_asks > 0",
                 "", "", nullptr, VisitTitle});
}

void AddOtherWork(std::vector<WorkSource>& all) {
  all.push_back({&TakeoverTable(), Item::KIND_START, "compounds.takeOver", "start",
                 "t.state = 'PLANNED'", kEndOfPlannedDay, "t.planned_date", TakeoverTimes,
                 TakeoverTitle});
  all.push_back({&TakeoverTable(), Item::KIND_HANDLE, "compounds.takeOver", "record_item",
                 "t.state = 'IN_PROGRESS'", kEndOfPlannedDay, "t.planned_date", TakeoverTimes,
                 TakeoverTitle});
  all.push_back({&RoleAssignmentTable(), Item::KIND_APPROVE, "roles.approve", "",
                 "t.state = 'PROPOSED' AND t.proposer IS NOT {me} AND t.account <> {me}", ""});
  all.push_back({&JobTable(), Item::KIND_SEE_FAILURE, "jobs.list", "",
                 "t.state = 'FAILED' AND t.end_time >= {week_ago}", ""});
}

#undef GG_OPEN_ISSUE

absl::StatusOr<std::string> AgreementTitle(const Call& call, const Message& row) {
  GG_ASSIGN_OR_RETURN(
      const v1::Dispute dispute,
      DisputeTable().Get(call.txn.System(), static_cast<const v1::Agreement&>(row).dispute()));
  return dispute.summary();
}

absl::StatusOr<std::string> DutyTitle(const Call& call, const Message& row) {
  const auto& duty = static_cast<const v1::AgreementDuty&>(row);
  if (duty.kind() == v1::AgreementDuty::KIND_CONFIRMATION) {
    return std::string(call.chinese ? "申请司法确认的期限" : "the time to apply for confirmation");
  }
  if (duty.instalment() == 0) {
    return std::string(call.chinese ? "全部履行" : "the whole agreement");
  }
  return call.chinese ? absl::StrCat("第", duty.instalment(), "期")
                      : absl::StrCat("instalment ", duty.instalment());
}

void AddAgreementWork(std::vector<WorkSource>& all) {
  all.push_back({&DisputeTable(), Item::KIND_DRAFT_AGREEMENT, kWriteAgreements, "",
                 "t.state = 'AGREED' AND t.key IN (SELECT key FROM dispute_accounts WHERE account "
                 "= {me}) AND t.uid NOT IN (SELECT dispute FROM agreements WHERE state <> "
                 "'DROPPED' AND state <> 'VOID')",
                 ""});
  const auto add = [&all](Item::Kind kind, absl::string_view act, absl::string_view where) {
    all.push_back(
        {&AgreementTable(), kind, kWriteAgreements, act, where, "", "", nullptr, AgreementTitle});
  };
  add(Item::KIND_SIGN_AGREEMENT, "update", "t.state = 'DRAFT'");
  add(Item::KIND_ANSWER_BREACH, "resume", "t.state = 'BREACHED'");
  add(Item::KIND_ANSWER_REFUSAL, "answer_refusal",
      "t.confirmation = 'REFUSED' AND t.state IN ('IN_EFFECT', 'BREACHED')");
  // What is far off waits for nobody yet.
  all.push_back({&AgreementDutyTable(), Item::KIND_CHECK_PERFORMANCE, kCheckAgreements, "check",
                 "t.state = 'OPEN' AND t.kind = 'PERFORMANCE' AND t.remind_time <= {now}",
                 "t.due_time", "t.remind_time", nullptr, DutyTitle});
  all.push_back({&AgreementDutyTable(), Item::KIND_TELL_OF_CONFIRMATION, kWriteAgreements, "apply",
                 "t.state = 'OPEN' AND t.kind = 'CONFIRMATION' AND t.remind_time <= {now} AND "
                 "t.due_time > {now}",
                 "t.due_time", "t.remind_time", nullptr, DutyTitle});
}

void CopyTime(const Message& row, const char* field, Timestamp* (Item::*mutable_time)(),
              Item* item) {
  const FieldDescriptor* descriptor = row.GetDescriptor()->FindFieldByName(field);
  if (descriptor == nullptr || !row.GetReflection()->HasField(row, descriptor)) return;
  *(item->*mutable_time)() =
      static_cast<const Timestamp&>(row.GetReflection()->GetMessage(row, descriptor));
}

std::string TextOf(const Message& row, const char* field) {
  const FieldDescriptor* descriptor = row.GetDescriptor()->FindFieldByName(field);
  const bool text = descriptor != nullptr && !descriptor->is_repeated() &&
                    descriptor->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
                    !descriptor->options().GetExtension(v1::rule).personal();
  return text ? StringField(row, field) : "";
}

absl::Time TimeOf(bool has, const Timestamp& time) {
  return has ? FromProto(time) : absl::InfiniteFuture();
}

Item::Phase PhaseOf(const Item& item, absl::Time now) {
  if (!item.has_due_time()) return Item::PHASE_UNSPECIFIED;
  switch (deadline::PhaseAt({.remind_at = TimeOf(item.has_remind_time(), item.remind_time()),
                             .due_at = FromProto(item.due_time()),
                             .escalate_at = TimeOf(item.has_escalate_time(), item.escalate_time())},
                            now)) {
    case deadline::Phase::kRunning:
      return Item::PHASE_ON_TIME;
    case deadline::Phase::kDueSoon:
      return Item::PHASE_DUE_SOON;
    case deadline::Phase::kOverdue:
      return Item::PHASE_OVERDUE;
    case deadline::Phase::kEscalated:
      return Item::PHASE_ESCALATED;
  }
  return Item::PHASE_UNSPECIFIED;
}

Value ValueOf(absl::string_view word, const Txn& txn) {
  const auto days_ago = [&txn](int days) { return TimeText(txn.now - absl::Hours(24 * days)); };
  if (word == "now") return TimeText(txn.now);
  if (word == "tomorrow") return TimeText(DayStart(DayText(txn.now)) + absl::Hours(24));
  if (word == "week_ago") return days_ago(7);
  if (word == "month_ago") return days_ago(31);
  if (word == "me") return Blob{txn.actor.account};
  return Value();  // Compares as true with nothing.
}

}  // namespace

const std::vector<WorkSource>& WorkSources() {
  static const auto* sources = [] {
    auto* all = new std::vector<WorkSource>;
    AddIssueWork(*all);
    AddPatrolWork(*all);
    AddDisputeWork(*all);
    AddMeetingWork(*all);
    AddSiteWork(*all);
    AddOtherWork(*all);
    AddAgreementWork(*all);
    return all;
  }();
  return *sources;
}

Find BindWork(absl::string_view where, const Txn& txn) {
  Find find;
  while (!where.empty()) {
    const size_t open = where.find('{');
    const size_t close = where.find('}');
    find.where.append(where.data(), std::min(open, where.size()));
    if (open == absl::string_view::npos || close == absl::string_view::npos) break;
    find.args.push_back(ValueOf(where.substr(open + 1, close - open - 1), txn));
    absl::StrAppend(&find.where, "$", find.args.size());
    where.remove_prefix(close + 1);
  }
  return find;
}

void SetWorkTimes(const WorkSource& source, const Message& row, absl::Time now, Item* item) {
  if (source.due.empty()) return;
  if (source.times != nullptr) {
    source.times(row, item);
  } else {
    CopyTime(row, "remind_time", &Item::mutable_remind_time, item);
    CopyTime(row, "due_time", &Item::mutable_due_time, item);
    CopyTime(row, "escalate_time", &Item::mutable_escalate_time, item);
  }
  item->set_phase(PhaseOf(*item, now));
}

absl::StatusOr<Item> WorkItemOf(const Call& call, const WorkSource& source, const Message& row) {
  Item item;
  item.set_resource(StringField(row, "name"));
  item.set_kind(source.kind);
  item.set_number(TextOf(row, "number"));
  item.set_title(TextOf(row, "title"));
  if (source.title != nullptr) {
    GG_ASSIGN_OR_RETURN(*item.mutable_title(), source.title(call, row));
  }
  item.set_grid(TextOf(row, "grid"));
  SetWorkTimes(source, row, call.txn.now, &item);
  const auto* provisional = row.GetDescriptor()->FindFieldByName("provisional");
  if (provisional != nullptr && item.has_due_time()) {
    item.set_provisional(row.GetReflection()->GetBool(row, provisional));
  }
  return item;
}

}  // namespace gridgov
