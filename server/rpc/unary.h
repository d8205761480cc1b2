// Unary: from gRPC's reactor to the pipeline and back. One line of services.cc is one method:
//
//   Reactor* CloseIssue(Ctx* c, const v1::CloseIssueRequest* q, v1::Issue* r) override {
//     return rpc_.Unary(c, q, r, issues_, &IssueHandler::Close);
//   }
#ifndef GRIDGOV_SERVER_RPC_UNARY_H_
#define GRIDGOV_SERVER_RPC_UNARY_H_

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "grpcpp/grpcpp.h"
#include "proto/cpp/status_macros.h"
#include "server/rpc/pipeline.h"

namespace gridgov {

// What the transport tells of a call.
Incoming ReadIncoming(const grpc::CallbackServerContext& context);
// Chinese first: English is for those who ask for it.
bool WantsChinese(const grpc::ServerContextBase& context);
// A status as gRPC sends it: English text of at most 200 characters, the detail in the caller's
// language in the trailer, and for RESOURCE_EXHAUSTED a hint when to try again.
grpc::Status ToGrpc(const absl::Status& status, bool chinese, grpc::ServerContextBase* context);

// Thread-safe; outlives every call.
class Transport {
 public:
  Transport(Pipeline& pipeline, const Policies& policies)
      : pipeline_(pipeline), policies_(policies) {}

  template <class Request, class Response, class Handler, class Method>
  grpc::ServerUnaryReactor* Unary(grpc::CallbackServerContext* context, const Request* request,
                                  Response* response, Handler& handler, Method method) {
    return Start(context, request, response, nullptr,
                 [request, response, &handler, method](Call& call) -> absl::Status {
                   GG_ASSIGN_OR_RETURN(*response, std::invoke(method, handler, call, *request));
                   return absl::OkStatus();
                 });
  }

  // With a slow part that runs before the transaction and hands what it made to the handler.
  template <class Request, class Response, class Handler, class Prepare, class Method>
  grpc::ServerUnaryReactor* Unary(grpc::CallbackServerContext* context, const Request* request,
                                  Response* response, Handler& handler, Prepare prepare,
                                  Method method) {
    using Prepared =
        typename std::invoke_result_t<Prepare, Handler&, const Prep&, const Request&>::value_type;
    auto prepared = std::make_shared<std::optional<Prepared>>();
    return Start(
        context, request, response,
        [request, &handler, prepare, prepared](const Prep& prep) -> absl::Status {
          GG_ASSIGN_OR_RETURN(*prepared, std::invoke(prepare, handler, prep, *request));
          return absl::OkStatus();
        },
        [request, response, &handler, method, prepared](Call& call) -> absl::Status {
          GG_ASSIGN_OR_RETURN(*response, std::invoke(method, handler, call, *request, **prepared));
          return absl::OkStatus();
        });
  }

  Pipeline& pipeline() const { return pipeline_; }
  const Policies& policies() const { return policies_; }

 private:
  grpc::ServerUnaryReactor* Start(grpc::CallbackServerContext* context,
                                  const google::protobuf::Message* request,
                                  google::protobuf::Message* response,
                                  std::function<absl::Status(const Prep&)> prepare,
                                  std::function<absl::Status(Call&)> handle);

  Pipeline& pipeline_;
  const Policies& policies_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_RPC_UNARY_H_
