// The work that is open in a grid: what has to go on elsewhere when the grid ends, and what keeps
// it from being retired. "Open" is said here and nowhere else. Free functions; each is for the
// thread of its transaction.
#ifndef GRIDGOV_SERVER_HANDLERS_OPEN_WORK_H_
#define GRIDGOV_SERVER_HANDLERS_OPEN_WORK_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gridgov/v1/area.pb.h"
#include "server/store/txn.h"

namespace gridgov {

// One piece of it.
struct OpenWork {
  v1::AreaChangePreview::Kind kind = v1::AreaChangePreview::KIND_UNSPECIFIED;
  std::string name;
  int64_t version = 0;
  std::string label;               // What people call it.
  std::string grid;                // "grids/{id}".
  std::string compound;            // Of an issue, patrol, dispute or site; "" for none.
  std::optional<v1::Point> point;  // Of an issue or a site.
  std::string account;             // Of an assignment.
  v1::GridAssignment::Duty duty = v1::GridAssignment::DUTY_UNSPECIFIED;  // Of an assignment.
  std::string first_day;                                                 // Of an assignment.
  std::string last_day;                                                  // "9999-12-31": open.
  bool running = false;                                                  // A patrol that has begun.
  std::string plan;  // Of a planned patrol: its rule and window; "" without a rule.
};

// All of it, whoever may see it, by kind: issues that are not over; patrols that run, or are
// planned and not missed; compounds; sites in use; duties that last longer than `day`, leads first;
// disputes that have not ended.
absl::StatusOr<std::vector<OpenWork>> OpenWorkOf(const Txn& txn, const std::string& grid,
                                                 const std::string& day);

// FAILED_PRECONDITION, reason GRID_HAS_OPEN_WORK, with how much of each kind there is and the first
// of each; OK if `work` is empty.
absl::Status CheckNothingOpen(const std::string& grid, const std::vector<OpenWork>& work);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_OPEN_WORK_H_
