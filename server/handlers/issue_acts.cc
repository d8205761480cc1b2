// The acts on an issue.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/errors.h"
#include "server/handlers/grid_facts.h"
#include "server/handlers/issue_facts.h"
#include "server/handlers/issues.h"
#include "server/handlers/unit_facts.h"
#include "server/store/column.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

bool Handles(const v1::Issue& issue, const std::string& unit) {
  const auto& units = issue.co_units();
  return unit == issue.unit() || std::find(units.begin(), units.end(), unit) != units.end();
}

v1::IssueStep::Outcome OutcomeOf(absl::string_view act, const v1::Issue& before,
                                 const v1::Issue& after) {
  bool granted = false;
  if (act == "decide_extension") {
    granted = after.extension_count() > before.extension_count();
  } else if (act == "decide_suspension") {
    granted = after.state() == v1::Issue::STATE_SUSPENDED;
  } else if (act == "callback") {
    switch (after.satisfaction()) {
      case v1::Issue::SATISFACTION_SATISFIED:
        return v1::IssueStep::OUTCOME_SATISFIED;
      case v1::Issue::SATISFACTION_DISSATISFIED:
        return v1::IssueStep::OUTCOME_DISSATISFIED;
      default:
        return v1::IssueStep::OUTCOME_NOT_REACHED;
    }
  } else {
    return v1::IssueStep::OUTCOME_UNSPECIFIED;
  }
  return granted ? v1::IssueStep::OUTCOME_GRANTED : v1::IssueStep::OUTCOME_REFUSED;
}

std::string StateText(v1::Issue::State state) {
  return EnumText(v1::Issue::State_descriptor()->FindValueByNumber(state));
}

}  // namespace

void IssueHandler::StartClock(const Txn& txn, const std::string& deadline_class,
                              v1::Issue& issue) const {
  issue.clear_clock();
  issue.mutable_clock()->set_earlier_paused_seconds(issue.paused_seconds());
  issue.mutable_clock()->set_deadline_class(deadline_class);
  *issue.mutable_clock()->mutable_start_time() = ToProto(txn.now);
}

absl::Status IssueHandler::AddStep(const Txn& txn, const v1::Issue& before, const v1::Issue& issue,
                                   absl::string_view act, const std::string& text) {
  v1::IssueStep step;
  step.set_issue(issue.name());
  step.set_act(std::string(act));
  step.set_from_state(before.state());
  step.set_to_state(issue.state());
  step.set_actor(txn.actor.name());
  step.set_actor_username(txn.actor.username);
  // A step that takes it from its unit names that unit.
  step.set_unit(issue.unit().empty() ? before.unit() : issue.unit());
  step.set_text(text);
  step.set_grid(issue.grid());
  if (!before.grid().empty() && before.grid() != issue.grid()) step.set_from_grid(before.grid());
  if (before.has_due_time()) *step.mutable_due_time() = before.due_time();
  step.set_outcome(OutcomeOf(act, before, issue));
  step.set_source(issue.source());
  return IssueStepTable().Insert(txn, std::move(step)).status();
}

absl::StatusOr<v1::Issue> IssueHandler::ActOn(Call& call, const std::string& name,
                                              const std::string& etag, absl::string_view act,
                                              const std::string& text, const Change& change) {
  GG_ASSIGN_OR_RETURN(v1::Issue issue, IssueTable().GetForUpdate(call.txn, name, etag));
  const v1::Issue before = issue;
  const IssueAct* row = FindAct(before.state(), act);
  if (row == nullptr) return WrongState(name, StateText(before.state()), act);
  if (row->to != v1::Issue::STATE_UNSPECIFIED) issue.set_state(row->to);
  if (change != nullptr) GG_RETURN_IF_ERROR(change(issue));
  if (IsOver(issue.state()) && !issue.has_close_time()) {
    *issue.mutable_close_time() = ToProto(call.txn.now);
  }
  if (!HasDeadline(issue.state())) issue.clear_clock();
  GG_RETURN_IF_ERROR(deadlines_.Evaluate(call.txn, &issue));
  GG_ASSIGN_OR_RETURN(issue, IssueTable().Update(call.txn, std::move(issue)));
  GG_RETURN_IF_ERROR(AddStep(call.txn, before, issue, act, text));
  GG_RETURN_IF_ERROR(ShowVisitToUnits(call.txn, issue));
  return issue;
}

