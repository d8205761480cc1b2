#include "server/store/column.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/reflection.h"
#include "gridgov/v1/options.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/store/json_text.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsTimestamp(const FieldDescriptor* field) {
  return !field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field->message_type()->full_name() == "google.protobuf.Timestamp";
}

Column::Kind KindOf(const FieldDescriptor* field, const std::string& collection) {
  if (field->is_repeated()) return Column::Kind::kJson;
  if (IsTimestamp(field)) return Column::Kind::kTime;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Column::Kind::kJson;
    case FieldDescriptor::CPPTYPE_ENUM:
      return Column::Kind::kEnum;
    case FieldDescriptor::CPPTYPE_BOOL:
      return Column::Kind::kBool;
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return Column::Kind::kReal;
    case FieldDescriptor::CPPTYPE_STRING:
      break;
    default:
      return Column::Kind::kInt;
  }
  if (field->options().GetExtension(v1::rule).personal()) return Column::Kind::kPersonal;
  if (collection.empty() || collection.find('|') != std::string::npos) return Column::Kind::kText;
  return IsCodeCollection(collection) ? Column::Kind::kCode : Column::Kind::kReference;
}

absl::Status BadName(const std::string& field, const std::string& collection) {
  return MakeInvalid(
      field, "BAD_NAME",
      {.zh = absl::StrCat("应为资源名称“", collection, "/…”。"),
       .en = absl::StrCat("must be a resource name like \"", collection, "/...\".")});
}

absl::StatusOr<Value> ReferenceValue(const Column& column, const std::string& name) {
  if (name.empty()) return Value();
  const NameParts parts = SplitName(name);
  if (parts.collection != column.collection()) {
    return BadName(column.field()->name(), column.collection());
  }
  if (column.kind() == Column::Kind::kCode) return Value(parts.id);
  const auto id = Uuid::Parse(parts.id);
  if (!id.ok()) return BadName(column.field()->name(), column.collection());
  return Value(Blob{std::string(id->bytes())});
}

}  // namespace

std::string IdBytes(absl::string_view name) {
  const auto id = Uuid::Parse(name.substr(std::min(name.size(), name.find('/') + 1)));
  return id.ok() ? std::string(id->bytes()) : "";
}

bool IsCodeCollection(absl::string_view collection) {
  return collection == "divisions" || collection == "calendarDays";
}

std::string EnumText(const EnumValueDescriptor* value) {
  const std::string& unspecified = value->type()->value(0)->name();
  const absl::string_view prefix = absl::StripSuffix(unspecified, "UNSPECIFIED");
  if (value->number() == 0) return "";
  return std::string(absl::StripPrefix(value->name(), prefix));
}

const EnumValueDescriptor* FindEnum(const EnumDescriptor* type, const std::string& text) {
  if (const auto* value = type->FindValueByName(text)) return value;
  const absl::string_view prefix = absl::StripSuffix(type->value(0)->name(), "UNSPECIFIED");
  return type->FindValueByName(absl::StrCat(prefix, text));
}

Column::Column(std::string name, const FieldDescriptor* field)
    : name_(std::move(name)),
      field_(field),
      reflection_(google::protobuf::MessageFactory::generated_factory()
                      ->GetPrototype(field->containing_type())
                      ->GetReflection()),
      collection_(field->options().GetExtension(v1::rule).resource()) {
  kind_ = KindOf(field, collection_);
  short_lived_ = field->options().GetExtension(v1::rule).short_lived();
  if (kind_ != Kind::kEnum) return;
  for (int i = 0; i < field->enum_type()->value_count(); ++i) {
    const EnumValueDescriptor* value = field->enum_type()->value(i);
    enum_values_[EnumText(value)] = value;
  }
}

absl::StatusOr<Value> Column::FromMessage(const Message& message) const {
  switch (kind_) {
    case Kind::kText:
    case Kind::kPersonal: {
      std::string text = reflection_->GetString(message, field_);
      return text.empty() ? Value() : Value(std::move(text));
    }
    case Kind::kReference:
    case Kind::kCode:
      return ReferenceValue(*this, reflection_->GetString(message, field_));
    case Kind::kBool:
      return Value(int64_t{reflection_->GetBool(message, field_)});
    case Kind::kInt:
      return Value(field_->cpp_type() == FieldDescriptor::CPPTYPE_INT64
                       ? reflection_->GetInt64(message, field_)
                       : int64_t{reflection_->GetInt32(message, field_)});
    case Kind::kReal:
      return Value(reflection_->GetDouble(message, field_));
    case Kind::kEnum: {
      std::string text = EnumText(reflection_->GetEnum(message, field_));
      return text.empty() ? Value() : Value(std::move(text));
    }
    case Kind::kTime: {
      if (!reflection_->HasField(message, field_)) return Value();
      const auto& time =
          static_cast<const google::protobuf::Timestamp&>(reflection_->GetMessage(message, field_));
      return Value(TimeText(FromProto(time)));
    }
    case Kind::kJson: {
      std::string json = JsonText(message, field_);
      return json.empty() ? Value() : Value(std::move(json));
    }
  }
  return Value();
}

