// What waits for whom.
#include "gridgov/v1/notice.grpc.pb.h"
#include "gridgov/v1/work.grpc.pb.h"
#include "server/rpc/services.h"

namespace gridgov {
namespace {

using Ctx = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class WorkRpc final : public v1::WorkService::CallbackService {
 public:
  WorkRpc(Transport& rpc, WorkHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* ListWork(Ctx* c, const v1::ListWorkRequest* q, v1::ListWorkResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &WorkHandler::List);
  }
  Reactor* CountWork(Ctx* c, const v1::CountWorkRequest* q, v1::WorkCounts* r) override {
    return rpc_.Unary(c, q, r, handler_, &WorkHandler::Count);
  }

 private:
  Transport& rpc_;
  WorkHandler& handler_;
};

class NoticeRpc final : public v1::NoticeService::CallbackService {
 public:
  NoticeRpc(Transport& rpc, NoticeHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* ListNotices(Ctx* c, const v1::ListNoticesRequest* q,
                       v1::ListNoticesResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &NoticeHandler::List);
  }
  Reactor* MarkNoticesRead(Ctx* c, const v1::MarkNoticesReadRequest* q,
                           v1::MarkNoticesReadResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &NoticeHandler::MarkRead);
  }

 private:
  Transport& rpc_;
  NoticeHandler& handler_;
};

}  // namespace

void AddWorkServices(Transport& transport, Handlers& handlers, Services& services) {
  services.push_back(std::make_unique<WorkRpc>(transport, handlers.work));
  services.push_back(std::make_unique<NoticeRpc>(transport, handlers.notices));
}

}  // namespace gridgov
