// The shape of requests, as (rule) in options.proto declares it: one walk over the message, with
// what each field allows worked out once per type. Violations never repeat what was sent.
//
// Free functions, safe from every thread. A type's descriptor must live as long as the program,
// which that of generated code does.
#ifndef GRIDGOV_SERVER_RPC_VALIDATE_H_
#define GRIDGOV_SERVER_RPC_VALIDATE_H_

#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "proto/cpp/errors.h"

namespace gridgov {

// After so many violations the walk stops.
inline constexpr size_t kMostViolationsFound = 500;
// A message that is nested deeper is not looked into, but refused.
inline constexpr int kMostLevels = 20;

// What is wrong with a request, in the order of its fields; empty if nothing is. A text has at most
// one violation. Reasons:
//   REQUIRED           not set, or empty, zero, false
//   TOO_LONG           more code points than max_length, 200 without it
//   TOO_MANY           more elements than max_items, 200 without it; they are not looked at
//   BAD_FORMAT         does not match the pattern
//   BAD_DATE           the calendar has no such day (fields named `date` or `..._date`)
//   OUT_OF_RANGE       a number outside min and max, a negative page_size, a Timestamp outside the
//                      years 2000 to 2100, a Point not on earth
//   NOT_A_NUMBER       NaN or infinite
//   UNKNOWN_ENUM       a number that the enum does not have
//   BAD_NAME           not the name of a resource of the collections that the rule allows
//   BAD_UTF8           not UTF-8
//   CONTROL_CHARACTER  NUL or any other control character but line feed and tab
//   BAD_MASK           the path of a FieldMask that is no field of the request's resource, or one
//                      that is output_only or immutable; nested paths and `*` are none
//   TOO_DEEP           more than kMostLevels messages in one another
// Fields that are output_only are passed over. The resource of a request named Update... is a
// change: its `name` must be set, and another field only if the mask names it.
std::vector<Violation> Validate(const google::protobuf::Message& request);

// Clears whatever is output_only in the messages of a request; the resource of a request named
// Update... keeps its `name` and `etag`.
void ClearOutputOnly(google::protobuf::Message* request);

// INTERNAL, reason BAD_CONTRACT, naming the field, if a rule of the request or of a message in it
// cannot be kept: a pattern that RE2 refuses, a min over its max, a limit on a field of another
// kind. Validate() refuses every text for a pattern that is none.
absl::Status CheckRules(const google::protobuf::Descriptor* request);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_RPC_VALIDATE_H_
