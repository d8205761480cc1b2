// Ids, days and times as text: what is read is written the same.
#include "absl/strings/ascii.h"
#include "proto/cpp/uuid.h"
#include "server/store/time_text.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gridgov;
  const std::string text = TextOf(data, size);
  if (const auto id = Uuid::Parse(text); id.ok()) {
    Expect(id->ToString() == absl::AsciiStrToLower(text), "an id is written as it was read");
  }
  if (IsDay(text)) Expect(DayText(DayStart(text)) == text, "a day is written as it was read");
  if (const absl::Time time = ParseTimeText(text); time != absl::InfiniteFuture()) {
    Expect(TimeText(time) == text, "a time is written as it was read");
  }
  return 0;
}
