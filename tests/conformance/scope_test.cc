// Promise: everybody sees and changes the rows of the own work, and no others.
#include <algorithm>

#include "gridgov/v1/patrol.pb.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

class ScopeTest : public ServerTest {
 protected:
  static bool Lists(const std::string& user, const std::string& name) {
    const std::vector<std::string> names = server().IssuesOf(user);
    return std::find(names.begin(), names.end(), name) != names.end();
  }
  // List and Get must agree.
  static bool Sees(const std::string& user, const std::string& name) {
    const absl::StatusOr<v1::Issue> got = server().GetIssue(user, name);
    EXPECT_EQ(got.ok(), Lists(user, name)) << user;
    if (!got.ok()) {
      EXPECT_THAT(got, StatusIs(absl::StatusCode::kPermissionDenied, "NOT_VISIBLE"));
    }
    return got.ok();
  }
  static absl::StatusOr<v1::Issue> AcceptAs(const std::string& user, const std::string& name) {
    v1::AcceptIssueRequest request;
    request.set_name(name);
    return server().Call<v1::Issue>(user, request);
  }
};

TEST_F(ScopeTest, AWorkerSeesTheOwnGridAlone) {
  const std::string name = server().Report("office1", kGridA1).name();
  EXPECT_TRUE(Sees("worker1", name));
  EXPECT_FALSE(Sees("worker2", name));
  EXPECT_TRUE(Sees("centre1", name));
  EXPECT_TRUE(Sees("auditor1", name));
  EXPECT_FALSE(Sees("office2", name));
}

TEST_F(ScopeTest, NobodyReportsIntoAnotherGrid) {
  v1::CreateIssueRequest request;
  request.mutable_issue()->set_category(kCategory);
  request.mutable_issue()->set_grid(kGridA2);
  request.mutable_issue()->set_title("越界");
  EXPECT_TRUE(absl::IsPermissionDenied(server().Call<v1::Issue>("worker1", request).status()));
}

TEST_F(ScopeTest, AWorkerHereWhoIsAClerkThereActsAsAClerkThereAlone) {
  const std::string here = server().Report("office1", kGridA1).name();
  const std::string there = server().Report("office2", kGridB1).name();
  EXPECT_TRUE(Sees("mixed1", here));
  EXPECT_TRUE(Sees("mixed1", there));
  EXPECT_THAT(AcceptAs("mixed1", here),
              StatusIs(absl::StatusCode::kPermissionDenied, "NOT_VISIBLE"));
  EXPECT_THAT(AcceptAs("mixed1", there), IsOk());
  const auto seen = server().GetIssue("mixed1", here);
  ASSERT_THAT(seen, IsOk());
  EXPECT_EQ(std::count(seen->allowed_actions().begin(), seen->allowed_actions().end(), "accept"),
            0);
}

TEST_F(ScopeTest, NobodyMovesAnIssueOutOfTheOwnArea) {
  const std::string name = server().Report("office1", kGridA1).name();
  v1::RelocateIssueRequest request;
  request.set_name(name);
  request.set_grid(kGridB1);
  request.set_reason("示例");
  EXPECT_TRUE(absl::IsPermissionDenied(server().Call<v1::Issue>("office1", request).status()));
  EXPECT_THAT(server().Call<v1::Issue>("centre1", request), IsOk());
}

TEST_F(ScopeTest, AUnitSeesWhatItHandlesOrHelpsToHandle) {
  const std::string name = server().Report("office1").name();
  server().Accept("office1", name);
  EXPECT_FALSE(Sees("handler1", name));
  server().Dispatch("office1", name, "units/CG");
  EXPECT_TRUE(Sees("handler1", name));
  EXPECT_FALSE(Sees("handler2", name));
  v1::AddCoUnitRequest request;
  request.set_name(name);
  request.set_unit("units/XF");
  ASSERT_THAT(server().Call<v1::Issue>("office1", request), IsOk());
  EXPECT_TRUE(Sees("handler2", name));
}

