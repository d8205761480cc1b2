// What split, merger and founding ask for, in one shape, and what follows from it alone.
#ifndef GRIDGOV_SERVER_HANDLERS_AREA_CHANGE_H_
#define GRIDGOV_SERVER_HANDLERS_AREA_CHANGE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "gridgov/v1/area.pb.h"
#include "server/store/txn.h"

namespace gridgov {

struct AreaChange {
  absl::string_view verb;          // "split".
  std::vector<std::string> grids;  // Those that end.
  std::string etag;                // Of the first of them; "": any.
  std::vector<v1::NewGrid> successors;
  std::vector<std::string> fields;  // How the request names each successor.
  int fallback = 0;                 // The default successor of a split.
  std::vector<v1::AreaPlacement> placements;
  std::string effective_date;
  std::string reason;
  v1::Division founded;  // Without a code: nothing is founded.
  bool close_emptied = false;
  bool draws = false;   // It comes with boundaries of its own.
  std::string request;  // The request's bytes without its token and request_id.
};

AreaChange ChangeOf(const v1::SplitGridRequest& request);
AreaChange ChangeOf(const v1::MergeGridsRequest& request);
AreaChange ChangeOf(const v1::FoundCommunityRequest& request);

// The 12 digits of the community that the successors belong to.
std::string CommunityOf(const AreaChange& change, const std::vector<v1::Grid>& grids);

// Puts in what the request leaves open: kinds, codes after the last serial, what a merger adds up,
// and all of what a founding hands over. INVALID_ARGUMENT for a code that cannot be had.
absl::Status CompleteSuccessors(const Txn& txn, const std::vector<v1::Grid>& grids, int last_serial,
                                AreaChange* change);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_AREA_CHANGE_H_
