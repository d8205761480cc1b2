#include "server/crypto/secret.h"

#include <sodium.h>

#include <utility>

#include "server/crypto/random.h"

namespace gridgov {

Secret::Secret(absl::string_view bytes) : bytes_(bytes.begin(), bytes.end()) {}

Secret Secret::Random(size_t size) {
  Secret secret;
  secret.bytes_.resize(size);
  FillRandom(secret.bytes_.data(), size);
  return secret;
}

Secret::~Secret() {
  if (!bytes_.empty()) sodium_memzero(bytes_.data(), bytes_.size());
}

Secret& Secret::operator=(Secret&& other) noexcept {
  // The bytes held until now leave with `gone`, which wipes them.
  Secret gone(std::move(*this));
  bytes_ = std::move(other.bytes_);
  return *this;
}

bool operator==(const Secret& a, const Secret& b) {
  return EqualInConstantTime(a.bytes(), b.bytes());
}

void Wipe(std::string& text) {
  if (!text.empty()) sodium_memzero(text.data(), text.size());
  text.clear();
}

bool EqualInConstantTime(absl::string_view a, absl::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace gridgov
