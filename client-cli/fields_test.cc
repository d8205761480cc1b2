#include "client-cli/fields.h"

#include <gtest/gtest.h>

#include "client-cli/failure.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "gridgov/v1/unit.pb.h"

namespace gridgov {
namespace {

std::string Term(const google::protobuf::Descriptor& type, const std::string& field,
                 const std::string& op, const std::string& text,
                 const std::string& collection = "") {
  const auto term = FilterTerm(*type.FindFieldByName(field), op, text, collection);
  return term.ok() ? *term : term.status().ToString();
}

TEST(FieldsTest, ACodeBecomesANameOfItsCollection) {
  v1::DispatchIssueRequest request;

  ASSERT_TRUE(SetField(request, "name", "51070300300100100042").ok());
  ASSERT_TRUE(SetField(request, "unit", "CG").ok());
  ASSERT_TRUE(SetField(request, "co_units", "units/0193").ok());
  ASSERT_TRUE(SetField(request, "deadline_class", "").ok());

  EXPECT_EQ(request.name(), "issues/51070300300100100042");
  EXPECT_EQ(request.unit(), "units/CG");
  EXPECT_EQ(request.co_units(0), "units/0193");
  EXPECT_EQ(request.deadline_class(), "");
}

TEST(FieldsTest, AnAreaIsAGridIfItHas15Digits) {
  v1::GrantRoleRequest request;
  const std::string path = "role_assignment.area";

  ASSERT_TRUE(SetField(request, path, "510703003001001").ok());
  EXPECT_EQ(request.role_assignment().area(), "grids/510703003001001");
  ASSERT_TRUE(SetField(request, path, "510703003").ok());
  EXPECT_EQ(request.role_assignment().area(), "divisions/510703003");
}

TEST(FieldsTest, ReadsNumbersBoolsEnumerationsAndPoints) {
  v1::CreateGridRequest grid;
  v1::CreateIssueRequest issue;

  ASSERT_TRUE(SetField(grid, "grid.households", "320").ok());
  ASSERT_TRUE(SetField(grid, "grid.kind", "dedicated").ok());
  ASSERT_TRUE(SetField(grid, "grid.centre", "31.46,104.74").ok());
  ASSERT_TRUE(SetField(issue, "issue.urgent", "true").ok());
  ASSERT_TRUE(SetField(issue, "issue.severity", "较重").ok());

  EXPECT_EQ(grid.grid().households(), 320);
  EXPECT_EQ(grid.grid().kind(), v1::Grid::KIND_DEDICATED);
  EXPECT_DOUBLE_EQ(grid.grid().centre().latitude(), 31.46);
  EXPECT_DOUBLE_EQ(grid.grid().centre().longitude(), 104.74);
  EXPECT_TRUE(issue.issue().urgent());
  EXPECT_EQ(issue.issue().severity(), v1::Issue::SEVERITY_SERIOUS);
}

TEST(FieldsTest, RefusesTextThatDoesNotFit) {
  v1::CreateGridRequest grid;
  v1::StartPatrolRequest patrol;

  for (const auto& [path, text] :
       {std::pair{"grid.households", "many"}, std::pair{"grid.households", "1.5"},
        std::pair{"grid.households", "99999999999"}, std::pair{"grid.centre", "31.46"},
        std::pair{"grid.centre", "a,b"}, std::pair{"grid.kind", "round"}}) {
    EXPECT_EQ(ExitCodeOf(SetField(grid, path, text)), ExitCode::kUsage) << path << " " << text;
  }
  EXPECT_EQ(ExitCodeOf(SetField(patrol, "occurred_time", "yesterday")), ExitCode::kUsage);
  EXPECT_TRUE(absl::IsInternal(SetField(grid, "grid.colour", "red")));
}

TEST(FieldsTest, TimesAreOfficeTimeUnlessTheySayOtherwise) {
  EXPECT_EQ(*ParseTime("2026-11-24 08:30"), *ParseTime("2026-11-24T00:30:00Z"));
  EXPECT_EQ(*ParseTime("2026-11-24"), *ParseTime("2026-11-23T16:00:00Z"));
  EXPECT_EQ(*ParseTime("2026-11-24 08:30:15"), *ParseTime("2026-11-24T08:30:15+08:00"));
  EXPECT_FALSE(ParseTime("24.11.2026").ok());
  EXPECT_FALSE(ParseTime("").ok());
}

TEST(FieldsTest, ShowsOfficeTimeToTheMinute) {
  EXPECT_EQ(ShowTime(*ParseTime("2026-11-24T00:30:59Z")), "2026-11-24 08:30");
  EXPECT_EQ(ShowTime(absl::UnixEpoch()), "");
  EXPECT_EQ(Today(*ParseTime("2026-11-23T16:00:00Z")), "2026-11-24");
}

TEST(FieldsTest, FiltersCompareBareNamesResourcesAndTimes) {
  const auto& issue = *v1::Issue::descriptor();

  EXPECT_EQ(Term(issue, "state", "=", "in-progress"), "state = IN_PROGRESS");
  EXPECT_EQ(Term(issue, "grid", "=", "510703003001001"), "grid = \"grids/510703003001001\"");
  EXPECT_EQ(Term(issue, "unit", "=", "CG", "units"), "unit = \"units/CG\"");
  EXPECT_EQ(Term(issue, "urgent", "=", "true"), "urgent = true");
  EXPECT_EQ(Term(issue, "due_time", "<", "2026-11-24 08:00"),
            "due_time < \"2026-11-24T00:00:00Z\"");
}

TEST(FieldsTest, FiltersQuoteWhatPeopleType) {
  EXPECT_EQ(Term(*v1::Division::descriptor(), "title", "=", "a\" OR b\\"),
            "title = \"a\\\" OR b\\\\\"");
}

}  // namespace
}  // namespace gridgov
