// Saved filters are private, are what the list would take, and hold nothing about persons.
#include "server/handlers/filters.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/filter.pb.h"
#include "server/store/tables/tables.h"
#include "tests/support/issue_fixture.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class FiltersTest : public IssueTest {
 protected:
  absl::StatusOr<v1::SavedFilter> Save(const Staff& who, const std::string& collection,
                                       const std::string& title, const std::string& filter) {
    v1::SaveFilterRequest request;
    request.mutable_saved_filter()->set_collection(collection);
    request.mutable_saved_filter()->set_title(title);
    request.mutable_saved_filter()->set_filter(filter);
    return Run(who, filters_, &FilterHandler::Save, request);
  }
  std::vector<std::string> Kept(const Staff& who) {
    const auto response = Run(who, filters_, &FilterHandler::List, v1::ListSavedFiltersRequest());
    EXPECT_THAT(response, IsOk());
    std::vector<std::string> filters;
    for (const auto& one : response->saved_filters()) filters.push_back(one.filter());
    return filters;
  }
  std::vector<std::string> Refusal(const std::string& collection, const std::string& filter) {
    return Violations(Save(office_, collection, "mine", filter).status());
  }

  FilterHandler filters_;
};

TEST_F(FiltersTest, AreKeptForTheirOwnerAlone) {
  EXPECT_THAT(
      Save(office_, "issues", "late", "state = IN_PROGRESS AND category = \"categories/0107\""),
      IsOk());

  EXPECT_THAT(Kept(office_), ElementsAre("state = IN_PROGRESS AND category = \"categories/0107\""));
  EXPECT_THAT(Kept(checker_), IsEmpty());
  EXPECT_THAT(Kept(centre_), IsEmpty());
}

TEST_F(FiltersTest, SavingAgainReplacesAndDeletingDeletesOnesOwn) {
  ASSERT_THAT(Save(office_, "issues", "late", "state = HANDLED"), IsOk());
  ASSERT_THAT(Save(checker_, "issues", "late", "state = REPORTED"), IsOk());
  ASSERT_THAT(Save(office_, "issues", "late", "state = CLOSED"), IsOk());
  EXPECT_THAT(Kept(office_), ElementsAre("state = CLOSED"));

  v1::DeleteSavedFilterRequest request;
  request.set_collection("issues");
  request.set_title("late");
  EXPECT_THAT(Run(office_, filters_, &FilterHandler::Delete, request), IsOk());
  EXPECT_FALSE(Run(office_, filters_, &FilterHandler::Delete, request).ok());
  EXPECT_THAT(Kept(office_), IsEmpty());
  EXPECT_THAT(Kept(checker_), ElementsAre("state = REPORTED"));
}

TEST_F(FiltersTest, WhatTheListRefusesIsNotKept) {
  EXPECT_THAT(Refusal("issues", "state ="), ElementsAre("filter BAD_FILTER"));
  EXPECT_THAT(Refusal("issues", "state = GONE"), ElementsAre("filter BAD_FILTER"));
  EXPECT_THAT(Refusal("issues", "title = x"), ElementsAre("filter NOT_FILTERABLE"));
  EXPECT_THAT(Refusal("issues", "reporter = x"), ElementsAre("filter NOT_FILTERABLE"));
}

TEST_F(FiltersTest, NothingAboutAPersonIsKept) {
  EXPECT_THAT(Refusal("patrols", "worker = worker"),
              ElementsAre("saved_filter.filter NAMES_A_PERSON"));
  EXPECT_THAT(Refusal("issues", "number = \"" + worker_.name + "\""),
              ElementsAre("saved_filter.filter NAMES_A_PERSON"));
  EXPECT_THAT(Refusal("issues", "number = \"张三\""),
              ElementsAre("saved_filter.filter NOT_A_CODE"));
  // Neither persons nor parties nor accounts have saved filters.
  for (const char* collection :
       {"accounts", "issueReporters", "persons", "parties", "disputeParties", "sessions"}) {
    EXPECT_THAT(Refusal(collection, "state = ACTIVE"),
                ElementsAre("saved_filter.collection NOT_SAVED"))
        << collection;
  }
  EXPECT_THAT(Kept(office_), IsEmpty());
}

TEST_F(FiltersTest, WhoeverMayNotListTheCollectionKeepsNoFilterOfIt) {
  const Staff lead = AddStaff("lead", v1::ROLE_DUTY_LEAD, "divisions/510703003");
  EXPECT_THAT(Violations(Save(lead, "jobs", "failed", "state = FAILED").status()),
              ElementsAre("saved_filter.collection NOT_SAVED"));
  EXPECT_THAT(Save(admin_, "jobs", "failed", "state = FAILED"), IsOk());
}

TEST_F(FiltersTest, FiftyAreEnough) {
  for (int i = 0; i < 50; ++i) {
    ASSERT_THAT(Save(office_, "issues", "f" + std::to_string(i), "state = CLOSED"), IsOk());
  }
  EXPECT_TRUE(
      absl::IsResourceExhausted(Save(office_, "issues", "more", "state = CLOSED").status()));
  EXPECT_THAT(Save(office_, "issues", "f7", "state = HANDLED"), IsOk());
}

}  // namespace
}  // namespace gridgov
