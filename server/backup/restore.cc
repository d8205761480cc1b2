#include "server/backup/restore.h"

#include <filesystem>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/backup/backup_folder.h"
#include "server/engine/sqlite/sqlite_engine.h"
#include "server/init/durable_file.h"
#include "server/init/secret_file.h"
#include "server/store/blobs.h"
#include "server/store/tables/attachments.h"

namespace gridgov {
namespace {

namespace fs = std::filesystem;

// Of the whole, in percent, once all files are there.
constexpr int kFilesTaken = 50;

FileFacts FactsIn(const backup::Manifest::File& file) { return {file.size(), file.sha256()}; }

// Calls `take` with each file of the backup and its path, and compares what it answers.
template <class Take>
absl::Status ForEachFile(const std::string& backup, const backup::Manifest& manifest,
                         const Progress& progress, int percent, const Take& take) {
  int64_t all = 1;
  for (const backup::Manifest::File& file : manifest.files()) all += file.size();
  int64_t done = 0;
  for (const backup::Manifest::File& file : manifest.files()) {
    GG_RETURN_IF_ERROR(progress(static_cast<int>(percent * done / all)));
    const std::string path = absl::StrCat(backup, "/", file.name());
    GG_ASSIGN_OR_RETURN(const FileFacts facts, take(file.name(), path));
    if (facts != FactsIn(file)) return BackupDamaged(path);
    done += file.size();
  }
  return progress(percent);
}

absl::StatusOr<FileFacts> HashFile(const std::string& path) {
  GG_ASSIGN_OR_RETURN(FileReader reader, FileReader::Open(path));
  std::string piece;
  do {
    GG_ASSIGN_OR_RETURN(piece, reader.Read(kSealChunk));
  } while (piece.size() == kSealChunk);
  return reader.Finish();
}

// Each attachment's file is there and opens with its key. The files were copied after the database
// and the keys last, so one that was erased meanwhile has no key: it is gone for good.
absl::Status CheckAttachments(const DataFolder& folder, Connection& db, SubjectKeys& keys) {
  Blobs blobs(folder.blobs_path(), keys);
  return ForEachBlob(db, [&](const Uuid& blob) -> absl::Status {
    const auto reader = blobs.Open(blob);
    if (ErrorReason(reader.status()) == "SUBJECT_KEY_MISSING") return absl::OkStatus();
    absl::Status opened = reader.status();
    if (opened.ok()) opened = (*reader)->ReadFrom(0).status();
    if (opened.ok()) return opened;
    return MakeError(absl::StatusCode::kDataLoss, "BACKUP_ATTACHMENT_DAMAGED",
                     {.zh = "备份中有附件缺失或无法打开，请使用另一份备份。",
                      .en = "An attachment of the backup is missing or does not open. Use another "
                            "backup."},
                     {{"blob", blob.ToString()}});
  });
}

absl::Status CheckWhole(const DataFolder& folder, const backup::Manifest& manifest,
                        const Progress& progress) {
  SqliteEngine engine(folder.database_path());
  GG_ASSIGN_OR_RETURN(const std::unique_ptr<Connection> db, engine.OpenWriter());
  GG_RETURN_IF_ERROR(CheckDatabase(*db, manifest, folder.journal_key(), [&](int percent) {
    return progress(kFilesTaken + percent * (100 - kFilesTaken) / 100);
  }));
  GG_ASSIGN_OR_RETURN(const auto keys, SubjectKeys::Open(folder.keys_path(), folder.master_key()));
  return CheckAttachments(folder, *db, *keys);
}

// Puts all of a backup into a data folder that has its secrets.
class Filling {
 public:
  Filling(const RestoreRequest& request, const backup::Manifest& manifest, const Progress& progress)
      : request_(request), manifest_(manifest), progress_(progress) {}

