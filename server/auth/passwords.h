// Passwords at rest: Argon2id over an HMAC of the password with a key (the pepper) that is not in
// the database, so that a stolen database alone cannot be guessed at. What a password must look
// like is in password_rules.h.
//
// A PasswordHasher is immutable and may serve all threads, but each call takes its cost's memory
// and about 0.3 s of one core at the default: run it on a bounded pool, never on the writer.
#ifndef GRIDGOV_SERVER_AUTH_PASSWORDS_H_
#define GRIDGOV_SERVER_AUTH_PASSWORDS_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/crypto/secret.h"

namespace gridgov {

// What one hash costs us and an attacker. The default is OWASP's m = 46 MiB, t = 1.
struct PasswordCost {
  unsigned long long passes = 1;
  size_t memory_bytes = size_t{46} << 20;

  // The least that Argon2id knows, for tests and load drivers only.
  static PasswordCost Smallest() { return {.passes = 1, .memory_bytes = 8192}; }
};

class PasswordHasher {
 public:
  // RESOURCE_EXHAUSTED, reason PASSWORD_MEMORY, if one hash does not fit into memory.
  static absl::StatusOr<PasswordHasher> Make(const Secret& pepper, const PasswordCost& cost);

  // The text to store: algorithm, cost, salt and hash, at most 127 ASCII characters.
  // RESOURCE_EXHAUSTED, reason PASSWORD_MEMORY, if there is no memory for it now.
  absl::StatusOr<std::string> Hash(absl::string_view password) const;

  // Whether `password` is the one behind `stored`. For an account that does not exist pass nullopt:
  // the answer is false after the same work. An unreadable `stored` is false as well.
  // RESOURCE_EXHAUSTED as Hash() says; it is never a verdict.
  absl::StatusOr<bool> Matches(const std::optional<std::string>& stored,
                               absl::string_view password) const;

  // Whether `stored` was made at another cost than today's: hash again after the next login.
  bool NeedsRehash(const std::string& stored) const;

 private:
  PasswordHasher(const Secret& pepper, const PasswordCost& cost)
      : pepper_(pepper.Clone()), cost_(cost) {}

  Secret Peppered(absl::string_view password) const;

  Secret pepper_;
  PasswordCost cost_;
  // Stands in for the account that does not exist; nobody knows its password.
  std::string decoy_;
};

// A password to be handed over on paper and changed at first use: "k7mq-2xrp-..." in six groups of
// four, 118 bits, without the letters and digits that are mistaken for one another.
std::string OneTimePassword();

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_AUTH_PASSWORDS_H_
