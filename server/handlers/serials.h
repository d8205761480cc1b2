// Numbers that people know resources by: those of a grid, one after the other.
#ifndef GRIDGOV_SERVER_HANDLERS_SERIALS_H_
#define GRIDGOV_SERVER_HANDLERS_SERIALS_H_

#include <string>

#include "absl/status/statusor.h"
#include "server/store/txn.h"

namespace gridgov {

// The next number of a series, such as a grid's code: the series and a serial of 5 digits.
// RESOURCE_EXHAUSTED, reason SERIALS_USED_UP, beyond 99999.
absl::StatusOr<std::string> NextNumber(const Txn& txn, const std::string& series);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_SERIALS_H_
