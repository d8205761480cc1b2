// When a site is to be visited next. The clock follows from the site and the rhythms alone: it is
// set here and nowhere else, and computed anew when a rhythm or the calendar changes.
#ifndef GRIDGOV_SERVER_HANDLERS_SITE_CLOCKS_H_
#define GRIDGOV_SERVER_HANDLERS_SITE_CLOCKS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gridgov/v1/site.pb.h"
#include "server/handlers/deadlines.h"
#include "server/store/txn.h"

namespace gridgov {

// The class of a next visit that was agreed for a site whose kind has no rhythm; in calendar days.
inline constexpr char kSiteCheckClass[] = "SITE_CHECK";

// Stateless but for what it leans on; safe from every thread.
class SiteClocks {
 public:
  explicit SiteClocks(const Deadlines& deadlines) : deadlines_(deadlines) {}

  // Sets clock and times: until the agreed day if there is one, else from the last visit, or from
  // when the site or its rhythm began, as long as the rhythm of its kind says. None for a closed
  // site and for a kind without a rhythm. FAILED_PRECONDITION, reason CLASS_NOT_IN_DAYS, for an
  // agreed day where the rhythm's class is not in calendar days.
  absl::Status Set(const Txn& txn, v1::Site* site) const;

  // Computes at most `limit` sites in use anew, after the one with key `after`; answers the last
  // key, or 0 when there is none left. `txn` must see every row.
  absl::StatusOr<int64_t> Recompute(const Txn& txn, int64_t after, int limit) const;

 private:
  const Deadlines& deadlines_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_SITE_CLOCKS_H_
