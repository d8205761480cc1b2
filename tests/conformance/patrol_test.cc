// Promise: a patrol is walked, logged, handed in and reviewed, also by a device that was offline;
// what it finds becomes an issue in one call; nobody else's patrol can be touched.
#include <algorithm>

#include "gridgov/v1/patrol.pb.h"
#include "proto/cpp/uuid.h"
#include "server/store/time_text.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

std::string NewId() { return Uuid::V7(absl::Now()).ToString(); }

class PatrolTest : public ServerTest {
 protected:
  static v1::CreatePatrolRequest NewStart() {
    v1::CreatePatrolRequest request;
    request.mutable_patrol()->set_patrol_type("patrolTypes/FIRE_LANE");
    request.mutable_patrol()->set_grid(kGridA1);
    return request;
  }
  static v1::Patrol Started() {
    const auto patrol = server().Call<v1::Patrol>("worker1", NewStart());
    EXPECT_THAT(patrol, IsOk());
    return *patrol;
  }
  static v1::RecordPatrolRequest NewAnswer(const std::string& name, const std::string& value) {
    v1::RecordPatrolRequest request;
    request.set_name(name);
    request.add_answers()->set_item("f1");
    request.mutable_answers(0)->set_value(value);
    return request;
  }
  static v1::ReportFindingRequest NewFinding(const std::string& name) {
    v1::ReportFindingRequest request;
    request.set_name(name);
    request.set_item("f1");
    request.mutable_issue()->set_title("消防通道堵塞");
    return request;
  }
  template <class Request>
  static absl::StatusOr<v1::Patrol> Do(const std::string& user, const std::string& name,
                                       Request request = {}) {
    request.set_name(name);
    return server().Call<v1::Patrol>(user, request);
  }
  static absl::StatusOr<v1::Patrol> SendBack(const std::string& user, const std::string& name) {
    v1::SendBackPatrolRequest request;
    request.set_reason("请补充");
    return Do(user, name, request);
  }
  static v1::Patrol Get(const std::string& user, const std::string& name) {
    const auto patrol = Do<v1::GetPatrolRequest>(user, name);
    EXPECT_THAT(patrol, IsOk());
    return patrol.ok() ? *patrol : v1::Patrol();
  }
  static size_t Patrols() {
    v1::ListPatrolsRequest request;
    request.set_page_size(200);
    const auto page = server().Call<v1::ListPatrolsResponse>("worker1", request);
    EXPECT_THAT(page, IsOk());
    EXPECT_EQ(page->next_page_token(), "");
    return page->patrols_size();
  }
};

TEST_F(PatrolTest, APatrolGoesFromItsStartThroughTheChecklistToTheOfficesAcceptance) {
  const v1::Patrol started = Started();
  EXPECT_EQ(started.state(), v1::Patrol::STATE_STARTED);
  EXPECT_EQ(started.worker(), server().AccountName("worker1"));
  GG_ASSERT_OK_AND_ASSIGN(const auto recorded,
                          server().Call<v1::Patrol>("worker1", NewAnswer(started.name(), "NO")));
  ASSERT_EQ(recorded.answers_size(), 1);
  EXPECT_TRUE(recorded.answers(0).failed());
  GG_ASSERT_OK_AND_ASSIGN(const auto submitted,
                          Do<v1::SubmitPatrolRequest>("worker1", started.name()));
  EXPECT_EQ(submitted.state(), v1::Patrol::STATE_SUBMITTED);
  GG_ASSERT_OK_AND_ASSIGN(const auto accepted,
                          Do<v1::AcceptPatrolRequest>("office1", started.name()));
  EXPECT_EQ(accepted.state(), v1::Patrol::STATE_ACCEPTED);
  EXPECT_EQ(accepted.reviewer(), server().AccountName("office1"));
  EXPECT_EQ(Get("worker1", started.name()).state(), v1::Patrol::STATE_ACCEPTED);
}

TEST_F(PatrolTest, WhatTheOfficeReturnsIsLoggedOnAndHandedInAgain) {
  const std::string name = Started().name();
  ASSERT_THAT(Do<v1::SubmitPatrolRequest>("worker1", name), IsOk());
  GG_ASSERT_OK_AND_ASSIGN(const auto back, SendBack("office1", name));
  EXPECT_EQ(back.state(), v1::Patrol::STATE_SENT_BACK);
  EXPECT_EQ(Get("worker1", name).review_comment(), "请补充");
  ASSERT_THAT(server().Call<v1::Patrol>("worker1", NewAnswer(name, "YES")), IsOk());
  ASSERT_THAT(Do<v1::SubmitPatrolRequest>("worker1", name), IsOk());
  EXPECT_THAT(Do<v1::AcceptPatrolRequest>("office1", name), IsOk());
}

