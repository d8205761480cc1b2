// Call: what a handler gets beside its request. Prep: what its slow part gets before.
#ifndef GRIDGOV_SERVER_HANDLERS_CALL_H_
#define GRIDGOV_SERVER_HANDLERS_CALL_H_

#include <string>

#include "server/auth/principal.h"
#include "server/engine/readers.h"
#include "server/store/txn.h"

namespace gridgov {

// One call inside its transaction; txn.scope is that of the method's permission. Used by one
// thread, for as long as the handler runs.
struct Call {
  Txn txn;
  const Principal& principal;
  bool chinese;
  // The permission that admitted the call.
  std::string permission;

  // The same transaction as far as another permission of the caller reaches.
  Txn For(absl::string_view other) const { return txn.With(principal.ScopeFor(other)); }
};

// The slow part of a call, before its transaction: password hashes, geometry. It runs on a worker
// thread and may read; what it makes is handed to the handler.
struct Prep {
  Readers& readers;
  const StoreContext& store;
  absl::Time now;
  absl::Time deadline;
  const Principal* principal;  // nullptr for public methods.
  std::string peer;            // The caller's address.
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_CALL_H_
