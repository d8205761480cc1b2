// The two macros of the project's error handling; errors are values, never exceptions.
//
//   GG_RETURN_IF_ERROR(store.Delete(txn, name));
//   GG_ASSIGN_OR_RETURN(v1::Issue issue, issues.Get(txn, name));
#ifndef GRIDGOV_PROTO_CPP_STATUS_MACROS_H_
#define GRIDGOV_PROTO_CPP_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define GG_CONCAT_INNER(a, b) a##b
#define GG_CONCAT(a, b) GG_CONCAT_INNER(a, b)

// Returns from the enclosing function if `expr` is an error.
#define GG_RETURN_IF_ERROR(expr)                            \
  do {                                                      \
    if (absl::Status gg_status = (expr); !gg_status.ok()) { \
      return gg_status;                                     \
    }                                                       \
  } while (false)

// NOLINTBEGIN(bugprone-macro-parentheses): what is declared cannot stand in parentheses.
// Assigns the value of a StatusOr, or returns its error from the enclosing function.
#define GG_ASSIGN_OR_RETURN(lhs, expr) \
  GG_ASSIGN_OR_RETURN_INNER(GG_CONCAT(gg_status_or_, __LINE__), lhs, expr)

#define GG_ASSIGN_OR_RETURN_INNER(tmp, lhs, expr) \
  auto tmp = (expr);                              \
  if (!tmp.ok()) return std::move(tmp).status();  \
  lhs = *std::move(tmp)
// NOLINTEND(bugprone-macro-parentheses)

#endif  // GRIDGOV_PROTO_CPP_STATUS_MACROS_H_
