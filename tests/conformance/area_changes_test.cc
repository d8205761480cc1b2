// Promise: when areas change, what is open goes on in their successors in one act that was seen
// beforehand, and what was done stays where it was done.
#include <algorithm>
#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gridgov/v1/area.pb.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "proto/cpp/uuid.h"
#include "server/store/time_text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::UnorderedElementsAre;
using Preview = v1::AreaChangePreview;

// A square of about 300 m, `column` squares east of a corner; each test has a row of its own.
std::string Square(int row, double column, double width = 1) {
  const double west = 104.70 + 0.003 * column;
  const double east = west + 0.003 * width;
  const double south = 31.40 + 0.003 * row;
  const double north = south + 0.0027;
  return absl::StrFormat(
      R"({"type":"Polygon","coordinates":[[[%f,%f],[%f,%f],[%f,%f],[%f,%f],[%f,%f]]]})", west,
      south, east, south, east, north, west, north, west, south);
}

class AreaChangesTest : public ServerTest {
 protected:
  void SetUp() override { row_ = ++rows_; }

  static std::string Today() { return DayText(server().Now()); }

  // A new grid; with a boundary two squares wide if `drawn`.
  v1::Grid MakeGrid(bool drawn = false, const std::string& community = kCommunityA) {
    v1::CreateGridRequest request;
    request.mutable_grid()->set_title("待调整网格");
    request.mutable_grid()->set_kind(v1::Grid::KIND_COMPREHENSIVE);
    request.mutable_grid()->set_community(community);
    request.mutable_grid()->set_households(400);
    if (drawn) request.mutable_grid()->set_boundary(Square(row_, 0, 2));
    const auto grid = server().Call<v1::Grid>("centre1", request);
    EXPECT_THAT(grid, IsOk());
    return grid.value_or(v1::Grid());
  }

  v1::SplitGridRequest SplitOf(const std::string& grid, bool drawn = false) {
    v1::SplitGridRequest request;
    request.set_name(grid);
    request.set_effective_date(Today());
    request.set_reason("街办发〔2026〕1号（示例）");
    for (int i = 0; i < 2; ++i) {
      v1::NewGrid& one = *request.add_successors();
      one.set_title(absl::StrCat("新网格", i));
      if (drawn) one.set_boundary(Square(row_, i));
    }
    return request;
  }
  static v1::MergeGridsRequest MergeOf(const std::vector<std::string>& grids) {
    v1::MergeGridsRequest request;
    for (const std::string& grid : grids) request.add_grids(grid);
    request.mutable_successor()->set_title("合并网格");
    request.set_effective_date(Today());
    request.set_reason("街办发〔2026〕2号（示例）");
    return request;
  }
  v1::FoundCommunityRequest FoundingOf(const std::vector<std::string>& grids) {
    v1::FoundCommunityRequest request;
    request.set_code(absl::StrCat("510703003", 500 + row_));
    request.set_title("新设社区");
    request.set_parent(kStreet);
    for (const std::string& grid : grids) request.add_grids(grid);
    request.set_effective_date(Today());
    request.set_reason("街办发〔2026〕3号（示例）");
    return request;
  }
  static v1::RetireGridRequest RetirementOf(const std::string& grid) {
    v1::RetireGridRequest request;
    request.set_name(grid);
    request.set_effective_date(Today());
    return request;
  }

  static absl::StatusOr<Preview> See(const v1::PreviewAreaChangeRequest& request) {
    return server().Call<Preview>("centre1", request);
  }
  static absl::StatusOr<Preview> See(const v1::SplitGridRequest& request) {
    v1::PreviewAreaChangeRequest ask;
    *ask.mutable_split() = request;
    return See(ask);
  }
  static absl::StatusOr<Preview> See(const v1::MergeGridsRequest& request) {
    v1::PreviewAreaChangeRequest ask;
    *ask.mutable_merge() = request;
    return See(ask);
  }
  static absl::StatusOr<Preview> See(const v1::FoundCommunityRequest& request) {
    v1::PreviewAreaChangeRequest ask;
    *ask.mutable_found() = request;
    return See(ask);
  }
  static absl::StatusOr<Preview> See(const v1::RetireGridRequest& request) {
    v1::PreviewAreaChangeRequest ask;
    *ask.mutable_retire() = request;
    return See(ask);
  }
  // Seen, then done.
  template <class Response, class Request>
  static Response Change(Request request) {
    const auto preview = See(request);
    EXPECT_THAT(preview, IsOk());
    if (!preview.ok()) return {};
    request.set_preview_token(preview->preview_token());
    const auto answer = server().Call<Response>("centre1", request);
    EXPECT_THAT(answer, IsOk());
    return answer.value_or(Response());
  }

