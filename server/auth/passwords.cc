#include "server/auth/passwords.h"

#include <sodium.h>

#include <cerrno>
#include <utility>

#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/crypto/hmac.h"
#include "server/crypto/random.h"

namespace gridgov {
namespace {

absl::Status OutOfMemory() {
  return MakeError(absl::StatusCode::kResourceExhausted, "PASSWORD_MEMORY",
                   {.zh = "服务器内存不足，暂时无法核对口令，请稍后再试。",
                    .en = "The server lacks memory to check passwords now; try again later."});
}

}  // namespace

absl::StatusOr<PasswordHasher> PasswordHasher::Make(const Secret& pepper,
                                                    const PasswordCost& cost) {
  PasswordHasher hasher(pepper, cost);
  GG_ASSIGN_OR_RETURN(hasher.decoy_, hasher.Hash(RandomBytes(32)));
  return hasher;
}

absl::StatusOr<std::string> PasswordHasher::Hash(absl::string_view password) const {
  const Secret peppered = Peppered(password);
  char stored[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(stored, peppered.bytes().data(), peppered.size(), cost_.passes,
                            cost_.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return OutOfMemory();
  }
  return std::string(stored);
}

absl::StatusOr<bool> PasswordHasher::Matches(const std::optional<std::string>& stored,
                                             absl::string_view password) const {
  const Secret peppered = Peppered(password);
  const std::string& against = stored.has_value() ? *stored : decoy_;
  errno = 0;
  const bool equal =
      crypto_pwhash_str_verify(against.c_str(), peppered.bytes().data(), peppered.size()) == 0;
  if (!equal && errno == ENOMEM) return OutOfMemory();
  return equal && stored.has_value();
}

bool PasswordHasher::NeedsRehash(const std::string& stored) const {
  return crypto_pwhash_str_needs_rehash(stored.c_str(), cost_.passes, cost_.memory_bytes) != 0;
}

Secret PasswordHasher::Peppered(absl::string_view password) const {
  std::string mac = HmacSha256(pepper_, password);
  Secret peppered(mac);
  Wipe(mac);
  return peppered;
}

std::string OneTimePassword() {
  // No 0, 1, i, l or o.
  constexpr absl::string_view kAlphabet = "23456789abcdefghjkmnpqrstuvwxyz";
  constexpr int kGroups = 6;
  constexpr int kGroupSize = 4;
  std::string password;
  for (int i = 0; i < kGroups * kGroupSize; ++i) {
    if (i > 0 && i % kGroupSize == 0) password.push_back('-');
    password.push_back(kAlphabet[RandomBelow(kAlphabet.size())]);
  }
  return password;
}

}  // namespace gridgov
