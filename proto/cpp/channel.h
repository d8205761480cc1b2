// The client's side of a call: a TLS channel, what goes along with each call, and when a call is
// tried again. Used by every client in C++.
//
//   GG_ASSIGN_OR_RETURN(auto channel, OpenChannel({.target = "localhost:8443", .ca_file = ca}));
//   GG_ASSIGN_OR_RETURN(v1::Issue issue, CallUnary<v1::Issue>(channel, settings, request));
//
// Free functions without state; safe from every thread. Calls block.
#ifndef GRIDGOV_PROTO_CPP_CHANNEL_H_
#define GRIDGOV_PROTO_CPP_CHANNEL_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proto/cpp/status_macros.h"

namespace gridgov {

// Where a server is and whom it is trusted by.
struct Endpoint {
  std::string target;   // "host:port".
  std::string ca_file;  // PEM; empty: the roots of the system.
};

// What goes along with a call.
struct CallSettings {
  std::string token;  // Empty: not signed in.
  bool chinese = true;
  std::string client;                          // The program, such as "gridgov/0.1.0".
  absl::Duration timeout = absl::Seconds(20);  // All attempts together.
  // Waits between two attempts; null: sleeps.
  std::function<void(absl::Duration)> pause;
};

// A channel that connects at its first call. NOT_FOUND if the CA file cannot be read.
absl::StatusOr<std::shared_ptr<grpc::ChannelInterface>> OpenChannel(const Endpoint& endpoint);

// Puts token, language and program into the metadata of `context`.
void DescribeCaller(const CallSettings& settings, grpc::ClientContext& context);

// The status of a call with the server's ErrorDetail attached (errors.h).
absl::Status FromGrpc(const grpc::Status& status);

// The method that takes requests of this type, which no other method takes; null if none does.
const google::protobuf::MethodDescriptor* MethodOf(const google::protobuf::Descriptor& request);

// Whether a second attempt cannot do the work twice: a read, or a request with a request_id.
bool Repeatable(const google::protobuf::Message& request);

// Calls the method that takes `request`, and fills `response`. UNAVAILABLE and RESOURCE_EXHAUSTED
// are tried again while the request is repeatable, up to 4 attempts within the timeout, after a
// random pause or the one that the server asks for (grpc-retry-pushback-ms; negative: never).
absl::Status CallUnary(const std::shared_ptr<grpc::ChannelInterface>& channel,
                       const CallSettings& settings, const google::protobuf::Message& request,
                       google::protobuf::Message& response);

// The same with the answer by value.
template <class Response>
absl::StatusOr<Response> CallUnary(const std::shared_ptr<grpc::ChannelInterface>& channel,
                                   const CallSettings& settings,
                                   const google::protobuf::Message& request) {
  Response response;
  GG_RETURN_IF_ERROR(CallUnary(channel, settings, request, response));
  return response;
}

// The random pause before attempt `attempt` (1 is the first repetition): doubling from 200 ms to
// 5 s, between half and the whole of it.
absl::Duration RetryPause(int attempt);

}  // namespace gridgov

#endif  // GRIDGOV_PROTO_CPP_CHANNEL_H_
