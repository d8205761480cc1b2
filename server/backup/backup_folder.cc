#include "server/backup/backup_folder.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <functional>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/backup/manifest.h"
#include "server/init/durable_file.h"

namespace gridgov {
namespace {

namespace fs = std::filesystem;
constexpr absl::string_view kPartial = ".partial-";

absl::Status Failed(const std::string& path, const std::error_code& error) {
  errno = error.value();
  return FileError(path);
}

absl::StatusOr<std::vector<std::string>> NamesIn(
    const std::string& folder, const std::function<bool(const std::string&)>& wanted) {
  std::vector<std::string> names;
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error == std::errc::no_such_file_or_directory) return names;
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
    std::string name = entries->path().filename();
    if (wanted(name)) names.push_back(std::move(name));
  }
  if (error) return Failed(folder, error);
  // Names are times, so the newest comes first.
  std::sort(names.rbegin(), names.rend());
  return names;
}

absl::Status Remove(const std::string& path) {
  std::error_code error;
  fs::remove_all(path, error);
  return error ? Failed(path, error) : absl::OkStatus();
}

// A backup that is half removed is not listed as whole.
absl::Status RemoveBackup(const std::string& folder, const std::string& name) {
  std::error_code error;
  const std::string partial = PartialPath(folder, name);
  fs::rename(absl::StrCat(folder, "/", name), partial, error);
  if (error) return Failed(partial, error);
  return Remove(partial);
}

}  // namespace

absl::StatusOr<std::vector<std::string>> BackupsIn(const std::string& folder) {
  return NamesIn(folder, [](const std::string& name) { return IsBackupName(name); });
}

absl::StatusOr<std::vector<std::string>> KeysIn(const std::string& folder) {
  return BackupsIn(absl::StrCat(folder, "/", kKeysFolder));
}

absl::Status MakeBackupFolder(const std::string& folder) {
  for (const std::string& path : {folder, absl::StrCat(folder, "/", kKeysFolder)}) {
    if (fs::is_directory(path)) continue;
    GG_RETURN_IF_ERROR(MakePrivateFolder(path));
    GG_RETURN_IF_ERROR(SyncFolder(fs::path(path).parent_path()));
  }
  return absl::OkStatus();
}

absl::StatusOr<Descriptor> LockBackupFolder(const std::string& folder) {
  const std::string path = absl::StrCat(folder, "/lock");
  Descriptor lock(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock.get() < 0) return FileError(path);
  if (flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return FileError(path);
  return MakeError(absl::StatusCode::kFailedPrecondition, "BACKUP_FOLDER_IN_USE",
                   {.zh = absl::StrCat("备份目录 ", folder,
                                       " 正被另一个服务端使用，请为每个服务端设置各自的目录。"),
                    .en = absl::StrCat("Another server uses the folder for backups ", folder,
                                       "; give each server one of its own.")},
                   {{"path", folder}});
}

std::string PartialPath(const std::string& folder, const std::string& name) {
  return absl::StrCat(folder, "/", kPartial, name);
}

absl::Status RemovePartial(const std::string& folder) {
  for (const std::string& place : {folder, absl::StrCat(folder, "/", kKeysFolder)}) {
    GG_ASSIGN_OR_RETURN(
        const std::vector<std::string> names,
        NamesIn(place, [](const std::string& name) { return absl::StartsWith(name, kPartial); }));
    for (const std::string& name : names)
      GG_RETURN_IF_ERROR(Remove(absl::StrCat(place, "/", name)));
  }
  return absl::OkStatus();
}

absl::Status Rotate(const std::string& folder, int keep, absl::Time now) {
  GG_ASSIGN_OR_RETURN(const std::vector<std::string> backups, BackupsIn(folder));
  for (size_t i = static_cast<size_t>(keep); i < backups.size(); ++i) {
    GG_RETURN_IF_ERROR(RemoveBackup(folder, backups[i]));
  }
  GG_ASSIGN_OR_RETURN(const std::vector<std::string> keys, KeysIn(folder));
  for (size_t i = 1; i < keys.size(); ++i) {
    if (i < kMostKeys && now - TimeOfBackup(keys[i]) <= kKeysKept) continue;
    GG_RETURN_IF_ERROR(Remove(absl::StrCat(folder, "/", kKeysFolder, "/", keys[i])));
  }
  return absl::OkStatus();
}

}  // namespace gridgov
