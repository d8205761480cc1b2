// Promise: whatever comes in, the answer says what is wrong, in the caller's language, and nothing
// is changed.
#include <algorithm>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/division.grpc.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "server/init/data_folder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

class BadInputTest : public ServerTest {
 protected:
  static v1::CreateIssueRequest NewReport() {
    v1::CreateIssueRequest request;
    request.mutable_issue()->set_category(kCategory);
    request.mutable_issue()->set_grid(kGridA1);
    request.mutable_issue()->set_title("示例");
    return request;
  }
  static int Divisions() {
    v1::ListDivisionsRequest request;
    request.set_page_size(200);
    auto page = server().Call<v1::ListDivisionsResponse>("sysadmin", request);
    EXPECT_THAT(page, IsOk());
    return page->divisions_size();
  }
  static v1::Division NewDivision(const std::string& code, const std::string& parent) {
    v1::Division row;
    row.set_code(code);
    row.set_title("示例社区");
    row.set_level(v1::Division::LEVEL_COMMUNITY);
    row.set_parent(parent);
    return row;
  }
};

TEST_F(BadInputTest, AMessageOfTenMegabytesIsRefusedAndTheServerGoesOn) {
  v1::CreateIssueRequest request = NewReport();
  request.mutable_issue()->set_text(std::string(10 << 20, 'x'));
  EXPECT_FALSE(server().Call<v1::Issue>("worker1", request).ok());
  EXPECT_THAT(server().Call<v1::Issue>("worker1", NewReport()), IsOk());
}

TEST_F(BadInputTest, ALongTextIsRefusedByItsField) {
  v1::CreateIssueRequest request = NewReport();
  request.mutable_issue()->set_text(std::string(1 << 20, 'x'));
  EXPECT_THAT(server().Call<v1::Issue>("worker1", request), HasViolation("issue.text", "TOO_LONG"));
}

TEST_F(BadInputTest, BrokenUtf8AndControlCharactersAreRefused) {
  v1::CreateIssueRequest request = NewReport();
  request.mutable_issue()->set_title("\xff\xfe broken");
  EXPECT_THAT(server().Call<v1::Issue>("worker1", request),
              StatusIs(absl::StatusCode::kInvalidArgument, "UNREADABLE_REQUEST"));
  request = NewReport();
  request.mutable_issue()->set_title("bell \x07");
  EXPECT_THAT(server().Call<v1::Issue>("worker1", request),
              HasViolation("issue.title", "CONTROL_CHARACTER"));
}

TEST_F(BadInputTest, AnUnknownEnumIsRefused) {
  v1::CreateIssueRequest request = NewReport();
  request.mutable_issue()->set_severity(static_cast<v1::Issue::Severity>(99));
  EXPECT_THAT(server().Call<v1::Issue>("worker1", request),
              HasViolation("issue.severity", "UNKNOWN_ENUM"));
}

TEST_F(BadInputTest, OfManyViolationsTheFirst16AreToldAndTheRestCounted) {
  v1::ImportDivisionsRequest request;
  for (int i = 0; i < 500; ++i) request.add_divisions()->set_code("x");
  grpc::ClientContext context;
  DescribeCaller(server().As("sysadmin"), context);
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  v1::ImportDivisionsResponse response;
  const grpc::Status status = v1::DivisionService::NewStub(server().channel())
                                  ->ImportDivisions(&context, request, &response);
  EXPECT_LT(status.error_details().size(), 4096u);
  EXPECT_LE(status.error_message().size(), 200u);
  const v1::ErrorDetail detail = ErrorDetailIn(FromGrpc(status), false);
  EXPECT_EQ(detail.reason(), "INVALID_FIELDS");
  EXPECT_EQ(detail.violations_size(), 16);
  EXPECT_GE(detail.more_violations(), 500 - 16);
  EXPECT_EQ(detail.violations(0).field(), "divisions[0].code");
}

