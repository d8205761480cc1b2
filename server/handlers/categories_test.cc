#include "server/handlers/categories.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/options.pb.h"
#include "tests/support/handler_fixture.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

void Say(const std::string& text, v1::LocalizedText* out) {
  out->set_zh(text);
  out->set_en(text);
}

v1::Category Lamp(const std::string& code = "0107") {
  v1::Category category;
  category.set_code(code);
  Say("路灯", category.mutable_title());
  category.set_class_(v1::Category::CLASS_CITY_APPEARANCE);
  Say("不亮", category.mutable_filing_condition());
  Say("亮", category.mutable_closing_condition());
  category.set_deadline_class("WD3");
  category.set_source("test");
  return category;
}

class CategoriesTest : public HandlerTest {
 protected:
  CategoriesTest() { AddDeadlineClass("WD3", v1::DeadlineClass::UNIT_WORKING_DAYS, 3); }

  absl::StatusOr<v1::ImportCategoriesResponse> Import(const Staff& who,
                                                      const std::vector<v1::Category>& rows,
                                                      bool validate_only = false) {
    v1::ImportCategoriesRequest request;
    for (const v1::Category& row : rows) *request.add_categories() = row;
    request.set_validate_only(validate_only);
    return Run(who, handler_, &CategoryHandler::Import, request);
  }
  absl::StatusOr<v1::PublishCategoriesResponse> Publish(
      const Staff& who, const std::vector<std::string>& names = {}) {
    v1::PublishCategoriesRequest request;
    for (const std::string& name : names) request.add_names(name);
    return Run(who, handler_, &CategoryHandler::Publish, request);
  }
  absl::StatusOr<v1::Category> Get(const Staff& who, const std::string& code = "0107") {
    v1::GetCategoryRequest request;
    request.set_name("categories/" + code);
    return Run(who, handler_, &CategoryHandler::Get, request);
  }
  absl::StatusOr<v1::Category> Retire(const std::string& code, const std::string& etag = "") {
    v1::RetireCategoryRequest request;
    request.set_name("categories/" + code);
    request.set_etag(etag);
    return Run(admin_, handler_, &CategoryHandler::Retire, request);
  }

  CategoryHandler handler_;
};

TEST_F(CategoriesTest, AnImportMakesDraftsOfTheCaller) {
  const auto imported = Import(centre_, {Lamp()});
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(imported->created(), 1);
  const v1::Category category = *Get(worker_);
  EXPECT_EQ(category.state(), v1::Category::STATE_DRAFT);
  EXPECT_EQ(category.proposer(), centre_.name);
  EXPECT_EQ(category.publisher(), "");
}

TEST_F(CategoriesTest, WhatIsSetByTheServerCannotBeImported) {
  v1::Category row = Lamp();
  row.set_state(v1::Category::STATE_PUBLISHED);
  row.set_publisher(admin_.name);
  ASSERT_TRUE(Import(centre_, {row}).ok());
  EXPECT_EQ(Get(worker_)->state(), v1::Category::STATE_DRAFT);
  EXPECT_EQ(Get(worker_)->publisher(), "");
}

TEST_F(CategoriesTest, TheSameContentLeavesAPublishedCategoryUntouched) {
  ASSERT_TRUE(Import(centre_, {Lamp()}).ok());
  ASSERT_TRUE(Publish(admin_).ok());

  const auto again = Import(other_admin_, {Lamp()});

  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->unchanged(), 1);
  EXPECT_EQ(again->updated(), 0);
  EXPECT_THAT(draft_.changes, IsEmpty());
  EXPECT_EQ(Get(worker_)->state(), v1::Category::STATE_PUBLISHED);
  EXPECT_EQ(Get(worker_)->proposer(), centre_.name);
}

TEST_F(CategoriesTest, AChangeMakesADraftOfWhoeverChangedIt) {
  ASSERT_TRUE(Import(centre_, {Lamp()}).ok());
  ASSERT_TRUE(Publish(admin_).ok());
  v1::Category changed = Lamp();
  changed.set_urgent(true);

  // The publisher of the earlier text proposes the next one.
  const auto again = Import(admin_, {changed});

  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->updated(), 1);
  const v1::Category category = *Get(worker_);
  EXPECT_EQ(category.state(), v1::Category::STATE_DRAFT);
  EXPECT_EQ(category.proposer(), admin_.name);
  EXPECT_EQ(category.publisher(), "");
  EXPECT_TRUE(category.urgent());
}

TEST_F(CategoriesTest, AnImportThatOnlyChecksKeepsNothing) {
  const auto checked = Import(centre_, {Lamp()}, /*validate_only=*/true);
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(checked->created(), 1);
  EXPECT_EQ(Count(CategoryTable()), 0);
}

TEST_F(CategoriesTest, OneWrongCategoryRefusesThemAll) {
  v1::Category wrong = Lamp("0108");
  wrong.set_deadline_class("NONE");
  const auto refused = Import(centre_, {Lamp(), wrong});
  EXPECT_TRUE(absl::IsInvalidArgument(refused.status()));
  EXPECT_THAT(Violations(refused.status()),
              ElementsAre("categories[1].deadline_class UNKNOWN_REFERENCE"));
  EXPECT_EQ(Count(CategoryTable()), 0);
}

TEST_F(CategoriesTest, ACodeThatStandsTwiceIsRefused) {
  EXPECT_THAT(Violations(Import(centre_, {Lamp(), Lamp()}).status()),
              ElementsAre("categories[1].code DUPLICATE_CODE"));
}

