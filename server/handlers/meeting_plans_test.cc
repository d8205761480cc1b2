// Rules of analysis meetings: periods, planned days, which rule holds, and what the timer plans.
#include "server/handlers/meeting_plans.h"

#include "gmock/gmock.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/meeting.pb.h"
#include "tests/support/meeting_fixture.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Rule = v1::MeetingRule;

absl::CivilDay Day(int month, int day) { return absl::CivilDay(2026, month, day); }

std::string Show(const MeetingPeriod& period) {
  return absl::StrCat(absl::FormatCivilTime(period.first), " ", absl::FormatCivilTime(period.last));
}

TEST(MeetingPeriodsTest, AWeekAHalfMonthAndAMonthAreWhole) {
  EXPECT_EQ(Show(PeriodAt(Rule::RHYTHM_WEEKLY, Day(11, 24))), "2026-11-23 2026-11-29");
  EXPECT_EQ(Show(PeriodAt(Rule::RHYTHM_WEEKLY, Day(11, 29))), "2026-11-23 2026-11-29");
  EXPECT_EQ(Show(PeriodAt(Rule::RHYTHM_HALF_MONTHLY, Day(2, 15))), "2026-02-01 2026-02-15");
  EXPECT_EQ(Show(PeriodAt(Rule::RHYTHM_HALF_MONTHLY, Day(2, 16))), "2026-02-16 2026-02-28");
  EXPECT_EQ(Show(PeriodAt(Rule::RHYTHM_MONTHLY, Day(12, 31))), "2026-12-01 2026-12-31");
}

TEST(MeetingPeriodsTest, APlannedDayOffMovesToTheWorkingDayBefore) {
  Rule rule;
  rule.set_planned_day(5);
  rule.set_planned_hour(9);
  const MeetingPeriod week = PeriodAt(Rule::RHYTHM_WEEKLY, Day(11, 24));
  const auto planned = [&](const std::vector<deadline::DayEntry>& days) {
    const auto calendar = deadline::Calendar::Create(days);
    EXPECT_THAT(calendar, IsOk());
    return absl::FormatTime("%m-%d %H", PlannedTimeIn(rule, week, **calendar), ChinaTime());
  };
  const auto off = [](int day) {
    return deadline::DayEntry{Day(11, day), deadline::DayKind::kHoliday};
  };
  EXPECT_EQ(planned({}), "11-27 09");
  EXPECT_EQ(planned({off(27), off(26)}), "11-25 09");
  // Nothing before it: the first one after it.
  rule.set_planned_day(1);
  EXPECT_EQ(planned({off(23), off(24)}), "11-25 09");
  // A day that the period does not have is its last.
  rule.set_planned_day(31);
  EXPECT_EQ(planned({}), "11-27 09");
}

TEST(MeetingRulesTest, TheNearestDivisionsRuleHoldsThenTheOneInForceLast) {
  const auto rule = [](const std::string& name, const std::string& division,
                       const std::string& from, const std::string& to = "") {
    Rule one;
    one.set_name(name);
    one.set_level(v1::Division::LEVEL_COMMUNITY);
    one.set_division(division);
    one.set_valid_from_date(from);
    one.set_valid_to_date(to);
    return one;
  };
  const std::vector<Rule> rules = {
      rule("all", "", "2026-01-01"), rule("all later", "", "2026-06-01"),
      rule("street", "divisions/510703003", "2026-01-01", "2026-11-30"),
      rule("elsewhere", "divisions/510703001", "2026-01-01")};
  const auto found = [&](const std::string& day, v1::Division::Level level) {
    const Rule* one = RuleFor(rules, level, "510703003001", day);
    return one == nullptr ? std::string("none") : one->name();
  };
  EXPECT_EQ(found("2026-11-24", v1::Division::LEVEL_COMMUNITY), "street");
  EXPECT_EQ(found("2026-12-01", v1::Division::LEVEL_COMMUNITY), "all later");
  EXPECT_EQ(found("2025-12-31", v1::Division::LEVEL_COMMUNITY), "none");
  EXPECT_EQ(found("2026-11-24", v1::Division::LEVEL_SUBDISTRICT), "none");
}

class MeetingPlansTest : public MeetingTest {
 protected:
  std::vector<std::string> Periods(const std::string& division) {
    std::vector<std::string> periods;
    for (const v1::Meeting& meeting : MeetingsOf(division)) {
      periods.push_back(absl::StrCat(meeting.period_start_date(), " ", meeting.period_end_date()));
    }
    return periods;
  }
  const std::string street_ = "divisions/510703003";
};

