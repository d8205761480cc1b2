// What the acts on an issue look up beside the issue itself.
#ifndef GRIDGOV_SERVER_HANDLERS_ISSUE_FACTS_H_
#define GRIDGOV_SERVER_HANDLERS_ISSUE_FACTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/issue.pb.h"
#include "server/handlers/call.h"
#include "server/store/txn.h"

namespace gridgov {

// Whether the caller has handled the issue: whoever did may not check it.
absl::StatusOr<bool> HandledByCaller(const Txn& txn, const v1::Issue& issue);

// Whether the caller did `act` last; asking and deciding take two people.
absl::StatusOr<bool> AskedByCaller(const Txn& txn, const v1::Issue& issue, const std::string& act);

// Whether the caller acts for the unit that answers for the issue, not only for one that joins in.
bool ForLeadUnit(const Call& call, v1::Issue issue);

// Whether somebody who is to be told the result is on file.
absl::StatusOr<bool> HasReporter(const Txn& txn, const v1::Issue& issue);

// Whether other reports hang on it as their original.
absl::StatusOr<bool> HasDuplicates(const Txn& txn, const v1::Issue& issue);

// Whoever handles what was asked for at a visit sees the visit: sets its units to those of its
// issues. Nothing for an issue of another source.
absl::Status ShowVisitToUnits(const Txn& txn, const v1::Issue& issue);

// Takes the issue back from its units, with whatever they asked for and were granted.
void ClearUnits(v1::Issue& issue);

// Ends the time in which the clock stands.
void EndPause(absl::Time now, v1::Issue& issue);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_ISSUE_FACTS_H_
