// F1 and F12: rounds of load, an end of the server in the middle of it, a restart and the checks.
#ifndef GRIDGOV_TESTS_SOAK_CRASHES_H_
#define GRIDGOV_TESTS_SOAK_CRASHES_H_

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tests/scene/scene.h"
#include "tests/soak/checks.h"
#include "tests/soak/client.h"
#include "tests/support/findings.h"

namespace gridgov {

// Eight clients, one server, one folder. Used by one thread.
class Crashes {
 public:
  // The scene's server runs and has the people office1, checker1, handler1, worker1 to worker4,
  // who stand in `grids`.
  Crashes(Scene& scene, const std::vector<std::string>& grids, uint64_t seed, Findings& report);

  absl::Status Prepare();
  // One end by `signal` (SIGKILL or SIGTERM) after 5 to 500 ms of load, and what follows it. An
  // error: the soak cannot go on.
  absl::Status Once(int signal);
  // Stops the server and holds the database against the ledgers.
  absl::Status Finish();

 private:
  void EndUnderLoad(int signal);
  absl::Status StartAgain();
  void Settle();

  Scene& scene_;
  const std::vector<std::string> grids_;
  std::mt19937_64 random_;
  Findings& report_;
  std::vector<SoakClient> clients_;
  std::vector<std::string> ledgers_;
  ChainWitness witness_;
  int rounds_ = 0;
};

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SOAK_CRASHES_H_
