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
    Loan(Readers* readers, std::unique_ptr<Connection> connection)
        : readers_(readers), connection_(std::move(connection)) {}
    Loan(Loan&&) = default;
    ~Loan();
    Connection& operator*() const { return *connection_; }

   private:
    Readers* readers_;
    std::unique_ptr<Connection> connection_;
  };

  static absl::StatusOr<std::unique_ptr<Readers>> Open(Engine& engine, int count);

  // Waits for a free connection until `deadline`, then begins a snapshot on it.
  absl::StatusOr<Loan> Borrow(absl::Time deadline);

  // How often a call had to wait for a connection.
  int64_t waits() const;

 private:
  void Return(std::unique_ptr<Connection> connection);

  mutable std::mutex mu_;
  std::condition_variable free_cv_;
  std::vector<std::unique_ptr<Connection>> free_;
  int64_t waits_ = 0;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_ENGINE_READERS_H_
