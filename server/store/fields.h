// String fields by name, for code that serves every resource alike.
#ifndef GRIDGOV_SERVER_STORE_FIELDS_H_
#define GRIDGOV_SERVER_STORE_FIELDS_H_

#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace gridgov {

// The field's value; "" where the message has no such field.
inline std::string StringField(const google::protobuf::Message& message, absl::string_view field) {
  const auto* descriptor = message.GetDescriptor()->FindFieldByName(std::string(field));
  return descriptor == nullptr ? "" : message.GetReflection()->GetString(message, descriptor);
}

// Sets the field; nothing happens where the message has none.
inline void SetStringField(google::protobuf::Message* message, absl::string_view field,
                           std::string value) {
  const auto* descriptor = message->GetDescriptor()->FindFieldByName(std::string(field));
  if (descriptor != nullptr) {
    message->GetReflection()->SetString(message, descriptor, std::move(value));
  }
}

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_FIELDS_H_
