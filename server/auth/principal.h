// Principal: who makes a call, with the roles held today and how far each permission reaches.
#ifndef GRIDGOV_SERVER_AUTH_PRINCIPAL_H_
#define GRIDGOV_SERVER_AUTH_PRINCIPAL_H_

#include <map>
#include <string>
#include <vector>

#include "gridgov/v1/account.pb.h"
#include "server/store/txn.h"

namespace gridgov {

// Immutable after Make; shared between threads.
class Principal {
 public:
  // Builds the scopes from the roles that are held.
  static Principal Make(Actor actor, std::vector<v1::RoleAssignment> roles);

  const Actor& actor() const { return actor_; }
  const std::vector<v1::RoleAssignment>& roles() const { return roles_; }

  // The union over those assignments that grant the permission; empty: not granted at all. A
  // worker in one area who is a clerk in another dispatches in the second alone.
  const Scope& ScopeFor(absl::string_view permission) const;
  bool Has(absl::string_view permission) const { return !ScopeFor(permission).empty(); }
  bool Holds(v1::Role role) const;
  std::vector<std::string> permissions() const;

  // Only ChangePassword is possible until the one-time password is changed.
  bool password_change_required = false;

 private:
  Actor actor_;
  std::vector<v1::RoleAssignment> roles_;
  std::map<std::string, Scope, std::less<>> scopes_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_AUTH_PRINCIPAL_H_
