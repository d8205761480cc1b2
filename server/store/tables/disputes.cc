#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/dispute_mediator.pb.h"
#include "gridgov/v1/dispute_party.pb.h"
#include "gridgov/v1/mediation_session.pb.h"
#include "server/store/tables/tables.h"

namespace gridgov {

const Table<v1::Dispute>& DisputeTable() {
  using T = v1::Dispute;
  static const auto* table =
      new Table<T>({.table = "disputes",
                    .collection = "disputes",
                    .columns = {{"number", T::kNumberFieldNumber},
                                {"dispute_class", T::kDisputeClassFieldNumber},
                                {"source", T::kSourceFieldNumber},
                                {"summary", T::kSummaryFieldNumber},
                                {"grid", T::kGridFieldNumber},
                                {"address", T::kAddressFieldNumber},
                                {"compound", T::kCompoundFieldNumber},
                                {"amount_fen", T::kAmountFenFieldNumber},
                                {"people_count", T::kPeopleCountFieldNumber},
                                {"issue", T::kIssueFieldNumber},
                                {"committee", T::kCommitteeFieldNumber},
                                {"state", T::kStateFieldNumber},
                                {"escalation_risk", T::kEscalationRiskFieldNumber},
                                {"risk_assessor", T::kRiskAssessorFieldNumber},
                                {"risk_time", T::kRiskTimeFieldNumber},
                                {"mediators", T::kMediatorsFieldNumber},
                                {"mediator_count", T::kMediatorCountFieldNumber},
                                {"party_count", T::kPartyCountFieldNumber},
                                {"pending_before", T::kPendingBeforeFieldNumber},
                                {"decline_reason", T::kDeclineReasonFieldNumber},
                                {"referred_to", T::kReferredToFieldNumber},
                                {"accept_time", T::kAcceptTimeFieldNumber},
                                {"remind_time", T::kRemindTimeFieldNumber},
                                {"due_time", T::kDueTimeFieldNumber},
                                {"escalate_time", T::kEscalateTimeFieldNumber},
                                {"provisional", T::kProvisionalFieldNumber},
                                {"clock", T::kClockFieldNumber},
                                {"extension_days", T::kExtensionDaysFieldNumber},
                                {"session_count", T::kSessionCountFieldNumber},
                                {"next_session_time", T::kNextSessionTimeFieldNumber},
                                {"advice", T::kAdviceFieldNumber},
                                {"stopped_by", T::kStoppedByFieldNumber},
                                {"outcome_time", T::kOutcomeTimeFieldNumber},
                                {"escalation_prevented", T::kEscalationPreventedFieldNumber},
                                {"police_reported", T::kPoliceReportedFieldNumber},
                                {"police_station", T::kPoliceStationFieldNumber},
                                {"police_report_time", T::kPoliceReportTimeFieldNumber},
                                {"close_time", T::kCloseTimeFieldNumber},
                                {"creator", T::kCreatorFieldNumber},
                                {"step_count", T::kStepCountFieldNumber},
                                {"create_time", T::kCreateTimeFieldNumber},
                                {"update_time", T::kUpdateTimeFieldNumber}},
                    .not_stored = {T::kDueSoonFieldNumber, T::kOverdueFieldNumber,
                                   T::kEscalatedFieldNumber, T::kAllowedActionsFieldNumber},
                    .scope = {.grid = "grid",
                              .own = {"creator"},
                              .own_link = {.table = "dispute_accounts", .field = "mediators"},
                              .public_order = "police_reported"},
                    .code = "number",
                    .watchable = true});
  return *table;
}

const Table<v1::DisputeStep>& DisputeStepTable() {
  using T = v1::DisputeStep;
  static const auto* table =
      new Table<T>({.table = "dispute_steps",
                    .collection = "disputeSteps",
                    .columns = {{"dispute", T::kDisputeFieldNumber},
                                {"act", T::kActFieldNumber},
                                {"from_state", T::kFromStateFieldNumber},
                                {"to_state", T::kToStateFieldNumber},
                                {"actor", T::kActorFieldNumber},
                                {"actor_username", T::kActorUsernameFieldNumber},
                                {"text", T::kTextFieldNumber},
                                {"create_time", T::kCreateTimeFieldNumber},
                                {"grid", T::kGridFieldNumber},
                                {"due_time", T::kDueTimeFieldNumber},
                                {"dispute_class", T::kDisputeClassFieldNumber},
                                {"source", T::kSourceFieldNumber},
                                {"from_grid", T::kFromGridFieldNumber},
                                {"escalation_prevented", T::kEscalationPreventedFieldNumber}},
                    .scope = {.parent = "disputes"},
                    .ascending = "key"});
  return *table;
}

const Table<v1::DisputeParty>& DisputePartyTable() {
  using T = v1::DisputeParty;
  static const auto* table =
      new Table<T>({.table = "dispute_parties",
                    .collection = "disputeParties",
                    .columns = {{"dispute", T::kDisputeFieldNumber},
                                {"number", T::kNumberFieldNumber},
                                {"kind", T::kKindFieldNumber},
                                {"side", T::kSideFieldNumber},
                                {"display_name", T::kDisplayNameFieldNumber},
                                {"credit_code", T::kCreditCodeFieldNumber},
                                {"phone", T::kPhoneFieldNumber},
                                {"address", T::kAddressFieldNumber},
                                {"agent_display_name", T::kAgentDisplayNameFieldNumber},
                                {"agent_authority", T::kAgentAuthorityFieldNumber},
                                {"rights_time", T::kRightsTimeFieldNumber},
                                {"rights_means", T::kRightsMeansFieldNumber},
                                {"id_number_kept", T::kIdNumberKeptFieldNumber},
                                {"removed", T::kRemovedFieldNumber}},
                    .not_stored = {T::kMaskedFieldsFieldNumber},
                    .scope = {.parent = "disputes"},
                    .ascending = "key"});
  return *table;
}

const Table<v1::PartyIdNumber>& PartyIdNumberTable() {
  using T = v1::PartyIdNumber;
  static const auto* table = new Table<T>({.table = "party_id_numbers",
                                           .collection = "partyIdNumbers",
                                           .columns = {{"dispute", T::kDisputeFieldNumber},
                                                       {"party", T::kPartyFieldNumber},
                                                       {"id_number", T::kIdNumberFieldNumber}},
                                           .scope = {.parent = "disputes"}});
  return *table;
}

const Table<v1::MediationSession>& MediationSessionTable() {
  using T = v1::MediationSession;
  static const auto* table =
      new Table<T>({.table = "mediation_sessions",
                    .collection = "mediationSessions",
                    .columns = {{"dispute", T::kDisputeFieldNumber},
                                {"number", T::kNumberFieldNumber},
                                {"state", T::kStateFieldNumber},
                                {"start_time", T::kStartTimeFieldNumber},
                                {"place", T::kPlaceFieldNumber},
                                {"closed", T::kClosedFieldNumber},
                                {"parties", T::kPartiesFieldNumber},
                                {"guests", T::kGuestsFieldNumber},
                                {"record", T::kRecordFieldNumber},
                                {"recorded", T::kRecordedFieldNumber},
                                {"mediator_sign_time", T::kMediatorSignTimeFieldNumber},
                                {"recorder_sign_time", T::kRecorderSignTimeFieldNumber},
                                {"adjourn_reason", T::kAdjournReasonFieldNumber},
                                {"end_time", T::kEndTimeFieldNumber},
                                {"creator", T::kCreatorFieldNumber},
                                {"create_time", T::kCreateTimeFieldNumber},
                                {"update_time", T::kUpdateTimeFieldNumber}},
                    .scope = {.parent = "disputes"},
                    .ascending = "key"});
  return *table;
}

const Table<v1::DisputeMediator>& DisputeMediatorTable() {
  using T = v1::DisputeMediator;
  static const auto* table = new Table<T>({.table = "dispute_mediators",
                                           .collection = "disputeMediators",
                                           .columns = {{"dispute", T::kDisputeFieldNumber},
                                                       {"account", T::kAccountFieldNumber},
                                                       {"display_name", T::kDisplayNameFieldNumber},
                                                       {"choice", T::kChoiceFieldNumber},
                                                       {"state", T::kStateFieldNumber},
                                                       {"conflict", T::kConflictFieldNumber},
                                                       {"create_time", T::kCreateTimeFieldNumber},
                                                       {"declare_time", T::kDeclareTimeFieldNumber},
                                                       {"end_time", T::kEndTimeFieldNumber}},
                                           .scope = {.parent = "disputes"},
                                           .ascending = "key"});
  return *table;
}

}  // namespace gridgov
