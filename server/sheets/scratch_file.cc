#include "server/sheets/scratch_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"

namespace gridgov {
namespace {

constexpr size_t kPiece = 64 * 1024;

}  // namespace

absl::Status ScratchFailed(absl::string_view what) {
  return MakeError(absl::StatusCode::kUnavailable, "SCRATCH_FAILED",
                   {.zh = "服务器无法写临时文件，磁盘可能已满。请告知系统管理员，稍后再试。",
                    .en = "The server cannot write a temporary file; its disk may be full. Tell "
                          "the system administrator and try again later."},
                   {{"what", std::string(what)}});
}

absl::StatusOr<ScratchFile> ScratchFile::In(const std::string& folder) {
  std::string path = absl::StrCat(folder, "/.sheet-XXXXXX");
  const int fd = mkostemp(path.data(), O_CLOEXEC);
  if (fd < 0) return ScratchFailed("create");
  unlink(path.c_str());
  FILE* file = fdopen(fd, "w+b");
  if (file == nullptr) {
    close(fd);
    return ScratchFailed("open");
  }
  return ScratchFile(file);
}

std::string ScratchFile::path() const { return absl::StrCat("/proc/self/fd/", fileno(&*file_)); }

absl::Status ScratchFile::Append(absl::string_view text) {
  const bool whole = fwrite(text.data(), 1, text.size(), file_.get()) == text.size();
  return whole ? absl::OkStatus() : ScratchFailed("write");
}

absl::Status ScratchFile::Read(const std::function<absl::Status(absl::string_view)>& piece) {
  if (fflush(file_.get()) != 0 || fseek(file_.get(), 0, SEEK_SET) != 0) {
    return ScratchFailed("flush");
  }
  std::string buffer(kPiece, '\0');
  while (const size_t size = fread(buffer.data(), 1, buffer.size(), file_.get())) {
    GG_RETURN_IF_ERROR(piece(absl::string_view(buffer.data(), size)));
  }
  return ferror(file_.get()) == 0 ? absl::OkStatus() : ScratchFailed("read");
}

}  // namespace gridgov