  static v1::Grid Get(const std::string& name) {
    v1::GetGridRequest request;
    request.set_name(name);
    const auto grid = server().Call<v1::Grid>("centre1", request);
    EXPECT_THAT(grid, IsOk());
    return grid.value_or(v1::Grid());
  }
  static v1::Compound MakeCompound(const std::string& code, const std::string& grid) {
    v1::CreateCompoundRequest request;
    request.mutable_compound()->set_code(code);
    request.mutable_compound()->set_title("示例小区");
    request.mutable_compound()->set_grid(grid);
    request.mutable_compound()->set_kind(v1::Compound::KIND_OLD);
    request.mutable_compound()->set_management(v1::Compound::MANAGEMENT_NONE);
    const auto compound = server().Call<v1::Compound>("centre1", request);
    EXPECT_THAT(compound, IsOk());
    return compound.value_or(v1::Compound());
  }
  static absl::StatusOr<v1::GridAssignment> Assign(const std::string& grid, const std::string& user,
                                                   v1::GridAssignment::Duty duty,
                                                   const std::string& from = "2026-01-01") {
    v1::AssignGridStaffRequest request;
    request.mutable_grid_assignment()->set_grid(grid);
    request.mutable_grid_assignment()->set_account(server().AccountName(user));
    request.mutable_grid_assignment()->set_duty(duty);
    request.mutable_grid_assignment()->set_start_date(from);
    return server().Call<v1::GridAssignment>("centre1", request);
  }
  static std::vector<v1::GridAssignment> StaffOf(const std::string& grid) {
    v1::ListGridAssignmentsRequest request;
    request.set_grid(grid);
    const auto page = server().Call<v1::ListGridAssignmentsResponse>("centre1", request);
    EXPECT_THAT(page, IsOk());
    return {page->grid_assignments().begin(), page->grid_assignments().end()};
  }
  static absl::StatusOr<v1::Issue> Report(const std::string& grid, v1::Issue issue = {}) {
    v1::CreateIssueRequest request;
    issue.set_category(kCategory);
    issue.set_grid(grid);
    issue.set_title("路灯不亮");
    *request.mutable_issue() = issue;
    return server().Call<v1::Issue>("centre1", request);
  }
  static v1::Issue ReportAt(const std::string& grid, int row, double column) {
    v1::Issue issue;
    issue.mutable_point()->set_longitude(104.70 + 0.003 * column);
    issue.mutable_point()->set_latitude(31.40 + 0.003 * row + 0.001);
    return *Report(grid, issue);
  }
  static v1::Issue Rejected(const std::string& grid) {
    v1::RejectIssueRequest request;
    request.set_name(Report(grid)->name());
    request.set_reason("不属实");
    return *server().Call<v1::Issue>("centre1", request);
  }
  static std::string GridOf(const std::string& issue) {
    return server().GetIssue("centre1", issue)->grid();
  }
  // Numbers by the grid that the issues are in now.
  static std::set<std::string> NumbersIn(const std::string& grid) {
    v1::ListIssuesRequest request;
    request.set_filter(absl::StrCat("grid = \"", grid, "\""));
    std::set<std::string> numbers;
    const auto page = server().Call<v1::ListIssuesResponse>("centre1", request);
    EXPECT_THAT(page, IsOk());
    for (const auto& issue : page->issues()) numbers.insert(issue.number());
    return numbers;
  }

  static inline int rows_ = 0;
  int row_ = 0;
};

