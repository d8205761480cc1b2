// Designations of compounds and the standards they go by.
#ifndef GRIDGOV_SERVER_HANDLERS_DESIGNATIONS_H_
#define GRIDGOV_SERVER_HANDLERS_DESIGNATIONS_H_

#include "absl/status/statusor.h"
#include "gridgov/v1/designation.pb.h"
#include "server/handlers/call.h"
#include "server/handlers/compound_duties.h"

namespace gridgov {

// Serves DesignationService. Safe from every thread.
class DesignationHandler {
 public:
  explicit DesignationHandler(const CompoundDuties& duties) : duties_(duties) {}

  absl::StatusOr<v1::Designation> Get(Call& call, const v1::GetDesignationRequest& request) const;
  absl::StatusOr<v1::ListDesignationsResponse> List(
      Call& call, const v1::ListDesignationsRequest& request) const;
  absl::StatusOr<v1::Designation> Create(Call& call,
                                         const v1::CreateDesignationRequest& request) const;
  absl::StatusOr<v1::Designation> Update(Call& call,
                                         const v1::UpdateDesignationRequest& request) const;
  absl::StatusOr<v1::Designation> Award(Call& call,
                                        const v1::AwardDesignationRequest& request) const;
  absl::StatusOr<v1::Designation> Renew(Call& call,
                                        const v1::RenewDesignationRequest& request) const;
  absl::StatusOr<v1::Designation> Withdraw(Call& call,
                                           const v1::WithdrawDesignationRequest& request) const;
  absl::StatusOr<v1::ListDesignationStandardsResponse> ListStandards(
      Call& call, const v1::ListDesignationStandardsRequest& request) const;
  absl::StatusOr<v1::ImportDesignationStandardsResponse> ImportStandards(
      Call& call, const v1::ImportDesignationStandardsRequest& request) const;

 private:
  // The review of a proposal or of the designation by somebody else, and the clock of the next.
  absl::StatusOr<v1::Designation> Review(const Txn& txn, v1::Designation designation,
                                         const std::string& comment) const;

  const CompoundDuties& duties_;
};

// The criterion of that code; nullptr if the standard has none.
const v1::DesignationStandard::Criterion* FindCriterion(const v1::DesignationStandard& standard,
                                                        const std::string& code);

// Fills what is derived for the reader: review_due, allowed_actions.
absl::Status PresentDesignation(const Call& call, v1::Designation* designation);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_DESIGNATIONS_H_
