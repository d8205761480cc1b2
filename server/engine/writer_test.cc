#include "server/engine/writer.h"

#include <atomic>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "proto/cpp/errors.h"
#include "server/engine/scripted_engine_for_test.h"

namespace gridgov {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr char kInsert[] = "INSERT INTO notes (text) VALUES ($1)";

absl::Status Add(Connection& db, const std::string& text) {
  return db.Execute(kInsert, {text}).status();
}

std::function<absl::Status(Connection&)> Adding(const std::string& text) {
  return [text](Connection& db) { return Add(db, text); };
}

class WriterTest : public testing::Test {
 protected:
  WriterTest() {
    auto opened = engine_.OpenWriter();
    EXPECT_THAT(opened, IsOk());
    EXPECT_THAT((*opened)->ExecuteScript("CREATE TABLE notes (text TEXT NOT NULL UNIQUE)"), IsOk());
    connection_ = std::move(*opened);
    reader_ = *engine_.sqlite().OpenReader();
  }

  // After the script is written.
  void Start(int queue_limit = 100, int most_per_batch = 512) {
    writer_ = std::make_unique<Writer>(
        engine_, std::move(connection_), queue_limit,
        Writer::Hooks{.on_lost_batch = [this](Connection&, const absl::Status&) { Note("lost"); },
                      .on_commit = [this] { Note("shown"); },
                      .on_poisoned =
                          [this](const absl::Status& status) {
                            Note(
                                absl::StrCat("poisoned ", absl::StatusCodeToString(status.code())));
                          }},
        most_per_batch);
  }

  // Keeps the writer inside a work, in a batch of its own, until Open().
  void Close() {
    ASSERT_THAT(Submit("gate",
                       [this](Connection&) {
                         entered_.set_value();
                         opened_.get_future().wait();
                         return absl::OkStatus();
                       }),
                IsOk());
    entered_.get_future().wait();
  }
  void Open() { opened_.set_value(); }

  absl::Status Submit(const std::string& label, std::function<absl::Status(Connection&)> run,
                      absl::Time deadline = absl::InfiniteFuture()) {
    auto promise = std::make_shared<std::promise<absl::Status>>();
    const absl::Status queued = writer_->Submit({.run = std::move(run),
                                                 .done =
                                                     [this, label, promise](absl::Status status) {
                                                       // The gate's answer has no fixed place.
                                                       if (label != "gate") {
                                                         Note(absl::StrCat("answered ", label));
                                                       }
                                                       promise->set_value(std::move(status));
                                                     },
                                                 .deadline = deadline});
    if (queued.ok()) answers_[label] = promise->get_future().share();
    return queued;
  }
  absl::Status Answer(const std::string& label) { return answers_.at(label).get(); }

  // What other connections see now.
  std::vector<std::string> Notes() {
    return TextsOf(*reader_, "SELECT text FROM notes ORDER BY text");
  }

  void Note(const std::string& event) {
    std::lock_guard<std::mutex> lock(mu_);
    events_.push_back(event);
  }
  std::vector<std::string> Events() {
    std::lock_guard<std::mutex> lock(mu_);
    return events_;
  }

