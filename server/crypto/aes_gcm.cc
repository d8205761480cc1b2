#include "server/crypto/aes_gcm.h"

#include <openssl/evp.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

namespace gridgov {
namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const unsigned char* In(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* Out(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

// What is checked here cannot fail but for a wrong size of ours or for lack of memory; going on
// would write plaintext or rubbish in a secret's place.
void Require(bool condition) {
  if (condition) return;
  std::fputs("gridgov: AES-256-GCM failed\n", stderr);
  std::abort();
}

// Fetched once: a fetch by name costs more than the encryption of a short field.
const EVP_CIPHER* Aes256Gcm() {
  static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  Require(cipher != nullptr);
  return cipher;
}

// A context that has taken in key, nonce and aad.
Context Begin(const Secret& key, absl::string_view nonce, absl::string_view aad, int encrypt) {
  Require(key.size() == kAesKeySize && nonce.size() == kGcmNonceSize);
  Context context(EVP_CIPHER_CTX_new());
  int size = 0;
  Require(context != nullptr &&
          EVP_CipherInit_ex2(context.get(), Aes256Gcm(), In(key.bytes()), In(nonce), encrypt,
                             nullptr) == 1 &&
          EVP_CipherUpdate(context.get(), nullptr, &size, In(aad), static_cast<int>(aad.size())) ==
              1);
  return context;
}

}  // namespace

std::string AesGcmSeal(const Secret& key, absl::string_view nonce, absl::string_view plaintext,
                       absl::string_view aad) {
  const Context context = Begin(key, nonce, aad, 1);
  std::string sealed(plaintext.size() + kGcmTagSize, '\0');
  int size = 0;
  Require(EVP_CipherUpdate(context.get(), Out(sealed), &size, In(plaintext),
                           static_cast<int>(plaintext.size())) == 1);
  Require(EVP_CipherFinal_ex(context.get(), Out(sealed) + size, &size) == 1);
  Require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kGcmTagSize,
                              Out(sealed) + plaintext.size()) == 1);
  return sealed;
}

std::optional<std::string> AesGcmOpen(const Secret& key, absl::string_view nonce,
                                      absl::string_view sealed, absl::string_view aad) {
  if (sealed.size() < kGcmTagSize) return std::nullopt;
  std::string tag(sealed.substr(sealed.size() - kGcmTagSize));
  const absl::string_view ciphertext = sealed.substr(0, sealed.size() - kGcmTagSize);

  const Context context = Begin(key, nonce, aad, 0);
  std::string plaintext(ciphertext.size(), '\0');
  int size = 0;
  Require(EVP_CipherUpdate(context.get(), Out(plaintext), &size, In(ciphertext),
                           static_cast<int>(ciphertext.size())) == 1);
  Require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kGcmTagSize, Out(tag)) == 1);
  if (EVP_CipherFinal_ex(context.get(), Out(plaintext) + size, &size) != 1) {
    Wipe(plaintext);
    return std::nullopt;
  }
  return plaintext;
}

}  // namespace gridgov