TEST_F(AreaChangesTest, ASplitMovesWhatIsOpenByPointCompoundAndDefaultAndKeepsThePast) {
  const v1::Grid old = MakeGrid(/*drawn=*/true);
  const v1::Compound compound = MakeCompound("SPLIT-1", old.name());
  const v1::Issue past = Rejected(old.name());
  const v1::Issue east = ReportAt(old.name(), row_, 1.5);
  const v1::Issue west = ReportAt(old.name(), row_, 0.5);
  v1::Issue in_compound;
  in_compound.set_compound(compound.name());
  const v1::Issue with_compound = *Report(old.name(), in_compound);
  const v1::Issue nowhere = *Report(old.name());
  ASSERT_THAT(Assign(old.name(), "worker1", v1::GridAssignment::DUTY_LEAD), IsOk());

  v1::SplitGridRequest request = SplitOf(old.name(), /*drawn=*/true);
  auto& placement = *request.add_placements();
  placement.set_resource(compound.name());
  placement.set_successor(1);
  const v1::Grid split = Change<v1::Grid>(request);

  EXPECT_EQ(split.state(), v1::Grid::STATE_RETIRED);
  ASSERT_EQ(split.successors_size(), 2);
  EXPECT_EQ(split.valid_to_date(), Today());  // It was made today.
  const v1::Grid first = Get(split.successors(0));
  const v1::Grid second = Get(split.successors(1));
  EXPECT_THAT(first.predecessors(), ElementsAre(old.name()));
  EXPECT_EQ(first.valid_from_date(), Today());
  EXPECT_EQ(first.community(), kCommunityA);
  EXPECT_GT(first.area_m2(), 0);
  EXPECT_NEAR(static_cast<double>(first.area_m2() + second.area_m2()),
              static_cast<double>(old.area_m2()), 3);
  EXPECT_EQ(GridOf(west.name()), first.name());
  EXPECT_EQ(GridOf(east.name()), second.name());
  EXPECT_EQ(GridOf(with_compound.name()), second.name());
  EXPECT_EQ(GridOf(nowhere.name()), first.name());
  EXPECT_EQ(GridOf(past.name()), old.name());
  EXPECT_EQ(server().GetIssue("centre1", east.name())->number(), east.number());
  EXPECT_THAT(NumbersIn(old.name()), ElementsAre(past.number()));
  v1::ListIssueStepsRequest steps;
  steps.set_issue(east.name());
  const auto told = server().Call<v1::ListIssueStepsResponse>("centre1", steps);
  ASSERT_THAT(told, IsOk());
  EXPECT_EQ(told->issue_steps().rbegin()->act(), "relocate");
  EXPECT_EQ(told->issue_steps().rbegin()->text(), request.reason());

  const auto before = StaffOf(old.name());
  ASSERT_EQ(before.size(), 1u);
  EXPECT_LT(before[0].end_date(), Today());
  const auto after = StaffOf(first.name());
  ASSERT_EQ(after.size(), 1u);
  EXPECT_EQ(after[0].duty(), v1::GridAssignment::DUTY_LEAD);
  EXPECT_EQ(after[0].start_date(), Today());
  EXPECT_TRUE(StaffOf(second.name()).empty());
}

TEST_F(AreaChangesTest, ThePreviewTellsWhatTheActThenDoes) {
  const v1::Grid old = MakeGrid(/*drawn=*/true);
  const v1::Issue east = ReportAt(old.name(), row_, 1.5);
  MakeCompound("SEEN-1", old.name());
  GG_ASSERT_OK_AND_ASSIGN(const Preview preview,
                          See(SplitOf(absl::StrCat("grids/", old.code()), true)));
  ASSERT_EQ(preview.successors_size(), 2);
  ASSERT_EQ(preview.rows_size(), 2);
  EXPECT_EQ(preview.rows(0).kind(), Preview::KIND_ISSUE);
  EXPECT_EQ(preview.rows(0).label(), east.number());
  EXPECT_EQ(preview.rows(0).from_code(), old.code());
  EXPECT_EQ(preview.rows(0).to_code(), preview.successors(1).code());
  EXPECT_EQ(preview.rows(0).basis(), Preview::BASIS_POINT);
  EXPECT_EQ(preview.rows(1).kind(), Preview::KIND_COMPOUND);
  EXPECT_EQ(preview.rows(1).basis(), Preview::BASIS_DEFAULT);
  EXPECT_EQ(preview.counts_size(), 2);
  EXPECT_EQ(Get(old.name()).state(), v1::Grid::STATE_ACTIVE);
}

