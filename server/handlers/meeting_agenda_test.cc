// The prepared agenda: what makes a cluster, what is overdue, and who sees which numbers.
#include "server/handlers/meeting_agenda.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "gmock/gmock.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/meeting.pb.h"
#include "gridgov/v1/meeting_item.pb.h"
#include "tests/support/meeting_fixture.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;
using Item = v1::MeetingItem;

Matter In(const std::string& name, const std::string& kind, const std::string& grid,
          const std::string& compound = "") {
  return {name, kind, compound, grid};
}

TEST(ClustersTest, TwoAreNoneAndThreeAreOne) {
  std::vector<Matter> issues = {In("a", "noise", "g1"), In("b", "noise", "g1")};
  EXPECT_THAT(FindClusters(issues, 3), IsEmpty());
  issues.push_back(In("c", "noise", "g1"));
  const auto clusters = FindClusters(issues, 3);
  ASSERT_THAT(clusters, SizeIs(1));
  EXPECT_EQ(clusters[0].kind, "noise");
  EXPECT_EQ(clusters[0].grid, "g1");
  EXPECT_EQ(clusters[0].compound, "");
  EXPECT_THAT(clusters[0].names, ElementsAre("a", "b", "c"));
}

TEST(ClustersTest, NoSizeMakesOneOfTwo) {
  const std::vector<Matter> issues = {In("a", "noise", "g1"), In("b", "noise", "g1")};
  for (const int size : {-1, 0, 1, 2}) EXPECT_THAT(FindClusters(issues, size), IsEmpty()) << size;
}

TEST(ClustersTest, OneCategoryInOnePlace) {
  EXPECT_THAT(FindClusters({In("a", "noise", "g1"), In("b", "litter", "g1"), In("c", "noise", "g2"),
                            In("d", "noise", "g1")},
                           3),
              IsEmpty());
}

TEST(ClustersTest, ACompoundComesBeforeItsGridAndTakesItsOwn) {
  const std::vector<Matter> issues = {In("a", "noise", "g1", "c1"), In("b", "noise", "g1", "c1"),
                                      In("c", "noise", "g1", "c1"), In("d", "noise", "g1"),
                                      In("e", "noise", "g1", "c2"), In("f", "noise", "g1", "c2")};
  const auto clusters = FindClusters(issues, 3);
  ASSERT_THAT(clusters, SizeIs(2));
  EXPECT_EQ(clusters[0].compound, "c1");
  EXPECT_THAT(clusters[0].names, ElementsAre("a", "b", "c"));
  // Too few for their compound, but with the street's one enough for the grid.
  EXPECT_EQ(clusters[1].compound, "");
  EXPECT_THAT(clusters[1].names, ElementsAre("d", "e", "f"));
}

TEST(ClustersTest, WhateverThereIsAClusterHasItsSizeOneCategoryAndOnePlaceAndNoIssueIsInTwo) {
  std::mt19937 random(20261128);
  for (int round = 0; round < 500; ++round) {
    std::vector<Matter> issues;
    std::map<std::string, Matter> by_name;
    for (int i = 0; i < 30; ++i) {
      const int grid = static_cast<int>(random() % 3);
      issues.push_back(In(absl::StrCat("i", i), absl::StrCat("k", random() % 3),
                          absl::StrCat("g", grid),
                          random() % 2 == 0 ? "" : absl::StrCat("g", grid, "c", random() % 2)));
      by_name[issues.back().name] = issues.back();
    }
    const int size = 1 + static_cast<int>(random() % 6);
    std::set<std::string> seen;
    for (const MatterCluster& cluster : FindClusters(issues, size)) {
      EXPECT_GE(cluster.names.size(), static_cast<size_t>(std::max(size, 3)));
      for (const std::string& name : cluster.names) {
        EXPECT_TRUE(seen.insert(name).second) << name;
        EXPECT_EQ(by_name[name].kind, cluster.kind);
        EXPECT_EQ(by_name[name].grid, cluster.grid);
        if (!cluster.compound.empty()) {
          EXPECT_EQ(by_name[name].compound, cluster.compound);
        }
      }
    }
  }
}

