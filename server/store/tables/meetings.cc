// Analysis meetings: rules, meetings, and what is on their agenda. None of it is searched.
#include "gridgov/v1/meeting.pb.h"
#include "gridgov/v1/meeting_item.pb.h"
#include "server/store/tables/tables.h"

namespace gridgov {

const Table<v1::MeetingRule>& MeetingRuleTable() {
  using T = v1::MeetingRule;
  static const auto* table =
      new Table<T>({.table = "meeting_rules",
                    .collection = "meetingRules",
                    .columns = {{"level", T::kLevelFieldNumber},
                                {"division", T::kDivisionFieldNumber},
                                {"rhythm", T::kRhythmFieldNumber},
                                {"planned_day", T::kPlannedDayFieldNumber},
                                {"planned_hour", T::kPlannedHourFieldNumber},
                                {"cluster_size", T::kClusterSizeFieldNumber},
                                {"cluster_days", T::kClusterDaysFieldNumber},
                                {"source", T::kSourceFieldNumber},
                                {"valid_from_date", T::kValidFromDateFieldNumber},
                                {"valid_to_date", T::kValidToDateFieldNumber}},
                    .scope = {.global = true}});
  return *table;
}

const Table<v1::Meeting>& MeetingTable() {
  using T = v1::Meeting;
  static const auto* table = new Table<T>(
      {.table = "meetings",
       .collection = "meetings",
       .columns = {{"division", T::kDivisionFieldNumber},
                   {"level", T::kLevelFieldNumber},
                   {"meeting_rule", T::kMeetingRuleFieldNumber},
                   {"period_start_date", T::kPeriodStartDateFieldNumber},
                   {"period_end_date", T::kPeriodEndDateFieldNumber},
                   {"planned_time", T::kPlannedTimeFieldNumber},
                   {"place", T::kPlaceFieldNumber},
                   {"chair", T::kChairFieldNumber},
                   {"recorder", T::kRecorderFieldNumber},
                   {"state", T::kStateFieldNumber},
                   {"agenda_time", T::kAgendaTimeFieldNumber},
                   {"left_out_count", T::kLeftOutCountFieldNumber},
                   {"held_time", T::kHeldTimeFieldNumber},
                   {"attendance", T::kAttendanceFieldNumber},
                   {"minutes", T::kMinutesFieldNumber},
                   {"signed_time", T::kSignedTimeFieldNumber},
                   {"done_time", T::kDoneTimeFieldNumber},
                   {"clock", T::kClockFieldNumber},
                   {"remind_time", T::kRemindTimeFieldNumber},
                   {"due_time", T::kDueTimeFieldNumber},
                   {"escalate_time", T::kEscalateTimeFieldNumber},
                   {"provisional", T::kProvisionalFieldNumber},
                   {"create_time", T::kCreateTimeFieldNumber},
                   {"update_time", T::kUpdateTimeFieldNumber}},
       .not_stored = {T::kMissedFieldNumber, T::kDueSoonFieldNumber, T::kOverdueFieldNumber,
                      T::kEscalatedFieldNumber, T::kItemCountFieldNumber,
                      T::kOpenItemCountFieldNumber, T::kAllowedActionsFieldNumber},
       .scope = {.division = "division"},
       .watchable = true});
  return *table;
}

const Table<v1::MeetingItem>& MeetingItemTable() {
  using T = v1::MeetingItem;
  static const auto* table =
      new Table<T>({.table = "meeting_items",
                    .collection = "meetingItems",
                    .columns = {{"meeting", T::kMeetingFieldNumber},
                                {"division", T::kDivisionFieldNumber},
                                {"kind", T::kKindFieldNumber},
                                {"origin", T::kOriginFieldNumber},
                                {"issue", T::kIssueFieldNumber},
                                {"category", T::kCategoryFieldNumber},
                                {"cluster", T::kClusterFieldNumber},
                                {"cluster_count", T::kClusterCountFieldNumber},
                                {"state", T::kStateFieldNumber},
                                {"judgement", T::kJudgementFieldNumber},
                                {"judgement_text", T::kJudgementTextFieldNumber},
                                {"measure", T::kMeasureFieldNumber},
                                {"measure_text", T::kMeasureTextFieldNumber},
                                {"unit", T::kUnitFieldNumber},
                                {"assignee", T::kAssigneeFieldNumber},
                                {"dispatched_issues", T::kDispatchedIssuesFieldNumber},
                                {"clock", T::kClockFieldNumber},
                                {"remind_time", T::kRemindTimeFieldNumber},
                                {"due_time", T::kDueTimeFieldNumber},
                                {"escalate_time", T::kEscalateTimeFieldNumber},
                                {"provisional", T::kProvisionalFieldNumber},
                                {"first_due_time", T::kFirstDueTimeFieldNumber},
                                {"end_time", T::kEndTimeFieldNumber},
                                {"end_text", T::kEndTextFieldNumber},
                                {"carried_from", T::kCarriedFromFieldNumber},
                                {"carried_to", T::kCarriedToFieldNumber},
                                {"create_time", T::kCreateTimeFieldNumber},
                                {"update_time", T::kUpdateTimeFieldNumber},
                                {"dispute", T::kDisputeFieldNumber},
                                {"dispute_class", T::kDisputeClassFieldNumber}},
                    .not_stored = {T::kIssueNumberFieldNumber, T::kDisputeNumberFieldNumber,
                                   T::kDueSoonFieldNumber, T::kOverdueFieldNumber,
                                   T::kEscalatedFieldNumber, T::kAllowedActionsFieldNumber},
                    .scope = {.division = "division", .unit = "unit", .own = {"assignee"}},
                    .watchable = true});
  return *table;
}

}  // namespace gridgov
