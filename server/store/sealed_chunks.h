// Files that are sealed chunk by chunk, so that neither writing nor reading one takes memory for
// all of it. Each chunk is sealed as a field is (server/crypto/cipher.h) for its place: which file,
// which number, and whether it is the last. A file that was cut, put in another order or mixed with
// another does not open. Free functions; safe from every thread.
#ifndef GRIDGOV_SERVER_STORE_SEALED_CHUNKS_H_
#define GRIDGOV_SERVER_STORE_SEALED_CHUNKS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/crypto/cipher.h"

namespace gridgov {

// The bytes of every chunk but the last, and what they take on disk.
inline constexpr size_t kChunkBytes = 64 << 10;
inline constexpr size_t kSealedChunkBytes = kChunkBytes + kSealOverhead;

// `file` says which file it is, in a form that no other file has.
std::string SealChunk(const Key& key, absl::string_view file, int64_t number, bool last,
                      absl::string_view plain);
// DATA_LOSS as Open() says.
absl::StatusOr<std::string> OpenChunk(const Key& key, absl::string_view file, int64_t number,
                                      bool last, absl::string_view sealed);

// What is told of an error of the disk: that it is full, or nothing but an INTERNAL that the log
// explains. Paths never leave the server.
absl::Status StorageError(const absl::Status& status);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_SEALED_CHUNKS_H_
