#include "server/store/tables/divisions.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/store/column.h"

namespace gridgov {
namespace {

Value OrNull(const std::string& text) { return text.empty() ? Value() : Value(text); }

}  // namespace

absl::StatusOr<std::vector<StoredDivision>> StoredDivisions(Connection& db, const std::string& root,
                                                            const std::string& after, int limit) {
  std::vector<StoredDivision> rows;
  // "~" is greater than every digit.
  GG_RETURN_IF_ERROR(
      db.Query("SELECT code, title, parent, valid_from_date, valid_to_date FROM divisions WHERE "
               "code > $1 AND code >= $2 AND code < $3 ORDER BY code LIMIT $4",
               {after, root, absl::StrCat(root, "~"), int64_t{limit}}, [&rows](const Row& row) {
                 rows.push_back({std::string(row.Bytes(0)), std::string(row.Bytes(1)),
                                 std::string(row.Bytes(2)), std::string(row.Bytes(3)),
                                 std::string(row.Bytes(4))});
                 return absl::OkStatus();
               }));
  return rows;
}

absl::StatusOr<bool> InsertDivision(const Txn& txn, const v1::Division& division) {
  const std::string level =
      EnumText(v1::Division::Level_descriptor()->FindValueByNumber(division.level()));
  GG_ASSIGN_OR_RETURN(
      const int64_t made,
      txn.db.Execute(
          "INSERT INTO divisions (version, code, title, level, parent, valid_from_date) "
          "VALUES (1, $1, $2, $3, $4, $5) ON CONFLICT (code) DO NOTHING",
          {division.code(), division.title(), level, OrNull(SplitName(division.parent()).id),
           OrNull(division.valid_from_date())}));
  return made == 1;
}

absl::StatusOr<bool> HasGridsInUse(Connection& db, const std::string& code) {
  bool found = false;
  GG_RETURN_IF_ERROR(
      db.Query("SELECT 1 FROM area_grids a JOIN grids g ON g.uid = a.grid WHERE a.area = $1 AND "
               "g.state = 'ACTIVE' LIMIT 1",
               {MakeName("divisions", code)}, [&found](const Row&) {
                 found = true;
                 return absl::OkStatus();
               }));
  return found;
}

}  // namespace gridgov
