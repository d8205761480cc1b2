#include "gridgov/v1/account.pb.h"
#include "server/store/tables/tables.h"

namespace gridgov {

const Table<v1::Account>& AccountTable() {
  using T = v1::Account;
  static const auto* table =
      new Table<T>({.table = "accounts",
                    .collection = "accounts",
                    .columns = {{"username", T::kUsernameFieldNumber},
                                {"display_name", T::kDisplayNameFieldNumber},
                                {"phone", T::kPhoneFieldNumber},
                                {"state", T::kStateFieldNumber},
                                {"locked_until_time", T::kLockedUntilTimeFieldNumber},
                                {"create_time", T::kCreateTimeFieldNumber},
                                {"update_time", T::kUpdateTimeFieldNumber}},
                    .scope = {.global = true},
                    .code = "username"});
  return *table;
}

const Table<v1::RoleAssignment>& RoleAssignmentTable() {
  using T = v1::RoleAssignment;
  static const auto* table = new Table<T>({.table = "role_assignments",
                                           .collection = "roleAssignments",
                                           .columns = {{"account", T::kAccountFieldNumber},
                                                       {"role", T::kRoleFieldNumber},
                                                       {"area", T::kAreaFieldNumber},
                                                       {"unit", T::kUnitFieldNumber},
                                                       {"start_date", T::kStartDateFieldNumber},
                                                       {"end_date", T::kEndDateFieldNumber},
                                                       {"state", T::kStateFieldNumber},
                                                       {"proposer", T::kProposerFieldNumber},
                                                       {"approver", T::kApproverFieldNumber}},
                                           .scope = {.global = true}});
  return *table;
}

const Table<v1::Session>& SessionTable() {
  using T = v1::Session;
  static const auto* table = new Table<T>(
      {.table = "sessions",
       .collection = "sessions",
       .columns = {{"account", T::kAccountFieldNumber},
                   {"client", T::kClientFieldNumber},
                   {"create_time", T::kCreateTimeFieldNumber},
                   {"expire_time", T::kExpireTimeFieldNumber},
                   {"idle_seconds", T::kIdleSecondsFieldNumber},
                   {"revoked", T::kRevokedFieldNumber},
                   {"password_change_required", T::kPasswordChangeRequiredFieldNumber}},
       .scope = {.global = true}});
  return *table;
}

}  // namespace gridgov