TEST_F(AreaChangesTest, AMergerJoinsStaffPlansAndBoundaries) {
  const v1::Grid a = MakeGrid(/*drawn=*/true);
  row_ = ++rows_;
  const v1::Grid b = MakeGrid(/*drawn=*/true);
  const v1::Issue issue = *Report(b.name());
  ASSERT_THAT(Assign(a.name(), "worker1", v1::GridAssignment::DUTY_LEAD), IsOk());
  ASSERT_THAT(Assign(b.name(), "worker2", v1::GridAssignment::DUTY_LEAD), IsOk());
  ASSERT_THAT(Assign(b.name(), "worker1", v1::GridAssignment::DUTY_WORKER), IsOk());

  const v1::Grid merged = Change<v1::Grid>(MergeOf({a.name(), b.name()}));

  EXPECT_THAT(merged.predecessors(), UnorderedElementsAre(a.name(), b.name()));
  EXPECT_EQ(merged.households(), 800);
  EXPECT_NEAR(static_cast<double>(merged.area_m2()), static_cast<double>(a.area_m2() + b.area_m2()),
              3);
  EXPECT_THAT(Get(b.name()).successors(), ElementsAre(merged.name()));
  EXPECT_EQ(GridOf(issue.name()), merged.name());
  std::map<std::string, v1::GridAssignment::Duty> duties;
  for (const auto& one : StaffOf(merged.name())) duties[one.account()] = one.duty();
  EXPECT_EQ(duties.size(), 2u);
  EXPECT_EQ(duties[server().AccountName("worker1")], v1::GridAssignment::DUTY_LEAD);
  EXPECT_EQ(duties[server().AccountName("worker2")], v1::GridAssignment::DUTY_WORKER);
}

TEST_F(AreaChangesTest, GridsOfTwoCommunitiesAreNotMerged) {
  const v1::Grid a = MakeGrid();
  const v1::Grid b = MakeGrid(false, kCommunityB);
  EXPECT_THAT(See(MergeOf({a.name(), b.name()})), HasViolation("grids[1]", "OTHER_COMMUNITY"));
  EXPECT_THAT(server().Call<v1::Grid>("centre1", MergeOf({a.name(), b.name()})),
              HasViolation("grids[1]", "OTHER_COMMUNITY"));
  EXPECT_EQ(Get(a.name()).state(), v1::Grid::STATE_ACTIVE);
}

TEST_F(AreaChangesTest, OverlappingBoundariesAreRefusedWithTheNeighbourTheAreaAndThePlace) {
  const v1::Grid old = MakeGrid(/*drawn=*/true);
  v1::SplitGridRequest request = SplitOf(old.name(), /*drawn=*/true);
  request.mutable_successors(1)->set_boundary(Square(row_, 0.5));
  const auto siblings = See(request);
  EXPECT_THAT(siblings, HasViolation("successors[1].boundary", "BOUNDARY_OVERLAP"));
  // The other side: a neighbour that is no part of the split.
  v1::CreateGridRequest neighbour;
  neighbour.mutable_grid()->set_title("邻近网格");
  neighbour.mutable_grid()->set_kind(v1::Grid::KIND_COMPREHENSIVE);
  neighbour.mutable_grid()->set_community(kCommunityB);
  neighbour.mutable_grid()->set_boundary(Square(row_, 1.5));
  const auto made = server().Call<v1::Grid>("centre1", neighbour);
  ASSERT_THAT(made, HasViolation("grid.boundary", "BOUNDARY_OVERLAP"));
  const std::string told = ErrorDetailIn(made.status(), false).violations(0).description();
  EXPECT_THAT(told, testing::HasSubstr(old.code()));
  EXPECT_THAT(told, testing::HasSubstr("m², at"));
  // Side by side, a dedicated grid inside, and its own place are all right.
  neighbour.mutable_grid()->set_boundary(Square(row_, 2));
  GG_ASSERT_OK_AND_ASSIGN(const v1::Grid beside, server().Call<v1::Grid>("centre1", neighbour));
  neighbour.mutable_grid()->set_kind(v1::Grid::KIND_DEDICATED);
  neighbour.mutable_grid()->set_boundary(Square(row_, 0.5));
  EXPECT_THAT(server().Call<v1::Grid>("centre1", neighbour), IsOk());
  v1::UpdateGridRequest update;
  update.mutable_grid()->set_name(beside.name());
  update.mutable_grid()->set_boundary(Square(row_, 2, 1.5));
  update.mutable_update_mask()->add_paths("boundary");
  EXPECT_THAT(server().Call<v1::Grid>("centre1", update), IsOk());
  update.mutable_grid()->set_boundary(Square(row_, 1.9));
  EXPECT_THAT(server().Call<v1::Grid>("centre1", update),
              HasViolation("grid.boundary", "BOUNDARY_OVERLAP"));
}

