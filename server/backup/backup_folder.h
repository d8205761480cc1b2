// The folder that backups lie in: what is there, and what goes. See manifest.h for its form.
//
// Free functions. One process at a time changes a folder, see LockBackupFolder(); reading is safe
// meanwhile.
#ifndef GRIDGOV_SERVER_BACKUP_BACKUP_FOLDER_H_
#define GRIDGOV_SERVER_BACKUP_BACKUP_FOLDER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/backup/file_stream.h"

namespace gridgov {

// Keys are kept no longer, so that what is erased is gone from all backups after it.
inline constexpr absl::Duration kKeysKept = absl::Hours(24 * 7);
inline constexpr int kMostKeys = 7;

// The names of the whole backups in `folder`, the newest first; none if there is no folder.
// UNAVAILABLE, reason FILE_FAILED, as for all calls here.
absl::StatusOr<std::vector<std::string>> BackupsIn(const std::string& folder);

// The same of the subject keys in it.
absl::StatusOr<std::vector<std::string>> KeysIn(const std::string& folder);

// Makes the folder and the one for keys in it, where they are missing.
absl::Status MakeBackupFolder(const std::string& folder);

// Takes the folder for this process until the descriptor goes; whoever has it makes and removes
// backups. FAILED_PRECONDITION, reason BACKUP_FOLDER_IN_USE, if another server has it, such as the
// one that a drill was restored from.
absl::StatusOr<Descriptor> LockBackupFolder(const std::string& folder);

// Where a backup that is not whole yet lies.
std::string PartialPath(const std::string& folder, const std::string& name);

// Removes what an interrupted backup or removal left.
absl::Status RemovePartial(const std::string& folder);

// Keeps the newest `keep` backups, and of the keys what kKeysKept and kMostKeys allow; the newest
// of both stays always. Can run again after a kill at any point.
absl::Status Rotate(const std::string& folder, int keep, absl::Time now);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_BACKUP_BACKUP_FOLDER_H_
