// Grids, their staff, and compounds.
#ifndef GRIDGOV_SERVER_HANDLERS_GRIDS_H_
#define GRIDGOV_SERVER_HANDLERS_GRIDS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "server/handlers/call.h"

namespace gridgov {

// What the slow check of a boundary found, if there is a boundary: a point inside, its size, and
// the neighbours that it was held against.
struct CheckedBoundary {
  bool has_boundary = false;
  v1::Point inside;
  int64_t area_m2 = 0;
  std::string neighbours;
};

// Sets what follows from the boundary: the size, and the centre unless it was given. Without both
// the grid is to be placed.
void PlaceGrid(const CheckedBoundary& boundary, bool centre_given, v1::Grid& grid);

// Fills where the grid came from and what came after it.
absl::Status PresentGrid(const Txn& txn, v1::Grid* grid);

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
