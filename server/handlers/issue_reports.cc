// Reading issues, and receiving reports of them.
#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/errors.h"
#include "server/handlers/grid_facts.h"
#include "server/handlers/issue_facts.h"
#include "server/handlers/issues.h"
#include "server/handlers/serials.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr absl::Duration kClockSuspect = absl::Hours(24);
constexpr int kLongestAnswer = 60;

// In UTF-8, which the contract asks for.
int Characters(absl::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
  }));
}

absl::Status CheckAnswer(const v1::Category::Question& question, const std::string& value,
                         const std::string& field) {
  const auto bad = [&](absl::string_view zh, absl::string_view en) {
    return MakeInvalid(field, "BAD_ANSWER", {.zh = std::string(zh), .en = std::string(en)});
  };
  double number = 0;
  switch (question.type()) {
    case v1::Category::Question::TYPE_TEXT:
      return Characters(value) > kLongestAnswer
                 ? bad("最多60个字。", "takes at most 60 characters.")
                 : absl::OkStatus();
    case v1::Category::Question::TYPE_NUMBER:
      return absl::SimpleAtod(value, &number) && std::isfinite(number)
                 ? absl::OkStatus()
                 : bad("应为数字。", "must be a number.");
    case v1::Category::Question::TYPE_DATE:
      return IsDay(value) ? absl::OkStatus()
                          : bad("应为日期，如 2026-01-31。", "must be a date, like 2026-01-31.");
    default:
      break;
  }
  for (absl::string_view one : absl::StrSplit(value, '|')) {
    int index = -1;
    if (!absl::SimpleAtoi(one, &index) || index < 0 || index >= question.options_size()) {
      return bad("应为选项的序号，从0开始。", "must be the index of an option, from 0.");
    }
    if (question.type() == v1::Category::Question::TYPE_SINGLE_LIST &&
        value.find('|') != value.npos) {
      return bad("只能选一项。", "takes one option.");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckAnswers(const v1::Category& category, const v1::Issue& issue) {
  for (int i = 0; i < issue.answers_size(); ++i) {
    const std::string field = absl::StrCat("issue.answers[", i, "]");
    const auto& answer = issue.answers(i);
    const v1::Category::Question* asked = nullptr;
    for (const auto& question : category.questions()) {
      if (question.code() == answer.question()) asked = &question;
    }
    if (asked == nullptr) {
      return MakeInvalid(
          field, "UNKNOWN_QUESTION",
          {.zh = "该类别没有这个问题。", .en = "this category asks no such question."});
    }
    GG_RETURN_IF_ERROR(CheckAnswer(*asked, answer.value(), field));
  }
  for (const auto& question : category.questions()) {
    if (!question.required()) continue;
    bool answered = false;
    for (const auto& answer : issue.answers()) answered |= answer.question() == question.code();
    if (answered) continue;
    return MakeInvalid(absl::StrCat("issue.answers.", question.code()), "ANSWER_REQUIRED",
                       {.zh = absl::StrCat("请回答：", question.label().zh()),
                        .en = absl::StrCat("answer: ", question.label().en())});
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Category> PublishedCategory(const Txn& txn, const std::string& name) {
  GG_ASSIGN_OR_RETURN(v1::Category category, CategoryTable().Get(txn.System(), name));
  if (category.state() != v1::Category::STATE_PUBLISHED) {
    return MakeInvalid("issue.category", "NOT_PUBLISHED",
                       {.zh = "该类别尚未发布或已停用，请另选。",
                        .en = "this category is not published. Choose another."});
  }
  return category;
}

absl::StatusOr<v1::Grid> ActiveGrid(const Txn& txn, const std::string& name) {
  GG_ASSIGN_OR_RETURN(v1::Grid grid, GridTable().Get(txn, name));
  GG_RETURN_IF_ERROR(CheckGridInUse(grid, "issue.grid"));
  return grid;
}

}  // namespace

absl::StatusOr<v1::Issue> IssueHandler::Get(Call& call, const v1::GetIssueRequest& request) {
  return IssueTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListIssuesResponse> IssueHandler::List(Call& call,
                                                          const v1::ListIssuesRequest& request) {
  v1::ListIssuesResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, IssueTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<v1::ListIssueStepsResponse> IssueHandler::ListSteps(
    Call& call, const v1::ListIssueStepsRequest& request) {
  // Steps are read through their issue's scope; texts of them are for those who see it unmasked.
  GG_ASSIGN_OR_RETURN(const v1::Issue issue, IssueTable().Get(call.txn, request.issue()));
  GG_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(SplitName(issue.name()).id));
  v1::ListIssueStepsResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, IssueStepTable(), request,
                              {.where = "t.issue = $1", .args = {Blob{std::string(id.bytes())}}},
                              nullptr, &response));
  return response;
}

absl::StatusOr<v1::IssueReporter> IssueHandler::GetReporter(
    Call& call, const v1::GetIssueReporterRequest& request) {
  GG_ASSIGN_OR_RETURN(const v1::Issue issue, IssueTable().Get(call.txn, request.issue()));
  GG_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(SplitName(issue.name()).id));
  GG_ASSIGN_OR_RETURN(
      std::vector<v1::IssueReporter> found,
      IssueReporterTable().Select(
          call.txn, {.where = "t.issue = $1", .args = {Blob{std::string(id.bytes())}}}));
  if (found.empty()) {
    return MakeError(absl::StatusCode::kNotFound, "NO_REPORTER",
                     {.zh = "没有登记反映人，或其信息已依规删除。",
                      .en = "No reporter is on file, or it was erased as the rules ask."});
  }
  // The row that says who was shown goes onto the chain before the answer leaves.
  GG_ASSIGN_OR_RETURN(const Uuid subject, Uuid::Parse(SplitName(found[0].name()).id));
  call.txn.draft.changes.push_back(
      {.resource = issue.name(),
       .subject = std::string(subject.bytes()),
       .fields = {{"display_name", "", "", true}, {"phone", "", "", true}}});
  return std::move(found[0]);
}

absl::StatusOr<v1::Issue> IssueHandler::Create(Call& call, const v1::CreateIssueRequest& request) {
  if (request.issue().category().empty() || request.issue().grid().empty()) {
    return MakeInvalid(request.issue().category().empty() ? "issue.category" : "issue.grid",
                       "REQUIRED", {.zh = "必须填写。", .en = "is required."});
  }
  Report report{.issue = request.issue(),
                .issue_id = request.issue_id(),
                .occurred = request.has_occurred_time() ? FromProto(request.occurred_time())
                                                        : absl::InfinitePast()};
  if (request.has_reporter() &&
      !(request.reporter().display_name().empty() && request.reporter().phone().empty())) {
    report.reporter = &request.reporter();
  }
  GG_RETURN_IF_ERROR(GridTable().Get(call.txn, request.issue().grid()).status());
  return Receive(call, std::move(report));
}

absl::StatusOr<v1::Issue> IssueHandler::Receive(Call& call, Report report) {
  const Txn& txn = call.txn;
  v1::Issue& issue = report.issue;
  GG_ASSIGN_OR_RETURN(const v1::Category category, PublishedCategory(txn, issue.category()));
  GG_ASSIGN_OR_RETURN(const v1::Grid grid, ActiveGrid(txn.System(), issue.grid()));
  GG_RETURN_IF_ERROR(CheckAnswers(category, issue));
  if (!report.issue_id.empty()) {
    GG_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(report.issue_id));
    issue.set_name(MakeName("issues", id.ToString()));
  }
  const absl::Time occurred = report.occurred == absl::InfinitePast() ? txn.now : report.occurred;
  GG_ASSIGN_OR_RETURN(*issue.mutable_number(), NextNumber(txn, grid.code()));
  if (issue.source() == v1::Issue::SOURCE_UNSPECIFIED) {
    issue.set_source(issue.patrol().empty() ? v1::Issue::SOURCE_RESIDENT
                                            : v1::Issue::SOURCE_PATROL);
  }
  if (issue.severity() == v1::Issue::SEVERITY_UNSPECIFIED) {
    issue.set_severity(v1::Issue::SEVERITY_NORMAL);
  }
  issue.set_urgent(issue.urgent() || category.urgent());
  issue.set_public_order(category.public_order());
  issue.set_state(v1::Issue::STATE_REPORTED);
  issue.set_creator(txn.actor.name());
  *issue.mutable_occurred_time() = ToProto(occurred);
  *issue.mutable_received_time() = ToProto(txn.now);
  issue.set_clock_suspect(absl::AbsDuration(txn.now - occurred) > kClockSuspect);
  StartClock(txn, issue.urgent() ? "ACCEPT_URGENT" : "ACCEPT", issue);
  GG_RETURN_IF_ERROR(deadlines_.Evaluate(txn, &issue));
  GG_ASSIGN_OR_RETURN(issue, IssueTable().Insert(txn, std::move(issue)));
  GG_RETURN_IF_ERROR(AddStep(txn, v1::Issue(), issue, "report", ""));
  if (report.reporter != nullptr) {
    if (!IssueTable().Covers(txn, call.principal.ScopeFor("issues.reporter"), issue).has_value()) {
      return NotVisible(txn.scope, issue.name());
    }
    v1::IssueReporter reporter = *report.reporter;
    reporter.clear_name();
    reporter.set_issue(issue.name());
    GG_RETURN_IF_ERROR(IssueReporterTable().Insert(txn, std::move(reporter)).status());
  }
  return issue;
}

}  // namespace gridgov
