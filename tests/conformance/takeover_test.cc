// Promise: a compound is taken over when every item of its checklist is handed over, and what is
// open in it goes along when its grid changes.
#include "absl/strings/str_cat.h"
#include "gridgov/v1/area.pb.h"
#include "gridgov/v1/takeover.pb.h"
#include "server/store/time_text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;
using Item = v1::Takeover::Item;

class TakeoverTest : public ServerTest {
 protected:
  static std::string Today() { return DayText(server().Now()); }

  static v1::Compound MakeCompound() {
    static int serial = 0;
    v1::CreateCompoundRequest request;
    request.mutable_compound()->set_code(absl::StrCat("TO-", ++serial));
    request.mutable_compound()->set_title("示例厂宿舍");
    request.mutable_compound()->set_grid(kGridA1);
    request.mutable_compound()->set_kind(v1::Compound::KIND_UNIT_HOUSING);
    request.mutable_compound()->set_management(v1::Compound::MANAGEMENT_NONE);
    const auto compound = server().Call<v1::Compound>("centre1", request);
    EXPECT_THAT(compound, IsOk());
    return compound.value_or(v1::Compound());
  }
  static v1::CreateTakeoverRequest PlanOf(const v1::Compound& compound,
                                          const std::string& target = "") {
    v1::CreateTakeoverRequest request;
    v1::Takeover& takeover = *request.mutable_takeover();
    takeover.set_compound(compound.name());
    takeover.set_from_organisation("示例机械厂");
    takeover.set_to_unit("units/CG");
    takeover.set_target_grid(target);
    takeover.set_management(v1::Compound::MANAGEMENT_FIRM);
    takeover.set_planned_date("2026-12-31");
    takeover.set_document("示例文件1号");
    for (const Item::Kind kind : {Item::KIND_WATER, Item::KIND_ARCHIVES}) {
      takeover.add_items()->set_kind(kind);
    }
    return request;
  }
  template <class Request>
  static absl::StatusOr<v1::Takeover> Do(const std::string& name, Request request = {},
                                         const std::string& user = "centre1") {
    request.set_name(name);
    return server().Call<v1::Takeover>(user, request);
  }
  static v1::Takeover Planned(const v1::Compound& compound, const std::string& target = "") {
    const auto takeover = server().Call<v1::Takeover>("centre1", PlanOf(compound, target));
    EXPECT_THAT(takeover, IsOk());
    return takeover.value_or(v1::Takeover());
  }
  static v1::Takeover Started(const v1::Compound& compound, const std::string& target = "") {
    const auto started = Do<v1::StartTakeoverRequest>(Planned(compound, target).name());
    EXPECT_THAT(started, IsOk());
    return started.value_or(v1::Takeover());
  }
  static absl::StatusOr<v1::Takeover> Record(const std::string& name, Item::Kind kind,
                                             Item::State state, const std::string& note = "") {
    v1::RecordTakeoverItemRequest request;
    request.mutable_item()->set_kind(kind);
    request.mutable_item()->set_state(state);
    request.mutable_item()->set_note(note);
    return Do(name, request);
  }
  static void SettleAll(const std::string& name) {
    for (const Item::Kind kind : {Item::KIND_WATER, Item::KIND_ARCHIVES}) {
      EXPECT_THAT(Record(name, kind, Item::STATE_HANDED_OVER), IsOk());
    }
  }
  static absl::StatusOr<v1::AreaChangePreview> See(const std::string& name) {
    v1::PreviewTakeoverRequest request;
    request.set_name(name);
    return server().Call<v1::AreaChangePreview>("centre1", request);
  }
  static absl::StatusOr<v1::Takeover> Complete(const std::string& name, const std::string& token) {
    v1::CompleteTakeoverRequest request;
    request.set_effective_date(Today());
    request.set_preview_token(token);
    return Do(name, request);
  }
  static v1::Issue Report(const v1::Compound& compound) {
    v1::CreateIssueRequest request;
    request.mutable_issue()->set_category(kCategory);
    request.mutable_issue()->set_grid(compound.grid());
    request.mutable_issue()->set_compound(compound.name());
    request.mutable_issue()->set_title("水管漏水");
    return *server().Call<v1::Issue>("centre1", request);
  }
  static std::string NameOf(const std::string& grid) {
    v1::GetGridRequest request;
    request.set_name(grid);
    return server().Call<v1::Grid>("centre1", request)->name();
  }
  static v1::Compound Get(const v1::Compound& compound) {
    v1::GetCompoundRequest request;
    request.set_name(compound.name());
    return *server().Call<v1::Compound>("centre1", request);
  }
};