TEST_F(PatrolTest, AFindingBecomesAnIssueInOneCallAndEachLeadsToTheOther) {
  const std::string name = Started().name();
  GG_ASSERT_OK_AND_ASSIGN(const auto issue, server().Call<v1::Issue>("worker1", NewFinding(name)));
  EXPECT_EQ(issue.patrol(), name);
  EXPECT_EQ(issue.source(), v1::Issue::SOURCE_PATROL);
  EXPECT_EQ(issue.state(), v1::Issue::STATE_REPORTED);
  // The category is the one that the item names.
  EXPECT_EQ(issue.category(), server().Report("worker1").category());
  const v1::Patrol patrol = Get("office1", name);
  ASSERT_EQ(patrol.findings_size(), 1);
  EXPECT_EQ(patrol.findings(0).issue(), issue.name());
  EXPECT_EQ(patrol.findings(0).item(), "f1");
  // It is the office's to accept like any other.
  EXPECT_EQ(server().Accept("office1", issue.name()).state(), v1::Issue::STATE_ACCEPTED);
}

TEST_F(PatrolTest, AFindingThatIsRefusedLeavesNeitherIssueNorLink) {
  const std::string name = Started().name();
  const size_t issues = server().IssuesOf("worker1").size();
  v1::ReportFindingRequest request = NewFinding(name);
  request.set_item("no_such_item");
  EXPECT_THAT(server().Call<v1::Issue>("worker1", request), HasViolation("item", "UNKNOWN_ITEM"));
  EXPECT_EQ(server().IssuesOf("worker1").size(), issues);
  EXPECT_EQ(Get("worker1", name).findings_size(), 0);
}

TEST_F(PatrolTest, TheDevicesTimeAndTheTimeOfReceiptAreBothKept) {
  const absl::Time before = absl::FromUnixMicros(absl::ToUnixMicros(server().Now()));
  const absl::Time walked = before - absl::Hours(3);
  v1::CreatePatrolRequest request = NewStart();
  *request.mutable_occurred_time() = ToProto(walked);
  GG_ASSERT_OK_AND_ASSIGN(const auto patrol, server().Call<v1::Patrol>("worker1", request));
  EXPECT_EQ(FromProto(patrol.start_time()), walked);
  EXPECT_GE(FromProto(patrol.received_time()), before);
  EXPECT_LE(FromProto(patrol.received_time()), server().Now());
  EXPECT_FALSE(patrol.clock_suspect());
  v1::ReportFindingRequest finding = NewFinding(patrol.name());
  *finding.mutable_occurred_time() = ToProto(walked + absl::Minutes(5));
  GG_ASSERT_OK_AND_ASSIGN(const auto issue, server().Call<v1::Issue>("worker1", finding));
  EXPECT_EQ(FromProto(issue.occurred_time()), walked + absl::Minutes(5));
  EXPECT_GE(FromProto(issue.received_time()), before);
  v1::SubmitPatrolRequest submit;
  *submit.mutable_occurred_time() = ToProto(walked + absl::Minutes(40));
  GG_ASSERT_OK_AND_ASSIGN(const auto submitted, Do("worker1", patrol.name(), submit));
  EXPECT_EQ(FromProto(submitted.end_time()), walked + absl::Minutes(40));
}

TEST_F(PatrolTest, AClockMoreThanADayOffIsKeptAndFlaggedOnPatrolAndFinding) {
  const absl::Time walked = server().Now() - absl::Hours(25);
  v1::CreatePatrolRequest request = NewStart();
  *request.mutable_occurred_time() = ToProto(walked);
  GG_ASSERT_OK_AND_ASSIGN(const auto patrol, server().Call<v1::Patrol>("worker1", request));
  EXPECT_TRUE(patrol.clock_suspect());
  v1::ReportFindingRequest finding = NewFinding(patrol.name());
  *finding.mutable_occurred_time() = ToProto(walked);
  GG_ASSERT_OK_AND_ASSIGN(const auto issue, server().Call<v1::Issue>("worker1", finding));
  EXPECT_TRUE(issue.clock_suspect());
}

