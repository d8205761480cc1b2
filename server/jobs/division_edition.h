// Takes over an edition of the official list of divisions (国家统计局统计用区划代码): what is new
// begins with it, what it no longer has ends the day before, a new title keeps the former one.
#ifndef GRIDGOV_SERVER_JOBS_DIVISION_EDITION_H_
#define GRIDGOV_SERVER_JOBS_DIVISION_EDITION_H_

#include <functional>
#include <vector>

#include "google/protobuf/message.h"
#include "proto/cpp/errors.h"
#include "server/jobs/job_runner.h"

namespace gridgov {

// What (rule) says of a message: rpc/validate.h, which stands above this layer.
using ShapeCheck = std::function<std::vector<Violation>(const google::protobuf::Message&)>;

// The kind of job. INVALID_ARGUMENT, reasons BAD_HEADER and ROW_ERRORS (the first hundred of them
// are then in the job); FAILED_PRECONDITION, reason OLDER_EDITION, if codes of a later edition are
// there. A code that is gone from the edition but still has grids in use stays in force, and is
// counted in `in_use`: its grids must move first.
JobKind DivisionEditionKind(ShapeCheck check);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_JOBS_DIVISION_EDITION_H_
