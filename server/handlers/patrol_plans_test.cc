#include "server/handlers/patrol_plans.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "server/handlers/patrols.h"
#include "server/store/time_text.h"
#include "tests/support/handler_fixture.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

absl::CivilDay November(int day) { return absl::CivilDay(2026, 11, day); }

std::shared_ptr<const deadline::Calendar> CalendarWithout(absl::CivilDay holiday) {
  return *deadline::Calendar::Create({{holiday, deadline::DayKind::kHoliday}});
}

// 2026-11-23 is a Monday.
TEST(WindowsTest, DailyIsEveryDay) {
  EXPECT_THAT(WindowsOf(v1::PatrolRule::RHYTHM_DAILY, November(28), November(29),
                        *CalendarWithout(November(25))),
              ElementsAre(PatrolWindow{November(28), November(29)},
                          PatrolWindow{November(29), November(30)}));
}

TEST(WindowsTest, WorkingDaysLeaveOutWeekendsAndHolidays) {
  EXPECT_THAT(WindowsOf(v1::PatrolRule::RHYTHM_WORKING_DAYS, November(24), November(29),
                        *CalendarWithout(November(25))),
              ElementsAre(PatrolWindow{November(24), November(25)},
                          PatrolWindow{November(26), November(27)},
                          PatrolWindow{November(27), November(28)}));
}

TEST(WindowsTest, AWeekIsWholeFromMondayToSundayWhicheverOfItsDaysIsAskedFor) {
  const PatrolWindow week = {November(23), November(30)};
  for (int day = 23; day <= 29; ++day) {
    EXPECT_THAT(WindowsOf(v1::PatrolRule::RHYTHM_WEEKLY, November(day), November(29),
                          *CalendarWithout(November(25))),
                ElementsAre(week));
  }
}

TEST(WindowsTest, AMonthIsACalendarMonth) {
  EXPECT_THAT(WindowsOf(v1::PatrolRule::RHYTHM_MONTHLY, November(30), absl::CivilDay(2026, 12, 1),
                        *CalendarWithout(November(25))),
              ElementsAre(PatrolWindow{November(1), absl::CivilDay(2026, 12, 1)},
                          PatrolWindow{absl::CivilDay(2026, 12, 1), absl::CivilDay(2027, 1, 1)}));
}

class PlansTest : public HandlerTest {
 protected:
  PlansTest() {
    AsSystem([](const Txn& txn) -> absl::Status {
      v1::PatrolType type;
      type.set_code("SAFETY");
      type.mutable_title()->set_zh("治安巡查");
      type.mutable_title()->set_en("Safety");
      type.set_target(v1::PatrolType::TARGET_GRID);
      type.add_checklist()->set_code("s1");
      type.set_source("test");
      return PatrolTypeTable().Insert(txn, std::move(type)).status();
    });
    Assign(grid_, worker_, v1::GridAssignment::DUTY_WORKER, "2026-01-01");
  }

  absl::StatusOr<v1::PatrolRule> CreateRule(v1::PatrolRule rule) {
    rule.set_patrol_type("patrolTypes/SAFETY");
    if (rule.area().empty()) rule.set_area("divisions/510703003");
    if (rule.valid_from_date().empty()) rule.set_valid_from_date("2026-01-01");
    rule.set_source("test");
    v1::CreatePatrolRuleRequest request;
    *request.mutable_patrol_rule() = std::move(rule);
    return Run(admin_, handler_, &PatrolHandler::CreateRule, request);
  }
  std::string Rule(v1::PatrolRule::Rhythm rhythm = v1::PatrolRule::RHYTHM_DAILY) {
    v1::PatrolRule rule;
    rule.set_rhythm(rhythm);
    return CreateRule(rule)->name();
  }
  absl::StatusOr<v1::PlanPatrolsResponse> Plan(const std::string& rule, const std::string& from,
                                               const std::string& to, const Staff* who = nullptr) {
    v1::PlanPatrolsRequest request;
    request.set_patrol_rule(rule);
    request.set_from_date(from);
    request.set_to_date(to);
    return Run(who == nullptr ? office_ : *who, handler_, &PatrolHandler::Plan, request);
  }

