// Fields of messages from what people type: text, numbers, dates, codes, words.
//
// Free functions without state; safe from every thread.
#ifndef GRIDGOV_CLIENT_CLI_FIELDS_H_
#define GRIDGOV_CLIENT_CLI_FIELDS_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace gridgov {

// The zone in which times are shown and read: Asia/Shanghai, which has known no other offset than
// +08:00 since 1991.
absl::TimeZone OfficeTime();

// "2026-11-24 08:30" in office time; "" for the epoch, which stands for a time that is not set.
std::string ShowTime(absl::Time time);

// Today in office time, YYYY-MM-DD.
std::string Today(absl::Time now);

// Reads "2026-11-24", "2026-11-24 08:30", "2026-11-24 08:30:15" in office time, or RFC 3339. A
// usage error for anything else.
absl::StatusOr<absl::Time> ParseTime(absl::string_view text);

// "units/CG" for the code CG of the collection "units"; a text with '/' is a name already. Of
// "divisions|grids" 15 digits are a grid, all else a division.
std::string ResourceName(absl::string_view collection, const std::string& text);

// Sets the field at a dotted path, or adds to it if it is repeated. What `text` may be follows from
// the field: words of an enumeration, a number, "31.46,104.74" for a point, a time, a code or name
// of `collection` (empty: the one of the field's rule). A usage error for a text that does not fit.
absl::Status SetField(google::protobuf::Message& message, absl::string_view path,
                      const std::string& text, const std::string& collection = "");

// One comparison of a list's filter, such as `state = IN_PROGRESS`, with `text` as in SetField.
absl::StatusOr<std::string> FilterTerm(const google::protobuf::FieldDescriptor& field,
                                       absl::string_view op, const std::string& text,
                                       const std::string& collection = "");

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_FIELDS_H_
