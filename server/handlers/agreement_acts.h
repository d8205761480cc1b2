// What the acts on agreements share. Free functions; each is for the thread of its transaction.
#ifndef GRIDGOV_SERVER_HANDLERS_AGREEMENT_ACTS_H_
#define GRIDGOV_SERVER_HANDLERS_AGREEMENT_ACTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gridgov/v1/agreement.pb.h"
#include "server/store/txn.h"

namespace gridgov {

// What an act asks for beside the state, as far as it can be told beforehand.
bool IsSensible(const v1::Agreement& agreement, absl::string_view act);

// The agreement, on which `act` is possible now. ABORTED, CHANGED or FAILED_PRECONDITION,
// WRONG_STATE.
absl::StatusOr<v1::Agreement> ForAct(const Txn& txn, const std::string& name,
                                     const std::string& etag, absl::string_view act);
// Sets the state to where `act` leads; INTERNAL if it leads nowhere.
absl::Status Step(v1::Agreement* agreement, absl::string_view act);

// What is missing for a draft to be in effect: "signatures", "mediator", "seal"; empty: nothing.
std::vector<std::string> MissingOf(const v1::Agreement& agreement);
// The last of its signatures and the seal.
absl::Time LastMark(const v1::Agreement& agreement);

// Numbers the parts and checks that they come in order and are the whole amount, each no earlier
// than `first_day`. `field` is where the request has them.
absl::Status CheckSchedule(const std::string& field, const std::string& first_day,
                           v1::Agreement* agreement);
// Reason INSTALMENT_BEFORE_EFFECT if a part is due before the day of effect.
absl::Status CheckDueAfterEffect(const v1::Agreement& agreement);

// All parts: the instalments, or the whole.
std::vector<v1::Agreement::Instalment*> PartsOf(v1::Agreement* agreement);
// It was found not to be kept, and no further day was set.
bool IsBroken(const v1::Agreement::Instalment& part);

// Reason NOT_ITS_ATTACHMENT unless the attachment is one of the agreement's and is there.
absl::Status CheckAttachment(const Txn& txn, const v1::Agreement& agreement,
                             const std::string& field, const std::string& attachment);

// The contents of an agreement.
absl::StatusOr<v1::AgreementContents> ContentsOf(const Txn& txn, const std::string& agreement);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_AGREEMENT_ACTS_H_
