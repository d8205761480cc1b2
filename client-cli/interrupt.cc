#include "client-cli/interrupt.h"

#include <utility>

namespace gridgov {

Interrupt::Interrupt() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGINT);
  sigaddset(&signals_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  thread_ = std::thread([this] { Wait(); });
}

Interrupt::~Interrupt() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ending_ = true;
  }
  // Wakes the waiting thread alone, which waits for it: the signal is blocked everywhere.
  // NOLINTNEXTLINE(bugprone-bad-signal-to-kill-thread)
  pthread_kill(thread_.native_handle(), SIGTERM);
  thread_.join();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void Interrupt::OnSignal(std::function<void()> act) {
  const std::lock_guard<std::mutex> lock(mutex_);
  act_ = std::move(act);
  if (came_ && act_) act_();
}

bool Interrupt::came() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return came_;
}

void Interrupt::Sleep(absl::Duration pause) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait_for(lock, absl::ToChronoMilliseconds(pause), [this] { return came_; });
}

void Interrupt::Wait() {
  while (true) {
    int signal = 0;
    sigwait(&signals_, &signal);
    const std::lock_guard<std::mutex> lock(mutex_);
    if (ending_) return;
    came_ = true;
    if (act_) act_();
    changed_.notify_all();
  }
}

}  // namespace gridgov
