// Disputes on the agenda of meetings: open ones, clusters of them, and who sees which numbers.
#include "gmock/gmock.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/meeting.pb.h"
#include "gridgov/v1/meeting_item.pb.h"
#include "tests/support/meeting_fixture.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Item = v1::MeetingItem;

class MeetingDisputesTest : public MeetingTest {
 protected:
  v1::Dispute AddDispute(const std::string& grid, v1::Dispute::Class dispute_class,
                         v1::Dispute::State state = v1::Dispute::STATE_REGISTERED,
                         const std::string& mediator = "") {
    v1::Dispute dispute;
    dispute.set_number(absl::StrCat("510703003001001J", 10000 + ++serial_));
    dispute.set_dispute_class(dispute_class);
    dispute.set_source(v1::Dispute::SOURCE_OWN);
    dispute.set_summary("楼上漏水（示例）");
    dispute.set_grid(grid);
    dispute.set_state(state);
    dispute.set_pending_before(v1::Dispute::PENDING_BEFORE_NOBODY);
    dispute.set_decline_reason(v1::Dispute::DECLINE_REASON_NOT_CIVIL);
    dispute.set_creator(office_.name);
    if (!mediator.empty()) dispute.add_mediators(mediator);
    AsSystem([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(dispute, DisputeTable().Insert(txn, dispute));
      return absl::OkStatus();
    });
    return dispute;
  }
  std::vector<Item> Of(const std::string& meeting, Item::Kind kind) {
    std::vector<Item> items;
    for (Item& item : Items(office_, meeting)) {
      if (item.kind() == kind) items.push_back(std::move(item));
    }
    return items;
  }
  absl::StatusOr<Item> AddDisputeItem(const std::string& meeting, const std::string& dispute) {
    v1::AddMeetingItemRequest request;
    request.mutable_meeting_item()->set_meeting(meeting);
    request.mutable_meeting_item()->set_dispute(dispute);
    return Run(office_, items_, &MeetingItemHandler::Add, request);
  }

  int serial_ = 0;
};

TEST_F(MeetingDisputesTest, OpenDisputesOfTheDivisionComeOnTheAgendaOnce) {
  const auto open = AddDispute(grid_, v1::Dispute::CLASS_NEIGHBOURS);
  AddDispute(grid_, v1::Dispute::CLASS_LABOUR, v1::Dispute::STATE_CLOSED);
  AddDispute(far_grid_, v1::Dispute::CLASS_NEIGHBOURS);
  const std::string meeting = Planned(community_).name();
  ASSERT_THAT(Prepare(office_, meeting), IsOk());
  ASSERT_THAT(Prepare(office_, meeting), IsOk());
  const auto items = Items(office_, meeting);
  ASSERT_THAT(items, SizeIs(1));
  EXPECT_EQ(items[0].kind(), Item::KIND_DISPUTE);
  EXPECT_EQ(items[0].origin(), Item::ORIGIN_OPEN_DISPUTE);
  EXPECT_EQ(items[0].dispute(), open.name());
  EXPECT_EQ(items[0].dispute_number(), open.number());
  EXPECT_EQ(items[0].dispute_class(), v1::Dispute::CLASS_NEIGHBOURS);
}

TEST_F(MeetingDisputesTest, TwoOfAClassAreNoClusterThreeAreAndDeclinedOnesDoNotCount) {
  const std::string meeting = Planned(community_).name();
  AddDispute(grid_, v1::Dispute::CLASS_NEIGHBOURS);
  AddDispute(grid_, v1::Dispute::CLASS_NEIGHBOURS, v1::Dispute::STATE_CLOSED);
  AddDispute(grid_, v1::Dispute::CLASS_NEIGHBOURS, v1::Dispute::STATE_DECLINED);
  AddDispute(grid_, v1::Dispute::CLASS_LABOUR);
  ASSERT_THAT(Prepare(office_, meeting), IsOk());
  EXPECT_THAT(Of(meeting, Item::KIND_CLUSTER), IsEmpty());
  AddDispute(grid_, v1::Dispute::CLASS_NEIGHBOURS);
  ASSERT_THAT(Prepare(office_, meeting), IsOk());
  const auto clusters = Of(meeting, Item::KIND_CLUSTER);
  ASSERT_THAT(clusters, SizeIs(1));
  EXPECT_EQ(clusters[0].dispute_class(), v1::Dispute::CLASS_NEIGHBOURS);
  EXPECT_EQ(clusters[0].category(), "");
  EXPECT_EQ(clusters[0].cluster_count(), 3);
  EXPECT_EQ(clusters[0].cluster().grid(), grid_);
  EXPECT_THAT(clusters[0].cluster().numbers(), SizeIs(3));
}

