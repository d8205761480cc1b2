// Grids, their staff, and compounds.
#ifndef GRIDGOV_SERVER_HANDLERS_GRIDS_H_
#define GRIDGOV_SERVER_HANDLERS_GRIDS_H_

#include "absl/status/statusor.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "server/handlers/call.h"

namespace gridgov {

// What the slow check of a boundary found: a point inside it, if there is a boundary.
struct CheckedBoundary {
  bool has_boundary = false;
  v1::Point inside;
};

// Stateless; safe from every thread.
class GridHandler {
 public:
  absl::StatusOr<v1::Grid> Get(Call& call, const v1::GetGridRequest& request);
  absl::StatusOr<v1::ListGridsResponse> List(Call& call, const v1::ListGridsRequest& request);
  absl::StatusOr<CheckedBoundary> PrepareCreate(const Prep& prep,
                                                const v1::CreateGridRequest& request);
  absl::StatusOr<v1::Grid> Create(Call& call, const v1::CreateGridRequest& request,
                                  CheckedBoundary& boundary);
  absl::StatusOr<CheckedBoundary> PrepareUpdate(const Prep& prep,
                                                const v1::UpdateGridRequest& request);
  absl::StatusOr<v1::Grid> Update(Call& call, const v1::UpdateGridRequest& request,
                                  CheckedBoundary& boundary);
  absl::StatusOr<v1::GridAssignment> Assign(Call& call, const v1::AssignGridStaffRequest& request);
  absl::StatusOr<v1::GridAssignment> EndAssignment(Call& call,
                                                   const v1::EndGridAssignmentRequest& request);
  absl::StatusOr<v1::ListGridAssignmentsResponse> ListAssignments(
      Call& call, const v1::ListGridAssignmentsRequest& request);
};

// Stateless; safe from every thread.
class CompoundHandler {
 public:
  absl::StatusOr<v1::Compound> Get(Call& call, const v1::GetCompoundRequest& request);
  absl::StatusOr<v1::ListCompoundsResponse> List(Call& call,
                                                 const v1::ListCompoundsRequest& request);
  absl::StatusOr<v1::Compound> Create(Call& call, const v1::CreateCompoundRequest& request);
  absl::StatusOr<v1::Compound> Update(Call& call, const v1::UpdateCompoundRequest& request);
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_GRIDS_H_
