#include "server/jobs/job_runner.h"

#include <filesystem>
#include <future>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/job.pb.h"
#include "gtest/gtest.h"
#include "proto/cpp/names.h"
#include "proto/cpp/uuid.h"
#include "server/engine/sqlite/sqlite_engine.h"
#include "server/init/data_folder.h"
#include "server/store/migrations.h"
#include "server/store/tables/jobs.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/status_matchers.h"

namespace gridgov {
namespace {

constexpr char kPermission[] = "divisions.import";

// A database with one system administrator, a writer and readers; jobs count in a table of theirs.
class JobRunnerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto folder = DataFolder::Create(scratch_.path() + "/data", {}, absl::Now());
    ASSERT_THAT(folder, IsOk());
    engine_ = std::make_unique<SqliteEngine>(folder->database_path());
    GG_ASSERT_OK_AND_ASSIGN(auto db, engine_->OpenWriter());
    ASSERT_THAT(Migrate(*db, "sqlite"), IsOk());
    ASSERT_THAT(db->ExecuteScript("CREATE TABLE did (n INTEGER PRIMARY KEY)"), IsOk());
    GG_ASSERT_OK_AND_ASSIGN(keys_, SubjectKeys::Open(folder->keys_path(), folder->master_key()));
    store_ = {.keys = keys_.get(), .areas = &areas_};
    journal_ = std::make_unique<Journal>(folder->journal_key());
    ASSERT_THAT(journal_->Load(*db), IsOk());
    sessions_ = std::make_unique<Sessions>(store_);
    GG_ASSERT_OK_AND_ASSIGN(readers_, Readers::Open(*engine_, 3));
    writer_ = std::make_unique<Writer>(
        *engine_, std::move(db), 100,
        Writer::Hooks{.on_commit =
                          [this] {
                            readers_->OnCommit();
                            journal_->OnCommit();
                          },
                      .on_poisoned = [](const absl::Status&) { std::abort(); }});
    MakeAdministrator();
  }
  void TearDown() override { writer_->Stop(); }

  // Runs `work` with everything in sight and its journal rows.
  absl::Status Do(const std::function<absl::Status(const Txn&)>& work) {
    return writer_->Run("test", [&](Connection& db) -> absl::Status {
      Draft draft;
      const Actor nobody;
      const Txn txn{db, store_, Now(), nobody, Scope::System(), draft};
      GG_RETURN_IF_ERROR(work(txn));
      return journal_->Append(txn, {.call = std::string(16, 'c'), .method = "test"}, "", false);
    });
  }

  void MakeAdministrator() {
    ASSERT_THAT(Do([this](const Txn& txn) -> absl::Status {
                  v1::Account account;
                  account.set_username("sysadmin");
                  account.set_state(v1::Account::STATE_ACTIVE);
                  GG_ASSIGN_OR_RETURN(account, AccountTable().Insert(txn, account));
                  account_ = account.name();
                  role_.set_account(account_);
                  role_.set_role(v1::ROLE_SYSTEM_ADMIN);
                  role_.set_start_date("2020-01-01");
                  role_.set_state(v1::RoleAssignment::STATE_ACTIVE);
                  GG_ASSIGN_OR_RETURN(role_, RoleAssignmentTable().Insert(txn, role_));
                  return absl::OkStatus();
                }),
                IsOk());
  }

  std::string Queue() {
    std::string name;
    EXPECT_THAT(Do([&](const Txn& txn) -> absl::Status {
                  v1::Job job;
                  job.set_kind(v1::Job::KIND_DIVISION_EDITION);
                  job.set_state(v1::Job::STATE_QUEUED);
                  job.set_creator(account_);
                  GG_ASSIGN_OR_RETURN(job, JobTable().Insert(txn, job));
                  name = job.name();
                  return absl::OkStatus();
                }),
                IsOk());
    return name;
  }

  v1::Job Get(const std::string& name) {
    v1::Job job;
    EXPECT_THAT(Do([&](const Txn& txn) -> absl::Status {
                  GG_ASSIGN_OR_RETURN(job, JobTable().Get(txn, name));
                  return absl::OkStatus();
                }),
                IsOk());
    return job;
  }

  void SetState(const std::string& name, v1::Job::State state) {
    EXPECT_THAT(Do([&](const Txn& txn) -> absl::Status {
                  GG_ASSIGN_OR_RETURN(v1::Job job, JobTable().Get(txn, name));
                  job.set_state(state);
                  return JobTable().Update(txn, job).status();
                }),
                IsOk());
  }

