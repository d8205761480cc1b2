#include "server/store/counting.h"

#include "proto/cpp/status_macros.h"
#include "server/store/column.h"
#include "server/store/time_text.h"

namespace gridgov {

void Counts::Add(const std::string& grid, absl::Time time, absl::string_view measure,
                 int64_t amount) {
  std::string id = IdBytes(grid);
  if (id.empty()) return;
  Add({std::move(id), DayText(time), std::string(measure)}, amount);
}

void Counts::Add(CounterId id, int64_t amount) {
  const auto at = all_.try_emplace(std::move(id), 0).first;
  at->second += amount;
  if (at->second == 0) all_.erase(at);
}

void Counts::Subtract(const Counts& other) {
  for (const auto& [id, amount] : other.all_) Add(id, -amount);
}

absl::Status Counting::OnWrite(Connection& db, const TableBase& table,
                               const google::protobuf::Message* before,
                               const google::protobuf::Message& after) const {
  for (const auto& [counted, rule] : rules_) {
    if (counted != &table) continue;
    Counts counts;
    rule(after, counts);
    if (before != nullptr) {
      Counts gone;
      rule(*before, gone);
      counts.Subtract(gone);
    }
    GG_RETURN_IF_ERROR(StoreCounts(db, counts));
  }
  return absl::OkStatus();
}

absl::Status StoreCounts(Connection& db, const Counts& counts) {
  for (const auto& [id, amount] : counts.all()) {
    GG_RETURN_IF_ERROR(db.Execute("INSERT INTO counters (grid, day, measure, value) VALUES ($1, "
                                  "$2, $3, $4) ON CONFLICT (grid, day, measure) DO UPDATE SET "
                                  "value = value + excluded.value",
                                  {Blob{id.grid}, id.day, id.measure, amount})
                           .status());
  }
  return absl::OkStatus();
}

}  // namespace gridgov
