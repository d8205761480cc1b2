// A few threads behind a bounded queue, for lists and for slow pure work.
#ifndef GRIDGOV_SERVER_RPC_WORKER_POOL_H_
#define GRIDGOV_SERVER_RPC_WORKER_POOL_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/status.h"

namespace gridgov {

// Thread-safe.
class WorkerPool {
 public:
  WorkerPool(int threads, int queue_limit);
  // Runs what waits, then joins.
  ~WorkerPool();

  // RESOURCE_EXHAUSTED, reason BUSY, when the queue is full; UNAVAILABLE, reason STOPPING, while it
  // ends.
  absl::Status Submit(std::function<void()> work);

 private:
  void Loop();

  const size_t queue_limit_;
  std::mutex mu_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_RPC_WORKER_POOL_H_