TEST_F(AreaChangesTest, AGridIsRetiredOnlyWhenNothingIsOpenAndTheErrorSaysWhatIs) {
  const v1::Grid grid = MakeGrid();
  const v1::Issue issue = *Report(grid.name());
  GG_ASSERT_OK_AND_ASSIGN(const auto duty,
                          Assign(grid.name(), "worker1", v1::GridAssignment::DUTY_WORKER));
  const auto refused = server().Call<v1::Grid>("centre1", RetirementOf(grid.name()));
  ASSERT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition, "GRID_HAS_OPEN_WORK"));
  const auto detail = ErrorDetailIn(refused.status(), false);
  EXPECT_EQ(detail.metadata().at("issues"), "1");
  EXPECT_EQ(detail.metadata().at("first_issues"), issue.number());
  EXPECT_EQ(detail.metadata().at("assignments"), "1");
  GG_ASSERT_OK_AND_ASSIGN(const Preview all, See(RetirementOf(grid.name())));
  ASSERT_EQ(all.rows_size(), 2);
  EXPECT_EQ(all.rows(0).outcome(), Preview::OUTCOME_BLOCKS);

  v1::RejectIssueRequest reject;
  reject.set_name(issue.name());
  reject.set_reason("不属实");
  ASSERT_THAT(server().Call<v1::Issue>("centre1", reject), IsOk());
  v1::EndGridAssignmentRequest end;
  end.set_name(duty.name());
  end.set_end_date(Today());
  ASSERT_THAT(server().Call<v1::GridAssignment>("centre1", end), IsOk());
  GG_ASSERT_OK_AND_ASSIGN(const v1::Grid retired,
                          server().Call<v1::Grid>("centre1", RetirementOf(grid.name())));
  EXPECT_EQ(retired.state(), v1::Grid::STATE_RETIRED);
  EXPECT_THAT(server().Call<v1::Grid>("centre1", RetirementOf(grid.name())),
              HasReason("WRONG_STATE"));
}

TEST_F(AreaChangesTest, ARunningPatrolHoldsASplitUp) {
  const v1::Grid old = MakeGrid();
  v1::CreatePatrolRequest patrol;
  patrol.mutable_patrol()->set_patrol_type("patrolTypes/FIRE_LANE");
  patrol.mutable_patrol()->set_grid(old.name());
  server().MakeUser(absl::StrCat("runner", row_));
  server().Grant(absl::StrCat("runner", row_), v1::ROLE_GRID_WORKER, old.name());
  GG_ASSERT_OK_AND_ASSIGN(const auto started,
                          server().Call<v1::Patrol>(absl::StrCat("runner", row_), patrol));
  v1::SplitGridRequest request = SplitOf(old.name());
  GG_ASSERT_OK_AND_ASSIGN(const Preview preview, See(request));
  EXPECT_EQ(preview.preview_token(), "");
  ASSERT_EQ(preview.rows_size(), 1);
  EXPECT_EQ(preview.rows(0).resource(), started.name());
  EXPECT_EQ(preview.rows(0).outcome(), Preview::OUTCOME_BLOCKS);
  EXPECT_THAT(server().Call<v1::Grid>("centre1", request), HasReason("GRID_HAS_OPEN_WORK"));
}

TEST_F(AreaChangesTest, AnythingThatChangesAfterThePreviewMakesItOutdated) {
  const v1::Grid old = MakeGrid();
  v1::SplitGridRequest request = SplitOf(old.name());
  EXPECT_THAT(server().Call<v1::Grid>("centre1", request),
              StatusIs(absl::StatusCode::kAborted, "PREVIEW_OUTDATED"));
  request.set_preview_token(See(request)->preview_token());
  const v1::Issue issue = *Report(old.name());
  EXPECT_THAT(server().Call<v1::Grid>("centre1", request), HasReason("PREVIEW_OUTDATED"));
  request.set_preview_token(See(request)->preview_token());
  server().Accept("centre1", issue.name());
  EXPECT_THAT(server().Call<v1::Grid>("centre1", request), HasReason("PREVIEW_OUTDATED"));
  // Another request than the one that was seen.
  request.set_preview_token(See(request)->preview_token());
  v1::SplitGridRequest other = request;
  other.set_default_successor(1);
  EXPECT_THAT(server().Call<v1::Grid>("centre1", other), HasReason("PREVIEW_OUTDATED"));
  EXPECT_THAT(server().Call<v1::Grid>("centre1", request), IsOk());
}

TEST_F(AreaChangesTest, OfTwoSplitsAtOnceOneIsDone) {
  const v1::Grid old = MakeGrid();
  Report(old.name()).IgnoreError();
  v1::SplitGridRequest request = SplitOf(old.name());
  request.set_preview_token(See(request)->preview_token());
  std::atomic<int> done = 0;
  std::atomic<int> refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const auto answer = server().Call<v1::Grid>("centre1", request);
      const std::string reason = ErrorReason(answer.status());
      if (answer.ok()) ++done;
      if (reason == "WRONG_STATE" || reason == "PREVIEW_OUTDATED") ++refused;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(done, 1);
  EXPECT_EQ(refused, 3);
  EXPECT_EQ(Get(old.name()).successors_size(), 2);
}

