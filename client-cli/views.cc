#include "client-cli/views.h"

#include <google/protobuf/timestamp.pb.h>

#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "client-cli/contract.h"
#include "client-cli/failure.h"
#include "client-cli/fields.h"
#include "client-cli/words.h"

namespace gridgov {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// "units/0193..." but neither a sentence with a slash in it nor "gridgov/0.1.0".
bool LooksLikeName(const std::string& text) {
  static const auto* collections = new std::set<std::string>{"accounts",
                                                             "agreements",
                                                             "attachments",
                                                             "categories",
                                                             "compounds",
                                                             "propertyServices",
                                                             "ownersCommittees",
                                                             "designations",
                                                             "designationStandards",
                                                             "deadlineClasses",
                                                             "disputes",
                                                             "divisions",
                                                             "gridAssignments",
                                                             "grids",
                                                             "issues",
                                                             "patrolRules",
                                                             "patrols",
                                                             "patrolTypes",
                                                             "roleAssignments",
                                                             "sessions",
                                                             "unitMembers",
                                                             "units",
                                                             "meetings",
                                                             "meetingItems",
                                                             "meetingRules",
                                                             "sites",
                                                             "siteVisits"};
  const size_t slash = text.find('/');
  return slash != std::string::npos && slash + 1 < text.size() &&
         collections->contains(text.substr(0, slash)) && text.find(' ') == std::string::npos;
}

std::string ShowString(const std::string& text, const Audience& audience) {
  if (!LooksLikeName(text)) return text;
  if (audience.label) return audience.label(text);
  return text.substr(text.rfind('/') + 1);
}

std::string ShowMessage(const Message& message, const FieldDescriptor& field,
                        const Audience& audience) {
  if (IsTimestamp(field)) {
    return ShowTime(
        absl::FromUnixSeconds(static_cast<const google::protobuf::Timestamp&>(message).seconds()));
  }
  if (IsLocalizedText(field)) return StringIn(message, audience.chinese ? "zh" : "en");
  if (IsPoint(field)) {
    const Reflection* reflection = message.GetReflection();
    const Descriptor* type = message.GetDescriptor();
    return absl::StrFormat("%.6f,%.6f", reflection->GetDouble(message, type->field(0)),
                           reflection->GetDouble(message, type->field(1)));
  }
  std::vector<std::string> parts;
  for (const auto& [title, value] : Lines(ViewOf(*message.GetDescriptor()), message, audience)) {
    parts.push_back(title.empty() ? value : absl::StrCat(title, " ", value));
  }
  return absl::StrJoin(parts, " ");
}

std::string ShowNumber(double number, bool zero) {
  if (number == 0 && !zero) return "";
  return absl::StrFormat("%.10g", number);
}

std::string ShowScalar(const Message& message, const FieldDescriptor& field,
                       const Audience& audience, bool zero) {
  const Reflection* reflection = message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return ShowString(reflection->GetString(message, &field), audience);
    case FieldDescriptor::CPPTYPE_BOOL:
      if (!reflection->GetBool(message, &field)) {
        return zero ? (audience.chinese ? "否" : "no") : "";
      }
      return audience.chinese ? "是" : "yes";
    case FieldDescriptor::CPPTYPE_ENUM:
      return WordsFor(*reflection->GetEnum(message, &field), audience.chinese);
    case FieldDescriptor::CPPTYPE_INT32:
      return ShowNumber(reflection->GetInt32(message, &field), zero);
    case FieldDescriptor::CPPTYPE_INT64: {
      const int64_t number = reflection->GetInt64(message, &field);
      return number == 0 && !zero ? "" : absl::StrCat(number);
    }
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return ShowNumber(reflection->GetDouble(message, &field), zero);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (!reflection->HasField(message, &field)) return "";
      return ShowMessage(reflection->GetMessage(message, &field), field, audience);
    default:
      return "";
  }
}

