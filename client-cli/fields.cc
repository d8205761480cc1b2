#include "client-cli/fields.h"

#include <google/protobuf/timestamp.pb.h>

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "client-cli/contract.h"
#include "client-cli/failure.h"
#include "client-cli/words.h"
#include "gridgov/v1/grid.pb.h"
#include "proto/cpp/status_macros.h"

namespace gridgov {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

absl::Status BadValue(const std::string& text, const Text& wanted) {
  return UsageError({.zh = absl::StrCat(text, " 不正确，应为", wanted.zh, "。"),
                     .en = absl::StrCat(text, " is wrong, it must be ", wanted.en, ".")});
}

absl::StatusOr<bool> ParseBool(const std::string& text) {
  const std::string word = absl::AsciiStrToLower(text);
  if (word == "true" || word == "yes" || word == "是") return true;
  if (word == "false" || word == "no" || word == "否") return false;
  return BadValue(text, {.zh = " yes 或 no", .en = "yes or no"});
}

// A number of the field's own width.
template <class Number>
absl::StatusOr<Number> ParseNumber(const std::string& text) {
  Number number = 0;
  bool parsed = false;
  if constexpr (std::is_floating_point_v<Number>) {
    parsed = absl::SimpleAtod(text, &number);
  } else {
    parsed = absl::SimpleAtoi(text, &number);
  }
  if (!parsed) return BadValue(text, {.zh = "数字", .en = "a number"});
  return number;
}

absl::Status SetPoint(Message& message, const FieldDescriptor& field, const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, ',');
  double latitude = 0;
  double longitude = 0;
  if (parts.size() != 2 || !absl::SimpleAtod(parts[0], &latitude) ||
      !absl::SimpleAtod(parts[1], &longitude)) {
    return BadValue(text,
                    {.zh = "“纬度,经度”，如 31.46,104.74", .en = "LAT,LON such as 31.46,104.74"});
  }
  v1::Point point;
  point.set_latitude(latitude);
  point.set_longitude(longitude);
  message.GetReflection()->MutableMessage(&message, &field)->CopyFrom(point);
  return absl::OkStatus();
}

absl::Status SetTimestamp(Message& message, const FieldDescriptor& field, const std::string& text) {
  GG_ASSIGN_OR_RETURN(const absl::Time time, ParseTime(text));
  google::protobuf::Timestamp stamp;
  stamp.set_seconds(absl::ToUnixSeconds(time));
  stamp.set_nanos(
      static_cast<int32_t>((time - absl::FromUnixSeconds(stamp.seconds())) / absl::Nanoseconds(1)));
  message.GetReflection()->MutableMessage(&message, &field)->CopyFrom(stamp);
  return absl::OkStatus();
}

absl::Status SetLeaf(Message& message, const FieldDescriptor& field, const std::string& text,
                     const std::string& collection) {
  const Reflection* reflection = message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string value = collection.empty() ? text : ResourceName(collection, text);
      field.is_repeated() ? reflection->AddString(&message, &field, value)
                          : reflection->SetString(&message, &field, value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_BOOL: {
      GG_ASSIGN_OR_RETURN(const bool value, ParseBool(text));
      reflection->SetBool(&message, &field, value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_INT32: {
      GG_ASSIGN_OR_RETURN(const auto value, ParseNumber<int32_t>(text));
      field.is_repeated() ? reflection->AddInt32(&message, &field, value)
                          : reflection->SetInt32(&message, &field, value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_INT64: {
      GG_ASSIGN_OR_RETURN(const auto value, ParseNumber<int64_t>(text));
      reflection->SetInt64(&message, &field, value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_DOUBLE: {
      GG_ASSIGN_OR_RETURN(const auto value, ParseNumber<double>(text));
      reflection->SetDouble(&message, &field, value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      GG_ASSIGN_OR_RETURN(const auto* value, EnumValueOf(*field.enum_type(), text));
      field.is_repeated() ? reflection->AddEnum(&message, &field, value)
                          : reflection->SetEnum(&message, &field, value);
      return absl::OkStatus();
    }
    default:
      if (IsPoint(field)) return SetPoint(message, field, text);
      if (IsTimestamp(field)) return SetTimestamp(message, field, text);
      return absl::InternalError(absl::StrCat(field.full_name(), " takes no text"));
  }
}

std::string Quoted(const std::string& text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
}

bool AllDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
}

}  // namespace

absl::TimeZone OfficeTime() { return absl::FixedTimeZone(8 * 60 * 60); }

std::string ShowTime(absl::Time time) {
  if (time == absl::UnixEpoch()) return "";
  return absl::FormatTime("%Y-%m-%d %H:%M", time, OfficeTime());
}

std::string Today(absl::Time now) { return absl::FormatTime("%Y-%m-%d", now, OfficeTime()); }

absl::StatusOr<absl::Time> ParseTime(absl::string_view text) {
  absl::Time time;
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return time;
  for (const char* format : {"%Y-%m-%d %H:%M:%E*S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%E*S",
                             "%Y-%m-%dT%H:%M", "%Y-%m-%d"}) {
    if (absl::ParseTime(format, text, OfficeTime(), &time, &error)) return time;
  }
  return UsageError(
      {.zh = absl::StrCat("时间 ", text, " 不正确，应为 2026-11-24 08:30 的格式。"),
       .en = absl::StrCat("The time ", text, " is wrong, write it like 2026-11-24 08:30.")});
}

std::string ResourceName(absl::string_view collection, const std::string& text) {
  if (text.empty() || absl::StrContains(text, "/")) return text;
  if (collection == "divisions|grids") {
    return absl::StrCat(text.size() == 15 && AllDigits(text) ? "grids/" : "divisions/", text);
  }
  return absl::StrCat(collection, "/", text);
}

absl::Status SetField(Message& message, absl::string_view path, const std::string& text,
                      const std::string& collection) {
  const size_t dot = path.find('.');
  const FieldDescriptor* field =
      message.GetDescriptor()->FindFieldByName(std::string(path.substr(0, dot)));
  if (field == nullptr) {
    return absl::InternalError(absl::StrCat(message.GetTypeName(), " has no field ", path));
  }
  if (dot != absl::string_view::npos) {
    return SetField(*message.GetReflection()->MutableMessage(&message, field), path.substr(dot + 1),
                    text, collection);
  }
  return SetLeaf(message, *field, text, collection.empty() ? CollectionOf(*field) : collection);
}

absl::StatusOr<std::string> FilterTerm(const FieldDescriptor& field, absl::string_view op,
                                       const std::string& text, const std::string& collection) {
  std::string value;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM: {
      GG_ASSIGN_OR_RETURN(const auto* named, EnumValueOf(*field.enum_type(), text));
      value = BareName(*named);
      break;
    }
    case FieldDescriptor::CPPTYPE_BOOL: {
      GG_ASSIGN_OR_RETURN(const bool flag, ParseBool(text));
      value = flag ? "true" : "false";
      break;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      GG_ASSIGN_OR_RETURN(const absl::Time time, ParseTime(text));
      value = Quoted(absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone()));
      break;
    }
    default: {
      const std::string named = collection.empty() ? CollectionOf(field) : collection;
      value = Quoted(named.empty() ? text : ResourceName(named, text));
    }
  }
  return absl::StrCat(field.name(), " ", op, " ", value);
}

}  // namespace gridgov
