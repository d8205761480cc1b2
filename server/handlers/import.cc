#include "server/handlers/import.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "gridgov/v1/options.pb.h"

namespace gridgov {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::vector<const FieldDescriptor*> OutputOnly(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  const auto* descriptor = message.GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    if (field->options().GetExtension(v1::rule).output_only()) fields.push_back(field);
  }
  return fields;
}

}  // namespace

void DropOutputOnly(Message* row) {
  for (const FieldDescriptor* field : OutputOnly(*row)) {
    row->GetReflection()->ClearField(row, field);
  }
}

void KeepOutputOnly(const Message& stored, Message* row) {
  std::unique_ptr<Message> copy(stored.New());
  copy->CopyFrom(stored);
  row->GetReflection()->SwapFields(row, copy.get(), OutputOnly(*row));
}

bool SameContent(const Message& a, const Message& b) {
  return google::protobuf::util::MessageDifferencer::Equals(a, b);
}

std::string FieldAt(const std::string& field, int index, const std::string& part) {
  return absl::StrCat(field, "[", index, "].", part);
}

Violation DuplicateCode(std::string field, const std::string& code) {
  return {std::move(field),
          "DUPLICATE_CODE",
          {.zh = absl::StrCat("“", code, "”重复出现。"),
           .en = absl::StrCat("\"", code, "\" stands here twice.")}};
}

}  // namespace gridgov
