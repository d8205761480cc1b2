// Random bytes for keys, nonces and tokens, from the system's generator. Safe from every thread and
// after a fork. There is no error to handle: without a random source the process ends.
#ifndef GRIDGOV_SERVER_CRYPTO_RANDOM_H_
#define GRIDGOV_SERVER_CRYPTO_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <string>

namespace gridgov {

// `size` bytes that nobody can guess.
std::string RandomBytes(size_t size);

// The same, into memory that the caller owns and wipes.
void FillRandom(void* out, size_t size);

// A number below `limit`, each equally likely.
uint32_t RandomBelow(uint32_t limit);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_CRYPTO_RANDOM_H_
