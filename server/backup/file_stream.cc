#include "server/backup/file_stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/init/durable_file.h"

namespace gridgov {
namespace {

constexpr size_t kPiece = 256 * 1024;

}  // namespace

Descriptor::~Descriptor() {
  if (fd_ >= 0) close(fd_);
}

absl::StatusOr<FileWriter> FileWriter::Create(const std::string& path) {
  Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) return FileError(path);
  return FileWriter(path, std::move(file));
}

absl::Status FileWriter::Write(absl::string_view bytes) {
  hash_.Add(bytes);
  size_ += static_cast<int64_t>(bytes.size());
  while (!bytes.empty()) {
    const ssize_t written = write(file_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return FileError(path_);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::StatusOr<FileFacts> FileWriter::Finish() {
  if (fsync(file_.get()) != 0) return FileError(path_);
  return FileFacts{size_, hash_.Finish()};
}

absl::StatusOr<FileReader> FileReader::Open(const std::string& path) {
  Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (file.get() < 0 && errno == ENOENT) {
    return MakeError(absl::StatusCode::kNotFound, "FILE_MISSING",
                     {.zh = absl::StrCat("缺少文件 ", path, "。"),
                      .en = absl::StrCat("The file ", path, " is missing.")},
                     {{"path", path}});
  }
  if (file.get() < 0) return FileError(path);
  return FileReader(path, std::move(file));
}

absl::StatusOr<std::string> FileReader::Read(size_t size) {
  std::string bytes(size, '\0');
  size_t filled = 0;
  while (filled < size) {
    const ssize_t got = read(file_.get(), bytes.data() + filled, size - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return FileError(path_);
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  bytes.resize(filled);
  hash_.Add(bytes);
  size_ += static_cast<int64_t>(filled);
  return bytes;
}

FileFacts FileReader::Finish() { return {size_, hash_.Finish()}; }

absl::StatusOr<FileFacts> CopyFile(const std::string& from, const std::string& to) {
  GG_ASSIGN_OR_RETURN(FileReader reader, FileReader::Open(from));
  GG_ASSIGN_OR_RETURN(FileWriter writer, FileWriter::Create(to));
  std::string piece;
  do {
    GG_ASSIGN_OR_RETURN(piece, reader.Read(kPiece));
    GG_RETURN_IF_ERROR(writer.Write(piece));
  } while (piece.size() == kPiece);
  return writer.Finish();
}

}  // namespace gridgov
