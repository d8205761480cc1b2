#include "server/handlers/calendars.h"

#include <string>

#include "gmock/gmock.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "server/store/time_text.h"
#include "tests/support/handler_fixture.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

v1::CalendarDay Day(const std::string& date, v1::CalendarDay::Kind kind) {
  v1::CalendarDay day;
  day.set_date(date);
  day.set_kind(kind);
  return day;
}

v1::CalendarDay Holiday(const std::string& date) {
  return Day(date, v1::CalendarDay::KIND_HOLIDAY);
}

v1::DeadlineClass Class(const std::string& code, v1::DeadlineClass::Unit unit, int amount) {
  v1::DeadlineClass out;
  out.set_code(code);
  out.mutable_title()->set_zh("测试时限");
  out.mutable_title()->set_en("Test limit");
  out.set_unit(unit);
  out.set_amount(amount);
  out.set_source("test");
  return out;
}

class CalendarsTest : public HandlerTest {
 protected:
  absl::StatusOr<v1::ImportCalendarResponse> Import(std::initializer_list<v1::CalendarDay> days,
                                                    bool validate_only = false) {
    v1::ImportCalendarRequest request;
    for (const v1::CalendarDay& day : days) *request.add_calendar_days() = day;
    request.set_validate_only(validate_only);
    return Run(admin_, handler_, &CalendarHandler::ImportDays, request);
  }
  absl::StatusOr<v1::ImportDeadlineClassesResponse> ImportClass(const v1::DeadlineClass& one) {
    v1::ImportDeadlineClassesRequest request;
    *request.add_deadline_classes() = one;
    return Run(admin_, handler_, &CalendarHandler::ImportClasses, request);
  }
  absl::StatusOr<v1::ComputeDeadlineResponse> Compute(const std::string& code,
                                                      const std::string& start = "") {
    v1::ComputeDeadlineRequest request;
    request.set_deadline_class("deadlineClasses/" + code);
    request.set_start_time(start);
    return Run(worker_, handler_, &CalendarHandler::Compute, request);
  }
  v1::ListCalendarDaysResponse List(int year) {
    v1::ListCalendarDaysRequest request;
    request.set_year(year);
    return *Run(worker_, handler_, &CalendarHandler::ListDays, request);
  }
  // An issue whose clock has run since 2026-11-24 09:00, a Tuesday.
  v1::Issue IssueWith(const std::string& deadline_class) {
    v1::Issue issue;
    issue.mutable_clock()->set_deadline_class(deadline_class);
    *issue.mutable_clock()->mutable_start_time() = ToProto(now_);
    return issue;
  }
  absl::Status Evaluate(v1::Issue* issue) {
    absl::Status status;
    AsSystem([&](const Txn& txn) {
      status = deadlines_.Evaluate(txn, issue);
      return absl::OkStatus();
    });
    return status;
  }
  static std::string InChina(const google::protobuf::Timestamp& time) {
    return absl::FormatTime("%m-%d %H:%M", FromProto(time), ChinaTime());
  }

  const CalendarHandler handler_{&deadlines_};
};

TEST_F(CalendarsTest, AnImportCreatesUpdatesAndLeavesWhatIsTheSame) {
  ASSERT_EQ(Import({Holiday("2026-01-01"), Holiday("2026-01-02")})->created(), 2);

  const auto again =
      Import({Holiday("2026-01-01"), Day("2026-01-02", v1::CalendarDay::KIND_WORKING_DAY)});

  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->created(), 0);
  EXPECT_EQ(again->updated(), 1);
  EXPECT_EQ(again->unchanged(), 1);
  EXPECT_EQ(Stored(CalendarDayTable(), "calendarDays/2026-01-02").kind(),
            v1::CalendarDay::KIND_WORKING_DAY);
}

TEST_F(CalendarsTest, AnImportSaysUntilWhenTheCalendarIsKnownNow) {
  EXPECT_EQ(List(0).known_until_date(), "");
  EXPECT_EQ(Import({Holiday("2026-01-01")})->known_until_date(), "2026-12-31");
  EXPECT_EQ(List(0).known_until_date(), "2026-12-31");
}

TEST_F(CalendarsTest, AnImportThatOnlyChecksKeepsNothing) {
  const auto checked = Import({Holiday("2026-01-01")}, /*validate_only=*/true);
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(checked->created(), 1);
  EXPECT_EQ(checked->known_until_date(), "");
  EXPECT_FALSE(draft_.calendar_changed);
  EXPECT_EQ(Count(CalendarDayTable()), 0);
}

