// Boundaries: GeoJSON (RFC 7946) checked, measured and compared by GEOS. Slow for large polygons,
// so this runs before the transaction.
//
// GEOS measures in the plane. Areas are taken in the sinusoidal projection of the WGS-84 ellipsoid,
// which keeps areas exactly; what is left is that an edge is a straight line on the map and not on
// the earth, less than 0.01 % for anything a community could be.
#ifndef GRIDGOV_SERVER_HANDLERS_GEOMETRY_H_
#define GRIDGOV_SERVER_HANDLERS_GEOMETRY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gridgov/v1/grid.pb.h"

namespace gridgov {

// What two boundaries share.
struct Overlap {
  int64_t area_m2 = 0;
  v1::Point place;  // A point of it.
};

// A valid boundary. Cheap to copy; copies share what GEOS keeps, so they belong to one thread.
class Boundary {
 public:
  // INVALID_ARGUMENT on `field`, reason INVALID_BOUNDARY, for text that is no GeoJSON Polygon or
  // MultiPolygon, is empty, lies off the earth, is not closed or crosses itself.
  static absl::StatusOr<Boundary> Read(const std::string& geojson, const std::string& field);

  // A point inside.
  const v1::Point& inside() const { return inside_; }
  // Square metres.
  int64_t area_m2() const { return area_m2_; }
  // Whether the point lies inside or on the edge.
  bool Contains(const v1::Point& point) const;
  // What it shares with another beyond the tolerance of a drawing: 50 m², or a thousandth of the
  // smaller one. nullopt: nothing but an edge.
  absl::StatusOr<std::optional<Overlap>> OverlapWith(const Boundary& other) const;
  // Both together, as GeoJSON.
  static absl::StatusOr<std::string> Union(const std::vector<Boundary>& parts);

 private:
  struct Shape;
  explicit Boundary(std::shared_ptr<Shape> shape) : shape_(std::move(shape)) {}

  std::shared_ptr<Shape> shape_;
  v1::Point inside_;
  int64_t area_m2_ = 0;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_GEOMETRY_H_
