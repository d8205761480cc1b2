// Place: what histories happen in: staff with sessions, grids, categories, and issues whose
// reporters are due to be erased; laid out once, then loaded onto the disk for each history.
#ifndef GRIDGOV_TESTS_CRASH_PLACE_H_
#define GRIDGOV_TESTS_CRASH_PLACE_H_

#include <map>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/crypto/secret.h"
#include "tests/crash/disk.h"

namespace gridgov {

// Constant once made.
struct Place {
  // On the real disk, where only an empty keys.db lies: KeyFile looks for it there.
  std::string folder;
  Secret master;
  Secret journal_key;
  absl::Time now;
  std::map<std::string, std::string> tokens;  // By user name.
  std::string worker;                         // "accounts/{id}"; signs in with kPassword.
  std::string grid;
  std::string unit;
  std::string category;
  std::string patrol_type;
  std::set<std::string> issues;  // That are there from the start.
  Image image;

  std::string database() const { return folder + "/gridgov.db"; }
  std::string keys() const { return folder + "/keys.db"; }

  Place() = default;
  Place(Place&&) = default;
  ~Place();
};

inline constexpr char kPassword[] = "correct horse battery";

// Lays one out on this disk.
absl::StatusOr<Place> MakePlace(Disk& disk);

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_CRASH_PLACE_H_
