// What meetings count for, and what of them hangs on an account.
#include "server/handlers/meeting_figures.h"

#include "gmock/gmock.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/handover.pb.h"
#include "gridgov/v1/meeting.pb.h"
#include "gridgov/v1/meeting_item.pb.h"
#include "gridgov/v1/statistic.pb.h"
#include "server/handlers/handovers.h"
#include "server/handlers/statistics.h"
#include "tests/support/meeting_fixture.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using v1::Handover;

class MeetingFiguresTest : public MeetingTest {
 protected:
  v1::GetStatisticsResponse Figures(
      const Staff& who, const std::string& area,
      v1::GetStatisticsRequest::GroupBy group_by = v1::GetStatisticsRequest::GROUP_BY_UNSPECIFIED) {
    v1::GetStatisticsRequest request;
    request.set_area(area);
    request.set_from_date("2026-11-01");
    request.set_to_date("2026-12-31");
    request.set_group_by(group_by);
    for (const char* one : {"meetings.held", "meetings.held_rate", "meetings.items_on_time_rate"}) {
      request.add_indicators(one);
    }
    const auto answer = Run(who, statistics_, &StatisticHandler::Get, request);
    EXPECT_THAT(answer, IsOk());
    return answer.value_or(v1::GetStatisticsResponse());
  }
  static std::vector<std::string> Texts(const v1::StatisticRow& row) {
    std::vector<std::string> texts;
    for (const v1::Figure& figure : row.figures()) {
      texts.push_back(figure.denominator() == 0
                          ? figure.text()
                          : absl::StrCat(figure.numerator(), "/", figure.denominator()));
    }
    return texts;
  }

  StatisticHandler statistics_;
  const std::string street_ = "divisions/510703003";
};

TEST_F(MeetingFiguresTest, MissedMeetingsAreInTheDenominatorAndPeriodsThatRunAreNot) {
  Held(Planned(community_));
  EXPECT_THAT(Texts(Figures(office_, community_).total()), ElementsAre("0", "-", "-"));
  GoTo("2026-12-08");
  PlanAll();
  // Of the two weeks that are over one was held.
  EXPECT_THAT(Texts(Figures(office_, community_).total()), ElementsAre("1", "1/2", "-"));
  // The neighbour missed both, the subdistrict its half month.
  const auto street = Figures(centre_, street_, v1::GetStatisticsRequest::GROUP_BY_COMMUNITY);
  EXPECT_THAT(Texts(street.total()), ElementsAre("1", "1/5", "-"));
  ASSERT_EQ(street.rows_size(), 2);
  EXPECT_EQ(street.rows(0).area(), community_);
  EXPECT_THAT(Texts(street.rows(0)), ElementsAre("1", "1/2", "-"));
  EXPECT_EQ(street.rows(1).area(), far_community_);
  EXPECT_THAT(Texts(street.rows(1)), ElementsAre("0", "0/2", "-"));
  const auto whole = Figures(centre_, street_, v1::GetStatisticsRequest::GROUP_BY_SUBDISTRICT);
  ASSERT_EQ(whole.rows_size(), 1);
  EXPECT_THAT(Texts(whole.rows(0)), ElementsAre("1", "1/5", "-"));
  // Whoever sees one community gets its figures alone, whatever the area.
  EXPECT_THAT(Texts(Figures(office_, street_).total()), ElementsAre("1", "1/2", "-"));
}

TEST_F(MeetingFiguresTest, ItemsCountOnTheDayTheyWereFirstDueAndOpenOnesAreLate) {
  const v1::Meeting held = Held(Planned(community_));
  const v1::MeetingItem in_time = OpenItem(held, "2026-11-26");
  const v1::MeetingItem late = OpenItem(held, "2026-11-26");
  const v1::MeetingItem open = OpenItem(held, "2026-11-26");
  const v1::MeetingItem let_go = OpenItem(held, "2026-11-26");
  OpenItem(held, "2026-12-30");
  HandedOut(held);
  ASSERT_THAT(Finish(office_, in_time.name()), IsOk());
  ASSERT_THAT(Release(office_, let_go.name()), IsOk());
  GoTo("2026-11-27");
  ASSERT_THAT(Finish(office_, late.name()), IsOk());
  EXPECT_EQ(Texts(Figures(office_, community_).total()).back(), "1/3");

  // Carried over and given another day it is no less late, and counts once.
  GoTo("2026-12-01");
  const v1::Meeting next = Planned(community_);
  ASSERT_THAT(Prepare(office_, next.name()), IsOk());
  Held(next);
  const std::string carried = Stored(MeetingItemTable(), open.name()).carried_to();
  ASSERT_THAT(Judge(office_, Judging(carried, "2026-12-20")), IsOk());
  EXPECT_EQ(Texts(Figures(office_, community_).total()).back(), "1/3");
  ASSERT_THAT(Finish(office_, carried), IsOk());
  EXPECT_EQ(Texts(Figures(office_, community_).total()).back(), "1/3");
}

TEST_F(MeetingFiguresTest, ChairsRecordersAndThoseWhoCarryOutHandTheirsOver) {
  for (const Staff* who : {&office_, &checker_, &mediator_}) {
    AsSystem([&](const Txn& txn) -> absl::Status {
      for (v1::RoleAssignment role : who->principal.roles()) {
        role.set_start_date("2026-01-01");
        GG_RETURN_IF_ERROR(RoleAssignmentTable().Insert(txn, std::move(role)).status());
      }
      return absl::OkStatus();
    });
  }
  const v1::Meeting held = Held(Planned(community_));
  const v1::MeetingItem item = OpenItem(held);
  auto judging = Judging(item.name());
  judging.set_assignee(office_.name);
  ASSERT_THAT(Judge(office_, judging), IsOk());
  HandoverHandler handovers{dispute_acts_};
  v1::PreviewHandoverRequest preview;
  preview.mutable_plan()->set_account(office_.name);
  preview.mutable_plan()->set_to(mediator_.name);
  preview.mutable_plan()->set_leave_date("2026-11-24");
  preview.mutable_plan()->set_reason("调动");
  EXPECT_THAT(Run(checker_, handovers, &HandoverHandler::Preview, preview),
              HasViolation("plan.to", "HEIR_CANNOT"))
      << "a mediator does not run meetings";
  preview.mutable_plan()->set_to(checker_.name);
  const auto seen = Run(checker_, handovers, &HandoverHandler::Preview, preview);
  ASSERT_THAT(seen, IsOk());
  std::vector<Handover::Kind> kinds;
  for (const auto& row : seen->rows()) {
    if (row.outcome() == Handover::OUTCOME_MOVES) kinds.push_back(row.kind());
  }
  EXPECT_THAT(kinds, ElementsAre(Handover::KIND_MEETING, Handover::KIND_MEETING_ITEM));
  v1::HandOverRequest request;
  *request.mutable_plan() = preview.plan();
  request.set_preview_token(seen->preview_token());
  ASSERT_THAT(Run(checker_, handovers, &HandoverHandler::HandOver, request), IsOk());
  EXPECT_EQ(Stored(MeetingTable(), held.name()).chair(), checker_.name);
  EXPECT_EQ(Stored(MeetingTable(), held.name()).recorder(), checker_.name);
  EXPECT_EQ(Stored(MeetingItemTable(), item.name()).assignee(), checker_.name);
  ASSERT_THAT(WriteMinutes(checker_, held.name()), IsOk());
  EXPECT_THAT(Sign(office_, held.name()), HasReason("NOT_THE_CHAIR"));
  EXPECT_THAT(Sign(checker_, held.name()), IsOk());
}

}  // namespace
}  // namespace gridgov
