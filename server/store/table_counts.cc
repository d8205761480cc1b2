#include "server/store/table_counts.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proto/cpp/status_macros.h"

namespace gridgov {

absl::StatusOr<std::map<std::string, int64_t>> CountRows(Connection& db) {
  std::vector<std::string> names;
  GG_RETURN_IF_ERROR(db.Query(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE "
      "'\\' ORDER BY name",
      {}, [&names](const Row& row) {
        names.emplace_back(row.Bytes(0));
        return absl::OkStatus();
      }));
  std::map<std::string, int64_t> counts;
  for (const std::string& name : names) {
    const std::string quoted = absl::StrReplaceAll(name, {{"\"", "\"\""}});
    GG_RETURN_IF_ERROR(db.Query(absl::StrCat("SELECT count(*) FROM \"", quoted, "\""), {},
                                [&counts, &name](const Row& row) {
                                  counts[name] = row.Int(0);
                                  return absl::OkStatus();
                                }));
  }
  return counts;
}

}  // namespace gridgov
