// The search index as a whole: made anew where it is older than its form, or than the rows.
#ifndef GRIDGOV_SERVER_STORE_SEARCH_INDEX_H_
#define GRIDGOV_SERVER_STORE_SEARCH_INDEX_H_

#include "absl/status/status.h"
#include "server/store/txn.h"

namespace gridgov {

// Raised when the same texts give other words or marks.
inline constexpr int kSearchVersion = 1;

// Keeps the words of every table that was not indexed in this form: after an upgrade, and after
// rows that were written past the tables. About 30 s for a million rows; before the server serves,
// on the connection that writes, outside any transaction.
absl::Status BringSearchUpToDate(Connection& db, const StoreContext& store, absl::Time now);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_SEARCH_INDEX_H_
