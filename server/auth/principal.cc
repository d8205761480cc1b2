#include "server/auth/principal.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_join.h"
#include "proto/cpp/names.h"
#include "proto/cpp/uuid.h"
#include "server/auth/roles.h"

namespace gridgov {
namespace {

ScopeArm ArmFor(const Grant& grant, const v1::RoleAssignment& role, const std::string& account) {
  ScopeArm arm{.kind = grant.reach, .mask = grant.mask};
  if (!role.area().empty()) arm.areas.push_back(role.area());
  if (const auto unit = Uuid::Parse(SplitName(role.unit()).id); unit.ok()) {
    arm.units.emplace_back(unit->bytes());
  }
  arm.account = account;
  return arm;
}

// Puts an arm beside those of the same kind and mask, so that a list has few arms.
void AddArm(std::vector<ScopeArm>& arms, ScopeArm arm) {
  for (ScopeArm& same : arms) {
    if (same.kind != arm.kind || same.mask != arm.mask) continue;
    for (auto& area : arm.areas) {
      if (std::find(same.areas.begin(), same.areas.end(), area) == same.areas.end()) {
        same.areas.push_back(std::move(area));
      }
    }
    for (auto& unit : arm.units) {
      if (std::find(same.units.begin(), same.units.end(), unit) == same.units.end()) {
        same.units.push_back(std::move(unit));
      }
    }
    return;
  }
  arms.push_back(std::move(arm));
}

}  // namespace

Principal Principal::Make(Actor actor, std::vector<v1::RoleAssignment> roles) {
  Principal principal;
  std::map<std::string, std::vector<ScopeArm>, std::less<>> arms;
  std::set<std::string> names;
  for (const v1::RoleAssignment& role : roles) {
    names.insert(RoleName(role.role()));
    for (const Grant& grant : GrantsOf(role.role())) {
      AddArm(arms[std::string(grant.permission)], ArmFor(grant, role, actor.account));
    }
  }
  for (auto& [permission, list] : arms) {
    // An arm that hides less comes first, so that it wins where two cover a row.
    std::stable_sort(list.begin(), list.end(),
                     [](const ScopeArm& a, const ScopeArm& b) { return a.mask < b.mask; });
    principal.scopes_.emplace(permission, Scope(std::move(list)));
  }
  actor.role = absl::StrJoin(names, ",");
  principal.actor_ = std::move(actor);
  principal.roles_ = std::move(roles);
  return principal;
}

const Scope& Principal::ScopeFor(absl::string_view permission) const {
  static const auto* none = new Scope;
  const auto it = scopes_.find(std::string_view(permission.data(), permission.size()));
  return it == scopes_.end() ? *none : it->second;
}

bool Principal::Holds(v1::Role role) const {
  return std::any_of(roles_.begin(), roles_.end(),
                     [role](const v1::RoleAssignment& one) { return one.role() == role; });
}

std::vector<std::string> Principal::permissions() const {
  std::vector<std::string> out;
  for (const auto& [permission, scope] : scopes_) out.push_back(permission);
  return out;
}

}  // namespace gridgov
