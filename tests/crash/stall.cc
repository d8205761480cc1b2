// F6: a disk that does not answer.
#include <deque>
#include <future>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/uuid.h"
#include "tests/crash/faults.h"

namespace gridgov {
namespace {

constexpr int kQueue = 8;

// A write that somebody waits for.
struct Waiting {
  std::string name;
  absl::Time deadline;
  std::promise<absl::Status> answer;
  std::future<absl::Status> answered = answer.get_future();
  bool settled() const {
    return answered.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  }
};

void Send(Machine& machine, const Place& place, Waiting& waiting) {
  v1::CreatePatrolRequest request;
  request.mutable_patrol()->set_patrol_type(place.patrol_type);
  request.mutable_patrol()->set_grid(place.grid);
  request.set_patrol_id(Uuid::V7(place.now).ToString());
  waiting.name = absl::StrCat("patrols/", request.patrol_id());
  machine.Send(
      place.tokens.at("worker"), machine.patrols(), &PatrolHandler::Create, request,
      [&waiting](absl::Status status) { waiting.answer.set_value(std::move(status)); },
      waiting.deadline);
}

}  // namespace

void Faults::StallOnce() {
  disk_.Load(place_.image);
  auto machine = Machine::Start(disk_, place_, {.queue_limit = kQueue});
  if (!machine.ok()) return report_.Breach("F6", InWords(machine.status()));
  std::promise<void> stalls;
  std::promise<void> goes_on;
  std::atomic<bool> armed{true};
  disk_.OnSync([&, gone = goes_on.get_future().share()](const std::string& path) {
    if (!absl::EndsWith(path, "gridgov.db-wal") || !armed.exchange(false)) return;
    stalls.set_value();
    gone.wait();
  });
  const absl::Time late = absl::Now() + absl::Seconds(25);
  std::deque<Waiting> all;
  const auto send = [&](absl::Time deadline) -> Waiting& {
    Waiting& one = all.emplace_back();
    one.deadline = deadline;
    Send(**machine, place_, one);
    return one;
  };
  send(late);
  stalls.get_future().wait();
  if ((*machine)->writer().stalled() <= absl::ZeroDuration()) {
    report_.Breach("F6", "the writer does not tell that it stalls");
  }
  const absl::Status read = (*machine)->Read(place_.tokens.at("office"), *place_.issues.begin());
  if (!read.ok()) report_.Breach("F6", absl::StrCat("no reading: ", InWords(read)));
  // Until one is refused: half of them for want of time, were they to run.
  const absl::Time soon = absl::Now() + absl::Milliseconds(20);
  int queued = 0;
  for (bool refused = false; !refused && queued <= kQueue;) {
    Waiting& one =
        send(all.size() % 2 == 0 ? late : std::max(soon, absl::Now() + absl::Milliseconds(2)));
    refused = one.settled();
    if (!refused) ++queued;
  }
  if (queued != kQueue) report_.Breach("F6", absl::StrCat(queued, " wait where 8 may"));
  // Reading goes on all the while, until the deadlines of those that wait have passed.
  while (absl::Now() <= soon + absl::Milliseconds(10)) {
    if (!(*machine)->Read(place_.tokens.at("office"), *place_.issues.begin()).ok()) {
      report_.Breach("F6", "no reading while writes wait");
      break;
    }
  }
  goes_on.set_value();
  std::set<std::string> done;
  for (size_t i = 0; i < all.size(); ++i) {
    const absl::Status status = all[i].answered.get();
    const bool last = i + 1 == all.size();
    const char* reason = last ? "BUSY" : all[i].deadline == late ? "" : "DEADLINE_PASSED";
    if (status.ok()) done.insert(all[i].name);
    if (ErrorReason(status) == reason) continue;
    report_.Breach("F6", absl::StrCat("write ", i, ", not ", reason, ": ", InWords(status)));
  }
  Waiting& after = send(late);
  if (!after.answered.get().ok()) report_.Breach("F6", "no writing afterwards");
  done.insert(after.name);
  disk_.OnSync(nullptr);
  disk_.Kill();
  machine->reset();
  disk_.CutPower();
  Database db(place_.database());
  const std::set<std::string> there = NamesIn(db);
  for (const Waiting& one : all) {
    if (there.contains(one.name) == done.contains(one.name)) continue;
    report_.Breach("F6", absl::StrCat(one.name, " is not what it was said to be"));
  }
}

void Faults::Stall(const Budget& budget) {
  for (; done_ < budget.count && absl::Now() < budget.until; ++done_) StallOnce();
}

}  // namespace gridgov
