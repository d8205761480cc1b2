// What staff look up and administrators keep: areas, units, catalogue, calendar.
#include "gridgov/v1/area.grpc.pb.h"
#include "gridgov/v1/calendar.grpc.pb.h"
#include "gridgov/v1/category.grpc.pb.h"
#include "gridgov/v1/compound.grpc.pb.h"
#include "gridgov/v1/division.grpc.pb.h"
#include "gridgov/v1/grid.grpc.pb.h"
#include "gridgov/v1/takeover.grpc.pb.h"
#include "gridgov/v1/unit.grpc.pb.h"
#include "server/rpc/services.h"

namespace gridgov {
namespace {

using Ctx = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class DivisionRpc final : public v1::DivisionService::CallbackService {
 public:
  DivisionRpc(Transport& rpc, DivisionHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* GetDivision(Ctx* c, const v1::GetDivisionRequest* q, v1::Division* r) override {
    return rpc_.Unary(c, q, r, handler_, &DivisionHandler::Get);
  }
  Reactor* ListDivisions(Ctx* c, const v1::ListDivisionsRequest* q,
                         v1::ListDivisionsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &DivisionHandler::List);
  }
  Reactor* ImportDivisions(Ctx* c, const v1::ImportDivisionsRequest* q,
                           v1::ImportDivisionsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &DivisionHandler::Import);
  }
  Reactor* ImportDivisionEdition(Ctx* c, const v1::ImportDivisionEditionRequest* q,
                                 v1::Job* r) override {
    return rpc_.Unary(c, q, r, handler_, &DivisionHandler::ImportEdition);
  }

 private:
  Transport& rpc_;
  DivisionHandler& handler_;
};

class UnitRpc final : public v1::UnitService::CallbackService {
 public:
  UnitRpc(Transport& rpc, UnitHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* GetUnit(Ctx* c, const v1::GetUnitRequest* q, v1::Unit* r) override {
    return rpc_.Unary(c, q, r, handler_, &UnitHandler::Get);
  }
  Reactor* ListUnits(Ctx* c, const v1::ListUnitsRequest* q, v1::ListUnitsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &UnitHandler::List);
  }
  Reactor* CreateUnit(Ctx* c, const v1::CreateUnitRequest* q, v1::Unit* r) override {
    return rpc_.Unary(c, q, r, handler_, &UnitHandler::Create);
  }
  Reactor* UpdateUnit(Ctx* c, const v1::UpdateUnitRequest* q, v1::Unit* r) override {
    return rpc_.Unary(c, q, r, handler_, &UnitHandler::Update);
  }
  Reactor* AddUnitMember(Ctx* c, const v1::AddUnitMemberRequest* q, v1::UnitMember* r) override {
    return rpc_.Unary(c, q, r, handler_, &UnitHandler::AddMember);
  }
  Reactor* EndUnitMember(Ctx* c, const v1::EndUnitMemberRequest* q, v1::UnitMember* r) override {
    return rpc_.Unary(c, q, r, handler_, &UnitHandler::EndMember);
  }
  Reactor* ListUnitMembers(Ctx* c, const v1::ListUnitMembersRequest* q,
                           v1::ListUnitMembersResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &UnitHandler::ListMembers);
  }

 private:
  Transport& rpc_;
  UnitHandler& handler_;
};

class GridRpc final : public v1::GridService::CallbackService {
 public:
  GridRpc(Transport& rpc, GridHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* GetGrid(Ctx* c, const v1::GetGridRequest* q, v1::Grid* r) override {
    return rpc_.Unary(c, q, r, handler_, &GridHandler::Get);
  }
  Reactor* ListGrids(Ctx* c, const v1::ListGridsRequest* q, v1::ListGridsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &GridHandler::List);
  }
  Reactor* CreateGrid(Ctx* c, const v1::CreateGridRequest* q, v1::Grid* r) override {
    return rpc_.Unary(c, q, r, handler_, &GridHandler::PrepareCreate, &GridHandler::Create);
  }
  Reactor* UpdateGrid(Ctx* c, const v1::UpdateGridRequest* q, v1::Grid* r) override {
    return rpc_.Unary(c, q, r, handler_, &GridHandler::PrepareUpdate, &GridHandler::Update);
  }
  Reactor* AssignGridStaff(Ctx* c, const v1::AssignGridStaffRequest* q,
                           v1::GridAssignment* r) override {
    return rpc_.Unary(c, q, r, handler_, &GridHandler::Assign);
  }
  Reactor* EndGridAssignment(Ctx* c, const v1::EndGridAssignmentRequest* q,
                             v1::GridAssignment* r) override {
    return rpc_.Unary(c, q, r, handler_, &GridHandler::EndAssignment);
  }
  Reactor* ListGridAssignments(Ctx* c, const v1::ListGridAssignmentsRequest* q,
                               v1::ListGridAssignmentsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &GridHandler::ListAssignments);
  }

 private:
  Transport& rpc_;
  GridHandler& handler_;
};

