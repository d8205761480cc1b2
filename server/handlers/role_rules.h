// What must hold before a role is given: its place and dates, and the separation of powers.
#ifndef GRIDGOV_SERVER_HANDLERS_ROLE_RULES_H_
#define GRIDGOV_SERVER_HANDLERS_ROLE_RULES_H_

#include <string>

#include "absl/status/status.h"
#include "gridgov/v1/account.pb.h"
#include "server/auth/roles.h"
#include "server/store/txn.h"

namespace gridgov {

// Checks area, unit and dates; a unit's role without an area gets the unit's.
absl::Status CompleteRole(const Txn& txn, v1::RoleAssignment& wanted);

// An administrator holds no other role, and none of the three holds two; the auditor is
// independent of the police. FAILED_PRECONDITION, reason ROLES_EXCLUDE_EACH_OTHER.
absl::Status CheckSeparation(const Txn& txn, const v1::RoleAssignment& wanted);

// PERMISSION_DENIED, reason ADMINISTRATOR: nobody resets, stops or demotes one of the three alone.
absl::Status RefuseAdministrator(const Txn& txn, const std::string& account);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_ROLE_RULES_H_
