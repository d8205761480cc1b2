#include "tests/support/issue_fixture.h"

#include <functional>
#include <map>
#include <utility>

#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/issue_facts.h"
#include "server/store/fields.h"

namespace gridgov {
namespace {

using State = v1::Issue::State;

constexpr char kSubdistrict[] = "divisions/510703003";

// A request on one issue, with what most of them have in common.
template <class Request>
Request On(const std::string& name, const ActInput& input) {
  Request request;
  request.set_name(name);
  request.set_etag(input.etag);
  for (const char* field : {"reason", "text", "proof", "comment"}) {
    SetStringField(&request, field, input.text);
  }
  return request;
}

v1::DispatchIssueRequest DispatchOf(v1::DispatchIssueRequest request, const ActInput& input) {
  request.set_unit(input.other);
  for (const std::string& unit : input.co_units) request.add_co_units(unit);
  return request;
}

v1::DecideSuspensionRequest DecisionOf(v1::DecideSuspensionRequest request, const ActInput& input) {
  request.set_granted(input.granted);
  request.set_review_date(input.review_date);
  return request;
}

v1::CloseIssueRequest CloseOf(v1::CloseIssueRequest request, const ActInput& input) {
  request.set_closing_reason(input.closing_reason);
  request.set_handed_to(input.handed_to);
  return request;
}

}  // namespace

IssueTest::IssueTest() {
  AddDeadlineClass("ACCEPT", v1::DeadlineClass::UNIT_URGENT_HOURS, 4);
  AddDeadlineClass("ACCEPT_URGENT", v1::DeadlineClass::UNIT_URGENT_HOURS, 1);
  AddDeadlineClass("CHECK", v1::DeadlineClass::UNIT_URGENT_HOURS, 24);
  AddDeadlineClass("H20", v1::DeadlineClass::UNIT_URGENT_HOURS, 20);
  AddDeadlineClass("H8", v1::DeadlineClass::UNIT_URGENT_HOURS, 8);
  AddDeadlineClass("WD3", v1::DeadlineClass::UNIT_WORKING_DAYS, 3);
  category_ = AddCategory("0107", "H20");
  unit_ = AddUnit("CG");
  second_unit_ = AddUnit("XF");
  other_worker_ = AddStaff("other-worker", v1::ROLE_GRID_WORKER, grid_);
  far_worker_ = AddStaff("far-worker", v1::ROLE_GRID_WORKER, second_grid_);
  checker_ = AddStaff("checker", v1::ROLE_COMMUNITY_OFFICE, community_);
  handler_of_unit_ = AddStaff("handler", v1::ROLE_HANDLING_UNIT, kSubdistrict, unit_);
  handler_of_second_unit_ =
      AddStaff("handler-2", v1::ROLE_HANDLING_UNIT, kSubdistrict, second_unit_);
  duty_lead_ = AddStaff("duty-lead", v1::ROLE_DUTY_LEAD, kSubdistrict);
  office_head_ = AddStaff("office-head", v1::ROLE_OFFICE_HEAD, kSubdistrict);
  auditor_ = AddStaff("auditor", v1::ROLE_AUDITOR);
  many_hats_ = AddStaff("many-hats", {Holding(v1::ROLE_SUBDISTRICT_CENTRE, kSubdistrict),
                                      Holding(v1::ROLE_HANDLING_UNIT, kSubdistrict, unit_),
                                      Holding(v1::ROLE_DUTY_LEAD, kSubdistrict),
                                      Holding(v1::ROLE_GRID_WORKER, grid_)});
}

std::string IssueTest::AddCategory(const std::string& code, const std::string& deadline_class,
                                   v1::Category::State state,
                                   const std::vector<v1::Category::Question>& questions) {
  v1::Category category;
  AsSystem([&](const Txn& txn) -> absl::Status {
    category.set_code(code);
    for (auto* text : {category.mutable_title(), category.mutable_filing_condition(),
                       category.mutable_closing_condition()}) {
      text->set_zh("示例");
      text->set_en("sample");
    }
    category.set_class_(v1::Category::CLASS_CITY_APPEARANCE);
    category.set_deadline_class(deadline_class);
    category.set_default_unit_code("CG");
    category.set_source("test");
    category.set_state(state);
    for (const auto& question : questions) *category.add_questions() = question;
    GG_ASSIGN_OR_RETURN(category, CategoryTable().Insert(txn, category));
    return absl::OkStatus();
  });
  return category.name();
}

absl::StatusOr<v1::Issue> IssueTest::Create(const Staff& who, v1::Issue issue, bool with_reporter) {
  v1::CreateIssueRequest request;
  if (issue.category().empty()) issue.set_category(category_);
  if (issue.grid().empty()) issue.set_grid(grid_);
  if (issue.title().empty()) issue.set_title("路灯不亮");
  *request.mutable_issue() = std::move(issue);
  if (with_reporter) {
    request.mutable_reporter()->set_display_name("居民甲（示例）");
    request.mutable_reporter()->set_phone("000-0000-0000");
  }
  return Run(who, handler_, &IssueHandler::Create, request);
}

v1::Issue IssueTest::Report(bool with_reporter) {
  const auto issue = Create(with_reporter ? office_ : worker_, {}, with_reporter);
  EXPECT_THAT(issue, IsOk());
  return *issue;
}

absl::StatusOr<v1::Issue> IssueTest::Do(const Staff& who, absl::string_view act,
                                        const std::string& name, const ActInput& input) {
  using H = IssueHandler;
  const auto run = [&](auto method, auto request) { return Run(who, handler_, method, request); };
  if (act == "accept") return run(&H::Accept, On<v1::AcceptIssueRequest>(name, input));
  if (act == "reject") return run(&H::Reject, On<v1::RejectIssueRequest>(name, input));
  if (act == "withdraw") return run(&H::Withdraw, On<v1::WithdrawIssueRequest>(name, input));
  if (act == "start") return run(&H::Start, On<v1::StartIssueRequest>(name, input));
  if (act == "return") return run(&H::Return, On<v1::ReturnIssueRequest>(name, input));
  if (act == "resume") return run(&H::Resume, On<v1::ResumeIssueRequest>(name, input));
  if (act == "finish") return run(&H::Finish, On<v1::FinishIssueRequest>(name, input));
  if (act == "send_back") return run(&H::SendBack, On<v1::SendBackIssueRequest>(name, input));
  if (act == "reopen") return run(&H::Reopen, On<v1::ReopenIssueRequest>(name, input));
  if (act == "urge") return run(&H::Urge, On<v1::UrgeIssueRequest>(name, input));
  if (act == "supervise") return run(&H::Supervise, On<v1::SuperviseIssueRequest>(name, input));
  if (act == "handle_on_spot") {
    return run(&H::HandleOnSpot, On<v1::HandleOnSpotRequest>(name, input));
  }
  if (act == "request_suspension") {
    return run(&H::RequestSuspension, On<v1::RequestSuspensionRequest>(name, input));
  }
  if (act == "dispatch") {
    return run(&H::Dispatch, DispatchOf(On<v1::DispatchIssueRequest>(name, input), input));
  }
  if (act == "decide_suspension") {
    return run(&H::DecideSuspension,
               DecisionOf(On<v1::DecideSuspensionRequest>(name, input), input));
  }
  if (act == "close") return run(&H::Close, CloseOf(On<v1::CloseIssueRequest>(name, input), input));
  if (act == "mark_duplicate") {
    auto request = On<v1::MarkDuplicateRequest>(name, input);
    request.set_duplicate_of(input.other.empty() ? Report().name() : input.other);
    return run(&H::MarkDuplicate, request);
  }
  if (act == "add_co_unit") {
    auto request = On<v1::AddCoUnitRequest>(name, input);
    request.set_unit(input.other.empty() ? second_unit_ : input.other);
    return run(&H::AddCoUnit, request);
  }
  if (act == "request_extension") {
    auto request = On<v1::RequestExtensionRequest>(name, input);
    request.set_amount(input.amount);
    return run(&H::RequestExtension, request);
  }
  if (act == "decide_extension") {
    auto request = On<v1::DecideExtensionRequest>(name, input);
    request.set_granted(input.granted);
    return run(&H::DecideExtension, request);
  }
  if (act == "relocate") {
    auto request = On<v1::RelocateIssueRequest>(name, input);
    request.set_grid(input.other.empty() ? second_grid_ : input.other);
    return run(&H::Relocate, request);
  }
  if (act == "callback") {
    auto request = On<v1::RecordCallbackRequest>(name, input);
    request.set_satisfaction(input.satisfaction);
    return run(&H::RecordCallback, request);
  }
  return absl::UnimplementedError(act);
}

v1::Issue IssueTest::Must(const Staff& who, absl::string_view act, const std::string& name,
                          const ActInput& input) {
  const auto issue = Do(who, act, name, input);
  EXPECT_THAT(issue, IsOk()) << act;
  return issue.ok() ? *issue : v1::Issue();
}

v1::Issue IssueTest::In(v1::Issue::State state, bool with_reporter) {
  const std::string name = Report(with_reporter).name();
  if (state == v1::Issue::STATE_REPORTED) return Row(name);
  if (state == v1::Issue::STATE_REJECTED) return Must(office_, "reject", name);
  if (state == v1::Issue::STATE_DUPLICATE) return Must(office_, "mark_duplicate", name);
  if (state == v1::Issue::STATE_WITHDRAWN) {
    return Must(with_reporter ? office_ : worker_, "withdraw", name);
  }
  const std::pair<v1::Issue::State, std::function<void()>> way[] = {
      {v1::Issue::STATE_ACCEPTED, [&] { Must(office_, "accept", name); }},
      {v1::Issue::STATE_DISPATCHED, [&] { Must(office_, "dispatch", name); }},
      {v1::Issue::STATE_IN_PROGRESS, [&] { Must(handler_of_unit_, "start", name); }},
      {v1::Issue::STATE_HANDLED, [&] { Must(handler_of_unit_, "finish", name); }},
      {v1::Issue::STATE_CLOSED, [&] { Must(office_, "close", name); }}};
  const v1::Issue::State last =
      state == v1::Issue::STATE_SUSPENDED ? v1::Issue::STATE_IN_PROGRESS : state;
  for (const auto& [reached, step] : way) {
    step();
    if (reached == last) break;
  }
  if (state == v1::Issue::STATE_SUSPENDED) {
    Must(handler_of_unit_, "request_suspension", name);
    Must(centre_, "decide_suspension", name);
  }
  const v1::Issue issue = Row(name);
  EXPECT_EQ(issue.state(), state);
  return issue;
}

absl::StatusOr<v1::Issue> IssueTest::Get(const Staff& who, const std::string& name) {
  v1::GetIssueRequest request;
  request.set_name(name);
  return Run(who, handler_, &IssueHandler::Get, request);
}

std::vector<std::string> IssueTest::Allowed(const Staff& who, const std::string& name) {
  const auto issue = Get(who, name);
  if (!issue.ok()) return {};
  return {issue->allowed_actions().begin(), issue->allowed_actions().end()};
}

std::vector<v1::IssueStep> IssueTest::Steps(const std::string& name) {
  std::vector<v1::IssueStep> steps;
  AsSystem([&](const Txn& txn) -> absl::Status {
    GG_ASSIGN_OR_RETURN(
        steps, IssueStepTable().Select(
                   txn, {.where = "t.issue = $1", .args = {Blob{IdBytes(name)}}, .limit = 200}));
    return absl::OkStatus();
  });
  return steps;
}

}  // namespace gridgov
