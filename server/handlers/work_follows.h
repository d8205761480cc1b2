// What is done to a piece of open work that goes on in another grid. Whether and where is decided
// before (area_moves.h); each function is for the thread of its transaction, with every row in
// sight.
#ifndef GRIDGOV_SERVER_HANDLERS_WORK_FOLLOWS_H_
#define GRIDGOV_SERVER_HANDLERS_WORK_FOLLOWS_H_

#include <string>

#include "absl/status/status.h"
#include "server/handlers/area_moves.h"
#include "server/handlers/dispute_acts.h"
#include "server/handlers/issues.h"
#include "server/store/txn.h"

namespace gridgov {

// The last day of something that began on `first` and goes on elsewhere from `date` on; what began
// that very day has had its only day.
std::string LastDay(const std::string& first, const std::string& date);

// The work of one change: an issue, a patrol, a compound with its take-over, a site, a duty, a
// dispute.
struct Following {
  IssueHandler& issues;
  const DisputeActs& disputes;
  std::string effective_date;
  std::string reason;

  // Takes `move` to `grid`, or ends it there where its outcome says so.
  absl::Status Follow(const Txn& txn, const Move& move, const std::string& grid) const;
};

// What belongs to a compound is in the compound's grid: its open take-over, its contracts,
// committees and designations, those of the past too, what is due of it, and its sites there.
absl::Status BelongingsFollow(const Txn& txn, const std::string& compound, const std::string& grid);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_WORK_FOLLOWS_H_
