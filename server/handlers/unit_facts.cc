#include "server/handlers/unit_facts.h"

#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/store/column.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

absl::StatusOr<v1::Unit> UnitInUse(const Txn& txn, const std::string& unit,
                                   const std::string& field) {
  auto found = UnitTable().Get(txn.System(), unit);
  if (found.ok() && (found->end_date().empty() || found->end_date() >= DayText(txn.now))) {
    return found;
  }
  return MakeInvalid(
      field, "NO_SUCH_UNIT",
      {.zh = "没有这个责任单位，或已停用。", .en = "there is no such unit, or it is out of use."});
}

}  // namespace

absl::Status CheckUnit(const Txn& txn, const std::string& unit, const std::string& field) {
  return UnitInUse(txn, unit, field).status();
}

absl::Status CheckUnitOfKind(const Txn& txn, const std::string& unit, v1::Unit::Kind kind,
                             const std::string& field) {
  GG_ASSIGN_OR_RETURN(const v1::Unit found, UnitInUse(txn, unit, field));
  if (found.kind() == kind) return absl::OkStatus();
  return MakeInvalid(field, "WRONG_KIND_OF_UNIT",
                     {.zh = "该单位的类别不符，请另选。",
                      .en = "is a unit of another kind. Choose one that fits."});
}

absl::StatusOr<bool> IsMember(const Txn& txn, const std::string& unit, const std::string& account) {
  bool found = false;
  GG_RETURN_IF_ERROR(txn.db.Query(
      "SELECT 1 FROM unit_members WHERE unit = $1 AND account = $2 AND start_date <= $3 AND "
      "COALESCE(end_date, '9999-12-31') >= $3 LIMIT 1",
      {Blob{IdBytes(unit)}, Blob{IdBytes(account)}, DayText(txn.now)}, [&found](const Row&) {
        found = true;
        return absl::OkStatus();
      }));
  return found;
}

}  // namespace gridgov
