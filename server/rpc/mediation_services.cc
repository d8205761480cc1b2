// Disputes and their mediation: one line a method.
#include "gridgov/v1/dispute.grpc.pb.h"
#include "gridgov/v1/dispute_mediator.grpc.pb.h"
#include "gridgov/v1/dispute_party.grpc.pb.h"
#include "gridgov/v1/mediation_session.grpc.pb.h"
#include "gridgov/v1/paper.grpc.pb.h"
#include "server/rpc/services.h"

namespace gridgov {
namespace {

using Ctx = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class DisputeRpc final : public v1::DisputeService::CallbackService {
 public:
  DisputeRpc(Transport& rpc, DisputeHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* GetDispute(Ctx* c, const v1::GetDisputeRequest* q, v1::Dispute* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputeHandler::Get);
  }
  Reactor* ListDisputes(Ctx* c, const v1::ListDisputesRequest* q,
                        v1::ListDisputesResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputeHandler::List);
  }
  Reactor* ListDisputeSteps(Ctx* c, const v1::ListDisputeStepsRequest* q,
                            v1::ListDisputeStepsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputeHandler::ListSteps);
  }
  Reactor* CreateDispute(Ctx* c, const v1::CreateDisputeRequest* q, v1::Dispute* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputeHandler::Create);
  }
  Reactor* UpdateDispute(Ctx* c, const v1::UpdateDisputeRequest* q, v1::Dispute* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputeHandler::Update);
  }
  Reactor* AssessDisputeRisk(Ctx* c, const v1::AssessDisputeRiskRequest* q,
                             v1::Dispute* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputeHandler::AssessRisk);
  }
  Reactor* AcceptDispute(Ctx* c, const v1::AcceptDisputeRequest* q, v1::Dispute* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputeHandler::Accept);
  }
  Reactor* DeclineDispute(Ctx* c, const v1::DeclineDisputeRequest* q, v1::Dispute* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputeHandler::Decline);
  }
  Reactor* ReferDispute(Ctx* c, const v1::ReferDisputeRequest* q, v1::Dispute* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputeHandler::Refer);
  }
  Reactor* BeginMediation(Ctx* c, const v1::BeginMediationRequest* q, v1::Dispute* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputeHandler::Begin);
  }
  Reactor* ExtendMediation(Ctx* c, const v1::ExtendMediationRequest* q, v1::Dispute* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputeHandler::Extend);
  }
  Reactor* SettleDispute(Ctx* c, const v1::SettleDisputeRequest* q, v1::Dispute* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputeHandler::Settle);
  }
  Reactor* FailMediation(Ctx* c, const v1::FailMediationRequest* q, v1::Dispute* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputeHandler::Fail);
  }
  Reactor* StopMediation(Ctx* c, const v1::StopMediationRequest* q, v1::Dispute* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputeHandler::Stop);
  }
  Reactor* ReportDisputeToPolice(Ctx* c, const v1::ReportDisputeToPoliceRequest* q,
                                 v1::Dispute* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputeHandler::ReportToPolice);
  }
  Reactor* CloseDispute(Ctx* c, const v1::CloseDisputeRequest* q, v1::Dispute* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputeHandler::Close);
  }

 private:
  Transport& rpc_;
  DisputeHandler& handler_;
};

class DisputePartyRpc final : public v1::DisputePartyService::CallbackService {
 public:
  DisputePartyRpc(Transport& rpc, DisputePartyHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* ListDisputeParties(Ctx* c, const v1::ListDisputePartiesRequest* q,
                              v1::ListDisputePartiesResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputePartyHandler::List);
  }
  Reactor* AddDisputeParty(Ctx* c, const v1::AddDisputePartyRequest* q, v1::Dispute* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputePartyHandler::Add);
  }
  Reactor* UpdateDisputeParty(Ctx* c, const v1::UpdateDisputePartyRequest* q,
                              v1::Dispute* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputePartyHandler::Update);
  }
  Reactor* RemoveDisputeParty(Ctx* c, const v1::RemoveDisputePartyRequest* q,
                              v1::Dispute* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputePartyHandler::Remove);
  }
  Reactor* GetPartyIdNumber(Ctx* c, const v1::GetPartyIdNumberRequest* q,
                            v1::PartyIdNumber* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputePartyHandler::GetIdNumber);
  }
  Reactor* SetPartyIdNumber(Ctx* c, const v1::SetPartyIdNumberRequest* q, v1::Dispute* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputePartyHandler::SetIdNumber);
  }
  Reactor* GetPartyRights(Ctx* c, const v1::GetPartyRightsRequest* q,
                          v1::GetPartyRightsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputePartyHandler::GetRights);
  }
  Reactor* AcknowledgePartyRights(Ctx* c, const v1::AcknowledgePartyRightsRequest* q,
                                  v1::Dispute* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputePartyHandler::AcknowledgeRights);
  }

 private:
  Transport& rpc_;
  DisputePartyHandler& handler_;
};

