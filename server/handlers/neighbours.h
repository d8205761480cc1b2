// The boundaries that a new one is held against: those of the grids in use of the same kind in the
// same subdistrict. A dedicated grid may lie inside a comprehensive one.
#ifndef GRIDGOV_SERVER_HANDLERS_NEIGHBOURS_H_
#define GRIDGOV_SERVER_HANDLERS_NEIGHBOURS_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gridgov/v1/grid.pb.h"
#include "server/handlers/geometry.h"
#include "server/store/txn.h"

namespace gridgov {

// INVALID_ARGUMENT on `field`, reason BOUNDARY_OVERLAP, that names who it overlaps, by how much and
// where.
absl::Status CheckApart(const Boundary& boundary, const Boundary& other, const std::string& who,
                        const std::string& field);

// Read whole before the transaction; the transaction then asks whether any of it has changed.
class Neighbours {
 public:
  // Those around a grid of this code, without the grids named in `except`.
  static absl::StatusOr<Neighbours> Read(const Txn& txn, const std::string& code,
                                         v1::Grid::Kind kind, const std::set<std::string>& except);

  // CheckApart from each of them.
  absl::Status Check(const Boundary& boundary, const std::string& field) const;

  // Text that changes whenever one of them does. Cheap: no boundary is read.
  static absl::StatusOr<std::string> Picture(const Txn& txn, const std::string& code);
  // ABORTED, reason NEIGHBOUR_CHANGED, if the picture is not `seen` any more.
  static absl::Status CheckUnchanged(const Txn& txn, const std::string& code,
                                     const std::string& seen);

 private:
  struct Neighbour {
    std::string code;
    Boundary boundary;
  };
  std::vector<Neighbour> all_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_NEIGHBOURS_H_