TEST_F(MeetingPlansTest, EachDivisionWithGridsGetsThePresentPeriodAndTheNextOnce) {
  AddRules();
  PlanAll();
  EXPECT_THAT(Periods(community_), ElementsAre("2026-11-23 2026-11-29", "2026-11-30 2026-12-06"));
  EXPECT_THAT(Periods(far_community_),
              ElementsAre("2026-11-23 2026-11-29", "2026-11-30 2026-12-06"));
  EXPECT_THAT(Periods(street_), ElementsAre("2026-11-16 2026-11-30", "2026-12-01 2026-12-15"));
  EXPECT_THAT(Periods("divisions/510703"), IsEmpty()) << "districts do not meet here";
  const v1::Meeting first = MeetingsOf(community_).front();
  EXPECT_EQ(DayText(FromProto(first.planned_time())), "2026-11-27");
  EXPECT_EQ(first.state(), v1::Meeting::STATE_PLANNED);
  EXPECT_EQ(DayText(FromProto(first.due_time()) - absl::Seconds(1)), "2026-11-29");
  EXPECT_EQ(DayText(FromProto(first.remind_time())), "2026-11-27");

  PlanAll();
  EXPECT_EQ(Count(MeetingTable()), 6);
  now_ += absl::Hours(24 * 7);
  PlanAll();
  EXPECT_EQ(Periods(community_).size(), 3u);
}

TEST_F(MeetingPlansTest, NothingIsPlannedWithoutARuleInForce) {
  PlanAll();
  EXPECT_EQ(Count(MeetingTable()), 0);
  Rule rule;
  rule.set_level(v1::Division::LEVEL_COMMUNITY);
  rule.set_rhythm(Rule::RHYTHM_WEEKLY);
  rule.set_valid_from_date("2027-01-01");
  ASSERT_THAT(CreateRule(rule), IsOk());
  PlanAll();
  EXPECT_EQ(Count(MeetingTable()), 0);
}

TEST_F(MeetingPlansTest, ADivisionsOwnRuleGoesBeforeItsLevelsAndNoDayIsPlannedTwice) {
  AddRules();
  PlanAll();
  Rule own;
  own.set_level(v1::Division::LEVEL_COMMUNITY);
  own.set_division(community_);
  own.set_rhythm(Rule::RHYTHM_HALF_MONTHLY);
  own.set_valid_from_date("2026-11-24");
  ASSERT_THAT(CreateRule(own), IsOk());
  GoTo("2026-11-30");
  PlanAll();
  GoTo("2026-12-07");
  PlanAll();
  EXPECT_THAT(Periods(community_), ElementsAre("2026-11-23 2026-11-29", "2026-11-30 2026-12-06",
                                               "2026-12-07 2026-12-15", "2026-12-16 2026-12-31"));
  EXPECT_EQ(Periods(far_community_).back(), "2026-12-14 2026-12-20");
}

TEST_F(MeetingPlansTest, WhatARuleLeavesOpenIsFilledIn) {
  Rule rule;
  rule.set_level(v1::Division::LEVEL_COMMUNITY);
  rule.set_rhythm(Rule::RHYTHM_WEEKLY);
  const auto made = CreateRule(rule);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->planned_day(), 5);
  EXPECT_EQ(made->planned_hour(), 9);
  EXPECT_EQ(made->cluster_size(), 3);
  EXPECT_EQ(made->cluster_days(), 30);
}

TEST_F(MeetingPlansTest, ARuleThatMakesNoSenseIsRefused) {
  Rule rule;
  rule.set_level(v1::Division::LEVEL_DISTRICT);
  rule.set_rhythm(Rule::RHYTHM_WEEKLY);
  rule.set_division("divisions/999999");
  rule.set_valid_from_date("2026-02-30");
  rule.set_valid_to_date("2025-01-01");
  const absl::Status refused = CreateRule(rule).status();
  EXPECT_THAT(refused, HasViolation("meeting_rule.level", "NOT_A_MEETING_LEVEL"));
  EXPECT_THAT(refused, HasViolation("meeting_rule.division", "UNKNOWN_REFERENCE"));
  EXPECT_THAT(refused, HasViolation("meeting_rule.valid_from_date", "BAD_DATE"));
  EXPECT_THAT(refused, HasViolation("meeting_rule.valid_to_date", "OUT_OF_RANGE"));
  EXPECT_EQ(Count(MeetingRuleTable()), 0);
}

// A cluster is three or more, whoever writes the rule and wherever it is written.
TEST_F(MeetingPlansTest, NoRuleMakesAClusterOfFewerThanThree) {
  Rule rule;
  rule.set_level(v1::Division::LEVEL_COMMUNITY);
  rule.set_rhythm(Rule::RHYTHM_WEEKLY);
  for (const int size : {1, 2}) {
    rule.set_cluster_size(size);
    EXPECT_THAT(CreateRule(rule), HasViolation("meeting_rule.cluster_size", "TOO_FEW")) << size;
  }
  rule.set_cluster_size(3);
  ASSERT_THAT(CreateRule(rule), IsOk());
  AsSystem([](const Txn& txn) {
    EXPECT_TRUE(absl::IsFailedPrecondition(
        txn.db.Execute("UPDATE meeting_rules SET cluster_size = 2", {}).status()));
    return absl::OkStatus();
  });
}

}  // namespace
}  // namespace gridgov
