// Files of a backup, written and read in pieces, with their size and SHA-256 on the way. One thread
// at a time.
#ifndef GRIDGOV_SERVER_BACKUP_FILE_STREAM_H_
#define GRIDGOV_SERVER_BACKUP_FILE_STREAM_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/crypto/sha256_stream.h"

namespace gridgov {

// What a manifest holds of a file.
struct FileFacts {
  int64_t size = 0;
  std::string sha256;
  bool operator==(const FileFacts&) const = default;
};

// A file descriptor that closes when it goes.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor();
  int get() const { return fd_; }

 private:
  int fd_;
};

// A new file, mode 0600. UNAVAILABLE, reason FILE_FAILED, as for all calls here.
class FileWriter {
 public:
  static absl::StatusOr<FileWriter> Create(const std::string& path);

  absl::Status Write(absl::string_view bytes);
  // Once, at the end: the file is safe on disk.
  absl::StatusOr<FileFacts> Finish();

 private:
  FileWriter(std::string path, Descriptor file) : path_(std::move(path)), file_(std::move(file)) {}

  std::string path_;
  Descriptor file_;
  int64_t size_ = 0;
  Sha256Stream hash_;
};

// NOT_FOUND, reason FILE_MISSING, if there is no such file; a symbolic link is none.
class FileReader {
 public:
  static absl::StatusOr<FileReader> Open(const std::string& path);

  // `size` bytes; fewer at the end of the file only.
  absl::StatusOr<std::string> Read(size_t size);
  // Of all that was read; once, at the end.
  FileFacts Finish();

 private:
  FileReader(std::string path, Descriptor file) : path_(std::move(path)), file_(std::move(file)) {}

  std::string path_;
  Descriptor file_;
  int64_t size_ = 0;
  Sha256Stream hash_;
};

// Copies `from` to the new file `to`.
absl::StatusOr<FileFacts> CopyFile(const std::string& from, const std::string& to);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_BACKUP_FILE_STREAM_H_