  ScriptedEngine engine_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Connection> reader_;
  std::promise<void> entered_;
  std::promise<void> opened_;
  std::map<std::string, std::shared_future<absl::Status>> answers_;
  std::mutex mu_;
  std::vector<std::string> events_;
  // Last: its threads use all of the above.
  std::unique_ptr<Writer> writer_;
};

TEST_F(WriterTest, CommitsAllThatWaitsAtOnce) {
  Start();
  Close();
  for (const char* text : {"a", "b", "c", "d"}) ASSERT_THAT(Submit(text, Adding(text)), IsOk());
  Open();
  for (const char* text : {"a", "b", "c", "d"}) EXPECT_THAT(Answer(text), IsOk());
  EXPECT_EQ(writer_->figures().commits, 2);  // The gate's own, and one for the four.
  EXPECT_EQ(writer_->figures().works, 5);
  EXPECT_EQ(writer_->figures().last_batch, 4);
  EXPECT_THAT(Notes(), ElementsAre("a", "b", "c", "d"));
}

TEST_F(WriterTest, TellsHowLongItHasBeenAtWhatItIsAt) {
  Start();
  Close();
  EXPECT_GT(writer_->stalled(), absl::ZeroDuration());
  Open();
  writer_->Stop();
  EXPECT_EQ(writer_->stalled(), absl::ZeroDuration());
}

TEST_F(WriterTest, PutsNoMoreIntoABatchThanItMay) {
  Start(/*queue_limit=*/100, /*most_per_batch=*/2);
  Close();
  for (const char* text : {"a", "b", "c", "d", "e"}) {
    ASSERT_THAT(Submit(text, Adding(text)), IsOk());
  }
  Open();
  for (const char* text : {"a", "b", "c", "d", "e"}) EXPECT_THAT(Answer(text), IsOk());
  EXPECT_EQ(writer_->figures().commits, 1 + 3);
}

TEST_F(WriterTest, RunsWorksInTheOrderInWhichTheyCame) {
  std::vector<std::string> order;
  Start(/*queue_limit=*/100, /*most_per_batch=*/2);
  Close();
  for (const char* text : {"c", "a", "d", "b", "e"}) {
    ASSERT_THAT(Submit(text,
                       [&order, text](Connection&) {
                         order.push_back(text);
                         return absl::OkStatus();
                       }),
                IsOk());
  }
  Open();
  EXPECT_THAT(Answer("e"), IsOk());
  EXPECT_THAT(order, ElementsAre("c", "a", "d", "b", "e"));
}

TEST_F(WriterTest, RollsAFailedWorkBackAlone) {
  Start();
  Close();
  ASSERT_THAT(Submit("first", Adding("first")), IsOk());
  ASSERT_THAT(Submit("failing",
                     [](Connection& db) -> absl::Status {
                       GG_RETURN_IF_ERROR(Add(db, "half of it"));
                       return absl::AbortedError("changed my mind");
                     }),
              IsOk());
  ASSERT_THAT(Submit("last", Adding("last")), IsOk());
  Open();
  EXPECT_THAT(Answer("first"), IsOk());
  EXPECT_EQ(Answer("failing").code(), absl::StatusCode::kAborted);
  EXPECT_THAT(Answer("last"), IsOk());
  EXPECT_THAT(Notes(), ElementsAre("first", "last"));
  EXPECT_EQ(writer_->figures().commits, 2);
}

TEST_F(WriterTest, LosesTheBatchRatherThanKeepHalfOfAWorkThatItCannotUndo) {
  std::atomic<bool> stuck = true;
  engine_.script.before = [&stuck](const std::string& sql) {
    return sql == "ROLLBACK TO work" && stuck.exchange(false)
               ? MakeError(absl::StatusCode::kResourceExhausted, "DISK_FULL", {"满", "full"})
               : absl::OkStatus();
  };
  Start();
  Close();
  ASSERT_THAT(Submit("before", Adding("before")), IsOk());
  ASSERT_THAT(Submit("failing",
                     [](Connection& db) -> absl::Status {
                       GG_RETURN_IF_ERROR(Add(db, "half of it"));
                       return absl::AbortedError("changed my mind");
                     }),
              IsOk());
  Open();
  EXPECT_THAT(Answer("before"), HasReason("DISK_FULL"));
  EXPECT_THAT(Answer("failing"), HasReason("DISK_FULL"));
  EXPECT_THAT(Notes(), IsEmpty());
  EXPECT_THAT(Events(), Contains("lost"));
  EXPECT_THAT(writer_->Run("again", Adding("before")), IsOk());
}

TEST_F(WriterTest, LetsTheOthersOfTheBatchCommitWhenOneBreaksAConstraint) {
  Start();
  Close();
  ASSERT_THAT(Submit("one", Adding("twin")), IsOk());
  ASSERT_THAT(Submit("other", Adding("twin")), IsOk());
  ASSERT_THAT(Submit("last", Adding("last")), IsOk());
  Open();
  EXPECT_THAT(Answer("one"), IsOk());
  EXPECT_EQ(Answer("other").code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(Answer("last"), IsOk());
  EXPECT_THAT(Notes(), ElementsAre("last", "twin"));
}

TEST_F(WriterTest, AnswersOnlyWhenOthersSeeWhatWasWritten) {
  Start();
  for (int i = 0; i < 50; ++i) {
    const std::string text = absl::StrCat("note ", i);
    std::promise<std::vector<std::string>> seen;
    ASSERT_THAT(writer_->Submit({.run = Adding(text),
                                 .done = [&](const absl::Status&) { seen.set_value(Notes()); }}),
                IsOk());
    ASSERT_THAT(seen.get_future().get(), Contains(text));
  }
}

TEST_F(WriterTest, ShowsABatchAfterItsCommitAndBeforeItsAnswers) {
  engine_.script.after = [this](const std::string& sql) {
    if (sql == "COMMIT") Note("committed");
  };
  Start();
  ASSERT_THAT(Submit("a", Adding("a")), IsOk());
  EXPECT_THAT(Answer("a"), IsOk());
  EXPECT_THAT(Events(), ElementsAre("committed", "shown", "answered a"));
}

TEST_F(WriterTest, FailsAllCallsOfABatchWhoseCommitFails) {
  std::atomic<bool> full = false;
  engine_.script.before = [&full](const std::string& sql) {
    return sql == "COMMIT" && full.exchange(false)
               ? MakeError(absl::StatusCode::kResourceExhausted, "DISK_FULL", {"满", "full"})
               : absl::OkStatus();
  };
  Start();
  Close();
  ASSERT_THAT(Submit("a", Adding("a")), IsOk());
  ASSERT_THAT(Submit("b",
                     [&full](Connection& db) {
                       full = true;
                       return Add(db, "b");
                     }),
              IsOk());
  ASSERT_THAT(Submit("c", [](Connection&) { return absl::AbortedError("by itself"); }), IsOk());
  Open();
  EXPECT_THAT(Answer("a"), HasReason("DISK_FULL"));
  EXPECT_THAT(Answer("b"), HasReason("DISK_FULL"));
  EXPECT_THAT(Answer("c"), HasReason("DISK_FULL"));
  EXPECT_THAT(Notes(), IsEmpty());
  EXPECT_THAT(Events(), ElementsAre("shown", "lost", "answered a", "answered b", "answered c"));
  // It goes on with what comes next, from a clean state.
  EXPECT_THAT(writer_->Run("again", Adding("a")), IsOk());
  EXPECT_THAT(Notes(), ElementsAre("a"));
}

TEST_F(WriterTest, RunsNothingInABatchThatCannotBegin) {
  std::atomic<bool> ran = false;
  std::atomic<bool> broken = true;
  engine_.script.before = [&broken](const std::string& sql) {
    return sql == "BEGIN IMMEDIATE" && broken ? absl::InternalError("locked") : absl::OkStatus();
  };
  Start();
  ASSERT_THAT(Submit("a",
                     [&ran](Connection&) {
                       ran = true;
                       return absl::OkStatus();
                     }),
              IsOk());
  EXPECT_EQ(Answer("a").code(), absl::StatusCode::kInternal);
  EXPECT_FALSE(ran);
  broken = false;
  EXPECT_THAT(writer_->Run("again", Adding("a")), IsOk());
}

TEST_F(WriterTest, IsPoisonedByAnIoErrorBeforeAnybodyIsAnswered) {
  engine_.script.before = [](const std::string& sql) {
    return sql == "COMMIT" ? absl::DataLossError("sync failed") : absl::OkStatus();
  };
  Start();
  ASSERT_THAT(Submit("a", Adding("a")), IsOk());
  EXPECT_EQ(Answer("a").code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(Events(), ElementsAre("poisoned DATA_LOSS", "lost", "answered a"));
}

TEST_F(WriterTest, IsPoisonedByAFailedCheckpoint) {
  std::promise<void> poisoned;
  engine_.script.tidy = [](bool) -> absl::StatusOr<int64_t> {
    return absl::DataLossError("checkpoint failed");
  };
  Start();
  EXPECT_THAT(writer_->Run("a", Adding("a")), IsOk());
  writer_->Stop();
  EXPECT_THAT(Events(), Contains("poisoned DATA_LOSS"));
}

TEST_F(WriterTest, TidiesAfterABatchAndOnceMoreWhenNothingWaits) {
  std::promise<void> idle;
  std::atomic<bool> written = false;
  std::atomic<bool> after_batch = false;
  engine_.script.tidy = [&](bool nothing_waits) -> absl::StatusOr<int64_t> {
    if (!nothing_waits) {
      after_batch = true;
    } else if (written && after_batch.exchange(false)) {
      idle.set_value();
    }
    return int64_t{4711};
  };
  Start();
  EXPECT_THAT(writer_->Run("a",
                           [&written](Connection& db) {
                             written = true;
                             return Add(db, "a");
                           }),
              IsOk());
  idle.get_future().wait();
  writer_->Stop();
  EXPECT_EQ(writer_->figures().wal_bytes, 4711);
}

TEST_F(WriterTest, DropsAWorkWhoseDeadlinePassesWhileItWaits) {
  std::atomic<bool> ran = false;
  Start();
  Close();
  ASSERT_THAT(Submit(
                  "late",
                  [&ran](Connection& db) {
                    ran = true;
                    return Add(db, "late");
                  },
                  absl::Now()),
              IsOk());
  ASSERT_THAT(Submit("other", Adding("other")), IsOk());
  Open();
  EXPECT_THAT(Answer("late"), StatusIs(absl::StatusCode::kDeadlineExceeded, "DEADLINE_PASSED"));
  EXPECT_THAT(Answer("other"), IsOk());
  EXPECT_FALSE(ran);
  EXPECT_THAT(Notes(), ElementsAre("other"));
}

TEST_F(WriterTest, RefusesWhatFindsTheQueueFullAndNeverAnswersItTwice) {
  Start(/*queue_limit=*/2);
  Close();
  ASSERT_THAT(Submit("a", Adding("a")), IsOk());
  ASSERT_THAT(Submit("b", Adding("b")), IsOk());
  // BUSY is the reason with which the transport sends a time to wait.
  EXPECT_THAT(Submit("c", Adding("c")), StatusIs(absl::StatusCode::kResourceExhausted, "BUSY"));
  EXPECT_THAT(writer_->Run("d", Adding("d")),
              StatusIs(absl::StatusCode::kResourceExhausted, "BUSY"));
  Open();
  EXPECT_THAT(Answer("b"), IsOk());
  EXPECT_THAT(Submit("e", Adding("e")), IsOk());
  EXPECT_THAT(Answer("e"), IsOk());
  EXPECT_THAT(Notes(), ElementsAre("a", "b", "e"));
  EXPECT_THAT(Events(), Not(Contains("answered c")));
}

TEST_F(WriterTest, AnswersAllThatWaitsBeforeItStopsAndTakesNothingMore) {
  Start(/*queue_limit=*/100, /*most_per_batch=*/2);
  Close();
  for (const char* text : {"a", "b", "c"}) ASSERT_THAT(Submit(text, Adding(text)), IsOk());
  std::thread stopper([this] { writer_->Stop(); });
  absl::Status refused;
  while (refused.ok() || absl::IsResourceExhausted(refused)) {
    refused = writer_->Submit(
        {.run = [](Connection&) { return absl::OkStatus(); }, .done = [](const absl::Status&) {}});
    std::this_thread::yield();
  }
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kUnavailable, "STOPPING"));
  Open();
  stopper.join();
  // Stop has returned, so the answers are there already.
  EXPECT_THAT(Events(), testing::IsSupersetOf({"answered a", "answered b", "answered c"}));
  for (const char* text : {"a", "b", "c"}) EXPECT_THAT(Answer(text), IsOk());
  EXPECT_THAT(Notes(), ElementsAre("a", "b", "c"));
  EXPECT_THAT(writer_->Run("late", Adding("d")),
              StatusIs(absl::StatusCode::kUnavailable, "STOPPING"));
}

// A statement that writes and is interrupted takes the whole transaction with it.
class LostTransactionTest : public WriterTest {
 protected:
  static absl::Status WriteWithoutEnd(Connection& db) {
    db.SetDeadline(absl::InfinitePast());
    return db.Execute(absl::StrCat("INSERT INTO notes (text) ", kEndless), {}).status();
  }
};

TEST_F(LostTransactionTest, OfASlowWorkFailsTheOthersSoThatTheyTryAgain) {
  Start();
  Close();
  ASSERT_THAT(Submit("before", Adding("before")), IsOk());
  ASSERT_THAT(Submit("slow", WriteWithoutEnd), IsOk());
  ASSERT_THAT(Submit("after", Adding("after")), IsOk());
  Open();
  EXPECT_THAT(Answer("slow"), StatusIs(absl::StatusCode::kDeadlineExceeded, "TOO_SLOW"));
  EXPECT_THAT(Answer("before"), StatusIs(absl::StatusCode::kUnavailable, "BATCH_LOST"));
  EXPECT_THAT(Answer("after"), StatusIs(absl::StatusCode::kUnavailable, "BATCH_LOST"));
  EXPECT_THAT(Notes(), IsEmpty());
  EXPECT_THAT(Events(), Contains("lost"));
  EXPECT_THAT(writer_->Run("again", Adding("before")), IsOk());
}

TEST_F(LostTransactionTest, IsNeverAcknowledgedEvenIfTheWorkHidesIt) {
  Start();
  Close();
  ASSERT_THAT(Submit("before", Adding("before")), IsOk());
  ASSERT_THAT(Submit("hides it",
                     [](Connection& db) {
                       (void)WriteWithoutEnd(db);
                       return absl::OkStatus();
                     }),
              IsOk());
  ASSERT_THAT(Submit("after", Adding("after")), IsOk());
  Open();
  for (const char* label : {"before", "hides it", "after"}) {
    EXPECT_THAT(Answer(label), StatusIs(absl::StatusCode::kUnavailable, "BATCH_LOST")) << label;
  }
  EXPECT_THAT(Notes(), IsEmpty());
}

TEST_F(WriterTest, AnswersEachOfManyCallersOnceWithItsOwnResult) {
  constexpr int kCallers = 4;
  constexpr int kWorks = 100;
  Start(/*queue_limit=*/1000, /*most_per_batch=*/7);
  std::atomic<int> wrong = 0;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&, caller] {
      for (int i = 0; i < kWorks; ++i) {
        const std::string text = absl::StrCat(caller, "/", i);
        const bool fails = i % 3 == 0;
        const absl::Status status = writer_->Run("", [&](Connection& db) -> absl::Status {
          GG_RETURN_IF_ERROR(Add(db, text));
          return fails ? absl::AbortedError(text) : absl::OkStatus();
        });
        if (fails ? status.message() != text : !status.ok()) ++wrong;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(writer_->figures().works, kCallers * kWorks);
  EXPECT_EQ(Notes().size(), static_cast<size_t>(kCallers * (kWorks - (kWorks + 2) / 3)));
}

}  // namespace
}  // namespace gridgov
