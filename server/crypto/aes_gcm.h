// AES-256-GCM itself, without keys' names or formats; cipher.h and token_seal.h stand on it and
// nothing else should. Safe from every thread.
#ifndef GRIDGOV_SERVER_CRYPTO_AES_GCM_H_
#define GRIDGOV_SERVER_CRYPTO_AES_GCM_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "server/crypto/secret.h"

namespace gridgov {

inline constexpr size_t kAesKeySize = 32;
inline constexpr size_t kGcmNonceSize = 12;
inline constexpr size_t kGcmTagSize = 16;

// The ciphertext and, after it, the tag. A pair of `key` and `nonce` must never come twice.
std::string AesGcmSeal(const Secret& key, absl::string_view nonce, absl::string_view plaintext,
                       absl::string_view aad);

// The plaintext; nothing if the tag does not fit key, nonce, ciphertext and aad.
std::optional<std::string> AesGcmOpen(const Secret& key, absl::string_view nonce,
                                      absl::string_view sealed, absl::string_view aad);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_CRYPTO_AES_GCM_H_
