// The acts of the unit that handles an issue, and of those who decide what it asks for.
#include <utility>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/issue.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/errors.h"
#include "server/handlers/issue_facts.h"
#include "server/handlers/issues.h"
#include "server/store/column.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

absl::Status NothingAsked() {
  return MakeError(absl::StatusCode::kFailedPrecondition, "NOTHING_REQUESTED",
                   {.zh = "没有待审批的申请。", .en = "Nothing is asked for."});
}

absl::Status AskedAlready() {
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "REQUEST_OPEN",
      {.zh = "已有一项同类申请待审批。", .en = "There is an open request of this kind already."});
}

absl::Status BeforeDue(const Txn& txn, const v1::Issue& issue) {
  if (txn.now < FromProto(issue.due_time())) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition, "EXTENSION_AFTER_DUE",
                   {.zh = "已超过办理时限，不能再延期。",
                    .en = "The time is over; it cannot be extended any more."});
}

}  // namespace

absl::StatusOr<v1::Issue> IssueHandler::HandleOnSpot(Call& call,
                                                     const v1::HandleOnSpotRequest& request) {
  return Act(call, request, "handle_on_spot", request.proof(), [&](v1::Issue& issue) {
    issue.set_on_spot(true);
    issue.set_result(request.proof());
    StartClock(call.txn, "CHECK", issue);
    return absl::OkStatus();
  });
}

absl::StatusOr<v1::Issue> IssueHandler::Start(Call& call, const v1::StartIssueRequest& request) {
  return Act(call, request, "start", "");
}

absl::StatusOr<v1::Issue> IssueHandler::Return(Call& call, const v1::ReturnIssueRequest& request) {
  return Act(call, request, "return", request.reason(), [&](v1::Issue& issue) -> absl::Status {
    if (!ForLeadUnit(call, issue)) return NotTheLeadUnit(issue.name());
    ClearUnits(issue);
    issue.clear_deadline_class();
    StartClock(call.txn, issue.urgent() ? "ACCEPT_URGENT" : "ACCEPT", issue);
    return absl::OkStatus();
  });
}

absl::StatusOr<v1::Issue> IssueHandler::RequestExtension(
    Call& call, const v1::RequestExtensionRequest& request) {
  return Act(call, request, "request_extension", request.reason(),
             [&](v1::Issue& issue) -> absl::Status {
               if (issue.extension_requested()) return AskedAlready();
               GG_RETURN_IF_ERROR(BeforeDue(call.txn, issue));
               issue.set_extension_requested(true);
               issue.mutable_clock()->set_requested_extension(request.amount());
               return absl::OkStatus();
             });
}

absl::StatusOr<v1::Issue> IssueHandler::DecideExtension(Call& call,
                                                        const v1::DecideExtensionRequest& request) {
  return Act(
      call, request, "decide_extension", request.reason(), [&](v1::Issue& issue) -> absl::Status {
        if (!issue.extension_requested()) return NothingAsked();
        // The first by a duty lead, further ones by an office head.
        const bool first = issue.extension_count() == 0;
        const Scope& reach = call.principal.ScopeFor(first ? "issues.decideFirstExtension"
                                                           : "issues.decideFurtherExtension");
        if (!IssueTable().Covers(call.txn, reach, issue).has_value()) {
          return OutOfReach(first ? "issues.decideFirstExtension"
                                  : "issues.decideFurtherExtension");
        }
        GG_ASSIGN_OR_RETURN(const bool asked, AskedByCaller(call.txn, issue, "request_extension"));
        if (asked) return SecondPerson(issue.name());
        if (request.granted()) {
          GG_RETURN_IF_ERROR(BeforeDue(call.txn, issue));
          issue.mutable_clock()->add_extensions(issue.clock().requested_extension());
          issue.set_extension_count(issue.extension_count() + 1);
        }
        issue.mutable_clock()->set_requested_extension(0);
        issue.set_extension_requested(false);
        return absl::OkStatus();
      });
}

absl::StatusOr<v1::Issue> IssueHandler::RequestSuspension(
    Call& call, const v1::RequestSuspensionRequest& request) {
  return Act(call, request, "request_suspension", request.reason(),
             [&](v1::Issue& issue) -> absl::Status {
               if (issue.suspension_requested()) return AskedAlready();
               issue.set_suspension_requested(true);
               return absl::OkStatus();
             });
}

absl::StatusOr<v1::Issue> IssueHandler::DecideSuspension(
    Call& call, const v1::DecideSuspensionRequest& request) {
  return Act(
      call, request, "decide_suspension", request.reason(), [&](v1::Issue& issue) -> absl::Status {
        if (!issue.suspension_requested()) return NothingAsked();
        GG_ASSIGN_OR_RETURN(const bool asked, AskedByCaller(call.txn, issue, "request_suspension"));
        if (asked) return SecondPerson(issue.name());
        issue.set_suspension_requested(false);
        if (!request.granted()) {
          issue.set_state(v1::Issue::STATE_IN_PROGRESS);
          return absl::OkStatus();
        }
        if (!request.review_date().empty() && !IsDay(request.review_date())) {
          return MakeInvalid({BadDate("review_date")});
        }
        if (request.review_date() <= DayText(call.txn.now)) {
          return MakeInvalid(
              "review_date", "NOT_IN_FUTURE",
              {.zh = "请填写今天之后的复核日期。", .en = "must be a day after today."});
        }
        issue.set_review_date(request.review_date());
        *issue.mutable_clock()->add_pauses()->mutable_start_time() = ToProto(call.txn.now);
        return absl::OkStatus();
      });
}

absl::StatusOr<v1::Issue> IssueHandler::Resume(Call& call, const v1::ResumeIssueRequest& request) {
  return Act(call, request, "resume", "", [&](v1::Issue& issue) {
    EndPause(call.txn.now, issue);
    issue.clear_review_date();
    return absl::OkStatus();
  });
}

absl::StatusOr<v1::Issue> IssueHandler::Finish(Call& call, const v1::FinishIssueRequest& request) {
  return Act(call, request, "finish", request.proof(), [&](v1::Issue& issue) {
    issue.set_result(request.proof());
    issue.set_extension_requested(false);
    issue.set_suspension_requested(false);
    StartClock(call.txn, "CHECK", issue);
    return absl::OkStatus();
  });
}

}  // namespace gridgov
