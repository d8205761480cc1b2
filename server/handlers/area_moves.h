// Where each piece of open work goes when its grid ends. Pure: it reads no database.
#ifndef GRIDGOV_SERVER_HANDLERS_AREA_MOVES_H_
#define GRIDGOV_SERVER_HANDLERS_AREA_MOVES_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "gridgov/v1/area.pb.h"
#include "server/handlers/geometry.h"
#include "server/handlers/open_work.h"

namespace gridgov {

// One piece of open work and where it goes.
struct Move {
  OpenWork work;
  v1::AreaChangePreview::Outcome outcome = v1::AreaChangePreview::OUTCOME_MOVES;
  v1::AreaChangePreview::Basis basis = v1::AreaChangePreview::BASIS_ONLY;
  size_t to = 0;  // The successor.
};

// The rule: a placement of the request, else the only successor of its grid, else by the point of
// an issue or a site, else with its compound, else to the default. A patrol that runs blocks. What
// is there twice after a merger stays once: the second plan of a rule and window ends, so does a
// person's second duty, and a second lead goes on as worker.
class AreaMoves {
 public:
  struct Rules {
    absl::flat_hash_map<std::string, std::vector<size_t>> heirs;  // Successors by the old grid.
    std::vector<std::optional<Boundary>> boundaries;              // Of the successors.
    std::vector<v1::AreaPlacement> placements;
    size_t fallback = 0;
  };
  explicit AreaMoves(Rules rules) : rules_(std::move(rules)) {}

  // By kind. INVALID_ARGUMENT, reason NOT_OPEN_THERE, for a placement of what is no open work of
  // these grids.
  absl::StatusOr<std::vector<Move>> Place(std::vector<OpenWork> work);

 private:
  absl::Status ReadPlacements(const std::vector<OpenWork>& work);
  Move PlaceOne(OpenWork work) const;
  void Settle(Move& move);

  const Rules rules_;
  absl::flat_hash_map<std::string, size_t> placed_;     // By resource, as the request says.
  absl::flat_hash_map<std::string, size_t> compounds_;  // Where each compound goes.
  std::vector<Move> settled_;
};

// Adds the rows of a preview and their counts; `from` has the codes by the old grids' names, `to`
// those of the successors.
void AddRows(const std::vector<Move>& moves, const std::map<std::string, std::string>& from,
             const std::vector<std::string>& to, v1::AreaChangePreview* preview);

// The pieces that stand in the way.
std::vector<OpenWork> Blocking(const std::vector<Move>& moves);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_AREA_MOVES_H_
