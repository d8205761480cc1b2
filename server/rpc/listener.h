// Listener: the gRPC server itself: TLS, limits, health, reflection.
#ifndef GRIDGOV_SERVER_RPC_LISTENER_H_
#define GRIDGOV_SERVER_RPC_LISTENER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/impl/service_type.h"
#include "server/config.h"
#include "server/init/data_folder.h"
#include "server/rpc/metrics.h"

namespace gridgov {

// Thread-safe.
class Listener {
 public:
  // UNAVAILABLE, reason PORT_TAKEN, if somebody else listens there.
  // `metrics` outlives it.
  static absl::StatusOr<std::unique_ptr<Listener>> Start(
      const Config& config, const DataFolder& folder, Metrics& metrics,
      std::vector<std::unique_ptr<grpc::Service>> services);
  ~Listener();

  void SetServing(bool serving);
  // No new calls; those that run get `grace`, then are cancelled.
  void Shutdown(absl::Duration grace);
  int port() const { return port_; }
  std::shared_ptr<grpc::Channel> InProcessChannel();

 private:
  Listener() = default;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_RPC_LISTENER_H_
