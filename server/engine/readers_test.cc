#include "server/engine/readers.h"

#include <atomic>
#include <future>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "server/engine/scripted_engine_for_test.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ReadersTest : public testing::Test {
 protected:
  ReadersTest() {
    auto opened = engine_.sqlite().OpenWriter();
    EXPECT_THAT(opened, IsOk());
    writer_ = std::move(*opened);
    EXPECT_THAT(writer_->ExecuteScript("CREATE TABLE notes (text TEXT NOT NULL)"), IsOk());
  }
  void Start(int count) {
    auto opened = Readers::Open(engine_, count);
    ASSERT_THAT(opened, IsOk());
    readers_ = std::move(*opened);
  }
  void Write(const std::string& text) {
    ASSERT_THAT(writer_->Execute("INSERT INTO notes (text) VALUES ($1)", {text}), IsOk());
    if (readers_ != nullptr) readers_->OnCommit();
  }
  // Counts the statements of this text from now on.
  std::shared_ptr<std::atomic<int>> Count(const std::string& text) {
    auto count = std::make_shared<std::atomic<int>>(0);
    engine_.script.before = [count, text](const std::string& sql) {
      if (sql == text) ++*count;
      return absl::OkStatus();
    };
    return count;
  }
  static std::vector<std::string> Notes(const Readers::Loan& loan) {
    return TextsOf(*loan, "SELECT text FROM notes");
  }
  static absl::Status Ask(const Readers::Loan& loan, const std::string& sql) {
    return (*loan).Query(sql, {}, [](const Row&) { return absl::OkStatus(); });
  }

  ScriptedEngine engine_;
  std::unique_ptr<Connection> writer_;
  std::unique_ptr<Readers> readers_;
};

TEST_F(ReadersTest, LendAReturnedConnectionAgain) {
  Start(1);
  for (int i = 0; i < 3; ++i) EXPECT_THAT(readers_->Borrow(absl::InfiniteFuture()), IsOk());
  EXPECT_EQ(readers_->waits(), 0);
}

TEST_F(ReadersTest, LendAsManyAtOnceAsThereAre) {
  Start(2);
  GG_ASSERT_OK_AND_ASSIGN(const auto first, readers_->Borrow(absl::InfiniteFuture()));
  GG_ASSERT_OK_AND_ASSIGN(const auto second, readers_->Borrow(absl::InfiniteFuture()));
  EXPECT_NE(&*first, &*second);
  EXPECT_THAT(readers_->Borrow(absl::Now()),
              StatusIs(absl::StatusCode::kDeadlineExceeded, "DEADLINE_PASSED"));
}

TEST_F(ReadersTest, AreBusyForACallThatCouldHaveWaitedLonger) {
  Start(1);
  GG_ASSERT_OK_AND_ASSIGN(const auto held, readers_->Borrow(absl::InfiniteFuture()));
  EXPECT_THAT(readers_->Borrow(absl::InfiniteFuture()),
              StatusIs(absl::StatusCode::kResourceExhausted, "BUSY"));
}

TEST_F(ReadersTest, LetACallWaitUntilAConnectionComesBack) {
  Start(1);
  auto held = readers_->Borrow(absl::InfiniteFuture());
  ASSERT_THAT(held, IsOk());
  std::optional<Readers::Loan> loan(std::move(*held));
  auto waiting = std::async(std::launch::async,
                            [this] { return readers_->Borrow(absl::InfiniteFuture()).status(); });
  while (readers_->waits() == 0) std::this_thread::yield();
  loan.reset();
  EXPECT_THAT(waiting.get(), IsOk());
  EXPECT_EQ(readers_->waits(), 1);
}

TEST_F(ReadersTest, TakeAConnectionBackOnceWhoeverHeldItLast) {
  Start(1);
  {
    auto first = readers_->Borrow(absl::InfiniteFuture());
    ASSERT_THAT(first, IsOk());
    const Readers::Loan second(std::move(*first));
  }
  GG_ASSERT_OK_AND_ASSIGN(const auto loan, readers_->Borrow(absl::Now()));
  EXPECT_THAT(readers_->Borrow(absl::Now()), HasReason("DEADLINE_PASSED"));
}

TEST_F(ReadersTest, ShowOneSnapshotAsLongAsALoanLasts) {
  Start(1);
  {
    GG_ASSERT_OK_AND_ASSIGN(const auto loan, readers_->Borrow(absl::InfiniteFuture()));
    EXPECT_THAT(Notes(loan), IsEmpty());
    Write("later");
    EXPECT_THAT(Notes(loan), IsEmpty());
  }
  GG_ASSERT_OK_AND_ASSIGN(const auto loan, readers_->Borrow(absl::InfiniteFuture()));
  EXPECT_THAT(Notes(loan), ElementsAre("later"));
}

TEST_F(ReadersTest, ShowWhatWasCommittedBeforeTheLoan) {
  Start(1);
  Write("before");
  GG_ASSERT_OK_AND_ASSIGN(const auto loan, readers_->Borrow(absl::InfiniteFuture()));
  EXPECT_THAT(Notes(loan), ElementsAre("before"));
}

TEST_F(ReadersTest, KeepASnapshotForTheNextLoanUntilSomethingIsCommitted) {
  const auto begun = Count("BEGIN");
  Start(1);
  for (int i = 0; i < 3; ++i) {
    GG_ASSERT_OK_AND_ASSIGN(const auto loan, readers_->Borrow(absl::InfiniteFuture()));
    EXPECT_THAT(Notes(loan), IsEmpty());
  }
  EXPECT_EQ(*begun, 1);
  Write("new");
  GG_ASSERT_OK_AND_ASSIGN(const auto loan, readers_->Borrow(absl::InfiniteFuture()));
  EXPECT_THAT(Notes(loan), ElementsAre("new"));
  EXPECT_EQ(*begun, 2);
}

