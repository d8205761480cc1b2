// Which deadlines are told to whom: a timer goes through what is open, in bounded slices, and makes
// a notice for each level that is reached. Each function is for the thread of its transaction.
#ifndef GRIDGOV_SERVER_HANDLERS_NOTICE_ROUNDS_H_
#define GRIDGOV_SERVER_HANDLERS_NOTICE_ROUNDS_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/store/txn.h"

namespace gridgov {

// How far a round has come. A round that breaks off can be begun anew: what is told is told once.
struct NoticeRound {
  size_t source = 0;
  std::string after;
  bool done() const;
};

// The next slice of the round, a few milliseconds of work. Each deadline is told once for each
// level, however often a round passes it; a new due time is another deadline.
absl::Status TellDeadlines(const Txn& txn, NoticeRound* round);

// Deletes up to `limit` of the notices that are older than they are kept; answers how many.
absl::StatusOr<int64_t> EraseOldNotices(Connection& db, absl::Time now, int limit);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_NOTICE_ROUNDS_H_
