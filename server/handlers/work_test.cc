// What the property of work_property_test.cc leaves out: proposals, failed jobs, tokens, and which
// rows a list reads.
#include "server/handlers/work.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/job.pb.h"
#include "gridgov/v1/work.pb.h"
#include "server/handlers/notice_rounds.h"
#include "server/handlers/work_sources.h"
#include "tests/support/issue_fixture.h"

namespace gridgov {
namespace {

using Item = v1::WorkItem;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

// Keeps what is asked of a connection.
class Recording : public Connection {
 public:
  explicit Recording(Connection& db) : db_(db) {}
  absl::Status Query(const std::string& sql, const Values& args, const RowFn& fn) override {
    asked.emplace_back(sql, args);
    return db_.Query(sql, args, fn);
  }
  absl::StatusOr<int64_t> Execute(const std::string& sql, const Values& args) override {
    return db_.Execute(sql, args);
  }
  absl::Status ExecuteScript(const std::string& sql) override { return db_.ExecuteScript(sql); }
  int64_t LastKey() const override { return db_.LastKey(); }
  void SetDeadline(absl::Time deadline) override { db_.SetDeadline(deadline); }
  bool InTransaction() const override { return db_.InTransaction(); }

  std::vector<std::pair<std::string, Values>> asked;

 private:
  Connection& db_;
};

class WorkListTest : public IssueTest {
 protected:
  std::vector<std::string> Waiting(const Staff& who, Item::Kind kind = Item::KIND_UNSPECIFIED) {
    v1::ListWorkRequest request;
    request.set_kind(kind);
    std::vector<std::string> names;
    const auto response = Run(who, work_, &WorkHandler::List, request);
    EXPECT_THAT(response, IsOk());
    if (!response.ok()) return names;
    for (const Item& item : response->items()) names.push_back(item.resource());
    return names;
  }

  std::string Propose(const Staff& proposer, const Staff& holder) {
    v1::RoleAssignment role = Holding(v1::ROLE_LIAISON, "divisions/510703003");
    role.set_account(holder.name);
    role.set_start_date("2026-01-01");
    role.set_proposer(proposer.name);
    role.set_state(v1::RoleAssignment::STATE_PROPOSED);
    AsSystem([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(role, RoleAssignmentTable().Insert(txn, role));
      return absl::OkStatus();
    });
    return role.name();
  }

  std::string FailedJob(const Staff& creator, absl::Duration ago) {
    v1::Job job;
    job.set_kind(v1::Job::KIND_BACKUP);
    job.set_state(v1::Job::STATE_FAILED);
    job.set_creator(creator.name);
    *job.mutable_end_time() = ToProto(now_ - ago);
    AsSystem([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(job, JobTable().Insert(txn, job));
      return absl::OkStatus();
    });
    return job.name();
  }

  // The plans of all that `work` asks for, such as "SEARCH t USING ...".
  std::vector<std::string> Plans(const Staff& who, const std::function<void(Call&)>& work) {
    std::vector<std::string> plans;
    SqliteEngine engine(folder_ + "/gridgov.db");
    const auto db = engine.OpenReader();
    EXPECT_THAT(db, IsOk());
    Recording recording(**db);
    AreaIndex areas;
    EXPECT_THAT(areas.Load(**db), IsOk());
    const TokenSealer tokens(token_key_, "page");
    const StoreContext store{.areas = &areas, .page_tokens = &tokens, .watch_tokens = &tokens};
    Draft draft;
    Call call{Txn{recording, store, now_, who.principal.actor(), Scope(), draft}, who.principal,
              true, "work.list"};
    work(call);
    for (const auto& [sql, args] : recording.asked) {
      EXPECT_THAT((*db)->Query("EXPLAIN QUERY PLAN " + sql, args,
                               [&](const gridgov::Row& row) {
                                 plans.emplace_back(row.Bytes(3));
                                 return absl::OkStatus();
                               }),
                  IsOk());
    }
    return plans;
  }

