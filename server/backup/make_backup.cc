#include "server/backup/make_backup.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <system_error>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/backup/backup_folder.h"
#include "server/engine/sqlite/sqlite_engine.h"
#include "server/init/durable_file.h"
#include "server/store/time_text.h"
#include "server/version.h"

namespace gridgov {
namespace {

namespace fs = std::filesystem;
using FilesByName = std::map<std::string, backup::Manifest::File>;

// Of the whole, in percent, once the part is done.
constexpr int kCopied = 60;
constexpr int kSealed = 80;

// One backup on its way.
class Run {
 public:
  Run(const BackupSource& source, std::string folder, const Progress& progress)
      : source_(source),
        folder_(std::move(folder)),
        partial_(PartialPath(folder_, "backup")),
        work_(absl::StrCat(source.data->dir(), "/backup.work")),
        progress_(progress) {}

  absl::StatusOr<BackupFacts> Make(const std::function<absl::Time()>& clock);

 private:
  absl::Status Begin();
  absl::Status CopyDatabase();
  absl::Status StepUntilCopied(std::unique_ptr<OnlineCopy>& copy);
  absl::Status Describe();
  absl::Status SealDatabase();
  absl::Status SealKeys(const std::string& name);
  absl::Status CopyFiles();
  absl::Status CopyBlobs();
  absl::Status CopyBlob(const std::string& name, const FilesByName& before);
  FilesByName FilesOfPrevious() const;
  absl::Status Publish(const std::string& name);
  std::string NameFor(absl::Time time) const;

  std::string WorkingDatabase() const { return absl::StrCat(work_, "/gridgov.db"); }
  void Add(const std::string& name, const FileFacts& facts);

