// Promise: who holds two roles sees each row as the role shows it that gives the row, and never one
// row with the sight of the other role.
#include <algorithm>

#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

// double1 is the liaison of the whole subdistrict and a clerk of community B.
class TwoRolesTest : public ServerTest {
 protected:
  static void SetUpTestSuite() {
    ServerTest::SetUpTestSuite();
    server().MakeUser("double1");
    server().Grant("double1", v1::ROLE_LIAISON, kStreet);
    server().Grant("double1", v1::ROLE_COMMUNITY_OFFICE, kCommunityB);
  }
  static std::string Report(const std::string& office, const std::string& grid) {
    v1::CreateIssueRequest request;
    request.mutable_issue()->set_category(kPublicOrderCategory);
    request.mutable_issue()->set_grid(grid);
    request.mutable_issue()->set_title("噪声");
    request.mutable_reporter()->set_display_name("居民甲（示例）");
    const auto issue = server().Call<v1::Issue>(office, request);
    EXPECT_THAT(issue, IsOk());
    return issue.ok() ? issue->name() : "";
  }
  static v1::Issue Listed(const std::string& user, const std::string& name) {
    v1::ListIssuesRequest request;
    request.set_page_size(200);
    const auto page = server().Call<v1::ListIssuesResponse>(user, request);
    EXPECT_THAT(page, IsOk());
    for (const auto& issue : page->issues()) {
      if (issue.name() == name) return issue;
    }
    ADD_FAILURE() << name << " is not listed for " << user;
    return {};
  }
  static bool MayAccept(const v1::Issue& issue) {
    const auto& actions = issue.allowed_actions();
    return std::find(actions.begin(), actions.end(), "accept") != actions.end();
  }
};

TEST_F(TwoRolesTest, EachRowIsMaskedByTheRoleThatGivesIt) {
  const std::string there = Report("office1", kGridA1);
  const std::string own = Report("office2", kGridB1);
  GG_ASSERT_OK_AND_ASSIGN(const auto as_liaison, server().GetIssue("double1", there));
  GG_ASSERT_OK_AND_ASSIGN(const auto as_clerk, server().GetIssue("double1", own));
  EXPECT_EQ(as_liaison.title(), "噪声");
  EXPECT_EQ(as_liaison.creator(), "");
  EXPECT_EQ(as_clerk.creator(), server().AccountName("office2"));
  EXPECT_FALSE(MayAccept(as_liaison));
  EXPECT_TRUE(MayAccept(as_clerk));
  // One page of a list holds both, each as it is shown alone.
  EXPECT_EQ(Listed("double1", there).creator(), "");
  EXPECT_EQ(Listed("double1", own).creator(), server().AccountName("office2"));
  EXPECT_FALSE(MayAccept(Listed("double1", there)));
  EXPECT_TRUE(MayAccept(Listed("double1", own)));
}

TEST_F(TwoRolesTest, AnAnswerToAnActIsMaskedLikeTheRow) {
  const std::string own = Report("office2", kGridB1);
  const v1::Issue accepted = server().Accept("double1", own);
  EXPECT_EQ(accepted.creator(), server().AccountName("office2"));
  const std::string there = Report("office1", kGridA1);
  v1::AcceptIssueRequest request;
  request.set_name(there);
  EXPECT_THAT(server().Call<v1::Issue>("double1", request),
              StatusIs(absl::StatusCode::kPermissionDenied, "NOT_VISIBLE"));
  GG_ASSERT_OK_AND_ASSIGN(const auto unchanged, server().GetIssue("office1", there));
  EXPECT_EQ(unchanged.state(), v1::Issue::STATE_REPORTED);
}

TEST_F(TwoRolesTest, StepsAndReportersAreReadWhereTheClerkIsOneAlone) {
  const std::string there = Report("office1", kGridA1);
  const std::string own = Report("office2", kGridB1);
  v1::ListIssueStepsRequest steps;
  v1::GetIssueReporterRequest reporter;
  reporter.set_purpose("回访（示例）");
  steps.set_issue(own);
  reporter.set_issue(own);
  EXPECT_THAT(server().Call<v1::ListIssueStepsResponse>("double1", steps), IsOk());
  EXPECT_THAT(server().Call<v1::IssueReporter>("double1", reporter), IsOk());
  steps.set_issue(there);
  reporter.set_issue(there);
  EXPECT_THAT(server().Call<v1::ListIssueStepsResponse>("double1", steps),
              HasReason("NOT_VISIBLE"));
  EXPECT_THAT(server().Call<v1::IssueReporter>("double1", reporter), HasReason("NOT_VISIBLE"));
}

TEST_F(TwoRolesTest, ARowThatMovesFromOneRoleToTheOtherIsMaskedFromThenOn) {
  const std::string name = Report("office2", kGridB1);
  GG_ASSERT_OK_AND_ASSIGN(const auto before, server().GetIssue("double1", name));
  EXPECT_NE(before.creator(), "");
  v1::RelocateIssueRequest request;
  request.set_name(name);
  request.set_grid(kGridA1);
  request.set_reason("示例");
  ASSERT_THAT(server().Call<v1::Issue>("centre1", request), IsOk());
  GG_ASSERT_OK_AND_ASSIGN(const auto after, server().GetIssue("double1", name));
  EXPECT_EQ(after.creator(), "");
  EXPECT_FALSE(MayAccept(after));
}

TEST_F(TwoRolesTest, AWorkerHereAndClerkThereIsOfferedEachRowsOwnActs) {
  const std::string here = Report("office1", kGridA1);
  const std::string there = Report("office2", kGridB1);
  EXPECT_FALSE(MayAccept(Listed("mixed1", here)));
  EXPECT_TRUE(MayAccept(Listed("mixed1", there)));
  v1::GetIssueReporterRequest reporter;
  reporter.set_purpose("回访（示例）");
  reporter.set_issue(here);
  EXPECT_THAT(server().Call<v1::IssueReporter>("mixed1", reporter), HasReason("NOT_VISIBLE"));
  reporter.set_issue(there);
  EXPECT_THAT(server().Call<v1::IssueReporter>("mixed1", reporter), IsOk());
}

}  // namespace
}  // namespace gridgov
