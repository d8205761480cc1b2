// Accounts, the roles they hold, and signing in and out.
#ifndef GRIDGOV_SERVER_HANDLERS_ACCOUNTS_H_
#define GRIDGOV_SERVER_HANDLERS_ACCOUNTS_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/account.pb.h"
#include "server/auth/login_guard.h"
#include "server/auth/password_rules.h"
#include "server/auth/passwords.h"
#include "server/handlers/call.h"
#include "server/store/tables/credentials.h"

namespace gridgov {

// A new password with its hash, made before the transaction.
struct NewPassword {
  std::string password;
  std::string hash;
};

// What hashing found out about a sign-in.
struct SignInVerdict {
  std::optional<Credentials> account;  // Set if name and password are right and it may sign in.
  std::string lock_account;            // "accounts/{id}" that this failure locks.
};

// Thread-safe.
class AccountHandler {
 public:
  AccountHandler(const PasswordHasher& hasher, const PasswordRules& rules)
      : hasher_(hasher), rules_(rules) {}

  absl::StatusOr<v1::Account> Get(Call& call, const v1::GetAccountRequest& request);
  absl::StatusOr<v1::ListAccountsResponse> List(Call& call, const v1::ListAccountsRequest& request);
  absl::StatusOr<v1::AccountNames> LookUp(Call& call, const v1::LookUpAccountRequest& request);
  absl::StatusOr<NewPassword> PrepareInvite(const Prep& prep,
                                            const v1::InviteAccountRequest& request);
  // A password that nobody is told: accounts with it wait for a reset. Slow.
  absl::StatusOr<NewPassword> UnknownPassword() const;
  absl::StatusOr<v1::OneTimePassword> Invite(Call& call, const v1::InviteAccountRequest& request,
                                             NewPassword& password);
  absl::StatusOr<NewPassword> PrepareReset(const Prep& prep,
                                           const v1::ResetPasswordRequest& request);
  absl::StatusOr<v1::OneTimePassword> Reset(Call& call, const v1::ResetPasswordRequest& request,
                                            NewPassword& password);
  absl::StatusOr<NewPassword> PrepareChange(const Prep& prep,
                                            const v1::ChangePasswordRequest& request);
  absl::StatusOr<v1::ChangePasswordResponse> Change(Call& call,
                                                    const v1::ChangePasswordRequest& request,
                                                    NewPassword& password);
  absl::StatusOr<v1::Account> Disable(Call& call, const v1::DisableAccountRequest& request);
  absl::StatusOr<v1::Account> Enable(Call& call, const v1::EnableAccountRequest& request);

  absl::StatusOr<v1::RoleAssignment> Grant(Call& call, const v1::GrantRoleRequest& request);
  absl::StatusOr<v1::RoleAssignment> Approve(Call& call, const v1::ApproveRoleRequest& request);
  absl::StatusOr<v1::RoleAssignment> End(Call& call, const v1::EndRoleRequest& request);
  absl::StatusOr<v1::ListRoleAssignmentsResponse> ListRoles(
      Call& call, const v1::ListRoleAssignmentsRequest& request);

 private:
  const PasswordHasher& hasher_;
  const PasswordRules& rules_;
};

// Thread-safe.
class SessionHandler {
 public:
  SessionHandler(const PasswordHasher& hasher, const PasswordRules& rules, LoginGuard& guard)
      : hasher_(hasher), rules_(rules), guard_(guard) {}

  absl::StatusOr<SignInVerdict> PrepareCreate(const Prep& prep,
                                              const v1::CreateSessionRequest& request);
  absl::StatusOr<v1::CreateSessionResponse> Create(Call& call,
                                                   const v1::CreateSessionRequest& request,
                                                   SignInVerdict& verdict);
  absl::StatusOr<v1::CurrentSession> GetCurrent(Call& call,
                                                const v1::GetCurrentSessionRequest& request);
  absl::StatusOr<v1::ListSessionsResponse> List(Call& call, const v1::ListSessionsRequest& request);
  absl::StatusOr<v1::EndCurrentSessionResponse> EndCurrent(
      Call& call, const v1::EndCurrentSessionRequest& request);
  absl::StatusOr<v1::Session> Revoke(Call& call, const v1::RevokeSessionRequest& request);

 private:
  const PasswordHasher& hasher_;
  const PasswordRules& rules_;
  LoginGuard& guard_;
};

// A new session of an account with the limits of its roles, and its token.
struct OpenedSession {
  v1::Session session;
  std::string token;
};
absl::StatusOr<OpenedSession> OpenSession(const Txn& txn, const std::string& account,
                                          const std::string& client, bool change_required);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_ACCOUNTS_H_
