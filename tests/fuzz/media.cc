// What people send as a photo or a document: refused, or cleaned to something that is clean.
#include "server/media/media.h"

#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gridgov;
  const std::string text = TextOf(data, size);
  const MediaType type = SniffMedia(text);
  for (const MediaType as : {MediaType::kJpeg, MediaType::kPng, MediaType::kPdf}) {
    const auto kept = CleanMedia(as, text);
    if (!kept.ok()) continue;
    Expect(as == type, "what is cleaned as a type begins as one");
    Expect(kept->size() <= text.size() + 64, "a cleaned file is no longer");
    Expect(SniffMedia(*kept) == as, "a cleaned file is of its type");
    const auto again = CleanMedia(as, *kept);
    Expect(again.ok() && *again == *kept, "a clean file stays as it is");
    if (as == MediaType::kPdf) continue;
    Expect(kept->find("GPS") == std::string::npos || text.find("GPS") != std::string::npos,
           "cleaning adds nothing");
  }
  return 0;
}
