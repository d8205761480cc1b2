// Imports of files: one line a method.
#include "gridgov/v1/import.grpc.pb.h"
#include "server/rpc/services.h"

namespace gridgov {
namespace {

using Ctx = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class ImportRpc final : public v1::ImportService::CallbackService {
 public:
  ImportRpc(Transport& rpc, ImportHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* BeginImport(Ctx* c, const v1::BeginImportRequest* q, v1::Job* r) override {
    return rpc_.Unary(c, q, r, handler_, &ImportHandler::Begin);
  }
  Reactor* GetImportTemplate(Ctx* c, const v1::GetImportTemplateRequest* q,
                             v1::ImportTemplate* r) override {
    return rpc_.Unary(c, q, r, handler_, &ImportHandler::Template);
  }
  Reactor* ReadImportErrors(Ctx* c, const v1::ReadImportErrorsRequest* q,
                            v1::ReadImportErrorsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &ImportHandler::ReadErrors);
  }

 private:
  Transport& rpc_;
  ImportHandler& handler_;
};

}  // namespace

void AddImportServices(Transport& transport, Handlers& handlers, Services& services) {
  services.push_back(std::make_unique<ImportRpc>(transport, handlers.imports));
}

}  // namespace gridgov
