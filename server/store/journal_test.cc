// The journal by itself: what watchers are fed, from memory and from the table, and that the chain
// holds whatever becomes of a transaction. What is tampered with is tested through the server.
#include "server/store/journal.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "proto/cpp/uuid.h"
#include "server/engine/sqlite/sqlite_engine.h"
#include "server/store/migrations.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/status_matchers.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr int64_t kNoEnd = int64_t{1} << 60;

class JournalTest : public testing::Test {
 protected:
  void SetUp() override {
    GG_ASSERT_OK_AND_ASSIGN(db_, engine_.OpenWriter());
    ASSERT_THAT(Migrate(*db_, "sqlite"), IsOk());
    Restart();
  }

  // The journal as the next process finds it.
  void Restart() {
    journal_ = std::make_unique<Journal>(key_);
    ASSERT_THAT(journal_->Load(*db_), IsOk());
  }

  static ResourceChange Change(const std::string& resource, bool watchable = true) {
    ResourceChange change{.resource = resource, .version = 1, .watchable = watchable};
    change.scope_before.grid = change.scope_after.grid = std::string(16, 'g');
    change.fields.push_back({"title", "", "示例", false});
    return change;
  }

  absl::Status Append(std::vector<ResourceChange> changes, JournalCall call = {},
                      const std::string& answered = "", bool always = false) {
    Draft draft;
    draft.changes = std::move(changes);
    if (call.call.empty()) call.call = std::string(Uuid::V7(now_).bytes());
    call.method = "IssueService.CreateIssue";
    const Txn txn{*db_, store_, now_, actor_, Scope::System(), draft};
    return journal_->Append(txn, call, answered, always);
  }
  // The same in a transaction of its own.
  void Commit(std::vector<ResourceChange> changes, const JournalCall& call = {},
              const std::string& answered = "", bool always = false) {
    ASSERT_THAT(db_->Execute("BEGIN IMMEDIATE", {}), IsOk());
    ASSERT_THAT(Append(std::move(changes), call, answered, always), IsOk());
    ASSERT_THAT(db_->Execute("COMMIT", {}), IsOk());
    journal_->OnCommit();
  }

  std::vector<std::string> Fed(int64_t after, int64_t to = kNoEnd, int limit = 1000) {
    std::vector<std::string> names;
    const auto feed = journal_->Feed(*db_, after, to, limit);
    EXPECT_THAT(feed, IsOk());
    for (const FeedEntry& entry : *feed) names.push_back(absl::StrCat(entry.seq, entry.resource));
    return names;
  }
  void ExpectIntact(int64_t rows) {
    const auto verdict = journal_->Verify(*db_, std::nullopt, 0, 1000);
    ASSERT_THAT(verdict, IsOk());
    EXPECT_EQ(verdict->finding, ChainVerdict::Finding::kIntact) << verdict->first_bad_seq;
    EXPECT_EQ(verdict->checked, rows);
  }

  const ScratchFolder folder_;
  const Secret key_ = Secret::Random(32);
  const absl::Time now_ = absl::FromUnixSeconds(1790000000);
  const Actor actor_{.account = std::string(16, 'a'), .session = std::string(16, 's')};
  const StoreContext store_{};
  SqliteEngine engine_{folder_.File("test.db")};
  std::unique_ptr<Connection> db_;
  std::unique_ptr<Journal> journal_;
};

TEST_F(JournalTest, FeedsWhatIsDurableAndNothingElse) {
  ASSERT_THAT(db_->Execute("BEGIN IMMEDIATE", {}), IsOk());
  ASSERT_THAT(Append({Change("issues/1")}), IsOk());
  EXPECT_THAT(Fed(0), IsEmpty());
  EXPECT_EQ(journal_->last_seq(), 0);
  ASSERT_THAT(db_->Execute("COMMIT", {}), IsOk());
  journal_->OnCommit();
  EXPECT_THAT(Fed(0), ElementsAre("1issues/1"));
  EXPECT_EQ(journal_->last_seq(), 1);
}

TEST_F(JournalTest, FeedsAfterAPointUpToAPointAndNoMoreThanAsked) {
  for (int i = 1; i <= 5; ++i) Commit({Change(absl::StrCat("issues/", i))});
  for (int round = 0; round < 2; ++round) {
    EXPECT_THAT(Fed(3), ElementsAre("4issues/4", "5issues/5")) << round;
    EXPECT_THAT(Fed(1, /*to=*/3), ElementsAre("2issues/2", "3issues/3")) << round;
    EXPECT_THAT(Fed(0, kNoEnd, /*limit=*/2), ElementsAre("1issues/1", "2issues/2")) << round;
    EXPECT_THAT(Fed(5), IsEmpty()) << round;
    Restart();  // Now it is read from the table.
  }
}

TEST_F(JournalTest, TellsWhereAThingWasAndIsFromMemoryAndTableAlike) {
  ResourceChange moved = Change("issues/1");
  moved.scope_after.grid = std::string(16, 'h');
  moved.scope_after.units = {std::string(16, 'u')};
  moved.scope_after.public_order = true;
  moved.scope_after.closed = now_;
  Commit({moved, Change("issues/2")});
  for (int round = 0; round < 2; ++round) {
    GG_ASSERT_OK_AND_ASSIGN(const auto feed, journal_->Feed(*db_, 0, kNoEnd, 10));
    ASSERT_EQ(feed.size(), 2);
    EXPECT_EQ(feed[0].scope_before, moved.scope_before) << round;
    EXPECT_EQ(feed[0].scope_after, moved.scope_after) << round;
    EXPECT_EQ(feed[1].scope_before, feed[1].scope_after) << round;
    Restart();
  }
}

