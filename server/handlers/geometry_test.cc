#include "server/handlers/geometry.h"

#include <cmath>

#include "absl/strings/str_format.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace gridgov {
namespace {

std::string Box(double west, double south, double east, double north) {
  return absl::StrFormat(
      R"({"type":"Polygon","coordinates":[[[%.9f,%.9f],[%.9f,%.9f],[%.9f,%.9f],[%.9f,%.9f],[%.9f,%.9f]]]})",
      west, south, east, south, east, north, west, north, west, south);
}

Boundary Read(const std::string& geojson) {
  auto boundary = Boundary::Read(geojson, "boundary");
  EXPECT_THAT(boundary, IsOk());
  return *std::move(boundary);
}

// The exact area of a box between two parallels on the WGS-84 ellipsoid (Snyder, 3-12).
double ExactBox(double width, double south, double north) {
  const double a = 6378137, e = 0.0818191908426215;
  const auto q = [e](double degrees) {
    const double sine = std::sin(degrees * M_PI / 180);
    return (1 - e * e) *
           (sine / (1 - e * e * sine * sine) - std::log((1 - e * sine) / (1 + e * sine)) / (2 * e));
  };
  return a * a * width * M_PI / 180 * (q(north) - q(south)) / 2;
}

TEST(GeometryTest, AreasAreExactToATenThousandthAtEveryLatitude) {
  for (const double south : {0.0, 18.2, 31.45, 53.5, 70.0}) {
    for (const double size : {0.0005, 0.003, 0.05}) {
      const double exact = ExactBox(size, south, south + size);
      const auto got =
          static_cast<double>(Read(Box(104.7, south, 104.7 + size, south + size)).area_m2());
      EXPECT_NEAR(got, exact, std::max(1.0, exact * 1e-4)) << south << " " << size;
    }
  }
}

TEST(GeometryTest, APointOnTheEdgeIsInside) {
  const Boundary box = Read(Box(104.7, 31.4, 104.8, 31.5));
  v1::Point point;
  point.set_longitude(104.7);
  point.set_latitude(31.45);
  EXPECT_TRUE(box.Contains(point));
  EXPECT_TRUE(box.Contains(box.inside()));
  point.set_longitude(104.69999);
  EXPECT_FALSE(box.Contains(point));
}

TEST(GeometryTest, NeighboursThatTouchOrAreDrawnAFingerApartDoNotOverlap) {
  const Boundary box = Read(Box(104.700, 31.400, 104.703, 31.403));
  for (const double west : {104.703, 104.70299999, 104.71}) {
    const auto overlap = box.OverlapWith(Read(Box(west, 31.400, west + 0.003, 31.403)));
    ASSERT_THAT(overlap, IsOk());
    EXPECT_FALSE(overlap->has_value()) << west;
  }
}

TEST(GeometryTest, AnOverlapIsToldWithItsSizeAndAPlaceInIt) {
  const Boundary box = Read(Box(104.700, 31.400, 104.703, 31.403));
  const auto overlap = box.OverlapWith(Read(Box(104.702, 31.401, 104.705, 31.402)));
  ASSERT_THAT(overlap, IsOk());
  ASSERT_TRUE(overlap->has_value());
  EXPECT_NEAR(static_cast<double>((*overlap)->area_m2), ExactBox(0.001, 31.401, 31.402), 10);
  EXPECT_GT((*overlap)->place.longitude(), 104.702);
  EXPECT_LT((*overlap)->place.longitude(), 104.703);
  EXPECT_GT((*overlap)->place.latitude(), 31.401);
}

TEST(GeometryTest, AUnionIsAsLargeAsItsParts) {
  const Boundary west = Read(Box(104.700, 31.400, 104.703, 31.403));
  const Boundary east = Read(Box(104.703, 31.400, 104.706, 31.403));
  const auto both = Boundary::Union({west, east});
  ASSERT_THAT(both, IsOk());
  EXPECT_NEAR(static_cast<double>(Read(*both).area_m2()),
              static_cast<double>(west.area_m2() + east.area_m2()), 2);
}

}  // namespace
}  // namespace gridgov
