#include "server/rpc/unary.h"

#include <chrono>
#include <string>

#include "absl/strings/match.h"
#include "proto/cpp/errors.h"

namespace gridgov {
namespace {

constexpr size_t kLongestMessage = 200;
constexpr char kRetryAfterMillis[] = "500";

std::string MetadataOf(const grpc::ServerContextBase& context, const char* key) {
  const auto& metadata = context.client_metadata();
  const auto it = metadata.find(key);
  return it == metadata.end() ? "" : std::string(it->second.data(), it->second.size());
}

absl::Time DeadlineOf(const grpc::CallbackServerContext& context) {
  const auto deadline = context.deadline();
  return deadline == std::chrono::system_clock::time_point::max() ? absl::InfiniteFuture()
                                                                  : absl::FromChrono(deadline);
}

// "ipv4:127.0.0.1:5000" without its port, so that one address is one.
std::string AddressOf(const std::string& peer) {
  const size_t port = peer.rfind(':');
  return port == std::string::npos ? peer : peer.substr(0, port);
}

}  // namespace

Incoming ReadIncoming(const grpc::CallbackServerContext& context) {
  Incoming incoming;
  const std::string authorization = MetadataOf(context, "authorization");
  constexpr absl::string_view kBearer = "Bearer ";
  if (absl::StartsWith(authorization, kBearer)) {
    incoming.token = authorization.substr(kBearer.size());
  }
  incoming.chinese = WantsChinese(context);
  incoming.deadline = DeadlineOf(context);
  incoming.peer = AddressOf(context.peer());
  return incoming;
}

bool WantsChinese(const grpc::ServerContextBase& context) {
  return !absl::StartsWith(MetadataOf(context, "accept-language"), "en");
}

grpc::Status ToGrpc(const absl::Status& status, bool chinese, grpc::ServerContextBase* context) {
  if (status.ok()) return grpc::Status::OK;
  if (absl::IsResourceExhausted(status) && ErrorReason(status) == "BUSY") {
    context->AddTrailingMetadata("grpc-retry-pushback-ms", kRetryAfterMillis);
  }
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()),
                      std::string(status.message().substr(0, kLongestMessage)),
                      EncodeStatusDetails(status, chinese));
}

grpc::ServerUnaryReactor* Transport::Start(grpc::CallbackServerContext* context,
                                           const google::protobuf::Message* request,
                                           google::protobuf::Message* response,
                                           std::function<absl::Status(const Prep&)> prepare,
                                           std::function<absl::Status(Call&)> handle) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  Incoming incoming = ReadIncoming(*context);
  incoming.cancelled = [context] { return context->IsCancelled(); };
  const bool chinese = incoming.chinese;
  UnaryWork work;
  work.method = policies_.FindByRequest(request->GetDescriptor());
  // gRPC owns the request until the call is finished and nobody else reads it; codes in it are
  // resolved in place.
  work.request = const_cast<google::protobuf::Message*>(request);
  work.response = response;
  work.prepare = std::move(prepare);
  work.handle = std::move(handle);
  work.done = [reactor, context, chinese](const absl::Status& status) {
    reactor->Finish(ToGrpc(status, chinese, context));
  };
  pipeline_.Run(std::move(incoming), std::move(work));
  return reactor;
}

}  // namespace gridgov
