// Where an agreement and its dispute meet: what the one reads of the other, and how their states
// move together, in one transaction. Free functions; each is for the thread of its transaction, and
// reads and writes the other resource with every row in sight.
#ifndef GRIDGOV_SERVER_HANDLERS_AGREEMENT_DISPUTE_H_
#define GRIDGOV_SERVER_HANDLERS_AGREEMENT_DISPUTE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gridgov/v1/agreement.pb.h"
#include "gridgov/v1/dispute.pb.h"
#include "server/handlers/dispute_acts.h"

namespace gridgov {

// The parties that are still in the dispute, by number.
absl::StatusOr<std::vector<v1::DisputeParty>> PartiesToSign(const Txn& txn,
                                                            const std::string& dispute);

// The dispute goes where its agreement went: IN_EFFECT, BREACHED or PERFORMED.
absl::Status DisputeFollows(const Txn& txn, const DisputeActs& acts,
                            const v1::Agreement& agreement);

// The court refused the agreement: the dispute is mediated again, or closed with the advice to sue.
absl::Status DisputeAfterRefusal(const Txn& txn, const DisputeActs& acts,
                                 const v1::Agreement& agreement,
                                 v1::AnswerRefusalRequest::Choice choice);

// The dispute is closed, and its agreement with it. FAILED_PRECONDITION, reason NOT_CONFIRMED, if
// the advice is to enforce what no court has confirmed.
absl::Status AgreementCloses(const Txn& txn, const v1::Dispute& dispute);

// The dispute has moved to another grid or other mediators: so have its agreements and their
// duties.
absl::Status AgreementsFollow(const Txn& txn, const v1::Dispute& dispute);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_AGREEMENT_DISPUTE_H_