class AgendaTest : public MeetingTest {
 protected:
  // What is on the agenda, those of one kind.
  std::vector<Item> OnAgenda(const std::string& meeting, Item::Kind kind) {
    std::vector<Item> items;
    for (Item& item : Items(office_, meeting)) {
      if (item.kind() == kind) items.push_back(std::move(item));
    }
    return items;
  }
};

TEST_F(AgendaTest, TwoOfACategoryMakeNoItemAndAThirdDoes) {
  const std::string meeting = Planned(community_).name();
  std::vector<std::string> numbers = {ReportIn(grid_).number(), ReportIn(grid_).number()};
  ASSERT_THAT(Prepare(office_, meeting), IsOk());
  EXPECT_THAT(Items(office_, meeting), IsEmpty());

  numbers.push_back(ReportIn(grid_).number());
  const auto prepared = Prepare(office_, meeting);
  ASSERT_THAT(prepared, IsOk());
  EXPECT_EQ(prepared->item_count(), 1);
  const std::vector<Item> items = Items(office_, meeting);
  ASSERT_THAT(items, SizeIs(1));
  EXPECT_EQ(items[0].kind(), Item::KIND_CLUSTER);
  EXPECT_EQ(items[0].origin(), Item::ORIGIN_CLUSTER);
  EXPECT_EQ(items[0].category(), category_);
  EXPECT_EQ(items[0].cluster().grid(), grid_);
  EXPECT_EQ(items[0].cluster().start_date(), "2026-10-26");
  EXPECT_EQ(items[0].cluster().end_date(), "2026-11-24");
  EXPECT_EQ(items[0].cluster_count(), 3);
  EXPECT_THAT(items[0].cluster().numbers(), testing::UnorderedElementsAreArray(numbers));
}

TEST_F(AgendaTest, NoRowHoldsAClusterOfTwo) {
  const std::string meeting = Planned(community_).name();
  for (int i = 0; i < 3; ++i) ReportIn(grid_);
  ASSERT_THAT(Prepare(office_, meeting), IsOk());
  AsSystem([](const Txn& txn) {
    EXPECT_TRUE(absl::IsFailedPrecondition(
        txn.db.Execute("UPDATE meeting_items SET cluster_count = 2", {}).status()));
    return absl::OkStatus();
  });
}

TEST_F(AgendaTest, WhatWasRejectedIsElsewhereOrOldMakesNoCluster) {
  const std::string meeting = Planned(community_).name();
  const std::string first = Report().name();
  Report();
  Report();
  Must(office_, "reject", first);
  const std::string copy = Report().name();
  Must(office_, "mark_duplicate", copy);
  ReportIn(second_grid_);
  ReportIn(far_grid_);
  ASSERT_THAT(Prepare(office_, meeting), IsOk());
  // Two in the grid, and the original of the duplicate, which makes three.
  ASSERT_THAT(OnAgenda(meeting, Item::KIND_CLUSTER), SizeIs(1));
  EXPECT_EQ(OnAgenda(meeting, Item::KIND_CLUSTER)[0].cluster_count(), 3);

  now_ += absl::Hours(24 * 31);
  const std::string later = Planned(community_).name();
  ASSERT_THAT(Prepare(office_, later), IsOk());
  EXPECT_THAT(OnAgenda(later, Item::KIND_CLUSTER), IsEmpty());
}

