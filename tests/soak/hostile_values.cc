#include <algorithm>
#include <iterator>
#include <limits>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gridgov/v1/options.pb.h"
#include "proto/cpp/uuid.h"
#include "tests/soak/hostile.h"

namespace gridgov {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kDeepest = 4;

constexpr int64_t kInts[] = {0,
                             1,
                             -1,
                             std::numeric_limits<int32_t>::max(),
                             std::numeric_limits<int32_t>::min(),
                             std::numeric_limits<int64_t>::max(),
                             std::numeric_limits<int64_t>::min(),
                             253402300800,
                             -62135596801,
                             1000000000};
const double kReals[] = {0.0,
                         -0.0,
                         std::numeric_limits<double>::quiet_NaN(),
                         std::numeric_limits<double>::infinity(),
                         -std::numeric_limits<double>::infinity(),
                         std::numeric_limits<double>::max(),
                         std::numeric_limits<double>::denorm_min(),
                         181.0,
                         -91.0};
const char* const kTexts[] = {
    "x",
    "' OR 1=1 --",
    "\xE2\x80\xAE\xE2\x80\x8B",
    "0000-00-00",
    "9999-12-31",
    "2026-02-30",
    "-1",
    "99999999999999999999",
    "accounts/",
    "/",
    "issues/00000000-0000-0000-0000-000000000000",
    "divisions/x/y/z",
    "0000-01-01T00:00:00Z",
    "{\"type\":\"Polygon\",\"coordinates\":[[]]}",
    "{\"type\":\"Polygon\",\"coordinates\":[[[1e308,0],[0,1e308],[1,1]]]}",
    "state = X",
    "state = \"",
    "a AND",
    "title = \"a\" AND title = \"b\"",
    "due_time < \"x\""};

}  // namespace

std::string HostileValues::PlausibleText(const FieldDescriptor* field) {
  const auto& rule = field->options().GetExtension(v1::rule);
  if (!rule.resource().empty()) {
    const std::string collection = rule.resource().substr(0, rule.resource().find('|'));
    const auto it = names_.find(collection);
    if (it != names_.end()) return it->second[Any(it->second.size())];
    return absl::StrCat(collection, "/", Uuid::V7(absl::Now()).ToString());
  }
  if (field->name() == "request_id" || absl::EndsWith(field->name(), "_id")) {
    return Uuid::V7(absl::Now()).ToString();
  }
  if (absl::StrContains(field->name(), "date")) return "2026-03-02";
  if (field->name() == "filter" || field->name() == "page_token" || field->name() == "etag" ||
      field->name() == "watch_token") {
    return "";
  }
  const std::string pattern = rule.pattern();
  if (pattern.empty()) return "文字 text";
  if (absl::StartsWith(pattern, "[0-9]{4}")) return "0604";
  if (absl::StartsWith(pattern, "[0-9]{15}")) return "510703003001999";
  if (absl::StartsWith(pattern, "[a-z")) return absl::StrCat("u", Any(100000));
  if (absl::StrContains(pattern, "|") && pattern[0] != '[') {
    return pattern.substr(0, pattern.find('|'));
  }
  return absl::StrCat("T", Any(100000));
}

