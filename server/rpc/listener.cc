#include "server/rpc/listener.h"

#include <utility>

#include "absl/time/clock.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/resource_quota.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/init/durable_file.h"
#include "server/rpc/unreadable.h"

#ifdef GRIDGOV_BENCHMARK
#include "tests/load/echo_service.h"
#endif

namespace gridgov {
namespace {

// The limits of one connection and of one call.
void SetLimits(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(4 << 20);
  builder.SetMaxSendMessageSize(16 << 20);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 8192);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 256);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, 3600 * 1000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, 60 * 1000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 60 * 1000);
  // A second server on the same port would take half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  grpc::ResourceQuota quota("gridgovd");
  quota.Resize(size_t{512} << 20);
  builder.SetResourceQuota(quota);
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> Credentials(const Config& config,
                                                                     const DataFolder& folder) {
#ifdef GRIDGOV_BENCHMARK
  if (config.insecure) return grpc::InsecureServerCredentials();
#else
  if (config.insecure) return absl::InvalidArgumentError("this build serves TLS alone");
#endif
  GG_ASSIGN_OR_RETURN(std::string key, ReadFile(folder.server_key_path()));
  GG_ASSIGN_OR_RETURN(std::string certificate, ReadFile(folder.server_pem_path()));
  grpc::SslServerCredentialsOptions options;
  options.pem_key_cert_pairs.push_back({std::move(key), std::move(certificate)});
  return grpc::SslServerCredentials(options);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Listener>> Listener::Start(
    const Config& config, const DataFolder& folder, Metrics& metrics,
    std::vector<std::unique_ptr<grpc::Service>> services) {
  GG_ASSIGN_OR_RETURN(const auto credentials, Credentials(config, folder));
  auto listener = std::unique_ptr<Listener>(new Listener);
  listener->services_ = std::move(services);
#ifdef GRIDGOV_BENCHMARK
  listener->services_.push_back(MakeEchoService());
#endif
  grpc::EnableDefaultHealthCheckService(true);
  if (config.reflection) grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  SetLimits(builder);
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> interceptors;
  interceptors.push_back(MakeUnreadableAnswers(metrics));
  builder.experimental().SetInterceptorCreators(std::move(interceptors));
  builder.AddListeningPort(config.listen, credentials, &listener->port_);
  for (const auto& service : listener->services_) builder.RegisterService(service.get());
  listener->server_ = builder.BuildAndStart();
  if (listener->server_ == nullptr || listener->port_ == 0) {
    return MakeError(
        absl::StatusCode::kUnavailable, "PORT_TAKEN",
        {.zh = "无法监听该地址，端口可能已被占用。请用 --listen 另选，或停止占用它的程序。",
         .en = "Cannot listen there; the port may be taken. Choose another with "
               "--listen, or stop the program that holds it."},
        {{"listen", config.listen}});
  }
  return listener;
}

Listener::~Listener() { Shutdown(absl::ZeroDuration()); }

void Listener::SetServing(bool serving) {
  if (auto* health = server_->GetHealthCheckService()) health->SetServingStatus(serving);
}

void Listener::Shutdown(absl::Duration grace) {
  if (server_ == nullptr) return;
  server_->Shutdown(absl::ToChronoTime(absl::Now() + grace));
  server_->Wait();
  server_.reset();
}

std::shared_ptr<grpc::Channel> Listener::InProcessChannel() {
  return server_->InProcessChannel(grpc::ChannelArguments());
}

}  // namespace gridgov
