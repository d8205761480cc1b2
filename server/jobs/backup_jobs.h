// Making and checking a backup as jobs: both run from their beginning after a restart.
#ifndef GRIDGOV_SERVER_JOBS_BACKUP_JOBS_H_
#define GRIDGOV_SERVER_JOBS_BACKUP_JOBS_H_

#include "server/backup/backups.h"
#include "server/jobs/job_runner.h"

namespace gridgov {

// The kinds of job, with the errors of Backups::Make() and Verify(). `backups` outlives them.
JobKind BackupKind(Backups& backups);
JobKind BackupCheckKind(const Backups& backups);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_JOBS_BACKUP_JOBS_H_