absl::StatusOr<v1::Issue> IssueHandler::Accept(Call& call, const v1::AcceptIssueRequest& request) {
  // Accepting and dispatching share one deadline, so its clock goes on.
  return Act(call, request, "accept", "");
}

absl::StatusOr<v1::Issue> IssueHandler::Reject(Call& call, const v1::RejectIssueRequest& request) {
  GG_ASSIGN_OR_RETURN(
      v1::Issue rejected,
      Act(call, request, "reject", request.reason(), [&](v1::Issue& issue) -> absl::Status {
        GG_ASSIGN_OR_RETURN(const bool told, HasReporter(call.txn, issue));
        issue.set_callback_due(told);
        return absl::OkStatus();
      }));
  GG_RETURN_IF_ERROR(EndDuplicates(call.txn, rejected, "reject"));
  return rejected;
}

absl::StatusOr<v1::Issue> IssueHandler::MarkDuplicate(Call& call,
                                                      const v1::MarkDuplicateRequest& request) {
  GG_ASSIGN_OR_RETURN(v1::Issue original, IssueTable().Get(call.txn, request.duplicate_of()));
  // A duplicate of a duplicate follows the same original.
  while (original.state() == v1::Issue::STATE_DUPLICATE) {
    GG_ASSIGN_OR_RETURN(original, IssueTable().Get(call.txn.System(), original.duplicate_of()));
  }
  if (original.name() == request.name() || !HasDeadline(original.state())) {
    return MakeInvalid("duplicate_of", "NOT_AN_OPEN_ORIGINAL",
                       {.zh = "原件必须是另一个未结案的事件。",
                        .en = "the original must be another issue that is still open."});
  }
  return Act(call, request, "mark_duplicate", original.number(), [&](v1::Issue& issue) {
    issue.set_duplicate_of(original.name());
    return absl::OkStatus();
  });
}

absl::StatusOr<v1::Issue> IssueHandler::Withdraw(Call& call,
                                                 const v1::WithdrawIssueRequest& request) {
  return Act(call, request, "withdraw", request.reason(), [&](v1::Issue& issue) -> absl::Status {
    GG_ASSIGN_OR_RETURN(const bool others, HasDuplicates(call.txn, issue));
    if (!others) return absl::OkStatus();
    return MakeError(absl::StatusCode::kFailedPrecondition, "OTHERS_REPORTED_IT",
                     {.zh = "他人也反映了此事件，不能撤回，请由社区办理。",
                      .en = "Others have reported the same, so it cannot be withdrawn. The office "
                            "decides on it."});
  });
}

absl::StatusOr<v1::Issue> IssueHandler::Dispatch(Call& call,
                                                 const v1::DispatchIssueRequest& request) {
  return Act(call, request, "dispatch", "", [&](v1::Issue& issue) -> absl::Status {
    const Txn system = call.txn.System();
    GG_ASSIGN_OR_RETURN(const v1::Category category, CategoryTable().Get(system, issue.category()));
    std::string unit = request.unit();
    if (unit.empty()) {
      const auto id = UnitTable().IdOfCode(call.txn.db, category.default_unit_code());
      if (!id.ok()) {
        return MakeInvalid("unit", "REQUIRED",
                           {.zh = "该类别没有可用的默认责任单位，请指定。",
                            .en = "the category's default unit is not set up. Name one."});
      }
      unit = MakeName("units", *id);
    }
    GG_RETURN_IF_ERROR(CheckUnit(call.txn, unit, "unit"));
    issue.set_unit(unit);
    for (int i = 0; i < request.co_units_size(); ++i) {
      const std::string& co_unit = request.co_units(i);
      GG_RETURN_IF_ERROR(CheckUnit(call.txn, co_unit, absl::StrCat("co_units[", i, "]")));
      if (!Handles(issue, co_unit)) issue.add_co_units(co_unit);
    }
    std::string name = request.deadline_class();
    if (name.empty()) {
      GG_ASSIGN_OR_RETURN(const std::string id,
                          DeadlineClassTable().IdOfCode(call.txn.db, category.deadline_class()));
      name = MakeName("deadlineClasses", id);
    }
    GG_ASSIGN_OR_RETURN(const v1::DeadlineClass chosen, DeadlineClassTable().Get(system, name));
    issue.set_deadline_class(name);
    StartClock(call.txn, chosen.code(), issue);
    return absl::OkStatus();
  });
}

