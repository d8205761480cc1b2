// The job that closes a period of a ledger.
#ifndef GRIDGOV_SERVER_JOBS_LEDGER_CLOSING_JOB_H_
#define GRIDGOV_SERVER_JOBS_LEDGER_CLOSING_JOB_H_

#include "server/jobs/job_runner.h"

namespace gridgov {

JobKind LedgerClosingKind();

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_JOBS_LEDGER_CLOSING_JOB_H_
