#include "server/handlers/geojson.h"

#include <algorithm>

#include "nlohmann/json.hpp"

namespace gridgov {
namespace {

using Json = nlohmann::json;

// An array of positions, of arrays of positions, and so on `levels` deep.
bool HoldsPositions(const Json& json, int levels) {
  if (!json.is_array()) return false;
  if (levels > 0) {
    return std::all_of(json.begin(), json.end(),
                       [levels](const Json& inner) { return HoldsPositions(inner, levels - 1); });
  }
  return json.size() >= 2 && std::all_of(json.begin(), json.end(),
                                         [](const Json& number) { return number.is_number(); });
}

}  // namespace

std::optional<std::string> PlainPolygons(const std::string& geojson) {
  const Json json = Json::parse(geojson.begin(), geojson.end(), nullptr,
                                /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("type") || !json.contains("coordinates")) {
    return std::nullopt;
  }
  const Json& type = json["type"];
  const Json& coordinates = json["coordinates"];
  const int levels = type == "Polygon" ? 2 : type == "MultiPolygon" ? 3 : 0;
  if (levels == 0 || !HoldsPositions(coordinates, levels)) return std::nullopt;
  return Json{{"type", type}, {"coordinates", coordinates}}.dump();
}

}  // namespace gridgov
