#include "server/rpc/watchdog.h"

#include <atomic>

#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"

namespace gridgov {
namespace {

TEST(WatchdogTest, TellsThatNothingIsServedWhileWritingStallsAndWhenItGoesOn) {
  std::atomic<bool> stalls{true};
  absl::Notification stopped;
  absl::Notification back;
  const Watchdog watchdog(
      [&] { return stalls ? kLongestStall + absl::Nanoseconds(1) : kLongestStall; },
      [&](bool serving) {
        ASSERT_EQ(serving, stopped.HasBeenNotified());
        (serving ? back : stopped).Notify();
      },
      absl::Milliseconds(1));

  stopped.WaitForNotification();
  EXPECT_FALSE(back.HasBeenNotified());
  stalls = false;
  back.WaitForNotification();
}

}  // namespace
}  // namespace gridgov
