#include "server/handlers/geometry.h"

#include <geos_c.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/geojson.h"

namespace gridgov {
namespace {

constexpr double kLeastOverlap = 50;         // m²
constexpr double kLeastOverlapShare = 1e-3;  // of the smaller boundary

absl::Status Bad(const std::string& field, absl::string_view zh, absl::string_view en) {
  return MakeInvalid(field, "INVALID_BOUNDARY", {.zh = std::string(zh), .en = std::string(en)});
}

// GEOS answers nullptr where it runs out of memory or meets a bug of its own.
absl::Status Failed(absl::string_view what) {
  return absl::InternalError(absl::StrCat("GEOS failed to ", what));
}

// The WGS-84 ellipsoid.
constexpr double kMajor = 6378137;
constexpr double kFlattening = 1 / 298.257223563;
constexpr double kE2 = kFlattening * (2 - kFlattening);

// Metres along the meridian from the equator (Snyder, Map Projections, 3-21).
double Meridian(double latitude) {
  constexpr double kE4 = kE2 * kE2;
  constexpr double kE6 = kE4 * kE2;
  return kMajor * ((1 - kE2 / 4 - 3 * kE4 / 64 - 5 * kE6 / 256) * latitude -
                   (3 * kE2 / 8 + 3 * kE4 / 32 + 45 * kE6 / 1024) * std::sin(2 * latitude) +
                   (15 * kE4 / 256 + 45 * kE6 / 1024) * std::sin(4 * latitude) -
                   (35 * kE6 / 3072) * std::sin(6 * latitude));
}

// Degrees to metres in the sinusoidal projection (Snyder, 30-8 and 30-9); `meridian` is the central
// one, so that shapes near it are hardly sheared.
int Project(double* x, double* y, void* meridian) {
  constexpr double kRadian = M_PI / 180;
  const double latitude = *y * kRadian;
  const double longitude = (*x - *static_cast<double*>(meridian)) * kRadian;
  const double sine = std::sin(latitude);
  *x = kMajor * longitude * std::cos(latitude) / std::sqrt(1 - kE2 * sine * sine);
  *y = Meridian(latitude);
  return 1;
}

}  // namespace

// GEOS frees everything through its context, which is not shared between threads.
struct Boundary::Shape {
  Shape() : context(GEOS_init_r()) {}
  ~Shape() {
    if (prepared != nullptr) GEOSPreparedGeom_destroy_r(context, prepared);
    if (geometry != nullptr) GEOSGeom_destroy_r(context, geometry);
    GEOS_finish_r(context);
  }
  Shape(const Shape&) = delete;
  Shape& operator=(const Shape&) = delete;

  auto Own(GEOSGeometry* made) const {
    const auto destroy = [context = context](GEOSGeometry* g) { GEOSGeom_destroy_r(context, g); };
    return std::unique_ptr<GEOSGeometry, decltype(destroy)>(made, destroy);
  }

  absl::StatusOr<v1::Point> PointOn(const GEOSGeometry* shape) const {
    const auto inside = Own(GEOSPointOnSurface_r(context, shape));
    double x = 0, y = 0;
    if (inside == nullptr || GEOSGeomGetX_r(context, inside.get(), &x) != 1 ||
        GEOSGeomGetY_r(context, inside.get(), &y) != 1) {
      return Failed("find a point inside");
    }
    v1::Point point;
    point.set_longitude(x);
    point.set_latitude(y);
    return point;
  }

  absl::StatusOr<double> AreaOf(const GEOSGeometry* shape, double meridian) const {
    const auto projected = Own(GEOSGeom_transformXY_r(context, shape, Project, &meridian));
    double area = 0;
    if (projected == nullptr || GEOSArea_r(context, projected.get(), &area) != 1) {
      return Failed("measure an area");
    }
    return area;
  }

  // Whether it is a shape that a boundary can have.
  absl::Status Check(const std::string& field) const {
    const int type = GEOSGeomTypeId_r(context, geometry);
    if ((type != GEOS_POLYGON && type != GEOS_MULTIPOLYGON) ||
        GEOSisEmpty_r(context, geometry) != 0) {
      return Bad(field, "应为多边形（Polygon 或 MultiPolygon）。",
                 "must be a Polygon or a MultiPolygon.");
    }
    double west = 0, south = 0, east = 0, north = 0;
    GEOSGeom_getXMin_r(context, geometry, &west);
    GEOSGeom_getYMin_r(context, geometry, &south);
    GEOSGeom_getXMax_r(context, geometry, &east);
    GEOSGeom_getYMax_r(context, geometry, &north);
    if (!(west >= -180 && east <= 180 && south >= -90 && north <= 90)) {
      return Bad(field, "坐标应为 WGS-84 经纬度（先经度，后纬度）。",
                 "takes WGS-84 degrees, longitude first.");
    }
    if (GEOSisValid_r(context, geometry) == 1) return absl::OkStatus();
    char* reason = GEOSisValidReason_r(context, geometry);
    const std::string why = reason == nullptr ? "" : reason;
    GEOSFree_r(context, reason);
    return Bad(field, absl::StrCat("边界自相交或无效：", why),
               absl::StrCat("crosses itself or is not valid: ", why));
  }