// A device that sends its outbox twice: the answers to the first time were lost.
TEST_F(PatrolTest, AnOutboxThatIsSentTwiceDoesItsWorkOnce) {
  const size_t patrols = Patrols();
  const size_t issues = server().IssuesOf("worker1").size();
  v1::CreatePatrolRequest create = NewStart();
  create.set_patrol_id(NewId());
  create.set_request_id(NewId());
  const std::string name = "patrols/" + create.patrol_id();
  v1::RecordPatrolRequest record = NewAnswer(name, "NO");
  record.set_metres(700);
  record.add_track()->mutable_point()->set_latitude(31.4);
  record.set_request_id(NewId());
  v1::ReportFindingRequest finding = NewFinding(name);
  finding.set_issue_id(NewId());
  finding.set_request_id(NewId());
  v1::SubmitPatrolRequest submit;
  submit.set_request_id(NewId());
  for (int time = 1; time <= 2; ++time) {
    SCOPED_TRACE(time);
    ASSERT_THAT(server().Call<v1::Patrol>("worker1", create), IsOk());
    ASSERT_THAT(server().Call<v1::Patrol>("worker1", record), IsOk());
    GG_ASSERT_OK_AND_ASSIGN(const auto issue, server().Call<v1::Issue>("worker1", finding));
    EXPECT_EQ(issue.name(), "issues/" + finding.issue_id());
    ASSERT_THAT(Do("worker1", name, submit), IsOk());
  }
  EXPECT_EQ(Patrols(), patrols + 1);
  EXPECT_EQ(server().IssuesOf("worker1").size(), issues + 1);
  const v1::Patrol patrol = Get("worker1", name);
  EXPECT_EQ(patrol.state(), v1::Patrol::STATE_SUBMITTED);
  EXPECT_EQ(patrol.findings_size(), 1);
  EXPECT_EQ(patrol.track_size(), 1);
  EXPECT_EQ(patrol.metres(), 700);
}

TEST_F(PatrolTest, AnotherGridsWorkerSeesNothingAndChangesNothing) {
  const std::string name = Started().name();
  const v1::Patrol before = Get("worker1", name);
  const size_t issues = server().IssuesOf("worker1").size();
  const absl::Status refused[] = {
      Do<v1::GetPatrolRequest>("worker2", name).status(),
      server().Call<v1::Patrol>("worker2", NewAnswer(name, "NO")).status(),
      server().Call<v1::Issue>("worker2", NewFinding(name)).status(),
      Do<v1::SubmitPatrolRequest>("worker2", name).status(),
      Do<v1::StartPatrolRequest>("worker2", name).status(),
  };
  for (const absl::Status& status : refused) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kPermissionDenied, "NOT_VISIBLE"));
  }
  EXPECT_THAT(Get("worker1", name), EqualsProto(before));
  EXPECT_EQ(server().IssuesOf("worker1").size(), issues);
  GG_ASSERT_OK_AND_ASSIGN(
      const auto page, server().Call<v1::ListPatrolsResponse>("worker2", v1::ListPatrolsRequest()));
  for (const auto& listed : page.patrols()) EXPECT_NE(listed.name(), name);
}

TEST_F(PatrolTest, AnotherCommunitysOfficeReviewsNothing) {
  const std::string name = Started().name();
  ASSERT_THAT(Do<v1::SubmitPatrolRequest>("worker1", name), IsOk());
  EXPECT_THAT(Do<v1::AcceptPatrolRequest>("office2", name), HasReason("NOT_VISIBLE"));
  EXPECT_THAT(SendBack("office2", name), HasReason("NOT_VISIBLE"));
  // A clerk there and a worker here sees it, and reviews it no more than they do.
  ASSERT_THAT(Do<v1::GetPatrolRequest>("mixed1", name), IsOk());
  EXPECT_THAT(Do<v1::AcceptPatrolRequest>("mixed1", name), HasReason("NOT_VISIBLE"));
  EXPECT_EQ(Get("worker1", name).state(), v1::Patrol::STATE_SUBMITTED);
}

TEST_F(PatrolTest, AStepOnWhatHasChangedIsAbortedAndSaysSoInBothLanguages) {
  const v1::Patrol seen = Started();
  ASSERT_THAT(server().Call<v1::Patrol>("worker1", NewAnswer(seen.name(), "YES")), IsOk());
  const v1::Patrol before = Get("worker1", seen.name());
  v1::SubmitPatrolRequest submit;
  submit.set_etag(seen.etag());
  submit.set_name(seen.name());
  for (const bool chinese : {true, false}) {
    CallSettings settings = server().As("worker1");
    settings.chinese = chinese;
    const auto refused = CallUnary<v1::Patrol>(server().channel(), settings, submit);
    ASSERT_THAT(refused, StatusIs(absl::StatusCode::kAborted, "CHANGED"));
    EXPECT_NE(ErrorDetailIn(refused.status(), chinese).localized_message(), "");
  }
  EXPECT_THAT(Get("worker1", seen.name()), EqualsProto(before));
  submit.set_etag(before.etag());
  EXPECT_THAT(Do("worker1", seen.name(), submit), IsOk());
}

}  // namespace
}  // namespace gridgov
