// One class per proto service, one line per method: name -> handler function. What stands in none
// of these lines does not run.
#ifndef GRIDGOV_SERVER_RPC_SERVICES_H_
#define GRIDGOV_SERVER_RPC_SERVICES_H_

#include <memory>
#include <vector>

#include "grpcpp/grpcpp.h"
#include "grpcpp/impl/service_type.h"
#include "server/handlers/accounts.h"
#include "server/handlers/areas.h"
#include "server/handlers/attachments.h"
#include "server/handlers/audit.h"
#include "server/handlers/backups.h"
#include "server/handlers/calendars.h"
#include "server/handlers/categories.h"
#include "server/handlers/divisions.h"
#include "server/handlers/grids.h"
#include "server/handlers/issues.h"
#include "server/handlers/jobs.h"
#include "server/handlers/patrols.h"
#include "server/handlers/takeovers.h"
#include "server/rpc/stream.h"
#include "server/rpc/unary.h"
#include "server/rpc/watch.h"

namespace gridgov {

// The handlers; owned by the server, they outlive the services.
struct Handlers {
  DivisionHandler& divisions;
  UnitHandler& units;
  GridHandler& grids;
  CompoundHandler& compounds;
  CategoryHandler& categories;
  CalendarHandler& calendars;
  AccountHandler& accounts;
  SessionHandler& sessions;
  PatrolHandler& patrols;
  IssueHandler& issues;
  AttachmentHandler& attachments;
  JobHandler& jobs;
  AuditHandler& audit;
  AdminHandler& admin;
  AreaHandler& area_changes;
  TakeoverHandler& takeovers;
  BackupHandler& backups;
};

using Services = std::vector<std::unique_ptr<grpc::Service>>;

// All of them; the others are parts of the first (attachment_service.cc, reference_services.cc).
Services MakeServices(Transport& transport, Watchers& watchers, Transfers& transfers,
                      Handlers handlers);
std::unique_ptr<grpc::Service> MakeAttachmentService(Transfers& transfers,
                                                     const AttachmentHandler& handler);
void AddReferenceServices(Transport& transport, Handlers handlers, Services& services);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_RPC_SERVICES_H_
