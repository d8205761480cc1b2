#include "proto/cpp/pager.h"

#include <gtest/gtest.h>

#include <vector>

#include "gridgov/v1/unit.pb.h"

namespace gridgov {
namespace {

using UnitPager = Pager<v1::ListUnitsRequest, v1::ListUnitsResponse>;

v1::ListUnitsResponse Page(const std::string& code, const std::string& next) {
  v1::ListUnitsResponse page;
  page.add_units()->set_code(code);
  page.set_next_page_token(next);
  return page;
}

TEST(PagerTest, WalksAllPagesWithTheTokenOfTheOneBefore) {
  std::vector<std::string> asked;
  UnitPager pager({}, [&](const v1::ListUnitsRequest& request) {
    asked.push_back(request.page_token());
    return absl::StatusOr<v1::ListUnitsResponse>(request.page_token().empty() ? Page("A", "2")
                                                                              : Page("B", ""));
  });

  std::vector<std::string> codes;
  while (true) {
    auto page = pager.Next();
    ASSERT_TRUE(page.ok()) << page.status();
    if (!page->has_value()) break;
    codes.push_back((*page)->units(0).code());
  }

  EXPECT_EQ(codes, (std::vector<std::string>{"A", "B"}));
  EXPECT_EQ(asked, (std::vector<std::string>{"", "2"}));
}

TEST(PagerTest, AsksForAPageOnlyWhenItIsWanted) {
  int calls = 0;
  UnitPager pager({}, [&](const v1::ListUnitsRequest&) {
    ++calls;
    return absl::StatusOr<v1::ListUnitsResponse>(Page("A", "more"));
  });

  EXPECT_EQ(calls, 0);
  ASSERT_TRUE(pager.Next().ok());
  EXPECT_EQ(calls, 1);
}

TEST(PagerTest, AsksForTheSamePageAgainAfterAnError) {
  std::vector<std::string> asked;
  UnitPager pager(
      {}, [&](const v1::ListUnitsRequest& request) -> absl::StatusOr<v1::ListUnitsResponse> {
        asked.push_back(request.page_token());
        if (asked.size() == 2) return absl::UnavailableError("gone");
        return asked.size() == 1 ? Page("A", "2") : Page("B", "");
      });

  ASSERT_TRUE(pager.Next().ok());
  EXPECT_TRUE(absl::IsUnavailable(pager.Next().status()));
  ASSERT_TRUE(pager.Next().ok());
  EXPECT_EQ(asked, (std::vector<std::string>{"", "2", "2"}));
}

TEST(PagerTest, RefusesATokenThatLeadsBackToItself) {
  UnitPager pager({}, [](const v1::ListUnitsRequest&) {
    return absl::StatusOr<v1::ListUnitsResponse>(Page("A", "same"));
  });

  ASSERT_TRUE(pager.Next().ok());
  EXPECT_TRUE(absl::IsInternal(pager.Next().status()));
}

}  // namespace
}  // namespace gridgov
