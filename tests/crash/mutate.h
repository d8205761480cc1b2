// Damage to files at rest: what a bad sector, a bad cable or a broken copy does.
#ifndef GRIDGOV_TESTS_CRASH_MUTATE_H_
#define GRIDGOV_TESTS_CRASH_MUTATE_H_

#include <random>
#include <string>

namespace gridgov {

// Flips 1 to 64 bits of `bytes`, which may not be empty, near one another or anywhere, or cuts its
// tail off; says what it did.
std::string Mutate(std::mt19937_64& random, std::string* bytes);

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_CRASH_MUTATE_H_
