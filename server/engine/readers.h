// The connections that read. A call borrows one and gives it back.
#ifndef GRIDGOV_SERVER_ENGINE_READERS_H_
#define GRIDGOV_SERVER_ENGINE_READERS_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "server/engine/engine.h"

namespace gridgov {

// Thread-safe. All loans must have ended before it is destroyed.
class Readers {
 public:
  // A borrowed connection inside one short snapshot. Used by one thread.
  class Loan {
   public:
    Loan(Readers* readers, std::unique_ptr<Connection> connection, int64_t commit)
        : readers_(readers), connection_(std::move(connection)), commit_(commit) {}
    Loan(Loan&&) = default;
    ~Loan();
    Connection& operator*() const { return *connection_; }

   private:
    friend class Readers;
    Readers* readers_;
    std::unique_ptr<Connection> connection_;
    int64_t commit_;
  };

  static absl::StatusOr<std::unique_ptr<Readers>> Open(Engine& engine, int count);

  // Waits for a free connection until `deadline`, at most 5 s. It sees all that was committed
  // before the last OnCommit. DEADLINE_EXCEEDED, reason DEADLINE_PASSED; RESOURCE_EXHAUSTED, reason
  // BUSY, if the caller would have waited longer.
  absl::StatusOr<Loan> Borrow(absl::Time deadline);

  // To take and end a snapshot costs as much as to read a row, so a connection keeps its own for
  // the next loan until something is committed. The writer calls these: after each commit, before
  // its works are answered; and before it writes or checkpoints, which a snapshot that nobody uses
  // would keep from beginning the log anew. They hold for an engine that has this one writer.
  void OnCommit();
  void EndIdleSnapshots();

  // How often a call had to wait for a connection.
  int64_t waits() const;

 private:
  struct Idle {
    std::unique_ptr<Connection> connection;
    int64_t commit = 0;  // What its snapshot is of, if it has one.
  };

  void Return(Idle idle);
  void EndIdleSnapshotsLocked();

  mutable std::mutex mu_;
  std::condition_variable free_cv_;
  std::vector<Idle> free_;
  int64_t commit_ = 0;
  int64_t waits_ = 0;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_ENGINE_READERS_H_