TEST_F(AreaChangesTest, ARetryAnswersLikeTheFirstAndChangesNothing) {
  const v1::Grid old = MakeGrid();
  v1::SplitGridRequest request = SplitOf(old.name());
  request.set_preview_token(See(request)->preview_token());
  request.set_request_id(Uuid::V7(absl::Now()).ToString());
  GG_ASSERT_OK_AND_ASSIGN(const v1::Grid first, server().Call<v1::Grid>("centre1", request));
  GG_ASSERT_OK_AND_ASSIGN(const v1::Grid again, server().Call<v1::Grid>("centre1", request));
  EXPECT_EQ(first.SerializeAsString(), again.SerializeAsString());
}

TEST_F(AreaChangesTest, ARetiredGridTakesNothingNew) {
  const v1::Grid old = MakeGrid();
  const v1::Grid split = Change<v1::Grid>(SplitOf(old.name()));
  EXPECT_THAT(Report(old.name()), HasViolation("issue.grid", "GRID_RETIRED"));
  EXPECT_THAT(Assign(old.name(), "worker1", v1::GridAssignment::DUTY_WORKER),
              HasViolation("grid_assignment.grid", "GRID_RETIRED"));
  v1::CreateCompoundRequest compound;
  compound.mutable_compound()->set_code("LATE-1");
  compound.mutable_compound()->set_title("示例小区");
  compound.mutable_compound()->set_grid(old.name());
  compound.mutable_compound()->set_kind(v1::Compound::KIND_OLD);
  compound.mutable_compound()->set_management(v1::Compound::MANAGEMENT_NONE);
  EXPECT_THAT(server().Call<v1::Compound>("centre1", compound),
              HasViolation("compound.grid", "GRID_RETIRED"));
  v1::CreatePatrolRequest patrol;
  patrol.mutable_patrol()->set_patrol_type("patrolTypes/FIRE_LANE");
  patrol.mutable_patrol()->set_grid(old.name());
  EXPECT_THAT(server().Call<v1::Patrol>("office1", patrol),
              HasViolation("patrol.grid", "GRID_RETIRED"));
  v1::RelocateIssueRequest relocate;
  relocate.set_name(Report(split.successors(0))->name());
  relocate.set_grid(old.name());
  relocate.set_reason("示例");
  EXPECT_THAT(server().Call<v1::Issue>("centre1", relocate), HasViolation("grid", "GRID_RETIRED"));
  v1::UpdateGridRequest update;
  update.mutable_grid()->set_name(old.name());
  update.mutable_grid()->set_title("改名");
  EXPECT_THAT(server().Call<v1::Grid>("centre1", update), HasReason("WRONG_STATE"));
  EXPECT_THAT(See(SplitOf(old.name())), HasReason("WRONG_STATE"));
}

TEST_F(AreaChangesTest, AClosedIssueOfARetiredGridIsReopenedInItsSuccessor) {
  const v1::Grid old = MakeGrid();
  const v1::Issue issue = *Report(old.name());
  server().Accept("centre1", issue.name());
  server().Dispatch("centre1", issue.name(), "units/CG");
  v1::StartIssueRequest start;
  start.set_name(issue.name());
  ASSERT_THAT(server().Call<v1::Issue>("handler1", start), IsOk());
  v1::FinishIssueRequest finish;
  finish.set_name(issue.name());
  finish.set_proof("已修复");
  ASSERT_THAT(server().Call<v1::Issue>("handler1", finish), IsOk());
  v1::CloseIssueRequest close;
  close.set_name(issue.name());
  close.set_closing_reason(v1::Issue::CLOSING_REASON_FIXED);
  ASSERT_THAT(server().Call<v1::Issue>("centre1", close), IsOk());
  v1::SplitGridRequest request = SplitOf(old.name());
  request.set_default_successor(1);
  const v1::Grid split = Change<v1::Grid>(request);
  EXPECT_EQ(GridOf(issue.name()), old.name());
  v1::ReopenIssueRequest reopen;
  reopen.set_name(issue.name());
  reopen.set_reason("又坏了");
  GG_ASSERT_OK_AND_ASSIGN(const v1::Issue open, server().Call<v1::Issue>("centre1", reopen));
  EXPECT_EQ(Get(open.grid()).state(), v1::Grid::STATE_ACTIVE);
  EXPECT_EQ(open.grid(), split.successors(0));  // The default stands first.
}

