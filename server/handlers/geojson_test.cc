#include "server/handlers/geojson.h"

#include "gtest/gtest.h"
#include "server/handlers/geometry.h"

namespace gridgov {
namespace {

TEST(GeoJsonTest, KeepsThePolygonsAndNothingElse) {
  EXPECT_EQ(
      PlainPolygons(R"({"type":"Polygon","coordinates":[[[0,0],[1,0.5],[1,1],[0,0]]],"x":1})"),
      R"({"coordinates":[[[0,0],[1,0.5],[1,1],[0,0]]],"type":"Polygon"})");
  EXPECT_TRUE(PlainPolygons(R"({"type":"MultiPolygon","coordinates":[[[[0,0,5]]]]})").has_value());
}

TEST(GeoJsonTest, RefusesEveryOtherText) {
  for (const char* text :
       {"", "[", "null", "{}", R"({"type":"Point","coordinates":[1,2]})", R"({"type":"Polygon"})",
        R"({"type":7,"coordinates":[]})", R"({"type":"Polygon","coordinates":[[[0,0],[]]]})",
        R"({"type":"Polygon","coordinates":[[[0]]]})",
        R"({"type":"Polygon","coordinates":[[0,0]]})",
        R"({"type":"Polygon","coordinates":[[[1e999,0]]]})",
        R"({"type":"Polygon","coordinates":[[["0","0"]]]})",
        R"({"type":"MultiPolygon","coordinates":[[[0,0]]]})"}) {
    EXPECT_EQ(PlainPolygons(text), std::nullopt) << text;
  }
}

TEST(GeoJsonTest, APositionWithoutNumbersIsNoBoundary) {
  EXPECT_FALSE(
      Boundary::Read(R"({"type":"Polygon","coordinates":[[[0,0],[2,1],[1,0],[],[0,0]]]})", "f")
          .ok());
}

}  // namespace
}  // namespace gridgov
