// Promises of Watch: what the reader may see, in order, once, and no longer than the rights last.
#include <map>
#include <set>

#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

constexpr auto kChanged = v1::WatchResponse::KIND_CHANGED;
constexpr auto kGone = v1::WatchResponse::KIND_GONE;

class WatchTest : public ServerTest {
 protected:
  // Where a watch that misses nothing from now on begins.
  static std::string TokenOf(const std::string& user) {
    v1::ListIssuesRequest request;
    request.set_page_size(1);
    auto page = server().Call<v1::ListIssuesResponse>(user, request);
    EXPECT_THAT(page, IsOk());
    return page->watch_token();
  }

  // The next event that is no sign of life.
  static absl::StatusOr<v1::WatchResponse> NextEvent(WatchStream& stream) {
    while (true) {
      GG_ASSIGN_OR_RETURN(v1::WatchResponse event, stream.Next());
      if (event.kind() != v1::WatchResponse::KIND_UNSPECIFIED) return event;
    }
  }

  static void Relocate(const std::string& name, const std::string& grid) {
    v1::RelocateIssueRequest request;
    request.set_name(name);
    request.set_grid(grid);
    request.set_reason("地址属另一网格");
    ASSERT_THAT(server().Call<v1::Issue>("office1", request), IsOk());
  }
};

TEST_F(WatchTest, ANewIssueIsToldWithItsContent) {
  auto stream = server().Watch("worker1", TokenOf("worker1"));
  const v1::Issue issue = server().Report("worker1");
  GG_ASSERT_OK_AND_ASSIGN(const auto event, NextEvent(*stream));
  EXPECT_EQ(event.kind(), kChanged);
  EXPECT_EQ(event.name(), issue.name());
  EXPECT_EQ(event.issue().number(), issue.number());
  EXPECT_FALSE(event.watch_token().empty());
}

TEST_F(WatchTest, AnIssueThatMovesGoesFromOneWorkerAndComesToTheOther) {
  auto old_worker = server().Watch("worker1", TokenOf("worker1"));
  auto new_worker = server().Watch("worker2", TokenOf("worker2"));
  const v1::Issue issue = server().Report("office1", kGridA1);
  GG_ASSERT_OK_AND_ASSIGN(const auto shown, NextEvent(*old_worker));
  EXPECT_EQ(shown.kind(), kChanged);
  Relocate(issue.name(), kGridA2);
  GG_ASSERT_OK_AND_ASSIGN(const auto gone, NextEvent(*old_worker));
  EXPECT_EQ(gone.kind(), kGone);
  EXPECT_EQ(gone.name(), issue.name());
  EXPECT_FALSE(gone.has_issue());
  GG_ASSERT_OK_AND_ASSIGN(const auto come, NextEvent(*new_worker));
  EXPECT_EQ(come.kind(), kChanged);
  EXPECT_EQ(come.name(), issue.name());
}

TEST_F(WatchTest, AnIssueThatAUnitReturnsGoesFromTheUnit) {
  auto stream = server().Watch("handler1", TokenOf("handler1"));
  const v1::Issue issue = server().Report("office1");
  server().Accept("office1", issue.name());
  server().Dispatch("office1", issue.name(), "units/CG");
  GG_ASSERT_OK_AND_ASSIGN(const auto come, NextEvent(*stream));
  EXPECT_EQ(come.kind(), kChanged);
  EXPECT_EQ(come.issue().state(), v1::Issue::STATE_DISPATCHED);
  v1::ReturnIssueRequest request;
  request.set_name(issue.name());
  request.set_reason("不属本单位职责");
  ASSERT_THAT(server().Call<v1::Issue>("handler1", request), IsOk());
  GG_ASSERT_OK_AND_ASSIGN(const auto gone, NextEvent(*stream));
  EXPECT_EQ(gone.kind(), kGone);
  EXPECT_EQ(gone.name(), issue.name());
}

TEST_F(WatchTest, NobodyLearnsOfIssuesOutOfSight) {
  auto stream = server().Watch("handler2", TokenOf("handler2"));
  server().Report("office1");
  const v1::Issue own = server().Report("office1");
  server().Accept("office1", own.name());
  server().Dispatch("office1", own.name(), "units/XF");
  GG_ASSERT_OK_AND_ASSIGN(const auto event, NextEvent(*stream));
  EXPECT_EQ(event.name(), own.name());
}

TEST_F(WatchTest, TheLiaisonsEventsHideWhoReportedAndSkipOtherMatters) {
  auto stream = server().Watch("liaison1", TokenOf("liaison1"));
  server().Report("worker1", kGridA1, kCategory);
  const v1::Issue issue = server().Report("worker1", kGridA1, kPublicOrderCategory);
  GG_ASSERT_OK_AND_ASSIGN(const auto event, NextEvent(*stream));
  EXPECT_EQ(event.name(), issue.name());
  EXPECT_EQ(event.issue().creator(), "");
}

