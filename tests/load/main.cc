// gridgov_load: the figures of one run, side by side, against their floors and goals.
//
// Prints one line a figure, `name value unit floor F goal G holds|short`, and exits non-zero if
// one is short of its floor. Every ratio is the median of the rounds; inside a round the two sides
// follow each other, because the machine's speed drifts more from minute to minute than any change
// that is worth making.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <fstream>
#include <iostream>
#include <map>
#include <thread>

#include "CLI/CLI.hpp"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "gridgov/v1/patrol.pb.h"
#include "proto/cpp/uuid.h"
#include "tests/load/driver.h"
#include "tests/load/echo.pb.h"
#include "tests/scene/scene.h"

namespace gridgov {
namespace {

struct Plan {
  std::string gridgovd;
  std::string samples;
  std::string folder;
  int rounds = 5;
  double window = 4;
  double long_window = 60;
  std::string only;
  std::string drive;
};

std::vector<std::string> Lines(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

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
  void Note(const std::string& line) { std::cout << "# " << line << std::endl; }
  bool all_hold() const { return all_hold_; }

 private:
  void Tell(const std::string& name, double value, const std::string& unit, double floor,
            double goal, bool holds) {
    all_hold_ &= holds;
    std::cout << absl::StrFormat("%s %.4g %s floor %g goal %g %s", name, value, unit, floor, goal,
                                 holds ? "holds" : "short")
              << std::endl;
  }
  bool all_hold_ = true;
};

// Server, channels and operations of a run. Used by one thread.
class Bench {
 public:
  explicit Bench(const Plan& plan)
      : plan_(plan), scene_(plan.gridgovd, plan.folder, plan.samples) {}

  absl::Status Prepare() {
    GG_RETURN_IF_ERROR(scene_.Resume());
    ids_ = Lines(plan_.folder + "/ids");
    grids_ = Lines(plan_.folder + "/grids");
    workers_ = Lines(plan_.folder + "/workers");
    MakeOperations();
    return Serve({});
  }

  // The server anew, with these flags.
  absl::Status Serve(const std::vector<std::string>& flags) {
    channels_.clear();
    if (scene_.running()) {
      GG_RETURN_IF_ERROR(scene_.server().End(SIGTERM, absl::Seconds(15)).status());
    }
    GG_RETURN_IF_ERROR(scene_.Start(flags));
    const bool plain = std::find(flags.begin(), flags.end(), "--insecure") != flags.end();
    GG_ASSIGN_OR_RETURN(channels_, OpenChannels(scene_.server().target(),
                                                plain ? "" : scene_.data() + "/tls/ca.pem"));
    return absl::OkStatus();
  }

  absl::StatusOr<Window> Run(const std::string& name, int in_flight, absl::Duration time) {
    Window window = Drive(channels_, operations_.at(name), in_flight, time,
                          [this] { return scene_.server().CpuTime(); });
    if (window.failure.empty()) return window;
    return absl::AbortedError(absl::StrCat(name, ": ", window.failure));
  }
  absl::StatusOr<Window> Run(const std::string& name) {
    return Run(name, 64, absl::Seconds(plan_.window));
  }

  int64_t WalBytes() const {
    struct stat info {};
    return ::stat((scene_.data() + "/gridgov.db-wal").c_str(), &info) == 0 ? info.st_size : 0;
  }
  ServerProcess& server() { return scene_.server(); }
  const Plan& plan() const { return plan_; }

 private:
  void AddList(const std::string& name, const std::string& username) {
    operations_[name] = {.path = "/gridgov.v1.PatrolService/ListPatrols",
                         .token = scene_.person(username).token,
                         .request =
                             [](std::minstd_rand&) {
                               auto request = std::make_unique<v1::ListPatrolsRequest>();
                               request->set_page_size(50);
                               return request;
                             },
                         .response = &v1::ListPatrolsResponse::default_instance()};
  }

  void MakeOperations() {
    operations_["echo"] = {.path = "/gridgov.load.EchoService/Echo",
                           .request =
                               [](std::minstd_rand&) {
                                 auto request = std::make_unique<load::EchoRequest>();
                                 request->set_payload(std::string(273, 'e'));
                                 return request;
                               },
                           .response = &load::EchoResponse::default_instance()};
    operations_["get"] = {.path = "/gridgov.v1.PatrolService/GetPatrol",
                          .token = scene_.person("office1").token,
                          .request =
                              [this](std::minstd_rand& random) {
                                auto request = std::make_unique<v1::GetPatrolRequest>();
                                request->set_name(ids_[random() % ids_.size()]);
                                return request;
                              },
                          .response = &v1::Patrol::default_instance()};
    operations_["create"] = {
        .path = "/gridgov.v1.PatrolService/CreatePatrol",
        .token = scene_.person("office1").token,
        .request = [this](std::minstd_rand& random) { return NewPatrol(random); },
        .response = &v1::Patrol::default_instance()};
    AddList("list_grid", "one1");
    AddList("list_street", "street1");
    AddList("list_district", "district1");
    AddList("list_mixed", "mixed1");
  }

  // A planned one, on any grid, for anybody: the widest spread over the indexes.
  std::unique_ptr<v1::CreatePatrolRequest> NewPatrol(std::minstd_rand& random) const {
    auto request = std::make_unique<v1::CreatePatrolRequest>();
    v1::Patrol* patrol = request->mutable_patrol();
    patrol->set_patrol_type(kScenePatrolType);
    patrol->set_grid(grids_[random() % grids_.size()]);
    patrol->set_worker(workers_[random() % workers_.size()]);
    patrol->set_target_label("示例街一段");
    const int64_t now = absl::ToUnixSeconds(absl::Now());
    patrol->mutable_window_start_time()->set_seconds(now);
    patrol->mutable_window_end_time()->set_seconds(now + 86400);
    request->set_patrol_id(Uuid::V7(absl::Now()).ToString());
    request->set_request_id(Uuid::V7(absl::Now()).ToString());
    return request;
  }

  const Plan& plan_;
  Scene scene_;
  Channels channels_;
  std::map<std::string, Operation> operations_;
  std::vector<std::string> ids_;
  std::vector<std::string> grids_;
  std::vector<std::string> workers_;
};

std::string Told(const std::string& name, const Window& seen) {
  return absl::StrFormat("%s %.0f/s p50 %.2f ms p99 %.2f ms server %.0f us", name, seen.rate,
                         seen.p50, seen.p99, seen.server_micros);
}

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
  Bench bench(plan);
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
  cli.add_option("--only", plan.only, "Of ratios,idle,tail,batch,tls");
  cli.add_option("--drive", plan.drive, "One operation alone, such as get or create");
  CLI11_PARSE(cli, argc, argv);
  const absl::Status status = gridgov::Measure(plan);
  if (!status.ok()) std::cerr << "gridgov_load: " << status << std::endl;
  return status.ok() ? 0 : 1;
}
