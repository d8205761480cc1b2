// Makes one backup of a running server: the database first, then the files, then the keys, in the
// form that manifest.h describes. Others write meanwhile; the backup is the data as of one moment.
#ifndef GRIDGOV_SERVER_BACKUP_MAKE_BACKUP_H_
#define GRIDGOV_SERVER_BACKUP_MAKE_BACKUP_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/backup/database_checks.h"
#include "server/backup/manifest.h"
#include "server/engine/writer.h"
#include "server/init/data_folder.h"
#include "server/store/keys.h"

namespace gridgov {

// What is backed up; owned by the server, outlives the call.
struct BackupSource {
  Engine* engine = nullptr;
  Writer* writer = nullptr;
  SubjectKeys* keys = nullptr;
  const DataFolder* data = nullptr;
};

// What a list shows of a backup.
struct BackupFacts {
  std::string name;
  // As of when its data are.
  absl::Time time;
  int64_t bytes = 0;
  int64_t journal_seq = 0;
  std::string version;
  int schema_version = 0;
};

BackupFacts FactsOf(const std::string& name, const backup::Manifest& manifest);

// Makes a backup in `folder`, which is made if its parent is there, and answers once all of it is
// on disk. One call at a time, on a thread that may wait; the database is copied by way of a
// working copy in the data folder, which takes as much room as the database. Whatever ends it,
// nothing of a half backup is ever listed, and the next call removes it. UNAVAILABLE, reason
// FILE_FAILED; RESOURCE_EXHAUSTED, reason DISK_FULL; DATA_LOSS for a database that cannot be read;
// an error of `progress` as it is.
absl::StatusOr<BackupFacts> MakeBackup(const BackupSource& source, const std::string& folder,
                                       const std::function<absl::Time()>& clock,
                                       const Progress& progress);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_BACKUP_MAKE_BACKUP_H_
