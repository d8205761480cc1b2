// Statistics.
#include "gridgov/v1/statistic.grpc.pb.h"
#include "server/rpc/services.h"

namespace gridgov {
namespace {

using Ctx = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class StatisticRpc final : public v1::StatisticService::CallbackService {
 public:
  StatisticRpc(Transport& rpc, StatisticHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* GetStatistics(Ctx* c, const v1::GetStatisticsRequest* q,
                         v1::GetStatisticsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &StatisticHandler::Get);
  }
  Reactor* GetIndicators(Ctx* c, const v1::GetIndicatorsRequest* q,
                         v1::GetIndicatorsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &StatisticHandler::GetIndicators);
  }

 private:
  Transport& rpc_;
  StatisticHandler& handler_;
};

}  // namespace

void AddStatisticServices(Transport& transport, Handlers& handlers, Services& services) {
  services.push_back(std::make_unique<StatisticRpc>(transport, handlers.statistics));
}

}  // namespace gridgov
