// Patrol types: their reads and their import.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/errors.h"
#include "server/handlers/import.h"
#include "server/handlers/patrol_checklist.h"
#include "server/handlers/patrols.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

absl::Status AddUnknownCategories(const Txn& txn, const v1::PatrolType& type,
                                  const std::string& field, std::vector<Violation>* wrong) {
  for (int i = 0; i < type.checklist_size(); ++i) {
    const std::string& code = type.checklist(i).category();
    if (code.empty()) continue;
    const auto id = CategoryTable().IdOfCode(txn.db, code);
    if (id.ok()) continue;
    if (!absl::IsNotFound(id.status())) return id.status();
    wrong->push_back(UnknownReference(absl::StrCat(field, ".checklist[", i, "].category"), code));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Violation>> WrongTypes(const Txn& txn,
                                                  const v1::ImportPatrolTypesRequest& request) {
  std::vector<Violation> wrong =
      DuplicateCodes(PatrolTypeTable(), request.patrol_types(), "patrol_types");
  for (int i = 0; i < request.patrol_types_size(); ++i) {
    const v1::PatrolType& type = request.patrol_types(i);
    const std::string field = absl::StrCat("patrol_types[", i, "]");
    for (Violation& violation : WrongChecklist(type, field)) wrong.push_back(std::move(violation));
    if (!type.valid_from_date().empty() && !IsDay(type.valid_from_date())) {
      wrong.push_back(BadDate(absl::StrCat(field, ".valid_from_date")));
    }
    GG_RETURN_IF_ERROR(AddUnknownCategories(txn, type, field, &wrong));
  }
  return wrong;
}

}  // namespace

absl::StatusOr<v1::PatrolType> PatrolHandler::GetType(
    Call& call, const v1::GetPatrolTypeRequest& request) const {
  return PatrolTypeTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListPatrolTypesResponse> PatrolHandler::ListTypes(
    Call& call, const v1::ListPatrolTypesRequest& request) const {
  v1::ListPatrolTypesResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, PatrolTypeTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<v1::ImportPatrolTypesResponse> PatrolHandler::ImportTypes(
    Call& call, const v1::ImportPatrolTypesRequest& request) const {
  GG_ASSIGN_OR_RETURN(const std::vector<Violation> wrong, WrongTypes(call.txn, request));
  if (!wrong.empty()) return MakeInvalid(wrong);
  GG_ASSIGN_OR_RETURN(const ImportCounts counts,
                      ImportRows(call.txn, PatrolTypeTable(), request.patrol_types(),
                                 /*validate_only=*/false, [](v1::PatrolType*, bool) {}));
  v1::ImportPatrolTypesResponse response;
  counts.FillIn(&response);
  return response;
}

}  // namespace gridgov
