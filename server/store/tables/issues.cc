#include "gridgov/v1/issue.pb.h"
#include "server/store/tables/tables.h"

namespace gridgov {

const Table<v1::Issue>& IssueTable() {
  using T = v1::Issue;
  static const auto* table =
      new Table<T>({.table = "issues",
                    .collection = "issues",
                    .columns = {{"number", T::kNumberFieldNumber},
                                {"category", T::kCategoryFieldNumber},
                                {"source", T::kSourceFieldNumber},
                                {"title", T::kTitleFieldNumber},
                                {"text", T::kTextFieldNumber},
                                {"grid", T::kGridFieldNumber},
                                {"address", T::kAddressFieldNumber},
                                {"point", T::kPointFieldNumber},
                                {"compound", T::kCompoundFieldNumber},
                                {"severity", T::kSeverityFieldNumber},
                                {"urgent", T::kUrgentFieldNumber},
                                {"answers", T::kAnswersFieldNumber},
                                {"state", T::kStateFieldNumber},
                                {"unit", T::kUnitFieldNumber},
                                {"co_units", T::kCoUnitsFieldNumber},
                                {"deadline_class", T::kDeadlineClassFieldNumber},
                                {"remind_time", T::kRemindTimeFieldNumber},
                                {"due_time", T::kDueTimeFieldNumber},
                                {"escalate_time", T::kEscalateTimeFieldNumber},
                                {"provisional", T::kProvisionalFieldNumber},
                                {"paused_seconds", T::kPausedSecondsFieldNumber},
                                {"review_date", T::kReviewDateFieldNumber},
                                {"rework_count", T::kReworkCountFieldNumber},
                                {"extension_count", T::kExtensionCountFieldNumber},
                                {"extension_requested", T::kExtensionRequestedFieldNumber},
                                {"suspension_requested", T::kSuspensionRequestedFieldNumber},
                                {"on_spot", T::kOnSpotFieldNumber},
                                {"result", T::kResultFieldNumber},
                                {"closing_reason", T::kClosingReasonFieldNumber},
                                {"handed_to", T::kHandedToFieldNumber},
                                {"satisfaction", T::kSatisfactionFieldNumber},
                                {"duplicate_of", T::kDuplicateOfFieldNumber},
                                {"patrol", T::kPatrolFieldNumber},
                                {"creator", T::kCreatorFieldNumber},
                                {"occurred_time", T::kOccurredTimeFieldNumber},
                                {"received_time", T::kReceivedTimeFieldNumber},
                                {"clock_suspect", T::kClockSuspectFieldNumber},
                                {"close_time", T::kCloseTimeFieldNumber},
                                {"update_time", T::kUpdateTimeFieldNumber},
                                {"callback_due", T::kCallbackDueFieldNumber},
                                {"public_order", T::kPublicOrderFieldNumber},
                                {"clock", T::kClockFieldNumber},
                                {"urge_count", T::kUrgeCountFieldNumber},
                                {"supervised", T::kSupervisedFieldNumber},
                                {"dispute", T::kDisputeFieldNumber},
                                {"site", T::kSiteFieldNumber},
                                {"site_visit", T::kSiteVisitFieldNumber}},
                    .not_stored = {T::kDueSoonFieldNumber, T::kOverdueFieldNumber,
                                   T::kEscalatedFieldNumber, T::kAllowedActionsFieldNumber},
                    .scope = {.grid = "grid",
                              .unit = "unit",
                              .unit_link = {.table = "issue_units", .field = "co_units"},
                              .own = {"creator"},
                              .public_order = "public_order"},
                    .code = "number",
                    .watchable = true});
  return *table;
}

const Table<v1::IssueStep>& IssueStepTable() {
  using T = v1::IssueStep;
  static const auto* table =
      new Table<T>({.table = "issue_steps",
                    .collection = "issueSteps",
                    .columns = {{"issue", T::kIssueFieldNumber},
                                {"act", T::kActFieldNumber},
                                {"from_state", T::kFromStateFieldNumber},
                                {"to_state", T::kToStateFieldNumber},
                                {"actor", T::kActorFieldNumber},
                                {"actor_username", T::kActorUsernameFieldNumber},
                                {"unit", T::kUnitFieldNumber},
                                {"text", T::kTextFieldNumber},
                                {"create_time", T::kCreateTimeFieldNumber},
                                {"grid", T::kGridFieldNumber},
                                {"from_grid", T::kFromGridFieldNumber},
                                {"due_time", T::kDueTimeFieldNumber},
                                {"outcome", T::kOutcomeFieldNumber},
                                {"source", T::kSourceFieldNumber}},
                    .scope = {.parent = "issues"},
                    .ascending = "key"});
  return *table;
}

const Table<v1::IssueReporter>& IssueReporterTable() {
  using T = v1::IssueReporter;
  static const auto* table = new Table<T>({.table = "issue_reporters",
                                           .collection = "issueReporters",
                                           .columns = {{"issue", T::kIssueFieldNumber},
                                                       {"display_name", T::kDisplayNameFieldNumber},
                                                       {"phone", T::kPhoneFieldNumber}},
                                           .scope = {.parent = "issues"}});
  return *table;
}

}  // namespace gridgov
