// The backups of a running server: made when they are due, kept as long as the settings say, listed
// and checked. Thread-safe.
#ifndef GRIDGOV_SERVER_BACKUP_BACKUPS_H_
#define GRIDGOV_SERVER_BACKUP_BACKUPS_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/backup/backup_settings.h"
#include "server/backup/make_backup.h"

namespace gridgov {

// What metrics and the server's status show.
struct BackupFigures {
  // As of when the newest is; InfinitePast if there is none.
  absl::Time newest = absl::InfinitePast();
  int64_t made = 0;
  int64_t failed = 0;
  // Whether the last try failed.
  bool last_failed = false;
};

// One for each server. A backup on its way ends with the object.
class Backups {
 public:
  Backups(BackupSource source, BackupSettings settings, std::function<absl::Time()> clock);
  ~Backups();

  // From now on what is due is made, on a thread that ends with the object. Once.
  void Start();
  // Makes one if it is time and removes what is too old; answers when to look again.
  absl::Duration RunDue();

  bool configured() const { return !settings_.folder.empty(); }
  const BackupSettings& settings() const { return settings_; }

  // Makes one now and removes what is too old. FAILED_PRECONDITION, reason NO_BACKUP_FOLDER, if
  // none is set, reason BACKUP_RUNNING while another is made,
  // BACKUP_FOLDER_IN_USE as LockBackupFolder() says; else as MakeBackup(); CANCELLED when
  // the server stops.
  absl::StatusOr<BackupFacts> Make(const Progress& progress);

  // The names of the whole ones, the newest first. FAILED_PRECONDITION, reason NO_BACKUP_FOLDER.
  absl::StatusOr<std::vector<std::string>> Names() const;
  // One of them; without a time if its manifest does not open.
  BackupFacts Describe(const std::string& name) const;
  // Where it lies; NOT_FOUND, reason NO_BACKUP, for a name that is not there.
  absl::StatusOr<std::string> PathOf(const std::string& name) const;

  // As VerifyBackup(), VerifyKeys() and PathOf() say.
  absl::StatusOr<BackupFacts> Verify(const std::string& name, const Progress& progress) const;

  BackupFigures figures() const;

 private:
  void Loop();
  // Takes the folder, if this server does not have it yet; with `making_` held.
  absl::Status Claim();
  void RotateNow() const;
  // Counts and logs a failure; the status as it is.
  absl::Status Noted(absl::Status status);
  bool Due() const;
  bool stopping() const;

  const BackupSource source_;
  const BackupSettings settings_;
  const std::function<absl::Time()> clock_;

  // Held while one is made: there is one working copy.
  std::mutex making_;
  Descriptor folder_lock_;
  mutable std::mutex mu_;
  std::condition_variable wake_;
  bool stopping_ = false;
  BackupFigures figures_;
  std::thread thread_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_BACKUP_BACKUPS_H_
