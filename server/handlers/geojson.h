// GeoJSON before GEOS sees it: GEOS 3.11 takes the text of clients on trust, and reads outside its
// memory where a position has no numbers.
//
// Free functions, safe from every thread.
#ifndef GRIDGOV_SERVER_HANDLERS_GEOJSON_H_
#define GRIDGOV_SERVER_HANDLERS_GEOJSON_H_

#include <optional>
#include <string>

namespace gridgov {

// The Polygon or MultiPolygon of the text with nothing else: every position has numbers, two at
// least. nullopt for any other text. That rings are closed and cross nothing is for GEOS to say.
std::optional<std::string> PlainPolygons(const std::string& geojson);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_GEOJSON_H_