absl::StatusOr<v1::Issue> IssueHandler::AddCoUnit(Call& call, const v1::AddCoUnitRequest& request) {
  return Act(call, request, "add_co_unit", "", [&](v1::Issue& issue) -> absl::Status {
    GG_RETURN_IF_ERROR(CheckUnit(call.txn, request.unit(), "unit"));
    if (Handles(issue, request.unit())) {
      return MakeInvalid("unit", "ALREADY_A_UNIT",
                         {.zh = "该单位已在办理此事件。", .en = "the unit handles it already."});
    }
    issue.add_co_units(request.unit());
    return absl::OkStatus();
  });
}

absl::Status IssueHandler::EndDuplicates(const Txn& txn, const v1::Issue& original,
                                         absl::string_view act) {
  const Txn system = txn.System();
  GG_ASSIGN_OR_RETURN(std::vector<v1::Issue> duplicates,
                      IssueTable().Select(system, {.where = "t.duplicate_of = $1 AND t.state = "
                                                            "'DUPLICATE'",
                                                   .args = {Blob{IdBytes(original.name())}}}));
  for (v1::Issue& duplicate : duplicates) {
    const v1::Issue before = duplicate;
    duplicate.set_state(original.state());
    duplicate.set_closing_reason(original.closing_reason());
    duplicate.set_handed_to(original.handed_to());
    *duplicate.mutable_close_time() = original.close_time();
    GG_ASSIGN_OR_RETURN(const bool told, HasReporter(txn, duplicate));
    duplicate.set_callback_due(told);
    GG_ASSIGN_OR_RETURN(duplicate, IssueTable().Update(system, std::move(duplicate)));
    GG_RETURN_IF_ERROR(AddStep(system, before, duplicate, act, original.number()));
    // What was marked as its duplicate before it became one itself.
    GG_RETURN_IF_ERROR(EndDuplicates(txn, duplicate, act));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Issue> IssueHandler::Close(Call& call, const v1::CloseIssueRequest& request) {
  GG_ASSIGN_OR_RETURN(
      v1::Issue closed,
      Act(call, request, "close", request.comment(), [&](v1::Issue& issue) -> absl::Status {
        GG_ASSIGN_OR_RETURN(const bool handled, HandledByCaller(call.txn, issue));
        if (handled) return CheckerIsHandler(issue.name());
        if (request.closing_reason() == v1::Issue::CLOSING_REASON_NOT_OUR_DUTY &&
            request.handed_to().empty()) {
          return MakeInvalid("handed_to", "REQUIRED",
                             {.zh = "请写明已移交给谁。", .en = "say to whom it was handed."});
        }
        issue.set_closing_reason(request.closing_reason());
        issue.set_handed_to(request.handed_to());
        GG_ASSIGN_OR_RETURN(const bool told, HasReporter(call.txn, issue));
        issue.set_callback_due(told);
        return absl::OkStatus();
      }));
  GG_RETURN_IF_ERROR(EndDuplicates(call.txn, closed, "close"));
  return closed;
}

absl::StatusOr<v1::Issue> IssueHandler::SendBack(Call& call,
                                                 const v1::SendBackIssueRequest& request) {
  return Act(call, request, "send_back", request.reason(), [&](v1::Issue& issue) -> absl::Status {
    GG_ASSIGN_OR_RETURN(const bool handled, HandledByCaller(call.txn, issue));
    if (handled) return CheckerIsHandler(issue.name());
    issue.set_rework_count(issue.rework_count() + 1);
    if (issue.on_spot()) {
      // There is no unit that could do it again: the office dispatches it.
      issue.set_on_spot(false);
      issue.set_state(v1::Issue::STATE_ACCEPTED);
      StartClock(call.txn, issue.urgent() ? "ACCEPT_URGENT" : "ACCEPT", issue);
      return absl::OkStatus();
    }
    GG_ASSIGN_OR_RETURN(const v1::DeadlineClass again,
                        DeadlineClassTable().Get(call.txn.System(), issue.deadline_class()));
    StartClock(call.txn, again.code(), issue);
    return absl::OkStatus();
  });
}

absl::StatusOr<v1::Issue> IssueHandler::Reopen(Call& call, const v1::ReopenIssueRequest& request) {
  return Act(call, request, "reopen", request.reason(), [&](v1::Issue& issue) -> absl::Status {
    if (call.txn.now > FromProto(issue.close_time()) + absl::Hours(24 * kReopenDays)) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "TOO_LATE_TO_REOPEN",
                       {.zh = "结案已超过15天，请作为新事件上报。",
                        .en = "It was closed more than 15 days ago. Report it anew."});
    }
    // Its grid may have ended since: what is open is in a grid that is in use.
    GG_ASSIGN_OR_RETURN(*issue.mutable_grid(),
                        GridOrSuccessor(call.txn, issue.grid(), issue.compound()));
    ClearUnits(issue);
    issue.clear_deadline_class();
    issue.clear_closing_reason();
    issue.clear_handed_to();
    issue.clear_close_time();
    issue.clear_result();
    issue.clear_satisfaction();
    issue.clear_duplicate_of();
    issue.set_callback_due(false);
    issue.set_on_spot(false);
    StartClock(call.txn, issue.urgent() ? "ACCEPT_URGENT" : "ACCEPT", issue);
    return absl::OkStatus();
  });
}

