// Uploads: the part of a file that has come so far, in blobs/partial/, so that an upload that was
// cut goes on where it was, also after the server was started anew. One encrypted file for each
// account and attachment id: a header that says what was announced, then sealed chunks. What
// arrives after the last whole chunk is kept in memory, and is lost with the stream.
//
// All of them are sealed under one key, derived from the server's secrets: what they hold comes to
// lie under a key of its own once it is whole (store/blobs.h), and they live for a day at most.
//
// Safe from every thread.
#ifndef GRIDGOV_SERVER_STORE_UPLOADS_H_
#define GRIDGOV_SERVER_STORE_UPLOADS_H_

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proto/cpp/uuid.h"
#include "server/crypto/cipher.h"
#include "server/init/durable_file.h"

namespace gridgov {

// What the client says a file is.
struct Announced {
  int64_t size = 0;
  std::string sha256;  // 64 hexadecimal digits.
};

// One upload that goes on. Used by one thread at a time.
class Upload {
 public:
  // Takes the next bytes. INVALID_ARGUMENT, reason MORE_THAN_ANNOUNCED; ABORTED, reason
  // UPLOAD_TAKEN_OVER, once another stream goes on with it; RESOURCE_EXHAUSTED, STORAGE_FULL.
  absl::Status Append(absl::string_view data);

  // The whole file. FAILED_PRECONDITION, reason UPLOAD_INCOMPLETE, with `received_bytes`; ABORTED,
  // reason HASH_MISMATCH, if it is not the file that was announced.
  absl::StatusOr<std::string> Read();

 private:
  friend class Uploads;
  Upload(std::string path, std::string place, const Key& key, Announced announced);

  absl::Status Restart();
  // False: what is there was announced as another file, or is damaged.
  absl::StatusOr<bool> Continue();
  void TakeOver();
  int64_t received() const { return chunks_ * kChunk + static_cast<int64_t>(tail_.size()); }

  static const int64_t kChunk;

  const std::string path_;
  const std::string place_;
  const Key key_;
  const Announced announced_;
  std::mutex mu_;  // Append and Read against TakeOver.
  File file_;
  int64_t chunks_ = 0;
  std::string tail_;
  bool taken_over_ = false;
};

class Uploads {
 public:
  // One account may leave so many unfinished.
  static constexpr int kMostOfAccount = 10;

  // Makes `dir` if it is not there. The key is derived from `secret`.
  static absl::StatusOr<std::unique_ptr<Uploads>> Open(std::string dir, const Secret& secret);

  // Begins at `offset`: 0 throws away what is there. FAILED_PRECONDITION, reason OFFSET_MISMATCH,
  // with `received_bytes`; reason UPLOAD_CHANGED if what is there was announced as another file;
  // RESOURCE_EXHAUSTED, TOO_MANY_UPLOADS. A stream that still writes it is cut off.
  absl::StatusOr<std::shared_ptr<Upload>> Begin(const Uuid& account, const Uuid& attachment,
                                                const Announced& announced, int64_t offset);
  // How many bytes are kept; 0 for none.
  int64_t Received(const Uuid& account, const Uuid& attachment) const;
  // It is no longer needed.
  void Discard(const Uuid& account, const Uuid& attachment);
  // Discards what was last touched before `time`; answers how many.
  int DiscardOlderThan(absl::Time time);

 private:
  Uploads(std::string dir, Key key) : dir_(std::move(dir)), key_(std::move(key)) {}

  std::string PathOf(const Uuid& account, const Uuid& attachment) const;
  absl::Status CheckRoom(const Uuid& account) const;

  const std::string dir_;
  const Key key_;
  std::mutex mu_;
  std::map<std::string, std::weak_ptr<Upload>> open_;  // By path.
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_UPLOADS_H_
