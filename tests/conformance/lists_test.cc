// Promises of every list: pages, filters, and tokens that serve their caller and query alone.
#include <algorithm>
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/audit.pb.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "server/rpc/policies.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

using PagingTest = ServerTest;

TEST_F(PagingTest, AWalkSeesEachRowOnceWhileRowsAreAdded) {
  std::map<std::string, int> seen;
  for (int i = 0; i < 8; ++i) seen[server().Report("worker1").name()] = 0;
  const size_t there = seen.size();
  v1::ListIssuesRequest request;
  request.set_page_size(3);
  int pages = 0;
  do {
    GG_ASSERT_OK_AND_ASSIGN(const auto page,
                            server().Call<v1::ListIssuesResponse>("worker1", request));
    EXPECT_LE(page.issues_size(), 3);
    for (const auto& issue : page.issues()) ++seen[issue.name()];
    request.set_page_token(page.next_page_token());
    server().Report("worker1");
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_GE(pages, 3);
  EXPECT_GE(seen.size(), there);
  for (const auto& [name, times] : seen) EXPECT_EQ(times, 1) << name;
}

TEST_F(PagingTest, APageTokenServesItsCallerAndItsQueryAlone) {
  server().Report("office1");
  server().Report("office1");
  v1::ListIssuesRequest request;
  request.set_page_size(1);
  GG_ASSERT_OK_AND_ASSIGN(const auto page,
                          server().Call<v1::ListIssuesResponse>("office1", request));
  request.set_page_token(page.next_page_token());
  ASSERT_FALSE(request.page_token().empty());
  EXPECT_THAT(server().Call<v1::ListIssuesResponse>("office1", request), IsOk());
  EXPECT_THAT(server().Call<v1::ListIssuesResponse>("worker1", request),
              StatusIs(absl::StatusCode::kInvalidArgument, "BAD_TOKEN"));
  v1::ListIssuesRequest filtered = request;
  filtered.set_filter("urgent = true");
  EXPECT_THAT(server().Call<v1::ListIssuesResponse>("office1", filtered),
              StatusIs(absl::StatusCode::kInvalidArgument, "BAD_TOKEN"));
  v1::ListPatrolsRequest elsewhere;
  elsewhere.set_page_token(request.page_token());
  EXPECT_THAT(server().Call<v1::ListPatrolsResponse>("office1", elsewhere),
              StatusIs(absl::StatusCode::kInvalidArgument, "BAD_TOKEN"));
  v1::ListIssuesRequest made_up;
  made_up.set_page_token("bWFkZSB1cA");
  EXPECT_THAT(server().Call<v1::ListIssuesResponse>("office1", made_up),
              StatusIs(absl::StatusCode::kInvalidArgument, "BAD_TOKEN"));
}

TEST_F(PagingTest, ATokenOfTheAuditLogServesItsCallerAlone) {
  v1::ListAuditEntriesRequest request;
  request.set_page_size(1);
  GG_ASSERT_OK_AND_ASSIGN(const auto page,
                          server().Call<v1::ListAuditEntriesResponse>("auditadmin", request));
  request.set_page_token(page.next_page_token());
  EXPECT_THAT(server().Call<v1::ListAuditEntriesResponse>("auditor1", request),
              StatusIs(absl::StatusCode::kInvalidArgument, "BAD_TOKEN"));
}

TEST_F(PagingTest, ANegativeSizeIsRefusedByEveryList) {
  GG_ASSERT_OK_AND_ASSIGN(const Policies policies, Policies::Read());
  // Whoever may list; the rest of the request stays empty.
  const std::string users[] = {"office1", "secadmin", "sysadmin", "auditadmin"};
  int lists = 0;
  for (const MethodInfo& method : policies.all()) {
    if (!method.is_list) continue;
    ++lists;
    bool admitted = false;
    for (const std::string& user : users) {
      auto* factory = google::protobuf::MessageFactory::generated_factory();
      std::unique_ptr<google::protobuf::Message> request(
          factory->GetPrototype(method.request)->New());
      std::unique_ptr<google::protobuf::Message> response(
          factory->GetPrototype(method.response)->New());
      request->GetReflection()->SetInt32(request.get(),
                                         method.request->FindFieldByName("page_size"), -1);
      const absl::Status status =
          CallUnary(server().channel(), server().As(user), *request, *response);
      if (absl::IsPermissionDenied(status)) continue;
      admitted = true;
      EXPECT_TRUE(absl::IsInvalidArgument(status)) << method.name << " " << status;
      break;
    }
    EXPECT_TRUE(admitted) << method.name;
  }
  EXPECT_GE(lists, 15);
}

TEST_F(PagingTest, ALargeSizeIsCutTo200) {
  v1::ImportDivisionsRequest import;
  for (int i = 0; i < 205; ++i) {
    auto& one = *import.add_divisions();
    one.set_code(absl::StrCat("510703003", 500 + i));
    one.set_title("示例社区");
    one.set_level(v1::Division::LEVEL_COMMUNITY);
    one.set_parent(kStreet);
  }
  ASSERT_THAT(server().Call<v1::ImportDivisionsResponse>("sysadmin", import), IsOk());
  v1::ListDivisionsRequest request;
  request.set_page_size(100000);
  GG_ASSERT_OK_AND_ASSIGN(const auto page,
                          server().Call<v1::ListDivisionsResponse>("worker1", request));
  EXPECT_EQ(page.divisions_size(), 200);
  EXPECT_FALSE(page.next_page_token().empty());
  request.set_page_token(page.next_page_token());
  GG_ASSERT_OK_AND_ASSIGN(const auto rest,
                          server().Call<v1::ListDivisionsResponse>("worker1", request));
  EXPECT_EQ(rest.divisions_size(), 11);
  EXPECT_LT(page.divisions(199).code(), rest.divisions(0).code());
}

class FilterTest : public ServerTest {
 protected:
  static absl::StatusOr<v1::ListIssuesResponse> Issues(const std::string& filter) {
    v1::ListIssuesRequest request;
    request.set_filter(filter);
    return server().Call<v1::ListIssuesResponse>("office1", request);
  }
};

TEST_F(FilterTest, AFilterLetsThroughWhatItSays) {
  const std::string reported = server().Report("office1").name();
  const std::string accepted = server().Report("office1").name();
  server().Accept("office1", accepted);
  GG_ASSERT_OK_AND_ASSIGN(const auto page,
                          Issues("state = ACCEPTED AND grid = \"grids/510703003001001\""));
  ASSERT_EQ(page.issues_size(), 1);
  EXPECT_EQ(page.issues(0).name(), accepted);
}

TEST_F(FilterTest, AnUnknownFieldIsRefused) {
  EXPECT_THAT(Issues("colour = \"red\""), HasViolation("filter", "NOT_FILTERABLE"));
}

TEST_F(FilterTest, AFieldThatIsNotFilterableIsRefused) {
  EXPECT_THAT(Issues("title = \"x\""), HasViolation("filter", "NOT_FILTERABLE"));
}

TEST_F(FilterTest, PersonalDataIsNeverFilterable) {
  v1::ListAccountsRequest request;
  request.set_filter("display_name = \"worker1（示例）\"");
  EXPECT_THAT(server().Call<v1::ListAccountsResponse>("secadmin", request),
              HasViolation("filter", "NOT_FILTERABLE"));
}

TEST_F(FilterTest, AWrongValueIsRefused) {
  EXPECT_THAT(Issues("state = SLEEPING"), HasViolation("filter", "BAD_FILTER"));
  EXPECT_THAT(Issues("due_time < \"soon\""), HasViolation("filter", "BAD_FILTER"));
  EXPECT_THAT(Issues("urgent = perhaps"), HasViolation("filter", "BAD_FILTER"));
}

TEST_F(FilterTest, TextOutsideTheSubsetIsRefused) {
  for (const char* filter : {"state", "state =", "state = REPORTED OR urgent = true",
                             "state = \"REPORTED", "1 = 1; DROP TABLE issues", "= REPORTED",
                             "state = REPORTED urgent = true", "(state = REPORTED)"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Issues(filter).status())) << filter;
  }
}

TEST_F(FilterTest, ALiteralIsNeverSql) {
  server().Report("office1");
  EXPECT_THAT(Issues("number = \"' OR 1=1 --\""), IsOk());
  GG_ASSERT_OK_AND_ASSIGN(const auto page, Issues("number = \"' OR 1=1 --\""));
  EXPECT_EQ(page.issues_size(), 0);
}

}  // namespace
}  // namespace gridgov