TEST_F(CalendarsTest, OnlyAnImportThatChangesSomethingTellsTheDraft) {
  ASSERT_TRUE(Import({Holiday("2026-01-01")}).ok());
  EXPECT_TRUE(draft_.calendar_changed);
  ASSERT_TRUE(Import({Holiday("2026-01-01")}).ok());
  EXPECT_FALSE(draft_.calendar_changed);
  EXPECT_THAT(draft_.changes, IsEmpty());
}

TEST_F(CalendarsTest, ADateThatDoesNotExistIsRefusedAndNothingIsKept) {
  const auto refused = Import({Holiday("2026-01-01"), Holiday("2026-02-29")});
  EXPECT_TRUE(absl::IsInvalidArgument(refused.status()));
  EXPECT_THAT(Violations(refused.status()), ElementsAre("calendar_days[1].date BAD_DATE"));
  EXPECT_EQ(Count(CalendarDayTable()), 0);
}

TEST_F(CalendarsTest, ADateOutsideTheEnginesYearsIsRefused) {
  EXPECT_THAT(Violations(Import({Holiday("1949-10-01")}).status()),
              ElementsAre("calendar_days[0].date OUT_OF_RANGE"));
}

TEST_F(CalendarsTest, ADateThatStandsTwiceIsRefused) {
  EXPECT_THAT(Violations(Import({Holiday("2026-01-01"), Holiday("2026-01-01")}).status()),
              ElementsAre("calendar_days[1].date DUPLICATE_CODE"));
}

TEST_F(CalendarsTest, AListOfAYearHasItsDaysAloneInTheirOrder) {
  ASSERT_TRUE(Import({Holiday("2026-05-01"), Holiday("2025-12-31"), Holiday("2026-01-01"),
                      Holiday("2027-01-01")})
                  .ok());
  const v1::ListCalendarDaysResponse list = List(2026);
  ASSERT_EQ(list.calendar_days_size(), 2);
  EXPECT_EQ(list.calendar_days(0).date(), "2026-01-01");
  EXPECT_EQ(list.calendar_days(1).date(), "2026-05-01");
}

TEST_F(CalendarsTest, AClassWithoutLengthIsRefusedByTheEnginesOwnReason) {
  EXPECT_THAT(
      Violations(ImportClass(Class("NONE", v1::DeadlineClass::UNIT_WORKING_DAYS, 0)).status()),
      ElementsAre("deadline_classes[0].amount LENGTH_EMPTY"));
}

TEST_F(CalendarsTest, AComputedDeadlineStepsOverHolidaysAndIsWrittenInChinasTime) {
  ASSERT_TRUE(Import({Holiday("2026-01-01"), Holiday("2026-11-25")}).ok());
  ASSERT_TRUE(ImportClass(Class("WD2", v1::DeadlineClass::UNIT_WORKING_DAYS, 2)).ok());
  // From Tuesday 09:00, Wednesday being a holiday: Friday 09:00.
  const auto computed = Compute("WD2");
  ASSERT_TRUE(computed.ok()) << computed.status();
  EXPECT_EQ(computed->due_time(), "2026-11-27T09:00:00+08:00");
  EXPECT_FALSE(computed->provisional());
}

TEST_F(CalendarsTest, AComputedDeadlineBeyondTheCalendarIsProvisional) {
  ASSERT_TRUE(Import({Holiday("2026-01-01")}).ok());
  ASSERT_TRUE(ImportClass(Class("WD2", v1::DeadlineClass::UNIT_WORKING_DAYS, 2)).ok());
  EXPECT_FALSE(Compute("WD2", "2026-12-01T09:00:00+08:00")->provisional());
  EXPECT_TRUE(Compute("WD2", "2026-12-31T09:00:00+08:00")->provisional());
}

TEST_F(CalendarsTest, AStartThatIsNoTimeIsRefused) {
  ASSERT_TRUE(ImportClass(Class("WD2", v1::DeadlineClass::UNIT_WORKING_DAYS, 2)).ok());
  EXPECT_THAT(Violations(Compute("WD2", "tomorrow").status()), ElementsAre("start_time BAD_TIME"));
}

