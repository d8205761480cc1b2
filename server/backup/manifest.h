// The form of a backup, in one place:
//
//   FOLDER/                          [backup] folder, of one server alone
//     20261124T150000Z/              one backup; it has this name once it is whole
//       manifest                     sealed: what else is here, and what must be found in it
//       database                     sealed: gridgov.db
//       ca.pem server.pem gridgovd.toml
//       blobs/ab/ID                  attachments, as sealed as they lie in the data folder
//     keys/20261124T150000Z          sealed with another key: keys.db, see below
//
// Manifest and database are sealed under a key from secrets/backup.key, subject keys under one from
// the master key. A backup without its keys shows no personal data, and so keys live apart: any
// later keys.db serves an older database, since it lacks only what was erased. That is why keys are
// kept 7 days at most while backups may be kept for years, and why a restore takes the newest.
//
// Pure functions, safe from every thread.
#ifndef GRIDGOV_SERVER_BACKUP_MANIFEST_H_
#define GRIDGOV_SERVER_BACKUP_MANIFEST_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/backup/manifest.pb.h"
#include "server/backup/seal_stream.h"
#include "server/init/data_folder.h"

namespace gridgov {

inline constexpr int kBackupFormat = 1;
inline constexpr char kManifestFile[] = "manifest";
inline constexpr char kDatabaseFile[] = "database";
inline constexpr char kKeysFolder[] = "keys";
// Some 5 million attachments; no more is read.
inline constexpr size_t kLargestManifest = size_t{512} * 1024 * 1024;

// Where a file of a backup goes in a data folder, relative to it; nothing for a name that no backup
// has, such as one that would lead out of the folder. The database is not among them.
std::optional<std::string> PlaceInDataFolder(absl::string_view name);

// What seals the subject keys of a backup.
Secret BackupKeysKey(const Secret& master_key);

// Whether `name` is one of a backup: the time of its making.
bool IsBackupName(absl::string_view name);
std::string BackupName(absl::Time time);
// InfinitePast for what is no name.
absl::Time TimeOfBackup(absl::string_view name);

// A manifest from its content. DATA_LOSS, reason MANIFEST_DAMAGED, for anything that this program
// would not have written: names, sizes, hashes, a table or a file twice; FAILED_PRECONDITION,
// reason BACKUP_TOO_NEW, for a later format.
absl::StatusOr<backup::Manifest> ParseManifest(absl::string_view content);

// The same from the sealed file in the folder of a backup, with SealReader's errors.
absl::StatusOr<backup::Manifest> ReadManifest(const std::string& backup, const Secret& backup_key);
absl::Status WriteManifest(const std::string& backup, const Secret& backup_key,
                           const backup::Manifest& manifest);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_BACKUP_MANIFEST_H_
