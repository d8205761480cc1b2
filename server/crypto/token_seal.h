// TokenSealer: makes small values opaque that a client carries and brings back, such as the place
// in a list or in the watch feed. A token shows nothing of its content but the length, and opens
// only for the context it was made for, say user, method and query.
//
//   const TokenSealer pages(token_key, "page");
//   reply.set_next_page_token(pages.Seal(last_key, JoinParts({user, method, filter})));
//
// Immutable; one object may serve all threads.
#ifndef GRIDGOV_SERVER_CRYPTO_TOKEN_SEAL_H_
#define GRIDGOV_SERVER_CRYPTO_TOKEN_SEAL_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/crypto/secret.h"

namespace gridgov {

class TokenSealer {
 public:
  // Tokens of one purpose do not open with another purpose's sealer under the same `server_key`.
  TokenSealer(const Secret& server_key, absl::string_view purpose);

  // Letters, digits, '-' and '_'. Each token has its own derived key, so the number of tokens that
  // one server key may seal has no practical limit.
  std::string Seal(absl::string_view plaintext, absl::string_view context) const;

  // The plaintext; INVALID_ARGUMENT, reason BAD_TOKEN, for anything that Seal() of the same key,
  // purpose and context did not make, with no hint at what is wrong.
  absl::StatusOr<std::string> Open(absl::string_view token, absl::string_view context) const;

 private:
  Secret key_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_CRYPTO_TOKEN_SEAL_H_
