#include "server/handlers/property_services.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/compound_status.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/credit_code.h"
#include "server/handlers/days.h"
#include "server/handlers/divisions.h"
#include "server/handlers/errors.h"
#include "server/handlers/personal_data.h"
#include "server/handlers/update.h"
#include "server/store/column.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::CompoundDuty;
using v1::PropertyService;

constexpr char kPermission[] = "compounds.govern";

PropertyService::State StateOn(const PropertyService& service, const std::string& today) {
  if (!service.end_date().empty() && service.end_date() < today) {
    return PropertyService::STATE_ENDED;
  }
  if (service.start_date() > today) return PropertyService::STATE_UPCOMING;
  if (service.contract_end_date() >= today) return PropertyService::STATE_IN_FORCE;
  return service.successor().empty() ? PropertyService::STATE_EXPIRED
                                     : PropertyService::STATE_ENDED;
}

absl::Status WrongStateOf(const PropertyService& service, absl::string_view verb,
                          const std::string& today) {
  const auto* state =
      PropertyService::State_descriptor()->FindValueByNumber(StateOn(service, today));
  return WrongState(service.name(), EnumText(state), verb);
}

bool Ended(const PropertyService& service) {
  return !service.end_date().empty() || !service.successor().empty();
}

// What is asked of a contract by itself; `field` is where the request has it.
absl::Status CheckContract(const Txn& txn, const PropertyService& service,
                           const std::string& field) {
  GG_RETURN_IF_ERROR(CheckDay(field + ".start_date", service.start_date()));
  GG_RETURN_IF_ERROR(CheckDay(field + ".contract_end_date", service.contract_end_date()));
  GG_RETURN_IF_ERROR(CheckNotBefore(field + ".contract_end_date", service.contract_end_date(),
                                    AddDays(service.start_date(), 1)));
  GG_RETURN_IF_ERROR(CheckCreditCode(field + ".credit_code", service.credit_code()));
  if (service.unit().empty()) return absl::OkStatus();
  return UnitTable().Get(txn.System(), service.unit()).status();
}

// No other contract of the compound runs in part of its time.
absl::Status CheckAlone(const Txn& txn, const PropertyService& service) {
  GG_ASSIGN_OR_RETURN(
      const std::vector<PropertyService> others,
      PropertyServiceTable().Select(
          txn.System(), {.where = "t.compound = $1 AND t.start_date <= $2 AND "
                                  "COALESCE(t.end_date, t.contract_end_date) >= $3",
                         .args = {Blob{IdBytes(service.compound())}, service.contract_end_date(),
                                  service.start_date()}}));
  for (const PropertyService& other : others) {
    if (other.name() == service.name()) continue;
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "CONTRACT_OVERLAPS",
        {.zh = absl::StrCat("与该小区 ", other.start_date(), " 至 ", other.contract_end_date(),
                            " 的物业服务合同重叠，请核对日期，或先终止、移交。"),
         .en = absl::StrCat("It overlaps the compound's contract of ", other.start_date(), " to ",
                            other.contract_end_date(),
                            ". Check the dates, or end or hand over that one first.")},
        {{"property_service", other.name()}});
  }
  return absl::OkStatus();
}

// The newest contract that is over before this one begins, if nothing lies between.
absl::StatusOr<std::vector<PropertyService>> Before(const Txn& txn,
                                                    const PropertyService& service) {
  return PropertyServiceTable().Select(
      txn.System(),
      {.where = "t.compound = $1 AND t.start_date < $2 AND t.successor IS NULL AND NOT EXISTS "
                "(SELECT 1 FROM property_services o WHERE o.compound = t.compound AND o.start_date "
                "> t.start_date AND o.start_date < $2)",
       .args = {Blob{IdBytes(service.compound())}, service.start_date()}});
}

absl::StatusOr<bool> HasLater(const Txn& txn, const PropertyService& service) {
  bool later = false;
  GG_RETURN_IF_ERROR(txn.db.Query(
      "SELECT 1 FROM property_services WHERE compound = $1 AND start_date > $2 LIMIT 1",
      {Blob{IdBytes(service.compound())}, service.start_date()}, [&later](const Row&) {
        later = true;
        return absl::OkStatus();
      }));
  return later;
}

}  // namespace

void PresentPropertyService(const Call& call, PropertyService* service) {
  service->set_state(StateOn(*service, DayText(call.txn.now)));
  service->clear_allowed_actions();
  const Scope& reach = call.principal.ScopeFor(kPermission);
  if (Ended(*service) || reach.empty() ||
      !PropertyServiceTable().Covers(call.txn, reach, *service).has_value()) {
    return;
  }
  for (const char* act : {"update", "end", "hand_over"}) service->add_allowed_actions(act);
}