class DisputeMediatorRpc final : public v1::DisputeMediatorService::CallbackService {
 public:
  DisputeMediatorRpc(Transport& rpc, DisputeMediatorHandler& handler)
      : rpc_(rpc), handler_(handler) {}
  Reactor* ListDisputeMediators(Ctx* c, const v1::ListDisputeMediatorsRequest* q,
                                v1::ListDisputeMediatorsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputeMediatorHandler::List);
  }
  Reactor* AssignMediator(Ctx* c, const v1::AssignMediatorRequest* q,
                          v1::DisputeMediator* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputeMediatorHandler::Assign);
  }
  Reactor* DeclareConflict(Ctx* c, const v1::DeclareConflictRequest* q,
                           v1::DisputeMediator* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputeMediatorHandler::Declare);
  }
  Reactor* ReplaceMediator(Ctx* c, const v1::ReplaceMediatorRequest* q,
                           v1::DisputeMediator* r) override {
    return rpc_.Unary(c, q, r, handler_, &DisputeMediatorHandler::Replace);
  }

 private:
  Transport& rpc_;
  DisputeMediatorHandler& handler_;
};

class MediationSessionRpc final : public v1::MediationSessionService::CallbackService {
 public:
  MediationSessionRpc(Transport& rpc, MediationSessionHandler& handler)
      : rpc_(rpc), handler_(handler) {}
  Reactor* GetMediationSession(Ctx* c, const v1::GetMediationSessionRequest* q,
                               v1::MediationSession* r) override {
    return rpc_.Unary(c, q, r, handler_, &MediationSessionHandler::Get);
  }
  Reactor* ListMediationSessions(Ctx* c, const v1::ListMediationSessionsRequest* q,
                                 v1::ListMediationSessionsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &MediationSessionHandler::List);
  }
  Reactor* GetMediationRecord(Ctx* c, const v1::GetMediationRecordRequest* q,
                              v1::MediationSession* r) override {
    return rpc_.Unary(c, q, r, handler_, &MediationSessionHandler::GetRecord);
  }
  Reactor* CreateMediationSession(Ctx* c, const v1::CreateMediationSessionRequest* q,
                                  v1::MediationSession* r) override {
    return rpc_.Unary(c, q, r, handler_, &MediationSessionHandler::Create);
  }
  Reactor* NotifyParty(Ctx* c, const v1::NotifyPartyRequest* q, v1::MediationSession* r) override {
    return rpc_.Unary(c, q, r, handler_, &MediationSessionHandler::Notify);
  }
  Reactor* HoldMediationSession(Ctx* c, const v1::HoldMediationSessionRequest* q,
                                v1::MediationSession* r) override {
    return rpc_.Unary(c, q, r, handler_, &MediationSessionHandler::Hold);
  }
  Reactor* AdjournMediationSession(Ctx* c, const v1::AdjournMediationSessionRequest* q,
                                   v1::MediationSession* r) override {
    return rpc_.Unary(c, q, r, handler_, &MediationSessionHandler::Adjourn);
  }
  Reactor* SignMediationRecord(Ctx* c, const v1::SignMediationRecordRequest* q,
                               v1::MediationSession* r) override {
    return rpc_.Unary(c, q, r, handler_, &MediationSessionHandler::Sign);
  }

 private:
  Transport& rpc_;
  MediationSessionHandler& handler_;
};

class PaperRpc final : public v1::PaperService::CallbackService {
 public:
  PaperRpc(Transport& rpc, PaperHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* GetRegistrationForm(Ctx* c, const v1::GetRegistrationFormRequest* q,
                               v1::Paper* r) override {
    return rpc_.Unary(c, q, r, handler_, &PaperHandler::GetRegistrationForm);
  }
  Reactor* GetRecordPaper(Ctx* c, const v1::GetRecordPaperRequest* q, v1::Paper* r) override {
    return rpc_.Unary(c, q, r, handler_, &PaperHandler::GetRecord);
  }

 private:
  Transport& rpc_;
  PaperHandler& handler_;
};

}  // namespace

void AddMediationServices(Transport& transport, Handlers& handlers, Services& services) {
  services.push_back(std::make_unique<DisputeRpc>(transport, handlers.disputes));
  services.push_back(std::make_unique<PaperRpc>(transport, handlers.papers));
  services.push_back(std::make_unique<DisputePartyRpc>(transport, handlers.dispute_parties));
  services.push_back(std::make_unique<DisputeMediatorRpc>(transport, handlers.dispute_mediators));
  services.push_back(std::make_unique<MediationSessionRpc>(transport, handlers.mediation_sessions));
}

}  // namespace gridgov
