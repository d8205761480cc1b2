// What a patrol counts for: a planned one on the last day of its window, and its log on the day
// when the server heard of it.
#include "gridgov/v1/patrol.pb.h"
#include "server/handlers/counts.h"
#include "server/store/time_text.h"

namespace gridgov {

void CountPatrol(const google::protobuf::Message& row, Counts& counts) {
  const auto& patrol = static_cast<const v1::Patrol&>(row);
  if (patrol.state() == v1::Patrol::STATE_CANCELLED) return;
  const absl::Time received = FromProto(patrol.received_time());
  if (patrol.has_window_end_time()) {
    const absl::Time end = FromProto(patrol.window_end_time());
    const absl::Time last = end - absl::Microseconds(1);
    counts.Add(patrol.grid(), last, "patrols.planned");
    if (patrol.has_start_time()) {
      // A device whose clock is wrong proves nothing about the window.
      const absl::Time begun = patrol.clock_suspect() ? received : FromProto(patrol.start_time());
      counts.Add(patrol.grid(), last, begun < end ? "patrols.covered" : "patrols.late");
    }
  }
  if (!patrol.has_end_time()) return;
  counts.Add(patrol.grid(), received, "patrols.logged");
  if (patrol.joint_units_size() > 0) counts.Add(patrol.grid(), received, "patrols.joint");
  if (patrol.findings_size() > 0) {
    counts.Add(patrol.grid(), received, "patrols.findings", patrol.findings_size());
  }
  if (patrol.below_minima()) counts.Add(patrol.grid(), received, "patrols.below_minima");
}

}  // namespace gridgov
