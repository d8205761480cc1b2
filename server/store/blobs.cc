#include "server/store/blobs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/crypto/random.h"
#include "server/store/sealed_chunks.h"

namespace gridgov {
namespace {

constexpr absl::string_view kUnfinished = ".new";

absl::Status Missing(const Uuid& id) {
  return MakeError(
      absl::StatusCode::kDataLoss, "BLOB_MISSING",
      {.zh = "附件内容丢失，请联系系统管理员从备份中恢复。",
       .en = "The attachment's bytes are lost. Ask the system administrator to restore "
             "them from a backup."},
      {{"blob", id.ToString()}});
}

// Seals what comes, chunk by chunk; the last is known only at the end.
class SealedFile {
 public:
  SealedFile(const Key& key, const Uuid& id, const std::string& path)
      : key_(key), id_(id), path_(path), file_(path, O_WRONLY | O_CREAT | O_TRUNC) {}

  absl::Status Add(absl::string_view piece) {
    if (!file_.is_open()) return FileError(path_);
    rest_.append(piece.data(), piece.size());
    size_t at = 0;
    for (; rest_.size() - at > kChunkBytes; at += kChunkBytes) {
      GG_RETURN_IF_ERROR(Seal(absl::string_view(rest_).substr(at, kChunkBytes), /*last=*/false));
    }
    rest_.erase(0, at);
    return absl::OkStatus();
  }
  absl::Status Finish() {
    if (!file_.is_open()) return FileError(path_);
    GG_RETURN_IF_ERROR(Seal(rest_, /*last=*/true));
    return file_.Sync();
  }

 private:
  absl::Status Seal(absl::string_view chunk, bool last) {
    return file_.Append(SealChunk(key_, id_.bytes(), number_++, last, chunk));
  }

  const Key& key_;
  const Uuid& id_;
  const std::string& path_;
  File file_;
  int64_t number_ = 0;
  std::string rest_;
};

// A name is in its folder for good once the folder is synced.
absl::Status RenameInto(const std::string& from, const std::string& to, const std::string& folder) {
  if (rename(from.c_str(), to.c_str()) != 0) return FileError(to);
  return SyncFolder(folder);
}

}  // namespace

BlobReader::BlobReader(const Uuid& id, Key key, std::unique_ptr<File> file, int64_t sealed_bytes)
    : id_(id),
      key_(std::move(key)),
      file_(std::move(file)),
      chunks_((sealed_bytes + kSealedChunkBytes - 1) / kSealedChunkBytes),
      size_(sealed_bytes - chunks_ * static_cast<int64_t>(kSealOverhead)) {}

absl::StatusOr<std::string> BlobReader::ReadFrom(int64_t offset) const {
  if (offset >= size_) return "";
  const int64_t number = offset / kChunkBytes;
  const auto sealed = file_->ReadAt(number * kSealedChunkBytes, kSealedChunkBytes);
  if (!sealed.ok()) return StorageError(sealed.status());
  GG_ASSIGN_OR_RETURN(std::string plain,
                      OpenChunk(key_, id_.bytes(), number, number == chunks_ - 1, *sealed));
  plain.erase(0, offset % kChunkBytes);
  return plain;
}

std::string Blobs::FolderOf(const Uuid& id) const {
  return absl::StrCat(dir_, "/", id.ToString().substr(0, 2));
}

std::string Blobs::PathOf(const Uuid& id) const {
  return absl::StrCat(FolderOf(id), "/", id.ToString());
}

absl::StatusOr<Uuid> Blobs::Write(absl::string_view content) {
  return WriteFrom([content](const BlobPiece& take) { return take(content); });
}

absl::StatusOr<Uuid> Blobs::WriteFrom(
    const std::function<absl::Status(const BlobPiece& take)>& source) {
  GG_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(RandomBytes(Uuid::kSize)));
  const std::string folder = FolderOf(id);
  absl::Status made = MakePrivateFolder(folder);
  if (!made.ok() && errno != EEXIST) return StorageError(made);
  if (made.ok()) made = SyncFolder(dir_);
  // The key is durable before what is sealed with it.
  GG_ASSIGN_OR_RETURN(const Key key, keys_.KeyFor(id));
  const std::string path = PathOf(id);
  const std::string unfinished = absl::StrCat(path, kUnfinished);
  SealedFile file(key, id, unfinished);
  absl::Status written;
  const absl::Status sent =
      source([&](absl::string_view piece) { return written = file.Add(piece); });
  if (sent.ok()) written = file.Finish();
  if (sent.ok() && written.ok()) written = RenameInto(unfinished, path, folder);
  if (!sent.ok() || !written.ok()) {
    const absl::Status told = written.ok() ? sent : StorageError(written);
    unlink(unfinished.c_str());  // What stays is an orphan for the timer.
    return told;
  }
  return id;
}

absl::StatusOr<std::unique_ptr<BlobReader>> Blobs::Open(const Uuid& id) {
  GG_ASSIGN_OR_RETURN(Key key, keys_.Find(id));
  auto file = std::make_unique<File>(PathOf(id), O_RDONLY);
  if (!file->is_open()) {
    return errno == ENOENT ? Missing(id) : StorageError(FileError(PathOf(id)));
  }
  const auto size = file->Size();
  if (!size.ok()) return StorageError(size.status());
  // What is no longer than a seal is no chunk: it was cut there.
  const int64_t rest = *size % kSealedChunkBytes;
  if (*size == 0 || (rest > 0 && rest <= int64_t{kSealOverhead})) return Missing(id);
  return std::unique_ptr<BlobReader>(new BlobReader(id, std::move(key), std::move(file), *size));
}

absl::Status Blobs::Erase(const std::vector<Uuid>& ids) {
  if (ids.empty()) return absl::OkStatus();
  GG_RETURN_IF_ERROR(keys_.Erase(ids));
  for (const Uuid& id : ids) {
    for (const std::string& path : {PathOf(id), absl::StrCat(PathOf(id), kUnfinished)}) {
      if (unlink(path.c_str()) != 0 && errno != ENOENT) return FileError(path);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Uuid>> Blobs::TouchedBetween(absl::Time from, absl::Time before) const {
  std::vector<Uuid> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_, error)) {
    // Unfinished uploads lie beside the blobs and have names of another kind.
    const std::string file = entry.path().filename();
    const auto id = Uuid::Parse(absl::StripSuffix(file, kUnfinished));
    struct stat there;
    if (!id.ok() || stat(entry.path().c_str(), &there) != 0) continue;
    const absl::Time touched = absl::TimeFromTimespec(there.st_mtim);
    if (touched >= from && touched < before) found.push_back(*id);
  }
  if (!error) return found;
  errno = error.value();
  return FileError(dir_);
}

}  // namespace gridgov
