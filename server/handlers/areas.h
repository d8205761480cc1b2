// Areas that change: grids are split, merged and retired, communities are founded.
#ifndef GRIDGOV_SERVER_HANDLERS_AREAS_H_
#define GRIDGOV_SERVER_HANDLERS_AREAS_H_

#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/area.pb.h"
#include "server/handlers/area_plan.h"
#include "server/handlers/call.h"
#include "server/handlers/dispute_acts.h"
#include "server/handlers/issues.h"

namespace gridgov {

// Serves AreaService. Safe from every thread. What is slow of an act is its plan (area_plan.h),
// made before the transaction; a plan that cannot be made is told there, after a retry has been
// recognized.
class AreaHandler {
 public:
  AreaHandler(IssueHandler& issues, const DisputeActs& disputes)
      : issues_(issues), disputes_(disputes) {}

  absl::StatusOr<v1::AreaChangePreview> Preview(Call& call,
                                                const v1::PreviewAreaChangeRequest& request) const;

  absl::StatusOr<AreaPlan> PrepareSplit(const Prep& prep, const v1::SplitGridRequest& request);
  absl::StatusOr<v1::Grid> Split(Call& call, const v1::SplitGridRequest& request, AreaPlan& plan);
  absl::StatusOr<AreaPlan> PrepareMerge(const Prep& prep, const v1::MergeGridsRequest& request);
  absl::StatusOr<v1::Grid> Merge(Call& call, const v1::MergeGridsRequest& request, AreaPlan& plan);
  absl::StatusOr<AreaPlan> PrepareFound(const Prep& prep, const v1::FoundCommunityRequest& request);
  absl::StatusOr<v1::Division> Found(Call& call, const v1::FoundCommunityRequest& request,
                                     AreaPlan& plan);
  absl::StatusOr<v1::Grid> Retire(Call& call, const v1::RetireGridRequest& request) const;

 private:
  // Checks that the plan still holds, and does what it says.
  absl::Status Apply(Call& call, const std::string& preview_token, AreaPlan& plan);

  IssueHandler& issues_;
  const DisputeActs& disputes_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_AREAS_H_
