// ErrorDetail <-> absl::Status. An error is made once, with both languages side by side, and is
// put into the caller's language at the edge of the server.
//
//   return MakeError(absl::StatusCode::kFailedPrecondition, "WRONG_STATE",
//                    {.zh = "事件尚未办结，不能结案。", .en = "The issue is not finished."},
//                    {{"state", "IN_PROGRESS"}});
//
// Free functions without state; safe from every thread.
#ifndef GRIDGOV_PROTO_CPP_ERRORS_H_
#define GRIDGOV_PROTO_CPP_ERRORS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "gridgov/v1/error.pb.h"

namespace gridgov {

// A text that a person sees: Chinese first, English equal.
struct Text {
  std::string zh;
  std::string en;
};

// One field that is wrong, before a language is chosen.
struct Violation {
  std::string field;
  std::string reason;
  Text description;
};

// The metadata key under which a missing session is told apart from a wrong one, and so on, is the
// reason itself: clients switch on ErrorReason(), never on a message.
absl::Status MakeError(absl::StatusCode code, absl::string_view reason, Text text,
                       std::map<std::string, std::string> metadata = {});

// INVALID_ARGUMENT with the first 16 of `violations` and the number of the rest.
// Reason INVALID_FIELDS. `violations` must not be empty.
absl::Status MakeInvalid(const std::vector<Violation>& violations);

// INVALID_ARGUMENT about one field.
absl::Status MakeInvalid(absl::string_view field, absl::string_view reason, Text text);

// The reason of an error made here or received from a server; "" for any other status.
std::string ErrorReason(const absl::Status& status);

// The detail of an error in one language; an empty message for a status without one.
v1::ErrorDetail ErrorDetailIn(const absl::Status& status, bool chinese);

// The bytes of grpc-status-details-bin for `status`.
std::string EncodeStatusDetails(const absl::Status& status, bool chinese);

// The status that a server sent: code, English message and the bytes of grpc-status-details-bin.
absl::Status DecodeStatus(absl::StatusCode code, absl::string_view message,
                          absl::string_view details);

}  // namespace gridgov

#endif  // GRIDGOV_PROTO_CPP_ERRORS_H_
