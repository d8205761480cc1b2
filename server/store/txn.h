// Txn: what every store call takes: the connection, the time, who acts and what they may see, and
// the journal rows that the call will leave.
#ifndef GRIDGOV_SERVER_STORE_TXN_H_
#define GRIDGOV_SERVER_STORE_TXN_H_

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/crypto/token_seal.h"
#include "server/engine/engine.h"
#include "server/store/counting.h"
#include "server/store/keys.h"
#include "server/store/scope.h"

namespace gridgov {

// Who acts. All empty for the server's own work.
struct Actor {
  std::string account;   // 16 bytes.
  std::string session;   // 16 bytes.
  std::string username;  // The user name, no personal data.
  std::string role;      // The roles held, for the journal.

  std::string name() const;  // "accounts/{id}".
};

// One field that changed, as text.
struct FieldChange {
  std::string field;
  std::string before;
  std::string after;
  bool personal = false;
};

// One resource that a call changed, or a protected one that it showed.
struct ResourceChange {
  std::string resource;  // Its name.
  std::string subject;   // 16 bytes of the person its personal fields are about, if any.
  int64_t version = 0;
  RowScope scope_before;
  RowScope scope_after;
  bool created = false;
  bool watchable = false;
  std::vector<FieldChange> fields;
};

// What one call has changed so far. Used by one thread.
struct Draft {
  std::vector<ResourceChange> changes;
  // Masks of rows that were not seen in full, by name; applied to whatever leaves the server.
  std::map<std::string, Mask> masks;
  // Rights of somebody change with the commit.
  bool rights_changed = false;
  // area_grids changes with the commit.
  bool areas_changed = false;
  // The calendar changes with the commit.
  bool calendar_changed = false;
  // A job waits to run, or is to stop, with the commit.
  bool jobs_changed = false;
  // The answer to the caller where the changes are kept although the call failed.
  absl::Status answer = absl::OkStatus();
};

// What store calls share: owned by the server, outlives every Txn.
struct StoreContext {
  SubjectKeys* keys = nullptr;
  AreaIndex* areas = nullptr;
  const TokenSealer* page_tokens = nullptr;
  const TokenSealer* watch_tokens = nullptr;
  // Nullptr: nothing is counted.
  const Counting* counting = nullptr;
};

// A view of the running transaction; cheap to copy. Used by one thread.
struct Txn {
  Connection& db;
  const StoreContext& store;
  absl::Time now;
  const Actor& actor;
  Scope scope;
  Draft& draft;

  // The same transaction with every row in sight: for what the server itself must look up.
  Txn System() const { return Txn{db, store, now, actor, Scope::System(), draft}; }
  // The same transaction under another permission's scope.
  Txn With(Scope other) const { return Txn{db, store, now, actor, std::move(other), draft}; }
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_TXN_H_
