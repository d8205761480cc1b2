// Contracts of property service: entered, renewed, handed over, ended.
#ifndef GRIDGOV_SERVER_HANDLERS_PROPERTY_SERVICES_H_
#define GRIDGOV_SERVER_HANDLERS_PROPERTY_SERVICES_H_

#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/property_service.pb.h"
#include "server/handlers/call.h"
#include "server/handlers/compound_duties.h"

namespace gridgov {

// Serves PropertyContractService. Safe from every thread.
class PropertyServiceHandler {
 public:
  explicit PropertyServiceHandler(const CompoundDuties& duties) : duties_(duties) {}

  absl::StatusOr<v1::PropertyService> Get(Call& call,
                                          const v1::GetPropertyServiceRequest& request) const;
  absl::StatusOr<v1::ListPropertyServicesResponse> List(
      Call& call, const v1::ListPropertyServicesRequest& request) const;
  absl::StatusOr<v1::PropertyService> Create(Call& call,
                                             const v1::CreatePropertyServiceRequest& request) const;
  absl::StatusOr<v1::PropertyService> Update(Call& call,
                                             const v1::UpdatePropertyServiceRequest& request) const;
  absl::StatusOr<v1::PropertyService> End(Call& call,
                                          const v1::EndPropertyServiceRequest& request) const;
  absl::StatusOr<v1::PropertyService> HandOver(
      Call& call, const v1::HandOverPropertyServiceRequest& request) const;

 private:
  // Inserts a checked contract, after the one before it, and begins the clock of its end.
  absl::StatusOr<v1::PropertyService> Enter(const Txn& txn, v1::PropertyService service,
                                            const std::string& id) const;

  const CompoundDuties& duties_;
};

// Fills the derived state and `allowed_actions` for the reader.
void PresentPropertyService(const Call& call, v1::PropertyService* service);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_PROPERTY_SERVICES_H_
