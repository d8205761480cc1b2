// Boundaries: GeoJSON as clients send it, through the server's check.
#include "server/handlers/geometry.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gridgov;
  const auto boundary = Boundary::Read(TextOf(data, size), "grid.boundary");
  if (!boundary.ok()) return 0;
  const v1::Point& point = boundary->inside();
  Expect(point.longitude() >= -180 && point.longitude() <= 180 && point.latitude() >= -90 &&
             point.latitude() <= 90,
         "a point inside a boundary is on earth");
  Expect(boundary->area_m2() >= 0, "an area is no less than nothing");
  return 0;
}