  PatrolHandler handler_{nullptr, [this] { return deadlines_.calendar(); }};
};

TEST_F(PlansTest, APlanIsAPatrolOfTheGridsWorkerFromMidnightToMidnight) {
  const std::string rule = Rule();
  const auto planned = Plan(rule, "2026-11-25", "2026-11-25");
  ASSERT_TRUE(planned.ok()) << planned.status();
  ASSERT_EQ(planned->patrols_size(), 1);
  const v1::Patrol& patrol = planned->patrols(0);
  EXPECT_EQ(patrol.grid(), grid_);
  EXPECT_EQ(patrol.worker(), worker_.name);
  EXPECT_EQ(patrol.patrol_rule(), rule);
  EXPECT_EQ(patrol.state(), v1::Patrol::STATE_PLANNED);
  EXPECT_EQ(FromProto(patrol.window_start_time()), DayStart("2026-11-25"));
  EXPECT_EQ(FromProto(patrol.window_end_time()), DayStart("2026-11-26"));
}

TEST_F(PlansTest, AskingAgainMakesOnlyWhatIsMissing) {
  const std::string rule = Rule();
  ASSERT_EQ(Plan(rule, "2026-11-25", "2026-11-26")->patrols_size(), 2);
  const auto again = Plan(rule, "2026-11-25", "2026-11-27");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->existing(), 2);
  EXPECT_EQ(again->patrols_size(), 1);
  EXPECT_EQ(Count(PatrolTable()), 3);
}

TEST_F(PlansTest, AGridWithoutStaffIsNamedAndOnlyThoseOfTheCallersReach) {
  const auto planned = Plan(Rule(), "2026-11-25", "2026-11-25");
  EXPECT_THAT(planned->grids_without_worker(), ElementsAre(second_grid_));
  // The rule holds for the subdistrict; the neighbour plans for its own grid alone.
  const auto far = Plan(Rule(), "2026-11-25", "2026-11-25", &far_office_);
  EXPECT_THAT(far->patrols(), IsEmpty());
  EXPECT_THAT(far->grids_without_worker(), ElementsAre(far_grid_));
}

TEST_F(PlansTest, TheWorkerGoesBeforeTheLeadAndTheLeadBeforeTheOthers) {
  const Staff lead = AddStaff("lead", v1::ROLE_GRID_WORKER, second_grid_);
  const Staff part_time = AddStaff("part-time", v1::ROLE_GRID_WORKER, second_grid_);
  const Staff micro = AddStaff("micro", v1::ROLE_GRID_WORKER, second_grid_);
  Assign(second_grid_, micro, v1::GridAssignment::DUTY_MICRO, "2026-01-01");
  Assign(second_grid_, part_time, v1::GridAssignment::DUTY_PART_TIME, "2026-01-01");
  Assign(second_grid_, lead, v1::GridAssignment::DUTY_LEAD, "2026-01-01", "2026-11-25");
  Assign(second_grid_, worker_, v1::GridAssignment::DUTY_WORKER, "2026-01-01", "2026-11-24");
  const auto planned = Plan(Rule(), "2026-11-24", "2026-11-26");
  std::vector<std::string> workers;
  for (const v1::Patrol& patrol : planned->patrols()) {
    if (patrol.grid() == second_grid_) workers.push_back(patrol.worker());
  }
  EXPECT_THAT(workers, ElementsAre(worker_.name, lead.name, part_time.name));
}

TEST_F(PlansTest, ContactsOfABuildingAreNotPlannedFor) {
  const Staff micro = AddStaff("micro", v1::ROLE_GRID_WORKER, second_grid_);
  Assign(second_grid_, micro, v1::GridAssignment::DUTY_MICRO, "2026-01-01");
  EXPECT_THAT(Plan(Rule(), "2026-11-25", "2026-11-25")->grids_without_worker(),
              ElementsAre(second_grid_));
}

