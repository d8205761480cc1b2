// Backups as an administrator sees them: listed, made and checked. server/backup does it.
#ifndef GRIDGOV_SERVER_HANDLERS_BACKUPS_H_
#define GRIDGOV_SERVER_HANDLERS_BACKUPS_H_

#include "absl/status/statusor.h"
#include "gridgov/v1/admin.pb.h"
#include "gridgov/v1/job.pb.h"
#include "server/backup/backups.h"
#include "server/handlers/call.h"

namespace gridgov {

// Thread-safe.
class BackupHandler {
 public:
  // `backups` outlives it.
  explicit BackupHandler(const Backups& backups) : backups_(backups) {}

  absl::StatusOr<v1::ListBackupsResponse> List(Call& call, const v1::ListBackupsRequest& request);
  absl::StatusOr<v1::Job> Create(Call& call, const v1::CreateBackupRequest& request);
  absl::StatusOr<v1::Job> Verify(Call& call, const v1::VerifyBackupRequest& request);

 private:
  const Backups& backups_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_BACKUPS_H_
