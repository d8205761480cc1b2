#include "server/auth/sessions.h"

#include <algorithm>
#include <utility>

#include "gridgov/v1/account.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/auth/roles.h"
#include "server/handlers/accounts.h"
#include "server/handlers/errors.h"
#include "server/handlers/issue_facts.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr absl::Duration kLongestSession = absl::Hours(12);
constexpr absl::Duration kIdle = absl::Hours(12);
constexpr absl::Duration kIdleSensitive = absl::Minutes(15);

// One answer for an unknown name, a wrong password, a locked and a disabled account.
absl::Status SignInFailed() {
  return MakeError(absl::StatusCode::kUnauthenticated, "SIGN_IN_FAILED",
                   {.zh = "用户名或密码不正确，或账号已锁定。连续5次错误将锁定15分钟。",
                    .en = "The user name or password is wrong, or the account is locked. Five "
                          "failures in a row lock it for 15 minutes."});
}

absl::Status TooManyFailures() {
  return MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_FAILURES",
                   {.zh = "登录失败次数过多，请一分钟后再试。",
                    .en = "Too many failed sign-ins. Try again in a minute."});
}

}  // namespace

absl::StatusOr<OpenedSession> OpenSession(const Txn& txn, const std::string& account,
                                          const std::string& client, bool change_required) {
  GG_ASSIGN_OR_RETURN(const auto roles, RolesOn(txn.System(), IdBytes(account), DayText(txn.now)));
  const bool sensitive = std::any_of(
      roles.begin(), roles.end(), [](const auto& role) { return FactsOf(role.role()).sensitive; });
  OpenedSession opened;
  Sessions::NewToken token = Sessions::MakeToken();
  opened.token = std::move(token.token);
  v1::Session& session = opened.session;
  session.set_name(MakeName("sessions", Uuid::V7(txn.now).ToString()));
  session.set_account(account);
  session.set_client(client);
  *session.mutable_create_time() = ToProto(txn.now);
  *session.mutable_expire_time() = ToProto(txn.now + kLongestSession);
  session.set_idle_seconds(
      static_cast<int32_t>(absl::ToInt64Seconds(sensitive ? kIdleSensitive : kIdle)));
  session.set_password_change_required(change_required);
  GG_RETURN_IF_ERROR(StoreSession(txn, session, token.hash));
  txn.draft.changes.push_back({.resource = session.name(),
                               .version = 1,
                               .created = true,
                               .fields = {{"account", "", account, false}}});
  return opened;
}

absl::StatusOr<SignInVerdict> SessionHandler::PrepareCreate(
    const Prep& prep, const v1::CreateSessionRequest& request) {
  if (!guard_.Allows(prep.peer, prep.now)) return TooManyFailures();
  std::optional<Credentials> found;
  {
    GG_ASSIGN_OR_RETURN(const Readers::Loan reader, prep.readers.Borrow(prep.deadline));
    GG_ASSIGN_OR_RETURN(found, FindCredentials(*reader, request.username()));
  }
  const auto stored = found.has_value() ? std::optional(found->password_hash) : std::nullopt;
  GG_ASSIGN_OR_RETURN(const bool right, hasher_.Matches(stored, request.password()));
  const bool open = found.has_value() && found->state != v1::Account::STATE_DISABLED &&
                    prep.now >= found->locked_until;
  SignInVerdict verdict;
  if (right && open) {
    guard_.Succeeded(request.username());
    found->change_required |= prep.now - found->changed > rules_.greatest_age;
    verdict.account = std::move(found);
  } else if (guard_.Failed(prep.peer, request.username(), prep.now) && open) {
    verdict.lock_account = found->account;
  }
  if (!verdict.account.has_value() && verdict.lock_account.empty()) return SignInFailed();
  return verdict;
}

absl::StatusOr<v1::CreateSessionResponse> SessionHandler::Create(
    Call& call, const v1::CreateSessionRequest& request, SignInVerdict& verdict) {
  v1::CreateSessionResponse response;
  if (!verdict.account.has_value()) {
    GG_ASSIGN_OR_RETURN(v1::Account account, AccountTable().Get(call.txn, verdict.lock_account));
    *account.mutable_locked_until_time() = ToProto(call.txn.now + kLockTime);
    GG_RETURN_IF_ERROR(AccountTable().Update(call.txn, std::move(account)).status());
    call.txn.draft.answer = SignInFailed();  // The lock is kept, the caller is refused.
    return response;
  }
  const Credentials& account = *verdict.account;
  GG_ASSIGN_OR_RETURN(OpenedSession opened, OpenSession(call.txn, account.account, request.client(),
                                                        account.change_required));
  response.set_token(std::move(opened.token));
  *response.mutable_session() = std::move(opened.session);
  return response;
}

absl::StatusOr<v1::CurrentSession> SessionHandler::GetCurrent(Call& call,
                                                              const v1::GetCurrentSessionRequest&) {
  v1::CurrentSession current;
  const Actor& actor = call.txn.actor;
  GG_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(actor.session));
  GG_ASSIGN_OR_RETURN(*current.mutable_session(),
                      SessionTable().Get(call.txn, MakeName("sessions", id.ToString())));
  GG_ASSIGN_OR_RETURN(*current.mutable_account(), AccountTable().Get(call.txn, actor.name()));
  for (const auto& role : call.principal.roles()) *current.add_role_assignments() = role;
  for (std::string& permission : call.principal.permissions()) {
    current.add_permissions(std::move(permission));
  }
  return current;
}

absl::StatusOr<v1::ListSessionsResponse> SessionHandler::List(
    Call& call, const v1::ListSessionsRequest& request) {
  const std::string own = call.txn.actor.name();
  const std::string account = request.account().empty() ? own : request.account();
  if (account != own && !call.principal.Has("sessions.manage")) {
    return OutOfReach("sessions.manage");
  }
  v1::ListSessionsResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, SessionTable(), request,
                              {.where = "t.account = $1", .args = {Blob{IdBytes(account)}}},
                              nullptr, &response));
  return response;
}

absl::StatusOr<v1::EndCurrentSessionResponse> SessionHandler::EndCurrent(
    Call& call, const v1::EndCurrentSessionRequest&) {
  GG_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(call.txn.actor.session));
  v1::RevokeSessionRequest revoke;
  revoke.set_name(MakeName("sessions", id.ToString()));
  GG_RETURN_IF_ERROR(Revoke(call, revoke).status());
  return v1::EndCurrentSessionResponse();
}

absl::StatusOr<v1::Session> SessionHandler::Revoke(Call& call,
                                                   const v1::RevokeSessionRequest& request) {
  GG_ASSIGN_OR_RETURN(v1::Session session, SessionTable().Get(call.txn, request.name()));
  if (session.account() != call.txn.actor.name() && !call.principal.Has("sessions.manage")) {
    return OutOfReach("sessions.manage");
  }
  session.set_revoked(true);
  call.txn.draft.rights_changed = true;
  return SessionTable().Update(call.txn, std::move(session));
}

}  // namespace gridgov
