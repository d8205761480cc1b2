// The unified social credit code of an organisation (统一社会信用代码, GB 32100-2015).
#ifndef GRIDGOV_SERVER_HANDLERS_CREDIT_CODE_H_
#define GRIDGOV_SERVER_HANDLERS_CREDIT_CODE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace gridgov {

// Whether it has 18 characters of the code's alphabet and the last is their check digit. That an
// organisation has it is not looked up.
bool IsCreditCode(absl::string_view code);

// INVALID_ARGUMENT, reason BAD_CREDIT_CODE, for any other text; OK for none.
absl::Status CheckCreditCode(const std::string& field, const std::string& code);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_CREDIT_CODE_H_
