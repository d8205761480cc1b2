// Unreadable: the answer to a request that cannot be parsed: text that is not UTF-8, bytes that are
// no message. gRPC itself says UNIMPLEMENTED and nothing more, before any code of ours runs.
#ifndef GRIDGOV_SERVER_RPC_UNREADABLE_H_
#define GRIDGOV_SERVER_RPC_UNREADABLE_H_

#include <memory>

#include "grpcpp/support/server_interceptor.h"
#include "server/rpc/metrics.h"

namespace gridgov {

// Answers INVALID_ARGUMENT, reason UNREADABLE_REQUEST, in the caller's language, and counts it.
// `metrics` outlives the server.
std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeUnreadableAnswers(
    Metrics& metrics);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_RPC_UNREADABLE_H_