class AreaRpc final : public v1::AreaService::CallbackService {
 public:
  AreaRpc(Transport& rpc, AreaHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* PreviewAreaChange(Ctx* c, const v1::PreviewAreaChangeRequest* q,
                             v1::AreaChangePreview* r) override {
    return rpc_.Unary(c, q, r, handler_, &AreaHandler::Preview);
  }
  Reactor* SplitGrid(Ctx* c, const v1::SplitGridRequest* q, v1::Grid* r) override {
    return rpc_.Unary(c, q, r, handler_, &AreaHandler::PrepareSplit, &AreaHandler::Split);
  }
  Reactor* MergeGrids(Ctx* c, const v1::MergeGridsRequest* q, v1::Grid* r) override {
    return rpc_.Unary(c, q, r, handler_, &AreaHandler::PrepareMerge, &AreaHandler::Merge);
  }
  Reactor* RetireGrid(Ctx* c, const v1::RetireGridRequest* q, v1::Grid* r) override {
    return rpc_.Unary(c, q, r, handler_, &AreaHandler::Retire);
  }
  Reactor* FoundCommunity(Ctx* c, const v1::FoundCommunityRequest* q, v1::Division* r) override {
    return rpc_.Unary(c, q, r, handler_, &AreaHandler::PrepareFound, &AreaHandler::Found);
  }

 private:
  Transport& rpc_;
  AreaHandler& handler_;
};

class CompoundRpc final : public v1::CompoundService::CallbackService {
 public:
  CompoundRpc(Transport& rpc, CompoundHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* GetCompound(Ctx* c, const v1::GetCompoundRequest* q, v1::Compound* r) override {
    return rpc_.Unary(c, q, r, handler_, &CompoundHandler::Get);
  }
  Reactor* ListCompounds(Ctx* c, const v1::ListCompoundsRequest* q,
                         v1::ListCompoundsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &CompoundHandler::List);
  }
  Reactor* CreateCompound(Ctx* c, const v1::CreateCompoundRequest* q, v1::Compound* r) override {
    return rpc_.Unary(c, q, r, handler_, &CompoundHandler::Create);
  }
  Reactor* UpdateCompound(Ctx* c, const v1::UpdateCompoundRequest* q, v1::Compound* r) override {
    return rpc_.Unary(c, q, r, handler_, &CompoundHandler::Update);
  }

 private:
  Transport& rpc_;
  CompoundHandler& handler_;
};

class TakeoverRpc final : public v1::TakeoverService::CallbackService {
 public:
  TakeoverRpc(Transport& rpc, TakeoverHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* GetTakeover(Ctx* c, const v1::GetTakeoverRequest* q, v1::Takeover* r) override {
    return rpc_.Unary(c, q, r, handler_, &TakeoverHandler::Get);
  }
  Reactor* ListTakeovers(Ctx* c, const v1::ListTakeoversRequest* q,
                         v1::ListTakeoversResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &TakeoverHandler::List);
  }
  Reactor* CreateTakeover(Ctx* c, const v1::CreateTakeoverRequest* q, v1::Takeover* r) override {
    return rpc_.Unary(c, q, r, handler_, &TakeoverHandler::Create);
  }
  Reactor* UpdateTakeover(Ctx* c, const v1::UpdateTakeoverRequest* q, v1::Takeover* r) override {
    return rpc_.Unary(c, q, r, handler_, &TakeoverHandler::Update);
  }
  Reactor* StartTakeover(Ctx* c, const v1::StartTakeoverRequest* q, v1::Takeover* r) override {
    return rpc_.Unary(c, q, r, handler_, &TakeoverHandler::Start);
  }
  Reactor* RecordTakeoverItem(Ctx* c, const v1::RecordTakeoverItemRequest* q,
                              v1::Takeover* r) override {
    return rpc_.Unary(c, q, r, handler_, &TakeoverHandler::RecordItem);
  }
  Reactor* PreviewTakeover(Ctx* c, const v1::PreviewTakeoverRequest* q,
                           v1::AreaChangePreview* r) override {
    return rpc_.Unary(c, q, r, handler_, &TakeoverHandler::Preview);
  }
  Reactor* CompleteTakeover(Ctx* c, const v1::CompleteTakeoverRequest* q,
                            v1::Takeover* r) override {
    return rpc_.Unary(c, q, r, handler_, &TakeoverHandler::Complete);
  }
  Reactor* CancelTakeover(Ctx* c, const v1::CancelTakeoverRequest* q, v1::Takeover* r) override {
    return rpc_.Unary(c, q, r, handler_, &TakeoverHandler::Cancel);
  }

