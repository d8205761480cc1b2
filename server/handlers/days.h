// What is asked of a date in a request, each error in one place. Free functions, safe from every
// thread.
#ifndef GRIDGOV_SERVER_HANDLERS_DAYS_H_
#define GRIDGOV_SERVER_HANDLERS_DAYS_H_

#include <string>

#include "absl/status/status.h"
#include "server/store/txn.h"

namespace gridgov {

// INVALID_ARGUMENT, reason BAD_DATE, unless `day` is a date that exists.
absl::Status CheckDay(const std::string& field, const std::string& day);

// The same; and reason OUT_OF_RANGE for a day after today.
absl::Status CheckPastDay(const Txn& txn, const std::string& field, const std::string& day);

// Reason BEFORE_START for a day before `first`, which the caller knows to be a date.
absl::Status CheckNotBefore(const std::string& field, const std::string& day,
                            const std::string& first);

// `day`, a date that exists, and so many days after it; negative: before it.
std::string AddDays(const std::string& day, int days);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_DAYS_H_
