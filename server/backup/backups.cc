#include "server/backup/backups.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/backup/backup_folder.h"
#include "server/backup/restore.h"
#include "server/log.h"

namespace gridgov {
namespace {

constexpr absl::Duration kLook = absl::Minutes(1);
// After a failure: a full disk is not emptied within a minute, and a try costs a whole copy.
constexpr absl::Duration kAfterFailure = absl::Minutes(10);

absl::Status NoFolder() {
  return MakeError(absl::StatusCode::kFailedPrecondition, "NO_BACKUP_FOLDER",
                   {.zh = "未设置备份目录，请在 gridgovd.toml 的 [backup] 中设置 folder。",
                    .en = "No folder for backups is set; set folder under [backup] in "
                          "gridgovd.toml."});
}

absl::Status Running() {
  return MakeError(absl::StatusCode::kFailedPrecondition, "BACKUP_RUNNING",
                   {.zh = "另一次备份正在进行，请等它结束。",
                    .en = "Another backup is being made; wait until it ends."});
}

absl::Status NoBackup(const std::string& name) {
  return MakeError(absl::StatusCode::kNotFound, "NO_BACKUP",
                   {.zh = absl::StrCat("没有备份 ", name, "。"),
                    .en = absl::StrCat("There is no backup ", name, ".")});
}

}  // namespace

Backups::Backups(BackupSource source, BackupSettings settings, std::function<absl::Time()> clock)
    : source_(source), settings_(std::move(settings)), clock_(std::move(clock)) {
  if (!configured()) return;
  const auto all = BackupsIn(settings_.folder);
  if (all.ok() && !all->empty()) figures_.newest = TimeOfBackup(all->front());
}

void Backups::Start() {
  if (configured()) thread_ = std::thread([this] { Loop(); });
}

Backups::~Backups() {
  {
    const std::lock_guard<std::mutex> lock(mu_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Backups::stopping() const {
  const std::lock_guard<std::mutex> lock(mu_);
  return stopping_;
}

absl::Status Backups::Claim() {
  if (folder_lock_.get() >= 0) return absl::OkStatus();
  GG_RETURN_IF_ERROR(MakeBackupFolder(settings_.folder));
  GG_ASSIGN_OR_RETURN(folder_lock_, LockBackupFolder(settings_.folder));
  return absl::OkStatus();
}

void Backups::RotateNow() const {
  const absl::Status rotated = Rotate(settings_.folder, settings_.keep, clock_());
  if (!rotated.ok()) spdlog::error("cannot remove old backups: {}", Safe(rotated.ToString()));
}

absl::StatusOr<BackupFacts> Backups::Make(const Progress& progress) {
  if (!configured()) return NoFolder();
  const std::unique_lock<std::mutex> making(making_, std::try_to_lock);
  if (!making.owns_lock()) return Running();
  const absl::Time start = absl::Now();
  GG_RETURN_IF_ERROR(Noted(Claim()));
  const auto made = MakeBackup(source_, settings_.folder, clock_, [&](int percent) -> absl::Status {
    if (stopping()) return absl::CancelledError("the server stops");
    return progress(percent);
  });
  RotateNow();
  GG_RETURN_IF_ERROR(Noted(made.status()));
  spdlog::info("backup={} bytes={} took={}ms", made->name, made->bytes,
               absl::ToInt64Milliseconds(absl::Now() - start));
  const std::lock_guard<std::mutex> lock(mu_);
  ++figures_.made;
  figures_.last_failed = false;
  figures_.newest = made->time;
  return made;
}

absl::Status Backups::Noted(absl::Status status) {
  // Whoever stopped it knows.
  if (status.ok() || absl::IsCancelled(status) || absl::IsAborted(status)) return status;
  spdlog::error("backup failed: {}", Safe(status.ToString()));
  const std::lock_guard<std::mutex> lock(mu_);
  ++figures_.failed;
  figures_.last_failed = true;
  return status;
}

absl::StatusOr<std::vector<std::string>> Backups::Names() const {
  if (!configured()) return NoFolder();
  return BackupsIn(settings_.folder);
}

BackupFacts Backups::Describe(const std::string& name) const {
  const auto manifest =
      ReadManifest(absl::StrCat(settings_.folder, "/", name), source_.data->backup_key());
  if (manifest.ok()) return FactsOf(name, *manifest);
  return {.name = name, .time = absl::InfinitePast()};
}

absl::StatusOr<std::string> Backups::PathOf(const std::string& name) const {
  GG_ASSIGN_OR_RETURN(const std::vector<std::string> names, Names());
  if (std::find(names.begin(), names.end(), name) == names.end()) return NoBackup(name);
  return absl::StrCat(settings_.folder, "/", name);
}

absl::StatusOr<BackupFacts> Backups::Verify(const std::string& name,
                                            const Progress& progress) const {
  GG_ASSIGN_OR_RETURN(const std::string backup, PathOf(name));
  GG_ASSIGN_OR_RETURN(const std::string keys, KeysFor(backup));
  GG_RETURN_IF_ERROR(VerifyKeys(keys, source_.data->master_key()));
  return VerifyBackup(backup, source_.data->backup_key(), progress);
}

BackupFigures Backups::figures() const {
  const std::lock_guard<std::mutex> lock(mu_);
  return figures_;
}

bool Backups::Due() const {
  const std::lock_guard<std::mutex> lock(mu_);
  return settings_.every > absl::ZeroDuration() && clock_() - figures_.newest >= settings_.every;
}

absl::Duration Backups::RunDue() {
  if (Due()) {
    const absl::Status made = Make([](int) { return absl::OkStatus(); }).status();
    return made.ok() ? kLook : kAfterFailure;
  }
  const std::unique_lock<std::mutex> making(making_, std::try_to_lock);
  if (making.owns_lock() && Claim().ok()) RotateNow();
  return kLook;
}

void Backups::Loop() {
  while (!stopping()) {
    // On the steady clock, so that a wall clock that jumps hurries nothing.
    const absl::Duration wait = RunDue();
    std::unique_lock<std::mutex> lock(mu_);
    wake_.wait_for(lock, absl::ToChronoMilliseconds(wait), [this] { return stopping_; });
  }
}

}  // namespace gridgov
