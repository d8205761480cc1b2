// What waits for whom.
#include "gridgov/v1/filter.grpc.pb.h"
#include "gridgov/v1/handover.grpc.pb.h"
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

class SavedFilterRpc final : public v1::SavedFilterService::CallbackService {
 public:
  SavedFilterRpc(Transport& rpc, FilterHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* ListSavedFilters(Ctx* c, const v1::ListSavedFiltersRequest* q,
                            v1::ListSavedFiltersResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &FilterHandler::List);
  }
  Reactor* SaveFilter(Ctx* c, const v1::SaveFilterRequest* q, v1::SavedFilter* r) override {
    return rpc_.Unary(c, q, r, handler_, &FilterHandler::Save);
  }
  Reactor* DeleteSavedFilter(Ctx* c, const v1::DeleteSavedFilterRequest* q,
                             v1::DeleteSavedFilterResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &FilterHandler::Delete);
  }

 private:
  Transport& rpc_;
  FilterHandler& handler_;
};

class HandoverRpc final : public v1::HandoverService::CallbackService {
 public:
  HandoverRpc(Transport& rpc, HandoverHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* PreviewHandover(Ctx* c, const v1::PreviewHandoverRequest* q, v1::Handover* r) override {
    return rpc_.Unary(c, q, r, handler_, &HandoverHandler::Preview);
  }
  Reactor* HandOver(Ctx* c, const v1::HandOverRequest* q, v1::Handover* r) override {
    return rpc_.Unary(c, q, r, handler_, &HandoverHandler::HandOver);
  }

 private:
  Transport& rpc_;
  HandoverHandler& handler_;
};

}  // namespace

void AddWorkServices(Transport& transport, Handlers& handlers, Services& services) {
  services.push_back(std::make_unique<WorkRpc>(transport, handlers.work));
  services.push_back(std::make_unique<NoticeRpc>(transport, handlers.notices));
  services.push_back(std::make_unique<SavedFilterRpc>(transport, handlers.filters));
  services.push_back(std::make_unique<HandoverRpc>(transport, handlers.handovers));
}

}  // namespace gridgov
