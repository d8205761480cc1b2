// The measures of the meetings of an area in a period, read from their rows: meetings are of
// divisions, not of grids, and few.
#ifndef GRIDGOV_SERVER_HANDLERS_MEETING_FIGURES_H_
#define GRIDGOV_SERVER_HANDLERS_MEETING_FIGURES_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "server/handlers/figures.h"
#include "server/handlers/indicators.h"
#include "server/store/txn.h"

namespace gridgov {

// By the division's code: the area itself and those below it that txn's scope covers. None for an
// area that is a grid.
absl::StatusOr<std::map<std::string, Measures>> ReadMeetingFigures(const Txn& txn,
                                                                   const std::string& area,
                                                                   const Period& period);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_MEETING_FIGURES_H_
