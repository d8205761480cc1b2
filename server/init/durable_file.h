// Files that are safe on disk once a call returns OK, and that only their owner reads. Paths are
// the administrator's own, so errors name them. Free functions; safe from every thread.
#ifndef GRIDGOV_SERVER_INIT_DURABLE_FILE_H_
#define GRIDGOV_SERVER_INIT_DURABLE_FILE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace gridgov {

// An open file of ours, closed when it goes. Used by one thread at a time.
class File {
 public:
  // `flags` are those of open(2); a file that is made gets mode 0600. Look at is_open() first.
  File(const std::string& path, int flags);
  ~File();
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return fd_ >= 0; }
  absl::Status Append(absl::string_view content);
  absl::Status Sync();
  // Cuts off what lies behind `size`.
  absl::Status Truncate(int64_t size);
  absl::StatusOr<int64_t> Size() const;
  // `size` bytes from `offset` on; fewer where the file ends.
  absl::StatusOr<std::string> ReadAt(int64_t offset, size_t size) const;

 private:
  const std::string path_;
  const int fd_;
};

// A folder, mode 0700. UNAVAILABLE, reason FILE_FAILED, as for all calls here.
absl::Status MakePrivateFolder(const std::string& path);

// A new file with `content`, mode 0600, synced; never over a file that is there.
absl::Status WriteNewFile(const std::string& path, absl::string_view content);

// The same over whatever is there: a reader sees the old content or the new, never a part.
absl::Status ReplaceFile(const std::string& path, absl::string_view content);

// Makes the names in `folder` safe on disk, after its files are.
absl::Status SyncFolder(const std::string& folder);

// NOT_FOUND, reason FILE_MISSING, if there is no such file.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// UNAVAILABLE, reason FILE_FAILED, with the text of the last system error.
absl::Status FileError(absl::string_view path);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_INIT_DURABLE_FILE_H_
