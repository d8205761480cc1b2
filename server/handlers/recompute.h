// Computing provisional deadlines anew, the same for every resource that has the standard fields.
#ifndef GRIDGOV_SERVER_HANDLERS_RECOMPUTE_H_
#define GRIDGOV_SERVER_HANDLERS_RECOMPUTE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/deadlines.h"
#include "server/store/table.h"

namespace gridgov {

// A Recompute (deadlines.h) of one table. Rows come in the order of their keys.
template <class T>
absl::StatusOr<int64_t> RecomputeRows(const Txn& txn, const Table<T>& table,
                                      const Deadlines& deadlines, int64_t after, int limit) {
  std::vector<T> rows;
  int64_t last = 0;
  GG_RETURN_IF_ERROR(table.FindInto(
      txn,
      {.where = "t.provisional = 1 AND t.key > $1",
       .args = {after},
       .limit = limit,
       .order = "t.key"},
      [&](std::unique_ptr<google::protobuf::Message> row, const std::string& cursor) {
        rows.push_back(std::move(static_cast<T&>(*row)));
        return absl::SimpleAtoi(cursor.substr(cursor.rfind(' ') + 1), &last)
                   ? absl::OkStatus()
                   : absl::InternalError("unreadable cursor");
      }));
  for (T& row : rows) {
    GG_RETURN_IF_ERROR(deadlines.Evaluate(txn, &row));
    GG_RETURN_IF_ERROR(table.Update(txn, std::move(row)).status());
  }
  return last;
}

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_RECOMPUTE_H_
