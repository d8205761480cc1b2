// gridgov_crash: the real engine, writer, keys, store and handlers on a disk that is cut from
// power, fails and fills up. Prints one line for each id with its seed, count and breaches; exits
// non-zero on any breach.
#include <cstdio>
#include <iostream>
#include <random>

#include "CLI/CLI.hpp"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/stubs/logging.h"
#include "server/log.h"
#include "tests/crash/faults.h"

namespace gridgov {
namespace {

struct Plan {
  uint64_t seed = 0;
  double seconds = 0;
  std::string only = "flaws,F2,F3,F4,F5,F5db,F6";
  int64_t f2 = 0;
  int64_t f3 = 0;
  int64_t f4 = 0;
  int64_t f5 = 0;
  int64_t f6 = 0;
  std::string repeat;
};

// The test of the test: machines with a flaw must be found out.
void FindFlaws(Disk& disk, const Place& place, const Budget& budget, Findings& report) {
  for (const auto& [name, flaw] : {std::pair<const char*, Flaw>{"no sync", Flaw::kNoSync},
                                   {"no sync of commits", Flaw::kNoSyncOfCommits},
                                   {"an answer before the commit", Flaw::kAnswersBeforeCommit}}) {
    Findings found({}, /*quiet=*/true);
    Faults faults(disk, place, found, {.flaw = flaw});
    Budget some = budget;
    // Until it is found: most find themselves within a dozen.
    for (some.count = 10; found.breaches() == 0 && some.count < 5000; some.count *= 2) {
      faults.CutPower(some);
    }
    report.Count("flaws found", found.breaches() > 0 ? 1 : 0);
    if (found.breaches() == 0) report.Breach("flaws", absl::StrCat("not found: ", name));
  }
}

// "shape/kind/at/seed", as a breach tells it.
bool Repeat(const std::string& point, Faults& faults) {
  const std::vector<std::string> parts = absl::StrSplit(point, '/');
  using Kind = Fault::Kind;
  for (const Kind kind : {Kind::kCut, Kind::kOnce, Kind::kForGood, Kind::kFull}) {
    Fault fault{kind};
    uint64_t seed = 0;
    if (parts.size() == 4 && parts[1] == NameOf(kind) && absl::SimpleAtoi(parts[2], &fault.at) &&
        absl::SimpleAtoi(parts[3], &seed)) {
      faults.Repeat(parts[0], fault, seed);
    }
  }
  return faults.done() > 0;
}

int Crash(const Plan& plan) {
  SetUpLog("off");
  google::protobuf::SetLogHandler(nullptr);  // What is damaged is not always text.
  Disk disk(plan.seed);
  const absl::StatusOr<Place> place = MakePlace(disk);
  if (!place.ok()) {
    std::cerr << "gridgov_crash: " << place.status() << std::endl;
    return 1;
  }
  if (!plan.repeat.empty()) {
    Findings findings;
    Faults faults(disk, *place, findings);
    if (!Repeat(plan.repeat, faults)) std::cerr << "gridgov_crash: no such point" << std::endl;
    return findings.breaches() == 0 && faults.done() == 1 ? 0 : 1;
  }
  using Run = std::function<int64_t(const Budget&, Findings&)>;
  const auto with = [&](auto method) {
    return [&disk, &place, method](const Budget& budget, Findings& report) {
      Faults faults(disk, *place, report);
      (faults.*method)(budget);
      return faults.done();
    };
  };
  const std::tuple<std::string, int64_t, Run> runs[] = {
      {"flaws", 1,
       [&](const Budget& budget, Findings& report) {
         FindFlaws(disk, *place, budget, report);
         return report.counted("flaws found");
       }},
      {"F2", plan.f2, with(&Faults::CutPower)},
      {"F3", plan.f3, with(&Faults::FailCalls)},
      {"F4", plan.f4, with(&Faults::FillDisk)},
      {"F5", plan.f5, with(&Faults::Damage)},
      {"F6", plan.f6, with(&Faults::Stall)},
      {"F5db", plan.f5, with(&Faults::DamageDatabase)}};
  const std::vector<std::string> only = absl::StrSplit(plan.only, ',');
  const double share = plan.seconds / static_cast<double>(only.size());
  bool broken = false;
  for (const auto& [id, count, run] : runs) {
    if (std::find(only.begin(), only.end(), id) == only.end()) continue;
    const absl::Time start = absl::Now();
    Findings report;
    const int64_t done =
        run({.seed = plan.seed,
             .count = count,
             .until = plan.seconds > 0 ? start + absl::Seconds(share) : absl::InfiniteFuture()},
            report);
    const double took = absl::ToDoubleSeconds(absl::Now() - start);
    std::cout << absl::StrFormat("%s seed=%d count=%d breaches=%d seconds=%.1f rate=%.0f/s", id,
                                 plan.seed, done, report.breaches(), took,
                                 static_cast<double>(done) / took)
              << std::endl;
    broken |= report.breaches() > 0;
  }
  return broken ? 1 : 0;
}

}  // namespace
}  // namespace gridgov

int main(int argc, char** argv) {
  gridgov::Plan plan;
  plan.seed = std::random_device{}();
  CLI::App cli("Cuts the power of the server's disk, lets it fail and fill up");
  cli.add_option("--seed", plan.seed, "Repeats the choices of a run");
  cli.add_option("--only", plan.only, "The ids to run, with commas");
  cli.add_option("--seconds", plan.seconds, "Stops then with the counts it reached");
  cli.add_option("--f2", plan.f2, "How many power cuts; 0: at every call of every history");
  cli.add_option("--f3", plan.f3, "How many failed calls; 0: every one");
  cli.add_option("--f4", plan.f4, "How often the disk is full; 0: from every write on");
  cli.add_option("--f5", plan.f5, "How often a file is damaged at rest");
  cli.add_option("--f6", plan.f6, "How often a commit waits for the disk");
  cli.add_option("--repeat", plan.repeat, "One point again, as a breach tells it");
  CLI11_PARSE(cli, argc, argv);
  return gridgov::Crash(plan);
}
