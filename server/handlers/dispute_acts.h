// DisputeActs: how an act on a dispute is taken, whoever takes it: the state by the one table
// (dispute_flow.h), the clock of mediation, the step in the history. Handlers of disputes, parties,
// mediators and sessions take acts of callers; an agreement takes the steps that follow from it.
#ifndef GRIDGOV_SERVER_HANDLERS_DISPUTE_ACTS_H_
#define GRIDGOV_SERVER_HANDLERS_DISPUTE_ACTS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gridgov/v1/dispute.pb.h"
#include "server/handlers/call.h"
#include "server/handlers/deadlines.h"
#include "server/handlers/dispute_flow.h"

namespace gridgov {

// The deadline class of mediation: 30 calendar days (rules of the Ministry of Justice on the work
// of people's mediation, art. 33; SF/T 0083-2020).
inline constexpr char kMediationClass[] = "MEDIATION";

// Stateless but for what it leans on; safe from every thread.
class DisputeActs {
 public:
  // What an act changes beside the state. It may refuse.
  using Change = std::function<absl::Status(v1::Dispute& dispute)>;

  explicit DisputeActs(const Deadlines& deadlines) : deadlines_(deadlines) {}

  // An act of the caller, as far as txn's scope reaches. FAILED_PRECONDITION, reason WRONG_STATE;
  // ABORTED, reason CHANGED; PERMISSION_DENIED, reason NOT_ITS_MEDIATOR, for an act of its
  // mediators by anybody else who sees it.
  absl::StatusOr<v1::Dispute> Take(const Txn& txn, const std::string& name, const std::string& etag,
                                   absl::string_view act, const std::string& text,
                                   const Change& change = nullptr) const;

  // A step that follows from its agreement (those of the table without a permission), with every
  // row in sight and in the transaction of what it follows from. FAILED_PRECONDITION, reason
  // WRONG_STATE.
  absl::StatusOr<v1::Dispute> Follow(const Txn& txn, const std::string& name, absl::string_view act,
                                     const std::string& text, const Change& change = nullptr) const;

  // Its history begins: a dispute that was just inserted.
  absl::Status Register(const Txn& txn, const v1::Dispute& dispute) const;

  // An open dispute goes on in another grid because its own ends; its history says why.
  absl::Status FollowGrid(const Txn& txn, const std::string& name, const std::string& grid,
                          const std::string& reason) const;

  // The same as IssueHandler::RecomputeProvisional.
  absl::StatusOr<int64_t> RecomputeProvisional(const Txn& txn, int64_t after, int limit) const;

 private:
  absl::StatusOr<v1::Dispute> Apply(const Txn& txn, v1::Dispute dispute, const DisputeAct& act,
                                    const std::string& text, const Change& change) const;
  absl::Status AddStep(const Txn& txn, const v1::Dispute& before, const v1::Dispute& dispute,
                       absl::string_view act, const std::string& text) const;

  const Deadlines& deadlines_;
};

// Whether the account mediates the dispute at present.
bool Mediates(const v1::Dispute& dispute, const Actor& actor);

// PERMISSION_DENIED, reason NOT_ITS_MEDIATOR.
absl::Status NotItsMediator(const std::string& name);

// FAILED_PRECONDITION, reason NO_COMMITTEE: nobody can mediate before the committee is named.
absl::Status NoCommittee();

// What mediation waits for before it may begin or go on: FAILED_PRECONDITION, reason NO_MEDIATOR,
// while nobody mediates it; NOT_DECLARED while a mediator has not said whether there is a conflict
// of interest.
absl::Status CheckMediators(const Txn& txn, const v1::Dispute& dispute);

// FAILED_PRECONDITION, reason ONE_SIDE: mediation is between sides, at least two of them.
absl::Status CheckSides(const Txn& txn, const v1::Dispute& dispute);

// The numbers of its parties.
absl::StatusOr<std::vector<int>> PartyNumbers(const Txn& txn, const v1::Dispute& dispute);

// FAILED_PRECONDITION, reason RIGHTS_NOT_ACKNOWLEDGED, until each party was told of its rights.
absl::Status CheckRights(const Txn& txn, const v1::Dispute& dispute);

// Fills what is derived for the reader: due_soon, overdue, escalated, allowed_actions.
void PresentDispute(const Call& call, v1::Dispute* dispute);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_DISPUTE_ACTS_H_
