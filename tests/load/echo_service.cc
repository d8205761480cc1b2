#include "tests/load/echo_service.h"

#include "tests/load/echo.grpc.pb.h"

namespace gridgov {
namespace {

class EchoRpc final : public load::EchoService::CallbackService {
 public:
  grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* context,
                                 const load::EchoRequest* request,
                                 load::EchoResponse* response) override {
    response->set_payload(request->payload());
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeEchoService() { return std::make_unique<EchoRpc>(); }

}  // namespace gridgov
