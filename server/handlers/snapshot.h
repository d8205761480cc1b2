// OnSnapshot: what the slow part of a call reads before its transaction begins.
#ifndef GRIDGOV_SERVER_HANDLERS_SNAPSHOT_H_
#define GRIDGOV_SERVER_HANDLERS_SNAPSHOT_H_

#include <type_traits>

#include "server/handlers/call.h"

namespace gridgov {

// Runs `read(const Txn&)`, which answers a StatusOr, on one short snapshot, as far as the caller's
// `permission` reaches. What it read may be old when the transaction begins.
template <class Read>
std::invoke_result_t<Read, const Txn&> OnSnapshot(const Prep& prep, absl::string_view permission,
                                                  const Read& read) {
  const auto reader = prep.readers.Borrow(prep.deadline);
  if (!reader.ok()) return reader.status();
  Draft draft;
  return read(Txn{**reader, prep.store, prep.now, prep.principal->actor(),
                  prep.principal->ScopeFor(permission), draft});
}

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_SNAPSHOT_H_