absl::StatusOr<PropertyService> PropertyServiceHandler::Get(
    Call& call, const v1::GetPropertyServiceRequest& request) const {
  return PropertyServiceTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListPropertyServicesResponse> PropertyServiceHandler::List(
    Call& call, const v1::ListPropertyServicesRequest& request) const {
  v1::ListPropertyServicesResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, PropertyServiceTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<PropertyService> PropertyServiceHandler::Enter(const Txn& txn,
                                                              PropertyService service,
                                                              const std::string& id) const {
  GG_RETURN_IF_ERROR(CheckAlone(txn, service));
  GG_ASSIGN_OR_RETURN(*service.mutable_name(),
                      NameFor("propertyServices", id, "property_service_id"));
  GG_ASSIGN_OR_RETURN(const bool later, HasLater(txn, service));
  GG_ASSIGN_OR_RETURN(std::vector<PropertyService> before, Before(txn, service));
  if (!before.empty()) service.set_predecessor(before.front().name());
  GG_ASSIGN_OR_RETURN(service, PropertyServiceTable().Insert(txn, std::move(service)));
  for (PropertyService& one : before) {
    GG_RETURN_IF_ERROR(
        CompoundDuties::Done(txn, one.name(), CompoundDuty::KIND_CONTRACT_END, txn.now));
    one.set_successor(service.name());
    GG_RETURN_IF_ERROR(PropertyServiceTable().Update(txn.System(), std::move(one)).status());
  }
  if (!later) {
    GG_RETURN_IF_ERROR(duties_.BeginUntil(txn, SubjectOf(service), CompoundDuty::KIND_CONTRACT_END,
                                          kContractClass, service.contract_end_date()));
  }
  return service;
}

absl::StatusOr<PropertyService> PropertyServiceHandler::Create(
    Call& call, const v1::CreatePropertyServiceRequest& request) const {
  PropertyService service = request.property_service();
  if (service.compound().empty()) {
    return MakeInvalid("property_service.compound", "REQUIRED",
                       {.zh = "必须填写。", .en = "is required."});
  }
  GG_ASSIGN_OR_RETURN(const v1::Compound compound,
                      CompoundTable().Get(call.txn, service.compound()));
  service.set_grid(compound.grid());
  GG_RETURN_IF_ERROR(CheckContract(call.txn, service, "property_service"));
  return Enter(call.txn, std::move(service), request.property_service_id());
}

absl::StatusOr<PropertyService> PropertyServiceHandler::Update(
    Call& call, const v1::UpdatePropertyServiceRequest& request) const {
  const v1::PropertyService& change = request.property_service();
  GG_ASSIGN_OR_RETURN(PropertyService service,
                      PropertyServiceTable().GetForUpdate(call.txn, change.name(), change.etag()));
  if (Ended(service)) return WrongStateOf(service, "update", DayText(call.txn.now));
  const std::string last_day = service.contract_end_date();
  MergeUpdate(change, request.update_mask(), &service);
  GG_RETURN_IF_ERROR(CheckContract(call.txn, service, "property_service"));
  GG_RETURN_IF_ERROR(CheckAlone(call.txn, service));
  if (service.contract_end_date() != last_day) {
    GG_RETURN_IF_ERROR(CompoundDuties::Done(call.txn, service.name(),
                                            CompoundDuty::KIND_CONTRACT_END, call.txn.now));
    GG_RETURN_IF_ERROR(duties_.BeginUntil(call.txn, SubjectOf(service),
                                          CompoundDuty::KIND_CONTRACT_END, kContractClass,
                                          service.contract_end_date()));
  }
  return PropertyServiceTable().Update(call.txn, std::move(service));
}

absl::StatusOr<PropertyService> PropertyServiceHandler::End(
    Call& call, const v1::EndPropertyServiceRequest& request) const {
  GG_ASSIGN_OR_RETURN(PropertyService service, PropertyServiceTable().GetForUpdate(
                                                   call.txn, request.name(), request.etag()));
  if (Ended(service)) return WrongStateOf(service, "end", DayText(call.txn.now));
  GG_RETURN_IF_ERROR(CheckPastDay(call.txn, "end_date", request.end_date()));
  GG_RETURN_IF_ERROR(CheckNotBefore("end_date", request.end_date(), service.start_date()));
  service.set_end_date(request.end_date());
  service.set_end_reason(request.reason());
  GG_RETURN_IF_ERROR(CompoundDuties::DropAll(call.txn, service.name()));
  GG_RETURN_IF_ERROR(ForgetPerson(call.txn, PropertyServiceTable(), &service));
  return service;
}

absl::StatusOr<PropertyService> PropertyServiceHandler::HandOver(
    Call& call, const v1::HandOverPropertyServiceRequest& request) const {
  GG_ASSIGN_OR_RETURN(PropertyService service, PropertyServiceTable().GetForUpdate(
                                                   call.txn, request.name(), request.etag()));
  if (Ended(service)) return WrongStateOf(service, "hand_over", DayText(call.txn.now));
  PropertyService next = request.successor();
  next.set_compound(service.compound());
  next.set_grid(service.grid());
  GG_RETURN_IF_ERROR(CheckContract(call.txn, next, "successor"));
  const std::string first = next.start_date();
  GG_RETURN_IF_ERROR(CheckPastDay(call.txn, "successor.start_date", first));
  GG_RETURN_IF_ERROR(
      CheckNotBefore("successor.start_date", first, AddDays(service.start_date(), 1)));
  service.set_end_date(std::min(AddDays(first, -1), service.contract_end_date()));
  GG_RETURN_IF_ERROR(ForgetPerson(call.txn, PropertyServiceTable(), &service));
  return Enter(call.txn, std::move(next), request.property_service_id());
}

}  // namespace gridgov
