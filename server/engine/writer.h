// The group-commit writer: one thread, one connection. It takes what waits, runs each work in a
// SAVEPOINT, commits once, and only then answers all of them. A work that fails is rolled back
// alone, but for one whose write the engine interrupts: that undoes the batch, and the others of it
// are answered UNAVAILABLE, reason BATCH_LOST. It also checkpoints, between batches.
#ifndef GRIDGOV_SERVER_ENGINE_WRITER_H_
#define GRIDGOV_SERVER_ENGINE_WRITER_H_

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "server/engine/engine.h"

namespace gridgov {

// What one call wants to write.
struct WriteWork {
  // Runs on the writer's thread inside its own savepoint. An error rolls that back.
  std::function<absl::Status(Connection&)> run;
  // Called exactly once, after COMMIT, on the finishing thread, with run's error, with OK, or with
  // why the batch was lost. Must not block.
  std::function<void(absl::Status)> done;
  // A work that still waits at this time is answered DEADLINE_EXCEEDED and does not run.
  absl::Time deadline = absl::InfiniteFuture();
  // For the log of slow works.
  const char* label = "";
};

// Figures of the writer, read without a lock.
struct WriterFigures {
  std::atomic<int64_t> commits{0};
  std::atomic<int64_t> works{0};
  std::atomic<int64_t> wal_bytes{0};
  std::atomic<int64_t> last_batch{0};
  std::atomic<int64_t> last_commit_micros{0};
  std::atomic<int> queue_depth{0};
};

// Thread-safe.
class Writer {
 public:
  struct Hooks {
    // Before a batch or a checkpoint: what is idle lets go of the log.
    std::function<void()> on_begin;
    // After a batch was rolled back whole: whatever memory says of it is void.
    std::function<void(Connection&, const absl::Status& why)> on_lost_batch;
    // After a batch is durable, before its works are answered: what it changed may be shown.
    std::function<void()> on_commit;
    // The database failed for good: nothing more may be acknowledged. Must not return normally.
    std::function<void(const absl::Status&)> on_poisoned;
    // A work took longer than 20 ms.
    std::function<void(const char* label, absl::Duration)> on_slow;
  };

  // A batch holds at most `most_per_batch` works.
  Writer(Engine& engine, std::unique_ptr<Connection> connection, int queue_limit, Hooks hooks,
         int most_per_batch = 512);
  // As Stop().
  ~Writer();

  // RESOURCE_EXHAUSTED, reason BUSY, when the queue is full, UNAVAILABLE after Stop; `done` is
  // then not called.
  absl::Status Submit(WriteWork work);

  // Runs `run` and waits for its commit. Never call it from a work.
  absl::Status Run(const char* label, std::function<absl::Status(Connection&)> run);

  // Runs `run` on the writer's thread between two batches, outside any transaction, and waits for
  // it: for what a transaction rules out and takes a few milliseconds, such as a step of a copy.
  // UNAVAILABLE after Stop. Never call it from a work.
  absl::Status RunBetween(std::function<absl::Status(Connection&)> run);

  // Lets what waits finish, then ends the thread.
  void Stop();

  const WriterFigures& figures() const { return figures_; }
  // How long it has been at the batch or the checkpoint that it is at; zero where it waits for
  // work.
  absl::Duration stalled() const;

 private:
  // What the loop does in one round.
  struct Round {
    std::vector<WriteWork> batch;
    std::function<void()> between;
    bool idle = false;
    bool end = false;
  };
  Round NextRound(bool tidy_when_idle);
  void Loop();
  void Finish();
  void RunBatch(std::vector<WriteWork>& batch);
  // What each of them is answered.
  std::vector<absl::Status> RunAndCommit(std::vector<WriteWork>& batch);
  std::vector<absl::Status> Lose(size_t works, const absl::Status& why);
  absl::Status RunOne(WriteWork& work);

  Engine& engine_;
  const std::unique_ptr<Connection> connection_;
  const size_t queue_limit_;
  const size_t most_per_batch_;
  const Hooks hooks_;
  WriterFigures figures_;
  // On the steady clock, in nanoseconds; 0: at nothing.
  std::atomic<int64_t> busy_since_{0};

  std::mutex mu_;
  std::condition_variable wake_;
  std::vector<WriteWork> queue_;
  std::deque<std::function<void()>> between_;
  bool stopping_ = false;

  // Answers leave on a thread of their own, so that the writer goes on with the next batch.
  std::mutex finish_mu_;
  std::condition_variable finish_wake_;
  std::vector<std::pair<std::function<void(absl::Status)>, absl::Status>> finished_;
  bool finish_stopping_ = false;

  std::thread thread_;
  std::thread finisher_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_ENGINE_WRITER_H_
