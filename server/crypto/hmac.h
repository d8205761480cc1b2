// SHA-256, HMAC-SHA-256, and the one way to turn several strings into one without ambiguity.
// Results are raw bytes (absl::BytesToHexString makes them readable). Safe from every thread.
#ifndef GRIDGOV_SERVER_CRYPTO_HMAC_H_
#define GRIDGOV_SERVER_CRYPTO_HMAC_H_

#include <initializer_list>
#include <string>

#include "absl/strings/string_view.h"
#include "server/crypto/secret.h"

namespace gridgov {

// 32 bytes.
std::string Sha256(absl::string_view bytes);

// 32 bytes: HMAC-SHA-256 of RFC 2104 over one message.
std::string HmacSha256(const Secret& key, absl::string_view message);

// The HMAC of JoinParts(parts): {"ab", "c"} and {"a", "bc"} differ.
std::string HmacSha256OfParts(const Secret& key, std::initializer_list<absl::string_view> parts);

// Each part behind its length in 8 bytes, so that no two lists of parts give the same bytes.
std::string JoinParts(std::initializer_list<absl::string_view> parts);

// A 32-byte key for one purpose; keys of other purposes tell nothing about it.
Secret DeriveKey(const Secret& key, absl::string_view purpose);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_CRYPTO_HMAC_H_
