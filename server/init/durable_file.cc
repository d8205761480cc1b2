#include "server/init/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"

namespace gridgov {
namespace {

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

}  // namespace

File::File(const std::string& path, int flags)
    : path_(path), fd_(open(path.c_str(), flags | O_CLOEXEC, 0600)) {}

File::~File() {
  if (fd_ >= 0) close(fd_);
}

absl::Status File::Append(absl::string_view content) {
  while (!content.empty()) {
    const ssize_t written = write(fd_, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return FileError(path_);
    content.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status File::Sync() { return fsync(fd_) == 0 ? absl::OkStatus() : FileError(path_); }

absl::Status File::Truncate(int64_t size) {
  return ftruncate(fd_, size) == 0 ? absl::OkStatus() : FileError(path_);
}

absl::StatusOr<int64_t> File::Size() const {
  struct stat file;
  if (fstat(fd_, &file) != 0) return FileError(path_);
  return file.st_size;
}

absl::StatusOr<std::string> File::ReadAt(int64_t offset, size_t size) const {
  std::string content(size, '\0');
  size_t got = 0;
  while (got < size) {
    const ssize_t part =
        pread(fd_, content.data() + got, size - got, offset + static_cast<int64_t>(got));
    if (part < 0 && errno == EINTR) continue;
    if (part < 0) return FileError(path_);
    if (part == 0) break;
    got += static_cast<size_t>(part);
  }
  content.resize(got);
  return content;
}

absl::Status MakePrivateFolder(const std::string& path) {
  return mkdir(path.c_str(), 0700) == 0 ? absl::OkStatus() : FileError(path);
}

absl::Status WriteNewFile(const std::string& path, absl::string_view content) {
  File file(path, O_WRONLY | O_CREAT | O_EXCL);
  if (!file.is_open()) return FileError(path);
  GG_RETURN_IF_ERROR(file.Append(content));
  return file.Sync();
}

absl::Status ReplaceFile(const std::string& path, absl::string_view content) {
  const std::string unfinished = path + ".new";
  if (unlink(unfinished.c_str()) != 0 && errno != ENOENT) return FileError(unfinished);
  GG_RETURN_IF_ERROR(WriteNewFile(unfinished, content));
  if (rename(unfinished.c_str(), path.c_str()) != 0) return FileError(path);
  return SyncFolder(FolderOf(path));
}

absl::Status SyncFolder(const std::string& folder) {
  File file(folder, O_RDONLY | O_DIRECTORY);
  return file.is_open() ? file.Sync() : FileError(folder);
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  const File file(path, O_RDONLY);
  if (!file.is_open() && errno == ENOENT) {
    return MakeError(absl::StatusCode::kNotFound, "FILE_MISSING",
                     {.zh = absl::StrCat("缺少文件 ", path, "。"),
                      .en = absl::StrCat("The file ", path, " is missing.")},
                     {{"path", path}});
  }
  if (!file.is_open()) return FileError(path);
  GG_ASSIGN_OR_RETURN(const int64_t size, file.Size());
  return file.ReadAt(0, static_cast<size_t>(size));
}

absl::Status FileError(absl::string_view path) {
  const char* const why = std::strerror(errno);
  return MakeError(absl::StatusCode::kUnavailable, "FILE_FAILED",
                   {.zh = absl::StrCat("无法读写 ", path, "：", why),
                    .en = absl::StrCat("Cannot read or write ", path, ": ", why)},
                   {{"path", std::string(path)}});
}

}  // namespace gridgov
