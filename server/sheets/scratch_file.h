// A file without a name, for what is written before it can be handed out. Used by one thread.
#ifndef GRIDGOV_SERVER_SHEETS_SCRATCH_FILE_H_
#define GRIDGOV_SERVER_SHEETS_SCRATCH_FILE_H_

#include <cstdio>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace gridgov {

class ScratchFile {
 public:
  // UNAVAILABLE, reason SCRATCH_FAILED, if the folder takes no file.
  static absl::StatusOr<ScratchFile> In(const std::string& folder);

  // Under which this process alone can open it, as long as the object lives.
  std::string path() const;
  absl::Status Append(absl::string_view text);
  // All of it, from its beginning.
  absl::Status Read(const std::function<absl::Status(absl::string_view)>& piece);

 private:
  struct Closer {
    void operator()(FILE* file) const { fclose(file); }
  };
  explicit ScratchFile(FILE* file) : file_(file) {}

  std::unique_ptr<FILE, Closer> file_;
};

// UNAVAILABLE, reason SCRATCH_FAILED: the disk, most likely, is full. `what` is for the log.
absl::Status ScratchFailed(absl::string_view what);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_SHEETS_SCRATCH_FILE_H_
