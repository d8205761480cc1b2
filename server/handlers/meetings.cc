#include "server/handlers/meetings.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/division.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/days.h"
#include "server/handlers/divisions.h"
#include "server/handlers/errors.h"
#include "server/handlers/meeting_agenda.h"
#include "server/handlers/meeting_flow.h"
#include "server/handlers/meeting_plans.h"
#include "server/handlers/meeting_rows.h"
#include "server/handlers/recompute.h"
#include "server/handlers/update.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Meeting;
using v1::MeetingRule;

constexpr int kUsualDay = 5;
constexpr int kUsualHour = 9;
constexpr int kUsualClusterDays = 30;

bool Meets(v1::Division::Level level) {
  return level == v1::Division::LEVEL_COMMUNITY || level == v1::Division::LEVEL_SUBDISTRICT;
}

Violation NoMeetingLevel(std::string field) {
  return {std::move(field),
          "NOT_A_MEETING_LEVEL",
          {.zh = "只有社区和街道召开分析会。", .en = "only communities and subdistricts meet."}};
}

// What a rule says where it was left open.
MeetingRule Whole(MeetingRule rule) {
  if (rule.planned_day() == 0) rule.set_planned_day(kUsualDay);
  if (rule.planned_hour() == 0) rule.set_planned_hour(kUsualHour);
  if (rule.cluster_size() == 0) rule.set_cluster_size(kSmallestCluster);
  if (rule.cluster_days() == 0) rule.set_cluster_days(kUsualClusterDays);
  return rule;
}

absl::Status CheckRule(const Txn& txn, const MeetingRule& rule) {
  std::vector<Violation> wrong;
  if (!Meets(rule.level())) wrong.push_back(NoMeetingLevel("meeting_rule.level"));
  if (rule.cluster_size() < kSmallestCluster) {
    wrong.push_back({"meeting_rule.cluster_size",
                     "TOO_FEW",
                     {.zh = "少于三件不成聚集：否则议题就成了针对个人。",
                      .en = "must be 3 or more: fewer would be about somebody."}});
  }
  if (!IsDay(rule.valid_from_date())) wrong.push_back(BadDate("meeting_rule.valid_from_date"));
  const std::string& last = rule.valid_to_date();
  if (!last.empty() && !IsDay(last)) {
    wrong.push_back(BadDate("meeting_rule.valid_to_date"));
  } else if (!last.empty() && last < rule.valid_from_date()) {
    wrong.push_back({"meeting_rule.valid_to_date",
                     "OUT_OF_RANGE",
                     {.zh = "不能早于生效日期。", .en = "must not be before the first day."}});
  }
  if (!rule.division().empty()) {
    const auto division = DivisionTable().KeyOf(txn.db, rule.division());
    if (absl::IsNotFound(division.status())) {
      wrong.push_back(UnknownReference("meeting_rule.division", rule.division()));
    } else if (!division.ok()) {
      return division.status();
    }
  }
  return wrong.empty() ? absl::OkStatus() : MakeInvalid(wrong);
}

absl::Status OutsidePeriod(const std::string& field, const Meeting& meeting) {
  return MakeInvalid(
      field, "OUTSIDE_PERIOD",
      {.zh = absl::StrCat("应在本次会议的周期内：", meeting.period_start_date(), " 至 ",
                          meeting.period_end_date(), "。"),
       .en = absl::StrCat("must be in the meeting's period, ", meeting.period_start_date(), " to ",
                          meeting.period_end_date(), ".")});
}

absl::Status CheckInPeriod(const std::string& field, const Meeting& meeting, absl::Time time) {
  const std::string day = DayText(time);
  if (day >= meeting.period_start_date() && day <= meeting.period_end_date()) {
    return absl::OkStatus();
  }
  return OutsidePeriod(field, meeting);
}

absl::StatusOr<Meeting> Stepped(const Txn& txn, const std::string& name, const std::string& etag,
                                absl::string_view verb) {
  GG_ASSIGN_OR_RETURN(Meeting meeting, MeetingTable().GetForUpdate(txn, name, etag));
  GG_ASSIGN_OR_RETURN(const Meeting::State next, Advance(kMeetingFlow, meeting, verb));
  meeting.set_state(next);
  return meeting;
}

absl::Status CheckAttendance(const v1::HoldMeetingRequest& request) {
  std::set<std::string> units;
  for (int i = 0; i < request.attendance_size(); ++i) {
    if (units.insert(request.attendance(i).unit()).second) continue;
    return MakeInvalid(absl::StrCat("attendance[", i, "].unit"), "TWICE",
                       {.zh = "同一单位只列一次。", .en = "stands there already."});
  }
  return absl::OkStatus();
}

