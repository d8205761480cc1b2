#include "tests/soak/backups.h"

#include <signal.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "gridgov/v1/admin.pb.h"
#include "tests/soak/checks.h"

namespace gridgov {
namespace {

constexpr int kClients = 8;
constexpr absl::Duration kBackupWithin = absl::Minutes(2);
constexpr absl::Duration kLook = absl::Milliseconds(10);

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

}  // namespace

BackupDrill::BackupDrill(Scene& scene, std::string gridgovd, const std::vector<std::string>& grids,
                         uint64_t seed, Findings& report)
    : scene_(scene),
      gridgovd_(std::move(gridgovd)),
      grids_(grids),
      random_(seed),
      report_(report) {}

absl::Status BackupDrill::Prepare() {
  std::ofstream(scene_.data() + "/gridgovd.toml")
      << "[backup]\nfolder = \"" << scene_.folder() << "/backups\"\nevery = \"never\"\nkeep = 2\n";
  for (int i = 0; i < kClients; ++i) {
    GG_ASSIGN_OR_RETURN(Ledger ledger, Ledger::Open(absl::StrCat(scene_.folder(), "/drill", i)));
    const size_t place = static_cast<size_t>(i) % grids_.size();
    clients_.emplace_back(scene_, absl::StrCat("worker", place + 1), grids_[place],
                          std::move(ledger), random_());
  }
  GG_RETURN_IF_ERROR(scene_.server().End(SIGTERM, absl::Seconds(10)).status());
  return scene_.Start();
}

absl::StatusOr<v1::Job> BackupDrill::Await(const std::string& job) {
  v1::GetJobRequest request;
  request.set_name(job);
  const absl::Time until = absl::Now() + kBackupWithin;
  while (true) {
    const auto now = scene_.Call<v1::Job>("sysadmin", request);
    // A server that has just come back may not be reached at once on a busy machine.
    if (!now.ok() && !absl::IsUnavailable(now.status())) return now.status();
    if (now.ok() && now->has_end_time()) return now;
    if (absl::Now() > until) return absl::DeadlineExceededError("the backup does not end");
    absl::SleepFor(kLook);
  }
}

absl::Status BackupDrill::KillAndStart() {
  (void)scene_.server().End(SIGKILL, absl::Seconds(10));
  report_.Count("backups with a kill on their way");
  return scene_.Start();
}

absl::StatusOr<v1::Job> BackupDrill::MakeUnderLoad(bool kill) {
  std::atomic<bool> stop = false;
  std::vector<std::thread> threads;
  const auto load = [&] {
    for (SoakClient& client : clients_) {
      threads.emplace_back([&] {
        const auto channel = scene_.Open();
        absl::Status worked = channel.ok() ? client.Settle(*channel) : channel.status();
        if (worked.ok()) worked = client.Work(*channel, stop);
        if (!worked.ok()) report_.Breach("F13", worked.ToString());
      });
    }
  };
  const auto join = [&] {
    stop = true;
    for (std::thread& thread : threads) thread.join();
    threads.clear();
    stop = false;
  };
  load();
  absl::SleepFor(absl::Milliseconds(50 + static_cast<int64_t>(random_() % 200)));
  absl::StatusOr<v1::Job> job = scene_.Call<v1::Job>("sysadmin", v1::CreateBackupRequest());
  if (job.ok() && kill) {
    absl::SleepFor(absl::Milliseconds(static_cast<int64_t>(random_() % 120)));
    const absl::Status started = KillAndStart();
    join();
    if (!started.ok()) return started;
    load();
  }
  if (job.ok()) job = Await(job->name());
  join();
  return job;
}

void BackupDrill::CheckRestored(const std::string& folder, const v1::BackupWork& backup) {
  const std::string path =
      absl::StrCat(scene_.folder(), "/backups/", absl::StripPrefix(backup.name(), "backups/"));
  const absl::Time start = absl::Now();
  const auto restored = RunProgram(
      {gridgovd_, "restore", path, "--secrets", scene_.data() + "/secrets", "--into", folder});
  if (!restored.ok()) return report_.Breach("F13", restored.status().ToString());
  const absl::Duration took = absl::Now() - start;
  // Before it is served: a job that ran when the copy was made would go on there.
  CheckPrefix(scene_.data(), folder, before_, report_);
  const absl::Time served = absl::Now();
  const auto server = ServerProcess::Start(gridgovd_, folder, folder + ".log", {});
  worst_rto_ = std::max(worst_rto_, took + (absl::Now() - served));
  if (!server.ok()) return report_.Breach("F13", server.status().ToString());
  const auto ended = (*server)->End(SIGTERM, absl::Seconds(10));
  if (!ended.ok() || *ended != 0) report_.Breach("F13", "the restored server does not stop");
  std::filesystem::remove_all(folder);
}

absl::Status BackupDrill::Once(bool kill) {
  // The clients hold what was acknowledged in the rounds before: all of it must be in this backup.
  for (SoakClient& client : clients_) {
    for (std::string& name : client.TakeFresh()) before_.push_back(std::move(name));
  }
  const absl::Time start = absl::Now();
  GG_ASSIGN_OR_RETURN(const v1::Job job, MakeUnderLoad(kill));
  if (job.state() != v1::Job::STATE_SUCCEEDED) {
    report_.Breach("F13", absl::StrCat("the backup failed: ", job.failure().reason()));
    return absl::OkStatus();
  }
  if (!kill) worst_backup_ = std::max(worst_backup_, TimeOf(job.end_time()) - start);
  worst_rpo_ = std::max(worst_rpo_, TimeOf(job.end_time()) - TimeOf(job.backup().data_time()));
  const auto code = scene_.server().End(SIGTERM, absl::Seconds(10));
  if (!code.ok() || *code != 0) report_.Breach("F12", "it does not stop after a backup");
  CheckRestored(scene_.folder() + "/restored", job.backup());
  report_.Count("backups made, restored and compared");
  return scene_.Start();
}

void BackupDrill::Tell() const {
  std::cout << "backup under load, at most " << worst_backup_ << "; data at most " << worst_rpo_
            << " old once it is whole (RPO); restored and serving within " << worst_rto_
            << " (RTO)\n";
}

}  // namespace gridgov
