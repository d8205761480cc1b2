// What disputes count for, what waits for whom, and what a handover moves.
#include <map>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/handover.pb.h"
#include "gridgov/v1/notice.pb.h"
#include "gridgov/v1/statistic.pb.h"
#include "gridgov/v1/work.pb.h"
#include "server/handlers/counts.h"
#include "server/handlers/handovers.h"
#include "server/handlers/indicators.h"
#include "server/handlers/notice_rounds.h"
#include "server/handlers/statistics.h"
#include "server/handlers/work.h"
#include "tests/support/dispute_fixture.h"

namespace gridgov {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;
using v1::Dispute;
using v1::WorkItem;

class DisputeCountsTest : public DisputeTest {
 protected:
  // Figures of the subdistrict from 1 November until now.
  std::map<std::string, std::string> Figures() {
    v1::GetStatisticsRequest request;
    request.set_area("divisions/510703003");
    request.set_from_date("2026-11-01");
    request.set_to_date(DayText(now_));
    request.set_group_by(v1::GetStatisticsRequest::GROUP_BY_SUBDISTRICT);
    const auto response = Run(centre_, statistics_, &StatisticHandler::Get, request);
    EXPECT_THAT(response, IsOk());
    std::map<std::string, std::string> figures;
    if (!response.ok()) return figures;
    for (const v1::Figure& one : response->total().figures()) {
      figures[one.indicator()] = one.text();
    }
    return figures;
  }
  std::vector<WorkItem::Kind> Waits(const Staff& who) {
    const auto response = Run(who, work_, &WorkHandler::List, v1::ListWorkRequest());
    EXPECT_THAT(response, IsOk());
    std::vector<WorkItem::Kind> kinds;
    if (!response.ok()) return kinds;
    for (const WorkItem& item : response->items()) kinds.push_back(item.kind());
    return kinds;
  }

