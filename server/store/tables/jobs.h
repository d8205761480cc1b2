// What a job is beside its resource: its input, and the lease of the server that runs it.
//
// Free functions; each runs in the transaction of its connection.
#ifndef GRIDGOV_SERVER_STORE_TABLES_JOBS_H_
#define GRIDGOV_SERVER_STORE_TABLES_JOBS_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gridgov/v1/job.pb.h"
#include "server/store/txn.h"

namespace gridgov {

// Whether nothing more will come of a job in that state.
bool IsOver(v1::Job::State state);

// Adds bytes of an input that begin at `start`.
absl::Status StoreJobInput(const Txn& txn, const std::string& job, int64_t start,
                           const std::string& content);
// Hands out the bytes of an input, in order and piece by piece.
absl::Status ReadJobInput(Connection& db, const std::string& job,
                          const std::function<void(absl::string_view)>& piece);
// Whether there is an input whose job is over; and deletes one piece of such.
absl::StatusOr<bool> HasJobInputToDrop(Connection& db);
absl::Status DropOneJobInput(Connection& db);

// The oldest job that waits to run and that no other server holds at `now`; nullopt: none.
absl::StatusOr<std::optional<std::string>> NextJob(Connection& db, const std::string& owner,
                                                   absl::Time now);
// Jobs that have awaited their input since before `time`.
absl::StatusOr<std::vector<std::string>> ForgottenJobs(Connection& db, absl::Time time);

// Takes or renews the lease and answers where the job goes on: "" at its beginning.
absl::StatusOr<std::string> TakeLease(const Txn& txn, const std::string& job,
                                      const std::string& owner, absl::Time until);
// ABORTED, reason JOB_STOPPED, if the lease is not `owner`'s; else renews it and stores `cursor`.
absl::Status KeepLease(const Txn& txn, const std::string& job, const std::string& owner,
                       absl::Time until, const std::string& cursor);
// The job is over, or free for another server: its cursor stays with `keep_cursor`.
absl::Status EndLease(const Txn& txn, const std::string& job, bool keep_cursor);
// At the start of a server that has the database to itself: whoever held leases is dead.
absl::Status EndAllLeases(Connection& db);

// ABORTED, reason JOB_STOPPED: it was cancelled, is another server's now, or the server stops.
absl::Status JobStopped();

// Claims a timer's round; false if some server has it already. Rounds of more than a day ago are
// forgotten.
absl::StatusOr<bool> ClaimSlot(const Txn& txn, const std::string& kind, absl::Time slot,
                               const std::string& owner);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_TABLES_JOBS_H_