 private:
  Transport& rpc_;
  TakeoverHandler& handler_;
};

class CategoryRpc final : public v1::CategoryService::CallbackService {
 public:
  CategoryRpc(Transport& rpc, CategoryHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* GetCategory(Ctx* c, const v1::GetCategoryRequest* q, v1::Category* r) override {
    return rpc_.Unary(c, q, r, handler_, &CategoryHandler::Get);
  }
  Reactor* ListCategories(Ctx* c, const v1::ListCategoriesRequest* q,
                          v1::ListCategoriesResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &CategoryHandler::List);
  }
  Reactor* ImportCategories(Ctx* c, const v1::ImportCategoriesRequest* q,
                            v1::ImportCategoriesResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &CategoryHandler::Import);
  }
  Reactor* PublishCategories(Ctx* c, const v1::PublishCategoriesRequest* q,
                             v1::PublishCategoriesResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &CategoryHandler::Publish);
  }
  Reactor* RetireCategory(Ctx* c, const v1::RetireCategoryRequest* q, v1::Category* r) override {
    return rpc_.Unary(c, q, r, handler_, &CategoryHandler::Retire);
  }

 private:
  Transport& rpc_;
  CategoryHandler& handler_;
};

class CalendarRpc final : public v1::CalendarService::CallbackService {
 public:
  CalendarRpc(Transport& rpc, CalendarHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* ListCalendarDays(Ctx* c, const v1::ListCalendarDaysRequest* q,
                            v1::ListCalendarDaysResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &CalendarHandler::ListDays);
  }
  Reactor* ImportCalendar(Ctx* c, const v1::ImportCalendarRequest* q,
                          v1::ImportCalendarResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &CalendarHandler::ImportDays);
  }
  Reactor* ComputeDeadline(Ctx* c, const v1::ComputeDeadlineRequest* q,
                           v1::ComputeDeadlineResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &CalendarHandler::Compute);
  }
  Reactor* ListDeadlineClasses(Ctx* c, const v1::ListDeadlineClassesRequest* q,
                               v1::ListDeadlineClassesResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &CalendarHandler::ListClasses);
  }
  Reactor* ImportDeadlineClasses(Ctx* c, const v1::ImportDeadlineClassesRequest* q,
                                 v1::ImportDeadlineClassesResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &CalendarHandler::ImportClasses);
  }

 private:
  Transport& rpc_;
  CalendarHandler& handler_;
};

}  // namespace

void AddReferenceServices(Transport& transport, Handlers& handlers, Services& services) {
  services.push_back(std::make_unique<DivisionRpc>(transport, handlers.divisions));
  services.push_back(std::make_unique<UnitRpc>(transport, handlers.units));
  services.push_back(std::make_unique<GridRpc>(transport, handlers.grids));
  services.push_back(std::make_unique<AreaRpc>(transport, handlers.area_changes));
  services.push_back(std::make_unique<CompoundRpc>(transport, handlers.compounds));
  services.push_back(std::make_unique<TakeoverRpc>(transport, handlers.takeovers));
  services.push_back(std::make_unique<CategoryRpc>(transport, handlers.categories));
  services.push_back(std::make_unique<CalendarRpc>(transport, handlers.calendars));
}

}  // namespace gridgov
