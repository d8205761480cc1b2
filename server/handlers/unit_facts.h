// Whether a unit can take something on. Free functions; each is for the thread of its transaction.
#ifndef GRIDGOV_SERVER_HANDLERS_UNIT_FACTS_H_
#define GRIDGOV_SERVER_HANDLERS_UNIT_FACTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/unit.pb.h"
#include "server/store/txn.h"

namespace gridgov {

// INVALID_ARGUMENT on `field`, reason NO_SUCH_UNIT, for one that is not there or out of use.
absl::Status CheckUnit(const Txn& txn, const std::string& unit, const std::string& field);

// The same; and reason WRONG_KIND_OF_UNIT for one of another kind.
absl::Status CheckUnitOfKind(const Txn& txn, const std::string& unit, v1::Unit::Kind kind,
                             const std::string& field);

// Whether the account belongs to the unit today.
absl::StatusOr<bool> IsMember(const Txn& txn, const std::string& unit, const std::string& account);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_UNIT_FACTS_H_
