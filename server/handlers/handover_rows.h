// What hangs on an account: the one place that says it, for a handover and before an account is
// disabled. Free functions; each is for the thread of its transaction.
#ifndef GRIDGOV_SERVER_HANDLERS_HANDOVER_ROWS_H_
#define GRIDGOV_SERVER_HANDLERS_HANDOVER_ROWS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gridgov/v1/handover.pb.h"
#include "server/store/txn.h"

namespace gridgov {

// One thing.
struct Hanging {
  v1::Handover::Kind kind = v1::Handover::KIND_UNSPECIFIED;
  std::string name;
  int64_t version = 0;
  std::string label;
  std::string place;  // The grid or division it is in; "": nowhere.
  bool moves = true;  // Somebody else can take it over.
};

// All of it, whoever may see it, by kind: what is still so after `day`.
absl::StatusOr<std::vector<Hanging>> HangingOn(const Txn& txn, const std::string& account,
                                               const std::string& day);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_HANDOVER_ROWS_H_
