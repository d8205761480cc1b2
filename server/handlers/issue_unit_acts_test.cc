// The acts of the unit that handles an issue, and of those who decide what it
// asks for.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gridgov/v1/issue.pb.h"
#include "tests/support/issue_fixture.h"
#include "tests/support/proto_matchers.h"

namespace gridgov {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;

using I = v1::Issue;

class IssueUnitActsTest : public IssueTest {
 protected:
  void ExpectRefused(const Staff& who, absl::string_view act, const std::string& name,
                     const std::string& reason, const ActInput& input = {}) {
    const v1::Issue before = Row(name);
    EXPECT_THAT(Do(who, act, name, input), HasReason(reason)) << act;
    EXPECT_THAT(Row(name), EqualsProto(before)) << act;
  }
  absl::Time Due(const std::string& name) { return FromProto(Row(name).due_time()); }
};

TEST_F(IssueUnitActsTest, StartingTakesItInHandUnderTheSameLimit) {
  const v1::Issue issue = In(I::STATE_DISPATCHED);
  now_ += absl::Hours(3);
  EXPECT_EQ(Must(handler_of_unit_, "start", issue.name()).state(), I::STATE_IN_PROGRESS);
  EXPECT_EQ(Due(issue.name()), FromProto(issue.due_time()));
}

TEST_F(IssueUnitActsTest, AnotherUnitDoesNothingWithIt) {
  const std::string dispatched = In(I::STATE_DISPATCHED).name();
  for (const char* act : {"start", "return", "request_extension"}) {
    ExpectRefused(handler_of_second_unit_, act, dispatched, "NOT_VISIBLE");
  }
  const std::string running = In(I::STATE_IN_PROGRESS).name();
  for (const char* act : {"finish", "request_suspension"}) {
    ExpectRefused(handler_of_second_unit_, act, running, "NOT_VISIBLE");
  }
  EXPECT_TRUE(absl::IsPermissionDenied(Do(office_, "finish", running).status()));
}

TEST_F(IssueUnitActsTest, WhatIsReturnedIsTheOfficesAgainWithTheReason) {
  ActInput input;
  input.co_units = {second_unit_};
  const std::string name = In(I::STATE_ACCEPTED).name();
  Must(office_, "dispatch", name, input);
  Must(handler_of_unit_, "request_extension", name);
  now_ += absl::Hours(2);
  const v1::Issue back = Must(handler_of_unit_, "return", name);
  EXPECT_EQ(back.state(), I::STATE_ACCEPTED);
  EXPECT_EQ(back.unit(), "");
  EXPECT_THAT(back.co_units(), IsEmpty());
  EXPECT_FALSE(back.extension_requested());
  EXPECT_EQ(Due(name), now_ + absl::Hours(4));
  EXPECT_EQ(Steps(name).back().text(), "说明（示例）");
  for (const Staff* who : {&handler_of_unit_, &handler_of_second_unit_}) {
    EXPECT_THAT(Get(*who, name), HasReason("NOT_VISIBLE"));
  }
}

TEST_F(IssueUnitActsTest, AUnitThatOnlyJoinsInDoesNotReturnIt) {
  ActInput input;
  input.co_units = {second_unit_};
  const std::string name = In(I::STATE_ACCEPTED).name();
  Must(office_, "dispatch", name, input);
  EXPECT_THAT(Allowed(handler_of_second_unit_, name), Not(Contains("return")));
  ExpectRefused(handler_of_second_unit_, "return", name, "NOT_THE_LEAD_UNIT");
  EXPECT_THAT(Allowed(handler_of_unit_, name), Contains("return"));
}

TEST_F(IssueUnitActsTest, TheNextUnitsExtensionIsAFirstOneAgain) {
  const std::string name = In(I::STATE_DISPATCHED).name();
  Must(handler_of_unit_, "request_extension", name);
  Must(duty_lead_, "decide_extension", name);
  Must(handler_of_unit_, "return", name);
  Must(office_, "dispatch", name);
  Must(handler_of_unit_, "request_extension", name);
  EXPECT_THAT(Allowed(duty_lead_, name), Contains("decide_extension"));
  EXPECT_EQ(Must(duty_lead_, "decide_extension", name).extension_count(), 1);
}

TEST_F(IssueUnitActsTest, WhatIsStartedIsNotReturned) {
  ExpectRefused(handler_of_unit_, "return", In(I::STATE_IN_PROGRESS).name(), "WRONG_STATE");
}

TEST_F(IssueUnitActsTest, TheStepOfAReturnNamesTheUnitThatReturnedIt) {
  const std::string name = In(I::STATE_DISPATCHED).name();
  Must(handler_of_unit_, "return", name);
  EXPECT_EQ(Steps(name).back().unit(), unit_);
}

TEST_F(IssueUnitActsTest, AGrantedExtensionMovesTheLimitByWhatWasAsked) {
  const v1::Issue issue = In(I::STATE_DISPATCHED);
  const absl::Time due = FromProto(issue.due_time());
  now_ += absl::Hours(1);
  EXPECT_TRUE(Must(handler_of_unit_, "request_extension", issue.name()).extension_requested());
  // Asking moves nothing.
  EXPECT_EQ(Due(issue.name()), due);
  const v1::Issue granted = Must(duty_lead_, "decide_extension", issue.name());
  EXPECT_EQ(Due(issue.name()), due + absl::Hours(5));
  EXPECT_EQ(granted.extension_count(), 1);
  EXPECT_FALSE(granted.extension_requested());
  EXPECT_EQ(granted.state(), I::STATE_DISPATCHED);
}

TEST_F(IssueUnitActsTest, ARefusedExtensionMovesNothingAndMayBeAskedAgain) {
  const v1::Issue issue = In(I::STATE_IN_PROGRESS);
  Must(handler_of_unit_, "request_extension", issue.name());
  ActInput refuse;
  refuse.granted = false;
  const v1::Issue refused = Must(duty_lead_, "decide_extension", issue.name(), refuse);
  EXPECT_EQ(refused.extension_count(), 0);
  EXPECT_FALSE(refused.extension_requested());
  EXPECT_EQ(Due(issue.name()), FromProto(issue.due_time()));
  EXPECT_THAT(Do(handler_of_unit_, "request_extension", issue.name()), IsOk());
  EXPECT_THAT(Do(duty_lead_, "decide_extension", issue.name()), IsOk());
}

TEST_F(IssueUnitActsTest, ADutyLeadGrantsTheFirstExtensionAndAnOfficeHeadFurtherOnes) {
  const v1::Issue issue = In(I::STATE_IN_PROGRESS);
  const std::string& name = issue.name();
  Must(handler_of_unit_, "request_extension", name);
  EXPECT_THAT(Allowed(office_head_, name), Not(Contains("decide_extension")));
  ExpectRefused(office_head_, "decide_extension", name, "NOT_PERMITTED");
  Must(duty_lead_, "decide_extension", name);
  ActInput more;
  more.amount = 2;
  Must(handler_of_unit_, "request_extension", name, more);
  EXPECT_THAT(Allowed(duty_lead_, name), Not(Contains("decide_extension")));
  ExpectRefused(duty_lead_, "decide_extension", name, "NOT_PERMITTED");
  EXPECT_EQ(Must(office_head_, "decide_extension", name).extension_count(), 2);
  EXPECT_EQ(Due(name), FromProto(issue.due_time()) + absl::Hours(7));
}

TEST_F(IssueUnitActsTest, OneRequestOfAKindIsOpenAtATime) {
  const std::string name = In(I::STATE_IN_PROGRESS).name();
  ExpectRefused(duty_lead_, "decide_extension", name, "NOTHING_REQUESTED");
  ExpectRefused(centre_, "decide_suspension", name, "NOTHING_REQUESTED");
  Must(handler_of_unit_, "request_extension", name);
  ExpectRefused(handler_of_unit_, "request_extension", name, "REQUEST_OPEN");
  // One of each kind.
  Must(handler_of_unit_, "request_suspension", name);
  ExpectRefused(handler_of_unit_, "request_suspension", name, "REQUEST_OPEN");
}

TEST_F(IssueUnitActsTest, NothingIsExtendedOnceItIsDue) {
  const std::string asked = In(I::STATE_IN_PROGRESS).name();
  const std::string name = In(I::STATE_IN_PROGRESS).name();
  Must(handler_of_unit_, "request_extension", asked);
  now_ = Due(name);
  ExpectRefused(handler_of_unit_, "request_extension", name, "EXTENSION_AFTER_DUE");
  EXPECT_THAT(Allowed(handler_of_unit_, name), Not(Contains("request_extension")));
  ExpectRefused(duty_lead_, "decide_extension", asked, "EXTENSION_AFTER_DUE");
  // It may still be refused, so that nothing stays open.
  ActInput refuse;
  refuse.granted = false;
  EXPECT_FALSE(Must(duty_lead_, "decide_extension", asked, refuse).extension_requested());
}

TEST_F(IssueUnitActsTest, NobodyDecidesWhatTheyAskedFor) {
  const std::string name = In(I::STATE_IN_PROGRESS).name();
  Must(many_hats_, "request_extension", name);
  Must(many_hats_, "request_suspension", name);
  ExpectRefused(many_hats_, "decide_extension", name, "SECOND_PERSON");
  ExpectRefused(many_hats_, "decide_suspension", name, "SECOND_PERSON");
  EXPECT_THAT(Do(duty_lead_, "decide_extension", name), IsOk());
  EXPECT_THAT(Do(centre_, "decide_suspension", name), IsOk());
}

TEST_F(IssueUnitActsTest, WhoAskedIsNotShownTheDecision) {
  const std::string name = In(I::STATE_IN_PROGRESS).name();
  Must(many_hats_, "request_extension", name);
  Must(handler_of_unit_, "request_suspension", name);
  EXPECT_THAT(Allowed(many_hats_, name), Not(Contains("decide_extension")));
  EXPECT_THAT(Allowed(many_hats_, name), Contains("decide_suspension"));
}

TEST_F(IssueUnitActsTest, TheSubdistrictSuspendsUntilADayToCome) {
  const std::string name = In(I::STATE_IN_PROGRESS).name();
  Must(handler_of_unit_, "request_suspension", name);
  EXPECT_TRUE(absl::IsPermissionDenied(Do(office_, "decide_suspension", name).status()));
  ActInput input;
  input.review_date = "2026-11-24";
  EXPECT_THAT(Do(centre_, "decide_suspension", name, input),
              HasViolation("review_date", "NOT_IN_FUTURE"));
  input.review_date = "";
  EXPECT_THAT(Do(centre_, "decide_suspension", name, input),
              HasViolation("review_date", "NOT_IN_FUTURE"));
  EXPECT_EQ(Row(name).state(), I::STATE_IN_PROGRESS);
  input.review_date = "2026-11-25";
  const v1::Issue suspended = Must(centre_, "decide_suspension", name, input);
  EXPECT_EQ(suspended.state(), I::STATE_SUSPENDED);
  EXPECT_EQ(suspended.review_date(), "2026-11-25");
  EXPECT_FALSE(suspended.suspension_requested());
}

TEST_F(IssueUnitActsTest, AReviewDateIsADayThatExists) {
  const std::string name = In(I::STATE_IN_PROGRESS).name();
  Must(handler_of_unit_, "request_suspension", name);
  ActInput input;
  input.review_date = "2027-02-30";
  EXPECT_THAT(Do(centre_, "decide_suspension", name, input),
              HasViolation("review_date", "BAD_DATE"));
  EXPECT_EQ(Row(name).state(), I::STATE_IN_PROGRESS);
}

TEST_F(IssueUnitActsTest, ARefusedSuspensionGoesOn) {
  const std::string name = In(I::STATE_IN_PROGRESS).name();
  Must(handler_of_unit_, "request_suspension", name);
  ActInput refuse;
  refuse.granted = false;
  refuse.review_date = "";
  const v1::Issue refused = Must(centre_, "decide_suspension", name, refuse);
  EXPECT_EQ(refused.state(), I::STATE_IN_PROGRESS);
  EXPECT_FALSE(refused.suspension_requested());
  EXPECT_EQ(refused.clock().pauses_size(), 0);
}

TEST_F(IssueUnitActsTest, NothingBecomesLateWhileItRests) {
  const v1::Issue issue = In(I::STATE_SUSPENDED);
  now_ = FromProto(issue.escalate_time()) + absl::Hours(1);
  const auto seen = Get(office_, issue.name());
  EXPECT_FALSE(seen->overdue());
  EXPECT_FALSE(seen->due_soon());
  EXPECT_FALSE(seen->escalated());
}

TEST_F(IssueUnitActsTest, ResumingMovesTheLimitByTheTimeItRested) {
  const v1::Issue issue = In(I::STATE_SUSPENDED);
  now_ += absl::Hours(30);
  const v1::Issue resumed = Must(handler_of_unit_, "resume", issue.name());
  EXPECT_EQ(resumed.state(), I::STATE_IN_PROGRESS);
  EXPECT_EQ(resumed.review_date(), "");
  EXPECT_EQ(resumed.paused_seconds(), 30 * 3600);
  EXPECT_EQ(FromProto(resumed.due_time()), FromProto(issue.due_time()) + absl::Hours(30));
}

TEST_F(IssueUnitActsTest, HowLongItRestedIsKeptOverAllItsLimits) {
  const std::string name = In(I::STATE_SUSPENDED).name();
  now_ += absl::Hours(30);
  Must(handler_of_unit_, "resume", name);
  EXPECT_EQ(Must(handler_of_unit_, "finish", name).paused_seconds(), 30 * 3600);
  Must(office_, "send_back", name);
  Must(handler_of_unit_, "request_suspension", name);
  Must(centre_, "decide_suspension", name);
  now_ += absl::Hours(2);
  EXPECT_EQ(Must(handler_of_unit_, "resume", name).paused_seconds(), 32 * 3600);
  Must(handler_of_unit_, "finish", name);
  EXPECT_EQ(Must(office_, "close", name).paused_seconds(), 32 * 3600);
}

TEST_F(IssueUnitActsTest, AnExtensionIsKeptOverARest) {
  const v1::Issue issue = In(I::STATE_IN_PROGRESS);
  const std::string& name = issue.name();
  Must(handler_of_unit_, "request_extension", name);
  Must(duty_lead_, "decide_extension", name);
  Must(handler_of_unit_, "request_suspension", name);
  Must(centre_, "decide_suspension", name);
  now_ += absl::Hours(3);
  Must(handler_of_unit_, "resume", name);
  EXPECT_EQ(Due(name), FromProto(issue.due_time()) + absl::Hours(8));
}

TEST_F(IssueUnitActsTest, FinishingKeepsTheProofEndsWhatWasAskedAndStartsTheCheck) {
  const std::string name = In(I::STATE_IN_PROGRESS).name();
  Must(handler_of_unit_, "request_extension", name);
  Must(handler_of_unit_, "request_suspension", name);
  now_ += absl::Hours(2);
  const v1::Issue handled = Must(handler_of_unit_, "finish", name);
  EXPECT_EQ(handled.state(), I::STATE_HANDLED);
  EXPECT_EQ(handled.result(), "说明（示例）");
  EXPECT_FALSE(handled.extension_requested());
  EXPECT_FALSE(handled.suspension_requested());
  EXPECT_EQ(Due(name), now_ + absl::Hours(24));
}

TEST_F(IssueUnitActsTest, LateDueSoonAndEscalatedAreToldByTheClock) {
  const v1::Issue issue = In(I::STATE_IN_PROGRESS);
  const auto at = [&](const google::protobuf::Timestamp& time, absl::Duration off) {
    now_ = FromProto(time) + off;
    return *Get(office_, issue.name());
  };
  const absl::Duration before = -absl::Seconds(1);
  EXPECT_FALSE(at(issue.remind_time(), before).due_soon());
  EXPECT_TRUE(at(issue.remind_time(), absl::ZeroDuration()).due_soon());
  EXPECT_FALSE(at(issue.due_time(), before).overdue());
  const v1::Issue late = at(issue.due_time(), absl::ZeroDuration());
  EXPECT_TRUE(late.overdue());
  EXPECT_FALSE(late.due_soon());
  EXPECT_FALSE(late.escalated());
  EXPECT_TRUE(at(issue.escalate_time(), absl::ZeroDuration()).escalated());
}

}  // namespace
}  // namespace gridgov
