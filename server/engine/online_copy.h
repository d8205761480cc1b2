// A copy of the whole database, made in steps while others go on writing. It equals the database as
// of the last step.
#ifndef GRIDGOV_SERVER_ENGINE_ONLINE_COPY_H_
#define GRIDGOV_SERVER_ENGINE_ONLINE_COPY_H_

#include <cstdint>

#include "absl/status/statusor.h"

namespace gridgov {

// Made, stepped and destroyed on the writer's thread (Writer::RunBetween), outside transactions.
// One that is destroyed before it is finished leaves a file of no use.
class OnlineCopy {
 public:
  struct Progress {
    int64_t done = 0;
    int64_t total = 0;
    bool finished = false;
  };

  virtual ~OnlineCopy() = default;

  // Copies for a few milliseconds. What is written to the database between steps joins the copy.
  // RESOURCE_EXHAUSTED, reason DISK_FULL, if there is no room for it; DATA_LOSS for a database
  // that cannot be read.
  virtual absl::StatusOr<Progress> Step() = 0;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_ENGINE_ONLINE_COPY_H_
