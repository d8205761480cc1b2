// Ledgers: one stream (stream.h) and its few other methods.
#include "gridgov/v1/ledger.grpc.pb.h"
#include "server/rpc/file_outflow.h"
#include "server/rpc/services.h"

namespace gridgov {
namespace {

using Ctx = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

using LedgerOutflow = FileOutflow<LedgerHandler, v1::GetLedgerRequest, v1::DownloadLedgerRequest,
                                  v1::DownloadLedgerResponse>;

class LedgerRpc final : public v1::LedgerService::CallbackService {
 public:
  LedgerRpc(Transfers& transfers, LedgerHandler& handler)
      : transfers_(transfers), rpc_(transfers.transport()), handler_(handler) {}
  Reactor* CreateLedger(Ctx* c, const v1::CreateLedgerRequest* q, v1::Job* r) override {
    return rpc_.Unary(c, q, r, handler_, &LedgerHandler::Create);
  }
  Reactor* GetLedger(Ctx* c, const v1::GetLedgerRequest* q, v1::Ledger* r) override {
    return rpc_.Unary(c, q, r, handler_, &LedgerHandler::Get);
  }
  Reactor* ListLedgers(Ctx* c, const v1::ListLedgersRequest* q,
                       v1::ListLedgersResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &LedgerHandler::List);
  }
  Reactor* ClosePeriod(Ctx* c, const v1::ClosePeriodRequest* q, v1::Job* r) override {
    return rpc_.Unary(c, q, r, handler_, &LedgerHandler::ClosePeriod);
  }
  grpc::ServerWriteReactor<v1::DownloadLedgerResponse>* DownloadLedger(
      Ctx* c, const v1::DownloadLedgerRequest* q) override {
    return SendStream<v1::DownloadLedgerResponse>::Open(
        transfers_, c, std::make_unique<LedgerOutflow>(handler_, *q));
  }

 private:
  Transfers& transfers_;
  Transport& rpc_;
  LedgerHandler& handler_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeLedgerService(Transfers& transfers, LedgerHandler& handler) {
  return std::make_unique<LedgerRpc>(transfers, handler);
}

}  // namespace gridgov
