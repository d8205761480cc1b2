// What must hold after a crash: I1, I2 and I5, each against the ledgers of the clients.
#ifndef GRIDGOV_TESTS_SOAK_CHECKS_H_
#define GRIDGOV_TESTS_SOAK_CHECKS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gridgov/v1/audit.pb.h"
#include "tests/scene/scene.h"
#include "tests/support/findings.h"

namespace gridgov {

// The chain as it was seen before. Used by one thread.
class ChainWitness {
 public:
  // I2: the chain verifies, is no shorter than it was, and holds every head seen.
  void Check(const Scene& scene, Findings& report);

 private:
  int64_t checked_ = 0;
  v1::AuditHead head_;
};

// I1, by the contract: each resource can be read under its id.
void CheckReadable(const Scene& scene, const std::vector<std::string>& resources, Findings& report);

// I5, on a copy of the database as the crash left it: integrity and foreign keys.
void CheckCopy(const Scene& scene, Findings& report);

// I1 and I5, in the database of a server that has stopped: each write of the ledgers was done
// exactly once and whole, and nothing is there that no ledger meant.
void CheckDatabase(const Scene& scene, const std::vector<std::string>& ledgers, Findings& report);

// F13: the database in the folder `restored` is the one in `live` as it was at one moment: its
// journal is the beginning of the other's, each row is as the journal last says, and each resource
// of `before` is there. Both servers have stopped.
void CheckPrefix(const std::string& live, const std::string& restored,
                 const std::vector<std::string>& before, Findings& report);

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SOAK_CHECKS_H_
