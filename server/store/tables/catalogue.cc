#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "server/store/tables/tables.h"

namespace gridgov {

const Table<v1::CalendarDay>& CalendarDayTable() {
  using T = v1::CalendarDay;
  static const auto* table = new Table<T>({.table = "calendar_days",
                                           .collection = "calendarDays",
                                           .columns = {{"date", T::kDateFieldNumber},
                                                       {"kind", T::kKindFieldNumber},
                                                       {"title", T::kTitleFieldNumber},
                                                       {"source", T::kSourceFieldNumber}},
                                           .scope = {.global = true},
                                           .code = "date",
                                           .ascending = "date"});
  return *table;
}

const Table<v1::DeadlineClass>& DeadlineClassTable() {
  using T = v1::DeadlineClass;
  static const auto* table =
      new Table<T>({.table = "deadline_classes",
                    .collection = "deadlineClasses",
                    .columns = {{"code", T::kCodeFieldNumber},
                                {"title", T::kTitleFieldNumber},
                                {"unit", T::kUnitFieldNumber},
                                {"amount", T::kAmountFieldNumber},
                                {"minutes", T::kMinutesFieldNumber},
                                {"source", T::kSourceFieldNumber},
                                {"valid_from_date", T::kValidFromDateFieldNumber}},
                    .scope = {.global = true},
                    .code = "code"});
  return *table;
}

const Table<v1::Category>& CategoryTable() {
  using T = v1::Category;
  static const auto* table =
      new Table<T>({.table = "categories",
                    .collection = "categories",
                    .columns = {{"code", T::kCodeFieldNumber},
                                {"title", T::kTitleFieldNumber},
                                {"class", T::kClassFieldNumber},
                                {"filing_condition", T::kFilingConditionFieldNumber},
                                {"closing_condition", T::kClosingConditionFieldNumber},
                                {"default_unit_kind", T::kDefaultUnitKindFieldNumber},
                                {"default_unit_code", T::kDefaultUnitCodeFieldNumber},
                                {"deadline_class", T::kDeadlineClassFieldNumber},
                                {"urgent", T::kUrgentFieldNumber},
                                {"public_order", T::kPublicOrderFieldNumber},
                                {"source", T::kSourceFieldNumber},
                                {"questions", T::kQuestionsFieldNumber},
                                {"state", T::kStateFieldNumber},
                                {"proposer", T::kProposerFieldNumber},
                                {"publisher", T::kPublisherFieldNumber},
                                {"valid_from_date", T::kValidFromDateFieldNumber},
                                {"update_time", T::kUpdateTimeFieldNumber}},
                    .not_stored = {T::kAllowedActionsFieldNumber},
                    .scope = {.global = true},
                    .code = "code"});
  return *table;
}

const Table<v1::PatrolType>& PatrolTypeTable() {
  using T = v1::PatrolType;
  static const auto* table =
      new Table<T>({.table = "patrol_types",
                    .collection = "patrolTypes",
                    .columns = {{"code", T::kCodeFieldNumber},
                                {"title", T::kTitleFieldNumber},
                                {"target", T::kTargetFieldNumber},
                                {"checklist", T::kChecklistFieldNumber},
                                {"min_minutes", T::kMinMinutesFieldNumber},
                                {"min_metres", T::kMinMetresFieldNumber},
                                {"source", T::kSourceFieldNumber},
                                {"default_rhythm", T::kDefaultRhythmFieldNumber},
                                {"valid_from_date", T::kValidFromDateFieldNumber}},
                    .scope = {.global = true},
                    .code = "code"});
  return *table;
}

const Table<v1::PatrolRule>& PatrolRuleTable() {
  using T = v1::PatrolRule;
  static const auto* table =
      new Table<T>({.table = "patrol_rules",
                    .collection = "patrolRules",
                    .columns = {{"patrol_type", T::kPatrolTypeFieldNumber},
                                {"area", T::kAreaFieldNumber},
                                {"rhythm", T::kRhythmFieldNumber},
                                {"source", T::kSourceFieldNumber},
                                {"valid_from_date", T::kValidFromDateFieldNumber},
                                {"valid_to_date", T::kValidToDateFieldNumber}},
                    .scope = {.global = true}});
  return *table;
}

}  // namespace gridgov
