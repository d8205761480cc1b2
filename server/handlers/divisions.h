// Divisions and units.
#ifndef GRIDGOV_SERVER_HANDLERS_DIVISIONS_H_
#define GRIDGOV_SERVER_HANDLERS_DIVISIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "server/handlers/call.h"

namespace gridgov {

// Stateless; safe from every thread.
class DivisionHandler {
 public:
  absl::StatusOr<v1::Division> Get(Call& call, const v1::GetDivisionRequest& request);
  absl::StatusOr<v1::ListDivisionsResponse> List(Call& call,
                                                 const v1::ListDivisionsRequest& request);
  absl::StatusOr<v1::ImportDivisionsResponse> Import(Call& call,
                                                     const v1::ImportDivisionsRequest& request);
  // Begins the job that server/jobs/division_edition.h does.
  absl::StatusOr<v1::Job> ImportEdition(Call& call,
                                        const v1::ImportDivisionEditionRequest& request);
};

// Stateless; safe from every thread.
class UnitHandler {
 public:
  absl::StatusOr<v1::Unit> Get(Call& call, const v1::GetUnitRequest& request);
  absl::StatusOr<v1::ListUnitsResponse> List(Call& call, const v1::ListUnitsRequest& request);
  absl::StatusOr<v1::Unit> Create(Call& call, const v1::CreateUnitRequest& request);
  absl::StatusOr<v1::Unit> Update(Call& call, const v1::UpdateUnitRequest& request);
  absl::StatusOr<v1::UnitMember> AddMember(Call& call, const v1::AddUnitMemberRequest& request);
  absl::StatusOr<v1::UnitMember> EndMember(Call& call, const v1::EndUnitMemberRequest& request);
  absl::StatusOr<v1::ListUnitMembersResponse> ListMembers(
      Call& call, const v1::ListUnitMembersRequest& request);
};

// The division itself and those above it, the nearest first, as names. Empty if there is none.
absl::StatusOr<std::vector<std::string>> DivisionChain(const Txn& txn, const std::string& name);

// "resource/{id}" of an optional id of the client's; INVALID_ARGUMENT on `field` if it is no UUID.
absl::StatusOr<std::string> NameFor(const std::string& collection, const std::string& id,
                                    const std::string& field);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_DIVISIONS_H_