TEST_F(AgendaTest, TheRuleSaysTheSizeAndTheWindow) {
  v1::MeetingRule rule;
  rule.set_level(v1::Division::LEVEL_COMMUNITY);
  rule.set_rhythm(v1::MeetingRule::RHYTHM_WEEKLY);
  rule.set_cluster_size(4);
  rule.set_cluster_days(2);
  ASSERT_THAT(CreateRule(rule), IsOk());
  for (int i = 0; i < 3; ++i) Report();
  const std::string meeting = Planned(community_).name();
  ASSERT_THAT(Prepare(office_, meeting), IsOk());
  EXPECT_THAT(OnAgenda(meeting, Item::KIND_CLUSTER), IsEmpty());
  Report();
  ASSERT_THAT(Prepare(office_, meeting), IsOk());
  ASSERT_THAT(OnAgenda(meeting, Item::KIND_CLUSTER), SizeIs(1));
  now_ += absl::Hours(48);
  for (int i = 0; i < 3; ++i) Report();
  const std::string again = Planned(community_).name();
  EXPECT_EQ(again, meeting);
  ASSERT_THAT(Prepare(office_, meeting), IsOk());
  EXPECT_EQ(OnAgenda(meeting, Item::KIND_CLUSTER)[0].cluster_count(), 4) << "three in two days";
}

TEST_F(AgendaTest, ACompoundsClusterIsTheCompounds) {
  const std::string compound = AddCompound("XQ-01", grid_);
  const std::string meeting = Planned(community_).name();
  for (int i = 0; i < 3; ++i) ReportIn(grid_, "", compound);
  ASSERT_THAT(Prepare(office_, meeting), IsOk());
  const auto clusters = OnAgenda(meeting, Item::KIND_CLUSTER);
  ASSERT_THAT(clusters, SizeIs(1));
  EXPECT_EQ(clusters[0].cluster().compound(), compound);
}

TEST_F(AgendaTest, OverdueIssuesOfTheDivisionComeOnce) {
  const std::string late = Report().name();
  ReportIn(far_grid_);
  now_ += absl::Hours(5);  // To accept takes 4 hours.
  const std::string fresh = Report().name();
  const std::string meeting = Planned(community_).name();
  ASSERT_THAT(Prepare(office_, meeting), IsOk());
  ASSERT_THAT(Prepare(office_, meeting), IsOk());
  const auto items = Items(office_, meeting);
  ASSERT_THAT(items, SizeIs(1)) << fresh;
  EXPECT_EQ(items[0].origin(), Item::ORIGIN_OVERDUE);
  EXPECT_EQ(items[0].issue(), late);
  EXPECT_EQ(items[0].issue_number(), Row(late).number());
  EXPECT_EQ(items[0].category(), category_);
}

TEST_F(AgendaTest, WhatHasNoRoomIsCounted) {
  for (int i = 0; i < 52; ++i) Report();
  now_ += absl::Hours(5);
  const std::string meeting = Planned(community_).name();
  const auto prepared = Prepare(office_, meeting);
  ASSERT_THAT(prepared, IsOk());
  EXPECT_EQ(prepared->left_out_count(), 2);
  EXPECT_THAT(OnAgenda(meeting, Item::KIND_ISSUE), SizeIs(50));
}

TEST_F(AgendaTest, WhatAnEarlierMeetingWasThroughWithComesAgainOnlyWithSomethingNew) {
  for (int i = 0; i < 3; ++i) Report();
  const v1::Meeting first = Planned(community_);
  ASSERT_THAT(Prepare(office_, first.name()), IsOk());
  Held(first);
  auto judging = Judging(Items(office_, first.name())[0].name());
  judging.set_judgement(Item::JUDGEMENT_NO_ACTION);
  ASSERT_THAT(Judge(office_, judging), IsOk());
  HandedOut(first);

  GoTo("2026-12-01");
  const std::string second = Planned(community_).name();
  ASSERT_NE(second, first.name());
  ASSERT_THAT(Prepare(office_, second), IsOk());
  EXPECT_THAT(OnAgenda(second, Item::KIND_CLUSTER), IsEmpty());
  Report();
  ASSERT_THAT(Prepare(office_, second), IsOk());
  ASSERT_THAT(OnAgenda(second, Item::KIND_CLUSTER), SizeIs(1));
  EXPECT_EQ(OnAgenda(second, Item::KIND_CLUSTER)[0].cluster_count(), 4);
}

