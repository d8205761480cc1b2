// Receiving reports and reading issues.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "proto/cpp/uuid.h"
#include "tests/support/issue_fixture.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using I = v1::Issue;
using Question = v1::Category::Question;

Question Asks(const std::string& code, Question::Type type, bool required = false,
              int options = 0) {
  Question question;
  question.set_code(code);
  question.mutable_label()->set_zh(code);
  question.mutable_label()->set_en(code);
  question.set_type(type);
  question.set_required(required);
  for (int i = 0; i < options; ++i) question.add_options()->set_zh("选项");
  return question;
}

class IssueReportsTest : public IssueTest {
 protected:
  absl::StatusOr<v1::Issue> Answering(
      const std::vector<std::pair<std::string, std::string>>& said) {
    v1::Issue issue;
    issue.set_category(asking_);
    for (const auto& [question, value] : said) {
      auto* answer = issue.add_answers();
      answer->set_question(question);
      answer->set_value(value);
    }
    return Create(worker_, issue);
  }
  absl::StatusOr<v1::IssueReporter> Reporter(const Staff& who, const std::string& issue) {
    v1::GetIssueReporterRequest request;
    request.set_issue(issue);
    request.set_purpose("回访（示例）");
    return Run(who, handler_, &IssueHandler::GetReporter, request);
  }

  const std::string asking_ = AddCategory(
      "0108", "H20", v1::Category::STATE_PUBLISHED,
      {Asks("text", Question::TYPE_TEXT), Asks("number", Question::TYPE_NUMBER),
       Asks("date", Question::TYPE_DATE), Asks("one", Question::TYPE_SINGLE_LIST, false, 3),
       Asks("many", Question::TYPE_MULTI_LIST, false, 3)});
};

TEST_F(IssueReportsTest, ANumberIsTheGridsDigitsAndASerialOfFive) {
  EXPECT_EQ(Report().number(), "51070300300100100001");
  EXPECT_EQ(Report().number(), "51070300300100100002");
  v1::Issue elsewhere;
  elsewhere.set_grid(far_grid_);
  EXPECT_EQ(Create(far_office_, elsewhere)->number(), "51070300300200100001");
}

TEST_F(IssueReportsTest, ARefusedReportUsesNoNumber) {
  v1::Issue wrong;
  wrong.add_answers()->set_question("nothing");
  EXPECT_FALSE(Create(worker_, wrong).ok());
  EXPECT_EQ(Report().number(), "51070300300100100001");
}

TEST_F(IssueReportsTest, AReportWaitsForTheOfficeFourHours) {
  const v1::Issue issue = Report();
  EXPECT_EQ(issue.state(), I::STATE_REPORTED);
  EXPECT_EQ(issue.creator(), worker_.name);
  EXPECT_EQ(issue.source(), I::SOURCE_RESIDENT);
  EXPECT_EQ(issue.severity(), I::SEVERITY_NORMAL);
  EXPECT_EQ(FromProto(issue.received_time()), now_);
  EXPECT_EQ(FromProto(issue.due_time()), now_ + absl::Hours(4));
}

TEST_F(IssueReportsTest, WhatIsUrgentWaitsLess) {
  v1::Issue urgent;
  urgent.set_urgent(true);
  EXPECT_EQ(FromProto(Create(worker_, urgent)->due_time()), now_ + absl::Hours(1));
}

TEST_F(IssueReportsTest, ACategoryMakesUrgentAndOfPublicOrderWhateverTheReporterSays) {
  AsSystem([this](const Txn& txn) -> absl::Status {
    auto category = CategoryTable().Get(txn, category_);
    category->set_urgent(true);
    category->set_public_order(true);
    return CategoryTable().Update(txn, *category).status();
  });
  const v1::Issue issue = Report();
  EXPECT_TRUE(issue.urgent());
  EXPECT_TRUE(issue.public_order());
}

