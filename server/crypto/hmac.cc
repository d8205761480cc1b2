#include "server/crypto/hmac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace gridgov {
namespace {

const unsigned char* Data(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

std::string Sha256(absl::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(Data(bytes), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

std::string HmacSha256(const Secret& key, absl::string_view message) {
  // OpenSSL takes a null key for "the key of the last call".
  const absl::string_view key_bytes = key.empty() ? absl::string_view("") : key.bytes();
  std::string mac(SHA256_DIGEST_LENGTH, '\0');
  unsigned int size = 0;
  if (HMAC(EVP_sha256(), key_bytes.data(), static_cast<int>(key_bytes.size()), Data(message),
           message.size(), reinterpret_cast<unsigned char*>(mac.data()), &size) == nullptr) {
    std::fputs("gridgov: HMAC-SHA-256 is out of memory\n", stderr);
    std::abort();
  }
  return mac;
}

std::string HmacSha256OfParts(const Secret& key, std::initializer_list<absl::string_view> parts) {
  return HmacSha256(key, JoinParts(parts));
}

std::string JoinParts(std::initializer_list<absl::string_view> parts) {
  std::string joined;
  for (const absl::string_view part : parts) {
    const uint64_t size = part.size();
    for (int shift = 56; shift >= 0; shift -= 8) joined.push_back(static_cast<char>(size >> shift));
    joined.append(part.data(), part.size());
  }
  return joined;
}

Secret DeriveKey(const Secret& key, absl::string_view purpose) {
  std::string derived = HmacSha256OfParts(key, {"gridgov derived key", purpose});
  Secret secret(derived);
  Wipe(derived);
  return secret;
}

}  // namespace gridgov
