// Watchdog: says through the health service when nothing can be written, so that a balancer sends
// calls elsewhere and somebody is told: after a commit or a checkpoint has waited for the disk for
// more than five seconds, until it is through.
#ifndef GRIDGOV_SERVER_RPC_WATCHDOG_H_
#define GRIDGOV_SERVER_RPC_WATCHDOG_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "absl/time/time.h"

namespace gridgov {

inline constexpr absl::Duration kLongestStall = absl::Seconds(5);

// Its thread ends with the object.
class Watchdog {
 public:
  // `stalled` answers how long the writer has been at one thing; `serve` is called on the
  // watchdog's thread when the answer passes kLongestStall, with false, and when it no longer does.
  Watchdog(std::function<absl::Duration()> stalled, std::function<void(bool)> serve,
           absl::Duration period = absl::Milliseconds(500));
  ~Watchdog();

 private:
  void Loop();

  const std::function<absl::Duration()> stalled_;
  const std::function<void(bool)> serve_;
  const absl::Duration period_;
  std::mutex mu_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_RPC_WATCHDOG_H_