TEST_F(CalendarsTest, AnIssuesTimesFollowItsClass) {
  ASSERT_TRUE(Import({Holiday("2026-01-01")}).ok());
  AddDeadlineClass("UH10", v1::DeadlineClass::UNIT_URGENT_HOURS, 10);
  v1::Issue issue = IssueWith("UH10");
  ASSERT_TRUE(Evaluate(&issue).ok());
  EXPECT_EQ(InChina(issue.remind_time()), "11-24 17:00");
  EXPECT_EQ(InChina(issue.due_time()), "11-24 19:00");
  EXPECT_EQ(InChina(issue.escalate_time()), "11-25 00:00");
  EXPECT_FALSE(issue.provisional());
}

TEST_F(CalendarsTest, AnIssuesPausesAndExtensionsMoveItsTimes) {
  AddDeadlineClass("UH10", v1::DeadlineClass::UNIT_URGENT_HOURS, 10);
  v1::Issue issue = IssueWith("UH10");
  auto* pause = issue.mutable_clock()->add_pauses();
  *pause->mutable_start_time() = ToProto(now_ + absl::Hours(1));
  *pause->mutable_end_time() = ToProto(now_ + absl::Hours(3));
  issue.mutable_clock()->add_extensions(4);
  ASSERT_TRUE(Evaluate(&issue).ok());
  EXPECT_EQ(FromProto(issue.due_time()) - now_, absl::Hours(10 + 2 + 4));
  EXPECT_EQ(issue.paused_seconds(), 2 * 3600);
}

TEST_F(CalendarsTest, AnIssueIsProvisionalIfOnlyItsEscalationLiesBeyondTheCalendar) {
  ASSERT_TRUE(Import({Holiday("2026-01-01")}).ok());
  AddDeadlineClass("WD2", v1::DeadlineClass::UNIT_WORKING_DAYS, 2);
  v1::Issue issue = IssueWith("WD2");
  *issue.mutable_clock()->mutable_start_time() =
      ToProto(absl::FromCivil(absl::CivilMinute(2026, 12, 29, 9, 0), ChinaTime()));
  ASSERT_TRUE(Evaluate(&issue).ok());
  EXPECT_EQ(InChina(issue.due_time()), "12-31 09:00");
  EXPECT_TRUE(issue.provisional());
}

TEST_F(CalendarsTest, AnIssueWithoutAClockHasNoDeadline) {
  AddDeadlineClass("UH10", v1::DeadlineClass::UNIT_URGENT_HOURS, 10);
  v1::Issue issue = IssueWith("UH10");
  ASSERT_TRUE(Evaluate(&issue).ok());
  issue.clear_clock();
  ASSERT_TRUE(Evaluate(&issue).ok());
  EXPECT_FALSE(issue.has_due_time());
  EXPECT_FALSE(issue.has_remind_time());
  EXPECT_FALSE(issue.has_escalate_time());
}

TEST_F(CalendarsTest, AClassOfTheSameTransactionIsKnownBeforeItIsLoaded) {
  v1::Issue issue = IssueWith("NEW");
  EXPECT_TRUE(absl::IsInvalidArgument(Evaluate(&issue)));
  AsSystem([&](const Txn& txn) -> absl::Status {
    const v1::DeadlineClass one = Class("NEW", v1::DeadlineClass::UNIT_URGENT_HOURS, 1);
    if (auto status = DeadlineClassTable().Insert(txn, one).status(); !status.ok()) return status;
    return deadlines_.Evaluate(txn, &issue);
  });
  EXPECT_EQ(FromProto(issue.due_time()) - now_, absl::Hours(1));
}

TEST_F(CalendarsTest, ACalendarInUseStaysAsItIsWhenAnotherIsLoaded) {
  const auto before = deadlines_.calendar();
  ASSERT_TRUE(Import({Holiday("2026-11-25")}).ok());
  EXPECT_TRUE(before->IsWorkingDay(absl::CivilDay(2026, 11, 25)));
  EXPECT_FALSE(deadlines_.calendar()->IsWorkingDay(absl::CivilDay(2026, 11, 25)));
}

TEST_F(CalendarsTest, OnlyTheSystemAdministratorImports) {
  v1::ImportCalendarRequest request;
  *request.add_calendar_days() = Holiday("2026-01-01");
  EXPECT_TRUE(absl::IsPermissionDenied(
      Run(office_, handler_, &CalendarHandler::ImportDays, request).status()));
}

}  // namespace
}  // namespace gridgov
