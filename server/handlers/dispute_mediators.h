// Who mediates a dispute: assigned, declared, blocked, replaced. A dispute's `mediators`, which say
// who sees it as one's own, follow from these rows here and nowhere else.
#ifndef GRIDGOV_SERVER_HANDLERS_DISPUTE_MEDIATORS_H_
#define GRIDGOV_SERVER_HANDLERS_DISPUTE_MEDIATORS_H_

#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/dispute_mediator.pb.h"
#include "server/handlers/call.h"
#include "server/handlers/dispute_acts.h"

namespace gridgov {

// Stateless but for what it leans on; safe from every thread.
class DisputeMediatorHandler {
 public:
  explicit DisputeMediatorHandler(const DisputeActs& acts) : acts_(acts) {}

  absl::StatusOr<v1::ListDisputeMediatorsResponse> List(
      Call& call, const v1::ListDisputeMediatorsRequest& request) const;
  absl::StatusOr<v1::DisputeMediator> Assign(Call& call,
                                             const v1::AssignMediatorRequest& request) const;
  absl::StatusOr<v1::DisputeMediator> Declare(Call& call,
                                              const v1::DeclareConflictRequest& request) const;
  absl::StatusOr<v1::DisputeMediator> Replace(Call& call,
                                              const v1::ReplaceMediatorRequest& request) const;

 private:
  const DisputeActs& acts_;
};

// With every row in sight: a mediator leaves an open dispute, and `to` goes on, who has to declare
// anew; "": nobody, because another mediates it already. Whether `to` is of the committee was
// looked at where the post was handed over. FAILED_PRECONDITION, reason CONFLICT_OF_INTEREST.
absl::Status PassOnMediator(const Txn& txn, const DisputeActs& acts, const std::string& dispute,
                            const std::string& from, const std::string& to,
                            const std::string& reason);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_DISPUTE_MEDIATORS_H_
