// gridgov_load: the figures of one run, side by side, against their floors and goals.
//
// Prints one line a figure, `name value unit floor F goal G holds|short`, and exits non-zero if
// one is short of its floor. Every ratio is the median of the rounds; inside a round the two sides
// follow each other, because the machine's speed drifts more from minute to minute than any change
// that is worth making.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <iostream>
#include <map>
#include <thread>

#include "CLI/CLI.hpp"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "tests/load/bench.h"

namespace gridgov {
namespace {

// G1, G3, G3b, G9: all sides of a round follow each other on one server.
absl::Status MeasureRatios(Bench& bench, Figures& figures) {
  std::map<std::string, std::vector<double>> ratios;
  for (int round = 0; round < bench.plan().rounds; ++round) {
    std::map<std::string, Window> seen;
    for (const char* name :
         {"echo", "create", "get", "list_grid", "list_street", "list_district", "list_mixed"}) {
      GG_ASSIGN_OR_RETURN(seen[name], bench.Run(name));
      figures.Note(Told(name, seen[name]));
    }
    const double echo = seen["echo"].rate;
    ratios["create"].push_back(seen["create"].rate / echo);
    ratios["get"].push_back(seen["get"].rate / echo);
    ratios["list"].push_back(seen["list_grid"].rate / echo);
    for (const char* wide : {"list_street", "list_district", "list_mixed"}) {
      ratios[wide].push_back(seen["list_grid"].rate / seen[wide].rate);
    }
    ratios["cpu"].push_back(seen["create"].server_micros / seen["echo"].server_micros);
  }
  figures.AtLeast("G1.create_per_echo", Median(ratios["create"]), "ratio", 0.15, 0.30);
  figures.AtLeast("G3.get_per_echo", Median(ratios["get"]), "ratio", 0.50, 0.85);
  figures.AtLeast("G3.list50_per_echo", Median(ratios["list"]), "ratio", 0.10, 0.28);
  figures.AtMost("G3b.list50_subdistrict", Median(ratios["list_street"]), "times", 8, 4);
  figures.AtMost("G3b.list50_district", Median(ratios["list_district"]), "times", 30, 15);
  figures.AtMost("G3b.list50_two_kinds", Median(ratios["list_mixed"]), "times", 8, 4);
  figures.AtMost("G9.cpu_create_per_echo", Median(ratios["cpu"]), "times", 6, 4);
  return absl::OkStatus();
}

absl::Status MeasureIdle(Bench& bench, Figures& figures) {
  absl::SleepFor(absl::Seconds(1));
  const absl::Duration before = bench.server().CpuTime();
  absl::SleepFor(absl::Seconds(5));
  const double share = absl::ToDoubleSeconds(bench.server().CpuTime() - before) / 5;
  figures.AtMost("G9.idle", share * 100, "percent", 0.5, 0.1);
  return absl::OkStatus();
}

// G6: one long window.
absl::Status MeasureTail(Bench& bench, Figures& figures) {
  std::atomic<bool> stop = false;
  int64_t most = 0;
  std::thread watch([&] {
    while (!stop) {
      most = std::max(most, bench.WalBytes());
      absl::SleepFor(absl::Milliseconds(20));
    }
  });
  const auto window = bench.Run("create", 64, absl::Seconds(bench.plan().long_window));
  stop = true;
  watch.join();
  GG_RETURN_IF_ERROR(window.status());
  figures.Note(absl::StrFormat("create for long %.0f/s p50 %.2f ms p99 %.2f ms", window->rate,
                               window->p50, window->p99));
  figures.AtMost("G6.p99_per_p50", window->p99 / window->p50, "times", 12, 4);
  figures.AtMost("G6.wal", static_cast<double>(most) / 1e6, "MB", 128, 64);
  return absl::OkStatus();
}

// The ratio of one operation's rates on the server with two sets of flags, in turn.
absl::StatusOr<double> CompareFlags(Bench& bench, const std::string& operation,
                                    const std::vector<std::string>& one,
                                    const std::vector<std::string>& other) {
  std::vector<double> ratios;
  for (int round = 0; round < bench.plan().rounds; ++round) {
    GG_RETURN_IF_ERROR(bench.Serve(one));
    GG_ASSIGN_OR_RETURN(const Window with, bench.Run(operation));
    GG_RETURN_IF_ERROR(bench.Serve(other));
    GG_ASSIGN_OR_RETURN(const Window without, bench.Run(operation));
    ratios.push_back(with.rate / without.rate);
  }
  return Median(ratios);
}

// What the disk adds to each commit: how much sharing commits can gain (G2) depends on it.
absl::Status NoteDisk(const std::string& folder, Figures& figures) {
  constexpr int kSyncs = 500;
  const std::string path = folder + "/sync";
  const int file = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) return absl::ErrnoToStatus(errno, path);
  const std::string page(4096, 's');
  const absl::Time start = absl::Now();
  for (int i = 0; i < kSyncs; ++i) {
    (void)::pwrite(file, page.data(), page.size(), static_cast<off_t>(page.size()) * (i % 64));
    (void)::fdatasync(file);
  }
  const absl::Duration took = (absl::Now() - start) / kSyncs;
  ::close(file);
  ::unlink(path.c_str());
  figures.Note(
      absl::StrFormat("a page written and synced: %.3f ms", absl::ToDoubleMilliseconds(took)));
  return absl::OkStatus();
}

// One operation alone, for a profiler.
absl::Status DriveOne(Bench& bench, Figures& figures) {
  const std::string& name = bench.plan().drive;
  figures.Note(absl::StrCat("server process ", bench.server().pid()));
  for (int round = 0; round < bench.plan().rounds; ++round) {
    GG_ASSIGN_OR_RETURN(const Window seen, bench.Run(name));
    figures.Note(Told(name, seen));
  }
  return absl::OkStatus();
}

absl::Status Measure(const Plan& plan) {
  Figures figures;
  Bench bench(plan, plan.folder);
  GG_RETURN_IF_ERROR(bench.Prepare());
  GG_RETURN_IF_ERROR(NoteDisk(plan.folder, figures));
  if (!plan.drive.empty()) return DriveOne(bench, figures);
  const auto wanted = [&plan](const char* name) {
    return plan.only.empty() ||
           absl::StrContains(absl::StrCat(",", plan.only, ","), absl::StrCat(",", name, ","));
  };
  if (wanted("ratios")) GG_RETURN_IF_ERROR(MeasureRatios(bench, figures));
  if (wanted("idle")) GG_RETURN_IF_ERROR(MeasureIdle(bench, figures));
  if (wanted("tail")) GG_RETURN_IF_ERROR(MeasureTail(bench, figures));
  if (wanted("batch")) {
    GG_ASSIGN_OR_RETURN(const double group, CompareFlags(bench, "create", {}, {"--batch", "1"}));
    figures.AtLeast("G2.group_commit", group, "times", 6, 10);
  }
  if (wanted("tls")) {
    GG_ASSIGN_OR_RETURN(const double tls, CompareFlags(bench, "echo", {}, {"--insecure"}));
    figures.AtLeast("G7.tls_per_plain_echo", tls, "ratio", 0.70, 0.85);
  }
  // Not unless asked for: it takes a folder of ten million rows.
  if (!plan.only.empty() && wanted("sizes")) GG_RETURN_IF_ERROR(MeasureSizes(bench, figures));
  return figures.all_hold() ? absl::OkStatus() : absl::OutOfRangeError("a figure is short");
}

}  // namespace
}  // namespace gridgov

int main(int argc, char** argv) {
  gridgov::Plan plan;
  CLI::App cli("Measures a filled folder's server; see tests/load/run");
  cli.add_option("--gridgovd", plan.gridgovd, "The server, of a benchmark build")->required();
  cli.add_option("--samples", plan.samples, "deploy/sample")->required();
  cli.add_option("--folder", plan.folder, "What gridgov_fill made")->required();
  cli.add_option("--rounds", plan.rounds, "Of which the median counts");
  cli.add_option("--window", plan.window, "Seconds of one side of a round");
  cli.add_option("--long", plan.long_window, "Seconds of the long run of creates");
  cli.add_option("--only", plan.only, "Of ratios,idle,tail,batch,tls,sizes");
  cli.add_option("--small", plan.small, "The folder of 100k rows that `sizes` compares with");
  cli.add_option("--drive", plan.drive, "One operation alone, such as get or create");
  CLI11_PARSE(cli, argc, argv);
  const absl::Status status = gridgov::Measure(plan);
  if (!status.ok()) std::cerr << "gridgov_load: " << status << std::endl;
  return status.ok() ? 0 : 1;
}
