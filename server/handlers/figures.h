// The measures of an area's grids in a period: sums of counters, and what only the rows of now can
// tell. Free functions; each is for the thread of its transaction.
#ifndef GRIDGOV_SERVER_HANDLERS_FIGURES_H_
#define GRIDGOV_SERVER_HANDLERS_FIGURES_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/grid.pb.h"
#include "server/handlers/indicators.h"
#include "server/store/txn.h"

namespace gridgov {

// Days in China, both included.
struct Period {
  std::string from;  // YYYY-MM-DD.
  std::string to;
};

struct GridFigures {
  v1::Grid grid;
  Measures measures;
};

// By the grid's id (16 bytes): the grids of the area that txn's scope covers, also those that have
// ended. A grid keeps the days that were its own; what came after it has the days since.
absl::StatusOr<std::map<std::string, GridFigures>> ReadFigures(const Txn& txn,
                                                               const std::string& area,
                                                               const Period& period);

// All of them together.
Measures TotalOf(const std::map<std::string, GridFigures>& figures);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_FIGURES_H_