TEST_F(IssueReportsTest, ATimeBeyond24HoursFromReceiptIsKeptAndFlagged) {
  const auto seen = [this](absl::Duration off) {
    v1::CreateIssueRequest request;
    request.mutable_issue()->set_category(category_);
    request.mutable_issue()->set_grid(grid_);
    request.mutable_issue()->set_title("示例");
    *request.mutable_occurred_time() = ToProto(now_ + off);
    return *Run(worker_, handler_, &IssueHandler::Create, request);
  };
  EXPECT_FALSE(seen(-absl::Hours(24)).clock_suspect());
  EXPECT_FALSE(seen(absl::Hours(24)).clock_suspect());
  for (const absl::Duration off : {-absl::Hours(25), absl::Hours(25)}) {
    const v1::Issue issue = seen(off);
    EXPECT_TRUE(issue.clock_suspect());
    EXPECT_EQ(FromProto(issue.occurred_time()), now_ + off);
    EXPECT_EQ(FromProto(issue.received_time()), now_);
    // The device's clock moves no deadline.
    EXPECT_EQ(FromProto(issue.due_time()), now_ + absl::Hours(4));
  }
}

TEST_F(IssueReportsTest, AReportNamesAPublishedCategoryAndAGridInUse) {
  v1::Issue draft;
  draft.set_category(AddCategory("0109", "H20", v1::Category::STATE_DRAFT));
  EXPECT_THAT(Create(worker_, draft), HasViolation("issue.category", "NOT_PUBLISHED"));
  v1::Issue retired;
  retired.set_category(AddCategory("0110", "H20", v1::Category::STATE_RETIRED));
  EXPECT_THAT(Create(worker_, retired), HasViolation("issue.category", "NOT_PUBLISHED"));
  AsSystem([this](const Txn& txn) -> absl::Status {
    auto grid = GridTable().Get(txn, grid_);
    grid->set_state(v1::Grid::STATE_RETIRED);
    return GridTable().Update(txn, *grid).status();
  });
  EXPECT_THAT(Create(worker_, {}), HasViolation("issue.grid", "GRID_RETIRED"));
  EXPECT_EQ(Count(IssueTable()), 0);
}

TEST_F(IssueReportsTest, NobodyReportsIntoWhatIsOutOfSight) {
  v1::Issue elsewhere;
  elsewhere.set_grid(second_grid_);
  EXPECT_THAT(Create(worker_, elsewhere), HasReason("NOT_VISIBLE"));
  EXPECT_TRUE(absl::IsPermissionDenied(Create(handler_of_unit_, {}).status()));
  EXPECT_TRUE(absl::IsPermissionDenied(Create(auditor_, {}).status()));
  EXPECT_EQ(Count(IssueTable()), 0);
}

TEST_F(IssueReportsTest, AnswersAreOfTheQuestionsTypes) {
  EXPECT_THAT(Answering({{"text", "三单元门口"},
                         {"number", "-1.5"},
                         {"date", "2026-02-28"},
                         {"one", "2"},
                         {"many", "0|2"}}),
              IsOk());
  const std::pair<std::string, std::string> wrong[] = {{"number", "many"}, {"date", "2026-02-30"},
                                                       {"one", "3"},       {"one", "0|1"},
                                                       {"many", "0|x"},    {"many", "-1"}};
  for (const auto& said : wrong) {
    EXPECT_THAT(Answering({said}), HasViolation("issue.answers[0]", "BAD_ANSWER")) << said.second;
  }
  EXPECT_THAT(Answering({{"colour", "red"}}), HasViolation("issue.answers[0]", "UNKNOWN_QUESTION"));
}

TEST_F(IssueReportsTest, ATextAnswerHasAtMost60Characters) {
  std::string sixty;
  for (int i = 0; i < 60; ++i) sixty += "网";
  EXPECT_THAT(Answering({{"text", sixty}}), IsOk());
  EXPECT_THAT(Answering({{"text", std::string(60, 'x')}}), IsOk());
  for (const std::string& said : {sixty + "x", std::string(61, 'x')}) {
    EXPECT_THAT(Answering({{"text", said}}), HasViolation("issue.answers[0]", "BAD_ANSWER"));
  }
}