TEST_F(CategoriesTest, ACodeBelongsToItsClass) {
  EXPECT_THAT(Violations(Import(centre_, {Lamp("0507")}).status()),
              ElementsAre("categories[0].code CODE_OF_OTHER_CLASS"));
  EXPECT_THAT(Violations(Import(centre_, {Lamp("0007")}).status()),
              ElementsAre("categories[0].code CODE_OF_OTHER_CLASS"));
}

TEST_F(CategoriesTest, AListQuestionNeedsOptionsAndCodesAreUnique) {
  v1::Category row = Lamp();
  for (int i = 0; i < 2; ++i) {
    auto* question = row.add_questions();
    question->set_code("kind");
    Say("类型", question->mutable_label());
    question->set_type(i == 0 ? v1::Category::Question::TYPE_SINGLE_LIST
                              : v1::Category::Question::TYPE_NUMBER);
  }
  EXPECT_THAT(Violations(Import(centre_, {row}).status()),
              ElementsAre("categories[0].questions[0].options REQUIRED",
                          "categories[0].questions[1].code DUPLICATE_CODE"));
}

TEST_F(CategoriesTest, AUnitKindThatDoesNotExistIsRefused) {
  v1::Category row = Lamp();
  row.set_default_unit_kind("NOBODY");
  EXPECT_THAT(Violations(Import(centre_, {row}).status()),
              ElementsAre("categories[0].default_unit_kind UNKNOWN_VALUE"));
}

TEST_F(CategoriesTest, PublishingWithoutNamesPublishesAllDrafts) {
  ASSERT_TRUE(Import(centre_, {Lamp(), Lamp("0108")}).ok());
  const auto published = Publish(admin_);
  ASSERT_TRUE(published.ok()) << published.status();
  EXPECT_EQ(published->published(), 2);
  EXPECT_EQ(Get(worker_)->state(), v1::Category::STATE_PUBLISHED);
  EXPECT_EQ(Get(worker_)->publisher(), admin_.name);
  EXPECT_EQ(Publish(admin_)->published(), 0);
}

TEST_F(CategoriesTest, PublishingNamesTheNamedAlone) {
  ASSERT_TRUE(Import(centre_, {Lamp(), Lamp("0108")}).ok());
  EXPECT_EQ(Publish(admin_, {"categories/0108", "categories/0108"})->published(), 1);
  EXPECT_EQ(Get(worker_, "0107")->state(), v1::Category::STATE_DRAFT);
  EXPECT_EQ(Get(worker_, "0108")->state(), v1::Category::STATE_PUBLISHED);
}

TEST_F(CategoriesTest, WhoeverProposedOneOfThemPublishesNone) {
  ASSERT_TRUE(Import(centre_, {Lamp()}).ok());
  ASSERT_TRUE(Import(admin_, {Lamp("0108")}).ok());
  const auto refused = Publish(admin_);
  EXPECT_TRUE(absl::IsPermissionDenied(refused.status()));
  EXPECT_EQ(ErrorReason(refused.status()), "SECOND_PERSON");
  EXPECT_EQ(Get(worker_)->state(), v1::Category::STATE_DRAFT);
  EXPECT_TRUE(Publish(other_admin_).ok());
}

TEST_F(CategoriesTest, OnlyDraftsArePublished) {
  ASSERT_TRUE(Import(centre_, {Lamp()}).ok());
  ASSERT_TRUE(Publish(admin_).ok());
  EXPECT_EQ(ErrorReason(Publish(other_admin_, {"categories/0107"}).status()), "WRONG_STATE");
}

TEST_F(CategoriesTest, ARetiredCategoryIsOutOfUseOnce) {
  ASSERT_TRUE(Import(centre_, {Lamp()}).ok());
  ASSERT_TRUE(Publish(admin_).ok());
  const auto retired = Retire("0107");
  ASSERT_TRUE(retired.ok()) << retired.status();
  EXPECT_EQ(retired->state(), v1::Category::STATE_RETIRED);
  EXPECT_THAT(retired->allowed_actions(), IsEmpty());
  EXPECT_EQ(ErrorReason(Retire("0107").status()), "WRONG_STATE");
}

TEST_F(CategoriesTest, RetiringComparesTheEtag) {
  ASSERT_TRUE(Import(centre_, {Lamp()}).ok());
  ASSERT_TRUE(Publish(admin_).ok());
  EXPECT_EQ(ErrorReason(Retire("0107", "1").status()), "CHANGED");
  EXPECT_TRUE(Retire("0107", Get(admin_)->etag()).ok());
}

TEST_F(CategoriesTest, AllowedActionsAreTheReadersOwn) {
  ASSERT_TRUE(Import(admin_, {Lamp()}).ok());
  EXPECT_THAT(Get(worker_)->allowed_actions(), IsEmpty());
  EXPECT_THAT(Get(admin_)->allowed_actions(), ElementsAre("retire"));
  EXPECT_THAT(Get(other_admin_)->allowed_actions(), ElementsAre("publish", "retire"));
  ASSERT_TRUE(Publish(other_admin_).ok());
  EXPECT_THAT(Get(other_admin_)->allowed_actions(), ElementsAre("retire"));
}

TEST_F(CategoriesTest, AWorkerProposesNothingAndACentrePublishesNothing) {
  EXPECT_TRUE(absl::IsPermissionDenied(Import(worker_, {Lamp()}).status()));
  ASSERT_TRUE(Import(admin_, {Lamp()}).ok());
  EXPECT_TRUE(absl::IsPermissionDenied(Publish(centre_).status()));
}

}  // namespace
}  // namespace gridgov