// When it was held, and by whom.
absl::Status FillHeld(const Call& call, const v1::HoldMeetingRequest& request, Meeting* meeting) {
  const absl::Time held = request.has_held_time() ? FromProto(request.held_time()) : call.txn.now;
  if (held > call.txn.now) {
    return MakeInvalid("held_time", "OUT_OF_RANGE",
                       {.zh = "不能是将来的时间。", .en = "must not be in the future."});
  }
  GG_RETURN_IF_ERROR(CheckInPeriod("held_time", *meeting, held));
  *meeting->mutable_held_time() = ToProto(held);
  if (!request.place().empty()) meeting->set_place(request.place());
  if (!request.chair().empty()) meeting->set_chair(request.chair());
  if (!request.recorder().empty()) meeting->set_recorder(request.recorder());
  if (meeting->recorder().empty()) meeting->set_recorder(call.txn.actor.name());
  if (meeting->chair().empty()) {
    return MakeInvalid(
        "chair", "REQUIRED",
        {.zh = "请写明主持人，纪要由其签发。", .en = "is required: the chair signs the minutes."});
  }
  *meeting->mutable_attendance() = request.attendance();
  return absl::OkStatus();
}

absl::Status CheckSigning(const Txn& txn, const Meeting& meeting) {
  if (meeting.chair() != txn.actor.name()) {
    return MakeError(absl::StatusCode::kPermissionDenied, "NOT_THE_CHAIR",
                     {.zh = "纪要由会议主持人签发。", .en = "The chair signs the minutes."},
                     {{"resource", meeting.name()}});
  }
  if (meeting.minutes().empty()) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "NO_MINUTES",
        {.zh = "还没有会议纪要，请先填写。", .en = "There are no minutes yet. Write them first."},
        {{"resource", meeting.name()}});
  }
  GG_ASSIGN_OR_RETURN(const ItemCounts counts, CountItems(txn, meeting.name()));
  if (counts.on_agenda == 0) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "ITEMS_NOT_JUDGED",
      {.zh = absl::StrCat("还有 ", counts.on_agenda, " 个议题没有研判意见，请先研判或解除。"),
       .en = absl::StrCat(counts.on_agenda,
                          " items have no judgement. Judge them or release them first.")},
      {{"resource", meeting.name()}, {"count", absl::StrCat(counts.on_agenda)}});
}

}  // namespace

