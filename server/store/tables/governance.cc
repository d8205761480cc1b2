// Compounds governed by law: contracts, committees, designations, contacts and what is due of them.
#include "gridgov/v1/building_contact.pb.h"
#include "gridgov/v1/compound_status.pb.h"
#include "gridgov/v1/designation.pb.h"
#include "gridgov/v1/owners_committee.pb.h"
#include "gridgov/v1/property_service.pb.h"
#include "server/store/tables/tables.h"

namespace gridgov {

const Table<v1::PropertyService>& PropertyServiceTable() {
  using T = v1::PropertyService;
  static const auto* table =
      new Table<T>({.table = "property_services",
                    .collection = "propertyServices",
                    .columns = {{"compound", T::kCompoundFieldNumber},
                                {"grid", T::kGridFieldNumber},
                                {"firm", T::kFirmFieldNumber},
                                {"credit_code", T::kCreditCodeFieldNumber},
                                {"unit", T::kUnitFieldNumber},
                                {"start_date", T::kStartDateFieldNumber},
                                {"contract_end_date", T::kContractEndDateFieldNumber},
                                {"duty_phone", T::kDutyPhoneFieldNumber},
                                {"lead_display_name", T::kLeadDisplayNameFieldNumber},
                                {"lead_phone", T::kLeadPhoneFieldNumber},
                                {"fee_fen", T::kFeeFenFieldNumber},
                                {"handover_notes", T::kHandoverNotesFieldNumber},
                                {"end_date", T::kEndDateFieldNumber},
                                {"end_reason", T::kEndReasonFieldNumber},
                                {"predecessor", T::kPredecessorFieldNumber},
                                {"successor", T::kSuccessorFieldNumber},
                                {"create_time", T::kCreateTimeFieldNumber},
                                {"update_time", T::kUpdateTimeFieldNumber}},
                    .not_stored = {T::kStateFieldNumber, T::kAllowedActionsFieldNumber},
                    .scope = {.grid = "grid"},
                    .watchable = true});
  return *table;
}

const Table<v1::OwnersCommittee>& OwnersCommitteeTable() {
  using T = v1::OwnersCommittee;
  static const auto* table =
      new Table<T>({.table = "owners_committees",
                    .collection = "ownersCommittees",
                    .columns = {{"compound", T::kCompoundFieldNumber},
                                {"grid", T::kGridFieldNumber},
                                {"term_number", T::kTermNumberFieldNumber},
                                {"state", T::kStateFieldNumber},
                                {"elected_date", T::kElectedDateFieldNumber},
                                {"term_end_date", T::kTermEndDateFieldNumber},
                                {"first_meeting_date", T::kFirstMeetingDateFieldNumber},
                                {"filed_date", T::kFiledDateFieldNumber},
                                {"filing_number", T::kFilingNumberFieldNumber},
                                {"member_count", T::kMemberCountFieldNumber},
                                {"seats", T::kSeatsFieldNumber},
                                {"changed_date", T::kChangedDateFieldNumber},
                                {"change_reported_date", T::kChangeReportedDateFieldNumber},
                                {"end_reason", T::kEndReasonFieldNumber},
                                {"end_date", T::kEndDateFieldNumber},
                                {"interim_body", T::kInterimBodyFieldNumber},
                                {"create_time", T::kCreateTimeFieldNumber},
                                {"update_time", T::kUpdateTimeFieldNumber}},
                    .not_stored = {T::kExpiringFieldNumber, T::kExpiredFieldNumber,
                                   T::kIncompleteFieldNumber, T::kAllowedActionsFieldNumber},
                    .scope = {.grid = "grid"},
                    .watchable = true});
  return *table;
}

const Table<v1::CommitteeMember>& CommitteeMemberTable() {
  using T = v1::CommitteeMember;
  static const auto* table = new Table<T>({.table = "committee_members",
                                           .collection = "committeeMembers",
                                           .columns = {{"committee", T::kCommitteeFieldNumber},
                                                       {"post", T::kPostFieldNumber},
                                                       {"display_name", T::kDisplayNameFieldNumber},
                                                       {"start_date", T::kStartDateFieldNumber},
                                                       {"end_date", T::kEndDateFieldNumber}},
                                           .scope = {.parent = "ownersCommittees"},
                                           .ascending = "key"});
  return *table;
}

const Table<v1::DesignationStandard>& DesignationStandardTable() {
  using T = v1::DesignationStandard;
  static const auto* table =
      new Table<T>({.table = "designation_standards",
                    .collection = "designationStandards",
                    .columns = {{"code", T::kCodeFieldNumber},
                                {"kind", T::kKindFieldNumber},
                                {"title", T::kTitleFieldNumber},
                                {"criteria", T::kCriteriaFieldNumber},
                                {"review_class", T::kReviewClassFieldNumber},
                                {"source", T::kSourceFieldNumber},
                                {"valid_from_date", T::kValidFromDateFieldNumber}},
                    .scope = {.global = true},
                    .code = "code"});
  return *table;
}

const Table<v1::Designation>& DesignationTable() {
  using T = v1::Designation;
  static const auto* table =
      new Table<T>({.table = "designations",
                    .collection = "designations",
                    .columns = {{"compound", T::kCompoundFieldNumber},
                                {"grid", T::kGridFieldNumber},
                                {"standard", T::kStandardFieldNumber},
                                {"kind", T::kKindFieldNumber},
                                {"evidence", T::kEvidenceFieldNumber},
                                {"state", T::kStateFieldNumber},
                                {"proposer", T::kProposerFieldNumber},
                                {"reviewer", T::kReviewerFieldNumber},
                                {"awarded_date", T::kAwardedDateFieldNumber},
                                {"reviewed_date", T::kReviewedDateFieldNumber},
                                {"review_comment", T::kReviewCommentFieldNumber},
                                {"withdraw_reason", T::kWithdrawReasonFieldNumber},
                                {"create_time", T::kCreateTimeFieldNumber},
                                {"update_time", T::kUpdateTimeFieldNumber}},
                    .not_stored = {T::kReviewDueFieldNumber, T::kAllowedActionsFieldNumber},
                    .scope = {.grid = "grid"},
                    .watchable = true});
  return *table;
}

const Table<v1::BuildingContact>& BuildingContactTable() {
  using T = v1::BuildingContact;
  static const auto* table = new Table<T>({.table = "building_contacts",
                                           .collection = "buildingContacts",
                                           .columns = {{"compound", T::kCompoundFieldNumber},
                                                       {"building", T::kBuildingFieldNumber},
                                                       {"display_name", T::kDisplayNameFieldNumber},
                                                       {"phone", T::kPhoneFieldNumber},
                                                       {"consent_date", T::kConsentDateFieldNumber},
                                                       {"start_date", T::kStartDateFieldNumber},
                                                       {"end_date", T::kEndDateFieldNumber},
                                                       {"create_time", T::kCreateTimeFieldNumber},
                                                       {"update_time", T::kUpdateTimeFieldNumber}},
                                           .scope = {.parent = "compounds"},
                                           .ascending = "key"});
  return *table;
}

const Table<v1::CompoundDuty>& CompoundDutyTable() {
  using T = v1::CompoundDuty;
  static const auto* table = new Table<T>(
      {.table = "compound_duties",
       .collection = "compoundDuties",
       .columns = {{"compound", T::kCompoundFieldNumber},
                   {"grid", T::kGridFieldNumber},
                   {"kind", T::kKindFieldNumber},
                   {"resource", T::kResourceFieldNumber},
                   {"state", T::kStateFieldNumber},
                   {"clock", T::kClockFieldNumber},
                   {"remind_time", T::kRemindTimeFieldNumber},
                   {"due_time", T::kDueTimeFieldNumber},
                   {"escalate_time", T::kEscalateTimeFieldNumber},
                   {"provisional", T::kProvisionalFieldNumber},
                   {"end_time", T::kEndTimeFieldNumber},
                   {"create_time", T::kCreateTimeFieldNumber},
                   {"update_time", T::kUpdateTimeFieldNumber}},
       .not_stored = {T::kDueSoonFieldNumber, T::kOverdueFieldNumber, T::kEscalatedFieldNumber},
       .scope = {.grid = "grid"},
       .watchable = true});
  return *table;
}

}  // namespace gridgov
