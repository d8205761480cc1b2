#include "server/rpc/worker_pool.h"

#include <atomic>
#include <future>
#include <memory>
#include <optional>

#include "tests/support/status_matchers.h"

namespace gridgov {
namespace {

TEST(WorkerPool, RunsEachWorkOnce) {
  std::atomic<int> ran = 0;
  {
    WorkerPool pool(4, 1000);
    for (int i = 0; i < 500; ++i) ASSERT_THAT(pool.Submit([&ran] { ++ran; }), IsOk());
  }
  EXPECT_EQ(ran, 500);
}

TEST(WorkerPool, RunsAsManyAtOnceAsItHasThreads) {
  // Each waits for the other, so one alone would never end.
  std::promise<void> first;
  std::promise<void> second;
  WorkerPool pool(2, 10);
  std::promise<void> both;
  ASSERT_THAT(pool.Submit([&] {
    first.set_value();
    second.get_future().wait();
    both.set_value();
  }),
              IsOk());
  ASSERT_THAT(pool.Submit([&] {
    first.get_future().wait();
    second.set_value();
  }),
              IsOk());
  both.get_future().wait();
}

TEST(WorkerPool, RefusesWhatFindsTheQueueFullAndTakesAgainWhenThereIsRoom) {
  std::promise<void> begun;
  std::promise<void> gate;
  std::atomic<int> ran = 0;
  WorkerPool pool(1, 2);
  ASSERT_THAT(pool.Submit([&] {
    begun.set_value();
    gate.get_future().wait();
  }),
              IsOk());
  begun.get_future().wait();
  std::promise<void> last;
  ASSERT_THAT(pool.Submit([&ran] { ++ran; }), IsOk());
  ASSERT_THAT(pool.Submit([&] {
    ++ran;
    last.set_value();
  }),
              IsOk());
  EXPECT_THAT(pool.Submit([&ran] { ++ran; }),
              StatusIs(absl::StatusCode::kResourceExhausted, "BUSY"));
  gate.set_value();
  last.get_future().wait();
  EXPECT_EQ(ran, 2);
  EXPECT_THAT(pool.Submit([] {}), IsOk());
}

TEST(WorkerPool, RunsWhatWaitsBeforeItEndsAndTakesNothingMore) {
  std::promise<void> begun;
  std::promise<void> gate;
  std::atomic<bool> waited_ran = false;
  absl::Status late;
  auto pool = std::make_unique<WorkerPool>(1, 10);
  WorkerPool& running = *pool;
  ASSERT_THAT(running.Submit([&] {
    begun.set_value();
    gate.get_future().wait();
    // By now it is ending, or will take this one too before it does.
    late = running.Submit([] {});
  }),
              IsOk());
  ASSERT_THAT(running.Submit([&] { waited_ran = true; }), IsOk());
  begun.get_future().wait();
  gate.set_value();
  pool.reset();
  EXPECT_TRUE(waited_ran);
  EXPECT_TRUE(late.ok() || absl::IsUnavailable(late)) << late;
}

}  // namespace
}  // namespace gridgov