TEST_F(BadInputTest, ABoundaryThatCrossesItselfOrIsNoPolygonIsRefused) {
  for (
      const char* boundary :
      {R"({"type":"Polygon","coordinates":[[[104,31],[104.1,31.1],[104.1,31],[104,31.1],[104,31]]]})",
       R"({"type":"Polygon","coordinates":[[[104,31],[104.1,31],[104.1,31.1]]]})",
       R"({"type":"Point","coordinates":[104,31]})", "{}", "no json"}) {
    v1::UpdateGridRequest request;
    request.mutable_grid()->set_name(kGridA2);
    request.mutable_grid()->set_boundary(boundary);
    request.mutable_update_mask()->add_paths("boundary");
    EXPECT_THAT(server().Call<v1::Grid>("office1", request),
                HasViolation("grid.boundary", "INVALID_BOUNDARY"))
        << boundary;
  }
  v1::GetGridRequest get;
  get.set_name(kGridA2);
  GG_ASSERT_OK_AND_ASSIGN(const auto grid, server().Call<v1::Grid>("office1", get));
  EXPECT_EQ(grid.boundary(), "");
}

TEST_F(BadInputTest, AnImportWithOneWrongRowChangesNothing) {
  const int before = Divisions();
  v1::ImportDivisionsRequest request;
  *request.add_divisions() = NewDivision("510703003011", kStreet);
  *request.add_divisions() = NewDivision("510703003012", kStreet);
  *request.add_divisions() = NewDivision("510703003011", kStreet);
  *request.add_divisions() = NewDivision("510703999001", "divisions/510703999");
  GG_ASSERT_OK_AND_ASSIGN(const auto response,
                          server().Call<v1::ImportDivisionsResponse>("sysadmin", request));
  ASSERT_EQ(response.row_errors_size(), 2) << response.DebugString();
  EXPECT_EQ(response.row_errors(0).row(), 2);
  EXPECT_EQ(response.row_errors(0).reason(), "DUPLICATE_CODE");
  EXPECT_EQ(response.row_errors(1).row(), 3);
  EXPECT_EQ(response.row_errors(1).reason(), "ORPHAN");
  EXPECT_EQ(response.created(), 0);
  EXPECT_EQ(Divisions(), before);
}

TEST_F(BadInputTest, AnImportThatIsRepeatedChangesNothing) {
  v1::ImportDivisionsRequest request;
  *request.add_divisions() = NewDivision("510703003021", kStreet);
  GG_ASSERT_OK_AND_ASSIGN(const auto first,
                          server().Call<v1::ImportDivisionsResponse>("sysadmin", request));
  EXPECT_EQ(first.created(), 1);
  GG_ASSERT_OK_AND_ASSIGN(const auto second,
                          server().Call<v1::ImportDivisionsResponse>("sysadmin", request));
  EXPECT_EQ(second.created() + second.updated(), 0);
  EXPECT_EQ(second.unchanged(), 1);
}

TEST_F(BadInputTest, AGridHasOneLeadAtATime) {
  v1::AssignGridStaffRequest request;
  auto& wanted = *request.mutable_grid_assignment();
  wanted.set_grid(kGridA1);
  wanted.set_account("accounts/worker1");
  wanted.set_duty(v1::GridAssignment::DUTY_LEAD);
  wanted.set_start_date("2026-01-01");
  wanted.set_end_date("2026-06-30");
  ASSERT_THAT(server().Call<v1::GridAssignment>("office1", request), IsOk());
  wanted.set_account("accounts/mixed1");
  wanted.set_start_date("2026-06-30");
  wanted.set_end_date("");
  EXPECT_THAT(server().Call<v1::GridAssignment>("office1", request),
              StatusIs(absl::StatusCode::kAlreadyExists, "SECOND_LEAD"));
  wanted.set_start_date("2026-07-01");
  EXPECT_THAT(server().Call<v1::GridAssignment>("office1", request), IsOk());
}

TEST_F(BadInputTest, ACallWithoutADeadlineIsRefused) {
  grpc::ClientContext context;
  DescribeCaller(server().As("worker1"), context);
  v1::ListDivisionsResponse response;
  const absl::Status status =
      FromGrpc(v1::DivisionService::NewStub(server().channel())
                   ->ListDivisions(&context, v1::ListDivisionsRequest(), &response));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, "DEADLINE_REQUIRED"));
}