TEST_F(IssueReportsTest, ANumberIsANumber) {
  for (const char* said : {"nan", "inf", "-inf"}) {
    EXPECT_THAT(Answering({{"number", said}}), HasViolation("issue.answers[0]", "BAD_ANSWER"));
  }
}

TEST_F(IssueReportsTest, ARequiredQuestionIsAnswered) {
  v1::Issue issue;
  issue.set_category(AddCategory("0111", "H20", v1::Category::STATE_PUBLISHED,
                                 {Asks("where", Question::TYPE_TEXT, /*required=*/true)}));
  EXPECT_THAT(Create(worker_, issue), HasViolation("issue.answers.where", "ANSWER_REQUIRED"));
}

TEST_F(IssueReportsTest, ADevicesIdIsTakenOnce) {
  v1::CreateIssueRequest request;
  request.mutable_issue()->set_category(category_);
  request.mutable_issue()->set_grid(grid_);
  request.mutable_issue()->set_title("示例");
  request.set_issue_id(Uuid::V7(now_).ToString());
  const auto first = Run(worker_, handler_, &IssueHandler::Create, request);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->name(), "issues/" + request.issue_id());
  EXPECT_THAT(Run(worker_, handler_, &IssueHandler::Create, request),
              StatusIs(absl::StatusCode::kAlreadyExists, "ALREADY_EXISTS"));
}

TEST_F(IssueReportsTest, AnOfficeEntersAReporterAndAWorkerDoesNot) {
  EXPECT_TRUE(absl::IsPermissionDenied(Create(worker_, {}, /*with_reporter=*/true).status()));
  EXPECT_EQ(Count(IssueTable()), 0);
  EXPECT_THAT(Create(office_, {}, /*with_reporter=*/true), IsOk());
  EXPECT_EQ(Count(IssueReporterTable()), 1);
}

TEST_F(IssueReportsTest, TheReporterIsShownToTheOfficeAloneAndThatItWasShownIsKept) {
  const std::string name = Report(/*with_reporter=*/true).name();
  const auto reporter = Reporter(office_, name);
  ASSERT_THAT(reporter, IsOk());
  EXPECT_EQ(reporter->display_name(), "居民甲（示例）");
  ASSERT_THAT(draft_.changes, SizeIs(1));
  EXPECT_EQ(draft_.changes[0].resource, name);
  EXPECT_THAT(draft_.changes[0].subject, SizeIs(16));
  // Which fields, and not what they hold.
  for (const auto& field : draft_.changes[0].fields) {
    EXPECT_THAT(field.before + field.after, IsEmpty());
  }
  for (const Staff* who : {&worker_, &handler_of_unit_, &auditor_, &duty_lead_}) {
    EXPECT_TRUE(absl::IsPermissionDenied(Reporter(*who, name).status()));
  }
  EXPECT_THAT(Reporter(far_office_, name), HasReason("NOT_VISIBLE"));
}

TEST_F(IssueReportsTest, WithoutAReporterThereIsNobodyToShow) {
  EXPECT_THAT(Reporter(office_, Report().name()),
              StatusIs(absl::StatusCode::kNotFound, "NO_REPORTER"));
}

TEST_F(IssueReportsTest, StepsAreReadThroughTheIssueTheyAreOf) {
  const std::string name = In(I::STATE_DISPATCHED).name();
  v1::ListIssueStepsRequest request;
  request.set_issue(name);
  const auto steps = Run(handler_of_unit_, handler_, &IssueHandler::ListSteps, request);
  ASSERT_THAT(steps, IsOk());
  std::vector<std::string> acts;
  for (const auto& step : steps->issue_steps()) acts.push_back(step.act());
  EXPECT_THAT(acts, ElementsAre("report", "accept", "dispatch"));
  EXPECT_THAT(Run(handler_of_second_unit_, handler_, &IssueHandler::ListSteps, request),
              HasReason("NOT_VISIBLE"));
}

}  // namespace
}  // namespace gridgov
