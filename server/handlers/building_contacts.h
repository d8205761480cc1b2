// Building contacts, and how a compound stands as a whole.
#ifndef GRIDGOV_SERVER_HANDLERS_BUILDING_CONTACTS_H_
#define GRIDGOV_SERVER_HANDLERS_BUILDING_CONTACTS_H_

#include "absl/status/statusor.h"
#include "gridgov/v1/building_contact.pb.h"
#include "gridgov/v1/compound_status.pb.h"
#include "server/handlers/call.h"

namespace gridgov {

// Serves BuildingContactService. Stateless; safe from every thread.
class BuildingContactHandler {
 public:
  absl::StatusOr<v1::ListBuildingContactsResponse> List(
      Call& call, const v1::ListBuildingContactsRequest& request) const;
  absl::StatusOr<v1::BuildingContact> Create(Call& call,
                                             const v1::CreateBuildingContactRequest& request) const;
  absl::StatusOr<v1::BuildingContact> End(Call& call,
                                          const v1::EndBuildingContactRequest& request) const;
};

// Serves CompoundStatusService. Stateless; safe from every thread.
class CompoundStatusHandler {
 public:
  absl::StatusOr<v1::CompoundStatus> Get(Call& call,
                                         const v1::GetCompoundStatusRequest& request) const;
  absl::StatusOr<v1::ListCompoundDutiesResponse> ListDuties(
      Call& call, const v1::ListCompoundDutiesRequest& request) const;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_BUILDING_CONTACTS_H_
