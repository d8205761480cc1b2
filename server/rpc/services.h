// One class per proto service, one line per method: name -> handler function. What stands in none
// of these lines does not run.
#ifndef GRIDGOV_SERVER_RPC_SERVICES_H_
#define GRIDGOV_SERVER_RPC_SERVICES_H_

#include <memory>
#include <vector>

#include "grpcpp/grpcpp.h"
#include "grpcpp/impl/service_type.h"
#include "server/handlers/handlers.h"
#include "server/rpc/stream.h"
#include "server/rpc/unary.h"
#include "server/rpc/watch.h"

namespace gridgov {

using Services = std::vector<std::unique_ptr<grpc::Service>>;

// All of them, on handlers that outlive them; the others are parts of the first
// (attachment_service.cc, reference_services.cc and the like).
Services MakeServices(Transport& transport, Watchers& watchers, Transfers& transfers,
                      Handlers& handlers);
std::unique_ptr<grpc::Service> MakeAttachmentService(Transfers& transfers,
                                                     const AttachmentHandler& handler);
std::unique_ptr<grpc::Service> MakeLedgerService(Transfers& transfers, LedgerHandler& handler);
void AddReferenceServices(Transport& transport, Handlers& handlers, Services& services);
void AddAgreementServices(Transport& transport, Handlers& handlers, Services& services);
void AddGovernanceServices(Transport& transport, Handlers& handlers, Services& services);
void AddMediationServices(Transport& transport, Handlers& handlers, Services& services);
void AddMeetingServices(Transport& transport, Handlers& handlers, Services& services);
void AddWorkServices(Transport& transport, Handlers& handlers, Services& services);
void AddImportServices(Transport& transport, Handlers& handlers, Services& services);
void AddSiteServices(Transport& transport, Handlers& handlers, Services& services);
void AddStatisticServices(Transport& transport, Handlers& handlers, Services& services);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_RPC_SERVICES_H_