TEST_F(BadInputTest, ErrorsComeInChineseUnlessEnglishIsAskedFor) {
  grpc::ClientContext silent;
  silent.AddMetadata("authorization", absl::StrCat("Bearer ", server().token("worker1")));
  silent.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  v1::ImportDivisionsResponse response;
  const absl::Status chinese =
      FromGrpc(v1::DivisionService::NewStub(server().channel())
                   ->ImportDivisions(&silent, v1::ImportDivisionsRequest(), &response));
  EXPECT_EQ(ErrorDetailIn(chinese, true).locale(), "zh-CN");
  EXPECT_EQ(ErrorDetailIn(chinese, true).localized_message(),
            "您的角色没有这项权限。如工作需要，请联系安全管理员。");
  const absl::Status english =
      server().Call<v1::ImportDivisionsResponse>("worker1", v1::ImportDivisionsRequest()).status();
  EXPECT_EQ(ErrorDetailIn(english, false).locale(), "en");
  EXPECT_EQ(ErrorDetailIn(english, false).localized_message(),
            "Your roles do not allow this. If your work needs it, ask the security administrator.");
  EXPECT_EQ(ErrorReason(chinese), ErrorReason(english));
}

TEST_F(BadInputTest, ATableOfRowErrorsIsInTheCallersLanguage) {
  v1::ImportDivisionsRequest request;
  *request.add_divisions() = NewDivision("510703999001", "divisions/510703999");
  CallSettings settings = server().As("sysadmin");
  settings.chinese = true;
  const auto response =
      CallUnary<v1::ImportDivisionsResponse>(server().channel(), settings, request);
  ASSERT_THAT(response, IsOk());
  ASSERT_EQ(response->row_errors_size(), 1);
  EXPECT_EQ(response->row_errors(0).description(), "上级代码不存在。");
}

using StartTest = ServerTest;

TEST_F(StartTest, AFolderInUseIsNotOpenedTwice) {
  EXPECT_THAT(App::Start(server().config()),
              StatusIs(absl::StatusCode::kFailedPrecondition, "DATA_FOLDER_IN_USE"));
}

TEST_F(StartTest, ATakenPortIsNamed) {
  TestServer other;
  other.Stop();
  Config config = other.config();
  config.listen = absl::StrCat("127.0.0.1:", server().app().port());
  EXPECT_THAT(App::Start(config), StatusIs(absl::StatusCode::kUnavailable, "PORT_TAKEN"));
}

TEST_F(StartTest, AFolderOfANewerVersionIsNotOpened) {
  server().Stop();
  std::ofstream(server().dir() + "/FORMAT") << DataFolder::kFormat + 1 << "\n";
  EXPECT_THAT(App::Start(server().config()),
              StatusIs(absl::StatusCode::kFailedPrecondition, "DATA_FOLDER_TOO_NEW"));
  std::ofstream(server().dir() + "/FORMAT") << DataFolder::kFormat << "\n";
  server().Start();
}

TEST_F(StartTest, ACallOverTlsNeedsTheCaOfTheFolder) {
  const std::string target = absl::StrCat("localhost:", server().app().port());
  GG_ASSERT_OK_AND_ASSIGN(
      const auto trusted,
      OpenChannel({.target = target, .ca_file = server().dir() + "/tls/ca.pem"}));
  EXPECT_THAT(CallUnary<v1::CurrentSession>(trusted, server().As("worker1"),
                                            v1::GetCurrentSessionRequest()),
              IsOk());
  const TestServer other;
  GG_ASSERT_OK_AND_ASSIGN(const auto untrusted,
                          OpenChannel({.target = target, .ca_file = other.dir() + "/tls/ca.pem"}));
  CallSettings settings = server().As("worker1");
  settings.timeout = absl::Seconds(2);
  settings.pause = [](absl::Duration) {};
  EXPECT_FALSE(
      CallUnary<v1::CurrentSession>(untrusted, settings, v1::GetCurrentSessionRequest()).ok());
}

}  // namespace
}  // namespace gridgov
