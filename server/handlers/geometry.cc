#include "server/handlers/geometry.h"

#include <geos_c.h>

#include <memory>
#include <optional>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/geojson.h"

namespace gridgov {
namespace {

// GEOS frees everything through its context, which is not shared between threads.
class Geos {
 public:
  Geos() : context_(GEOS_init_r()) {}
  ~Geos() { GEOS_finish_r(context_); }
  Geos(const Geos&) = delete;
  Geos& operator=(const Geos&) = delete;
  GEOSContextHandle_t get() const { return context_; }

  auto Own(GEOSGeometry* geometry) const {
    const auto destroy = [context = context_](GEOSGeometry* g) { GEOSGeom_destroy_r(context, g); };
    return std::unique_ptr<GEOSGeometry, decltype(destroy)>(geometry, destroy);
  }

 private:
  const GEOSContextHandle_t context_;
};

absl::Status Bad(const std::string& field, absl::string_view zh, absl::string_view en) {
  return MakeInvalid(field, "INVALID_BOUNDARY", {.zh = std::string(zh), .en = std::string(en)});
}

}  // namespace

absl::StatusOr<v1::Point> CheckBoundary(const std::string& geojson, const std::string& field) {
  const Geos geos;
  const std::optional<std::string> plain = PlainPolygons(geojson);
  GEOSGeoJSONReader* reader = GEOSGeoJSONReader_create_r(geos.get());
  const auto shape = geos.Own(
      plain.has_value() ? GEOSGeoJSONReader_readGeometry_r(geos.get(), reader, plain->c_str())
                        : nullptr);
  GEOSGeoJSONReader_destroy_r(geos.get(), reader);
  if (shape == nullptr) {
    return Bad(field, "不是 GeoJSON 的 Polygon 或 MultiPolygon，或边界没有闭合。",
               "is no Polygon or MultiPolygon in GeoJSON, or the boundary is not closed.");
  }
  const int type = GEOSGeomTypeId_r(geos.get(), shape.get());
  if ((type != GEOS_POLYGON && type != GEOS_MULTIPOLYGON) ||
      GEOSisEmpty_r(geos.get(), shape.get()) != 0) {
    return Bad(field, "应为多边形（Polygon 或 MultiPolygon）。",
               "must be a Polygon or a MultiPolygon.");
  }
  double west = 0, south = 0, east = 0, north = 0;
  GEOSGeom_getXMin_r(geos.get(), shape.get(), &west);
  GEOSGeom_getYMin_r(geos.get(), shape.get(), &south);
  GEOSGeom_getXMax_r(geos.get(), shape.get(), &east);
  GEOSGeom_getYMax_r(geos.get(), shape.get(), &north);
  if (!(west >= -180 && east <= 180 && south >= -90 && north <= 90)) {
    return Bad(field, "坐标应为 WGS-84 经纬度（先经度，后纬度）。",
               "takes WGS-84 degrees, longitude first.");
  }
  if (GEOSisValid_r(geos.get(), shape.get()) != 1) {
    char* reason = GEOSisValidReason_r(geos.get(), shape.get());
    const std::string why = reason == nullptr ? "" : reason;
    GEOSFree_r(geos.get(), reason);
    return Bad(field, absl::StrCat("边界自相交或无效：", why),
               absl::StrCat("crosses itself or is not valid: ", why));
  }
  const auto inside = geos.Own(GEOSPointOnSurface_r(geos.get(), shape.get()));
  v1::Point point;
  double x = 0, y = 0;
  if (inside == nullptr || GEOSGeomGetX_r(geos.get(), inside.get(), &x) != 1 ||
      GEOSGeomGetY_r(geos.get(), inside.get(), &y) != 1) {
    return Bad(field, "边界没有面积。", "has no area.");
  }
  point.set_longitude(x);
  point.set_latitude(y);
  return point;
}

}  // namespace gridgov
