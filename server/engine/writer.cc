#include "server/engine/writer.h"

#include <chrono>
#include <future>
#include <utility>

#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/engine/overload.h"

namespace gridgov {
namespace {

constexpr auto kIdle = std::chrono::milliseconds(100);
constexpr absl::Duration kSlowWork = absl::Milliseconds(20);
// A work over this is ended by the progress handler, so that one call cannot stop all others.
constexpr absl::Duration kLongestWork = absl::Seconds(1);

int64_t SteadyNanos() {
  return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

absl::Status BatchLost() {
  return MakeError(absl::StatusCode::kUnavailable, "BATCH_LOST",
                   {.zh = "与其他操作一并撤销，未保存，请重试。",
                    .en = "Undone together with another call; nothing was saved. Try again."});
}

// Why the others of a batch failed when the engine undid the whole transaction under one work,
// which itself ended with `status`: what is wrong with the database concerns them all, what is
// wrong with the work does not.
absl::Status WhyUndone(const absl::Status& status) {
  return status.ok() || absl::IsDeadlineExceeded(status) ? BatchLost() : status;
}

}  // namespace

Writer::Writer(Engine& engine, std::unique_ptr<Connection> connection, int queue_limit, Hooks hooks,
               int most_per_batch)
    : engine_(engine),
      connection_(std::move(connection)),
      queue_limit_(static_cast<size_t>(queue_limit)),
      most_per_batch_(static_cast<size_t>(most_per_batch)),
      hooks_(std::move(hooks)),
      thread_([this] { Loop(); }),
      finisher_([this] { Finish(); }) {}

Writer::~Writer() { Stop(); }

absl::Status Writer::Submit(WriteWork work) {
  {
    std::lock_guard<std::mutex> lock(mu_);
    if (stopping_) return Stopping();
    if (queue_.size() >= queue_limit_) return Busy();
    queue_.push_back(std::move(work));
    figures_.queue_depth = static_cast<int>(queue_.size());
    if (queue_.size() > 1) return absl::OkStatus();
  }
  wake_.notify_one();
  return absl::OkStatus();
}

absl::Status Writer::Run(const char* label, std::function<absl::Status(Connection&)> run) {
  auto promise = std::make_shared<std::promise<absl::Status>>();
  std::future<absl::Status> result = promise->get_future();
  GG_RETURN_IF_ERROR(
      Submit({.run = std::move(run),
              .done = [promise](absl::Status status) { promise->set_value(std::move(status)); },
              .label = label}));
  return result.get();
}

absl::Status Writer::RunBetween(std::function<absl::Status(Connection&)> run) {
  auto promise = std::make_shared<std::promise<absl::Status>>();
  std::future<absl::Status> result = promise->get_future();
  {
    std::lock_guard<std::mutex> lock(mu_);
    if (stopping_) return Stopping();
    between_.emplace_back(
        [this, promise, run = std::move(run)] { promise->set_value(run(*connection_)); });
  }
  wake_.notify_one();
  return result.get();
}

absl::Duration Writer::stalled() const {
  const int64_t since = busy_since_;
  return since == 0 ? absl::ZeroDuration() : absl::Nanoseconds(SteadyNanos() - since);
}

void Writer::Stop() {
  {
    std::lock_guard<std::mutex> lock(mu_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  {
    std::lock_guard<std::mutex> lock(finish_mu_);
    finish_stopping_ = true;
  }
  finish_wake_.notify_one();
  if (finisher_.joinable()) finisher_.join();
}

Writer::Round Writer::NextRound(bool tidy_when_idle) {
  Round round;
  std::unique_lock<std::mutex> lock(mu_);
  const bool woken = wake_.wait_for(lock, tidy_when_idle ? kIdle : std::chrono::hours(1), [this] {
    return stopping_ || !queue_.empty() || !between_.empty();
  });
  round.idle = !woken;
  round.end = woken && queue_.empty() && between_.empty();
  if (!between_.empty()) {
    round.between = std::move(between_.front());
    between_.pop_front();
  }
  if (queue_.size() <= most_per_batch_) {
    round.batch.swap(queue_);
  } else {
    const auto end = queue_.begin() + static_cast<ptrdiff_t>(most_per_batch_);
    round.batch.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
    queue_.erase(queue_.begin(), end);
  }
  figures_.queue_depth = static_cast<int>(queue_.size());
  return round;
}

void Writer::Loop() {
  bool tidy_when_idle = true;
  while (true) {
    Round round = NextRound(tidy_when_idle);
    if (round.end) break;
    busy_since_ = SteadyNanos();
    if (hooks_.on_begin) hooks_.on_begin();
    if (!round.batch.empty()) RunBatch(round.batch);
    if (round.between) round.between();
    const absl::StatusOr<int64_t> wal = engine_.Tidy(*connection_, round.idle);
    if (!wal.ok()) {
      hooks_.on_poisoned(wal.status());
    } else {
      figures_.wal_bytes = *wal;
    }
    busy_since_ = 0;
    if (round.idle || !round.batch.empty()) tidy_when_idle = !round.batch.empty();
  }
}

absl::Status Writer::RunOne(WriteWork& work) {
  const absl::Time start = absl::Now();
  if (start > work.deadline) return DeadlinePassed();
  GG_RETURN_IF_ERROR(connection_->Execute("SAVEPOINT work", {}).status());
  connection_->SetDeadline(start + kLongestWork);
  absl::Status status = work.run(*connection_);
  connection_->SetDeadline(absl::InfiniteFuture());
  if (const absl::Duration took = absl::Now() - start; took > kSlowWork && hooks_.on_slow) {
    hooks_.on_slow(work.label, took);
  }
  if (!connection_->InTransaction()) return status;
  absl::Status ended;
  if (!status.ok()) ended = connection_->Execute("ROLLBACK TO work", {}).status();
  if (ended.ok()) ended = connection_->Execute("RELEASE work", {}).status();
  if (ended.ok()) return status;
  // What it wrote can be neither kept nor undone alone: the batch goes with it.
  (void)connection_->Execute("ROLLBACK", {});
  return ended;
}

std::vector<absl::Status> Writer::Lose(size_t works, const absl::Status& why) {
  (void)connection_->Execute("ROLLBACK", {});
  // After a failed write or sync the pages in memory may differ from those on disk: only a new
  // process can be trusted with the file.
  if (why.code() == absl::StatusCode::kDataLoss) hooks_.on_poisoned(why);
  if (hooks_.on_lost_batch) hooks_.on_lost_batch(*connection_, why);
  // Also for works that failed: their reason may have been a write that is now undone.
  return std::vector<absl::Status>(works, why);
}

std::vector<absl::Status> Writer::RunAndCommit(std::vector<WriteWork>& batch) {
  if (absl::Status begun = connection_->Execute("BEGIN IMMEDIATE", {}).status(); !begun.ok()) {
    return Lose(batch.size(), begun);
  }
  std::vector<absl::Status> results;
  results.reserve(batch.size());
  for (WriteWork& work : batch) {
    results.push_back(RunOne(work));
    if (connection_->InTransaction()) continue;
    // A full disk or an interrupted write rolled back the whole transaction under us.
    std::vector<absl::Status> lost = Lose(batch.size(), WhyUndone(results.back()));
    if (!results.back().ok()) lost[results.size() - 1] = results.back();
    return lost;
  }
  const absl::Time start = absl::Now();
  const absl::Status committed = connection_->Execute("COMMIT", {}).status();
  figures_.last_commit_micros = absl::ToInt64Microseconds(absl::Now() - start);
  if (!committed.ok()) return Lose(batch.size(), committed);
  ++figures_.commits;
  figures_.works += static_cast<int64_t>(batch.size());
  figures_.last_batch = static_cast<int64_t>(batch.size());
  if (hooks_.on_commit) hooks_.on_commit();
  return results;
}

void Writer::RunBatch(std::vector<WriteWork>& batch) {
  std::vector<absl::Status> results = RunAndCommit(batch);
  {
    std::lock_guard<std::mutex> lock(finish_mu_);
    for (size_t i = 0; i < batch.size(); ++i) {
      finished_.emplace_back(std::move(batch[i].done), std::move(results[i]));
    }
  }
  finish_wake_.notify_one();
}

void Writer::Finish() {
  while (true) {
    std::vector<std::pair<std::function<void(absl::Status)>, absl::Status>> ready;
    {
      std::unique_lock<std::mutex> lock(finish_mu_);
      finish_wake_.wait(lock, [this] { return finish_stopping_ || !finished_.empty(); });
      if (finished_.empty()) return;
      ready.swap(finished_);
    }
    for (auto& [done, status] : ready) done(std::move(status));
  }
}

}  // namespace gridgov
