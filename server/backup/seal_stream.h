// A sealed file of any length, the form in which a backup lies outside the data folder:
//
//   "GGBK" | format (1 byte, 1) | 3 zero bytes | stream id (16, random) | chunks
//
// A chunk is 256 KiB of the content under AES-256-GCM with its tag; only the last may be shorter,
// and it is empty only if the content is. The key is derived for this stream alone, from the key,
// the kind of file and the stream id, so that the nonce can be the chunk's number and whether it is
// the last: a chunk changed, left out, repeated or moved, and a file cut at any place, do not open.
// Since the kind is in the key, a sealed database does not open as a manifest.
//
// One thread at a time.
#ifndef GRIDGOV_SERVER_BACKUP_SEAL_STREAM_H_
#define GRIDGOV_SERVER_BACKUP_SEAL_STREAM_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/backup/file_stream.h"
#include "server/crypto/secret.h"

namespace gridgov {

inline constexpr size_t kSealHeaderSize = 24;
inline constexpr size_t kSealChunk = 256 * 1024;

// The stream id in the first bytes of a sealed file. DATA_LOSS, reason NOT_SEALED, for anything
// else; FAILED_PRECONDITION, reason BACKUP_TOO_NEW, for a later format. Pure.
absl::StatusOr<std::string> ParseSealHeader(absl::string_view bytes);

// Writes a new sealed file; the errors are those of FileWriter.
class SealWriter {
 public:
  static absl::StatusOr<SealWriter> Create(const std::string& path, const Secret& key,
                                           absl::string_view kind);

  absl::Status Write(absl::string_view bytes);
  // Once, at the end. The facts of the sealed file.
  absl::StatusOr<FileFacts> Finish();

 private:
  SealWriter(FileWriter file, Secret key) : file_(std::move(file)), key_(std::move(key)) {}
  absl::Status WriteChunk(absl::string_view bytes, bool last);

  FileWriter file_;
  Secret key_;
  std::string pending_;
  uint64_t chunk_ = 0;
};

// Reads one. Besides FileReader's errors: DATA_LOSS, reason BACKUP_DAMAGED, with the metadata
// `path`, if it does not open.
class SealReader {
 public:
  static absl::StatusOr<SealReader> Open(const std::string& path, const Secret& key,
                                         absl::string_view kind);

  // The next part of the content; nothing after the end, which is then known to be the end.
  absl::StatusOr<std::optional<std::string>> Next();
  // The facts of the sealed file; once, after the end.
  FileFacts Finish() { return file_.Finish(); }

 private:
  SealReader(std::string path, FileReader file, Secret key)
      : path_(std::move(path)), file_(std::move(file)), key_(std::move(key)) {}

  std::string path_;
  FileReader file_;
  Secret key_;
  // Read ahead, since a chunk is the last if nothing follows it.
  std::string ahead_;
  uint64_t chunk_ = 0;
  bool ended_ = false;
};

// Seals the file `from` into the new file `to`.
absl::StatusOr<FileFacts> SealFile(const std::string& from, const std::string& to,
                                   const Secret& key, absl::string_view kind);

// Opens the sealed file `from` into the new file `to`; with an empty `to` it is only checked.
absl::StatusOr<FileFacts> UnsealFile(const std::string& from, const std::string& to,
                                     const Secret& key, absl::string_view kind);

// DATA_LOSS, reason BACKUP_DAMAGED, naming the file.
absl::Status BackupDamaged(const std::string& path);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_BACKUP_SEAL_STREAM_H_
