// The number of a resident identity card (公民身份号码, GB 11643-1999).
#ifndef GRIDGOV_SERVER_HANDLERS_ID_NUMBER_H_
#define GRIDGOV_SERVER_HANDLERS_ID_NUMBER_H_

#include "absl/strings/string_view.h"

namespace gridgov {

// Whether it has 18 characters, a date of birth that exists and is not after `today`
// ("YYYY-MM-DD"), and the last is its check digit. Its region is not looked at, nor who has it.
bool IsIdNumber(absl::string_view number, absl::string_view today);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_ID_NUMBER_H_
