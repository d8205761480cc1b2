// Promise: a retry with the same request_id does the work once.
#include <algorithm>

#include "gridgov/v1/grid.pb.h"
#include "proto/cpp/uuid.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

std::string NewId() { return Uuid::V7(absl::Now()).ToString(); }

class IdempotencyTest : public ServerTest {
 protected:
  static v1::CreateIssueRequest NewReport() {
    v1::CreateIssueRequest request;
    request.mutable_issue()->set_category(kCategory);
    request.mutable_issue()->set_grid(kGridA1);
    request.mutable_issue()->set_title("井盖破损");
    request.set_request_id(NewId());
    return request;
  }
};

TEST_F(IdempotencyTest, ARetryAnswersTheSameResourceAndLeavesOneRow) {
  const v1::CreateIssueRequest request = NewReport();
  const size_t before = server().IssuesOf("worker1").size();
  GG_ASSERT_OK_AND_ASSIGN(const auto first, server().Call<v1::Issue>("worker1", request));
  GG_ASSERT_OK_AND_ASSIGN(const auto second, server().Call<v1::Issue>("worker1", request));
  EXPECT_THAT(second, EqualsProto(first));
  EXPECT_EQ(server().IssuesOf("worker1").size(), before + 1);
}

TEST_F(IdempotencyTest, ARetryAnswersTheResourceAsItIsNow) {
  const v1::CreateIssueRequest request = NewReport();
  GG_ASSERT_OK_AND_ASSIGN(const auto first, server().Call<v1::Issue>("worker1", request));
  server().Accept("office1", first.name());
  GG_ASSERT_OK_AND_ASSIGN(const auto second, server().Call<v1::Issue>("worker1", request));
  EXPECT_EQ(second.state(), v1::Issue::STATE_ACCEPTED);
}

TEST_F(IdempotencyTest, OtherContentUnderTheSameIdIsRefused) {
  v1::CreateIssueRequest request = NewReport();
  ASSERT_THAT(server().Call<v1::Issue>("worker1", request), IsOk());
  request.mutable_issue()->set_title("路灯不亮");
  EXPECT_THAT(server().Call<v1::Issue>("worker1", request),
              StatusIs(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED"));
}

TEST_F(IdempotencyTest, TheSameContentForAnotherMethodIsRefused) {
  const v1::CreateIssueRequest report = NewReport();
  GG_ASSERT_OK_AND_ASSIGN(const auto issue, server().Call<v1::Issue>("office1", report));
  v1::AcceptIssueRequest accept;
  accept.set_name(issue.name());
  accept.set_request_id(report.request_id());
  EXPECT_THAT(server().Call<v1::Issue>("office1", accept),
              StatusIs(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED"));
}

TEST_F(IdempotencyTest, TwoPeopleMayUseTheSameId) {
  const v1::CreateIssueRequest request = NewReport();
  GG_ASSERT_OK_AND_ASSIGN(const auto one, server().Call<v1::Issue>("worker1", request));
  GG_ASSERT_OK_AND_ASSIGN(const auto other, server().Call<v1::Issue>("office1", request));
  EXPECT_NE(one.name(), other.name());
}

TEST_F(IdempotencyTest, ARefusedCallMayBeTriedAgainUnderItsId) {
  v1::AcceptIssueRequest accept;
  accept.set_name(server().Report("worker1").name());
  accept.set_request_id(NewId());
  accept.set_etag("77");
  ASSERT_THAT(server().Call<v1::Issue>("office1", accept), HasReason("CHANGED"));
  accept.clear_etag();
  EXPECT_THAT(server().Call<v1::Issue>("office1", accept), IsOk());
}

TEST_F(IdempotencyTest, ARetryAfterTheResourceLeftTheCallersSightStillAnswersOk) {
  const v1::Issue issue = server().Report("worker1");
  server().Accept("office1", issue.name());
  server().Dispatch("office1", issue.name(), "units/CG");
  v1::ReturnIssueRequest request;
  request.set_name(issue.name());
  request.set_reason("不属本单位职责");
  request.set_request_id(NewId());
  ASSERT_THAT(server().Call<v1::Issue>("handler1", request), IsOk());
  ASSERT_THAT(server().GetIssue("handler1", issue.name()), HasReason("NOT_VISIBLE"));
  GG_ASSERT_OK_AND_ASSIGN(const auto again, server().Call<v1::Issue>("handler1", request));
  EXPECT_EQ(again.name(), issue.name());
  EXPECT_EQ(again.title(), "");
}

TEST_F(IdempotencyTest, AnIdThatIsNoUuidIsRefused) {
  v1::CreateIssueRequest request = NewReport();
  request.set_request_id("once");
  EXPECT_THAT(server().Call<v1::Issue>("worker1", request),
              HasViolation("request_id", "BAD_FORMAT"));
}

using EtagTest = ServerTest;

TEST_F(EtagTest, AnActOnAStaleIssueIsAborted) {
  const v1::Issue issue = server().Report("worker1");
  v1::UrgeIssueRequest urge;
  server().Accept("office1", issue.name());
  v1::DispatchIssueRequest dispatch;
  dispatch.set_name(issue.name());
  dispatch.set_unit("units/CG");
  dispatch.set_etag(issue.etag());
  EXPECT_THAT(server().Call<v1::Issue>("office1", dispatch),
              StatusIs(absl::StatusCode::kAborted, "CHANGED"));
  GG_ASSERT_OK_AND_ASSIGN(const auto now, server().GetIssue("office1", issue.name()));
  EXPECT_EQ(now.state(), v1::Issue::STATE_ACCEPTED);
  dispatch.set_etag(now.etag());
  EXPECT_THAT(server().Call<v1::Issue>("office1", dispatch), IsOk());
}

TEST_F(EtagTest, AnUpdateOfAStaleGridIsAborted) {
  v1::GetGridRequest get;
  get.set_name(kGridB1);
  GG_ASSERT_OK_AND_ASSIGN(const auto grid, server().Call<v1::Grid>("office2", get));
  v1::UpdateGridRequest update;
  *update.mutable_grid() = grid;
  update.mutable_grid()->set_title("改名");
  update.mutable_update_mask()->add_paths("title");
  ASSERT_THAT(server().Call<v1::Grid>("office2", update), IsOk());
  update.mutable_grid()->set_title("再改名");
  EXPECT_THAT(server().Call<v1::Grid>("office2", update),
              StatusIs(absl::StatusCode::kAborted, "CHANGED"));
}

}  // namespace
}  // namespace gridgov