  const BackupSource& source_;
  const std::string folder_;
  const std::string partial_;
  const std::string work_;
  const Progress& progress_;
  std::string previous_;
  backup::Manifest manifest_;
};

absl::StatusOr<BackupFacts> Run::Make(const std::function<absl::Time()>& clock) {
  GG_RETURN_IF_ERROR(Begin());
  const auto clean = absl::MakeCleanup([this] {
    std::error_code ignored;
    fs::remove_all(work_, ignored);
    fs::remove_all(partial_, ignored);
  });
  *manifest_.mutable_start_time() = ToProto(clock());
  GG_RETURN_IF_ERROR(CopyDatabase());
  const absl::Time copied = clock();
  *manifest_.mutable_time() = ToProto(copied);
  manifest_.set_format(kBackupFormat);
  manifest_.set_version(kVersion);
  const std::string name = NameFor(copied);
  GG_RETURN_IF_ERROR(Describe());
  GG_RETURN_IF_ERROR(SealDatabase());
  GG_RETURN_IF_ERROR(CopyFiles());
  GG_RETURN_IF_ERROR(CopyBlobs());
  // Last: all that was sealed by then has its key, and a blob that was erased meanwhile has none.
  GG_RETURN_IF_ERROR(SealKeys(name));
  GG_RETURN_IF_ERROR(Publish(name));
  return FactsOf(name, manifest_);
}

absl::Status Run::Begin() {
  GG_RETURN_IF_ERROR(MakeBackupFolder(folder_));
  GG_RETURN_IF_ERROR(RemovePartial(folder_));
  std::error_code error;
  fs::remove_all(work_, error);
  GG_RETURN_IF_ERROR(MakePrivateFolder(work_));
  GG_RETURN_IF_ERROR(MakePrivateFolder(partial_));
  GG_ASSIGN_OR_RETURN(const std::vector<std::string> backups, BackupsIn(folder_));
  if (!backups.empty()) previous_ = absl::StrCat(folder_, "/", backups.front());
  return absl::OkStatus();
}

absl::Status Run::CopyDatabase() {
  std::unique_ptr<OnlineCopy> copy;
  absl::Status copied = source_.writer->RunBetween([&](Connection& db) -> absl::Status {
    GG_ASSIGN_OR_RETURN(copy, source_.engine->StartCopy(db, WorkingDatabase()));
    return absl::OkStatus();
  });
  if (copied.ok()) copied = StepUntilCopied(copy);
  // The writer's connection knows of the copy, so it goes where that is used; a writer that has
  // stopped uses it no more.
  (void)source_.writer->RunBetween([&copy](Connection&) {
    copy.reset();
    return absl::OkStatus();
  });
  return copied;
}

absl::Status Run::StepUntilCopied(std::unique_ptr<OnlineCopy>& copy) {
  OnlineCopy::Progress at;
  while (!at.finished) {
    GG_RETURN_IF_ERROR(source_.writer->RunBetween([&](Connection&) -> absl::Status {
      GG_ASSIGN_OR_RETURN(at, copy->Step());
      return absl::OkStatus();
    }));
    const int64_t total = std::max<int64_t>(at.total, 1);
    GG_RETURN_IF_ERROR(progress_(static_cast<int>(kCopied * at.done / total)));
  }
  return absl::OkStatus();
}

absl::Status Run::Describe() {
  SqliteEngine engine(WorkingDatabase());
  GG_ASSIGN_OR_RETURN(const std::unique_ptr<Connection> db, engine.OpenWriter());
  return DescribeDatabase(*db, manifest_);
}

absl::Status Run::SealDatabase() {
  GG_RETURN_IF_ERROR(progress_(kCopied));
  GG_ASSIGN_OR_RETURN(const FileFacts facts,
                      SealFile(WorkingDatabase(), absl::StrCat(partial_, "/", kDatabaseFile),
                               source_.data->backup_key(), kDatabaseFile));
  Add(kDatabaseFile, facts);
  return progress_(kSealed);
}

absl::Status Run::SealKeys(const std::string& name) {
  const std::string copy = absl::StrCat(work_, "/keys.db");
  GG_RETURN_IF_ERROR(source_.keys->BackUpTo(copy));
  const std::string keys = absl::StrCat(folder_, "/", kKeysFolder);
  const std::string partial = PartialPath(keys, name);
  GG_RETURN_IF_ERROR(
      SealFile(copy, partial, BackupKeysKey(source_.data->master_key()), kKeysFolder).status());
  const std::string whole = absl::StrCat(keys, "/", name);
  if (rename(partial.c_str(), whole.c_str()) != 0) return FileError(whole);
  return SyncFolder(keys);
}

absl::Status Run::CopyFiles() {
  for (const char* name : {"ca.pem", "server.pem", "gridgovd.toml"}) {
    const std::string from = absl::StrCat(source_.data->dir(), "/", *PlaceInDataFolder(name));
    if (!fs::exists(from)) continue;
    GG_ASSIGN_OR_RETURN(const FileFacts facts, CopyFile(from, absl::StrCat(partial_, "/", name)));
    Add(name, facts);
  }
  return absl::OkStatus();
}

FilesByName Run::FilesOfPrevious() const {
  FilesByName files;
  if (previous_.empty()) return files;
  // One that cannot be read only costs that all is copied.
  const absl::StatusOr<backup::Manifest> manifest =
      ReadManifest(previous_, source_.data->backup_key());
  if (!manifest.ok()) return files;
  for (const backup::Manifest::File& file : manifest->files()) files[file.name()] = file;
  return files;
}

absl::Status Run::CopyBlob(const std::string& name, const FilesByName& before) {
  const std::string from = absl::StrCat(source_.data->dir(), "/", name);
  const std::string to = absl::StrCat(partial_, "/", name);
  // A blob never changes, so the same file may stand in both.
  const auto known = before.find(name);
  std::error_code error;
  if (known != before.end() &&
      static_cast<int64_t>(fs::file_size(from, error)) == known->second.size() &&
      link(absl::StrCat(previous_, "/", name).c_str(), to.c_str()) == 0) {
    *manifest_.add_files() = known->second;
    return absl::OkStatus();
  }
  const absl::StatusOr<FileFacts> facts = CopyFile(from, to);
  // Erased since the folder was read.
  if (absl::IsNotFound(facts.status())) return absl::OkStatus();
  GG_RETURN_IF_ERROR(facts.status());
  Add(name, *facts);
  return absl::OkStatus();
}

absl::Status Run::CopyBlobs() {
  const FilesByName before = FilesOfPrevious();
  std::set<std::string> folders;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(source_.data->blobs_path(), error), end;
       !error && entry != end; entry.increment(error)) {
    const std::string name = fs::path(entry->path()).lexically_relative(source_.data->dir());
    if (!PlaceInDataFolder(name).has_value()) continue;
    const std::string parent = fs::path(name).parent_path();
    if (folders.insert(parent).second) fs::create_directories(absl::StrCat(partial_, "/", parent));
    GG_RETURN_IF_ERROR(CopyBlob(name, before));
    GG_RETURN_IF_ERROR(progress_(kSealed));
  }
  if (error) return FileError(source_.data->blobs_path());
  if (!folders.empty()) folders.insert("blobs");
  for (const std::string& name : folders) {
    GG_RETURN_IF_ERROR(SyncFolder(absl::StrCat(partial_, "/", name)));
  }
  return absl::OkStatus();
}

absl::Status Run::Publish(const std::string& name) {
  GG_RETURN_IF_ERROR(WriteManifest(partial_, source_.data->backup_key(), manifest_));
  GG_RETURN_IF_ERROR(SyncFolder(partial_));
  const std::string whole = absl::StrCat(folder_, "/", name);
  if (rename(partial_.c_str(), whole.c_str()) != 0) return FileError(whole);
  return SyncFolder(folder_);
}

std::string Run::NameFor(absl::Time time) const {
  // Later than all there are, also if they came within a second or the clock was set back: the name
  // says which is the newest.
  if (previous_.empty()) return BackupName(time);
  const absl::Time newest = TimeOfBackup(fs::path(previous_).filename().string());
  return BackupName(std::max(time, newest + absl::Seconds(1)));
}

void Run::Add(const std::string& name, const FileFacts& facts) {
  backup::Manifest::File* file = manifest_.add_files();
  file->set_name(name);
  file->set_size(facts.size);
  file->set_sha256(facts.sha256);
}

}  // namespace

BackupFacts FactsOf(const std::string& name, const backup::Manifest& manifest) {
  BackupFacts facts{.name = name,
                    .time = FromProto(manifest.time()),
                    .journal_seq = manifest.journal_seq(),
                    .version = manifest.version(),
                    .schema_version = manifest.schema_version()};
  for (const backup::Manifest::File& file : manifest.files()) facts.bytes += file.size();
  return facts;
}

absl::StatusOr<BackupFacts> MakeBackup(const BackupSource& source, const std::string& folder,
                                       const std::function<absl::Time()>& clock,
                                       const Progress& progress) {
  return Run(source, folder, progress).Make(clock);
}

}  // namespace gridgov
