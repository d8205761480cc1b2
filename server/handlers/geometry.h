// Boundaries: GeoJSON (RFC 7946) checked by GEOS. Free functions, safe from every thread; slow for
// large polygons, so they run before the transaction.
#ifndef GRIDGOV_SERVER_HANDLERS_GEOMETRY_H_
#define GRIDGOV_SERVER_HANDLERS_GEOMETRY_H_

#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/grid.pb.h"

namespace gridgov {

// A point inside the boundary. INVALID_ARGUMENT on `field`, reason INVALID_BOUNDARY, for text that
// is no GeoJSON Polygon or MultiPolygon, is empty, lies off the earth, is not closed or crosses
// itself.
absl::StatusOr<v1::Point> CheckBoundary(const std::string& geojson, const std::string& field);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_GEOMETRY_H_