  StatisticHandler statistics_;
  WorkHandler work_;
};

TEST_F(DisputeCountsTest, WhatIsOverdueAndOpenStandsInTheDenominator) {
  const std::string settled = In(Dispute::STATE_AGREED).name();
  const std::string failed = In(Dispute::STATE_FAILED).name();
  const std::string open = In(Dispute::STATE_MEDIATING).name();
  now_ = FromProto(Row(open).due_time()) + absl::Hours(24);

  const auto figures = Figures();

  EXPECT_EQ(figures.at("disputes.accepted"), "3");
  EXPECT_EQ(figures.at("disputes.accepted.NEIGHBOURS"), "3");
  EXPECT_EQ(figures.at("disputes.accepted.FAMILY"), "0");
  EXPECT_EQ(figures.at("disputes.accepted.REQUEST"), "3");
  EXPECT_EQ(figures.at("disputes.settled.NEIGHBOURS"), "1");
  EXPECT_EQ(figures.at("disputes.success_rate"), "50.0%");
  EXPECT_EQ(figures.at("disputes.on_time_rate"), "66.7%") << "two in time, one open and overdue";
}

TEST_F(DisputeCountsTest, PerformanceCountsWhatWasAndWhatWasNot) {
  In(Dispute::STATE_CLOSED);
  In(Dispute::STATE_BREACHED);

  EXPECT_EQ(Figures().at("disputes.performance_rate"), "50.0%");
}

TEST_F(DisputeCountsTest, CountingAnewGivesWhatWasCounted) {
  for (const auto state :
       {Dispute::STATE_DECLINED, Dispute::STATE_STOPPED, Dispute::STATE_CLOSED}) {
    In(state);
  }
  AsSystem([](const Txn& txn) -> absl::Status {
    Counts anew;
    CountPosition position;
    while (position.table < AllCounts().rules().size()) {
      const absl::Status counted = CountNext(txn, 3, position, anew);
      if (!counted.ok()) return counted;
    }
    Counts kept;
    const absl::Status read = txn.db.Query(
        "SELECT grid, day, measure, value FROM counters", {}, [&kept](const gridgov::Row& row) {
          kept.Add(
              {std::string(row.Bytes(0)), std::string(row.Bytes(1)), std::string(row.Bytes(2))},
              row.Int(3));
          return absl::OkStatus();
        });
    EXPECT_EQ(kept.all(), anew.all());
    return read;
  });
}

TEST_F(DisputeCountsTest, EachStepWaitsForWhoeverTakesIt) {
  const auto dispute = Create(worker_);
  ASSERT_THAT(dispute, IsOk());
  EXPECT_THAT(Waits(office_), UnorderedElementsAre(WorkItem::KIND_ASSIGN));
  EXPECT_THAT(Waits(mediator_), IsEmpty());

  const auto mediator = Assign(office_, dispute->name(), mediator_.name);
  ASSERT_THAT(Declare(mediator_, mediator->name()), IsOk());
  EXPECT_THAT(Waits(office_), IsEmpty());
  EXPECT_THAT(Waits(mediator_), UnorderedElementsAre(WorkItem::KIND_ACCEPT));

  Must(mediator_, "accept", dispute->name());
  EXPECT_THAT(Waits(mediator_), UnorderedElementsAre(WorkItem::KIND_MEDIATE));
  EXPECT_THAT(Waits(second_mediator_), IsEmpty());
  for (const int number : {1, 2})
    ASSERT_THAT(Acknowledge(mediator_, dispute->name(), number), IsOk());
  Must(mediator_, "begin", dispute->name());
  ASSERT_THAT(Schedule(mediator_, dispute->name()), IsOk());
  EXPECT_THAT(Waits(mediator_),
              UnorderedElementsAre(WorkItem::KIND_MEDIATE, WorkItem::KIND_HOLD_SESSION));
}

TEST_F(DisputeCountsTest, TheDeadlineIsToldToTheMediatorThenToTheOfficeThenToTheCentre) {
  for (const Staff* who : {&office_, &centre_}) {
    AsSystem([&](const Txn& txn) -> absl::Status {
      for (v1::RoleAssignment role : who->principal.roles()) {
        role.set_start_date("2026-01-01");
        const auto inserted = RoleAssignmentTable().Insert(txn, std::move(role));
        if (!inserted.ok()) return inserted.status();
      }
      return absl::OkStatus();
    });
  }
  const Dispute dispute = In(Dispute::STATE_ACCEPTED);
  const auto told = [&](absl::Time time) {
    now_ = time;
    std::vector<std::string> accounts;
    AsSystem([&](const Txn& txn) -> absl::Status {
      NoticeRound round;
      while (!round.done()) {
        const absl::Status status = TellDeadlines(txn, &round);
        if (!status.ok()) return status;
      }
      const auto notices = NoticeTable().Select(txn, {});
      if (!notices.ok()) return notices.status();
      for (const v1::Notice& one : *notices) accounts.push_back(one.account());
      return absl::OkStatus();
    });
    return accounts;
  };

  EXPECT_THAT(told(FromProto(dispute.remind_time()) - absl::Hours(1)), IsEmpty());
  EXPECT_THAT(told(FromProto(dispute.remind_time())), UnorderedElementsAre(mediator_.name));
  EXPECT_THAT(told(FromProto(dispute.due_time())), Contains(office_.name));
  EXPECT_THAT(told(FromProto(dispute.due_time())), Not(Contains(centre_.name)));
  EXPECT_THAT(told(FromProto(dispute.escalate_time())), Contains(centre_.name));
}

TEST_F(DisputeCountsTest, AHandoverPassesOnWhatALeavingMediatorMediates) {
  const std::string name = In(Dispute::STATE_MEDIATING).name();
  HandoverHandler handovers{dispute_acts_};
  v1::HandOverRequest request;
  request.mutable_plan()->set_account(mediator_.name);
  request.mutable_plan()->set_to(second_mediator_.name);
  request.mutable_plan()->set_leave_date(DayText(now_));
  request.mutable_plan()->set_reason("调离（示例）");
  v1::PreviewHandoverRequest preview;
  *preview.mutable_plan() = request.plan();
  const auto plan = Run(centre_, handovers, &HandoverHandler::Preview, preview);
  ASSERT_THAT(plan, IsOk());
  request.set_preview_token(plan->preview_token());

  ASSERT_THAT(Run(centre_, handovers, &HandoverHandler::HandOver, request), IsOk());

  EXPECT_THAT(Row(name).mediators(), testing::ElementsAre(second_mediator_.name));
  EXPECT_THAT(Get(mediator_, name), IsDenied());
  EXPECT_THAT(Do(second_mediator_, "settle", name), HasReason("NOT_DECLARED"));
}

}  // namespace
}  // namespace gridgov
