// Agreements of disputes: one line a method.
#include "gridgov/v1/agreement.grpc.pb.h"
#include "server/rpc/services.h"

namespace gridgov {
namespace {

using Ctx = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class AgreementRpc final : public v1::AgreementService::CallbackService {
 public:
  AgreementRpc(Transport& rpc, AgreementHandler& handler, AgreementPaperHandler& papers)
      : rpc_(rpc), handler_(handler), papers_(papers) {}
  Reactor* GetAgreement(Ctx* c, const v1::GetAgreementRequest* q, v1::Agreement* r) override {
    return rpc_.Unary(c, q, r, handler_, &AgreementHandler::Get);
  }
  Reactor* ListAgreements(Ctx* c, const v1::ListAgreementsRequest* q,
                          v1::ListAgreementsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &AgreementHandler::List);
  }
  Reactor* GetAgreementContents(Ctx* c, const v1::GetAgreementContentsRequest* q,
                                v1::AgreementContents* r) override {
    return rpc_.Unary(c, q, r, handler_, &AgreementHandler::GetContents);
  }
  Reactor* CreateAgreement(Ctx* c, const v1::CreateAgreementRequest* q, v1::Agreement* r) override {
    return rpc_.Unary(c, q, r, handler_, &AgreementHandler::Create);
  }
  Reactor* UpdateAgreement(Ctx* c, const v1::UpdateAgreementRequest* q, v1::Agreement* r) override {
    return rpc_.Unary(c, q, r, handler_, &AgreementHandler::Update);
  }
  Reactor* SignAgreement(Ctx* c, const v1::SignAgreementRequest* q, v1::Agreement* r) override {
    return rpc_.Unary(c, q, r, handler_, &AgreementHandler::Sign);
  }
  Reactor* CountersignAgreement(Ctx* c, const v1::CountersignAgreementRequest* q,
                                v1::Agreement* r) override {
    return rpc_.Unary(c, q, r, handler_, &AgreementHandler::Countersign);
  }
  Reactor* SealAgreement(Ctx* c, const v1::SealAgreementRequest* q, v1::Agreement* r) override {
    return rpc_.Unary(c, q, r, handler_, &AgreementHandler::Seal);
  }
  Reactor* DropAgreement(Ctx* c, const v1::DropAgreementRequest* q, v1::Agreement* r) override {
    return rpc_.Unary(c, q, r, handler_, &AgreementHandler::Drop);
  }
  Reactor* CheckPerformance(Ctx* c, const v1::CheckPerformanceRequest* q,
                            v1::Agreement* r) override {
    return rpc_.Unary(c, q, r, handler_, &AgreementHandler::Check);
  }
  Reactor* ResumePerformance(Ctx* c, const v1::ResumePerformanceRequest* q,
                             v1::Agreement* r) override {
    return rpc_.Unary(c, q, r, handler_, &AgreementHandler::Resume);
  }
  Reactor* ApplyForConfirmation(Ctx* c, const v1::ApplyForConfirmationRequest* q,
                                v1::Agreement* r) override {
    return rpc_.Unary(c, q, r, handler_, &AgreementHandler::Apply);
  }
  Reactor* RecordCourtDecision(Ctx* c, const v1::RecordCourtDecisionRequest* q,
                               v1::Agreement* r) override {
    return rpc_.Unary(c, q, r, handler_, &AgreementHandler::Decide);
  }
  Reactor* AnswerRefusal(Ctx* c, const v1::AnswerRefusalRequest* q, v1::Agreement* r) override {
    return rpc_.Unary(c, q, r, handler_, &AgreementHandler::AnswerRefusal);
  }
  Reactor* ListAgreementDuties(Ctx* c, const v1::ListAgreementDutiesRequest* q,
                               v1::ListAgreementDutiesResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &AgreementHandler::ListDuties);
  }
  Reactor* MakeAgreementPaper(Ctx* c, const v1::MakeAgreementPaperRequest* q,
                              v1::Paper* r) override {
    return rpc_.Unary(c, q, r, papers_, &AgreementPaperHandler::Make);
  }

 private:
  Transport& rpc_;
  AgreementHandler& handler_;
  AgreementPaperHandler& papers_;
};

}  // namespace

void AddAgreementServices(Transport& transport, Handlers& handlers, Services& services) {
  services.push_back(
      std::make_unique<AgreementRpc>(transport, handlers.agreements, handlers.agreement_papers));
}

}  // namespace gridgov
