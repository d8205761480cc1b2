// What the fuzz targets share. Each target is one file with LLVMFuzzerTestOneInput. libFuzzer runs
// it on what it makes up (tests/checks/fuzz.sh); replay.cc runs it on the saved corpus in every
// build.
#ifndef GRIDGOV_TESTS_FUZZ_FUZZ_H_
#define GRIDGOV_TESTS_FUZZ_FUZZ_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace gridgov {

inline std::string TextOf(const uint8_t* data, size_t size) {
  return std::string(reinterpret_cast<const char*>(data), size);
}

// Ends the program where a promise is broken, which the fuzzer and the replay report as a crash.
inline void Expect(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", promise);
  std::abort();
}

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_FUZZ_FUZZ_H_
