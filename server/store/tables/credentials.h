// What signing in needs: passwords and sessions by their token. Read and written here alone, never
// through a resource, so that no answer can carry them.
#ifndef GRIDGOV_SERVER_STORE_TABLES_CREDENTIALS_H_
#define GRIDGOV_SERVER_STORE_TABLES_CREDENTIALS_H_

#include <optional>
#include <string>
#include <vector>

#include "gridgov/v1/account.pb.h"
#include "server/store/txn.h"

namespace gridgov {

struct Credentials {
  std::string account;  // "accounts/{id}".
  std::string password_hash;
  bool change_required = false;
  absl::Time changed = absl::InfinitePast();
  absl::Time locked_until = absl::InfinitePast();
  v1::Account::State state = v1::Account::STATE_UNSPECIFIED;
};

// nullopt if there is no such account.
absl::StatusOr<std::optional<Credentials>> FindCredentials(Connection& db,
                                                           const std::string& username);
absl::StatusOr<std::optional<Credentials>> CredentialsOf(Connection& db,
                                                         const std::string& account);
absl::Status StoreCredentials(const Txn& txn, const std::string& account,
                              const std::string& password_hash, bool change_required);

// Before it is replaced: keeps the password of now among the `history` newest that its owner had
// chosen; 0 keeps none.
absl::Status KeepFormerPassword(const Txn& txn, const std::string& account, int history);
// Their hashes, newest first.
absl::StatusOr<std::vector<std::string>> FormerPasswords(Connection& db,
                                                         const std::string& account);

// A session as its token finds it.
struct SessionRow {
  std::string uid;      // 16 bytes.
  std::string account;  // 16 bytes.
  std::string username;
  v1::Account::State account_state = v1::Account::STATE_UNSPECIFIED;
  absl::Time expire;
  absl::Time last_used;
  absl::Duration idle;
  bool revoked = false;
  bool password_change_required = false;
};

absl::StatusOr<std::optional<SessionRow>> FindSession(Connection& db,
                                                      const std::string& token_hash);
// Beside SessionTable().Insert: the hash of the token, which is in no resource.
absl::Status StoreSession(const Txn& txn, const v1::Session& session,
                          const std::string& token_hash);
// Ends all sessions of an account but one (16 bytes, may be empty).
absl::Status RevokeSessions(const Txn& txn, const std::string& account,
                            const std::string& except_uid);
absl::Status StoreLastUsed(Connection& db, const std::string& session_uid, absl::Time time);

// The roles that an account (16 bytes) holds on a day.
absl::StatusOr<std::vector<v1::RoleAssignment>> RolesOn(const Txn& txn, const std::string& account,
                                                        const std::string& day);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_TABLES_CREDENTIALS_H_
