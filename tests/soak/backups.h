// F13: backups under load, some of them over a kill, each restored and held against the database
// that it was made of. Says how much a loss would cost: RPO and RTO.
#ifndef GRIDGOV_TESTS_SOAK_BACKUPS_H_
#define GRIDGOV_TESTS_SOAK_BACKUPS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gridgov/v1/job.pb.h"
#include "tests/scene/scene.h"
#include "tests/soak/client.h"
#include "tests/support/findings.h"

namespace gridgov {

// Eight clients, one server, one folder. Used by one thread.
class BackupDrill {
 public:
  // The scene's server runs and has the people of Crashes.
  BackupDrill(Scene& scene, std::string gridgovd, const std::vector<std::string>& grids,
              uint64_t seed, Findings& report);

  // Gives the server a folder for backups.
  absl::Status Prepare();
  // One backup under load, with a kill of the server on its way if `kill`; restored and checked.
  // An error: the drill cannot go on.
  absl::Status Once(bool kill);
  // What the rounds have shown.
  void Tell() const;

 private:
  absl::StatusOr<v1::Job> MakeUnderLoad(bool kill);
  absl::StatusOr<v1::Job> Await(const std::string& job);
  absl::Status KillAndStart();
  void CheckRestored(const std::string& folder, const v1::BackupWork& backup);

  Scene& scene_;
  const std::string gridgovd_;
  const std::vector<std::string> grids_;
  std::mt19937_64 random_;
  Findings& report_;
  std::vector<SoakClient> clients_;
  // Acknowledged before the backup was asked for.
  std::vector<std::string> before_;
  absl::Duration worst_rpo_;
  absl::Duration worst_rto_;
  absl::Duration worst_backup_;
};

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SOAK_BACKUPS_H_
