// Which role may do what, and over which part of the rows: one table (roles.cc), read by nobody
// but Principal. Permissions are the names in the protos' policies.
#ifndef GRIDGOV_SERVER_AUTH_ROLES_H_
#define GRIDGOV_SERVER_AUTH_ROLES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gridgov/v1/account.pb.h"
#include "server/store/scope.h"

namespace gridgov {

// One permission of a role and how far it reaches.
struct Grant {
  absl::string_view permission;
  ScopeArm::Kind reach;
  Mask mask = Mask::kNone;
};

// What a role is, apart from its grants.
struct RoleFacts {
  v1::Role role;
  bool needs_area;
  bool needs_unit;
  // Granting it takes a second of the three administrators.
  bool critical;
  // It reads sensitive data: a session of its holder ends after 15 idle minutes.
  bool sensitive;
  // One of the three: an account that holds it holds no other role.
  bool administrator;
};

const std::vector<Grant>& GrantsOf(v1::Role role);
const RoleFacts& FactsOf(v1::Role role);
// Every permission that some role grants.
std::vector<absl::string_view> AllPermissions();

// "GRID_WORKER".
std::string RoleName(v1::Role role);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_AUTH_ROLES_H_
