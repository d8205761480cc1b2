#include "server/init/first_accounts.h"

#include <memory>
#include <utility>

#include "gridgov/v1/account.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/auth/passwords.h"
#include "server/auth/roles.h"
#include "server/engine/sqlite/sqlite_engine.h"
#include "server/store/journal.h"
#include "server/store/migrations.h"
#include "server/store/tables/credentials.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

struct First {
  const char* username;
  const char* title;
  v1::Role role;
};
constexpr First kThree[] = {
    {"sysadmin", "系统管理员", v1::ROLE_SYSTEM_ADMIN},
    {"secadmin", "安全管理员", v1::ROLE_SECURITY_ADMIN},
    {"auditadmin", "审计管理员", v1::ROLE_AUDIT_ADMIN},
};

// The store of a folder whose server does not run.
struct OfflineStore {
  std::unique_ptr<SqliteEngine> engine;
  std::unique_ptr<Connection> db;
  std::unique_ptr<SubjectKeys> keys;
  std::unique_ptr<Journal> journal;
  AreaIndex areas;
  StoreContext context;
};

absl::StatusOr<std::unique_ptr<OfflineStore>> OpenOffline(const DataFolder& folder) {
  auto store = std::make_unique<OfflineStore>();
  store->engine = std::make_unique<SqliteEngine>(folder.database_path());
  GG_ASSIGN_OR_RETURN(store->db, store->engine->OpenWriter());
  GG_RETURN_IF_ERROR(Migrate(*store->db, store->engine->name()).status());
  GG_ASSIGN_OR_RETURN(store->keys, SubjectKeys::Open(folder.keys_path(), folder.master_key()));
  store->journal = std::make_unique<Journal>(folder.journal_key());
  GG_RETURN_IF_ERROR(store->journal->Load(*store->db));
  store->context = {.keys = store->keys.get(), .areas = &store->areas};
  return store;
}

absl::StatusOr<PasswordHasher> HasherOf(const DataFolder& folder, bool cheap) {
  return PasswordHasher::Make(folder.pepper(), cheap ? PasswordCost::Smallest() : PasswordCost());
}

// Runs `work` in one transaction with its journal rows under `method`.
absl::Status InOneTransaction(OfflineStore& store, absl::Time now, const std::string& method,
                              const std::function<absl::Status(const Txn&)>& work) {
  Draft draft;
  const Actor nobody;
  const Txn txn{*store.db, store.context, now, nobody, Scope::System(), draft};
  GG_RETURN_IF_ERROR(store.db->ExecuteScript("BEGIN IMMEDIATE"));
  absl::Status status = work(txn);
  if (status.ok()) {
    status = store.journal->Append(
        txn, {.call = std::string(Uuid::V7(now).bytes()), .method = method}, "", true);
  }
  if (status.ok()) return store.db->ExecuteScript("COMMIT");
  (void)store.db->ExecuteScript("ROLLBACK");
  return status;
}

}  // namespace

absl::StatusOr<std::vector<FirstPassword>> MakeFirstAccounts(const DataFolder& folder,
                                                             absl::Time now, bool cheap) {
  GG_ASSIGN_OR_RETURN(const auto store, OpenOffline(folder));
  GG_ASSIGN_OR_RETURN(const PasswordHasher hasher, HasherOf(folder, cheap));
  std::vector<FirstPassword> made;
  const absl::Status done =
      InOneTransaction(*store, now, "gridgovd init", [&](const Txn& txn) -> absl::Status {
        for (const First& first : kThree) {
          FirstPassword one{first.username, RoleName(first.role), OneTimePassword()};
          v1::Account account;
          account.set_username(first.username);
          account.set_display_name(first.title);
          account.set_state(v1::Account::STATE_INVITED);
          GG_ASSIGN_OR_RETURN(account, AccountTable().Insert(txn, std::move(account)));
          GG_ASSIGN_OR_RETURN(const std::string hash, hasher.Hash(one.password));
          GG_RETURN_IF_ERROR(StoreCredentials(txn, account.name(), hash, true));
          v1::RoleAssignment role;
          role.set_account(account.name());
          role.set_role(first.role);
          role.set_start_date(DayText(now));
          role.set_state(v1::RoleAssignment::STATE_ACTIVE);
          GG_RETURN_IF_ERROR(RoleAssignmentTable().Insert(txn, std::move(role)).status());
          made.push_back(std::move(one));
        }
        return absl::OkStatus();
      });
  if (!done.ok()) return done;
  return made;
}

absl::StatusOr<FirstPassword> RecoverAdministrator(const DataFolder& folder,
                                                   const std::string& username, absl::Time now,
                                                   bool cheap) {
  GG_ASSIGN_OR_RETURN(const auto store, OpenOffline(folder));
  GG_ASSIGN_OR_RETURN(const PasswordHasher hasher, HasherOf(folder, cheap));
  FirstPassword one{username, "", OneTimePassword()};
  for (const First& first : kThree) {
    if (username == first.username) one.role = RoleName(first.role);
  }
  if (one.role.empty()) {
    return MakeInvalid("username", "NOT_AN_ADMINISTRATOR",
                       {.zh = "只能恢复 sysadmin、secadmin、auditadmin。",
                        .en = "takes sysadmin, secadmin or auditadmin."});
  }
  const absl::Status done =
      InOneTransaction(*store, now, "gridgovd recover", [&](const Txn& txn) -> absl::Status {
        GG_ASSIGN_OR_RETURN(const std::string id, AccountTable().IdOfCode(txn.db, username));
        GG_ASSIGN_OR_RETURN(v1::Account account, AccountTable().Get(txn, MakeName("accounts", id)));
        account.set_state(v1::Account::STATE_INVITED);
        account.clear_locked_until_time();
        GG_ASSIGN_OR_RETURN(account, AccountTable().Update(txn, std::move(account)));
        GG_ASSIGN_OR_RETURN(const std::string hash, hasher.Hash(one.password));
        GG_RETURN_IF_ERROR(StoreCredentials(txn, account.name(), hash, true));
        return RevokeSessions(txn, account.name(), "");
      });
  if (!done.ok()) return done;
  return one;
}

}  // namespace gridgov