TEST_F(AreaChangesTest, AFoundedCommunityTakesGridsOverWithTheirWork) {
  const v1::Grid old = MakeGrid(/*drawn=*/true);
  const v1::Issue past = Rejected(old.name());
  const v1::Issue open = *Report(old.name());
  auto old_office = server().Watch("office1");
  const v1::FoundCommunityRequest request = FoundingOf({old.name()});

  const v1::Division founded = Change<v1::Division>(request);

  EXPECT_EQ(founded.code(), request.code());
  EXPECT_EQ(founded.level(), v1::Division::LEVEL_COMMUNITY);
  EXPECT_EQ(founded.valid_from_date(), Today());
  const v1::Grid ended = Get(old.name());
  ASSERT_EQ(ended.successors_size(), 1);
  const v1::Grid next = Get(ended.successors(0));
  EXPECT_EQ(next.code(), absl::StrCat(request.code(), "001"));
  EXPECT_EQ(next.community(), founded.name());
  EXPECT_EQ(next.boundary(), old.boundary());
  EXPECT_EQ(next.households(), old.households());
  EXPECT_EQ(GridOf(open.name()), next.name());
  EXPECT_EQ(GridOf(past.name()), old.name());
  // The old community's office keeps the past and loses what is open; the watch says so.
  EXPECT_THAT(server().GetIssue("office1", past.name()), IsOk());
  EXPECT_THAT(server().GetIssue("office1", open.name()), HasReason("NOT_VISIBLE"));
  for (bool gone = false; !gone;) {
    GG_ASSERT_OK_AND_ASSIGN(const auto event, old_office->Next());
    gone = event.kind() == v1::WatchResponse::KIND_GONE && event.name() == open.name();
  }
}

TEST_F(AreaChangesTest, AFoundingIsCheckedAgainstTheSubdistrict) {
  const v1::Grid grid = MakeGrid();
  v1::FoundCommunityRequest request = FoundingOf({grid.name()});
  request.set_code("510703004001");
  EXPECT_THAT(See(request), HasViolation("code", "NOT_OF_THE_SUBDISTRICT"));
  request.set_code("510703003001");
  EXPECT_THAT(See(request), HasViolation("code", "COMMUNITY_EXISTS"));
  request.set_parent("divisions/5107");
  EXPECT_THAT(See(request), HasReason("NOT_VISIBLE"));
}

TEST_F(AreaChangesTest, ARoleForAGridReachesItsSuccessorsAndARoleForASuccessorNotThePast) {
  const v1::Grid old = MakeGrid();
  const std::string before = absl::StrCat("before", row_);
  const std::string after = absl::StrCat("after", row_);
  server().MakeUser(before);
  server().Grant(before, v1::ROLE_GRID_WORKER, old.name());
  const v1::Issue past = Rejected(old.name());
  const v1::Issue open = *Report(old.name());
  const v1::Grid split = Change<v1::Grid>(SplitOf(old.name()));
  const v1::Issue later = *Report(split.successors(0));
  const v1::Issue other = *Report(split.successors(1));
  server().MakeUser(after);
  server().Grant(after, v1::ROLE_GRID_WORKER, split.successors(0));
  EXPECT_THAT(server().IssuesOf(before),
              UnorderedElementsAre(past.name(), open.name(), later.name(), other.name()));
  EXPECT_THAT(server().IssuesOf(after), UnorderedElementsAre(open.name(), later.name()));
  EXPECT_THAT(server().GetIssue(after, past.name()), HasReason("NOT_VISIBLE"));
  // Of a successor's successor too.
  const v1::Grid again = Change<v1::Grid>(SplitOf(split.successors(0)));
  const v1::Issue latest = *Report(again.successors(1));
  EXPECT_THAT(server().IssuesOf(before), Contains(latest.name()));
}