std::string HostileValues::EdgeText(const FieldDescriptor* field, size_t longest) {
  const auto most = static_cast<size_t>(field->options().GetExtension(v1::rule).max_length());
  switch (Any(9)) {
    case 0:
      return "";
    case 1:
      return std::string("a\0b", 3);
    case 2:
      return "\xff\xfe\x80 ";
    case 3:
      return std::string(std::min(most + 1, longest), 'x');
    case 4:
      return std::string(std::min<size_t>(Any(8) == 0 ? 2'000'000 : 70'000, longest), '9');
    case 5: {
      std::string deep;
      for (int i = 0; i < 150; ++i) deep += "(";
      return deep + "state = REPORTED";
    }
    case 6:
      return PlausibleText(field) + "x";
    default:
      return kTexts[Any(std::size(kTexts))];
  }
}

void HostileValues::SetNumber(Message* message, const FieldDescriptor* field, int64_t whole,
                              double real) {
  const auto* to = message->GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      to->SetInt32(message, field, static_cast<int32_t>(whole));
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      to->SetInt64(message, field, whole);
      break;
    case FieldDescriptor::CPPTYPE_DOUBLE:
      to->SetDouble(message, field, real);
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      to->SetBool(message, field, (whole & 1) != 0);
      break;
    default:
      break;
  }
}

void HostileValues::SetPlausible(Message* message, const FieldDescriptor* field, int depth) {
  const auto* to = message->GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      field->is_repeated() ? to->AddString(message, field, PlausibleText(field))
                           : to->SetString(message, field, PlausibleText(field));
      break;
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int value =
          field->enum_type()
              ->value(1 + static_cast<int>(Any(2)) % (field->enum_type()->value_count() - 1))
              ->number();
      field->is_repeated() ? to->AddEnumValue(message, field, value)
                           : to->SetEnumValue(message, field, value);
      break;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      if (depth == kDeepest) return;
      Message* inner = field->is_repeated() ? to->AddMessage(message, field)
                                            : to->MutableMessage(message, field);
      if (field->message_type()->full_name() == "google.protobuf.Timestamp") {
        SetNumber(inner, inner->GetDescriptor()->FindFieldByNumber(1),
                  absl::ToUnixSeconds(absl::Now()), 0);
      } else {
        FillPlausibly(inner, depth + 1);
      }
      break;
    }
    default:
      if (!field->is_repeated()) SetNumber(message, field, 1 + static_cast<int64_t>(Any(10)), 31.4);
  }
}

void HostileValues::SetEdge(Message* message, const FieldDescriptor* field, int depth) {
  const auto* to = message->GetReflection();
  // One thing at a time is huge, else requests take longer to make than to refuse.
  const bool many = field->is_repeated() && depth < 2 && Any(6) == 0;
  const int times = !field->is_repeated() ? 1 : many ? 300 : static_cast<int>(Any(3));
  const size_t longest = depth == 0 && !many ? 2'000'000 : 600;
  for (int i = 0; i < times; ++i) {
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        field->is_repeated() ? to->AddString(message, field, EdgeText(field, longest))
                             : to->SetString(message, field, EdgeText(field, longest));
        break;
      case FieldDescriptor::CPPTYPE_ENUM: {
        constexpr int kValues[] = {0, -1, 1, 9999, std::numeric_limits<int32_t>::max()};
        const int value = kValues[Any(std::size(kValues))];
        field->is_repeated() ? to->AddEnumValue(message, field, value)
                             : to->SetEnumValue(message, field, value);
        break;
      }
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        if (depth == kDeepest) return;
        Message* inner = field->is_repeated() ? to->AddMessage(message, field)
                                              : to->MutableMessage(message, field);
        FillWildly(inner, many ? kDeepest : depth + 1);
        break;
      }
      default:
        if (field->is_repeated()) {
          if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
            to->AddInt32(message, field, static_cast<int32_t>(kInts[Any(std::size(kInts))]));
          }
        } else {
          SetNumber(message, field, kInts[Any(std::size(kInts))], kReals[Any(std::size(kReals))]);
        }
    }
  }
}

void HostileValues::FillPlausibly(Message* message, int depth) {
  const auto* type = message->GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const auto& rule = type->field(i)->options().GetExtension(v1::rule);
    if (rule.output_only()) continue;
    if (!rule.required() && Any(3) == 0) continue;
    SetPlausible(message, type->field(i), depth);
  }
  // A message is named, though its own rules call the name the server's.
  const auto* name = type->FindFieldByName("name");
  if (depth > 0 && name != nullptr && Any(4) == 0) SetEdge(message, name, depth);
}

void HostileValues::Spoil(Message* message, int depth) {
  const auto* type = message->GetDescriptor();
  if (type->field_count() == 0) return;
  const auto* field =
      type->field(static_cast<int>(Any(static_cast<uint64_t>(type->field_count()))));
  const auto* to = message->GetReflection();
  const bool inside = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
                      !field->is_repeated() && to->HasField(*message, field) && Any(8) != 0;
  if (inside && depth < kDeepest) return Spoil(to->MutableMessage(message, field), depth + 1);
  to->ClearField(message, field);
  SetEdge(message, field, depth);
}

void HostileValues::FillWildly(Message* message, int depth) {
  const auto* type = message->GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    if (Any(4) != 0) SetEdge(message, type->field(i), depth);
  }
}

}  // namespace gridgov
