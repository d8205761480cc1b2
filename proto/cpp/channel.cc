#include "proto/cpp/channel.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <algorithm>
#include <fstream>
#include <future>
#include <optional>
#include <random>
#include <sstream>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gridgov/v1/options.pb.h"
#include "proto/cpp/errors.h"

namespace gridgov {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr int kMostAttempts = 4;
constexpr char kSystemRoots[] = "/etc/ssl/certs/ca-certificates.crt";
constexpr char kPushback[] = "grpc-retry-pushback-ms";
// A page of grids carries their boundaries.
constexpr int kMostBytes = 64 << 20;

absl::StatusOr<std::string> ReadPem(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  if (!file || !(content << file.rdbuf())) {
    return MakeError(absl::StatusCode::kNotFound, "CA_FILE_UNREADABLE",
                     {.zh = absl::StrCat("无法读取 CA 证书文件 ", path, "。"),
                      .en = absl::StrCat("Cannot read the CA file ", path, ".")},
                     {{"path", path}});
  }
  return content.str();
}

// The pause that the server asks for; nullopt if it asks for none. A value that is negative or no
// number means: do not try again.
std::optional<absl::Duration> Pushback(const grpc::ClientContext& context) {
  const auto& trailers = context.GetServerTrailingMetadata();
  auto found = trailers.find(kPushback);
  if (found == trailers.end()) return std::nullopt;
  int64_t millis = -1;
  if (!absl::SimpleAtoi(absl::string_view(found->second.data(), found->second.size()), &millis)) {
    millis = -1;
  }
  return absl::Milliseconds(millis);
}

// One attempt, on a callback of gRPC's threads, waited for here.
grpc::Status Attempt(const std::shared_ptr<grpc::ChannelInterface>& channel,
                     const std::string& path, grpc::ClientContext& context, const Message& request,
                     Message& response) {
  using Lite = google::protobuf::MessageLite;
  grpc::TemplatedGenericStub<Lite, Lite> stub(channel);
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, path, {}, &request, &response,
                 [&done](grpc::Status status) { done.set_value(std::move(status)); });
  return done.get_future().get();
}

bool Transient(grpc::StatusCode code) {
  return code == grpc::StatusCode::UNAVAILABLE || code == grpc::StatusCode::RESOURCE_EXHAUSTED;
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ChannelInterface>> OpenChannel(const Endpoint& endpoint) {
  grpc::SslCredentialsOptions tls;
  GG_ASSIGN_OR_RETURN(tls.pem_root_certs,
                      ReadPem(endpoint.ca_file.empty() ? kSystemRoots : endpoint.ca_file));
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMostBytes);
  // A server that restarts is back within seconds; gRPC's own pauses grow to two minutes.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 200);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 200);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 5000);
  // Finds out that a silent stream is dead. Servers end connections that ping every 5 minutes.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 360'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  return std::shared_ptr<grpc::ChannelInterface>(
      grpc::CreateCustomChannel(endpoint.target, grpc::SslCredentials(tls), arguments));
}

void DescribeCaller(const CallSettings& settings, grpc::ClientContext& context) {
  if (!settings.token.empty()) {
    context.AddMetadata("authorization", absl::StrCat("Bearer ", settings.token));
  }
  context.AddMetadata("accept-language", settings.chinese ? "zh-CN" : "en");
  if (!settings.client.empty()) context.AddMetadata("x-client", settings.client);
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  return DecodeStatus(static_cast<absl::StatusCode>(status.error_code()), status.error_message(),
                      status.error_details());
}

const MethodDescriptor* MethodOf(const google::protobuf::Descriptor& request) {
  const google::protobuf::FileDescriptor* file = request.file();
  for (int s = 0; s < file->service_count(); ++s) {
    for (int m = 0; m < file->service(s)->method_count(); ++m) {
      const MethodDescriptor* method = file->service(s)->method(m);
      if (method->input_type() == &request) return method;
    }
  }
  return nullptr;
}

bool Repeatable(const Message& request) {
  const google::protobuf::Descriptor* type = request.GetDescriptor();
  const auto* field = type->FindFieldByName("request_id");
  if (field != nullptr && !request.GetReflection()->GetString(request, field).empty()) return true;
  const MethodDescriptor* method = MethodOf(*type);
  return method != nullptr && method->options().GetExtension(v1::policy).audit() != v1::AUDIT_WRITE;
}

absl::Duration RetryPause(int attempt) {
  thread_local std::minstd_rand random{std::random_device{}()};
  const double whole = std::min(0.2 * static_cast<double>(1 << std::min(attempt - 1, 10)), 5.0);
  return absl::Seconds(std::uniform_real_distribution<double>(whole / 2, whole)(random));
}

absl::Status CallUnary(const std::shared_ptr<grpc::ChannelInterface>& channel,
                       const CallSettings& settings, const Message& request, Message& response) {
  const MethodDescriptor* method = MethodOf(*request.GetDescriptor());
  if (method == nullptr || method->output_type() != response.GetDescriptor()) {
    return absl::InternalError(absl::StrCat("no method answers ", request.GetTypeName(), " so"));
  }
  const std::string path = absl::StrCat("/", method->service()->full_name(), "/", method->name());
  const bool repeatable = Repeatable(request);
  const absl::Time deadline = absl::Now() + settings.timeout;
  for (int attempt = 1;; ++attempt) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(deadline));
    DescribeCaller(settings, context);
    const grpc::Status status = Attempt(channel, path, context, request, response);
    if (status.ok()) return absl::OkStatus();
    const std::optional<absl::Duration> pushback = Pushback(context);
    const absl::Duration pause = pushback.value_or(RetryPause(attempt));
    if (!Transient(status.error_code()) || !repeatable || attempt == kMostAttempts ||
        pause < absl::ZeroDuration() || absl::Now() + pause >= deadline) {
      return FromGrpc(status);
    }
    settings.pause ? settings.pause(pause) : absl::SleepFor(pause);
  }
}

}  // namespace gridgov
