// Checks backups and makes a data folder of one. For a machine whose server does not run, or runs
// elsewhere.
#ifndef GRIDGOV_SERVER_BACKUP_RESTORE_H_
#define GRIDGOV_SERVER_BACKUP_RESTORE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/backup/database_checks.h"
#include "server/backup/make_backup.h"

namespace gridgov {

struct RestoreRequest {
  // FOLDER/20261124T150000Z
  std::string backup;
  // A copy of the lost folder's secrets/.
  std::string secrets;
  // The sealed subject keys; "": the newest in FOLDER/keys.
  std::string keys;
  // Is made, or empty.
  std::string into;
};

// Reads all of a backup: each file has the hash that the manifest says, and the database opens to
// its end. Changes nothing. DATA_LOSS, reason BACKUP_DAMAGED, with the file as metadata `path`,
// or MANIFEST_DAMAGED; NOT_FOUND, reason FILE_MISSING; FAILED_PRECONDITION, reason BACKUP_TOO_NEW.
absl::StatusOr<BackupFacts> VerifyBackup(const std::string& backup, const Secret& backup_key,
                                         const Progress& progress);

// The same, and the subject keys open with this master key; errors of the same reasons, and
// NOT_FOUND, reason BACKUP_KEYS_MISSING.
absl::Status VerifyKeys(const std::string& keys, const Secret& master_key);

// Where the subject keys for a backup are, if nothing else is said: the newest beside it.
// NOT_FOUND, reason BACKUP_KEYS_MISSING; FAILED_PRECONDITION, reason BACKUP_KEYS_TOO_OLD, if they
// are from before the backup.
absl::StatusOr<std::string> KeysFor(const std::string& backup);

// Makes the data folder `request.into`, ready to be served, and checks it whole: what
// VerifyBackup() says, CheckDatabase(), and that the subject keys open. After an error the folder
// is empty again. Besides their errors those of DataFolder::Restore().
absl::StatusOr<BackupFacts> RestoreBackup(const RestoreRequest& request, const Progress& progress);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_BACKUP_RESTORE_H_
