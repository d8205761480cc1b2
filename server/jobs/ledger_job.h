// The job that makes a ledger.
#ifndef GRIDGOV_SERVER_JOBS_LEDGER_JOB_H_
#define GRIDGOV_SERVER_JOBS_LEDGER_JOB_H_

#include <string>

#include "server/jobs/job_runner.h"
#include "server/store/blobs.h"

namespace gridgov {

// `folder` takes what is being written; `blobs` outlives it.
JobKind LedgerJobKind(Blobs& blobs, std::string folder);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_JOBS_LEDGER_JOB_H_
