#include "server/rpc/watchdog.h"

#include <utility>

#include "server/log.h"

namespace gridgov {

Watchdog::Watchdog(std::function<absl::Duration()> stalled, std::function<void(bool)> serve,
                   absl::Duration period)
    : stalled_(std::move(stalled)),
      serve_(std::move(serve)),
      period_(period),
      thread_([this] { Loop(); }) {}

Watchdog::~Watchdog() {
  {
    std::lock_guard<std::mutex> lock(mu_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Watchdog::Loop() {
  bool serving = true;
  while (true) {
    {
      std::unique_lock<std::mutex> lock(mu_);
      if (wake_.wait_for(lock, absl::ToChronoMilliseconds(period_), [this] { return stopping_; })) {
        return;
      }
    }
    const bool served = stalled_() <= kLongestStall;
    if (served == serving) continue;
    serving = served;
    if (serving) {
      spdlog::info("writing goes on");
    } else {
      spdlog::error("nothing can be written: the disk does not answer");
    }
    serve_(serving);
  }
}

}  // namespace gridgov
