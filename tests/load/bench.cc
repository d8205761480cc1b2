#include "tests/load/bench.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "proto/cpp/uuid.h"
#include "tests/load/echo.pb.h"

namespace gridgov {
namespace {

std::vector<std::string> Lines(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

}  // namespace

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

void Figures::Note(const std::string& line) { std::cout << "# " << line << std::endl; }

void Figures::Tell(const std::string& name, double value, const std::string& unit, double floor,
                   double goal, bool holds) {
  all_hold_ &= holds;
  std::cout << absl::StrFormat("%s %.4g %s floor %g goal %g %s", name, value, unit, floor, goal,
                               holds ? "holds" : "short")
            << std::endl;
}

Bench::Bench(const Plan& plan, const std::string& folder)
    : plan_(plan), folder_(folder), scene_(plan.gridgovd, folder, plan.samples) {}

absl::Status Bench::Prepare() {
  GG_RETURN_IF_ERROR(scene_.Resume());
  ids_ = Lines(folder_ + "/ids");
  grids_ = Lines(folder_ + "/grids");
  workers_ = Lines(folder_ + "/workers");
  MakeOperations();
  return Serve({});
}

absl::Status Bench::Serve(const std::vector<std::string>& flags) {
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

absl::StatusOr<Window> Bench::Run(const std::string& name, int in_flight, absl::Duration time) {
  Window window = Drive(channels_, operations_.at(name), in_flight, time,
                        [this] { return scene_.server().CpuTime(); });
  if (window.failure.empty()) return window;
  return absl::AbortedError(absl::StrCat(name, ": ", window.failure));
}

absl::StatusOr<Window> Bench::Run(const std::string& name) {
  return Run(name, 64, absl::Seconds(plan_.window));
}

absl::Status Bench::FindDeepPage() {
  v1::ListPatrolsRequest request;
  request.set_page_size(50);
  std::vector<std::string> tokens;
  do {
    tokens.push_back(request.page_token());
    GG_ASSIGN_OR_RETURN(const auto page, scene_.Call<v1::ListPatrolsResponse>("one1", request));
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  AddList("deep", "one1", tokens[tokens.size() * 9 / 10]);
  return absl::OkStatus();
}

int64_t Bench::WalBytes() const {
  struct stat info {};
  return ::stat((scene_.data() + "/gridgov.db-wal").c_str(), &info) == 0 ? info.st_size : 0;
}

int64_t Bench::ResidentBytes() {
  std::ifstream statm(absl::StrCat("/proc/", scene_.server().pid(), "/statm"));
  int64_t total = 0;
  int64_t resident = 0;
  statm >> total >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

void Bench::AddList(const std::string& name, const std::string& username,
                    const std::string& page_token) {
  operations_[name] = {.path = "/gridgov.v1.PatrolService/ListPatrols",
                       .token = scene_.person(username).token,
                       .request =
                           [page_token](std::minstd_rand&) {
                             auto request = std::make_unique<v1::ListPatrolsRequest>();
                             request->set_page_size(50);
                             request->set_page_token(page_token);
                             return request;
                           },
                       .response = &v1::ListPatrolsResponse::default_instance()};
}

void Bench::MakeOperations() {
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
std::unique_ptr<v1::CreatePatrolRequest> Bench::NewPatrol(std::minstd_rand& random) const {
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

std::string Told(const std::string& name, const Window& seen) {
  return absl::StrFormat("%s %.0f/s p50 %.2f ms p99 %.2f ms server %.0f us", name, seen.rate,
                         seen.p50, seen.p99, seen.server_micros);
}

}  // namespace gridgov
