#include "server/crypto/hmac.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/sha.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace gridgov {
namespace {

const unsigned char* Data(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

[[noreturn]] void OutOfMemory() {
  std::fputs("gridgov: OpenSSL is out of memory\n", stderr);
  std::abort();
}

// The one-shot functions look the algorithms up by name at each call, which costs more than a short
// digest; here that is done once. A call works on a copy, without a key yet.
const EVP_MAC_CTX* HmacOfSha256() {
  static const EVP_MAC_CTX* const context = [] {
    EVP_MAC_CTX* made = EVP_MAC_CTX_new(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                 OSSL_PARAM_construct_end()};
    if (made == nullptr || EVP_MAC_CTX_set_params(made, params) != 1) OutOfMemory();
    return made;
  }();
  return context;
}

}  // namespace

std::string Sha256(absl::string_view bytes) {
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  if (EVP_Digest(Data(bytes), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()),
                 nullptr, sha256, nullptr) != 1) {
    OutOfMemory();
  }
  return digest;
}

std::string HmacSha256(const Secret& key, absl::string_view message) {
  // OpenSSL takes a null key for "the key of the last call".
  const absl::string_view key_bytes = key.empty() ? absl::string_view("") : key.bytes();
  std::string mac(SHA256_DIGEST_LENGTH, '\0');
  size_t size = 0;
  EVP_MAC_CTX* const context = EVP_MAC_CTX_dup(HmacOfSha256());
  if (context == nullptr ||
      EVP_MAC_init(context, Data(key_bytes), key_bytes.size(), nullptr) != 1 ||
      EVP_MAC_update(context, Data(message), message.size()) != 1 ||
      EVP_MAC_final(context, reinterpret_cast<unsigned char*>(mac.data()), &size, mac.size()) !=
          1) {
    OutOfMemory();
  }
  EVP_MAC_CTX_free(context);
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
