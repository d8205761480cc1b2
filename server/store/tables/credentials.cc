#include "server/store/tables/credentials.h"

#include <utility>

#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/store/column.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

absl::StatusOr<Value> IdOf(const std::string& name) {
  GG_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(SplitName(name).id));
  return Value(Blob{std::string(id.bytes())});
}

v1::Account::State StateOf(absl::string_view text) {
  const auto* value = FindEnum(v1::Account::State_descriptor(), std::string(text));
  return value == nullptr ? v1::Account::STATE_UNSPECIFIED
                          : static_cast<v1::Account::State>(value->number());
}

constexpr char kCredentials[] =
    "SELECT a.uid, c.password_hash, c.change_required, a.locked_until_time, a.state, "
    "c.changed_time "
    "FROM accounts a JOIN credentials c ON c.account = a.uid WHERE ";

absl::StatusOr<std::optional<Credentials>> Read(Connection& db, const std::string& where,
                                                Value value) {
  std::optional<Credentials> found;
  GG_RETURN_IF_ERROR(
      db.Query(kCredentials + where, {std::move(value)}, [&found](const Row& row) -> absl::Status {
        GG_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.Bytes(0)));
        found = Credentials{MakeName("accounts", id.ToString()), std::string(row.Bytes(1)),
                            row.Int(2) != 0};
        if (!row.IsNull(3)) {
          found->locked_until = ParseTimeText(row.Bytes(3));
        }
        found->state = StateOf(row.Bytes(4));
        found->changed = ParseTimeText(row.Bytes(5));
        return absl::OkStatus();
      }));
  return found;
}

}  // namespace

absl::StatusOr<std::optional<Credentials>> FindCredentials(Connection& db,
                                                           const std::string& username) {
  return Read(db, "a.username = $1", username);
}

absl::StatusOr<std::optional<Credentials>> CredentialsOf(Connection& db,
                                                         const std::string& account) {
  GG_ASSIGN_OR_RETURN(Value id, IdOf(account));
  return Read(db, "a.uid = $1", std::move(id));
}

absl::Status StoreCredentials(const Txn& txn, const std::string& account,
                              const std::string& password_hash, bool change_required) {
  GG_ASSIGN_OR_RETURN(Value id, IdOf(account));
  return txn.db
      .Execute(
          "INSERT INTO credentials (account, password_hash, change_required, changed_time) VALUES "
          "($1, $2, $3, $4) ON CONFLICT (account) DO UPDATE SET password_hash = $2, "
          "change_required = $3, changed_time = $4",
          {std::move(id), password_hash, int64_t{change_required}, TimeText(txn.now)})
      .status();
}

absl::Status KeepFormerPassword(const Txn& txn, const std::string& account, int history) {
  GG_ASSIGN_OR_RETURN(Value id, IdOf(account));
  if (history > 0) {
    GG_RETURN_IF_ERROR(
        txn.db
            .Execute("INSERT INTO former_passwords (account, password_hash) SELECT account, "
                     "password_hash FROM credentials WHERE account = $1 AND change_required = 0",
                     {id})
            .status());
  }
  return txn.db
      .Execute(
          "DELETE FROM former_passwords WHERE account = $1 AND key NOT IN (SELECT key FROM "
          "former_passwords WHERE account = $1 ORDER BY key DESC LIMIT $2)",
          {id, int64_t{history}})
      .status();
}

absl::StatusOr<std::vector<std::string>> FormerPasswords(Connection& db,
                                                         const std::string& account) {
  GG_ASSIGN_OR_RETURN(Value id, IdOf(account));
  std::vector<std::string> hashes;
  GG_RETURN_IF_ERROR(
      db.Query("SELECT password_hash FROM former_passwords WHERE account = $1 ORDER BY key DESC",
               {std::move(id)}, [&hashes](const Row& row) {
                 hashes.emplace_back(row.Bytes(0));
                 return absl::OkStatus();
               }));
  return hashes;
}

absl::StatusOr<std::optional<SessionRow>> FindSession(Connection& db,
                                                      const std::string& token_hash) {
  std::optional<SessionRow> found;
  GG_RETURN_IF_ERROR(db.Query(
      "SELECT s.uid, s.account, a.username, a.state, s.expire_time, s.last_used_time, "
      "s.idle_seconds, s.revoked, s.password_change_required FROM sessions s JOIN accounts a ON "
      "a.uid = s.account WHERE s.token_hash = $1",
      {Blob{token_hash}}, [&found](const Row& row) {
        found = SessionRow{.uid = std::string(row.Bytes(0)),
                           .account = std::string(row.Bytes(1)),
                           .username = std::string(row.Bytes(2)),
                           .account_state = StateOf(row.Bytes(3)),
                           .expire = ParseTimeText(row.Bytes(4)),
                           .last_used = ParseTimeText(row.Bytes(5)),
                           .idle = absl::Seconds(row.Int(6)),
                           .revoked = row.Int(7) != 0,
                           .password_change_required = row.Int(8) != 0};
        return absl::OkStatus();
      }));
  return found;
}

absl::Status StoreSession(const Txn& txn, const v1::Session& session,
                          const std::string& token_hash) {
  GG_ASSIGN_OR_RETURN(Value id, IdOf(session.name()));
  GG_ASSIGN_OR_RETURN(Value account, IdOf(session.account()));
  return txn.db
      .Execute(
          "INSERT INTO sessions (uid, version, token_hash, account, client, create_time, "
          "expire_time, idle_seconds, last_used_time, revoked, password_change_required) VALUES "
          "($1, 1, $2, $3, $4, $5, $6, $7, $5, 0, $8)",
          {std::move(id), Blob{token_hash}, std::move(account), session.client(), TimeText(txn.now),
           TimeText(FromProto(session.expire_time())), int64_t{session.idle_seconds()},
           int64_t{session.password_change_required()}})
      .status();
}

absl::Status RevokeSessions(const Txn& txn, const std::string& account,
                            const std::string& except_uid) {
  txn.draft.rights_changed = true;
  GG_ASSIGN_OR_RETURN(Value id, IdOf(account));
  return txn.db
      .Execute(
          "UPDATE sessions SET revoked = 1, version = version + 1 WHERE account = $1 AND "
          "uid <> $2 AND revoked = 0",
          {std::move(id), Blob{except_uid}})
      .status();
}

absl::Status StoreLastUsed(Connection& db, const std::string& session_uid, absl::Time time) {
  return db
      .Execute("UPDATE sessions SET last_used_time = $2 WHERE uid = $1",
               {Blob{session_uid}, TimeText(time)})
      .status();
}

absl::StatusOr<std::vector<v1::RoleAssignment>> RolesOn(const Txn& txn, const std::string& account,
                                                        const std::string& day) {
  return RoleAssignmentTable().Select(
      txn, {.where = "t.account = $1 AND t.state = 'ACTIVE' AND t.start_date <= $2 AND "
                     "COALESCE(t.end_date, '9999-12-31') >= $2",
            .args = {Blob{account}, day}});
}

}  // namespace gridgov
