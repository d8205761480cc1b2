// Filters: an AIP-160 subset, compiled to bound SQL.
//
//   state = IN_PROGRESS AND due_time < "2026-11-24T00:00:00Z" AND grid = "grids/..."
//
// Comparisons (= != < <= > >=) joined by AND, over the fields that their rule calls filterable.
#ifndef GRIDGOV_SERVER_STORE_FILTER_H_
#define GRIDGOV_SERVER_STORE_FILTER_H_

#include <string>

#include "absl/status/statusor.h"
#include "server/store/table.h"

namespace gridgov {

// One comparison as it was written.
struct Comparison {
  std::string field;
  std::string op;
  std::string literal;
};

// INVALID_ARGUMENT, field "filter", reason BAD_FILTER, for text outside the subset.
absl::StatusOr<std::vector<Comparison>> ParseFilter(absl::string_view text);

// INVALID_ARGUMENT, field "filter", reason NOT_FILTERABLE.
absl::Status NotFilterable(absl::string_view field);

// Appends " AND ..." to `find`; INVALID_ARGUMENT also for a field that is not filterable or a
// literal that is no value of it.
absl::Status AddFilter(const TableBase& table, const std::vector<Comparison>& filter, Find* find);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_FILTER_H_
