#include "server/handlers/accounts.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/errors.h"
#include "server/handlers/flow.h"
#include "server/handlers/handovers.h"
#include "server/handlers/issue_facts.h"
#include "server/handlers/role_rules.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"

namespace gridgov {
namespace {

using RoleState = v1::RoleAssignment::State;
using RoleStep = FlowRow<RoleState>;

constexpr std::array kRoleFlow = {
    RoleStep{v1::RoleAssignment::STATE_PROPOSED, "approve", v1::RoleAssignment::STATE_ACTIVE},
    RoleStep{v1::RoleAssignment::STATE_PROPOSED, "end", v1::RoleAssignment::STATE_ENDED},
    RoleStep{v1::RoleAssignment::STATE_ACTIVE, "end", v1::RoleAssignment::STATE_ENDED},
};

absl::Status NotOneself() {
  return MakeError(absl::StatusCode::kPermissionDenied, "NOT_ONESELF",
                   {.zh = "不能对自己的账号执行此操作，请由另一位管理员办理。",
                    .en = "Nobody does this to the own account. Ask another administrator."});
}

absl::Status UsedBefore(int history) {
  return MakeInvalid(
      "new_password", "PASSWORD_USED_BEFORE",
      {.zh = absl::StrCat("不能使用最近", history, "个用过的密码。"),
       .en = absl::StrCat("must be none of the last ", history, " that were used.")});
}

absl::StatusOr<NewPassword> MakeOneTime(const PasswordHasher& hasher) {
  NewPassword made{OneTimePassword(), ""};
  GG_ASSIGN_OR_RETURN(made.hash, hasher.Hash(made.password));
  return made;
}

}  // namespace

absl::StatusOr<v1::Account> AccountHandler::Get(Call& call, const v1::GetAccountRequest& request) {
  return AccountTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListAccountsResponse> AccountHandler::List(
    Call& call, const v1::ListAccountsRequest& request) {
  v1::ListAccountsResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, AccountTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<v1::AccountNames> AccountHandler::LookUp(Call& call,
                                                        const v1::LookUpAccountRequest& request) {
  GG_ASSIGN_OR_RETURN(const v1::Account account, AccountTable().Get(call.txn, request.name()));
  v1::AccountNames names;
  names.set_name(account.name());
  names.set_username(account.username());
  names.set_display_name(account.display_name());
  return names;
}

absl::StatusOr<NewPassword> AccountHandler::PrepareInvite(const Prep&,
                                                          const v1::InviteAccountRequest&) {
  return MakeOneTime(hasher_);
}

absl::StatusOr<NewPassword> AccountHandler::UnknownPassword() const { return MakeOneTime(hasher_); }

absl::StatusOr<v1::OneTimePassword> AccountHandler::Invite(Call& call,
                                                           const v1::InviteAccountRequest& request,
                                                           NewPassword& password) {
  v1::Account account = request.account();
  account.set_state(v1::Account::STATE_INVITED);
  GG_ASSIGN_OR_RETURN(account, AccountTable().Insert(call.txn, std::move(account)));
  GG_RETURN_IF_ERROR(
      StoreCredentials(call.txn, account.name(), password.hash, /*change_required=*/true));
  v1::OneTimePassword answer;
  *answer.mutable_account() = std::move(account);
  answer.set_password(password.password);
  return answer;
}

absl::StatusOr<NewPassword> AccountHandler::PrepareReset(const Prep&,
                                                         const v1::ResetPasswordRequest&) {
  return MakeOneTime(hasher_);
}

absl::StatusOr<v1::OneTimePassword> AccountHandler::Reset(Call& call,
                                                          const v1::ResetPasswordRequest& request,
                                                          NewPassword& password) {
  GG_ASSIGN_OR_RETURN(v1::Account account, AccountTable().Get(call.txn, request.name()));
  if (account.name() == call.txn.actor.name()) return NotOneself();
  GG_RETURN_IF_ERROR(RefuseAdministrator(call.txn, account.name()));
  if (account.state() == v1::Account::STATE_ACTIVE) {
    account.set_state(v1::Account::STATE_INVITED);
  }
  account.clear_locked_until_time();
  GG_ASSIGN_OR_RETURN(account, AccountTable().Update(call.txn, std::move(account)));
  GG_RETURN_IF_ERROR(KeepFormerPassword(call.txn, account.name(), rules_.history));
  GG_RETURN_IF_ERROR(
      StoreCredentials(call.txn, account.name(), password.hash, /*change_required=*/true));
  GG_RETURN_IF_ERROR(RevokeSessions(call.txn, account.name(), ""));
  v1::OneTimePassword answer;
  *answer.mutable_account() = std::move(account);
  answer.set_password(password.password);
  return answer;
}

absl::StatusOr<NewPassword> AccountHandler::PrepareChange(
    const Prep& prep, const v1::ChangePasswordRequest& request) {
  const std::string account = prep.principal->actor().name();
  std::optional<Credentials> found;
  std::vector<std::string> former;
  {
    GG_ASSIGN_OR_RETURN(const Readers::Loan reader, prep.readers.Borrow(prep.deadline));
    GG_ASSIGN_OR_RETURN(found, CredentialsOf(*reader, account));
    if (rules_.history > 0) {
      GG_ASSIGN_OR_RETURN(former, FormerPasswords(*reader, account));
    }
  }
  if (!found.has_value()) return absl::InternalError("account without credentials");
  GG_ASSIGN_OR_RETURN(const bool right,
                      hasher_.Matches(found->password_hash, request.old_password()));
  if (!right) {
    return MakeInvalid("old_password", "WRONG_PASSWORD",
                       {.zh = "当前密码不正确。", .en = "is not the password of now."});
  }
  if (request.old_password() == request.new_password()) {
    return MakeInvalid("new_password", "SAME_PASSWORD",
                       {.zh = "新密码不能与当前密码相同。", .en = "must be another one."});
  }
  GG_RETURN_IF_ERROR(CheckNewPassword(rules_, request.new_password(),
                                      {prep.principal->actor().username, "gridgov"}));
  for (const std::string& hash : former) {
    GG_ASSIGN_OR_RETURN(const bool again, hasher_.Matches(hash, request.new_password()));
    if (again) return UsedBefore(rules_.history);
  }
  NewPassword made;
  GG_ASSIGN_OR_RETURN(made.hash, hasher_.Hash(request.new_password()));
  return made;
}

absl::StatusOr<v1::ChangePasswordResponse> AccountHandler::Change(Call& call,
                                                                  const v1::ChangePasswordRequest&,
                                                                  NewPassword& password) {
  GG_ASSIGN_OR_RETURN(v1::Account account, AccountTable().Get(call.txn, call.txn.actor.name()));
  account.set_state(v1::Account::STATE_ACTIVE);
  GG_ASSIGN_OR_RETURN(account, AccountTable().Update(call.txn, std::move(account)));
  GG_RETURN_IF_ERROR(KeepFormerPassword(call.txn, account.name(), rules_.history));
  GG_RETURN_IF_ERROR(
      StoreCredentials(call.txn, account.name(), password.hash, /*change_required=*/false));
  GG_RETURN_IF_ERROR(RevokeSessions(call.txn, account.name(), ""));
  GG_ASSIGN_OR_RETURN(OpenedSession opened, OpenSession(call.txn, account.name(), "", false));
  v1::ChangePasswordResponse response;
  response.set_token(std::move(opened.token));
  return response;
}

absl::StatusOr<v1::Account> AccountHandler::Disable(Call& call,
                                                    const v1::DisableAccountRequest& request) {
  GG_ASSIGN_OR_RETURN(v1::Account account, AccountTable().Get(call.txn, request.name()));
  if (account.name() == call.txn.actor.name()) return NotOneself();
  GG_RETURN_IF_ERROR(RefuseAdministrator(call.txn, account.name()));
  if (!request.leave_work()) GG_RETURN_IF_ERROR(CheckHandedOver(call.txn, account.name()));
  account.set_state(v1::Account::STATE_DISABLED);
  GG_RETURN_IF_ERROR(RevokeSessions(call.txn, account.name(), ""));
  return AccountTable().Update(call.txn, std::move(account));
}

absl::StatusOr<v1::Account> AccountHandler::Enable(Call& call,
                                                   const v1::EnableAccountRequest& request) {
  GG_ASSIGN_OR_RETURN(v1::Account account, AccountTable().Get(call.txn, request.name()));
  if (account.name() == call.txn.actor.name()) return NotOneself();
  GG_ASSIGN_OR_RETURN(const auto credentials, CredentialsOf(call.txn.db, account.name()));
  const bool invited = credentials.has_value() && credentials->change_required;
  account.set_state(invited ? v1::Account::STATE_INVITED : v1::Account::STATE_ACTIVE);
  account.clear_locked_until_time();
  return AccountTable().Update(call.txn, std::move(account));
}

absl::StatusOr<v1::RoleAssignment> AccountHandler::Grant(Call& call,
                                                         const v1::GrantRoleRequest& request) {
  v1::RoleAssignment wanted = request.role_assignment();
  if (wanted.account() == call.txn.actor.name()) return NotOneself();
  GG_RETURN_IF_ERROR(CompleteRole(call.txn, wanted));
  GG_RETURN_IF_ERROR(CheckSeparation(call.txn, wanted));
  wanted.set_proposer(call.txn.actor.name());
  wanted.set_state(FactsOf(wanted.role()).critical ? v1::RoleAssignment::STATE_PROPOSED
                                                   : v1::RoleAssignment::STATE_ACTIVE);
  call.txn.draft.rights_changed = true;
  return RoleAssignmentTable().Insert(call.txn, std::move(wanted));
}

absl::StatusOr<v1::RoleAssignment> AccountHandler::Approve(Call& call,
                                                           const v1::ApproveRoleRequest& request) {
  GG_ASSIGN_OR_RETURN(v1::RoleAssignment role, RoleAssignmentTable().Get(call.txn, request.name()));
  GG_ASSIGN_OR_RETURN(const RoleState next, Advance(kRoleFlow, role, "approve"));
  if (role.proposer() == call.txn.actor.name()) return SecondPerson(role.name());
  if (role.account() == call.txn.actor.name()) return NotOneself();
  GG_RETURN_IF_ERROR(CheckSeparation(call.txn, role));
  role.set_approver(call.txn.actor.name());
  role.set_state(next);
  call.txn.draft.rights_changed = true;
  return RoleAssignmentTable().Update(call.txn, std::move(role));
}

absl::StatusOr<v1::RoleAssignment> AccountHandler::End(Call& call,
                                                       const v1::EndRoleRequest& request) {
  GG_ASSIGN_OR_RETURN(v1::RoleAssignment role, RoleAssignmentTable().Get(call.txn, request.name()));
  if (role.account() == call.txn.actor.name()) return NotOneself();
  GG_ASSIGN_OR_RETURN(const RoleState next, Advance(kRoleFlow, role, "end"));
  if (FactsOf(role.role()).administrator) {
    GG_RETURN_IF_ERROR(RefuseAdministrator(call.txn, role.account()));
  }
  role.set_state(next);
  call.txn.draft.rights_changed = true;
  return RoleAssignmentTable().Update(call.txn, std::move(role));
}

absl::StatusOr<v1::ListRoleAssignmentsResponse> AccountHandler::ListRoles(
    Call& call, const v1::ListRoleAssignmentsRequest& request) {
  Find base;
  if (!request.account().empty()) {
    base = {.where = "t.account = $1", .args = {Blob{IdBytes(request.account())}}};
  }
  v1::ListRoleAssignmentsResponse response;
  GG_RETURN_IF_ERROR(
      FillPage(call.txn, RoleAssignmentTable(), request, std::move(base), nullptr, &response));
  return response;
}

}  // namespace gridgov
