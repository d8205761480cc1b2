// Agreements: drafted or recorded, signed and sealed, kept or breached, confirmed by the court. The
// machine stands in agreement_flow.h; what an act asks for beyond its state stands in the act's own
// function.
#ifndef GRIDGOV_SERVER_HANDLERS_AGREEMENTS_H_
#define GRIDGOV_SERVER_HANDLERS_AGREEMENTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/agreement.pb.h"
#include "server/handlers/agreement_duties.h"
#include "server/handlers/call.h"
#include "server/handlers/dispute_acts.h"

namespace gridgov {

// Serves AgreementService. Safe from every thread.
class AgreementHandler {
 public:
  AgreementHandler(const AgreementDuties& duties, const DisputeActs& acts)
      : duties_(duties), acts_(acts) {}

  absl::StatusOr<v1::Agreement> Get(Call& call, const v1::GetAgreementRequest& request) const;
  absl::StatusOr<v1::ListAgreementsResponse> List(Call& call,
                                                  const v1::ListAgreementsRequest& request) const;
  absl::StatusOr<v1::AgreementContents> GetContents(
      Call& call, const v1::GetAgreementContentsRequest& request) const;
  absl::StatusOr<v1::ListAgreementDutiesResponse> ListDuties(
      Call& call, const v1::ListAgreementDutiesRequest& request) const;

  // Until it is in effect.
  absl::StatusOr<v1::Agreement> Create(Call& call, const v1::CreateAgreementRequest& request) const;
  absl::StatusOr<v1::Agreement> Update(Call& call, const v1::UpdateAgreementRequest& request) const;
  absl::StatusOr<v1::Agreement> Sign(Call& call, const v1::SignAgreementRequest& request) const;
  absl::StatusOr<v1::Agreement> Countersign(Call& call,
                                            const v1::CountersignAgreementRequest& request) const;
  absl::StatusOr<v1::Agreement> Seal(Call& call, const v1::SealAgreementRequest& request) const;
  absl::StatusOr<v1::Agreement> Drop(Call& call, const v1::DropAgreementRequest& request) const;

  // Performance.
  absl::StatusOr<v1::Agreement> Check(Call& call, const v1::CheckPerformanceRequest& request) const;
  absl::StatusOr<v1::Agreement> Resume(Call& call,
                                       const v1::ResumePerformanceRequest& request) const;

  // Judicial confirmation.
  absl::StatusOr<v1::Agreement> Apply(Call& call,
                                      const v1::ApplyForConfirmationRequest& request) const;
  absl::StatusOr<v1::Agreement> Decide(Call& call,
                                       const v1::RecordCourtDecisionRequest& request) const;
  absl::StatusOr<v1::Agreement> AnswerRefusal(Call& call,
                                              const v1::AnswerRefusalRequest& request) const;

 private:
  // A draft of which nothing is missing any more is in effect; else it is stored as it is.
  absl::StatusOr<v1::Agreement> Mark(const Txn& txn, v1::Agreement agreement) const;
  // Ends the running check of the part with what was found, and lets another one run if it was not
  // kept.
  absl::Status EndCheck(const Txn& txn, const v1::Agreement& agreement,
                        const v1::CheckPerformanceRequest& request, const std::string& day) const;

  const AgreementDuties& duties_;
  const DisputeActs& acts_;
};

// Fills what is derived for the reader: missing, overdue, allowed_actions.
absl::Status PresentAgreement(const Call& call, v1::Agreement* agreement);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_AGREEMENTS_H_