std::string ShowRepeated(const Message& message, const FieldDescriptor& field,
                         const Audience& audience) {
  const Reflection* reflection = message.GetReflection();
  std::vector<std::string> parts;
  for (int i = 0; i < reflection->FieldSize(message, &field); ++i) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        parts.push_back(
            ShowMessage(reflection->GetRepeatedMessage(message, &field, i), field, audience));
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        parts.push_back(
            WordsFor(*reflection->GetRepeatedEnum(message, &field, i), audience.chinese));
        break;
      case FieldDescriptor::CPPTYPE_STRING:
        parts.push_back(ShowString(reflection->GetRepeatedString(message, &field, i), audience));
        break;
      default:
        break;
    }
  }
  return absl::StrJoin(parts, audience.chinese ? "、" : ", ");
}

std::string ValueOf(const ViewField& field, const Message& message, const Audience& audience) {
  if (field.text != nullptr) return field.text(message, audience);
  return ShowField(message, field.path, audience, field.zero);
}

// All fields, under their names.
View PlainView(const Descriptor& type) {
  View view;
  for (int i = 0; i < type.field_count(); ++i) {
    const std::string& name = type.field(i)->name();
    view.push_back({.path = name, .title = {name, name}, .listed = true});
  }
  return view;
}

std::map<const Descriptor*, View> AllViews() {
  std::map<const Descriptor*, View> views;
  for (const auto* tables : {&RegisterViews(), &AreaViews(), &GovernanceViews(), &MediationViews(),
                             &AgreementViews(), &MeetingViews(), &SiteViews(), &WorkViews(),
                             &WorkListViews(), &StatisticViews(), &LedgerViews()}) {
    for (const auto& [name, view] : *tables) {
      const Descriptor* type =
          ContractFiles().front()->pool()->FindMessageTypeByName(absl::StrCat("gridgov.v1.", name));
      if (type != nullptr) views[type] = view;
    }
  }
  return views;
}

}  // namespace

ViewField IdField() {
  return {
      .title = {"标识", "id"}, .listed = true, .text = [](const Message& message, const Audience&) {
        const std::string name = StringIn(message, "name");
        return name.substr(name.find('/') + 1);
      }};
}

ViewField NameField() {
  return {.title = {"名称标识", "name"}, .text = [](const Message& message, const Audience&) {
            return StringIn(message, "name");
          }};
}

const View& ViewOf(const Descriptor& type) {
  static const auto* views = new std::map<const Descriptor*, View>(AllViews());
  const auto found = views->find(&type);
  if (found != views->end()) return found->second;
  thread_local std::map<const Descriptor*, View> plain;
  return plain.try_emplace(&type, PlainView(type)).first->second;
}

std::vector<std::string> ColumnTitles(const View& view, bool chinese) {
  std::vector<std::string> titles;
  for (const ViewField& field : view) {
    if (field.listed) titles.push_back(In(field.title, chinese));
  }
  return titles;
}

std::vector<std::string> ColumnValues(const View& view, const Message& message,
                                      const Audience& audience) {
  std::vector<std::string> values;
  for (const ViewField& field : view) {
    if (field.listed) values.push_back(ValueOf(field, message, audience));
  }
  return values;
}

std::vector<std::pair<std::string, std::string>> Lines(const View& view, const Message& message,
                                                       const Audience& audience) {
  std::vector<std::pair<std::string, std::string>> lines;
  for (const ViewField& field : view) {
    std::string value = ValueOf(field, message, audience);
    if (!value.empty()) lines.emplace_back(In(field.title, audience.chinese), std::move(value));
  }
  return lines;
}

std::string ShowField(const Message& message, absl::string_view path, const Audience& audience,
                      bool zero) {
  const size_t dot = path.find('.');
  const FieldDescriptor* field =
      message.GetDescriptor()->FindFieldByName(std::string(path.substr(0, dot)));
  if (field == nullptr) return "";
  if (dot != absl::string_view::npos) {
    return ShowField(message.GetReflection()->GetMessage(message, field), path.substr(dot + 1),
                     audience, zero);
  }
  return field->is_repeated() ? ShowRepeated(message, *field, audience)
                              : ShowScalar(message, *field, audience, zero);
}

}  // namespace gridgov
