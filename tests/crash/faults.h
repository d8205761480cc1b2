// The runs: each kind of fault against the histories. What is done is counted and what breaks is
// told in the report; how much is done is limited by a count and a time.
#ifndef GRIDGOV_TESTS_CRASH_FAULTS_H_
#define GRIDGOV_TESTS_CRASH_FAULTS_H_

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "tests/crash/history.h"

namespace gridgov {

struct Budget {
  uint64_t seed = 0;
  int64_t count = 0;  // 0: every point of every history.
  absl::Time until = absl::InfiniteFuture();
};

// Used by one thread.
class Faults {
 public:
  Faults(Disk& disk, const Place& place, Findings& report, Machine::Options options = {})
      : disk_(disk), place_(place), report_(report), options_(options) {}

  // F2: the power is cut at a call of a history, now and then again while it starts anew.
  void CutPower(const Budget& budget);
  // F3: a call fails, once or for good; the server exits or goes on.
  void FailCalls(const Budget& budget);
  // F4: the disk is full from a write on, until there is room again.
  void FillDisk(const Budget& budget);

  // F5: bits of a file at rest are flipped, or its tail is cut: any file's, or the database's.
  void Damage(const Budget& budget) { DamageFiles(budget, /*of_database=*/false); }
  void DamageDatabase(const Budget& budget) { DamageFiles(budget, /*of_database=*/true); }
  // F6: a commit waits for the disk until it is let go: what waits behind it is bounded and keeps
  // its deadlines, reading goes on, and so does writing afterwards.
  void Stall(const Budget& budget);
  // One point again, as a breach tells it.
  void Repeat(const std::string& shape, const Fault& fault, uint64_t seed);

  int64_t done() const { return done_; }

 private:
  // Calls `run` with a shape, a point of it and a seed as the budget has it. `run` answers whether
  // the fault came: if not, the shape has no further point.
  using Point = std::function<bool(const Shape&, int64_t at, uint64_t seed)>;
  void Each(const Budget& budget, bool of_writes, const Point& run);
  void Sample(const Budget& budget, bool of_writes, const Point& run);
  // How many calls or writes a shape makes when nothing fails.
  int64_t PointsOf(const Shape& shape, bool of_writes);
  void Begin(const Shape& shape, const Fault& fault, uint64_t seed);
  bool CutOnce(const Shape& shape, int64_t at, uint64_t seed);
  bool FailOnce(const Shape& shape, const Fault& fault, uint64_t seed);
  void DamageFiles(const Budget& budget, bool of_database);
  void StallOnce();
  // What a history left on the disk, with what the database ever said on the way.
  struct Left {
    Image image;
    std::set<std::string> digests;
  };
  Left Live(uint64_t seed);
  bool FillOnce(const Shape& shape, int64_t at, uint64_t seed);
  // Tells the report where it was, if anything broke since `before`.
  void Tell(const Shape& shape, const Fault& fault, uint64_t seed, int64_t before);

  Disk& disk_;
  const Place& place_;
  Findings& report_;
  const Machine::Options options_;
  std::map<std::pair<std::string, bool>, int64_t> points_;
  int64_t done_ = 0;
  std::string what_;  // What the fault struck.
};

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_CRASH_FAULTS_H_