absl::StatusOr<v1::ListMeetingRulesResponse> MeetingHandler::ListRules(
    Call& call, const v1::ListMeetingRulesRequest& request) const {
  v1::ListMeetingRulesResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, MeetingRuleTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<MeetingRule> MeetingHandler::CreateRule(
    Call& call, const v1::CreateMeetingRuleRequest& request) const {
  MeetingRule rule = Whole(request.meeting_rule());
  GG_RETURN_IF_ERROR(CheckRule(call.txn, rule));
  return MeetingRuleTable().Insert(call.txn, std::move(rule));
}

absl::StatusOr<Meeting> MeetingHandler::Get(Call& call,
                                            const v1::GetMeetingRequest& request) const {
  return MeetingTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListMeetingsResponse> MeetingHandler::List(
    Call& call, const v1::ListMeetingsRequest& request) const {
  v1::ListMeetingsResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, MeetingTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<Meeting> MeetingHandler::Create(Call& call,
                                               const v1::CreateMeetingRequest& request) const {
  Meeting meeting = request.meeting();
  GG_ASSIGN_OR_RETURN(*meeting.mutable_name(),
                      NameFor("meetings", request.meeting_id(), "meeting_id"));
  const auto division = DivisionTable().Get(call.txn.System(), meeting.division());
  if (absl::IsNotFound(division.status())) {
    return MakeInvalid({UnknownReference("meeting.division", meeting.division())});
  }
  GG_RETURN_IF_ERROR(division.status());
  if (!Meets(division->level())) return MakeInvalid({NoMeetingLevel("meeting.division")});
  const std::string day = DayText(FromProto(meeting.planned_time()));
  GG_RETURN_IF_ERROR(CheckNotBefore("meeting.planned_time", day, DayText(call.txn.now)));
  meeting.set_level(division->level());
  meeting.set_period_start_date(day);
  meeting.set_period_end_date(day);
  meeting.set_state(Meeting::STATE_PLANNED);
  SetHoldingTimes(deadlines_, &meeting);
  return MeetingTable().Insert(call.txn, std::move(meeting));
}

absl::StatusOr<Meeting> MeetingHandler::Update(Call& call,
                                               const v1::UpdateMeetingRequest& request) const {
  GG_ASSIGN_OR_RETURN(const Meeting before, Stepped(call.txn, request.meeting().name(),
                                                    request.meeting().etag(), "update"));
  Meeting meeting = before;
  MergeUpdate(request.meeting(), request.update_mask(), &meeting);
  const absl::Time planned = FromProto(meeting.planned_time());
  if (planned != FromProto(before.planned_time())) {
    if (meeting.state() != Meeting::STATE_PLANNED) {
      return MakeInvalid(
          "meeting.planned_time", "ALREADY_HELD",
          {.zh = "会议已召开，不能再改计划时间。", .en = "cannot change: the meeting was held."});
    }
    GG_RETURN_IF_ERROR(CheckInPeriod("meeting.planned_time", meeting, planned));
    SetHoldingTimes(deadlines_, &meeting);
  }
  if (meeting.state() == Meeting::STATE_HELD && meeting.chair().empty()) {
    return MakeInvalid("meeting.chair", "REQUIRED",
                       {.zh = "已召开的会议须有主持人。", .en = "is required: it was held."});
  }
  return MeetingTable().Update(call.txn, std::move(meeting));
}

absl::StatusOr<Meeting> MeetingHandler::Prepare(Call& call,
                                                const v1::PrepareAgendaRequest& request) const {
  GG_ASSIGN_OR_RETURN(Meeting meeting,
                      Stepped(call.txn, request.name(), request.etag(), "prepare"));
  GG_RETURN_IF_ERROR(PrepareAgenda(call, &meeting));
  *meeting.mutable_agenda_time() = ToProto(call.txn.now);
  return MeetingTable().Update(call.txn, std::move(meeting));
}

absl::StatusOr<Meeting> MeetingHandler::Hold(Call& call,
                                             const v1::HoldMeetingRequest& request) const {
  GG_ASSIGN_OR_RETURN(Meeting meeting, Stepped(call.txn, request.name(), request.etag(), "hold"));
  GG_RETURN_IF_ERROR(CheckAttendance(request));
  GG_RETURN_IF_ERROR(FillHeld(call, request, &meeting));
  meeting.mutable_clock()->set_deadline_class(kMinutesClass);
  *meeting.mutable_clock()->mutable_start_time() = meeting.held_time();
  GG_RETURN_IF_ERROR(deadlines_.Evaluate(call.txn, &meeting));
  GG_ASSIGN_OR_RETURN(meeting, MeetingTable().Update(call.txn, std::move(meeting)));
  GG_RETURN_IF_ERROR(CarryOverInto(call.txn, meeting));
  return meeting;
}

absl::StatusOr<Meeting> MeetingHandler::WriteMinutes(Call& call,
                                                     const v1::WriteMinutesRequest& request) const {
  GG_ASSIGN_OR_RETURN(Meeting meeting,
                      Stepped(call.txn, request.name(), request.etag(), "write_minutes"));
  meeting.set_minutes(request.minutes());
  return MeetingTable().Update(call.txn, std::move(meeting));
}

absl::StatusOr<Meeting> MeetingHandler::Sign(Call& call,
                                             const v1::SignMinutesRequest& request) const {
  GG_ASSIGN_OR_RETURN(Meeting meeting, Stepped(call.txn, request.name(), request.etag(), "sign"));
  GG_RETURN_IF_ERROR(CheckSigning(call.txn, meeting));
  *meeting.mutable_signed_time() = ToProto(call.txn.now);
  return MeetingTable().Update(call.txn, std::move(meeting));
}

absl::StatusOr<Meeting> MeetingHandler::HandOut(Call& call,
                                                const v1::HandOutItemsRequest& request) const {
  GG_ASSIGN_OR_RETURN(Meeting meeting,
                      Stepped(call.txn, request.name(), request.etag(), "hand_out"));
  meeting.clear_clock();
  GG_RETURN_IF_ERROR(deadlines_.Evaluate(call.txn, &meeting));
  GG_ASSIGN_OR_RETURN(meeting, MeetingTable().Update(call.txn, std::move(meeting)));
  GG_RETURN_IF_ERROR(SettleMeeting(call.txn, meeting.name()));
  return MeetingTable().Get(call.txn, meeting.name());
}

absl::StatusOr<std::string> MeetingHandler::Plan(const Txn& txn, const std::string& after,
                                                 int limit) const {
  return PlanMeetings(txn, deadlines_, after, limit);
}

absl::StatusOr<int64_t> MeetingHandler::RecomputeProvisional(const Txn& txn, int64_t after,
                                                             int limit) const {
  return RecomputeRows(txn, MeetingTable(), deadlines_, after, limit);
}

}  // namespace gridgov
