// Blobs: the bytes of attachments and ledgers, each one encrypted file that never changes:
//
//   blobs/ab/ab34...   named by a random id, which no resource has
//
// Every blob has a key of its own in the key store (store/keys.h), under its id: erasing the key
// erases the bytes in every copy of the file. A file is durable before anybody can name it in a
// row; one that no row came to name is an orphan, which a timer finds by its age.
//
// Safe from every thread.
#ifndef GRIDGOV_SERVER_STORE_BLOBS_H_
#define GRIDGOV_SERVER_STORE_BLOBS_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proto/cpp/uuid.h"
#include "server/init/durable_file.h"
#include "server/store/keys.h"

namespace gridgov {

// One open blob. Used by one thread at a time; may outlive the file's name.
class BlobReader {
 public:
  int64_t size() const { return size_; }
  // The bytes from `offset` to the end of its chunk, so at least one and at most 64 KiB; "" at the
  // end. DATA_LOSS, as Open() of cipher.h says, for a file that was changed.
  absl::StatusOr<std::string> ReadFrom(int64_t offset) const;

 private:
  friend class Blobs;
  BlobReader(const Uuid& id, Key key, std::unique_ptr<File> file, int64_t sealed_bytes);

  const Uuid id_;
  const Key key_;
  const std::unique_ptr<File> file_;
  const int64_t chunks_;
  const int64_t size_;
};

class Blobs {
 public:
  // `dir` exists; `keys` outlives it.
  Blobs(std::string dir, SubjectKeys& keys) : dir_(std::move(dir)), keys_(keys) {}

  // Keeps `content`, which is not empty; durable when it returns. RESOURCE_EXHAUSTED, reason
  // STORAGE_FULL.
  absl::StatusOr<Uuid> Write(absl::string_view content);
  // The same for what `source` hands to `take` piece by piece; an error of either ends it.
  using BlobPiece = std::function<absl::Status(absl::string_view)>;
  absl::StatusOr<Uuid> WriteFrom(const std::function<absl::Status(const BlobPiece& take)>& source);

  // NOT_FOUND, reason SUBJECT_KEY_MISSING, where its key is erased; DATA_LOSS, reason BLOB_MISSING.
  absl::StatusOr<std::unique_ptr<BlobReader>> Open(const Uuid& id);

  // The keys first: from then on no copy can be read. One that is gone is no error.
  absl::Status Erase(const std::vector<Uuid>& ids);

  // The blobs, and remains of ones that were being written, whose file was last touched at or after
  // `from` and before `before`.
  absl::StatusOr<std::vector<Uuid>> TouchedBetween(absl::Time from, absl::Time before) const;

 private:
  std::string FolderOf(const Uuid& id) const;
  std::string PathOf(const Uuid& id) const;

  const std::string dir_;
  SubjectKeys& keys_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_BLOBS_H_
