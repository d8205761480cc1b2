// The encryption of fields, and the only place that knows its format:
//
//   algorithm (1 byte, 1 = AES-256-GCM) | key id (16) | nonce (12) | ciphertext | tag (16)
//
// The key id in the blob says which key opens it, the algorithm byte leaves room for another
// cipher. Both stand under the tag, as does the caller's `aad`: a blob copied to another table,
// column or row does not open. The nonce is random, so one key must seal fewer than 2^32 fields.
//
//   const std::string blob = Seal(key, phone, Aad("issues", "reporter_phone", issue_id.bytes()));
//
// Free functions without state; safe from every thread.
#ifndef GRIDGOV_SERVER_CRYPTO_CIPHER_H_
#define GRIDGOV_SERVER_CRYPTO_CIPHER_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/cpp/uuid.h"
#include "server/crypto/secret.h"

namespace gridgov {

// What a blob is longer than its plaintext.
inline constexpr size_t kSealOverhead = 1 + 16 + 12 + 16;

// A key of 32 bytes and its public name.
struct Key {
  Uuid id;
  Secret bytes;

  static Key Random(const Uuid& id) { return {id, Secret::Random(32)}; }
  Key Clone() const { return {id, bytes.Clone()}; }
};

// Finds the key that a blob names.
using KeyLookup = absl::FunctionRef<absl::StatusOr<Key>(const Uuid& key_id)>;

// The blob. Two calls with the same input give different blobs.
std::string Seal(const Key& key, absl::string_view plaintext, absl::string_view aad);

// The plaintext. DATA_LOSS otherwise: reason WRONG_KEY if the blob names another key,
// UNKNOWN_CIPHER if it names another algorithm, DAMAGED_CIPHERTEXT if it is cut, altered or was
// sealed with another `aad`.
absl::StatusOr<std::string> Open(const Key& key, absl::string_view blob, absl::string_view aad);

// The same with the key that `lookup` finds; an error of `lookup` comes back as it is.
absl::StatusOr<std::string> Open(KeyLookup lookup, absl::string_view blob, absl::string_view aad);

// The id of the key that opens `blob`, not yet verified; DATA_LOSS as Open() says.
absl::StatusOr<Uuid> KeyIdOf(absl::string_view blob);

// Where a field lives, in a form in which no two places are equal. `row` is the row's id as it is
// stored.
std::string Aad(absl::string_view table, absl::string_view column, absl::string_view row);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_CRYPTO_CIPHER_H_
