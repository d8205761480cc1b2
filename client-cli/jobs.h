// What commands that begin a job share: its input is sent, and it is followed to its end.
#ifndef GRIDGOV_CLIENT_CLI_JOBS_H_
#define GRIDGOV_CLIENT_CLI_JOBS_H_

#include <string>

#include "absl/status/statusor.h"
#include "client-cli/interrupt.h"
#include "client-cli/invocation.h"
#include "gridgov/v1/job.pb.h"

namespace gridgov {

// SHA-256 in hex, as a job is told its input's.
std::string Sha256Hex(const std::string& content);

// Sends what the job has not received of `content`. CANCELLED if a signal came: the job can be
// given the rest later.
absl::Status SendInput(Invocation& in, Interrupt& interrupt, v1::Job& job,
                       const std::string& content);

// Shows how far the job is until it is over, and answers it as it is then; its failure as an error
// of the same reason. A signal ends the watching, not the job.
absl::StatusOr<v1::Job> FollowJob(Invocation& in, Interrupt& interrupt, const std::string& name);

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_JOBS_H_
