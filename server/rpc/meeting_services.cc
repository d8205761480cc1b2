// Analysis meetings and their items: one line a method.
#include "gridgov/v1/meeting.grpc.pb.h"
#include "gridgov/v1/meeting_item.grpc.pb.h"
#include "server/rpc/services.h"

namespace gridgov {
namespace {

using Ctx = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class MeetingRpc final : public v1::MeetingService::CallbackService {
 public:
  MeetingRpc(Transport& rpc, MeetingHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* ListMeetingRules(Ctx* c, const v1::ListMeetingRulesRequest* q,
                            v1::ListMeetingRulesResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &MeetingHandler::ListRules);
  }
  Reactor* CreateMeetingRule(Ctx* c, const v1::CreateMeetingRuleRequest* q,
                             v1::MeetingRule* r) override {
    return rpc_.Unary(c, q, r, handler_, &MeetingHandler::CreateRule);
  }
  Reactor* GetMeeting(Ctx* c, const v1::GetMeetingRequest* q, v1::Meeting* r) override {
    return rpc_.Unary(c, q, r, handler_, &MeetingHandler::Get);
  }
  Reactor* ListMeetings(Ctx* c, const v1::ListMeetingsRequest* q,
                        v1::ListMeetingsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &MeetingHandler::List);
  }
  Reactor* CreateMeeting(Ctx* c, const v1::CreateMeetingRequest* q, v1::Meeting* r) override {
    return rpc_.Unary(c, q, r, handler_, &MeetingHandler::Create);
  }
  Reactor* UpdateMeeting(Ctx* c, const v1::UpdateMeetingRequest* q, v1::Meeting* r) override {
    return rpc_.Unary(c, q, r, handler_, &MeetingHandler::Update);
  }
  Reactor* PrepareAgenda(Ctx* c, const v1::PrepareAgendaRequest* q, v1::Meeting* r) override {
    return rpc_.Unary(c, q, r, handler_, &MeetingHandler::Prepare);
  }
  Reactor* HoldMeeting(Ctx* c, const v1::HoldMeetingRequest* q, v1::Meeting* r) override {
    return rpc_.Unary(c, q, r, handler_, &MeetingHandler::Hold);
  }
  Reactor* WriteMinutes(Ctx* c, const v1::WriteMinutesRequest* q, v1::Meeting* r) override {
    return rpc_.Unary(c, q, r, handler_, &MeetingHandler::WriteMinutes);
  }
  Reactor* SignMinutes(Ctx* c, const v1::SignMinutesRequest* q, v1::Meeting* r) override {
    return rpc_.Unary(c, q, r, handler_, &MeetingHandler::Sign);
  }
  Reactor* HandOutItems(Ctx* c, const v1::HandOutItemsRequest* q, v1::Meeting* r) override {
    return rpc_.Unary(c, q, r, handler_, &MeetingHandler::HandOut);
  }
  Reactor* MakeMinutesPaper(Ctx* c, const v1::MakeMinutesPaperRequest* q,
                            v1::MinutesPaper* r) override {
    return rpc_.Unary(c, q, r, handler_, &MeetingHandler::MakePaper);
  }

 private:
  Transport& rpc_;
  MeetingHandler& handler_;
};

class MeetingItemRpc final : public v1::MeetingItemService::CallbackService {
 public:
  MeetingItemRpc(Transport& rpc, MeetingItemHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* GetMeetingItem(Ctx* c, const v1::GetMeetingItemRequest* q, v1::MeetingItem* r) override {
    return rpc_.Unary(c, q, r, handler_, &MeetingItemHandler::Get);
  }
  Reactor* ListMeetingItems(Ctx* c, const v1::ListMeetingItemsRequest* q,
                            v1::ListMeetingItemsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &MeetingItemHandler::List);
  }
  Reactor* AddMeetingItem(Ctx* c, const v1::AddMeetingItemRequest* q, v1::MeetingItem* r) override {
    return rpc_.Unary(c, q, r, handler_, &MeetingItemHandler::Add);
  }
  Reactor* JudgeMeetingItem(Ctx* c, const v1::JudgeMeetingItemRequest* q,
                            v1::MeetingItem* r) override {
    return rpc_.Unary(c, q, r, handler_, &MeetingItemHandler::Judge);
  }
  Reactor* DispatchItemIssue(Ctx* c, const v1::DispatchItemIssueRequest* q,
                             v1::MeetingItem* r) override {
    return rpc_.Unary(c, q, r, handler_, &MeetingItemHandler::Dispatch);
  }
  Reactor* FinishMeetingItem(Ctx* c, const v1::FinishMeetingItemRequest* q,
                             v1::MeetingItem* r) override {
    return rpc_.Unary(c, q, r, handler_, &MeetingItemHandler::Finish);
  }
  Reactor* ReleaseMeetingItem(Ctx* c, const v1::ReleaseMeetingItemRequest* q,
                              v1::MeetingItem* r) override {
    return rpc_.Unary(c, q, r, handler_, &MeetingItemHandler::Release);
  }

 private:
  Transport& rpc_;
  MeetingItemHandler& handler_;
};

}  // namespace

void AddMeetingServices(Transport& transport, Handlers& handlers, Services& services) {
  services.push_back(std::make_unique<MeetingRpc>(transport, handlers.meetings));
  services.push_back(std::make_unique<MeetingItemRpc>(transport, handlers.meeting_items));
}

}  // namespace gridgov
