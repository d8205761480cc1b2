// What the server itself does to issues when a day comes.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gridgov/v1/issue.pb.h"
#include "tests/support/issue_fixture.h"

namespace gridgov {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

using I = v1::Issue;

constexpr absl::Duration kDay = absl::Hours(24);

class IssueTimersTest : public IssueTest {
 protected:
  int ResumeReviewed(int limit = 10) {
    int done = 0;
    AsSystem([&](const Txn& txn) {
      const auto resumed = handler_.ResumeReviewed(txn, limit);
      done = resumed.value_or(-1);
      return resumed.status();
    });
    return done;
  }
  std::vector<std::string> ToErase() {
    std::vector<std::string> found;
    AsSystem([&](const Txn& txn) {
      const auto erase = handler_.ReportersToErase(txn, 10);
      if (erase.ok()) found = *erase;
      return erase.status();
    });
    return found;
  }
  void ImportYear2027() {
    AsSystem([](const Txn& txn) {
      txn.draft.calendar_changed = true;
      return txn.db
          .Execute(
              "INSERT INTO calendar_days (date, version, kind) VALUES "
              "('2026-01-01', 1, 'HOLIDAY'), ('2027-01-01', 1, 'HOLIDAY')",
              {})
          .status();
    });
  }
};

TEST_F(IssueTimersTest, WhatRestsGoesOnByItselfOnTheDayOfItsReview) {
  const std::string name = In(I::STATE_IN_PROGRESS).name();
  const absl::Time due = FromProto(Row(name).due_time());
  Must(handler_of_unit_, "request_suspension", name);
  ActInput input;
  input.review_date = "2026-11-26";
  Must(centre_, "decide_suspension", name, input);
  // The last second of the day before, in China.
  now_ = DayStart("2026-11-26") - absl::Seconds(1);
  EXPECT_EQ(ResumeReviewed(), 0);
  EXPECT_EQ(Row(name).state(), I::STATE_SUSPENDED);
  now_ = DayStart("2026-11-26");
  EXPECT_EQ(ResumeReviewed(), 1);
  const v1::Issue resumed = Row(name);
  EXPECT_EQ(resumed.state(), I::STATE_IN_PROGRESS);
  EXPECT_EQ(resumed.review_date(), "");
  // It rested from Tuesday, 09:00, to Thursday, 00:00.
  EXPECT_EQ(FromProto(resumed.due_time()), due + absl::Hours(39));
  EXPECT_EQ(Steps(name).back().act(), "resume");
  EXPECT_EQ(Steps(name).back().actor(), "");
  EXPECT_EQ(ResumeReviewed(), 0);
}

TEST_F(IssueTimersTest, TheServersResumptionMakesNobodyAHandler) {
  const std::string name = In(I::STATE_SUSPENDED).name();
  now_ = DayStart("2027-06-01");
  ASSERT_EQ(ResumeReviewed(), 1);
  Must(handler_of_unit_, "finish", name);
  EXPECT_THAT(Do(office_, "close", name), IsOk());
}

TEST_F(IssueTimersTest, ASliceIsNoLargerThanAsked) {
  In(I::STATE_SUSPENDED);
  In(I::STATE_SUSPENDED);
  now_ = DayStart("2027-06-01");
  EXPECT_EQ(ResumeReviewed(/*limit=*/1), 1);
  EXPECT_EQ(ResumeReviewed(/*limit=*/1), 1);
  EXPECT_EQ(ResumeReviewed(/*limit=*/1), 0);
}

TEST_F(IssueTimersTest, AReporterIsErased30DaysAfterTheEnd) {
  In(I::STATE_CLOSED, /*with_reporter=*/true);
  In(I::STATE_REJECTED, /*with_reporter=*/true);
  In(I::STATE_WITHDRAWN, /*with_reporter=*/true);
  In(I::STATE_HANDLED, /*with_reporter=*/true);
  now_ += 30 * kDay;
  EXPECT_THAT(ToErase(), IsEmpty());
  now_ += absl::Seconds(1);
  // All but the one that is open.
  EXPECT_THAT(ToErase(), SizeIs(3));
}

TEST_F(IssueTimersTest, WhatWasReopenedKeepsItsReporter) {
  const std::string name = In(I::STATE_CLOSED, /*with_reporter=*/true).name();
  Must(office_, "reopen", name);
  now_ += 31 * kDay;
  EXPECT_THAT(ToErase(), IsEmpty());
}

TEST_F(IssueTimersTest, AFollowedDuplicatesReporterIsErasedWithTheRest) {
  const std::string original = In(I::STATE_HANDLED).name();
  ActInput input;
  input.other = original;
  Must(office_, "mark_duplicate", Report(/*with_reporter=*/true).name(), input);
  Must(office_, "close", original);
  now_ += 31 * kDay;
  EXPECT_THAT(ToErase(), SizeIs(1));
}

TEST_F(IssueTimersTest, CallingBackDoesNotKeepAReporterLonger) {
  const std::string name = In(I::STATE_REJECTED, /*with_reporter=*/true).name();
  now_ += 20 * kDay;
  ActInput input;
  input.satisfaction = I::SATISFACTION_NOT_REACHED;
  Must(office_, "callback", name, input);
  now_ += 11 * kDay;
  EXPECT_THAT(ToErase(), SizeIs(1));
}

TEST_F(IssueTimersTest, AnErasureLeavesThatItWasDoneAndNothingOfWhatWasErased) {
  const std::string name = In(I::STATE_CLOSED, /*with_reporter=*/true).name();
  now_ += 31 * kDay;
  const std::vector<std::string> reporters = ToErase();
  ASSERT_THAT(reporters, SizeIs(1));
  AsSystem([&](const Txn& txn) { return handler_.EraseReporter(txn, reporters[0]); });
  ASSERT_THAT(draft_.changes, SizeIs(1));
  EXPECT_TRUE(draft_.changes[0].resource.starts_with("issueReporters/"));
  ASSERT_THAT(draft_.changes[0].fields, SizeIs(1));
  EXPECT_EQ(draft_.changes[0].fields[0].field, "erased");
  EXPECT_EQ(Count(IssueReporterTable()), 0);
  EXPECT_THAT(ToErase(), IsEmpty());
  v1::GetIssueReporterRequest request;
  request.set_issue(name);
  request.set_purpose("示例");
  EXPECT_THAT(Run(office_, handler_, &IssueHandler::GetReporter, request),
              HasReason("NO_REPORTER"));
}

TEST_F(IssueTimersTest, ProvisionalDeadlinesAreComputedAnewOnceTheYearIsKnown) {
  v1::Issue in_working_days;
  in_working_days.set_category(AddCategory("0108", "WD3"));
  const std::string name = Create(worker_, in_working_days)->name();
  Must(office_, "accept", name);
  EXPECT_TRUE(Must(office_, "dispatch", name).provisional());
  ImportYear2027();
  int64_t after = -1;
  AsSystem([&](const Txn& txn) {
    const auto last = handler_.RecomputeProvisional(txn, 0, 10);
    after = last.value_or(-1);
    return last.status();
  });
  EXPECT_GT(after, 0);
  const v1::Issue known = Row(name);
  EXPECT_FALSE(known.provisional());
  // Three working days after Tuesday, 09:00.
  EXPECT_EQ(FromProto(known.due_time()), now_ + 3 * kDay);
  AsSystem([&](const Txn& txn) {
    const auto last = handler_.RecomputeProvisional(txn, 0, 10);
    after = last.value_or(-1);
    return last.status();
  });
  EXPECT_EQ(after, 0);
}

}  // namespace
}  // namespace gridgov
