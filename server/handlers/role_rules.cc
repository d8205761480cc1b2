#include "server/handlers/role_rules.h"

#include <vector>

#include "gridgov/v1/unit.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/issue_facts.h"
#include "server/store/tables/tables.h"

namespace gridgov {
namespace {

absl::StatusOr<std::vector<v1::RoleAssignment>> OpenRoles(const Txn& txn,
                                                          const std::string& account) {
  return RoleAssignmentTable().Select(
      txn.System(),
      {.where = "t.account = $1 AND t.state <> 'ENDED'", .args = {Blob{IdBytes(account)}}});
}

bool Exclude(v1::Role a, v1::Role b) {
  if (a == b) return false;
  if (FactsOf(a).administrator || FactsOf(b).administrator) return true;
  const auto is = [a, b](v1::Role x, v1::Role y) {
    return (a == x && b == y) || (a == y && b == x);
  };
  return is(v1::ROLE_AUDITOR, v1::ROLE_LIAISON) ||
         is(v1::ROLE_AUDITOR, v1::ROLE_PROTECTION_OFFICER);
}

}  // namespace

absl::Status CompleteRole(const Txn& txn, v1::RoleAssignment& wanted) {
  const RoleFacts& facts = FactsOf(wanted.role());
  if (!wanted.end_date().empty() && wanted.end_date() < wanted.start_date()) {
    return MakeInvalid("role_assignment.end_date", "BEFORE_START",
                       {.zh = "不能早于开始日期。", .en = "must not be before the first day."});
  }
  if (facts.needs_unit) {
    if (wanted.unit().empty()) {
      return MakeInvalid("role_assignment.unit", "REQUIRED",
                         {.zh = "该角色必须指定责任单位。", .en = "this role acts for a unit."});
    }
    GG_ASSIGN_OR_RETURN(const v1::Unit unit, UnitTable().Get(txn.System(), wanted.unit()));
    if (wanted.area().empty()) wanted.set_area(unit.area());
  }
  if (facts.needs_area && wanted.area().empty()) {
    return MakeInvalid("role_assignment.area", "REQUIRED",
                       {.zh = "该角色必须指定区域（区划或网格）。",
                        .en = "this role has an area: a division or a grid."});
  }
  if (!wanted.area().empty()) {
    const TableBase* table = TableOfCollection(wanted.area().substr(0, wanted.area().find('/')));
    if (table == nullptr || !table->KeyOf(txn.db, wanted.area()).ok()) {
      return MakeInvalid("role_assignment.area", "UNKNOWN_REFERENCE",
                         {.zh = "没有这个区域。", .en = "there is no such area."});
    }
  }
  return absl::OkStatus();
}

absl::Status CheckSeparation(const Txn& txn, const v1::RoleAssignment& wanted) {
  GG_ASSIGN_OR_RETURN(const auto held, OpenRoles(txn, wanted.account()));
  for (const v1::RoleAssignment& role : held) {
    if (role.name() == wanted.name() || !Exclude(role.role(), wanted.role())) continue;
    return MakeError(absl::StatusCode::kFailedPrecondition, "ROLES_EXCLUDE_EACH_OTHER",
                     {.zh = "该账号已有的角色与此角色不得由同一人担任。",
                      .en = "One person must not hold this role beside what the account holds."},
                     {{"held", RoleName(role.role())}, {"wanted", RoleName(wanted.role())}});
  }
  return absl::OkStatus();
}

absl::Status RefuseAdministrator(const Txn& txn, const std::string& account) {
  GG_ASSIGN_OR_RETURN(const auto held, OpenRoles(txn, account));
  for (const v1::RoleAssignment& role : held) {
    if (!FactsOf(role.role()).administrator) continue;
    return MakeError(absl::StatusCode::kPermissionDenied, "ADMINISTRATOR",
                     {.zh = "三员账号只能在服务器上用 gridgovd recover 处理。",
                      .en = "One of the three administrators is recovered on the machine alone, "
                            "with gridgovd recover."});
  }
  return absl::OkStatus();
}

}  // namespace gridgov
