// Bench: a filled folder's server and the operations that are driven against it; Figures: what is
// told of them. Each is used by one thread.
#ifndef GRIDGOV_TESTS_LOAD_BENCH_H_
#define GRIDGOV_TESTS_LOAD_BENCH_H_

#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gridgov/v1/patrol.pb.h"
#include "tests/load/driver.h"
#include "tests/scene/scene.h"

namespace gridgov {

struct Plan {
  std::string gridgovd;
  std::string samples;
  std::string folder;
  std::string small;  // The folder that `sizes` compares with.
  int rounds = 5;
  double window = 4;
  double long_window = 60;
  std::string only;
  std::string drive;
};

double Median(std::vector<double> values);

// The figures as they are told.
class Figures {
 public:
  void AtLeast(const std::string& name, double value, const std::string& unit, double floor,
               double goal) {
    Tell(name, value, unit, floor, goal, value >= floor);
  }
  void AtMost(const std::string& name, double value, const std::string& unit, double floor,
              double goal) {
    Tell(name, value, unit, floor, goal, value <= floor);
  }
  // For those who read on; held against nothing.
  void Note(const std::string& line);
  bool all_hold() const { return all_hold_; }

 private:
  void Tell(const std::string& name, double value, const std::string& unit, double floor,
            double goal, bool holds);
  bool all_hold_ = true;
};

// A server on a folder that gridgov_fill made.
class Bench {
 public:
  Bench(const Plan& plan, const std::string& folder);

  // The server, with everything that is driven.
  absl::Status Prepare();
  // The server anew, with these flags.
  absl::Status Serve(const std::vector<std::string>& flags);

  absl::StatusOr<Window> Run(const std::string& name, int in_flight, absl::Duration time);
  // As the plan says: 64 in flight for a window.
  absl::StatusOr<Window> Run(const std::string& name);

  // Adds the operation "deep": the page of 50 that lies nine tenths down the list of one grid.
  absl::Status FindDeepPage();

  int64_t WalBytes() const;
  // Memory of the server's process that is in use.
  int64_t ResidentBytes();
  ServerProcess& server() { return scene_.server(); }
  Scene& scene() { return scene_; }
  const Plan& plan() const { return plan_; }
  const std::string& folder() const { return folder_; }

 private:
  void AddList(const std::string& name, const std::string& username,
               const std::string& page_token = "");
  void MakeOperations();
  std::unique_ptr<v1::CreatePatrolRequest> NewPatrol(std::minstd_rand& random) const;

  const Plan& plan_;
  const std::string folder_;
  Scene scene_;
  Channels channels_;
  std::map<std::string, Operation> operations_;
  std::vector<std::string> ids_;
  std::vector<std::string> grids_;
  std::vector<std::string> workers_;
};

// A window as a note tells it.
std::string Told(const std::string& name, const Window& seen);

// G4, G5, G12, G13: what becomes of all this at a hundred times the rows of `plan.small`.
absl::Status MeasureSizes(Bench& bench, Figures& figures);
// The ledger of the same month on both.
absl::Status MeasureLedgers(Bench& many, Bench& few, Figures& figures);

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_LOAD_BENCH_H_
