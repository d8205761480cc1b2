// Sites and their visits: one line a method.
#include "gridgov/v1/site.grpc.pb.h"
#include "gridgov/v1/site_visit.grpc.pb.h"
#include "server/rpc/services.h"

namespace gridgov {
namespace {

using Ctx = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class SiteRpc final : public v1::SiteService::CallbackService {
 public:
  SiteRpc(Transport& rpc, SiteHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* GetSite(Ctx* c, const v1::GetSiteRequest* q, v1::Site* r) override {
    return rpc_.Unary(c, q, r, handler_, &SiteHandler::Get);
  }
  Reactor* ListSites(Ctx* c, const v1::ListSitesRequest* q, v1::ListSitesResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &SiteHandler::List);
  }
  Reactor* CreateSite(Ctx* c, const v1::CreateSiteRequest* q, v1::Site* r) override {
    return rpc_.Unary(c, q, r, handler_, &SiteHandler::Create);
  }
  Reactor* UpdateSite(Ctx* c, const v1::UpdateSiteRequest* q, v1::Site* r) override {
    return rpc_.Unary(c, q, r, handler_, &SiteHandler::Update);
  }
  Reactor* CloseSite(Ctx* c, const v1::CloseSiteRequest* q, v1::Site* r) override {
    return rpc_.Unary(c, q, r, handler_, &SiteHandler::Close);
  }
  Reactor* ReopenSite(Ctx* c, const v1::ReopenSiteRequest* q, v1::Site* r) override {
    return rpc_.Unary(c, q, r, handler_, &SiteHandler::Reopen);
  }
  Reactor* ListSiteRhythms(Ctx* c, const v1::ListSiteRhythmsRequest* q,
                           v1::ListSiteRhythmsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &SiteHandler::ListRhythms);
  }
  Reactor* ImportSiteRhythms(Ctx* c, const v1::ImportSiteRhythmsRequest* q,
                             v1::ImportSiteRhythmsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &SiteHandler::ImportRhythms);
  }

 private:
  Transport& rpc_;
  SiteHandler& handler_;
};

class SiteVisitRpc final : public v1::SiteVisitService::CallbackService {
 public:
  SiteVisitRpc(Transport& rpc, SiteVisitHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* GetSiteVisit(Ctx* c, const v1::GetSiteVisitRequest* q, v1::SiteVisit* r) override {
    return rpc_.Unary(c, q, r, handler_, &SiteVisitHandler::Get);
  }
  Reactor* ListSiteVisits(Ctx* c, const v1::ListSiteVisitsRequest* q,
                          v1::ListSiteVisitsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &SiteVisitHandler::List);
  }
  Reactor* CreateSiteVisit(Ctx* c, const v1::CreateSiteVisitRequest* q, v1::SiteVisit* r) override {
    return rpc_.Unary(c, q, r, handler_, &SiteVisitHandler::Create);
  }
  Reactor* RaiseAsk(Ctx* c, const v1::RaiseAskRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &SiteVisitHandler::RaiseAsk);
  }
  Reactor* SettleAsk(Ctx* c, const v1::SettleAskRequest* q, v1::SiteVisit* r) override {
    return rpc_.Unary(c, q, r, handler_, &SiteVisitHandler::SettleAsk);
  }

 private:
  Transport& rpc_;
  SiteVisitHandler& handler_;
};

}  // namespace

void AddSiteServices(Transport& transport, Handlers& handlers, Services& services) {
  services.push_back(std::make_unique<SiteRpc>(transport, handlers.sites));
  services.push_back(std::make_unique<SiteVisitRpc>(transport, handlers.site_visits));
}

}  // namespace gridgov