TEST_F(WatchTest, GoingOnByTokenAfterABreakLosesAndDoublesNothing) {
  std::string token = TokenOf("worker1");
  std::set<std::string> expected;
  std::map<std::string, int> told;
  for (int round = 0; round < 4; ++round) {
    auto stream = server().Watch("worker1", token);
    for (int i = 0; i < 3; ++i) expected.insert(server().Report("worker1").name());
    // Breaks off after two events, whatever has been sent beyond them.
    for (int i = 0; i < 2; ++i) {
      GG_ASSERT_OK_AND_ASSIGN(const auto event, NextEvent(*stream));
      ++told[event.name()];
      token = event.watch_token();
    }
  }
  auto stream = server().Watch("worker1", token);
  while (told.size() < expected.size()) {
    GG_ASSERT_OK_AND_ASSIGN(const auto event, NextEvent(*stream));
    ++told[event.name()];
  }
  for (const std::string& name : expected) EXPECT_EQ(told[name], 1) << name;
}

TEST_F(WatchTest, AllOfALongBacklogIsToldThoughNothingMoreHappens) {
  const std::string token = TokenOf("worker1");
  std::set<std::string> waiting;
  // More than one batch, and more than the answer to one reading.
  for (int i = 0; i < 450; ++i) waiting.insert(server().Report("worker1").name());
  auto stream = server().Watch("worker1", token);
  while (!waiting.empty()) {
    GG_ASSERT_OK_AND_ASSIGN(const auto event, NextEvent(*stream));
    EXPECT_EQ(waiting.erase(event.name()), 1) << "told twice";
  }
}

TEST_F(WatchTest, TheLastThatIsToldOfAThingIsHowItIs) {
  auto stream = server().Watch("office1", TokenOf("office1"));
  const std::string name = server().Report("office1").name();
  // Readers of the same snapshots come and go meanwhile.
  for (int i = 0; i < 100; ++i) {
    Relocate(name, i % 2 == 0 ? kGridA2 : kGridA1);
    ASSERT_THAT(server().GetIssue("office1", name), IsOk());
  }
  GG_ASSERT_OK_AND_ASSIGN(const auto now, server().GetIssue("office1", name));
  std::string told;
  while (told != now.etag()) {
    GG_ASSERT_OK_AND_ASSIGN(const auto event, NextEvent(*stream));
    ASSERT_EQ(event.name(), name);
    told = event.issue().etag();
  }
}

TEST_F(WatchTest, ATokenOfSomebodyElseIsRefused) {
  auto stream = server().Watch("worker2", TokenOf("worker1"));
  EXPECT_THAT(stream->Next(), StatusIs(absl::StatusCode::kInvalidArgument, "BAD_TOKEN"));
}

TEST_F(WatchTest, ACollectionThatCannotBeWatchedIsRefused) {
  auto stream = server().Watch("worker1", "", {"accounts"});
  EXPECT_THAT(stream->Next(), HasViolation("collections", "NOT_WATCHABLE"));
}

TEST_F(WatchTest, AStreamEndsWithTheRightToWatch) {
  server().MakeUser("leaver");
  const std::string role = server().Grant("leaver", v1::ROLE_GRID_WORKER, kGridA1);
  auto stream = server().Watch("leaver", TokenOf("leaver"));
  server().Report("worker1");
  ASSERT_THAT(NextEvent(*stream), IsOk());
  server().EndRole(role);
  EXPECT_THAT(NextEvent(*stream), StatusIs(absl::StatusCode::kPermissionDenied, "NOT_PERMITTED"));
}

TEST_F(WatchTest, AStreamEndsWithTheAccount) {
  server().MakeUser("stopped");
  server().Grant("stopped", v1::ROLE_GRID_WORKER, kGridA1);
  auto stream = server().Watch("stopped", TokenOf("stopped"));
  server().Report("worker1");
  ASSERT_THAT(NextEvent(*stream), IsOk());
  v1::DisableAccountRequest request;
  request.set_name("accounts/stopped");
  request.set_reason("离职");
  ASSERT_THAT(server().Call<v1::Account>("secadmin", request), IsOk());
  EXPECT_THAT(NextEvent(*stream), StatusIs(absl::StatusCode::kUnauthenticated, "SESSION_ENDED"));
}

TEST_F(WatchTest, AStreamEndsWhenTheServerStops) {
  auto stream = server().Watch("worker1", TokenOf("worker1"));
  server().Report("worker1");
  ASSERT_THAT(NextEvent(*stream), IsOk());
  server().Stop();
  EXPECT_THAT(NextEvent(*stream), StatusIs(absl::StatusCode::kUnavailable, "STOPPING"));
  stream.reset();
  server().Start();
}

}  // namespace
}  // namespace gridgov
