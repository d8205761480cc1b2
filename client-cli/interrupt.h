// Interrupt: SIGINT and SIGTERM as an orderly end of a command that would go on forever.
#ifndef GRIDGOV_CLIENT_CLI_INTERRUPT_H_
#define GRIDGOV_CLIENT_CLI_INTERRUPT_H_

#include <signal.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "absl/time/time.h"

namespace gridgov {

// While one exists, the two signals end nothing by themselves. Made before any other thread is, so
// that no thread takes them. At most one at a time. All methods are safe from every thread.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  // What else happens when a signal comes, at once if one came before; null: nothing.
  void OnSignal(std::function<void()> act);

  bool came() const;

  // Sleeps, but not longer than until a signal comes.
  void Sleep(absl::Duration pause);

 private:
  void Wait();

  sigset_t signals_;
  sigset_t before_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> act_;
  bool came_ = false;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_INTERRUPT_H_