std::string Column::IdIn(const Message& message) const {
  std::string scratch;
  return IdBytes(reflection_->GetStringReference(message, field_, &scratch));
}

void Column::SetText(const std::string& text, Message* message) const {
  reflection_->SetString(message, field_, text);
}

absl::Status Column::ToMessage(const Row& row, int at, Message* message) const {
  if (row.IsNull(at)) return absl::OkStatus();
  switch (kind_) {
    case Kind::kText:
    case Kind::kPersonal:
      SetText(std::string(row.Bytes(at)), message);
      break;
    case Kind::kReference: {
      GG_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.Bytes(at)));
      SetText(MakeName(collection_, id.ToString()), message);
      break;
    }
    case Kind::kCode:
      SetText(MakeName(collection_, row.Bytes(at)), message);
      break;
    case Kind::kBool:
      reflection_->SetBool(message, field_, row.Int(at) != 0);
      break;
    case Kind::kInt:
      if (field_->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
        reflection_->SetInt64(message, field_, row.Int(at));
      } else {
        reflection_->SetInt32(message, field_, static_cast<int32_t>(row.Int(at)));
      }
      break;
    case Kind::kReal:
      reflection_->SetDouble(message, field_, row.Real(at));
      break;
    case Kind::kEnum: {
      const auto value = enum_values_.find(row.Bytes(at));
      if (value == enum_values_.end()) {
        return absl::DataLossError(absl::StrCat("unknown value in ", name_));
      }
      reflection_->SetEnum(message, field_, value->second);
      break;
    }
    case Kind::kTime:
      *static_cast<google::protobuf::Timestamp*>(reflection_->MutableMessage(message, field_)) =
          ToProto(ParseTimeText(row.Bytes(at)));
      break;
    case Kind::kJson:
      return ReadJsonText(row.Bytes(at), field_, message);
  }
  return absl::OkStatus();
}

absl::StatusOr<Value> Column::FromLiteral(const std::string& literal) const {
  const auto bad = [&] {
    return MakeInvalid(
        "filter", "BAD_FILTER",
        {.zh = absl::StrCat("“", literal, "”不是 ", field_->name(), " 的取值。"),
         .en = absl::StrCat("\"", literal, "\" is no value of ", field_->name(), ".")});
  };
  switch (kind_) {
    case Kind::kText:
      return Value(literal);
    case Kind::kReference:
    case Kind::kCode: {
      auto value = ReferenceValue(*this, literal);
      if (!value.ok()) return bad();
      return value;
    }
    case Kind::kBool:
      if (literal != "true" && literal != "false") return bad();
      return Value(int64_t{literal == "true"});
    case Kind::kInt: {
      int64_t number = 0;
      if (!absl::SimpleAtoi(literal, &number)) return bad();
      return Value(number);
    }
    case Kind::kReal: {
      double number = 0;
      if (!absl::SimpleAtod(literal, &number)) return bad();
      return Value(number);
    }
    case Kind::kEnum: {
      const auto* value = FindEnum(field_->enum_type(), literal);
      if (value == nullptr || value->number() == 0) return bad();
      return Value(EnumText(value));
    }
    case Kind::kTime: {
      absl::Time time;
      std::string error;
      if (!absl::ParseTime(absl::RFC3339_full, literal, &time, &error)) return bad();
      return Value(TimeText(time));
    }
    case Kind::kPersonal:
    case Kind::kJson:
      return bad();
  }
  return bad();
}

std::string ValueText(const Column& column, const Value& value) {
  switch (value.index()) {
    case 1:
      return column.kind() == Column::Kind::kBool
                 ? (std::get<int64_t>(value) != 0 ? "true" : "false")
                 : absl::StrCat(std::get<int64_t>(value));
    case 2:
      return absl::StrCat(std::get<double>(value));
    case 3:
      return std::get<std::string>(value);
    case 4: {
      const auto id = Uuid::FromBytes(std::get<Blob>(value).bytes);
      return id.ok() ? MakeName(column.collection(), id->ToString()) : "";
    }
    default:
      return "";
  }
}

}  // namespace gridgov