  const GEOSContextHandle_t context;
  GEOSGeometry* geometry = nullptr;
  const GEOSPreparedGeometry* prepared = nullptr;  // Made with the first point asked for.
};

absl::StatusOr<Boundary> Boundary::Read(const std::string& geojson, const std::string& field) {
  auto shape = std::make_shared<Shape>();
  const std::optional<std::string> plain = PlainPolygons(geojson);
  if (plain.has_value()) {
    GEOSGeoJSONReader* reader = GEOSGeoJSONReader_create_r(shape->context);
    shape->geometry = GEOSGeoJSONReader_readGeometry_r(shape->context, reader, plain->c_str());
    GEOSGeoJSONReader_destroy_r(shape->context, reader);
  }
  if (shape->geometry == nullptr) {
    return Bad(field, "不是 GeoJSON 的 Polygon 或 MultiPolygon，或边界没有闭合。",
               "is no Polygon or MultiPolygon in GeoJSON, or the boundary is not closed.");
  }
  GG_RETURN_IF_ERROR(shape->Check(field));
  Boundary boundary(shape);
  const auto inside = shape->PointOn(shape->geometry);
  if (!inside.ok()) return Bad(field, "边界没有面积。", "has no area.");
  boundary.inside_ = *inside;
  GG_ASSIGN_OR_RETURN(const double area, shape->AreaOf(shape->geometry, inside->longitude()));
  boundary.area_m2_ = std::llround(area);
  return boundary;
}

bool Boundary::Contains(const v1::Point& point) const {
  const GEOSContextHandle_t context = shape_->context;
  if (shape_->prepared == nullptr) shape_->prepared = GEOSPrepare_r(context, shape_->geometry);
  const auto at =
      shape_->Own(GEOSGeom_createPointFromXY_r(context, point.longitude(), point.latitude()));
  return shape_->prepared != nullptr && at != nullptr &&
         GEOSPreparedCovers_r(context, shape_->prepared, at.get()) == 1;
}

absl::StatusOr<std::optional<Overlap>> Boundary::OverlapWith(const Boundary& other) const {
  const GEOSContextHandle_t context = shape_->context;
  const char touches = GEOSIntersects_r(context, shape_->geometry, other.shape_->geometry);
  if (touches == 0) return std::nullopt;
  const auto shared =
      shape_->Own(GEOSIntersection_r(context, shape_->geometry, other.shape_->geometry));
  if (shared == nullptr) return Failed("intersect two boundaries");
  GG_ASSIGN_OR_RETURN(const double area, shape_->AreaOf(shared.get(), inside_.longitude()));
  const double smaller = static_cast<double>(std::min(area_m2_, other.area_m2_));
  if (area <= std::max(kLeastOverlap, kLeastOverlapShare * smaller)) return std::nullopt;
  Overlap overlap{.area_m2 = std::llround(area)};
  GG_ASSIGN_OR_RETURN(overlap.place, shape_->PointOn(shared.get()));
  return overlap;
}

absl::StatusOr<std::string> Boundary::Union(const std::vector<Boundary>& parts) {
  const Shape& first = *parts.front().shape_;
  const GEOSContextHandle_t context = first.context;
  auto joined = first.Own(GEOSGeom_clone_r(context, first.geometry));
  for (size_t i = 1; i < parts.size(); ++i) {
    auto both = first.Own(GEOSUnion_r(context, joined.get(), parts[i].shape_->geometry));
    if (both == nullptr) return Failed("join two boundaries");
    joined.reset(both.release());
  }
  GEOSGeoJSONWriter* writer = GEOSGeoJSONWriter_create_r(context);
  char* text = GEOSGeoJSONWriter_writeGeometry_r(context, writer, joined.get(), -1);
  GEOSGeoJSONWriter_destroy_r(context, writer);
  if (text == nullptr) return Failed("write GeoJSON");
  std::string geojson(text);
  GEOSFree_r(context, text);
  return geojson;
}

}  // namespace gridgov
