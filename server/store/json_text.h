// JsonText: what is only read whole, a repeated field or a message, as JSON in one column.
//
//   repeated, message    array, object by the fields' names; what is not set is left out
//   enum, Timestamp      its name, fixed-width UTC
//   others               as JSON has them
//
// protobuf's own conversion costs as much as the rest of a read. Free functions, safe from every
// thread.
#ifndef GRIDGOV_SERVER_STORE_JSON_TEXT_H_
#define GRIDGOV_SERVER_STORE_JSON_TEXT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace gridgov {

// "" where there is nothing.
std::string JsonText(const google::protobuf::Message& message,
                     const google::protobuf::FieldDescriptor* field);

// Puts it into the field, which is empty before. A name that the contract no longer has is passed
// over; DATA_LOSS for what is no JSON or no value of the field.
absl::Status ReadJsonText(absl::string_view json, const google::protobuf::FieldDescriptor* field,
                          google::protobuf::Message* message);

// Appends `text`, which is UTF-8, as a JSON string with its quotes.
void AppendJsonString(absl::string_view text, std::string* out);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_JSON_TEXT_H_
