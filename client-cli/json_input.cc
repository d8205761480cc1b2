#include "client-cli/json_input.h"

#include <google/protobuf/util/json_util.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client-cli/failure.h"
#include "client-cli/words.h"
#include "proto/cpp/status_macros.h"

namespace gridgov {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using nlohmann::json;

absl::Status NotJson() {
  return UsageError({.zh = "文件不是有效的 JSON。", .en = "The file is no valid JSON."});
}

absl::Status Misplaced(const std::string& where, const std::string& why) {
  return UsageError({.zh = absl::StrCat(where, "：", why), .en = absl::StrCat(where, ": ", why)});
}

const FieldDescriptor* FieldByAnyName(const Descriptor& type, const std::string& name) {
  const FieldDescriptor* field = type.FindFieldByName(name);
  if (field == nullptr) field = type.FindFieldByCamelcaseName(name);
  return field;
}

absl::Status Normalize(const Descriptor& type, const std::string& where, json& object);

absl::Status NormalizeValue(const FieldDescriptor& field, const std::string& where, json& value) {
  if (field.enum_type() != nullptr && value.is_string()) {
    const auto named = EnumValueOf(*field.enum_type(), value.get<std::string>());
    if (!named.ok()) return UsageErrorAt(where, named.status());
    value = (*named)->name();
  }
  // A boundary may stand as the GeoJSON object that it is.
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING && value.is_object()) {
    value = value.dump();
  }
  const bool nested = field.message_type() != nullptr && value.is_object() &&
                      field.message_type()->file()->package() == "gridgov.v1";
  return nested ? Normalize(*field.message_type(), where, value) : absl::OkStatus();
}

// Puts an object into the shape that proto JSON asks for.
absl::Status Normalize(const Descriptor& type, const std::string& where, json& object) {
  if (!object.is_object()) return Misplaced(where, "{...}");
  if (object.contains("valid_from") && type.FindFieldByName("valid_from_date") != nullptr) {
    object["valid_from_date"] = object["valid_from"];
    object.erase("valid_from");
  }
  for (auto& [key, value] : object.items()) {
    const std::string path = absl::StrCat(where, ".", key);
    const FieldDescriptor* field = FieldByAnyName(type, key);
    if (field == nullptr) {
      return UsageError({.zh = absl::StrCat(path, "：没有这个字段。"),
                         .en = absl::StrCat(path, ": there is no such field.")});
    }
    if (field->is_repeated() && value.is_array()) {
      for (size_t i = 0; i < value.size(); ++i) {
        GG_RETURN_IF_ERROR(NormalizeValue(*field, absl::StrCat(path, "[", i, "]"), value[i]));
      }
    } else {
      GG_RETURN_IF_ERROR(NormalizeValue(*field, path, value));
    }
  }
  return absl::OkStatus();
}

absl::Status ReadObject(json object, const std::string& where, Message& message) {
  GG_RETURN_IF_ERROR(Normalize(*message.GetDescriptor(), where, object));
  const auto status = google::protobuf::util::JsonStringToMessage(
      object.dump(-1, ' ', false, json::error_handler_t::replace), &message);
  if (!status.ok()) return Misplaced(where, std::string(status.message()));
  return absl::OkStatus();
}

// What a GeoJSON object says it is.
std::string KindOf(const json& object) {
  if (!object.is_object() || !object.contains("type") || !object["type"].is_string()) return "";
  return object["type"].get<std::string>();
}

}  // namespace

absl::Status AddJsonArray(const std::string& content, const std::string& name, Message& message) {
  const json array = json::parse(content, nullptr, /*allow_exceptions=*/false);
  if (array.is_discarded()) return NotJson();
  if (!array.is_array() || array.empty()) {
    return UsageError({.zh = "文件应为对象的数组：[{...}, ...]。",
                       .en = "The file must be an array of objects: [{...}, ...]."});
  }
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  for (size_t i = 0; i < array.size(); ++i) {
    Message* added = message.GetReflection()->AddMessage(&message, field);
    GG_RETURN_IF_ERROR(ReadObject(array[i], absl::StrCat("[", i, "]"), *added));
  }
  return absl::OkStatus();
}

absl::Status ReadJsonObject(const std::string& content, Message& message) {
  json object = json::parse(content, nullptr, /*allow_exceptions=*/false);
  if (object.is_discarded()) return NotJson();
  return ReadObject(std::move(object), "", message);
}

absl::StatusOr<std::vector<BoundaryFeature>> BoundaryFeatures(const std::string& content) {
  const json root = json::parse(content, nullptr, /*allow_exceptions=*/false);
  if (root.is_discarded()) return NotJson();
  if (KindOf(root) != "FeatureCollection" || !root.contains("features") ||
      !root["features"].is_array()) {
    return UsageError({.zh = "文件应为 GeoJSON 要素集合（FeatureCollection）。",
                       .en = "The file must be a GeoJSON FeatureCollection."});
  }
  const auto text = [](const json& object, const char* key) -> std::string {
    const bool there = object.is_object() && object.contains(key) && object[key].is_string();
    return there ? object[key].get<std::string>() : "";
  };
  std::vector<BoundaryFeature> features;
  for (const json& one : root["features"]) {
    const json properties = one.is_object() ? one.value("properties", json()) : json();
    BoundaryFeature feature{.code = text(properties, "code"),
                            .boundary_source = text(properties, "boundary_source")};
    if (feature.code.empty() || KindOf(one.value("geometry", json())).empty()) {
      return UsageErrorAt(absl::StrCat("features[", features.size(), "]"),
                          UsageError({.zh = "缺少 properties.code 或 geometry。",
                                      .en = "has no properties.code or no geometry."}));
    }
    feature.boundary = one["geometry"].dump();
    features.push_back(std::move(feature));
  }
  return features;
}

absl::StatusOr<std::string> GeometryOf(const std::string& content) {
  json root = json::parse(content, nullptr, /*allow_exceptions=*/false);
  if (root.is_discarded()) return NotJson();
  if (KindOf(root) == "FeatureCollection" && root["features"].is_array() &&
      root["features"].size() == 1) {
    root = json(root["features"][0]);
  }
  if (KindOf(root) == "Feature") root = json(root["geometry"]);
  if (KindOf(root).empty() || !root.contains("coordinates")) {
    return UsageError({.zh = "文件应为 GeoJSON 多边形，或只含一个要素。",
                       .en = "The file must be a GeoJSON polygon or hold just one feature."});
  }
  return root.dump();
}

}  // namespace gridgov