// The unit handles one of the three: it is told how many there are and shown the one.
TEST_F(AgendaTest, AReaderSeesTheCountAndOfTheNumbersOnlyThoseInReach) {
  std::vector<std::string> numbers;
  for (int i = 0; i < 3; ++i) numbers.push_back(ReportIn(grid_).number());
  const v1::Meeting meeting = Planned(community_);
  ASSERT_THAT(Prepare(office_, meeting.name()), IsOk());
  Held(meeting);
  const Item cluster = OnAgenda(meeting.name(), Item::KIND_CLUSTER).at(0);
  ASSERT_THAT(Judge(office_, Judging(cluster.name())), IsOk());
  const std::string first = cluster.cluster().issues(0);
  Must(office_, "accept", first);
  ASSERT_THAT(DispatchFrom(office_, cluster.name(), first), IsOk());

  const auto seen = SeeItem(handler_of_unit_, cluster.name());
  ASSERT_THAT(seen, IsOk());
  EXPECT_EQ(seen->cluster_count(), 3);
  EXPECT_THAT(seen->cluster().numbers(), ElementsAre(Row(first).number()));
  EXPECT_THAT(seen->cluster().issues(), ElementsAre(first));
  EXPECT_THAT(seen->dispatched_issues(), ElementsAre(first));
  for (const Item& item : Items(handler_of_unit_)) {
    EXPECT_THAT(item.cluster().numbers(), ElementsAre(Row(first).number()));
  }
  EXPECT_THAT(SeeItem(office_, cluster.name())->cluster().numbers(),
              testing::UnorderedElementsAreArray(numbers));
}

TEST_F(AgendaTest, ASingleIssueOutOfReachIsNotNamedToWhoeverCarriesTheItemOut) {
  const v1::Meeting meeting = Held(Planned(community_));
  const Item item = OpenItem(meeting);
  auto judging = Judging(item.name());
  judging.set_assignee(mediator_.name);
  ASSERT_THAT(Judge(office_, judging), IsOk());
  const auto seen = SeeItem(mediator_, item.name());
  ASSERT_THAT(seen, IsOk());
  EXPECT_EQ(seen->issue(), "");
  EXPECT_EQ(seen->issue_number(), "");
  EXPECT_EQ(seen->category(), category_);
}

TEST_F(AgendaTest, TheOtherWayAnIssueTellsItsItemsToWhoeverSeesIt) {
  std::string last;
  for (int i = 0; i < 3; ++i) last = ReportIn(grid_).name();
  const v1::Meeting meeting = Planned(community_);
  ASSERT_THAT(Prepare(office_, meeting.name()), IsOk());
  ASSERT_THAT(Add(office_, meeting.name(), last), IsOk());
  v1::ListMeetingItemsRequest request;
  request.set_issue(last);
  const auto about = Run(office_, items_, &MeetingItemHandler::List, request);
  ASSERT_THAT(about, IsOk());
  EXPECT_EQ(about->meeting_items_size(), 2);
  EXPECT_THAT(Run(mediator_, items_, &MeetingItemHandler::List, request), HasReason("NOT_VISIBLE"));
  request.set_issue(Report().name());
  EXPECT_EQ(Run(office_, items_, &MeetingItemHandler::List, request)->meeting_items_size(), 0);
}

TEST_F(AgendaTest, TheAgendaHoldsWhatTheCallerSeesAndOnlyItsOwnDivision) {
  for (int i = 0; i < 3; ++i) ReportIn(far_grid_);
  const std::string meeting = Planned(community_).name();
  EXPECT_THAT(Prepare(far_office_, meeting), HasReason("NOT_VISIBLE"));
  // The centre sees all communities; the meeting is about one of them.
  ASSERT_THAT(Prepare(centre_, meeting), IsOk());
  EXPECT_THAT(Items(centre_, meeting), IsEmpty());
  const std::string street = Planned("divisions/510703003").name();
  EXPECT_THAT(Prepare(office_, street), HasReason("NOT_VISIBLE"));
  ASSERT_THAT(Prepare(centre_, street), IsOk());
  EXPECT_THAT(Items(centre_, street), SizeIs(1));
}

}  // namespace
}  // namespace gridgov