TEST_F(ScopeTest, TheLiaisonSeesPublicOrderWithoutWhoReportedAndWhatWasDone) {
  const std::string other = server().Report("worker1", kGridA1, kCategory).name();
  const std::string name = server().Report("worker1", kGridA1, kPublicOrderCategory).name();
  server().Accept("office1", name);
  server().Dispatch("office1", name, "units/CG");
  v1::StartIssueRequest start;
  start.set_name(name);
  ASSERT_THAT(server().Call<v1::Issue>("handler1", start), IsOk());
  v1::FinishIssueRequest finish;
  finish.set_name(name);
  finish.set_proof("已劝离");
  ASSERT_THAT(server().Call<v1::Issue>("handler1", finish), IsOk());
  EXPECT_FALSE(Sees("liaison1", other));
  ASSERT_TRUE(Sees("liaison1", name));
  GG_ASSERT_OK_AND_ASSIGN(const auto masked, server().GetIssue("liaison1", name));
  GG_ASSERT_OK_AND_ASSIGN(const auto whole, server().GetIssue("office1", name));
  EXPECT_NE(whole.creator(), "");
  EXPECT_NE(whole.result(), "");
  EXPECT_EQ(masked.creator(), "");
  EXPECT_EQ(masked.patrol(), "");
  EXPECT_EQ(masked.result(), "");
  EXPECT_TRUE(masked.allowed_actions().empty());
  v1::ListIssueStepsRequest steps;
  steps.set_issue(name);
  EXPECT_THAT(server().Call<v1::ListIssueStepsResponse>("liaison1", steps),
              HasReason("NOT_PERMITTED"));
}

TEST_F(ScopeTest, TheLiaisonsFilterBetraysNothingThatIsHidden) {
  // callback_due is masked for the liaison; filtering by it would tell it row by row.
  v1::CreateIssueRequest request;
  request.mutable_issue()->set_category(kPublicOrderCategory);
  request.mutable_issue()->set_grid(kGridA1);
  request.mutable_issue()->set_title("噪声");
  request.mutable_reporter()->set_display_name("居民甲（示例）");
  GG_ASSERT_OK_AND_ASSIGN(const auto issue, server().Call<v1::Issue>("office1", request));
  v1::RejectIssueRequest reject;
  reject.set_name(issue.name());
  reject.set_reason("示例");
  GG_ASSERT_OK_AND_ASSIGN(const auto rejected, server().Call<v1::Issue>("office1", reject));
  ASSERT_TRUE(rejected.callback_due());
  v1::ListIssuesRequest list;
  list.set_filter("callback_due = true");
  const auto answer = server().Call<v1::ListIssuesResponse>("liaison1", list);
  EXPECT_TRUE(!answer.ok() || answer->issues_size() == 0) << answer->ShortDebugString();
}

TEST_F(ScopeTest, StaffAreKnownByNameToWhoeverWorksWithThemAndNotToTheLiaison) {
  v1::LookUpAccountRequest request;
  request.set_name(server().AccountName("worker1"));
  for (const char* user : {"worker2", "office1", "handler1", "centre1", "auditor1"}) {
    GG_ASSERT_OK_AND_ASSIGN(const auto names, server().Call<v1::AccountNames>(user, request));
    EXPECT_EQ(names.username(), "worker1") << user;
    EXPECT_NE(names.display_name(), "") << user;
  }
  EXPECT_THAT(server().Call<v1::AccountNames>("liaison1", request), HasReason("NOT_PERMITTED"));
  v1::GetAccountRequest whole;
  whole.set_name(request.name());
  EXPECT_THAT(server().Call<v1::Account>("office1", whole), HasReason("NOT_PERMITTED"));
}

TEST_F(ScopeTest, WhatIsOutOfSightAndWhatIsNotThereAnswerAlike) {
  const std::string hidden = server().Report("office1", kGridA1).name();
  const std::string nothing = "issues/01890000-0000-7000-8000-000000000000";
  const auto one = server().GetIssue("worker2", hidden).status();
  const auto other = server().GetIssue("worker2", nothing).status();
  EXPECT_EQ(one.code(), other.code());
  EXPECT_EQ(ErrorReason(one), ErrorReason(other));
  EXPECT_EQ(one.message(), other.message());
  EXPECT_THAT(server().GetIssue("auditor1", nothing),
              StatusIs(absl::StatusCode::kNotFound, "NOT_FOUND"));
}

TEST_F(ScopeTest, AnEndedRoleIsLostAtOnce) {
  server().MakeUser("visitor");
  const std::string role = server().Grant("visitor", v1::ROLE_GRID_WORKER, kGridA1);
  const std::string name = server().Report("worker1").name();
  ASSERT_THAT(server().GetIssue("visitor", name), IsOk());
  server().EndRole(role);
  EXPECT_THAT(server().GetIssue("visitor", name), HasReason("NOT_PERMITTED"));
}

}  // namespace
}  // namespace gridgov
