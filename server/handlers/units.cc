#include <utility>

#include "gridgov/v1/unit.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/divisions.h"
#include "server/handlers/issue_facts.h"
#include "server/handlers/update.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"

namespace gridgov {

absl::StatusOr<v1::Unit> UnitHandler::Get(Call& call, const v1::GetUnitRequest& request) {
  return UnitTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListUnitsResponse> UnitHandler::List(Call& call,
                                                        const v1::ListUnitsRequest& request) {
  v1::ListUnitsResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, UnitTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<v1::Unit> UnitHandler::Create(Call& call, const v1::CreateUnitRequest& request) {
  v1::Unit unit = request.unit();
  GG_ASSIGN_OR_RETURN(*unit.mutable_name(), NameFor("units", request.unit_id(), "unit_id"));
  return UnitTable().Insert(call.txn, std::move(unit));
}

absl::StatusOr<v1::Unit> UnitHandler::Update(Call& call, const v1::UpdateUnitRequest& request) {
  GG_ASSIGN_OR_RETURN(v1::Unit unit, UnitTable().GetForUpdate(call.txn, request.unit().name(),
                                                              request.unit().etag()));
  MergeUpdate(request.unit(), request.update_mask(), &unit);
  return UnitTable().Update(call.txn, std::move(unit));
}

absl::StatusOr<v1::UnitMember> UnitHandler::AddMember(Call& call,
                                                      const v1::AddUnitMemberRequest& request) {
  return UnitMemberTable().Insert(call.txn, request.unit_member());
}

absl::StatusOr<v1::UnitMember> UnitHandler::EndMember(Call& call,
                                                      const v1::EndUnitMemberRequest& request) {
  GG_ASSIGN_OR_RETURN(v1::UnitMember member, UnitMemberTable().Get(call.txn, request.name()));
  if (request.end_date() < member.start_date()) {
    return MakeInvalid("end_date", "BEFORE_START",
                       {.zh = "不能早于开始日期。", .en = "must not be before the first day."});
  }
  member.set_end_date(request.end_date());
  return UnitMemberTable().Update(call.txn, std::move(member));
}

absl::StatusOr<v1::ListUnitMembersResponse> UnitHandler::ListMembers(
    Call& call, const v1::ListUnitMembersRequest& request) {
  v1::ListUnitMembersResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, UnitMemberTable(), request,
                              {.where = "t.unit = $1", .args = {Blob{IdBytes(request.parent())}}},
                              nullptr, &response));
  return response;
}

}  // namespace gridgov