TEST_F(MeetingDisputesTest, AReaderSeesTheCountAndOnlyTheNumbersInReach) {
  AddDispute(grid_, v1::Dispute::CLASS_NEIGHBOURS);
  AddDispute(grid_, v1::Dispute::CLASS_NEIGHBOURS);
  const auto own = AddDispute(grid_, v1::Dispute::CLASS_NEIGHBOURS, v1::Dispute::STATE_REGISTERED,
                              mediator_.name);
  const v1::Meeting meeting = Planned(community_);
  ASSERT_THAT(Prepare(office_, meeting.name()), IsOk());
  Held(meeting);
  const Item cluster = Of(meeting.name(), Item::KIND_CLUSTER).at(0);
  auto judging = Judging(cluster.name());
  judging.set_assignee(mediator_.name);
  ASSERT_THAT(Judge(office_, judging), IsOk());
  const auto mediator = SeeItem(mediator_, cluster.name());
  ASSERT_THAT(mediator, IsOk());
  EXPECT_EQ(mediator->cluster_count(), 3);
  EXPECT_THAT(mediator->cluster().numbers(), ElementsAre(own.number()));
  EXPECT_THAT(mediator->cluster().disputes(), ElementsAre(own.name()));
  const auto unit = SeeItem(handler_of_unit_, cluster.name());
  ASSERT_THAT(unit, IsOk());
  EXPECT_EQ(unit->cluster_count(), 3);
  EXPECT_THAT(unit->cluster().numbers(), IsEmpty());
  EXPECT_THAT(unit->cluster().disputes(), IsEmpty());
}

TEST_F(MeetingDisputesTest, OneIsPutOnByHandFoundByItsDisputeAndDispatchesNothing) {
  const auto dispute = AddDispute(grid_, v1::Dispute::CLASS_DAMAGES);
  const auto far = AddDispute(far_grid_, v1::Dispute::CLASS_DAMAGES);
  const v1::Meeting held = Held(Planned(community_));
  EXPECT_THAT(AddDisputeItem(held.name(), far.name()), HasReason("NOT_VISIBLE"));
  const auto added = AddDisputeItem(held.name(), dispute.name());
  ASSERT_THAT(added, IsOk());
  EXPECT_THAT(AddDisputeItem(held.name(), dispute.name()), HasReason("ON_AGENDA"));
  ASSERT_THAT(Judge(office_, Judging(added->name())), IsOk());
  EXPECT_THAT(DispatchFrom(office_, added->name()), HasViolation("issue", "REQUIRED"));
  EXPECT_THAT(DispatchFrom(office_, added->name(), Report().name()),
              HasViolation("issue", "NOT_OF_ITEM"));
  v1::ListMeetingItemsRequest request;
  request.set_dispute(dispute.name());
  const auto about = Run(office_, items_, &MeetingItemHandler::List, request);
  ASSERT_THAT(about, IsOk());
  EXPECT_EQ(about->meeting_items_size(), 1);
  EXPECT_THAT(Run(handler_of_unit_, items_, &MeetingItemHandler::List, request),
              HasReason("NOT_VISIBLE"));
  // The unit carries it out and is not told which dispute it is.
  const auto seen = SeeItem(handler_of_unit_, added->name());
  ASSERT_THAT(seen, IsOk());
  EXPECT_EQ(seen->dispute(), "");
  EXPECT_EQ(seen->dispute_number(), "");
  EXPECT_EQ(seen->dispute_class(), v1::Dispute::CLASS_DAMAGES);
}

}  // namespace
}  // namespace gridgov
