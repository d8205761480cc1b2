// What a new password must look like: two named profiles, and one check with all complaints.
//
//   asvs   OWASP ASVS 5.0: long, not common, no composition rules, no ageing. The default.
//   mlps   GB/T 22239-2019 level 3: the same, and character classes, history and ageing.
//
// Free functions without state; safe from every thread.
#ifndef GRIDGOV_SERVER_AUTH_PASSWORD_RULES_H_
#define GRIDGOV_SERVER_AUTH_PASSWORD_RULES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace gridgov {

// Lengths are in characters, so that a Chinese one counts as one.
struct PasswordRules {
  size_t shortest = 15;
  size_t longest = 256;
  // How many of these must occur: lower case, upper case, digits, all others.
  int classes = 0;
  // How many former passwords are refused, and the age at which it must be changed at sign-in.
  int history = 0;
  absl::Duration greatest_age = absl::InfiniteDuration();
};

// The profile named in the settings; INVALID_ARGUMENT, reason UNKNOWN_PASSWORD_PROFILE.
absl::StatusOr<PasswordRules> PasswordRulesNamed(absl::string_view name);

// OK, or INVALID_ARGUMENT on the field `new_password` with every reason that applies:
//   PASSWORD_NOT_TEXT      not UTF-8, or control characters in it
//   PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG
//   PASSWORD_REPEATS       one short piece again and again
//   PASSWORD_TOO_COMMON    hardly more than well-known passwords, dates and sequences
//   PASSWORD_CONTEXT_WORD  holds one of `context_words` (account, name, office) or the product's
//                          name
//   PASSWORD_CLASSES       too few classes of characters
// Context words under three letters or two Chinese characters are passed over.
absl::Status CheckNewPassword(const PasswordRules& rules, absl::string_view password,
                              const std::vector<std::string>& context_words);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_AUTH_PASSWORD_RULES_H_
