// Saved filters: private, checked as the list itself checks them, and without persons.
#ifndef GRIDGOV_SERVER_HANDLERS_FILTERS_H_
#define GRIDGOV_SERVER_HANDLERS_FILTERS_H_

#include "absl/status/statusor.h"
#include "gridgov/v1/filter.pb.h"
#include "server/handlers/call.h"

namespace gridgov {

// Serves SavedFilterService. Safe from every thread: it holds nothing.
class FilterHandler {
 public:
  absl::StatusOr<v1::ListSavedFiltersResponse> List(
      Call& call, const v1::ListSavedFiltersRequest& request) const;
  absl::StatusOr<v1::SavedFilter> Save(Call& call, const v1::SaveFilterRequest& request) const;
  absl::StatusOr<v1::DeleteSavedFilterResponse> Delete(
      Call& call, const v1::DeleteSavedFilterRequest& request) const;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_FILTERS_H_
