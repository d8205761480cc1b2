// The acts of the office, the reporter and the checker.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "tests/support/issue_fixture.h"
#include "tests/support/proto_matchers.h"

namespace gridgov {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

using I = v1::Issue;

constexpr absl::Duration kDay = absl::Hours(24);

class IssueActsTest : public IssueTest {
 protected:
  void ExpectDue(const v1::Issue& issue, absl::Time due) {
    EXPECT_EQ(FromProto(issue.due_time()), due) << issue.ShortDebugString();
  }
  // Refused for this reason, and nothing has changed.
  void ExpectRefused(const Staff& who, absl::string_view act, const std::string& name,
                     const std::string& reason, const ActInput& input = {}) {
    const v1::Issue before = Row(name);
    const size_t steps = Steps(name).size();
    EXPECT_THAT(Do(who, act, name, input), HasReason(reason)) << act;
    EXPECT_THAT(Row(name), EqualsProto(before)) << act;
    EXPECT_EQ(Steps(name).size(), steps) << act;
  }
};

TEST_F(IssueActsTest, AcceptingKeepsTheClockOfAcceptingAndDispatching) {
  const std::string name = Report().name();
  const absl::Time reported = now_;
  now_ += absl::Hours(1);
  const v1::Issue accepted = Must(office_, "accept", name);
  EXPECT_EQ(accepted.state(), I::STATE_ACCEPTED);
  ExpectDue(accepted, reported + absl::Hours(4));
}

TEST_F(IssueActsTest, OnlyAnOfficeOfTheGridAcceptsRejectsOrMarks) {
  const std::string name = Report().name();
  const std::string original = Report().name();
  for (const char* act : {"accept", "reject", "mark_duplicate"}) {
    ActInput input;
    input.other = original;
    for (const Staff* who : {&worker_, &handler_of_unit_, &auditor_, &duty_lead_, &admin_}) {
      EXPECT_TRUE(absl::IsPermissionDenied(Do(*who, act, name, input).status())) << act;
    }
    ExpectRefused(far_office_, act, name, "NOT_VISIBLE", input);
  }
  EXPECT_THAT(Do(centre_, "accept", name), IsOk());
}

TEST_F(IssueActsTest, EveryActLeavesOneStepThatSaysWhoFromWhereToWhereAndWhy) {
  const std::string name = Report().name();
  Must(office_, "reject", name);
  const auto steps = Steps(name);
  ASSERT_EQ(steps.size(), 2);
  EXPECT_EQ(steps[0].act(), "report");
  EXPECT_EQ(steps[0].actor(), worker_.name);
  EXPECT_EQ(steps[1].act(), "reject");
  EXPECT_EQ(steps[1].actor(), office_.name);
  EXPECT_EQ(steps[1].actor_username(), "office");
  EXPECT_EQ(steps[1].from_state(), I::STATE_REPORTED);
  EXPECT_EQ(steps[1].to_state(), I::STATE_REJECTED);
  EXPECT_EQ(steps[1].text(), "说明（示例）");
  EXPECT_EQ(FromProto(steps[1].create_time()), now_);
}

TEST_F(IssueActsTest, WhoReportedAtTheCounterIsToBeToldOfARejection) {
  EXPECT_TRUE(In(I::STATE_REJECTED, /*with_reporter=*/true).callback_due());
  EXPECT_FALSE(In(I::STATE_REJECTED).callback_due());
}

TEST_F(IssueActsTest, WhoEnteredItWithdrawsItBeforeAcceptanceAlone) {
  const std::string name = Report().name();
  ExpectRefused(other_worker_, "withdraw", name, "NOT_VISIBLE");
  ExpectRefused(office_, "withdraw", name, "NOT_VISIBLE");
  EXPECT_EQ(Must(worker_, "withdraw", name).state(), I::STATE_WITHDRAWN);
  const std::string accepted = In(I::STATE_ACCEPTED).name();
  ExpectRefused(worker_, "withdraw", accepted, "WRONG_STATE");
}

TEST_F(IssueActsTest, ADuplicateIsOfAnotherIssueThatIsOpenAndInSight) {
  const std::string name = Report().name();
  ActInput input;
  for (const I::State state : {I::STATE_CLOSED, I::STATE_REJECTED, I::STATE_WITHDRAWN}) {
    input.other = In(state).name();
    ExpectRefused(office_, "mark_duplicate", name, "INVALID_FIELDS", input);
  }
  input.other = name;
  ExpectRefused(office_, "mark_duplicate", name, "INVALID_FIELDS", input);
  v1::Issue elsewhere;
  elsewhere.set_grid(far_grid_);
  input.other = Create(far_office_, elsewhere)->name();
  ExpectRefused(office_, "mark_duplicate", name, "NOT_VISIBLE", input);
  input.other = In(I::STATE_HANDLED).name();
  const v1::Issue marked = Must(office_, "mark_duplicate", name, input);
  EXPECT_EQ(marked.state(), I::STATE_DUPLICATE);
  EXPECT_EQ(marked.duplicate_of(), input.other);
}

TEST_F(IssueActsTest, ADuplicateOfADuplicateFollowsTheSameOriginal) {
  ActInput of_first;
  of_first.other = Report().name();
  ActInput of_second;
  of_second.other = Report().name();
  Must(office_, "mark_duplicate", of_second.other, of_first);
  const std::string third = Report().name();
  EXPECT_EQ(Must(office_, "mark_duplicate", third, of_second).duplicate_of(), of_first.other);
  // And never in a circle.
  ActInput of_third;
  of_third.other = third;
  ExpectRefused(office_, "mark_duplicate", of_first.other, "INVALID_FIELDS", of_third);
}

TEST_F(IssueActsTest, DuplicatesFollowTheirOriginalsCloseAndTheirReportersAreTold) {
  const v1::Issue original = In(I::STATE_HANDLED);
  ActInput input;
  input.other = original.name();
  const std::string told = Must(office_, "mark_duplicate", Report(true).name(), input).name();
  const std::string silent = Must(office_, "mark_duplicate", Report().name(), input).name();
  ActInput close;
  close.closing_reason = I::CLOSING_REASON_NOT_OUR_DUTY;
  close.handed_to = "市政公司（示例）";
  Must(office_, "close", original.name(), close);
  for (const std::string& name : {told, silent}) {
    const v1::Issue duplicate = Row(name);
    EXPECT_EQ(duplicate.state(), I::STATE_CLOSED);
    EXPECT_EQ(duplicate.closing_reason(), close.closing_reason);
    EXPECT_EQ(duplicate.handed_to(), close.handed_to);
    EXPECT_EQ(FromProto(duplicate.close_time()), now_);
    EXPECT_EQ(duplicate.callback_due(), name == told);
    const auto steps = Steps(name);
    EXPECT_EQ(steps.back().act(), "close");
    EXPECT_EQ(steps.back().from_state(), I::STATE_DUPLICATE);
    EXPECT_EQ(steps.back().text(), original.number());
  }
}

TEST_F(IssueActsTest, DuplicatesOfWhatBecameADuplicateFollowTheLastOriginal) {
  ActInput of_last;
  of_last.other = In(I::STATE_HANDLED).name();
  ActInput of_middle;
  of_middle.other = Report().name();
  const std::string first = Must(office_, "mark_duplicate", Report(true).name(), of_middle).name();
  Must(office_, "mark_duplicate", of_middle.other, of_last);
  // Whatever names one of them is a duplicate of the last.
  ActInput of_first;
  of_first.other = first;
  const std::string late = Report().name();
  EXPECT_EQ(Must(office_, "mark_duplicate", late, of_first).duplicate_of(), of_last.other);
  Must(office_, "close", of_last.other);
  for (const std::string& name : {first, of_middle.other, late}) {
    EXPECT_EQ(Row(name).state(), I::STATE_CLOSED);
  }
  EXPECT_TRUE(Row(first).callback_due());
}

TEST_F(IssueActsTest, DuplicatesFollowTheirOriginalsRejection) {
  const std::string original = Report().name();
  ActInput input;
  input.other = original;
  const std::string duplicate = Must(office_, "mark_duplicate", Report(true).name(), input).name();
  Must(office_, "reject", original);
  EXPECT_EQ(Row(duplicate).state(), I::STATE_REJECTED);
  EXPECT_TRUE(Row(duplicate).callback_due());
  EXPECT_EQ(Steps(duplicate).back().act(), "reject");
}

TEST_F(IssueActsTest, WhatOthersReportedTooIsNotWithdrawn) {
  const std::string original = Report().name();
  EXPECT_THAT(Allowed(worker_, original), Contains("withdraw"));
  ActInput input;
  input.other = original;
  const std::string duplicate = Must(office_, "mark_duplicate", Report(true).name(), input).name();
  ExpectRefused(worker_, "withdraw", original, "OTHERS_REPORTED_IT");
  EXPECT_THAT(Allowed(worker_, original), Not(Contains("withdraw")));
  EXPECT_EQ(Row(duplicate).state(), I::STATE_DUPLICATE);
}

TEST_F(IssueActsTest, DispatchingTakesTheCategorysUnitAndLimitUnlessOthersAreNamed) {
  const std::string name = In(I::STATE_ACCEPTED).name();
  now_ += absl::Hours(2);
  const v1::Issue dispatched = Must(office_, "dispatch", name);
  EXPECT_EQ(dispatched.state(), I::STATE_DISPATCHED);
  EXPECT_EQ(dispatched.unit(), unit_);
  EXPECT_EQ(FromProto(dispatched.remind_time()), now_ + absl::Hours(16));
  ExpectDue(dispatched, now_ + absl::Hours(20));
  EXPECT_EQ(FromProto(dispatched.escalate_time()), now_ + absl::Hours(30));
  EXPECT_EQ(Steps(name).back().unit(), unit_);

  v1::DispatchIssueRequest request;
  request.set_name(In(I::STATE_ACCEPTED).name());
  request.set_unit(second_unit_);
  request.set_deadline_class("deadlineClasses/H8");
  request.add_co_units(unit_);
  request.add_co_units(second_unit_);
  const auto named = Run(office_, handler_, &IssueHandler::Dispatch, request);
  ASSERT_THAT(named, IsOk());
  EXPECT_EQ(named->unit(), second_unit_);
  // The lead unit is no co-handler beside itself.
  EXPECT_THAT(named->co_units(), ElementsAre(unit_));
  ExpectDue(*named, now_ + absl::Hours(8));
}

TEST_F(IssueActsTest, AUnitOutOfUseIsSentNothing) {
  ActInput input;
  input.other = AddUnit("OLD", "2026-11-23");
  const std::string name = In(I::STATE_ACCEPTED).name();
  EXPECT_THAT(Do(office_, "dispatch", name, input), HasViolation("unit", "NO_SUCH_UNIT"));
  input.other = "units/" + Uuid::V7(now_).ToString();
  EXPECT_THAT(Do(office_, "dispatch", name, input), HasViolation("unit", "NO_SUCH_UNIT"));
  EXPECT_EQ(Row(name).state(), I::STATE_ACCEPTED);
  // Its last day is a day of duty.
  input.other = AddUnit("LAST", "2026-11-24");
  EXPECT_THAT(Do(office_, "dispatch", name, input), IsOk());
}

TEST_F(IssueActsTest, ACoUnitSeesAndHandlesWhatItIsAskedToHelpWith) {
  const std::string name = In(I::STATE_DISPATCHED).name();
  EXPECT_THAT(Get(handler_of_second_unit_, name), HasReason("NOT_VISIBLE"));
  EXPECT_THAT(Must(office_, "add_co_unit", name).co_units(), ElementsAre(second_unit_));
  EXPECT_THAT(Get(handler_of_second_unit_, name), IsOk());
  Must(handler_of_second_unit_, "start", name);
  // Whoever is in already is not added.
  for (const std::string& unit : {unit_, second_unit_}) {
    ActInput input;
    input.other = unit;
    EXPECT_THAT(Do(office_, "add_co_unit", name, input), HasViolation("unit", "ALREADY_A_UNIT"));
  }
}

TEST_F(IssueActsTest, ACoUnitIsInUseAndNamedOnce) {
  const std::string old = AddUnit("OLD", "2026-11-23");
  ActInput input;
  input.co_units = {second_unit_, old};
  const std::string name = In(I::STATE_ACCEPTED).name();
  EXPECT_THAT(Do(office_, "dispatch", name, input), HasViolation("co_units[1]", "NO_SUCH_UNIT"));
  input.co_units = {second_unit_, second_unit_};
  EXPECT_THAT(Must(office_, "dispatch", name, input).co_units(), ElementsAre(second_unit_));
  input.other = old;
  EXPECT_THAT(Do(office_, "add_co_unit", name, input), HasViolation("unit", "NO_SUCH_UNIT"));
}

TEST_F(IssueActsTest, TheWorkerHandlesTheOwnReportOnTheSpotAndAnotherChecksIt) {
  const std::string name = In(I::STATE_ACCEPTED).name();
  ExpectRefused(other_worker_, "handle_on_spot", name, "NOT_VISIBLE");
  now_ += absl::Hours(1);
  const v1::Issue handled = Must(worker_, "handle_on_spot", name);
  EXPECT_EQ(handled.state(), I::STATE_HANDLED);
  EXPECT_TRUE(handled.on_spot());
  EXPECT_EQ(handled.result(), "说明（示例）");
  ExpectDue(handled, now_ + kDay);
  EXPECT_TRUE(absl::IsPermissionDenied(Do(worker_, "close", name).status()));
  EXPECT_THAT(Do(office_, "close", name), IsOk());
}

TEST_F(IssueActsTest, WhatWasHandledOnTheSpotIsSentBackToTheOffice) {
  const std::string name = In(I::STATE_ACCEPTED).name();
  Must(worker_, "handle_on_spot", name);
  now_ += absl::Hours(3);
  const v1::Issue back = Must(office_, "send_back", name);
  EXPECT_EQ(back.state(), I::STATE_ACCEPTED);
  EXPECT_FALSE(back.on_spot());
  EXPECT_EQ(back.rework_count(), 1);
  ExpectDue(back, now_ + absl::Hours(4));
  EXPECT_THAT(Do(office_, "dispatch", name), IsOk());
}

TEST_F(IssueActsTest, ClosingSaysWhyAndStopsTheClock) {
  const std::string name = In(I::STATE_HANDLED, /*with_reporter=*/true).name();
  ActInput input;
  input.closing_reason = I::CLOSING_REASON_NOT_FOUND;
  const v1::Issue closed = Must(office_, "close", name, input);
  EXPECT_EQ(closed.state(), I::STATE_CLOSED);
  EXPECT_EQ(closed.closing_reason(), I::CLOSING_REASON_NOT_FOUND);
  EXPECT_EQ(FromProto(closed.close_time()), now_);
  EXPECT_TRUE(closed.callback_due());
  EXPECT_FALSE(closed.has_due_time());
  EXPECT_FALSE(closed.has_remind_time());
  EXPECT_FALSE(closed.has_escalate_time());
}

TEST_F(IssueActsTest, WhatIsNotOurDutyIsHandedToSomebodyNamed) {
  const std::string name = In(I::STATE_HANDLED).name();
  ActInput input;
  input.closing_reason = I::CLOSING_REASON_NOT_OUR_DUTY;
  EXPECT_THAT(Do(office_, "close", name, input), HasViolation("handed_to", "REQUIRED"));
  EXPECT_EQ(Row(name).state(), I::STATE_HANDLED);
  input.handed_to = "市政公司（示例）";
  EXPECT_EQ(Must(office_, "close", name, input).handed_to(), input.handed_to);
}

TEST_F(IssueActsTest, WhoeverHandledItInAnyRoundDoesNotCheckIt) {
  for (const char* handling : {"start", "request_extension", "finish"}) {
    const std::string name = In(I::STATE_DISPATCHED).name();
    const auto by = [&](const char* act) -> const Staff& {
      return absl::string_view(act) == handling ? many_hats_ : handler_of_unit_;
    };
    Must(by("start"), "start", name);
    Must(by("request_extension"), "request_extension", name);
    Must(by("finish"), "finish", name);
    for (const char* act : {"close", "send_back"}) {
      ExpectRefused(many_hats_, act, name, "CHECKER_IS_HANDLER");
      EXPECT_THAT(Allowed(many_hats_, name), Not(Contains(act)));
    }
    // A second round by others does not wash it off.
    Must(office_, "send_back", name);
    Must(handler_of_unit_, "finish", name);
    ExpectRefused(many_hats_, "close", name, "CHECKER_IS_HANDLER");
    EXPECT_THAT(Do(centre_, "close", name), IsOk());
  }
}

TEST_F(IssueActsTest, WhoMerelyReportedOrDispatchedItMayCheckIt) {
  v1::Issue own;
  const std::string name = Create(many_hats_, own)->name();
  Must(many_hats_, "accept", name);
  Must(many_hats_, "dispatch", name);
  Must(handler_of_unit_, "start", name);
  Must(handler_of_unit_, "finish", name);
  EXPECT_THAT(Do(many_hats_, "close", name), IsOk());
}

TEST_F(IssueActsTest, SendingBackCountsTheReworkAndGivesTheLimitAnew) {
  const std::string name = In(I::STATE_HANDLED).name();
  now_ += absl::Hours(5);
  const v1::Issue back = Must(checker_, "send_back", name);
  EXPECT_EQ(back.state(), I::STATE_IN_PROGRESS);
  EXPECT_EQ(back.rework_count(), 1);
  EXPECT_EQ(back.unit(), unit_);
  ExpectDue(back, now_ + absl::Hours(20));
  EXPECT_EQ(Steps(name).back().text(), "说明（示例）");
  Must(handler_of_unit_, "finish", name);
  EXPECT_EQ(Must(checker_, "send_back", name).rework_count(), 2);
}

TEST_F(IssueActsTest, AClosedIssueIsReopenedWithin15DaysByTheOfficeOrItsReporter) {
  const std::string late = In(I::STATE_CLOSED).name();
  const std::string name = In(I::STATE_CLOSED).name();
  const std::string own = In(I::STATE_CLOSED).name();
  ExpectRefused(other_worker_, "reopen", own, "NOT_VISIBLE");
  now_ += 15 * kDay;
  EXPECT_THAT(Do(office_, "reopen", name), IsOk());
  EXPECT_THAT(Do(worker_, "reopen", own), IsOk());
  EXPECT_THAT(Allowed(office_, late), Contains("reopen"));
  now_ += absl::Seconds(1);
  EXPECT_THAT(Allowed(office_, late), Not(Contains("reopen")));
  ExpectRefused(office_, "reopen", late, "TOO_LATE_TO_REOPEN");
}

TEST_F(IssueActsTest, WhatIsReopenedStartsAgainAsAccepted) {
  const std::string name = In(I::STATE_CLOSED, /*with_reporter=*/true).name();
  Must(office_, "callback", name);
  now_ += kDay;
  const v1::Issue again = Must(office_, "reopen", name);
  EXPECT_EQ(again.state(), I::STATE_ACCEPTED);
  EXPECT_EQ(again.unit(), "");
  EXPECT_EQ(again.closing_reason(), I::CLOSING_REASON_UNSPECIFIED);
  EXPECT_FALSE(again.has_close_time());
  EXPECT_EQ(again.satisfaction(), I::SATISFACTION_UNSPECIFIED);
  EXPECT_FALSE(again.callback_due());
  ExpectDue(again, now_ + absl::Hours(4));
  EXPECT_THAT(Get(handler_of_unit_, name), HasReason("NOT_VISIBLE"));
}

TEST_F(IssueActsTest, AnIssueMovesBetweenGridsOfTheOfficesOwnAndKeepsItsNumber) {
  const v1::Issue issue = In(I::STATE_IN_PROGRESS);
  ActInput input;
  input.other = far_grid_;
  ExpectRefused(office_, "relocate", issue.name(), "NOT_VISIBLE", input);
  ExpectRefused(far_office_, "relocate", issue.name(), "NOT_VISIBLE", input);
  const v1::Issue moved = Must(centre_, "relocate", issue.name(), input);
  EXPECT_EQ(moved.grid(), far_grid_);
  EXPECT_EQ(moved.number(), issue.number());
  EXPECT_EQ(moved.state(), I::STATE_IN_PROGRESS);
  EXPECT_EQ(moved.due_time().seconds(), issue.due_time().seconds());
  EXPECT_THAT(Get(far_office_, issue.name()), IsOk());
  EXPECT_THAT(Get(office_, issue.name()), HasReason("NOT_VISIBLE"));
}

TEST_F(IssueActsTest, AnOfficeFollowsAndReopensWhatItReportedWhereverItWasMoved) {
  const std::string name = Create(office_, {})->name();
  Must(centre_, "relocate", name, {.other = far_grid_});
  EXPECT_EQ(Allowed(office_, name), std::vector<std::string>{"withdraw"});
  Must(far_office_, "accept", name);
  EXPECT_THAT(Allowed(office_, name), IsEmpty());
  Must(far_office_, "dispatch", name);
  Must(handler_of_unit_, "start", name);
  Must(handler_of_unit_, "finish", name);
  Must(far_office_, "close", name);
  EXPECT_EQ(Allowed(office_, name), std::vector<std::string>{"reopen"});
  EXPECT_THAT(Do(office_, "reopen", name), IsOk());
  EXPECT_THAT(Do(office_, "dispatch", name), HasReason("NOT_VISIBLE"));
}

TEST_F(IssueActsTest, WhatIsHandledOrOverIsNotMoved) {
  for (const I::State state : {I::STATE_HANDLED, I::STATE_CLOSED, I::STATE_REJECTED}) {
    ExpectRefused(office_, "relocate", In(state).name(), "WRONG_STATE");
  }
}

TEST_F(IssueActsTest, NothingMovesIntoAGridThatIsRetired) {
  const std::string name = Report().name();
  AsSystem([this](const Txn& txn) -> absl::Status {
    auto grid = GridTable().Get(txn, second_grid_);
    grid->set_state(v1::Grid::STATE_RETIRED);
    return GridTable().Update(txn, *grid).status();
  });
  EXPECT_THAT(Do(office_, "relocate", name), HasViolation("grid", "GRID_RETIRED"));
  EXPECT_EQ(Row(name).grid(), grid_);
}

TEST_F(IssueActsTest, UrgingAndSupervisingAreStepsThatLeaveTheState) {
  const std::string name = In(I::STATE_SUSPENDED).name();
  EXPECT_EQ(Must(office_, "urge", name).urge_count(), 1);
  EXPECT_EQ(Must(centre_, "urge", name).urge_count(), 2);
  EXPECT_TRUE(absl::IsPermissionDenied(Do(office_, "supervise", name).status()));
  const v1::Issue supervised = Must(centre_, "supervise", name);
  EXPECT_TRUE(supervised.supervised());
  EXPECT_EQ(supervised.state(), I::STATE_SUSPENDED);
  EXPECT_EQ(Steps(name).back().act(), "supervise");
}

TEST_F(IssueActsTest, WhoWasNotReachedIsStillToBeTold) {
  const std::string name = In(I::STATE_CLOSED, /*with_reporter=*/true).name();
  ActInput input;
  input.satisfaction = I::SATISFACTION_NOT_REACHED;
  EXPECT_TRUE(Must(office_, "callback", name, input).callback_due());
  input.satisfaction = I::SATISFACTION_DISSATISFIED;
  const v1::Issue told = Must(office_, "callback", name, input);
  EXPECT_FALSE(told.callback_due());
  EXPECT_EQ(told.satisfaction(), I::SATISFACTION_DISSATISFIED);
}

TEST_F(IssueActsTest, WhereNobodyWaitsThereIsNobodyToTell) {
  const std::string name = In(I::STATE_CLOSED).name();
  EXPECT_THAT(Allowed(office_, name), Not(Contains("callback")));
  ExpectRefused(office_, "callback", name, "NOBODY_TO_TELL");
}

TEST_F(IssueActsTest, NothingIsDueOnceItIsOver) {
  for (const I::State state :
       {I::STATE_REJECTED, I::STATE_DUPLICATE, I::STATE_WITHDRAWN, I::STATE_CLOSED}) {
    const v1::Issue over = In(state);
    EXPECT_FALSE(over.has_due_time()) << I::State_Name(state);
    EXPECT_FALSE(over.has_remind_time()) << I::State_Name(state);
    EXPECT_FALSE(over.has_escalate_time()) << I::State_Name(state);
    EXPECT_FALSE(over.provisional()) << I::State_Name(state);
  }
}

TEST_F(IssueActsTest, AnActOnWhatSomebodyElseHasChangedIsAborted) {
  const v1::Issue issue = Report();
  ActInput stale;
  stale.etag = issue.etag();
  ActInput move;
  Must(office_, "relocate", issue.name(), move);
  EXPECT_THAT(Do(office_, "accept", issue.name(), stale),
              StatusIs(absl::StatusCode::kAborted, "CHANGED"));
  EXPECT_EQ(Row(issue.name()).state(), I::STATE_REPORTED);
  stale.etag = Row(issue.name()).etag();
  EXPECT_THAT(Do(office_, "accept", issue.name(), stale), IsOk());
}

TEST_F(IssueActsTest, ThatItHasChangedIsSaidBeforeThatItsStateIsAnother) {
  const v1::Issue issue = Report();
  Must(office_, "accept", issue.name());
  ActInput stale;
  stale.etag = issue.etag();
  EXPECT_THAT(Do(office_, "accept", issue.name(), stale), HasReason("CHANGED"));
  EXPECT_THAT(Do(office_, "accept", issue.name()), HasReason("WRONG_STATE"));
}

TEST_F(IssueActsTest, WhenAnIssueEndedIsKeptHoweverItEnded) {
  for (const I::State state : {I::STATE_CLOSED, I::STATE_REJECTED, I::STATE_WITHDRAWN}) {
    const v1::Issue over = In(state);
    EXPECT_EQ(FromProto(over.close_time()), now_) << I::State_Name(state);
    now_ += absl::Hours(1);
  }
  EXPECT_FALSE(In(I::STATE_HANDLED).has_close_time());
  EXPECT_FALSE(In(I::STATE_DUPLICATE).has_close_time());
}

TEST_F(IssueActsTest, TheLiaisonSeesWhatEndedFor90DaysHoweverItEnded) {
  const Staff liaison = AddStaff("liaison", v1::ROLE_LIAISON, community_);
  for (const I::State state : {I::STATE_CLOSED, I::STATE_REJECTED, I::STATE_WITHDRAWN}) {
    const std::string name = In(state).name();
    EXPECT_THAT(Get(liaison, name), HasReason("NOT_VISIBLE")) << "it is not of public order";
    AsSystem([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(v1::Issue issue, IssueTable().Get(txn, name));
      issue.set_public_order(true);
      return IssueTable().Update(txn, std::move(issue)).status();
    });
    now_ += absl::Hours(24 * 90) - absl::Seconds(1);
    EXPECT_THAT(Get(liaison, name), IsOk()) << I::State_Name(state);
    now_ += absl::Seconds(1);
    EXPECT_THAT(Get(liaison, name), HasReason("NOT_VISIBLE")) << I::State_Name(state);
  }
}

TEST_F(IssueActsTest, AnAuditorSeesEverythingAndMayDoNothing) {
  for (const I::State state : {I::STATE_REPORTED, I::STATE_IN_PROGRESS, I::STATE_CLOSED}) {
    const std::string name = In(state).name();
    EXPECT_THAT(Get(auditor_, name), IsOk());
    EXPECT_THAT(Allowed(auditor_, name), IsEmpty());
  }
}

}  // namespace
}  // namespace gridgov
