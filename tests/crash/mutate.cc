#include "tests/crash/mutate.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace gridgov {

std::string Mutate(std::mt19937_64& random, std::string* bytes) {
  if (random() % 4 == 0) {
    const size_t kept = random() % bytes->size();
    bytes->resize(kept);
    return absl::StrCat("cut to ", kept);
  }
  const size_t flips = 1 + random() % 64;
  // Half of the time within one sector.
  const size_t sector = random() % bytes->size() / 512 * 512;
  const bool near = random() % 2 == 0;
  const size_t from = near ? sector : 0;
  const size_t range = near ? std::min<size_t>(512, bytes->size() - sector) : bytes->size();
  for (size_t i = 0; i < flips; ++i) {
    char& byte = (*bytes)[from + random() % range];
    byte = static_cast<char>(byte ^ (1 << random() % 8));
  }
  return absl::StrCat(flips, " bits from ", from);
}

}  // namespace gridgov
