// JSON that people send in, and the JSON of columns: what is written is read again.
#include "client-cli/json_input.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "server/store/json_text.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gridgov;
  const std::string text = TextOf(data, size);
  (void)GeometryOf(text);
  v1::ImportCategoriesRequest request;
  (void)AddJsonArray(text, "categories", request);
  const auto* track = v1::Patrol::descriptor()->FindFieldByName("track");
  v1::Patrol patrol;
  if (!ReadJsonText(text, track, &patrol).ok()) return 0;
  const std::string written = JsonText(patrol, track);
  v1::Patrol again;
  Expect(written.empty() || ReadJsonText(written, track, &again).ok(), "a column is read again");
  Expect(JsonText(again, track) == written, "a column is written as it was read");
  return 0;
}