  WorkHandler work_;
};

TEST_F(WorkListTest, AProposedRoleWaitsForASecondAdministrator) {
  const std::string role = Propose(admin_, auditor_);

  EXPECT_THAT(Waiting(other_admin_), UnorderedElementsAre(role));
  EXPECT_THAT(Waiting(admin_), IsEmpty()) << "who proposed it";
  EXPECT_THAT(Waiting(office_), IsEmpty());
}

TEST_F(WorkListTest, AFailedJobIsShownForAWeek) {
  const std::string fresh = FailedJob(admin_, absl::Hours(24 * 6));
  FailedJob(admin_, absl::Hours(24 * 8));

  EXPECT_THAT(Waiting(admin_), UnorderedElementsAre(fresh));
}

TEST_F(WorkListTest, AKindAloneCanBeAskedFor) {
  const std::string reported = In(v1::Issue::STATE_REPORTED).name();
  const std::string handled = In(v1::Issue::STATE_HANDLED).name();

  EXPECT_THAT(Waiting(office_), UnorderedElementsAre(reported, handled));
  EXPECT_THAT(Waiting(office_, Item::KIND_CHECK), UnorderedElementsAre(handled));
}

TEST_F(WorkListTest, APageTokenIsForOneCallerAndOneQuestion) {
  for (int i = 0; i < 3; ++i) Report();
  v1::ListWorkRequest request;
  request.set_page_size(1);
  const auto page = Run(office_, work_, &WorkHandler::List, request);
  ASSERT_THAT(page, IsOk());
  request.set_page_token(page->next_page_token());

  EXPECT_THAT(Run(office_, work_, &WorkHandler::List, request), IsOk());
  EXPECT_TRUE(absl::IsInvalidArgument(Run(checker_, work_, &WorkHandler::List, request).status()));
  request.set_view(v1::WORK_VIEW_MINE);
  EXPECT_TRUE(absl::IsInvalidArgument(Run(office_, work_, &WorkHandler::List, request).status()));
  request.set_page_size(-1);
  EXPECT_TRUE(absl::IsInvalidArgument(Run(office_, work_, &WorkHandler::List, request).status()));
}

TEST_F(WorkListTest, MoreThanIsCountedIsSaidToBeMore) {
  AsSystem([&](const Txn& txn) -> absl::Status {
    v1::Job job;
    job.set_kind(v1::Job::KIND_BACKUP);
    job.set_state(v1::Job::STATE_FAILED);
    job.set_creator(admin_.name);
    *job.mutable_end_time() = ToProto(now_);
    for (int i = 0; i < 501; ++i) GG_RETURN_IF_ERROR(JobTable().Insert(txn, job).status());
    return absl::OkStatus();
  });

  const auto counts = Run(admin_, work_, &WorkHandler::Count, v1::CountWorkRequest());

  ASSERT_THAT(counts, IsOk());
  ASSERT_EQ(counts->counts_size(), 1);
  EXPECT_EQ(counts->counts(0).count(), 500);
  EXPECT_TRUE(counts->counts(0).more());
}

// History grows, open work does not: what reads a table goes by an index over open rows.
void ExpectOpenRowsAlone(const std::vector<std::string>& plans) {
  EXPECT_THAT(plans, Not(IsEmpty()));
  for (const std::string& plan : plans) {
    if (!absl::StrContains(plan, " t USING") && !absl::StrContains(plan, "SCAN t")) continue;
    bool open = false;
    for (const char* index :
         {"issues_open_grid", "issues_open_unit", "issues_open_remind", "issues_callback",
          "patrols_open_worker", "patrols_submitted", "patrols_planned_end",
          "role_assignments_proposed", "jobs_failed", "takeovers_open_day", "meetings_open",
          "disputes_open", "agreement_duties_open", "meeting_items_open",
          "role_assignments_proposed", "jobs_failed", "takeovers_open_day", "sites_in_use",
          "site_visits_open",
          // Take-overs of a compound are one at a time; a row by its key is no list.
          "takeovers_grid", "PRIMARY KEY", "sqlite_autoindex"}) {
      open = open || absl::StrContains(plan, index);
    }
    EXPECT_TRUE(open) << plan;
  }
}

TEST_F(WorkListTest, NoListReadsTheHistory) {
  for (const Staff& who : {worker_, office_, handler_of_unit_, duty_lead_, many_hats_, admin_}) {
    SCOPED_TRACE(who.principal.actor().username);
    ExpectOpenRowsAlone(Plans(who, [this](Call& call) {
      EXPECT_THAT(work_.Count(call, {}), IsOk());
      v1::ListWorkRequest overdue;
      overdue.set_view(v1::WORK_VIEW_OVERDUE);
      EXPECT_THAT(work_.List(call, overdue), IsOk());
    }));
  }
}

TEST_F(WorkListTest, TheTimerOfNoticesReadsNoHistoryEither) {
  ExpectOpenRowsAlone(Plans(admin_, [](Call& call) {
    for (NoticeRound round; !round.done();) {
      ASSERT_THAT(TellDeadlines(call.txn.System(), &round), IsOk());
    }
  }));
}

}  // namespace
}  // namespace gridgov