  // Puts each number once into the table: one that is done twice is an error.
  static absl::Status Count(JobRun& run, int n) {
    return run.Write([n](Slice& slice) -> absl::Status {
      GG_RETURN_IF_ERROR(
          slice.txn.db.Execute("INSERT INTO did (n) VALUES ($1)", {int64_t{n}}).status());
      slice.cursor = absl::StrCat(n);
      slice.job.set_done(n);
      slice.job.set_total(3);
      return absl::OkStatus();
    });
  }

  // Counts to 3 and calls `before` ahead of each number.
  JobKinds Counting(std::function<void(int)> before) {
    return {{v1::Job::KIND_DIVISION_EDITION,
             {.permission = kPermission,
              .method = "DivisionService.ImportDivisionEdition",
              .work = [before = std::move(before)](JobRun& run) -> absl::Status {
                int n = 0;
                (void)absl::SimpleAtoi(run.cursor(), &n);
                while (++n <= 3) {
                  before(n);
                  GG_RETURN_IF_ERROR(Count(run, n));
                }
                return absl::OkStatus();
              }}}};
  }

  JobParts Parts(bool alone = true) {
    return {.writer = writer_.get(),
            .readers = readers_.get(),
            .journal = journal_.get(),
            .sessions = sessions_.get(),
            .store = &store_,
            .clock = [this] { return Now(); },
            .on_draft =
                [this](const Draft& draft) {
                  for (const ResourceChange& change : draft.changes) {
                    for (const FieldChange& field : change.fields) {
                      if (field.field == "end_time") over_.set_value();
                    }
                  }
                },
            .alone = alone};
  }
  absl::Time Now() const { return absl::Now() + absl::Seconds(later_.load()); }
  // Until some job is over; once a test.
  void AwaitEnd() {
    ASSERT_EQ(over_.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
    // The commit, too.
    ASSERT_THAT(writer_->Run("test", [](Connection&) { return absl::OkStatus(); }), IsOk());
  }

  ScratchFolder scratch_;
  std::unique_ptr<SqliteEngine> engine_;
  std::unique_ptr<SubjectKeys> keys_;
  AreaIndex areas_;
  StoreContext store_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<Sessions> sessions_;
  std::unique_ptr<Readers> readers_;
  std::unique_ptr<Writer> writer_;
  std::string account_;
  v1::RoleAssignment role_;
  std::promise<void> over_;
  std::atomic<int> later_ = 0;
};

TEST_F(JobRunnerTest, AJobGoesOnFromItsLastSliceAndDoesNothingTwice) {
  const std::string name = Queue();
  std::promise<void> reached;
  auto dying = std::make_unique<JobRunner>(
      Parts(),
      JobKinds{
          {v1::Job::KIND_DIVISION_EDITION,
           {.permission = kPermission, .method = "test", .work = [&](JobRun& run) -> absl::Status {
              GG_RETURN_IF_ERROR(Count(run, 1));
              GG_RETURN_IF_ERROR(Count(run, 2));
              reached.set_value();
              return JobStopped();
            }}}});
  reached.get_future().wait();
  dying.reset();
  EXPECT_EQ(Get(name).state(), v1::Job::STATE_RUNNING);
  EXPECT_EQ(Get(name).done(), 2);
  // As a server leaves it that is killed.
  ASSERT_THAT(Do([&](const Txn& txn) {
                return TakeLease(txn, name, "dead", txn.now + absl::Hours(1)).status();
              }),
              IsOk());

  JobRunner next(Parts(/*alone=*/true), Counting([](int n) { EXPECT_EQ(n, 3); }));
  AwaitEnd();
  EXPECT_EQ(Get(name).state(), v1::Job::STATE_SUCCEEDED);
  EXPECT_EQ(Get(name).done(), 3);
}

TEST_F(JobRunnerTest, ASliceThatFailsLeavesNothingOfItself) {
  const std::string name = Queue();
  JobRunner runner(
      Parts(),
      JobKinds{
          {v1::Job::KIND_DIVISION_EDITION,
           {.permission = kPermission, .method = "test", .work = [](JobRun& run) -> absl::Status {
              GG_RETURN_IF_ERROR(Count(run, 1));
              // The number is there: a violated constraint.
              return Count(run, 1);
            }}}});
  AwaitEnd();
  EXPECT_EQ(Get(name).state(), v1::Job::STATE_FAILED);
  EXPECT_EQ(Get(name).failure().reason(), "INTERNAL");
  EXPECT_EQ(Get(name).done(), 1);
}

TEST_F(JobRunnerTest, ACancelledJobStopsAtItsNextSlice) {
  const std::string name = Queue();
  std::promise<void> reached;
  auto runner = std::make_unique<JobRunner>(Parts(), Counting([&](int n) {
                                              if (n != 2) return;
                                              SetState(name, v1::Job::STATE_CANCELLED);
                                              reached.set_value();
                                            }));
  reached.get_future().wait();
  runner.reset();
  EXPECT_EQ(Get(name).state(), v1::Job::STATE_CANCELLED);
  EXPECT_EQ(Get(name).done(), 1);
}

TEST_F(JobRunnerTest, AJobEndsWithTheRightsOfItsCreator) {
  const std::string name = Queue();
  JobRunner runner(Parts(), Counting([&](int n) {
                     if (n != 2) return;
                     ASSERT_THAT(Do([this](const Txn& txn) {
                                   role_.set_state(v1::RoleAssignment::STATE_ENDED);
                                   return RoleAssignmentTable().Update(txn, role_).status();
                                 }),
                                 IsOk());
                     sessions_->RaiseEpoch();
                   }));
  AwaitEnd();
  EXPECT_EQ(Get(name).state(), v1::Job::STATE_FAILED);
  EXPECT_EQ(Get(name).failure().reason(), "NOT_PERMITTED");
  EXPECT_EQ(Get(name).done(), 1);
}

TEST_F(JobRunnerTest, AKindThatThisServerDoesNotKnowFails) {
  const std::string name = Queue();
  JobRunner runner(Parts(), JobKinds{});
  AwaitEnd();
  EXPECT_EQ(Get(name).failure().reason(), "UNKNOWN_KIND");
}

TEST_F(JobRunnerTest, AnInputThatNeverComesIsGivenUpAfterADay) {
  const std::string name = Queue();
  SetState(name, v1::Job::STATE_AWAITING_INPUT);
  later_ = 25 * 3600;
  JobRunner runner(Parts(), JobKinds{});
  AwaitEnd();
  EXPECT_EQ(Get(name).failure().reason(), "INPUT_NEVER_CAME");
}

TEST_F(JobRunnerTest, ALeaseKeepsOtherServersAwayUntilItRunsOut) {
  const std::string name = Queue();
  const absl::Time now = Now();
  ASSERT_THAT(Do([&](const Txn& txn) -> absl::Status {
                GG_RETURN_IF_ERROR(TakeLease(txn, name, "a", now + absl::Minutes(1)).status());
                EXPECT_EQ(*NextJob(txn.db, "a", now), name);
                EXPECT_EQ(*NextJob(txn.db, "b", now), std::nullopt);
                EXPECT_EQ(*NextJob(txn.db, "b", now + absl::Minutes(2)), name);
                EXPECT_THAT(KeepLease(txn, name, "b", now, "x"),
                            StatusIs(absl::StatusCode::kAborted, "JOB_STOPPED"));
                GG_RETURN_IF_ERROR(KeepLease(txn, name, "a", now + absl::Minutes(1), "x"));
                EXPECT_EQ(*TakeLease(txn, name, "b", now), "x") << "where the other had come to";
                return absl::OkStatus();
              }),
              IsOk());
}

TEST_F(JobRunnerTest, ARoundOfATimerIsOneServers) {
  ASSERT_THAT(Do([&](const Txn& txn) {
                const absl::Time slot = absl::UnixEpoch();
                EXPECT_TRUE(*ClaimSlot(txn, "hour", slot, "a"));
                EXPECT_FALSE(*ClaimSlot(txn, "hour", slot, "b"));
                EXPECT_TRUE(*ClaimSlot(txn, "hour", slot, "a")) << "its clock went back";
                EXPECT_TRUE(*ClaimSlot(txn, "minute", slot, "b"));
                EXPECT_TRUE(*ClaimSlot(txn, "hour", slot + absl::Hours(1), "b"));
                return absl::OkStatus();
              }),
              IsOk());
}

}  // namespace
}  // namespace gridgov
