// Jobs as people see them: begun, fed, watched, cancelled. server/jobs runs them.
#ifndef GRIDGOV_SERVER_HANDLERS_JOBS_H_
#define GRIDGOV_SERVER_HANDLERS_JOBS_H_

#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/job.pb.h"
#include "server/handlers/call.h"

namespace gridgov {

// Stateless; safe from every thread.
class JobHandler {
 public:
  absl::StatusOr<v1::Job> Get(Call& call, const v1::GetJobRequest& request);
  absl::StatusOr<v1::ListJobsResponse> List(Call& call, const v1::ListJobsRequest& request);
  absl::StatusOr<v1::Job> AddInput(Call& call, const v1::AddJobInputRequest& request);
  absl::StatusOr<v1::Job> Cancel(Call& call, const v1::CancelJobRequest& request);
};

// Begins `job`, whose kind and work are set, and its input_size and input_sha256 if it has an
// input: it then awaits that, else it is queued. `id` is the caller's, or empty.
// RESOURCE_EXHAUSTED, reason TOO_MANY_JOBS, for a creator who has ten that are not over.
absl::StatusOr<v1::Job> BeginJob(Call& call, v1::Job job, const std::string& id);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_JOBS_H_
