// Statistics: figures of an area and a period, grouped by what lies in it.
#ifndef GRIDGOV_SERVER_HANDLERS_STATISTICS_H_
#define GRIDGOV_SERVER_HANDLERS_STATISTICS_H_

#include "absl/status/statusor.h"
#include "gridgov/v1/statistic.pb.h"
#include "server/handlers/call.h"

namespace gridgov {

// Stateless; safe from every thread.
class StatisticHandler {
 public:
  absl::StatusOr<v1::GetStatisticsResponse> Get(Call& call,
                                                const v1::GetStatisticsRequest& request);
  absl::StatusOr<v1::GetIndicatorsResponse> GetIndicators(Call& call,
                                                          const v1::GetIndicatorsRequest& request);
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_STATISTICS_H_
