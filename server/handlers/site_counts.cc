// What a visit counts for: on the day when the server heard of it, in the grid of that time.
#include "gridgov/v1/site_visit.pb.h"
#include "server/handlers/counts.h"
#include "server/store/time_text.h"

namespace gridgov {

void CountSiteVisit(const google::protobuf::Message& row, Counts& counts) {
  const auto& visit = static_cast<const v1::SiteVisit&>(row);
  const absl::Time received = FromProto(visit.received_time());
  counts.Add(visit.grid(), received, "visits.made");
  if (visit.asks_size() > 0) counts.Add(visit.grid(), received, "visits.asks", visit.asks_size());
}

}  // namespace gridgov