  absl::Status Into(const DataFolder& folder) {
    GG_RETURN_IF_ERROR(ForEachFile(request_.backup, manifest_, progress_, kFilesTaken,
                                   [&](const std::string& name, const std::string& path) {
                                     return Take(folder, name, path);
                                   }));
    GG_RETURN_IF_ERROR(UnsealFile(request_.keys, folder.keys_path(),
                                  BackupKeysKey(folder.master_key()), kKeysFolder)
                           .status());
    for (const std::string& name : folders_) GG_RETURN_IF_ERROR(SyncFolder(name));
    return CheckWhole(folder, manifest_, progress_);
  }

 private:
  absl::StatusOr<FileFacts> Take(const DataFolder& folder, const std::string& name,
                                 const std::string& path) {
    if (name == kDatabaseFile) {
      return UnsealFile(path, folder.database_path(), folder.backup_key(), kDatabaseFile);
    }
    const fs::path place = fs::path(folder.dir()) / *PlaceInDataFolder(name);
    if (folders_.insert(place.parent_path()).second && !fs::exists(place.parent_path())) {
      GG_RETURN_IF_ERROR(MakePrivateFolder(place.parent_path()));
    }
    return CopyFile(path, place);
  }

  const RestoreRequest& request_;
  const backup::Manifest& manifest_;
  const Progress& progress_;
  std::set<std::string> folders_;
};

}  // namespace

absl::StatusOr<std::string> KeysFor(const std::string& backup) {
  fs::path path = fs::absolute(backup).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  const std::string folder = path.parent_path();
  GG_ASSIGN_OR_RETURN(const std::vector<std::string> keys, KeysIn(folder));
  if (keys.empty()) {
    return MakeError(
        absl::StatusCode::kNotFound, "BACKUP_KEYS_MISSING",
        {.zh = absl::StrCat("在 ", folder, "/", kKeysFolder, " 下没有密钥备份，请用 --keys 指定。"),
         .en = absl::StrCat("There are no keys in ", folder, "/", kKeysFolder,
                            "; name the file with --keys.")});
  }
  if (IsBackupName(path.filename().string()) &&
      TimeOfBackup(keys.front()) < TimeOfBackup(path.filename().string())) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "BACKUP_KEYS_TOO_OLD",
        {.zh = absl::StrCat("最新的密钥备份 ", keys.front(),
                            " 早于这份备份，会有个人信息无法读取；请用 --keys 指定。"),
         .en = absl::StrCat("The newest keys, ", keys.front(),
                            ", are from before this backup, so that some personal data "
                            "could not be read; name later ones with --keys.")});
  }
  return absl::StrCat(folder, "/", kKeysFolder, "/", keys.front());
}

absl::Status VerifyKeys(const std::string& keys, const Secret& master_key) {
  return UnsealFile(keys, "", BackupKeysKey(master_key), kKeysFolder).status();
}

absl::StatusOr<BackupFacts> VerifyBackup(const std::string& backup, const Secret& backup_key,
                                         const Progress& progress) {
  GG_ASSIGN_OR_RETURN(const backup::Manifest manifest, ReadManifest(backup, backup_key));
  GG_RETURN_IF_ERROR(ForEachFile(
      backup, manifest, progress, 100, [&](const std::string& name, const std::string& path) {
        return name == kDatabaseFile ? UnsealFile(path, "", backup_key, kDatabaseFile)
                                     : HashFile(path);
      }));
  return FactsOf(fs::path(backup).filename(), manifest);
}

absl::StatusOr<BackupFacts> RestoreBackup(const RestoreRequest& request, const Progress& progress) {
  RestoreRequest complete = request;
  GG_ASSIGN_OR_RETURN(const Secret backup_key,
                      ReadSecretFile(absl::StrCat(request.secrets, "/backup.key")));
  GG_ASSIGN_OR_RETURN(const backup::Manifest manifest, ReadManifest(request.backup, backup_key));
  if (complete.keys.empty()) {
    GG_ASSIGN_OR_RETURN(complete.keys, KeysFor(request.backup));
  }
  Filling filling(complete, manifest, progress);
  GG_RETURN_IF_ERROR(
      DataFolder::Restore(request.into, request.secrets, [&](const DataFolder& folder) {
        return filling.Into(folder);
      }).status());
  return FactsOf(fs::path(request.backup).filename(), manifest);
}

}  // namespace gridgov
