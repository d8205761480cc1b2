#include "server/crypto/token_seal.h"

#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "server/crypto/aes_gcm.h"
#include "server/crypto/hmac.h"
#include "server/crypto/random.h"

namespace gridgov {
namespace {

// version (1 byte) | salt (12) | nonce (12) | ciphertext | tag (16). The salt makes the token's own
// key: a busy server makes more tokens in a year than random nonces under one key would allow.
constexpr char kVersion = 1;
constexpr size_t kSaltSize = 12;
constexpr size_t kHeaderSize = 1 + kSaltSize;

absl::Status BadToken() {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_TOKEN",
                   {.zh = "令牌无效，或不属于本次查询，请从头重新查询。",
                    .en = "The token is not valid for this request; start again without it."});
}

}  // namespace

TokenSealer::TokenSealer(const Secret& server_key, absl::string_view purpose)
    : key_(DeriveKey(server_key, purpose)) {}

std::string TokenSealer::Seal(absl::string_view plaintext, absl::string_view context) const {
  const std::string chance = RandomBytes(kSaltSize + kGcmNonceSize);
  const std::string header =
      absl::StrCat(absl::string_view(&kVersion, 1), absl::string_view(chance).substr(0, kSaltSize));
  const absl::string_view nonce = absl::string_view(chance).substr(kSaltSize);
  const Secret key = DeriveKey(key_, header);
  return absl::WebSafeBase64Escape(
      absl::StrCat(header, nonce, AesGcmSeal(key, nonce, plaintext, context)));
}

absl::StatusOr<std::string> TokenSealer::Open(absl::string_view token,
                                              absl::string_view context) const {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(token, &bytes)) return BadToken();
  // The decoder forgives blanks, padding and loose last bits; a token has exactly one spelling.
  if (absl::WebSafeBase64Escape(bytes) != token) return BadToken();
  if (bytes.size() < kHeaderSize + kGcmNonceSize + kGcmTagSize || bytes[0] != kVersion) {
    return BadToken();
  }
  const absl::string_view view = bytes;
  const Secret key = DeriveKey(key_, view.substr(0, kHeaderSize));
  std::optional<std::string> plaintext =
      AesGcmOpen(key, view.substr(kHeaderSize, kGcmNonceSize),
                 view.substr(kHeaderSize + kGcmNonceSize), context);
  if (!plaintext.has_value()) return BadToken();
  return *std::move(plaintext);
}

}  // namespace gridgov
