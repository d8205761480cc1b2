#include "server/crypto/sha256_stream.h"

#include <openssl/evp.h>

#include <cstdio>
#include <cstdlib>

namespace gridgov {
namespace {

// Fails for lack of memory alone; a wrong digest would be worse than an end.
void Require(bool condition) {
  if (condition) return;
  std::fputs("gridgov: SHA-256 failed\n", stderr);
  std::abort();
}

}  // namespace

void Sha256Stream::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Sha256Stream::Sha256Stream() : context_(EVP_MD_CTX_new()) {
  Require(context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
}

Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::Add(absl::string_view bytes) {
  Require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha256Stream::Finish() {
  std::string digest(32, '\0');
  Require(EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(digest.data()),
                             nullptr) == 1);
  return digest;
}

}  // namespace gridgov