TEST_F(ReadersTest, HoldNoSnapshotAfterTheWriterAskedForItsEnd) {
  const auto ended = Count("COMMIT");
  Start(2);
  {
    GG_ASSERT_OK_AND_ASSIGN(const auto idle, readers_->Borrow(absl::InfiniteFuture()));
    EXPECT_THAT(Notes(idle), IsEmpty());
  }
  EXPECT_EQ(*ended, 0);
  readers_->EndIdleSnapshots();
  EXPECT_EQ(*ended, 1);
}

TEST_F(ReadersTest, EndASnapshotThatWasOvertakenWhileItWasLent) {
  const auto ended = Count("COMMIT");
  Start(1);
  {
    GG_ASSERT_OK_AND_ASSIGN(const auto loan, readers_->Borrow(absl::InfiniteFuture()));
    EXPECT_THAT(Notes(loan), IsEmpty());
    Write("meanwhile");
    EXPECT_EQ(*ended, 0);
  }
  EXPECT_EQ(*ended, 1);
}

TEST_F(ReadersTest, NeverTakeASnapshotForFreshThatCouldNotBeEnded) {
  std::atomic<bool> fails = false;
  engine_.script.before = [&fails](const std::string& sql) {
    return sql == "COMMIT" && fails ? absl::InternalError("no") : absl::OkStatus();
  };
  Start(1);
  {
    GG_ASSERT_OK_AND_ASSIGN(const auto idle, readers_->Borrow(absl::InfiniteFuture()));
    EXPECT_THAT(Notes(idle), IsEmpty());
  }
  fails = true;
  Write("new");
  EXPECT_EQ(readers_->Borrow(absl::InfiniteFuture()).status().code(), absl::StatusCode::kInternal);
  fails = false;
  GG_ASSERT_OK_AND_ASSIGN(const auto loan, readers_->Borrow(absl::InfiniteFuture()));
  EXPECT_THAT(Notes(loan), ElementsAre("new"));
}

TEST_F(ReadersTest, EndAQueryAtTheDeadlineAndServeTheNextCall) {
  Start(1);
  {
    GG_ASSERT_OK_AND_ASSIGN(const auto loan, readers_->Borrow(absl::Now()));
    EXPECT_THAT(Ask(loan, kEndless), StatusIs(absl::StatusCode::kDeadlineExceeded, "TOO_SLOW"));
  }
  Write("after");
  GG_ASSERT_OK_AND_ASSIGN(const auto loan, readers_->Borrow(absl::InfiniteFuture()));
  EXPECT_THAT(Notes(loan), ElementsAre("after"));
}

TEST_F(ReadersTest, BoundEachLoanEvenForACallWithoutADeadline) {
  std::vector<absl::Time> deadlines;
  engine_.script.on_deadline = [&deadlines](absl::Time at) { deadlines.push_back(at); };
  Start(1);
  const absl::Time before = absl::Now();
  { EXPECT_THAT(readers_->Borrow(absl::InfiniteFuture()), IsOk()); }
  ASSERT_EQ(deadlines.size(), 2u);
  EXPECT_GT(deadlines[0], before);
  EXPECT_LT(deadlines[0], absl::InfiniteFuture());
  // What the connection does between loans is no call's.
  EXPECT_EQ(deadlines[1], absl::InfiniteFuture());
  deadlines.clear();
  const absl::Time own = absl::Now() + absl::Seconds(1);
  { EXPECT_THAT(readers_->Borrow(own), IsOk()); }
  EXPECT_LE(deadlines[0], own);
}

TEST_F(ReadersTest, NeverWrite) {
  Start(1);
  GG_ASSERT_OK_AND_ASSIGN(const auto loan, readers_->Borrow(absl::InfiniteFuture()));
  EXPECT_FALSE(Ask(loan, "INSERT INTO notes (text) VALUES ('x')").ok());
  EXPECT_FALSE(Ask(loan, "DROP TABLE notes").ok());
  EXPECT_THAT(Notes(loan), IsEmpty());
}

TEST_F(ReadersTest, KeepAConnectionThatCouldNotBegin) {
  std::atomic<bool> fails = true;
  engine_.script.before = [&fails](const std::string& sql) {
    return sql == "BEGIN" && fails.exchange(false) ? absl::InternalError("no") : absl::OkStatus();
  };
  Start(1);
  EXPECT_EQ(readers_->Borrow(absl::Now()).status().code(), absl::StatusCode::kInternal);
  EXPECT_THAT(readers_->Borrow(absl::Now()), IsOk());
}

TEST_F(ReadersTest, ServeManyThreadsOneAtATimePerConnection) {
  Start(2);
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  std::atomic<int> failed = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 5; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        const auto loan = readers_->Borrow(absl::InfiniteFuture());
        if (!loan.ok()) {
          ++failed;
          continue;
        }
        const int now = ++inside;
        int before = most;
        while (before < now && !most.compare_exchange_weak(before, now)) {
        }
        if (!Ask(*loan, "SELECT count(*) FROM notes").ok()) ++failed;
        --inside;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_LE(most, 2);
}

}  // namespace
}  // namespace gridgov
