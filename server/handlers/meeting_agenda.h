// The agenda that is prepared: overdue issues, open disputes and clusters, read with the caller's
// eyes.
#ifndef GRIDGOV_SERVER_HANDLERS_MEETING_AGENDA_H_
#define GRIDGOV_SERVER_HANDLERS_MEETING_AGENDA_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gridgov/v1/meeting.pb.h"
#include "server/handlers/call.h"

namespace gridgov {

// Below this it would be about somebody, whatever a rule says.
inline constexpr int kSmallestCluster = 3;

// One thing that happened: of what kind, and where; never nearer than its compound.
struct Matter {
  std::string name;
  std::string kind;
  std::string compound;
  std::string grid;
};

// Matters of one kind in one compound or, without one, in one grid.
struct MatterCluster {
  std::string kind;
  std::string compound;
  std::string grid;
  std::vector<std::string> names;
};

// Those of at least `size` matters and never of fewer than three. What makes a cluster of its
// compound is in none of its grid. Pure; safe from every thread.
std::vector<MatterCluster> FindClusters(const std::vector<Matter>& matters, int size);

// Adds what is new to the agenda of the meeting and counts its clusters again. Overdue issues and
// open disputes go by their deadlines; those that it has no room for are counted in left_out_count.
absl::Status PrepareAgenda(const Call& call, v1::Meeting* meeting);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_MEETING_AGENDA_H_
