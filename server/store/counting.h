// Counting: keeps the counters at grid and day in step with the rows they follow from.
//
// What a row counts for is one pure function of the row (a CountRule, server/handlers/counting.h
// has the list). Whenever a table writes a row, the difference between what it counted for before
// and after is added to the counters in the same transaction, so no handler can forget it, and what
// the counters must be can be computed anew from the rows alone.
#ifndef GRIDGOV_SERVER_STORE_COUNTING_H_
#define GRIDGOV_SERVER_STORE_COUNTING_H_

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "server/engine/engine.h"

namespace gridgov {

class TableBase;

// One counter. Ordered by grid, day, measure.
struct CounterId {
  std::string grid;  // 16 bytes.
  std::string day;   // "YYYY-MM-DD" in China.
  std::string measure;

  auto operator<=>(const CounterId&) const = default;
};

// Amounts by counter. Used by one thread.
class Counts {
 public:
  // Nothing for a name that is no grid's.
  void Add(const std::string& grid, absl::Time time, absl::string_view measure, int64_t amount = 1);
  void Add(CounterId id, int64_t amount);
  // Takes all of `other` away.
  void Subtract(const Counts& other);

  // Without those of amount zero.
  const std::map<CounterId, int64_t>& all() const { return all_; }

 private:
  std::map<CounterId, int64_t> all_;
};

// What a row counts for. A row that never changes counts where and when it was written.
using CountRule = void (*)(const google::protobuf::Message& row, Counts& counts);

// Immutable; safe from every thread.
class Counting {
 public:
  using Rules = std::vector<std::pair<const TableBase*, CountRule>>;
  explicit Counting(Rules rules) : rules_(std::move(rules)) {}

  const Rules& rules() const { return rules_; }

  // A row of the table was written: `before` is nullptr for a new one.
  absl::Status OnWrite(Connection& db, const TableBase& table,
                       const google::protobuf::Message* before,
                       const google::protobuf::Message& after) const;

 private:
  const Rules rules_;
};

// Adds them to the table of counters.
absl::Status StoreCounts(Connection& db, const Counts& counts);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_COUNTING_H_