TEST_F(PlansTest, DaysOutsideTheRulesDatesAreLeftOut) {
  v1::PatrolRule rule;
  rule.set_rhythm(v1::PatrolRule::RHYTHM_DAILY);
  rule.set_valid_from_date("2026-11-25");
  rule.set_valid_to_date("2026-11-26");
  const std::string name = CreateRule(rule)->name();
  EXPECT_EQ(Plan(name, "2026-11-20", "2026-11-30")->patrols_size(), 2);
  EXPECT_EQ(Plan(name, "2026-12-01", "2026-12-05")->patrols_size(), 0);
}

TEST_F(PlansTest, WorkingDaysAreThoseOfTheCalendarInForce) {
  AsSystem([](const Txn& txn) {
    v1::CalendarDay day;
    day.set_date("2026-11-25");
    day.set_kind(v1::CalendarDay::KIND_HOLIDAY);
    txn.draft.calendar_changed = true;
    return CalendarDayTable().Insert(txn, std::move(day)).status();
  });
  const std::string rule = Rule(v1::PatrolRule::RHYTHM_WORKING_DAYS);
  EXPECT_EQ(Plan(rule, "2026-11-25", "2026-11-25")->patrols_size(), 0);
  EXPECT_EQ(Plan(rule, "2026-11-26", "2026-11-26")->patrols_size(), 1);
}

TEST_F(PlansTest, ARangeIsInOrderAndAtMost31DaysLater) {
  const std::string rule = Rule();
  EXPECT_TRUE(Plan(rule, "2026-11-01", "2026-12-02").ok());
  EXPECT_THAT(Violations(Plan(rule, "2026-11-01", "2026-12-03").status()),
              ElementsAre("to_date OUT_OF_RANGE"));
  EXPECT_THAT(Violations(Plan(rule, "2026-11-02", "2026-11-01").status()),
              ElementsAre("to_date OUT_OF_RANGE"));
  EXPECT_THAT(Violations(Plan(rule, "2026-11-31", "2026-12-01").status()),
              ElementsAre("from_date BAD_DATE"));
}

TEST_F(PlansTest, MoreThanAThousandAreRefusedAndNoneIsMade) {
  const std::string rule = Rule();
  for (int i = 3; i < 36; ++i) {
    Assign(AddGrid(absl::StrCat("5107030030010", i < 10 ? "0" : "", i)), worker_,
           v1::GridAssignment::DUTY_WORKER, "2026-01-01");
  }
  const auto refused = Plan(rule, "2026-11-01", "2026-12-02");
  EXPECT_THAT(Violations(refused.status()), ElementsAre("to_date TOO_MANY"));
  EXPECT_EQ(Count(PatrolTable()), 0);
  EXPECT_EQ(Plan(rule, "2026-11-01", "2026-11-28")->patrols_size(), 34 * 28);
}

TEST_F(PlansTest, ARuleNeedsDatesThatExistInTheirOrder) {
  v1::PatrolRule rule;
  rule.set_rhythm(v1::PatrolRule::RHYTHM_DAILY);
  rule.set_valid_from_date("2026-13-01");
  EXPECT_THAT(Violations(CreateRule(rule).status()),
              ElementsAre("patrol_rule.valid_from_date BAD_DATE"));
  rule.set_valid_from_date("2026-11-02");
  rule.set_valid_to_date("2026-11-01");
  EXPECT_THAT(Violations(CreateRule(rule).status()),
              ElementsAre("patrol_rule.valid_to_date OUT_OF_RANGE"));
}

TEST_F(PlansTest, ARuleIsOfAnAreaThatExists) {
  v1::PatrolRule rule;
  rule.set_rhythm(v1::PatrolRule::RHYTHM_DAILY);
  rule.set_area("divisions/999999");
  EXPECT_THAT(Violations(CreateRule(rule).status()),
              ElementsAre("patrol_rule.area UNKNOWN_REFERENCE"));
}

}  // namespace
}  // namespace gridgov
