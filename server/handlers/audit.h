// The audit log and the state of the server.
#ifndef GRIDGOV_SERVER_HANDLERS_AUDIT_H_
#define GRIDGOV_SERVER_HANDLERS_AUDIT_H_

#include <functional>

#include "absl/status/statusor.h"
#include "gridgov/v1/admin.pb.h"
#include "gridgov/v1/audit.pb.h"
#include "server/backup/backups.h"
#include "server/handlers/call.h"
#include "server/handlers/deadlines.h"
#include "server/store/journal.h"

namespace gridgov {

// Thread-safe.
class AuditHandler {
 public:
  explicit AuditHandler(const Journal& journal) : journal_(journal) {}

  absl::StatusOr<v1::ListAuditEntriesResponse> List(Call& call,
                                                    const v1::ListAuditEntriesRequest& request);
  absl::StatusOr<v1::VerifyAuditChainResponse> Verify(Call& call,
                                                      const v1::VerifyAuditChainRequest& request);
  absl::StatusOr<v1::AuditHead> GetHead(Call& call, const v1::GetAuditHeadRequest& request);

 private:
  const Journal& journal_;
};

// What only the running server knows of itself.
struct ServerFacts {
  std::string version;
  std::string engine;
  int schema_version = 0;
  absl::Time start;
  int64_t database_bytes = 0;
  int64_t wal_bytes = 0;
  int queue_depth = 0;
  bool wal_reset_race = false;
  bool backups_configured = false;
  BackupFigures backups;
  // How far apart backups are; zero: only when asked for.
  absl::Duration backups_every;
};

// Thread-safe.
class AdminHandler {
 public:
  AdminHandler(const Deadlines& deadlines, std::function<ServerFacts()> facts)
      : deadlines_(deadlines), facts_(std::move(facts)) {}

  absl::StatusOr<v1::ServerStatus> GetStatus(Call& call, const v1::GetServerStatusRequest& request);
  absl::StatusOr<v1::Job> CheckCounters(Call& call, const v1::CheckCountersRequest& request);

 private:
  const Deadlines& deadlines_;
  const std::function<ServerFacts()> facts_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_AUDIT_H_