TEST_F(JournalTest, WakesAfterTheCommitOfSomethingWatchable) {
  int woken = 0;
  auto subscription = journal_->Subscribe([&woken] { ++woken; });
  ASSERT_THAT(db_->Execute("BEGIN IMMEDIATE", {}), IsOk());
  ASSERT_THAT(Append({Change("issues/1")}), IsOk());
  EXPECT_EQ(woken, 0);
  ASSERT_THAT(db_->Execute("COMMIT", {}), IsOk());
  journal_->OnCommit();
  EXPECT_EQ(woken, 1);
  Commit({Change("accounts/1", /*watchable=*/false)});
  EXPECT_EQ(woken, 1);
  subscription.reset();
  Commit({Change("issues/2")});
  EXPECT_EQ(woken, 1);
}

TEST_F(JournalTest, PutsTheAnsweredResourceFirstWithTheRequestsId) {
  Commit({Change("issueSteps/1"), Change("issues/1")}, {.request_id = "r", .request_hash = "h"},
         "issues/1");
  GG_ASSERT_OK_AND_ASSIGN(const auto replay, Journal::FindReplay(*db_, "r", actor_.account));
  ASSERT_TRUE(replay.has_value());
  EXPECT_EQ(replay->resource, "issues/1");
  EXPECT_EQ(replay->request_hash, "h");
  GG_ASSERT_OK_AND_ASSIGN(const auto other, Journal::FindReplay(*db_, "r", std::string(16, 'b')));
  EXPECT_FALSE(other.has_value());
}

TEST_F(JournalTest, KeepsACallWithoutAChangeOnlyWhereItMust) {
  Commit({}, {}, "", /*always=*/false);
  EXPECT_EQ(journal_->last_seq(), 0);
  Commit({}, {.outcome = "DENIED"}, "", /*always=*/true);
  EXPECT_EQ(journal_->last_seq(), 1);
  EXPECT_THAT(Fed(0), IsEmpty());
  ExpectIntact(1);
}

TEST_F(JournalTest, ADeniedCallIsNoReplay) {
  Commit({}, {.request_id = "r", .request_hash = "h", .outcome = "DENIED"}, "", /*always=*/true);
  GG_ASSERT_OK_AND_ASSIGN(const auto replay, Journal::FindReplay(*db_, "r", actor_.account));
  EXPECT_FALSE(replay.has_value());
}

TEST_F(JournalTest, GoesOnFromWhatIsThereAfterALostBatch) {
  Commit({Change("issues/1")});
  ASSERT_THAT(db_->Execute("BEGIN IMMEDIATE", {}), IsOk());
  ASSERT_THAT(Append({Change("issues/lost")}), IsOk());
  ASSERT_THAT(db_->Execute("ROLLBACK", {}), IsOk());
  journal_->OnLostBatch(*db_);
  Commit({Change("issues/2")});
  EXPECT_THAT(Fed(0), ElementsAre("1issues/1", "2issues/2"));
  ExpectIntact(2);
}

TEST_F(JournalTest, TakesBackAllRowsOfACallOneOfWhichFails) {
  Commit({Change("issues/1")});
  ASSERT_THAT(db_->ExecuteScript("CREATE TEMP TRIGGER no BEFORE INSERT ON journal WHEN "
                                 "NEW.resource = 'issues/3' BEGIN SELECT RAISE(ABORT, 'no'); END"),
              IsOk());
  ASSERT_THAT(db_->Execute("BEGIN IMMEDIATE", {}), IsOk());
  ASSERT_THAT(db_->Execute("SAVEPOINT work", {}), IsOk());
  EXPECT_FALSE(Append({Change("issues/2"), Change("issues/3")}).ok());
  ASSERT_THAT(db_->Execute("ROLLBACK TO work", {}), IsOk());
  ASSERT_THAT(db_->Execute("RELEASE work", {}), IsOk());
  ASSERT_THAT(Append({Change("issues/4")}), IsOk());
  ASSERT_THAT(db_->Execute("COMMIT", {}), IsOk());
  journal_->OnCommit();
  EXPECT_THAT(Fed(0), ElementsAre("1issues/1", "2issues/4"));
  ExpectIntact(2);
}

TEST_F(JournalTest, IsCheckedInSlicesThatMeet) {
  for (int i = 1; i <= 5; ++i) Commit({Change(absl::StrCat("issues/", i))});
  int64_t after = 0;
  std::vector<int64_t> checked;
  do {
    GG_ASSERT_OK_AND_ASSIGN(const auto slice, journal_->Verify(*db_, std::nullopt, after, 2));
    EXPECT_EQ(slice.finding, ChainVerdict::Finding::kIntact);
    checked.push_back(slice.checked);
    after = slice.next;
  } while (after != 0);
  EXPECT_THAT(checked, ElementsAre(2, 2, 1));
}

}  // namespace
}  // namespace gridgov
