#include "server/crypto/random.h"

#include <sodium.h>

#include <cstdio>
#include <cstdlib>

namespace gridgov {
namespace {

// libsodium opens its random source here, once, before any thread draws from it.
void Prepare() {
  static const bool ready = sodium_init() >= 0;
  if (ready) return;
  std::fputs("gridgov: libsodium could not start\n", stderr);
  std::abort();
}

}  // namespace

std::string RandomBytes(size_t size) {
  std::string bytes(size, '\0');
  FillRandom(bytes.data(), size);
  return bytes;
}

void FillRandom(void* out, size_t size) {
  Prepare();
  randombytes_buf(out, size);
}

uint32_t RandomBelow(uint32_t limit) {
  Prepare();
  return randombytes_uniform(limit);
}

}  // namespace gridgov
