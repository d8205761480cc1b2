#include "tests/soak/crashes.h"

#include <signal.h>

#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace gridgov {
namespace {

constexpr int kClients = 8;
constexpr absl::Duration kBackWithin = absl::Seconds(10);
constexpr absl::Duration kDrainWithin = absl::Seconds(10);

}  // namespace

Crashes::Crashes(Scene& scene, const std::vector<std::string>& grids, uint64_t seed,
                 Findings& report)
    : scene_(scene), grids_(grids), random_(seed), report_(report) {}

absl::Status Crashes::Prepare() {
  for (int i = 0; i < kClients; ++i) {
    ledgers_.push_back(absl::StrCat(scene_.folder(), "/ledger", i));
    GG_ASSIGN_OR_RETURN(Ledger ledger, Ledger::Open(ledgers_.back()));
    const size_t place = static_cast<size_t>(i) % grids_.size();
    clients_.emplace_back(scene_, absl::StrCat("worker", place + 1), grids_[place],
                          std::move(ledger), random_());
  }
  return absl::OkStatus();
}

void Crashes::EndUnderLoad(int signal) {
  std::atomic<bool> stop = false;
  std::vector<std::thread> threads;
  for (SoakClient& client : clients_) {
    threads.emplace_back([&] {
      const auto channel = scene_.Open();
      const absl::Status worked = channel.ok() ? client.Work(*channel, stop) : channel.status();
      if (!worked.ok()) report_.Breach("I1", worked.ToString());
    });
  }
  absl::SleepFor(absl::Milliseconds(5 + static_cast<int64_t>(random_() % 496)));
  const absl::Time start = absl::Now();
  const auto code = scene_.server().End(signal, kDrainWithin);
  const absl::Duration took = absl::Now() - start;
  if (signal == SIGTERM && (!code.ok() || *code != 0)) {
    report_.Breach("F12",
                   code.ok() ? absl::StrCat("exit code ", *code, " after SIGTERM")
                             : absl::StrCat("it still drained after ", absl::FormatDuration(took)));
  }
  if (signal == SIGKILL && code.ok() && *code != -SIGKILL) {
    report_.Breach("I6", absl::StrCat("it ended by itself with ", *code));
  }
  report_.Count(signal == SIGKILL ? "kills" : "drains");
  stop = true;
  for (std::thread& thread : threads) thread.join();
}

absl::Status Crashes::StartAgain() {
  const absl::Time start = absl::Now();
  const absl::Status started = scene_.Start();
  if (!started.ok()) {
    report_.Breach("I6", started.ToString());
    return started;
  }
  const auto session = scene_.Call<v1::CurrentSession>("office1", v1::GetCurrentSessionRequest());
  const absl::Duration took = absl::Now() - start;
  if (!session.ok() || took > kBackWithin) {
    report_.Breach("I6", absl::StrCat("no answer within ", absl::FormatDuration(took), ": ",
                                      session.status().ToString()));
  }
  return absl::OkStatus();
}

void Crashes::Settle() {
  std::vector<std::thread> threads;
  for (SoakClient& client : clients_) {
    threads.emplace_back([&] {
      const auto channel = scene_.Open();
      const absl::Status settled = channel.ok() ? client.Settle(*channel) : channel.status();
      if (!settled.ok()) report_.Breach("I1", absl::StrCat("a repetition: ", settled.ToString()));
    });
  }
  for (std::thread& thread : threads) thread.join();
}

absl::Status Crashes::Once(int signal) {
  constexpr int kCopyEvery = 5;
  EndUnderLoad(signal);
  if (++rounds_ % kCopyEvery == 0) CheckCopy(scene_, report_);
  GG_RETURN_IF_ERROR(StartAgain());
  Settle();
  for (SoakClient& client : clients_) CheckReadable(scene_, client.TakeFresh(), report_);
  witness_.Check(scene_, report_);
  return absl::OkStatus();
}

absl::Status Crashes::Finish() {
  const auto code = scene_.server().End(SIGTERM, kDrainWithin);
  if (!code.ok() || *code != 0) report_.Breach("F12", "it does not stop when nothing runs");
  CheckDatabase(scene_, ledgers_, report_);
  return absl::OkStatus();
}

}  // namespace gridgov
