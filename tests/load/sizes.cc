// G4, G5, G12, G13, and ledgers: a server on many rows beside one on few, driven in turn.
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "tests/load/bench.h"

namespace gridgov {
namespace {

// The most memory that a server has while this lives.
class Memory {
 public:
  explicit Memory(Bench& bench)
      : thread_([this, &bench] {
          while (!stop_) {
            most_ = std::max(most_.load(), bench.ResidentBytes());
            absl::SleepFor(absl::Milliseconds(50));
          }
        }) {}
  ~Memory() {
    stop_ = true;
    thread_.join();
  }
  double mebibytes() const { return static_cast<double>(most_) / (1 << 20); }

 private:
  std::atomic<bool> stop_ = false;
  std::atomic<int64_t> most_ = 0;
  std::thread thread_;
};

// Seconds from the program's start until it serves.
absl::StatusOr<double> StartAfter(Bench& bench, int signal) {
  GG_RETURN_IF_ERROR(bench.server().End(signal, absl::Seconds(30)).status());
  const absl::Time start = absl::Now();
  GG_RETURN_IF_ERROR(bench.scene().Start());
  return absl::ToDoubleSeconds(absl::Now() - start);
}

absl::Status MeasureStarts(Bench& bench, Figures& figures) {
  std::vector<double> clean;
  std::vector<double> killed;
  for (int round = 0; round < bench.plan().rounds; ++round) {
    GG_ASSIGN_OR_RETURN(const double after_end, StartAfter(bench, SIGTERM));
    clean.push_back(after_end);
    // Under load: the log is as full as it gets.
    GG_RETURN_IF_ERROR(bench.Serve({}));
    GG_RETURN_IF_ERROR(bench.Run("create").status());
    GG_ASSIGN_OR_RETURN(const double after_kill, StartAfter(bench, SIGKILL));
    killed.push_back(after_kill);
  }
  figures.AtMost("G13.start_clean", Median(clean), "s", 1, 0.2);
  figures.AtMost("G13.start_after_kill", Median(killed), "s", 3, 1);
  return absl::OkStatus();
}

}  // namespace

absl::Status MeasureSizes(Bench& bench, Figures& figures) {
  Bench small(bench.plan(), bench.plan().small);
  GG_RETURN_IF_ERROR(small.Prepare());
  GG_RETURN_IF_ERROR(bench.FindDeepPage());
  std::map<std::string, std::vector<double>> ratios;
  double memory = 0;
  {
    const Memory watched(bench);
    for (int round = 0; round < bench.plan().rounds; ++round) {
      std::map<std::string, Window> seen;
      for (const char* name : {"list_grid", "get", "create"}) {
        GG_ASSIGN_OR_RETURN(seen[name], bench.Run(name));
        GG_ASSIGN_OR_RETURN(const Window few, small.Run(name));
        figures.Note(Told(absl::StrCat("many ", name), seen[name]));
        figures.Note(Told(absl::StrCat("few  ", name), few));
        ratios[name].push_back(few.rate / seen[name].rate);
      }
      GG_ASSIGN_OR_RETURN(const Window first, bench.Run("list_grid"));
      GG_ASSIGN_OR_RETURN(const Window deep, bench.Run("deep"));
      figures.Note(Told("many deep", deep));
      ratios["deep"].push_back(first.rate / deep.rate);
    }
    memory = watched.mebibytes();
  }
  figures.AtMost("G4.list50_many_per_few", Median(ratios["list_grid"]), "times", 1.5, 1.1);
  figures.AtMost("G4.deep_page_per_first", Median(ratios["deep"]), "times", 1.5, 1.1);
  figures.AtMost("G5.get_many_per_few", Median(ratios["get"]), "times", 1.5, 1.1);
  figures.AtLeast("G5.create_many_per_few", 1 / Median(ratios["create"]), "ratio", 0.5, 0.8);
  figures.AtMost("G12.memory", memory, "MiB", 400, 200);
  GG_RETURN_IF_ERROR(MeasureLedgers(bench, small, figures));
  return MeasureStarts(bench, figures);
}

}  // namespace gridgov
