// Promises of searching: Chinese words of one and two characters are found, and nobody finds more
// than the same reader's list shows.
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gridgov/v1/search.pb.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

class SearchTest : public ServerTest {
 protected:
  std::string ReportTitled(const std::string& user, const std::string& grid,
                           const std::string& title, const std::string& category = kCategory) {
    v1::CreateIssueRequest request;
    request.mutable_issue()->set_title(title);
    request.mutable_issue()->set_category(category);
    request.mutable_issue()->set_grid(grid);
    const auto issue = server().Call<v1::Issue>(user, request);
    EXPECT_THAT(issue, IsOk()) << user;
    return issue.ok() ? issue->name() : "";
  }
  std::set<std::string> Found(const std::string& user, const std::string& query) {
    v1::SearchRequest request;
    request.set_query(query);
    request.set_page_size(50);
    std::set<std::string> names;
    const auto found = server().Call<v1::SearchResponse>(user, request);
    EXPECT_THAT(found, IsOk()) << user;
    if (!found.ok()) return names;
    for (const auto& issue : found->issues()) names.insert(issue.name());
    return names;
  }
};

TEST_F(SearchTest, FindsWordsOfOneAndTwoCharactersAsFarAsTheReaderSees) {
  const std::string a1 = ReportTitled("worker1", kGridA1, "警钟街口路灯不亮");
  const std::string a2 = ReportTitled("worker2", kGridA2, "路面塌陷，灯杆倾斜");
  const std::string b1 = ReportTitled("office2", kGridB1, "路灯闪烁");

  EXPECT_THAT(Found("worker1", "灯"), UnorderedElementsAre(a1));
  EXPECT_THAT(Found("office1", "灯"), UnorderedElementsAre(a1, a2));
  EXPECT_THAT(Found("office1", "路灯"), UnorderedElementsAre(a1));
  EXPECT_THAT(Found("centre1", "路灯"), UnorderedElementsAre(a1, b1));
  EXPECT_THAT(Found("centre1", "路 倾斜"), UnorderedElementsAre(a2));
  EXPECT_THAT(Found("liaison1", "灯"), IsEmpty());
  EXPECT_THAT(Found("handler1", "灯"), IsEmpty());
}

TEST_F(SearchTest, TheLiaisonFindsPublicOrderWithoutWhoReportedIt) {
  const std::string name = ReportTitled("worker1", kGridA1, "巷口滋扰", kPublicOrderCategory);

  v1::SearchRequest request;
  request.set_query("滋扰");
  GG_ASSERT_OK_AND_ASSIGN(const auto found, server().Call<v1::SearchResponse>("liaison1", request));

  ASSERT_EQ(found.issues_size(), 1);
  EXPECT_EQ(found.issues(0).name(), name);
  EXPECT_THAT(found.issues(0).creator(), IsEmpty());
}

TEST_F(SearchTest, ADispatchedIssueIsFoundByTheUnitFromThenOn) {
  const std::string name = ReportTitled("worker1", kGridA1, "窨井盖破损");
  server().Accept("office1", name);
  EXPECT_THAT(Found("handler1", "井盖"), IsEmpty());

  server().Dispatch("office1", name, "units/CG");

  EXPECT_THAT(Found("handler1", "井盖"), UnorderedElementsAre(name));
  EXPECT_THAT(Found("handler2", "井盖"), IsEmpty());
}

TEST_F(SearchTest, AListTakesWordsBesideItsFilterAndPages) {
  std::set<std::string> names;
  for (int i = 0; i < 5; ++i) names.insert(ReportTitled("worker1", kGridA1, "楼道堆物"));
  ReportTitled("worker1", kGridA1, "楼道灯坏");
  v1::ListIssuesRequest request;
  request.set_query("堆物");
  request.set_filter("state = REPORTED");
  request.set_page_size(2);
  std::set<std::string> seen;
  do {
    GG_ASSERT_OK_AND_ASSIGN(const auto page,
                            server().Call<v1::ListIssuesResponse>("office1", request));
    for (const auto& issue : page.issues()) EXPECT_TRUE(seen.insert(issue.name()).second);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(seen, names);
}

TEST_F(SearchTest, AGridIsFoundByItsNumberCutShortAndByThoseWhoSeeItAlone) {
  v1::SearchRequest request;
  request.set_query("510703003001");
  GG_ASSERT_OK_AND_ASSIGN(const auto found, server().Call<v1::SearchResponse>("office1", request));
  EXPECT_EQ(found.grids_size(), 2);
  GG_ASSERT_OK_AND_ASSIGN(const auto other, server().Call<v1::SearchResponse>("office2", request));
  EXPECT_EQ(other.grids_size(), 0);
}

TEST_F(SearchTest, AQueryWithoutAWordIsRefusedWithItsField) {
  v1::SearchRequest request;
  request.set_query("。。");
  EXPECT_THAT(server().Call<v1::SearchResponse>("office1", request),
              StatusIs(absl::StatusCode::kInvalidArgument, "INVALID_FIELDS"));
}

}  // namespace
}  // namespace gridgov