TEST_F(TakeoverTest, ACompoundIsTakenOverWithItsOpenWork) {
  const v1::Compound compound = MakeCompound();
  const v1::Issue past = Report(compound);
  v1::RejectIssueRequest reject;
  reject.set_name(past.name());
  reject.set_reason("不属实");
  ASSERT_THAT(server().Call<v1::Issue>("centre1", reject), IsOk());
  const v1::Issue open = Report(compound);
  const v1::Issue elsewhere = server().Report("centre1", kGridA1);
  const v1::Takeover started = Started(compound, kGridB1);
  EXPECT_EQ(started.state(), v1::Takeover::STATE_IN_PROGRESS);
  EXPECT_THAT(started.allowed_actions(), ElementsAre("update", "record_item", "cancel"));
  SettleAll(started.name());
  GG_ASSERT_OK_AND_ASSIGN(const auto preview, See(started.name()));
  ASSERT_EQ(preview.rows_size(), 2);
  EXPECT_EQ(preview.rows(0).resource(), open.name());
  EXPECT_EQ(preview.rows(1).resource(), compound.name());

  GG_ASSERT_OK_AND_ASSIGN(const auto done, Complete(started.name(), preview.preview_token()));

  EXPECT_EQ(done.state(), v1::Takeover::STATE_COMPLETED);
  EXPECT_EQ(done.effective_date(), Today());
  EXPECT_EQ(done.grid(), NameOf(kGridB1));
  EXPECT_TRUE(done.allowed_actions().empty());
  EXPECT_EQ(Get(compound).grid(), NameOf(kGridB1));
  EXPECT_EQ(Get(compound).management(), v1::Compound::MANAGEMENT_FIRM);
  EXPECT_EQ(server().GetIssue("centre1", open.name())->grid(), NameOf(kGridB1));
  EXPECT_EQ(server().GetIssue("centre1", past.name())->grid(), NameOf(kGridA1));
  EXPECT_EQ(server().GetIssue("centre1", elsewhere.name())->grid(), NameOf(kGridA1));
  EXPECT_THAT(Do<v1::StartTakeoverRequest>(done.name()), HasReason("WRONG_STATE"));
}

TEST_F(TakeoverTest, EveryItemMustBeHandedOverAndTheErrorNamesThoseThatAreNot) {
  const v1::Takeover started = Started(MakeCompound());
  EXPECT_THAT(Record(started.name(), Item::KIND_WATER, Item::STATE_PROBLEM),
              HasViolation("item.note", "REQUIRED"));
  EXPECT_THAT(Record(started.name(), Item::KIND_GAS, Item::STATE_HANDED_OVER),
              HasViolation("item.kind", "UNKNOWN_ITEM"));
  EXPECT_THAT(Record(started.name(), Item::KIND_WATER, Item::STATE_PROBLEM, "总表未更换"), IsOk());
  const std::string token = See(started.name())->preview_token();
  const auto refused = Complete(started.name(), token);
  EXPECT_THAT(refused, HasViolation("items[0]", "ITEM_NOT_SETTLED"));
  EXPECT_THAT(refused, HasViolation("items[1]", "ITEM_NOT_SETTLED"));
  SettleAll(started.name());
  // What was recorded since makes the preview outdated.
  EXPECT_THAT(Complete(started.name(), token),
              StatusIs(absl::StatusCode::kAborted, "PREVIEW_OUTDATED"));
  GG_ASSERT_OK_AND_ASSIGN(const auto done,
                          Complete(started.name(), See(started.name())->preview_token()));
  EXPECT_EQ(done.items(0).date(), Today());
  EXPECT_EQ(done.items(0).note(), "");
}

TEST_F(TakeoverTest, ANewIssueMakesThePreviewOutdated) {
  const v1::Compound compound = MakeCompound();
  const v1::Takeover started = Started(compound, kGridA2);
  SettleAll(started.name());
  const std::string token = See(started.name())->preview_token();
  Report(compound);
  EXPECT_THAT(Complete(started.name(), token), HasReason("PREVIEW_OUTDATED"));
  EXPECT_THAT(Complete(started.name(), See(started.name())->preview_token()), IsOk());
}

TEST_F(TakeoverTest, OneAtATimeAndAgainAfterItWasCancelled) {
  const v1::Compound compound = MakeCompound();
  const v1::Takeover planned = Planned(compound);
  EXPECT_THAT(server().Call<v1::Takeover>("centre1", PlanOf(compound)), HasReason("TAKEOVER_OPEN"));
  EXPECT_THAT(Complete(planned.name(), ""), HasReason("WRONG_STATE"));
  v1::CancelTakeoverRequest cancel;
  cancel.set_reason("移交单位撤回");
  GG_ASSERT_OK_AND_ASSIGN(const auto cancelled, Do(planned.name(), cancel));
  EXPECT_EQ(cancelled.cancel_reason(), "移交单位撤回");
  EXPECT_THAT(server().Call<v1::Takeover>("centre1", PlanOf(compound)), IsOk());
}

