// The errors that several handlers give, each with its code, reason and both languages in one
// place; call sites read `return WrongState(...)`. Free functions, safe from every thread.
#ifndef GRIDGOV_SERVER_HANDLERS_ERRORS_H_
#define GRIDGOV_SERVER_HANDLERS_ERRORS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "proto/cpp/errors.h"

namespace gridgov {

// FAILED_PRECONDITION, reason WRONG_STATE; metadata resource, state, action. `state` is an enum
// value without its prefix, such as "SENT_BACK".
absl::Status WrongState(const std::string& name, absl::string_view state, absl::string_view verb);

// PERMISSION_DENIED, reason SECOND_PERSON: whoever proposed it cannot put it in force.
absl::Status SecondPerson(const std::string& name);

// PERMISSION_DENIED, reason CHECKER_IS_HANDLER: who handled an issue does not check it.
absl::Status CheckerIsHandler(const std::string& name);

// PERMISSION_DENIED, reason NOT_THE_LEAD_UNIT: a unit that joins in does not take an issue from the
// one that answers for it.
absl::Status NotTheLeadUnit(const std::string& name);

// PERMISSION_DENIED, reason REVIEWER_IS_WORKER: who took part in a patrol does not review it.
absl::Status ReviewerIsWorker(const std::string& name);

// PERMISSION_DENIED, reason NOT_PERMITTED: the caller's reach for `permission` leaves out what this
// call is about.
absl::Status OutOfReach(absl::string_view permission);

// ABORTED, reason PREVIEW_OUTDATED: what a preview showed is not so any more.
absl::Status PreviewOutdated();

// A violation about a date that does not exist: reason BAD_DATE.
Violation BadDate(std::string field);

// A violation about a reference that leads nowhere: reason UNKNOWN_REFERENCE.
Violation UnknownReference(std::string field, absl::string_view code);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_ERRORS_H_
