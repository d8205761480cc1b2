#include "server/store/json_text.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/timestamp.pb.h"
#include "nlohmann/json.hpp"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;
using Json = nlohmann::ordered_json;

bool IsTime(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field->message_type() == Timestamp::descriptor();
}

Json ObjectOf(const Message& message);

// One value: the field's, or of a repeated field the one at `at`.
Json ValueOf(const Message& message, const FieldDescriptor* field, int at) {
  const auto* from = message.GetReflection();
  const bool many = field->is_repeated();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return many ? from->GetRepeatedString(message, field, at) : from->GetString(message, field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return many ? from->GetRepeatedBool(message, field, at) : from->GetBool(message, field);
    case FieldDescriptor::CPPTYPE_INT32:
      return many ? from->GetRepeatedInt32(message, field, at) : from->GetInt32(message, field);
    case FieldDescriptor::CPPTYPE_INT64:
      return many ? from->GetRepeatedInt64(message, field, at) : from->GetInt64(message, field);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return many ? from->GetRepeatedDouble(message, field, at) : from->GetDouble(message, field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return (many ? from->GetRepeatedEnum(message, field, at) : from->GetEnum(message, field))
          ->name();
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const Message& part =
          many ? from->GetRepeatedMessage(message, field, at) : from->GetMessage(message, field);
      if (IsTime(field)) return TimeText(FromProto(static_cast<const Timestamp&>(part)));
      return ObjectOf(part);
    }
    default:
      return nullptr;
  }
}

Json FieldOf(const Message& message, const FieldDescriptor* field) {
  if (!field->is_repeated()) return ValueOf(message, field, 0);
  Json array = Json::array();
  for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
    array.push_back(ValueOf(message, field, i));
  }
  return array;
}

Json ObjectOf(const Message& message) {
  Json object = Json::object();
  std::vector<const FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  for (const FieldDescriptor* field : set) object[field->name()] = FieldOf(message, field);
  return object;
}

// Fills messages from the parser's events. `field` is what the next value belongs to; nullptr
// passes it over.
class Filler final : public nlohmann::json_sax<Json> {
 public:
  Filler(const FieldDescriptor* field, Message* message) : open_{{message, field}} {}

  bool null() override { return true; }
  bool boolean(bool value) override { return Put(value); }
  bool number_integer(number_integer_t value) override { return Put(value); }
  bool number_unsigned(number_unsigned_t value) override {
    return Put(static_cast<int64_t>(value));
  }
  bool number_float(number_float_t value, const string_t&) override { return Put(value); }
  bool binary(binary_t&) override { return false; }

  bool string(string_t& value) override {
    auto& [message, field] = open_.back();
    if (field == nullptr) return true;
    const auto* to = message->GetReflection();
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      const auto* known = field->enum_type()->FindValueByName(value);
      if (known == nullptr) return false;
      field->is_repeated() ? to->AddEnum(message, field, known)
                           : to->SetEnum(message, field, known);
    } else if (IsTime(field)) {
      *static_cast<Timestamp*>(Part()) = ToProto(ParseTimeText(value));
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      field->is_repeated() ? to->AddString(message, field, std::move(value))
                           : to->SetString(message, field, std::move(value));
    } else {
      return false;
    }
    return true;
  }

  bool start_object(std::size_t) override {
    const FieldDescriptor* field = open_.back().field;
    if (field != nullptr && field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return false;
    open_.push_back({field == nullptr ? nullptr : Part(), nullptr});
    return true;
  }
  bool key(string_t& name) override {
    auto& [message, field] = open_.back();
    if (message != nullptr) field = message->GetDescriptor()->FindFieldByName(name);
    return true;
  }
  bool end_object() override {
    open_.pop_back();
    return true;
  }
  bool start_array(std::size_t) override {
    return open_.back().field == nullptr || open_.back().field->is_repeated();
  }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  struct Open {
    Message* message;
    const FieldDescriptor* field;
  };

  Message* Part() {
    auto& [message, field] = open_.back();
    return field->is_repeated() ? message->GetReflection()->AddMessage(message, field)
                                : message->GetReflection()->MutableMessage(message, field);
  }

  template <class T>
  bool Put(T value) {
    auto& [message, field] = open_.back();
    if (field == nullptr) return true;
    const auto* to = message->GetReflection();
    const bool many = field->is_repeated();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_BOOL:
        many ? to->AddBool(message, field, value != 0) : to->SetBool(message, field, value != 0);
        return true;
      case FieldDescriptor::CPPTYPE_INT32: {
        const auto number = static_cast<int32_t>(value);
        many ? to->AddInt32(message, field, number) : to->SetInt32(message, field, number);
        return true;
      }
      case FieldDescriptor::CPPTYPE_INT64: {
        const auto number = static_cast<int64_t>(value);
        many ? to->AddInt64(message, field, number) : to->SetInt64(message, field, number);
        return true;
      }
      case FieldDescriptor::CPPTYPE_DOUBLE: {
        const auto number = static_cast<double>(value);
        many ? to->AddDouble(message, field, number) : to->SetDouble(message, field, number);
        return true;
      }
      default:
        return false;
    }
  }

  std::vector<Open> open_;
};

}  // namespace

std::string JsonText(const Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  const bool empty = field->is_repeated() ? reflection->FieldSize(message, field) == 0
                                          : !reflection->HasField(message, field);
  return empty ? "" : FieldOf(message, field).dump();
}

absl::Status ReadJsonText(absl::string_view json, const FieldDescriptor* field, Message* message) {
  Filler filler(field, message);
  if (Json::sax_parse(json.begin(), json.end(), &filler)) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("unreadable JSON in ", field->full_name()));
}

void AppendJsonString(absl::string_view text, std::string* out) {
  constexpr absl::string_view kHex = "0123456789abcdef";
  out->push_back('"');
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out->push_back('\\');
    if (byte >= 0x20) {
      out->push_back(c);
    } else {
      out->append("\\u00").push_back(kHex[byte >> 4]);
      out->push_back(kHex[byte & 15]);
    }
  }
  out->push_back('"');
}

}  // namespace gridgov