TEST_F(TakeoverTest, TheChecklistHasEachKindOnceAndAllByDefault) {
  v1::CreateTakeoverRequest request = PlanOf(MakeCompound());
  request.mutable_takeover()->add_items()->set_kind(Item::KIND_WATER);
  EXPECT_THAT(server().Call<v1::Takeover>("centre1", request),
              HasViolation("takeover.items[2].kind", "DUPLICATE_ITEM"));
  request.mutable_takeover()->clear_items();
  GG_ASSERT_OK_AND_ASSIGN(const auto whole, server().Call<v1::Takeover>("centre1", request));
  EXPECT_EQ(whole.items_size(), 7);
  for (const Item& item : whole.items()) EXPECT_EQ(item.state(), Item::STATE_PENDING);
}

TEST_F(TakeoverTest, ThePlanChangesAndItsItemsDoNot) {
  const v1::Takeover planned = Planned(MakeCompound());
  v1::UpdateTakeoverRequest request;
  request.mutable_takeover()->set_name(planned.name());
  request.mutable_takeover()->set_etag(planned.etag());
  request.mutable_takeover()->set_planned_date("2027-03-01");
  GG_ASSERT_OK_AND_ASSIGN(const auto changed, server().Call<v1::Takeover>("centre1", request));
  EXPECT_EQ(changed.planned_date(), "2027-03-01");
  EXPECT_EQ(changed.items_size(), 2);
  EXPECT_THAT(server().Call<v1::Takeover>("centre1", request), HasReason("CHANGED"));
}

TEST_F(TakeoverTest, TheOfficeTakesOverWithinItsCommunityAndOthersSeeOrNotEvenThat) {
  const v1::Compound compound = MakeCompound();
  EXPECT_THAT(server().Call<v1::Takeover>("office1", PlanOf(compound, kGridB1)),
              HasReason("NOT_VISIBLE"));
  GG_ASSERT_OK_AND_ASSIGN(const auto planned,
                          server().Call<v1::Takeover>("office1", PlanOf(compound, kGridA2)));
  v1::GetTakeoverRequest get;
  EXPECT_THAT(Do(planned.name(), get, "worker1"), IsOk());
  EXPECT_THAT(Do(planned.name(), get, "worker2"), HasReason("NOT_VISIBLE"));
  EXPECT_THAT(Do(planned.name(), get, "office2"), HasReason("NOT_VISIBLE"));
  EXPECT_THAT(Do(planned.name(), v1::StartTakeoverRequest(), "worker1"),
              HasReason("NOT_PERMITTED"));
}

TEST_F(TakeoverTest, AnOpenTakeoverFollowsItsCompoundAndCannotEndInARetiredGrid) {
  v1::CreateGridRequest make;
  make.mutable_grid()->set_title("待拆分网格");
  make.mutable_grid()->set_kind(v1::Grid::KIND_COMPREHENSIVE);
  make.mutable_grid()->set_community(kCommunityA);
  GG_ASSERT_OK_AND_ASSIGN(const v1::Grid old, server().Call<v1::Grid>("centre1", make));
  const v1::Takeover towards = Started(MakeCompound(), old.name());
  SettleAll(towards.name());
  v1::Compound inside = MakeCompound();
  v1::UpdateCompoundRequest move;
  move.mutable_compound()->set_name(inside.name());
  move.mutable_compound()->set_grid(old.name());
  ASSERT_THAT(server().Call<v1::Compound>("centre1", move), IsOk());
  const v1::Takeover within = Planned(inside);
  v1::PreviewAreaChangeRequest ask;
  v1::SplitGridRequest& split = *ask.mutable_split();
  split.set_name(old.name());
  split.set_effective_date(Today());
  split.set_reason("示例");
  split.add_successors()->set_title("一");
  split.add_successors()->set_title("二");
  GG_ASSERT_OK_AND_ASSIGN(const auto preview, server().Call<v1::AreaChangePreview>("centre1", ask));
  split.set_preview_token(preview.preview_token());
  GG_ASSERT_OK_AND_ASSIGN(const auto done, server().Call<v1::Grid>("centre1", split));
  EXPECT_EQ(Do<v1::GetTakeoverRequest>(within.name())->grid(), done.successors(0));
  EXPECT_THAT(See(towards.name()), HasViolation("target_grid", "GRID_RETIRED"));
}

}  // namespace
}  // namespace gridgov
