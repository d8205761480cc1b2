// Compounds governed by law: one line a method.
#include "gridgov/v1/building_contact.grpc.pb.h"
#include "gridgov/v1/compound_status.grpc.pb.h"
#include "gridgov/v1/designation.grpc.pb.h"
#include "gridgov/v1/owners_committee.grpc.pb.h"
#include "gridgov/v1/property_service.grpc.pb.h"
#include "server/rpc/services.h"

namespace gridgov {
namespace {

using Ctx = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class PropertyContractRpc final : public v1::PropertyContractService::CallbackService {
 public:
  PropertyContractRpc(Transport& rpc, PropertyServiceHandler& handler)
      : rpc_(rpc), handler_(handler) {}
  Reactor* GetPropertyService(Ctx* c, const v1::GetPropertyServiceRequest* q,
                              v1::PropertyService* r) override {
    return rpc_.Unary(c, q, r, handler_, &PropertyServiceHandler::Get);
  }
  Reactor* ListPropertyServices(Ctx* c, const v1::ListPropertyServicesRequest* q,
                                v1::ListPropertyServicesResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &PropertyServiceHandler::List);
  }
  Reactor* CreatePropertyService(Ctx* c, const v1::CreatePropertyServiceRequest* q,
                                 v1::PropertyService* r) override {
    return rpc_.Unary(c, q, r, handler_, &PropertyServiceHandler::Create);
  }
  Reactor* UpdatePropertyService(Ctx* c, const v1::UpdatePropertyServiceRequest* q,
                                 v1::PropertyService* r) override {
    return rpc_.Unary(c, q, r, handler_, &PropertyServiceHandler::Update);
  }
  Reactor* EndPropertyService(Ctx* c, const v1::EndPropertyServiceRequest* q,
                              v1::PropertyService* r) override {
    return rpc_.Unary(c, q, r, handler_, &PropertyServiceHandler::End);
  }
  Reactor* HandOverPropertyService(Ctx* c, const v1::HandOverPropertyServiceRequest* q,
                                   v1::PropertyService* r) override {
    return rpc_.Unary(c, q, r, handler_, &PropertyServiceHandler::HandOver);
  }

 private:
  Transport& rpc_;
  PropertyServiceHandler& handler_;
};

class OwnersCommitteeRpc final : public v1::OwnersCommitteeService::CallbackService {
 public:
  OwnersCommitteeRpc(Transport& rpc, OwnersCommitteeHandler& handler)
      : rpc_(rpc), handler_(handler) {}
  Reactor* GetOwnersCommittee(Ctx* c, const v1::GetOwnersCommitteeRequest* q,
                              v1::OwnersCommittee* r) override {
    return rpc_.Unary(c, q, r, handler_, &OwnersCommitteeHandler::Get);
  }
  Reactor* ListOwnersCommittees(Ctx* c, const v1::ListOwnersCommitteesRequest* q,
                                v1::ListOwnersCommitteesResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &OwnersCommitteeHandler::List);
  }
  Reactor* ListCommitteeMembers(Ctx* c, const v1::ListCommitteeMembersRequest* q,
                                v1::ListCommitteeMembersResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &OwnersCommitteeHandler::ListMembers);
  }
  Reactor* CreateOwnersCommittee(Ctx* c, const v1::CreateOwnersCommitteeRequest* q,
                                 v1::OwnersCommittee* r) override {
    return rpc_.Unary(c, q, r, handler_, &OwnersCommitteeHandler::Create);
  }
  Reactor* RecordElection(Ctx* c, const v1::RecordElectionRequest* q,
                          v1::OwnersCommittee* r) override {
    return rpc_.Unary(c, q, r, handler_, &OwnersCommitteeHandler::RecordElection);
  }
  Reactor* RecordFirstMeeting(Ctx* c, const v1::RecordFirstMeetingRequest* q,
                              v1::OwnersCommittee* r) override {
    return rpc_.Unary(c, q, r, handler_, &OwnersCommitteeHandler::RecordFirstMeeting);
  }
  Reactor* FileOwnersCommittee(Ctx* c, const v1::FileOwnersCommitteeRequest* q,
                               v1::OwnersCommittee* r) override {
    return rpc_.Unary(c, q, r, handler_, &OwnersCommitteeHandler::File);
  }
  Reactor* ChangeCommitteeMembers(Ctx* c, const v1::ChangeCommitteeMembersRequest* q,
                                  v1::OwnersCommittee* r) override {
    return rpc_.Unary(c, q, r, handler_, &OwnersCommitteeHandler::ChangeMembers);
  }
  Reactor* ReportCommitteeChange(Ctx* c, const v1::ReportCommitteeChangeRequest* q,
                                 v1::OwnersCommittee* r) override {
    return rpc_.Unary(c, q, r, handler_, &OwnersCommitteeHandler::ReportChange);
  }
  Reactor* DissolveOwnersCommittee(Ctx* c, const v1::DissolveOwnersCommitteeRequest* q,
                                   v1::OwnersCommittee* r) override {
    return rpc_.Unary(c, q, r, handler_, &OwnersCommitteeHandler::Dissolve);
  }

 private:
  Transport& rpc_;
  OwnersCommitteeHandler& handler_;
};

