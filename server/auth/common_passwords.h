// The pieces that people make passwords of, in lower-case ASCII. Safe from every thread.
#ifndef GRIDGOV_SERVER_AUTH_COMMON_PASSWORDS_H_
#define GRIDGOV_SERVER_AUTH_COMMON_PASSWORDS_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace gridgov {

inline constexpr size_t kShortestCommonPassword = 4;
inline constexpr size_t kLongestCommonPassword = 12;

// Whether `text`, in lower case, is a well-known password or a usual piece of one.
bool IsCommonPassword(absl::string_view text);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_AUTH_COMMON_PASSWORDS_H_
