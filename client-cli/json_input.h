// JSON files that people send in: arrays of objects in proto JSON, where a value of an enumeration
// may stand without its prefix, and "valid_from" for "valid_from_date".
//
// Free functions without state; safe from every thread.
#ifndef GRIDGOV_CLIENT_CLI_JSON_INPUT_H_
#define GRIDGOV_CLIENT_CLI_JSON_INPUT_H_

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace gridgov {

// Adds each object of the array `content` to the repeated field `field` of `message`. A usage error
// that names the object and the field for what does not fit.
absl::Status AddJsonArray(const std::string& content, const std::string& field,
                          google::protobuf::Message& message);

// Reads one object into `message`.
absl::Status ReadJsonObject(const std::string& content, google::protobuf::Message& message);

// One feature of a GeoJSON file: its geometry as text, and the members of `properties` that the
// grid has too.
struct BoundaryFeature {
  std::string code;  // The property `code`.
  std::string boundary;
  std::string boundary_source;  // "" if it says nothing.
};
// The features of a FeatureCollection, in its order. A usage error that names the feature for one
// without a geometry or a code.
absl::StatusOr<std::vector<BoundaryFeature>> BoundaryFeatures(const std::string& content);

// The geometry of a GeoJSON file: itself, that of a Feature, or that of the only feature of a
// FeatureCollection. A usage error for all else.
absl::StatusOr<std::string> GeometryOf(const std::string& content);

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_JSON_INPUT_H_
