#include "gridgov/v1/patrol.pb.h"
#include "server/store/tables/tables.h"

namespace gridgov {

const Table<v1::Patrol>& PatrolTable() {
  using T = v1::Patrol;
  static const auto* table =
      new Table<T>({.table = "patrols",
                    .collection = "patrols",
                    .columns = {{"patrol_type", T::kPatrolTypeFieldNumber},
                                {"patrol_rule", T::kPatrolRuleFieldNumber},
                                {"grid", T::kGridFieldNumber},
                                {"target_label", T::kTargetLabelFieldNumber},
                                {"compound", T::kCompoundFieldNumber},
                                {"window_start_time", T::kWindowStartTimeFieldNumber},
                                {"window_end_time", T::kWindowEndTimeFieldNumber},
                                {"worker", T::kWorkerFieldNumber},
                                {"partners", T::kPartnersFieldNumber},
                                {"joint_units", T::kJointUnitsFieldNumber},
                                {"state", T::kStateFieldNumber},
                                {"start_time", T::kStartTimeFieldNumber},
                                {"end_time", T::kEndTimeFieldNumber},
                                {"received_time", T::kReceivedTimeFieldNumber},
                                {"clock_suspect", T::kClockSuspectFieldNumber},
                                {"weather", T::kWeatherFieldNumber},
                                {"answers", T::kAnswersFieldNumber},
                                {"findings", T::kFindingsFieldNumber},
                                {"track", T::kTrackFieldNumber},
                                {"metres", T::kMetresFieldNumber},
                                {"below_minima", T::kBelowMinimaFieldNumber},
                                {"minima_reason", T::kMinimaReasonFieldNumber},
                                {"review_comment", T::kReviewCommentFieldNumber},
                                {"reviewer", T::kReviewerFieldNumber},
                                {"cancel_reason", T::kCancelReasonFieldNumber},
                                {"missed_explanation", T::kMissedExplanationFieldNumber},
                                {"create_time", T::kCreateTimeFieldNumber},
                                {"update_time", T::kUpdateTimeFieldNumber}},
                    .not_stored = {T::kMissedFieldNumber, T::kAllowedActionsFieldNumber},
                    .scope = {.grid = "grid", .own = {"worker"}},
                    .watchable = true});
  return *table;
}

}  // namespace gridgov
