// Boundaries: GeoJSON as clients send it, through the server's check.
#include "server/handlers/geometry.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gridgov;
  const auto point = CheckBoundary(TextOf(data, size), "grid.boundary");
  if (!point.ok()) return 0;
  Expect(point->longitude() >= -180 && point->longitude() <= 180 && point->latitude() >= -90 &&
             point->latitude() <= 90,
         "a point inside a boundary is on earth");
  return 0;
}
