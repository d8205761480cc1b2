// The machine of an issue, as one table: what may be done in which state, where it leads, and
// which permission it takes. Returning, reworking and reopening are acts, not states; late, due
// soon and escalated are derived. It decides the calls and fills allowed_actions alike.
#ifndef GRIDGOV_SERVER_HANDLERS_ISSUE_FLOW_H_
#define GRIDGOV_SERVER_HANDLERS_ISSUE_FLOW_H_

#include <initializer_list>

#include "absl/strings/string_view.h"
#include "gridgov/v1/issue.pb.h"

namespace gridgov {

using IssueState = v1::Issue::State;

// A set of states.
constexpr unsigned In(std::initializer_list<IssueState> states) {
  unsigned set = 0;
  for (IssueState state : states) set |= 1u << state;
  return set;
}

struct IssueAct {
  absl::string_view act;
  unsigned from;
  IssueState to;  // STATE_UNSPECIFIED: it stays as it is.
  absl::string_view permission;
};

inline constexpr unsigned kWithUnit =
    In({v1::Issue::STATE_DISPATCHED, v1::Issue::STATE_IN_PROGRESS});
inline constexpr unsigned kOpenBeforeHandled =
    In({v1::Issue::STATE_REPORTED, v1::Issue::STATE_ACCEPTED, v1::Issue::STATE_DISPATCHED,
        v1::Issue::STATE_IN_PROGRESS, v1::Issue::STATE_SUSPENDED});

inline constexpr IssueAct kIssueFlow[] = {
    {"accept", In({v1::Issue::STATE_REPORTED}), v1::Issue::STATE_ACCEPTED, "issues.accept"},
    {"reject", In({v1::Issue::STATE_REPORTED}), v1::Issue::STATE_REJECTED, "issues.accept"},
    {"mark_duplicate", In({v1::Issue::STATE_REPORTED}), v1::Issue::STATE_DUPLICATE,
     "issues.accept"},
    {"withdraw", In({v1::Issue::STATE_REPORTED}), v1::Issue::STATE_WITHDRAWN, "issues.withdraw"},
    {"dispatch", In({v1::Issue::STATE_ACCEPTED}), v1::Issue::STATE_DISPATCHED, "issues.dispatch"},
    {"add_co_unit", kWithUnit, v1::Issue::STATE_UNSPECIFIED, "issues.dispatch"},
    {"handle_on_spot", In({v1::Issue::STATE_ACCEPTED}), v1::Issue::STATE_HANDLED,
     "issues.handleOnSpot"},
    {"start", In({v1::Issue::STATE_DISPATCHED}), v1::Issue::STATE_IN_PROGRESS, "issues.handle"},
    {"return", In({v1::Issue::STATE_DISPATCHED}), v1::Issue::STATE_ACCEPTED, "issues.handle"},
    {"request_extension", kWithUnit, v1::Issue::STATE_UNSPECIFIED, "issues.handle"},
    {"decide_extension", kWithUnit, v1::Issue::STATE_UNSPECIFIED, "issues.decideExtension"},
    {"request_suspension", In({v1::Issue::STATE_IN_PROGRESS}), v1::Issue::STATE_UNSPECIFIED,
     "issues.handle"},
    {"decide_suspension", In({v1::Issue::STATE_IN_PROGRESS}), v1::Issue::STATE_SUSPENDED,
     "issues.decideSuspension"},
    {"resume", In({v1::Issue::STATE_SUSPENDED}), v1::Issue::STATE_IN_PROGRESS, "issues.handle"},
    {"finish", In({v1::Issue::STATE_IN_PROGRESS}), v1::Issue::STATE_HANDLED, "issues.handle"},
    {"close", In({v1::Issue::STATE_HANDLED}), v1::Issue::STATE_CLOSED, "issues.close"},
    {"send_back", In({v1::Issue::STATE_HANDLED}), v1::Issue::STATE_IN_PROGRESS, "issues.close"},
    {"reopen", In({v1::Issue::STATE_CLOSED}), v1::Issue::STATE_ACCEPTED, "issues.reopen"},
    {"relocate", kOpenBeforeHandled, v1::Issue::STATE_UNSPECIFIED, "issues.relocate"},
    {"urge",
     In({v1::Issue::STATE_DISPATCHED, v1::Issue::STATE_IN_PROGRESS, v1::Issue::STATE_SUSPENDED}),
     v1::Issue::STATE_UNSPECIFIED, "issues.urge"},
    {"supervise", kOpenBeforeHandled | In({v1::Issue::STATE_HANDLED}), v1::Issue::STATE_UNSPECIFIED,
     "issues.supervise"},
    {"callback", In({v1::Issue::STATE_CLOSED, v1::Issue::STATE_REJECTED}),
     v1::Issue::STATE_UNSPECIFIED, "issues.callback"},
};

// Where `act` leads from `state`; nullptr if it is not possible there.
constexpr const IssueAct* FindAct(IssueState state, absl::string_view act) {
  for (const IssueAct& row : kIssueFlow) {
    if (row.act == act && (row.from & (1u << state)) != 0) return &row;
  }
  return nullptr;
}

// A deadline runs: accepting, handling or checking. Elsewhere nothing is due.
constexpr bool HasDeadline(IssueState state) {
  return ((kOpenBeforeHandled | In({v1::Issue::STATE_HANDLED})) & (1u << state)) != 0;
}

// It has ended: nobody will do more about it unless it is reopened.
constexpr bool IsOver(IssueState state) {
  return (In({v1::Issue::STATE_CLOSED, v1::Issue::STATE_REJECTED, v1::Issue::STATE_WITHDRAWN}) &
          (1u << state)) != 0;
}

// A closed issue can be taken up again for so long.
inline constexpr int kReopenDays = 15;

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_ISSUE_FLOW_H_