absl::StatusOr<v1::Issue> IssueHandler::Relocate(Call& call,
                                                 const v1::RelocateIssueRequest& request) {
  return Act(call, request, "relocate", request.reason(), [&](v1::Issue& issue) -> absl::Status {
    // Both grids must be the caller's: the old one let the issue be read, this checks the new.
    GG_ASSIGN_OR_RETURN(const v1::Grid grid, GridTable().Get(call.txn, request.grid()));
    GG_RETURN_IF_ERROR(CheckGridInUse(grid, "grid"));
    issue.set_grid(grid.name());
    issue.clear_compound();
    if (!request.address().empty()) issue.set_address(request.address());
    if (request.has_point()) *issue.mutable_point() = request.point();
    return absl::OkStatus();
  });
}

absl::StatusOr<v1::Issue> IssueHandler::Urge(Call& call, const v1::UrgeIssueRequest& request) {
  return Act(call, request, "urge", request.text(), [](v1::Issue& issue) {
    issue.set_urge_count(issue.urge_count() + 1);
    return absl::OkStatus();
  });
}

absl::StatusOr<v1::Issue> IssueHandler::Supervise(Call& call,
                                                  const v1::SuperviseIssueRequest& request) {
  return Act(call, request, "supervise", request.text(), [](v1::Issue& issue) {
    issue.set_supervised(true);
    return absl::OkStatus();
  });
}

absl::StatusOr<v1::Issue> IssueHandler::RecordCallback(Call& call,
                                                       const v1::RecordCallbackRequest& request) {
  return Act(call, request, "callback", request.comment(), [&](v1::Issue& issue) -> absl::Status {
    if (!issue.callback_due()) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "NOBODY_TO_TELL",
                       {.zh = "没有待回访的反映人。", .en = "No reporter waits to be told."});
    }
    issue.set_satisfaction(request.satisfaction());
    // Whoever was not reached is still to be told.
    issue.set_callback_due(request.satisfaction() == v1::Issue::SATISFACTION_NOT_REACHED);
    return absl::OkStatus();
  });
}

}  // namespace gridgov
