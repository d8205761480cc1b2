// When backups are made, where, and how many are kept.
#ifndef GRIDGOV_SERVER_BACKUP_BACKUP_SETTINGS_H_
#define GRIDGOV_SERVER_BACKUP_BACKUP_SETTINGS_H_

#include <string>

#include "absl/time/time.h"

namespace gridgov {

// [backup] in gridgovd.toml.
struct BackupSettings {
  // "": no backups at all.
  std::string folder;
  // How far apart; zero: only when asked for.
  absl::Duration every = absl::Hours(24);
  // How many are kept.
  int keep = 30;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_BACKUP_BACKUP_SETTINGS_H_
