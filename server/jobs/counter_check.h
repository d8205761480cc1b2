// The job that computes the counters anew and compares.
#ifndef GRIDGOV_SERVER_JOBS_COUNTER_CHECK_H_
#define GRIDGOV_SERVER_JOBS_COUNTER_CHECK_H_

#include "server/jobs/job_runner.h"

namespace gridgov {

JobKind CounterCheckKind();

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_JOBS_COUNTER_CHECK_H_