class DesignationRpc final : public v1::DesignationService::CallbackService {
 public:
  DesignationRpc(Transport& rpc, DesignationHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* GetDesignation(Ctx* c, const v1::GetDesignationRequest* q, v1::Designation* r) override {
    return rpc_.Unary(c, q, r, handler_, &DesignationHandler::Get);
  }
  Reactor* ListDesignations(Ctx* c, const v1::ListDesignationsRequest* q,
                            v1::ListDesignationsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &DesignationHandler::List);
  }
  Reactor* CreateDesignation(Ctx* c, const v1::CreateDesignationRequest* q,
                             v1::Designation* r) override {
    return rpc_.Unary(c, q, r, handler_, &DesignationHandler::Create);
  }
  Reactor* UpdateDesignation(Ctx* c, const v1::UpdateDesignationRequest* q,
                             v1::Designation* r) override {
    return rpc_.Unary(c, q, r, handler_, &DesignationHandler::Update);
  }
  Reactor* AwardDesignation(Ctx* c, const v1::AwardDesignationRequest* q,
                            v1::Designation* r) override {
    return rpc_.Unary(c, q, r, handler_, &DesignationHandler::Award);
  }
  Reactor* RenewDesignation(Ctx* c, const v1::RenewDesignationRequest* q,
                            v1::Designation* r) override {
    return rpc_.Unary(c, q, r, handler_, &DesignationHandler::Renew);
  }
  Reactor* WithdrawDesignation(Ctx* c, const v1::WithdrawDesignationRequest* q,
                               v1::Designation* r) override {
    return rpc_.Unary(c, q, r, handler_, &DesignationHandler::Withdraw);
  }
  Reactor* ListDesignationStandards(Ctx* c, const v1::ListDesignationStandardsRequest* q,
                                    v1::ListDesignationStandardsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &DesignationHandler::ListStandards);
  }
  Reactor* ImportDesignationStandards(Ctx* c, const v1::ImportDesignationStandardsRequest* q,
                                      v1::ImportDesignationStandardsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &DesignationHandler::ImportStandards);
  }

 private:
  Transport& rpc_;
  DesignationHandler& handler_;
};

class BuildingContactRpc final : public v1::BuildingContactService::CallbackService {
 public:
  BuildingContactRpc(Transport& rpc, BuildingContactHandler& handler)
      : rpc_(rpc), handler_(handler) {}
  Reactor* ListBuildingContacts(Ctx* c, const v1::ListBuildingContactsRequest* q,
                                v1::ListBuildingContactsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &BuildingContactHandler::List);
  }
  Reactor* CreateBuildingContact(Ctx* c, const v1::CreateBuildingContactRequest* q,
                                 v1::BuildingContact* r) override {
    return rpc_.Unary(c, q, r, handler_, &BuildingContactHandler::Create);
  }
  Reactor* EndBuildingContact(Ctx* c, const v1::EndBuildingContactRequest* q,
                              v1::BuildingContact* r) override {
    return rpc_.Unary(c, q, r, handler_, &BuildingContactHandler::End);
  }

 private:
  Transport& rpc_;
  BuildingContactHandler& handler_;
};

class CompoundStatusRpc final : public v1::CompoundStatusService::CallbackService {
 public:
  CompoundStatusRpc(Transport& rpc, CompoundStatusHandler& handler)
      : rpc_(rpc), handler_(handler) {}
  Reactor* GetCompoundStatus(Ctx* c, const v1::GetCompoundStatusRequest* q,
                             v1::CompoundStatus* r) override {
    return rpc_.Unary(c, q, r, handler_, &CompoundStatusHandler::Get);
  }
  Reactor* ListCompoundDuties(Ctx* c, const v1::ListCompoundDutiesRequest* q,
                              v1::ListCompoundDutiesResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &CompoundStatusHandler::ListDuties);
  }

 private:
  Transport& rpc_;
  CompoundStatusHandler& handler_;
};

}  // namespace

void AddGovernanceServices(Transport& transport, Handlers& handlers, Services& services) {
  services.push_back(std::make_unique<PropertyContractRpc>(transport, handlers.property_services));
  services.push_back(std::make_unique<OwnersCommitteeRpc>(transport, handlers.owners_committees));
  services.push_back(std::make_unique<DesignationRpc>(transport, handlers.designations));
  services.push_back(std::make_unique<BuildingContactRpc>(transport, handlers.building_contacts));
  services.push_back(std::make_unique<CompoundStatusRpc>(transport, handlers.compound_status));
}

}  // namespace gridgov
