// Codes in place of ids: a request may name a resource by the code that people know, such as
// "grids/510703003001001" or "issues/51070300300100100042". They are resolved here, once, before
// the handler; no client and no handler has a look-up of its own.
#ifndef GRIDGOV_SERVER_STORE_RESOLVE_H_
#define GRIDGOV_SERVER_STORE_RESOLVE_H_

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "server/store/txn.h"

namespace gridgov {

// Replaces every code in a field whose rule names a collection by the id. An unknown code is
// INVALID_ARGUMENT, reason UNKNOWN_REFERENCE, where the collection is open to all staff, else
// PERMISSION_DENIED, reason NOT_VISIBLE: it betrays nothing.
absl::Status ResolveCodes(const Txn& txn, google::protobuf::Message* request);

// One name; `collections` are those of the rule, separated by '|'.
absl::StatusOr<std::string> ResolveName(const Txn& txn, const std::string& collections,
                                        const std::string& field, const std::string& name);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_RESOLVE_H_