TEST_F(AreaChangesTest, BadRequestsAreRefusedWithTheirField) {
  const v1::Grid old = MakeGrid();
  v1::SplitGridRequest one = SplitOf(old.name());
  one.mutable_successors()->RemoveLast();
  EXPECT_THAT(See(one), HasViolation("successors", "TWO_NEEDED"));
  v1::SplitGridRequest request = SplitOf(old.name());
  request.set_effective_date("2099-01-01");
  EXPECT_THAT(See(request), HasViolation("effective_date", "OUT_OF_RANGE"));
  request.set_effective_date("2026-02-30");
  EXPECT_THAT(See(request), HasViolation("split.effective_date", "BAD_DATE"));
  request.set_effective_date(DayText(server().Now() - absl::Hours(48)));
  EXPECT_THAT(See(request), HasViolation("effective_date", "BEFORE_START"));
  request = SplitOf(old.name());
  request.set_default_successor(2);
  EXPECT_THAT(See(request), HasViolation("default_successor", "OUT_OF_RANGE"));
  request = SplitOf(old.name());
  request.add_placements()->set_resource(Report(kGridA1)->name());
  EXPECT_THAT(See(request), HasViolation("placements[0].resource", "NOT_OPEN_THERE"));
  request = SplitOf(old.name());
  request.mutable_successors(0)->set_code(old.code());
  EXPECT_THAT(See(request), HasViolation("successors[0].code", "CODE_TAKEN"));
  request.mutable_successors(0)->set_code("510703003002777");
  EXPECT_THAT(See(request), HasViolation("successors[0].code", "NOT_OF_THE_COMMUNITY"));
  request = SplitOf(old.name());
  request.set_etag("77");
  EXPECT_THAT(See(request), HasReason("CHANGED"));
  EXPECT_THAT(See(MergeOf({old.name()})), HasViolation("grids", "TWO_NEEDED"));
  EXPECT_THAT(See(MergeOf({old.name(), old.name()})), HasViolation("grids", "TWO_NEEDED"));
  EXPECT_THAT(See(v1::PreviewAreaChangeRequest()), HasViolation("change", "REQUIRED"));
}

TEST_F(AreaChangesTest, OnlyTheSubdistrictCentreChangesAreasAndOnlyItsOwn) {
  const v1::Grid old = MakeGrid();
  v1::PreviewAreaChangeRequest preview;
  *preview.mutable_split() = SplitOf(old.name());
  for (const char* user : {"office1", "worker1", "auditor1", "sysadmin"}) {
    EXPECT_THAT(server().Call<v1::Grid>(user, SplitOf(old.name())), HasReason("NOT_PERMITTED"));
    EXPECT_THAT(server().Call<Preview>(user, preview), HasReason("NOT_PERMITTED"));
  }
  const std::string stranger = absl::StrCat("stranger", row_);
  server().MakeUser(stranger);
  server().Grant(stranger, v1::ROLE_SUBDISTRICT_CENTRE, kCommunityB);
  EXPECT_THAT(server().Call<Preview>(stranger, preview), HasReason("NOT_VISIBLE"));
  EXPECT_THAT(server().Call<v1::Grid>(stranger, SplitOf(old.name())), HasReason("NOT_VISIBLE"));
}

// A server of its own, whose clock goes on.
class ClosedCommunityTest : public AreaChangesTest {};

TEST_F(ClosedCommunityTest, AnEmptiedCommunityIsClosedIfAskedForAndTakesNoGrid) {
  v1::FoundCommunityRequest first = FoundingOf({MakeGrid().name()});
  const v1::Division middle = Change<v1::Division>(first);
  row_ = ++rows_;
  v1::ListGridsRequest list;
  list.set_filter(absl::StrCat("community = \"", middle.name(), "\""));
  GG_ASSERT_OK_AND_ASSIGN(const auto grids, server().Call<v1::ListGridsResponse>("centre1", list));
  ASSERT_EQ(grids.grids_size(), 1);
  v1::FoundCommunityRequest second = FoundingOf({grids.grids(0).name()});
  second.set_close_emptied(true);
  Change<v1::Division>(second);
  v1::GetDivisionRequest get;
  get.set_name(middle.name());
  GG_ASSERT_OK_AND_ASSIGN(const auto closed, server().Call<v1::Division>("centre1", get));
  EXPECT_EQ(closed.valid_to_date(), Today());
  server().Advance(absl::Hours(24));
  server().SignIn("centre1");
  v1::CreateGridRequest late;
  late.mutable_grid()->set_title("迟到的网格");
  late.mutable_grid()->set_kind(v1::Grid::KIND_COMPREHENSIVE);
  late.mutable_grid()->set_community(middle.name());
  EXPECT_THAT(server().Call<v1::Grid>("centre1", late),
              HasViolation("grid.community", "COMMUNITY_CLOSED"));
}

}  // namespace
}  // namespace gridgov
