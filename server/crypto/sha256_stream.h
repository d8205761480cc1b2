// SHA-256 of what comes in pieces. One thread at a time.
#ifndef GRIDGOV_SERVER_CRYPTO_SHA256_STREAM_H_
#define GRIDGOV_SERVER_CRYPTO_SHA256_STREAM_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

struct evp_md_ctx_st;

namespace gridgov {

class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(Sha256Stream&&) noexcept = default;
  Sha256Stream& operator=(Sha256Stream&&) noexcept = default;

  void Add(absl::string_view bytes);
  // The 32 bytes; once, at the end.
  std::string Finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_CRYPTO_SHA256_STREAM_H_
