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

// An open file, closed when it goes.
class File {
 public:
  File(const std::string& path, int flags) : fd_(open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return fd_ >= 0; }
  int fd() const { return fd_; }

 private:
  const int fd_;
};

absl::Status WriteAndSync(const File& file, const std::string& path, absl::string_view content) {
  while (!content.empty()) {
    const ssize_t written = write(file.fd(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return FileError(path);
    content.remove_prefix(static_cast<size_t>(written));
  }
  return fsync(file.fd()) == 0 ? absl::OkStatus() : FileError(path);
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

}  // namespace

absl::Status MakePrivateFolder(const std::string& path) {
  return mkdir(path.c_str(), 0700) == 0 ? absl::OkStatus() : FileError(path);
}

absl::Status WriteNewFile(const std::string& path, absl::string_view content) {
  const File file(path, O_WRONLY | O_CREAT | O_EXCL);
  if (!file.is_open()) return FileError(path);
  return WriteAndSync(file, path, content);
}

absl::Status ReplaceFile(const std::string& path, absl::string_view content) {
  const std::string unfinished = path + ".new";
  if (unlink(unfinished.c_str()) != 0 && errno != ENOENT) return FileError(unfinished);
  GG_RETURN_IF_ERROR(WriteNewFile(unfinished, content));
  if (rename(unfinished.c_str(), path.c_str()) != 0) return FileError(path);
  return SyncFolder(FolderOf(path));
}

absl::Status SyncFolder(const std::string& folder) {
  const File file(folder, O_RDONLY | O_DIRECTORY);
  return file.is_open() && fsync(file.fd()) == 0 ? absl::OkStatus() : FileError(folder);
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
  std::string content;
  char buffer[4096];
  for (;;) {
    const ssize_t size = read(file.fd(), buffer, sizeof(buffer));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return FileError(path);
    if (size == 0) return content;
    content.append(buffer, static_cast<size_t>(size));
  }
}

absl::Status FileError(absl::string_view path) {
  const char* const why = std::strerror(errno);
  return MakeError(absl::StatusCode::kUnavailable, "FILE_FAILED",
                   {.zh = absl::StrCat("无法读写 ", path, "：", why),
                    .en = absl::StrCat("Cannot read or write ", path, ": ", why)},
                   {{"path", std::string(path)}});
}

}  // namespace gridgov
