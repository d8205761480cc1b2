// Sites, how often they are visited, and their visits.
#include "gridgov/v1/site.pb.h"
#include "gridgov/v1/site_visit.pb.h"
#include "server/store/tables/tables.h"

namespace gridgov {

const Table<v1::Site>& SiteTable() {
  using T = v1::Site;
  static const auto* table =
      new Table<T>({.table = "sites",
                    .collection = "sites",
                    .columns = {{"code", T::kCodeFieldNumber},
                                {"title", T::kTitleFieldNumber},
                                {"kind", T::kKindFieldNumber},
                                {"grid", T::kGridFieldNumber},
                                {"address", T::kAddressFieldNumber},
                                {"compound", T::kCompoundFieldNumber},
                                {"point", T::kPointFieldNumber},
                                {"organisation", T::kOrganisationFieldNumber},
                                {"credit_code", T::kCreditCodeFieldNumber},
                                {"duty_phone", T::kDutyPhoneFieldNumber},
                                {"vacant_area_m2", T::kVacantAreaM2FieldNumber},
                                {"owner_organisation", T::kOwnerOrganisationFieldNumber},
                                {"present_use", T::kPresentUseFieldNumber},
                                {"intended_use", T::kIntendedUseFieldNumber},
                                {"hazard_kind", T::kHazardKindFieldNumber},
                                {"responsible_unit", T::kResponsibleUnitFieldNumber},
                                {"next_check_date", T::kNextCheckDateFieldNumber},
                                {"worker", T::kWorkerFieldNumber},
                                {"state", T::kStateFieldNumber},
                                {"close_date", T::kCloseDateFieldNumber},
                                {"close_reason", T::kCloseReasonFieldNumber},
                                {"last_visit_time", T::kLastVisitTimeFieldNumber},
                                {"clock", T::kClockFieldNumber},
                                {"remind_time", T::kRemindTimeFieldNumber},
                                {"due_time", T::kDueTimeFieldNumber},
                                {"escalate_time", T::kEscalateTimeFieldNumber},
                                {"provisional", T::kProvisionalFieldNumber},
                                {"create_time", T::kCreateTimeFieldNumber},
                                {"update_time", T::kUpdateTimeFieldNumber}},
                    .not_stored = {T::kDueSoonFieldNumber, T::kOverdueFieldNumber,
                                   T::kEscalatedFieldNumber, T::kAllowedActionsFieldNumber},
                    .scope = {.grid = "grid", .unit = "responsible_unit", .own = {"worker"}},
                    .code = "code",
                    .watchable = true});
  return *table;
}

const Table<v1::SiteRhythm>& SiteRhythmTable() {
  using T = v1::SiteRhythm;
  static const auto* table =
      new Table<T>({.table = "site_rhythms",
                    .collection = "siteRhythms",
                    .columns = {{"code", T::kCodeFieldNumber},
                                {"kind", T::kKindFieldNumber},
                                {"hazard_kind", T::kHazardKindFieldNumber},
                                {"deadline_class", T::kDeadlineClassFieldNumber},
                                {"source", T::kSourceFieldNumber},
                                {"valid_from_date", T::kValidFromDateFieldNumber}},
                    .scope = {.global = true},
                    .code = "code"});
  return *table;
}

const Table<v1::SiteVisit>& SiteVisitTable() {
  using T = v1::SiteVisit;
  static const auto* table =
      new Table<T>({.table = "site_visits",
                    .collection = "siteVisits",
                    .columns = {{"site", T::kSiteFieldNumber},
                                {"grid", T::kGridFieldNumber},
                                {"worker", T::kWorkerFieldNumber},
                                {"subject", T::kSubjectFieldNumber},
                                {"asks", T::kAsksFieldNumber},
                                {"result", T::kResultFieldNumber},
                                {"occurred_time", T::kOccurredTimeFieldNumber},
                                {"received_time", T::kReceivedTimeFieldNumber},
                                {"clock_suspect", T::kClockSuspectFieldNumber},
                                {"open_asks", T::kOpenAsksFieldNumber},
                                {"units", T::kUnitsFieldNumber}},
                    .not_stored = {T::kAllowedActionsFieldNumber},
                    .scope = {.grid = "grid",
                              .unit_link = {.table = "site_visit_units", .field = "units"},
                              .own = {"worker"}},
                    .watchable = true});
  return *table;
}

}  // namespace gridgov
