// Agreements of disputes, what they say, and what is due of them.
#include "gridgov/v1/agreement.pb.h"
#include "server/store/tables/tables.h"

namespace gridgov {

const Table<v1::Agreement>& AgreementTable() {
  using T = v1::Agreement;
  static const auto* table =
      new Table<T>({.table = "agreements",
                    .collection = "agreements",
                    .columns = {{"number", T::kNumberFieldNumber},
                                {"dispute", T::kDisputeFieldNumber},
                                {"grid", T::kGridFieldNumber},
                                {"mediators", T::kMediatorsFieldNumber},
                                {"form", T::kFormFieldNumber},
                                {"state", T::kStateFieldNumber},
                                {"amount_fen", T::kAmountFenFieldNumber},
                                {"instalments", T::kInstalmentsFieldNumber},
                                {"signatures", T::kSignaturesFieldNumber},
                                {"party_count", T::kPartyCountFieldNumber},
                                {"mediator", T::kMediatorFieldNumber},
                                {"mediator_sign_time", T::kMediatorSignTimeFieldNumber},
                                {"seal_time", T::kSealTimeFieldNumber},
                                {"effective_time", T::kEffectiveTimeFieldNumber},
                                {"confirmation", T::kConfirmationFieldNumber},
                                {"confirm_by_date", T::kConfirmByDateFieldNumber},
                                {"applied_date", T::kAppliedDateFieldNumber},
                                {"court", T::kCourtFieldNumber},
                                {"court_document_number", T::kCourtDocumentNumberFieldNumber},
                                {"decided_date", T::kDecidedDateFieldNumber},
                                {"court_paper", T::kCourtPaperFieldNumber},
                                {"whole", T::kWholeFieldNumber},
                                {"reason", T::kReasonFieldNumber},
                                {"end_date", T::kEndDateFieldNumber},
                                {"create_time", T::kCreateTimeFieldNumber},
                                {"update_time", T::kUpdateTimeFieldNumber}},
                    .not_stored = {T::kMissingFieldNumber, T::kOverdueFieldNumber,
                                   T::kAllowedActionsFieldNumber},
                    .scope = {.grid = "grid",
                              .own_link = {.table = "agreement_mediators", .field = "mediators"}},
                    .code = "number",
                    .watchable = true});
  return *table;
}

const Table<v1::AgreementContents>& AgreementContentsTable() {
  using T = v1::AgreementContents;
  static const auto* table =
      new Table<T>({.table = "agreement_contents",
                    .collection = "agreementContents",
                    .columns = {{"agreement", T::kAgreementFieldNumber},
                                {"facts", T::kFactsFieldNumber},
                                {"points", T::kPointsFieldNumber},
                                {"responsibilities", T::kResponsibilitiesFieldNumber},
                                {"terms", T::kTermsFieldNumber},
                                {"manner", T::kMannerFieldNumber},
                                {"place", T::kPlaceFieldNumber},
                                {"time_limit", T::kTimeLimitFieldNumber}},
                    .scope = {.parent = "agreements"}});
  return *table;
}

const Table<v1::AgreementDuty>& AgreementDutyTable() {
  using T = v1::AgreementDuty;
  static const auto* table = new Table<T>(
      {.table = "agreement_duties",
       .collection = "agreementDuties",
       .columns = {{"agreement", T::kAgreementFieldNumber},
                   {"number", T::kNumberFieldNumber},
                   {"grid", T::kGridFieldNumber},
                   {"mediators", T::kMediatorsFieldNumber},
                   {"kind", T::kKindFieldNumber},
                   {"instalment", T::kInstalmentFieldNumber},
                   {"follow_up", T::kFollowUpFieldNumber},
                   {"state", T::kStateFieldNumber},
                   {"clock", T::kClockFieldNumber},
                   {"remind_time", T::kRemindTimeFieldNumber},
                   {"last_remind_time", T::kLastRemindTimeFieldNumber},
                   {"due_time", T::kDueTimeFieldNumber},
                   {"escalate_time", T::kEscalateTimeFieldNumber},
                   {"provisional", T::kProvisionalFieldNumber},
                   {"performance", T::kPerformanceFieldNumber},
                   {"checked_date", T::kCheckedDateFieldNumber},
                   {"note", T::kNoteFieldNumber},
                   {"end_time", T::kEndTimeFieldNumber},
                   {"create_time", T::kCreateTimeFieldNumber},
                   {"update_time", T::kUpdateTimeFieldNumber}},
       .not_stored = {T::kDueSoonFieldNumber, T::kOverdueFieldNumber, T::kEscalatedFieldNumber,
                      T::kAllowedActionsFieldNumber},
       .scope = {.grid = "grid",
                 .own_link = {.table = "agreement_duty_mediators", .field = "mediators"}},
       .watchable = true});
  return *table;
}

}  // namespace gridgov
