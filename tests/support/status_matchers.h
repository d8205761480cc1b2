// Matchers of errors: by code and reason, never by message.
#ifndef GRIDGOV_TESTS_SUPPORT_STATUS_MATCHERS_H_
#define GRIDGOV_TESTS_SUPPORT_STATUS_MATCHERS_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "proto/cpp/errors.h"

namespace gridgov {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <class T>
const absl::Status& StatusOf(const absl::StatusOr<T>& value) {
  return value.status();
}

MATCHER(IsOk, "is OK") {
  *result_listener << "which is " << StatusOf(arg).ToString();
  return StatusOf(arg).ok();
}

// EXPECT_THAT(answer, StatusIs(absl::StatusCode::kAborted, "CHANGED"))
MATCHER_P2(StatusIs, code, reason,
           absl::StatusCodeToString(code) + ", reason " + std::string(reason)) {
  *result_listener << "which is " << StatusOf(arg).ToString() << ", reason "
                   << ErrorReason(StatusOf(arg));
  return StatusOf(arg).code() == code && ErrorReason(StatusOf(arg)) == reason;
}

MATCHER_P(HasReason, reason, "has reason " + std::string(reason)) {
  *result_listener << "which is " << StatusOf(arg).ToString() << ", reason "
                   << ErrorReason(StatusOf(arg));
  return ErrorReason(StatusOf(arg)) == reason;
}

// INVALID_ARGUMENT with this complaint about this field among others.
MATCHER_P2(HasViolation, field, reason,
           "has violation " + std::string(reason) + " of " + std::string(field)) {
  const v1::ErrorDetail detail = ErrorDetailIn(StatusOf(arg), false);
  *result_listener << "which is " << StatusOf(arg).ToString() << ", " << detail.ShortDebugString();
  if (!absl::IsInvalidArgument(StatusOf(arg))) return false;
  for (const auto& violation : detail.violations()) {
    if (violation.field() == field && violation.reason() == reason) return true;
  }
  return false;
}

#define GG_TEST_CONCAT_INNER(a, b) a##b
#define GG_TEST_CONCAT(a, b) GG_TEST_CONCAT_INNER(a, b)
// NOLINTBEGIN(bugprone-macro-parentheses): what is declared cannot stand in parentheses.
#define GG_ASSERT_OK_AND_ASSIGN_INNER(temporary, target, expression) \
  auto temporary = (expression);                                     \
  ASSERT_THAT(temporary, ::gridgov::IsOk());                         \
  target = std::move(temporary).value()
// NOLINTEND(bugprone-macro-parentheses)
// GG_ASSERT_OK_AND_ASSIGN(const v1::Issue issue, server().Call<v1::Issue>("worker1", request));
#define GG_ASSERT_OK_AND_ASSIGN(target, expression) \
  GG_ASSERT_OK_AND_ASSIGN_INNER(GG_TEST_CONCAT(gg_answer_, __LINE__), target, expression)

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SUPPORT_STATUS_MATCHERS_H_
