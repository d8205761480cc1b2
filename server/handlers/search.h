// Search over several collections: for each, the first page of what its list would show for the
// same words.
#ifndef GRIDGOV_SERVER_HANDLERS_SEARCH_H_
#define GRIDGOV_SERVER_HANDLERS_SEARCH_H_

#include "absl/status/statusor.h"
#include "gridgov/v1/search.pb.h"
#include "server/handlers/call.h"

namespace gridgov {

// Stateless; safe from every thread.
class SearchHandler {
 public:
  // INVALID_ARGUMENT, reason BAD_QUERY, for a query without a word.
  absl::StatusOr<v1::SearchResponse> Search(Call& call, const v1::SearchRequest& request);
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_SEARCH_H_
