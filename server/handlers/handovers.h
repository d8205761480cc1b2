// Handovers: what hangs on an account goes to others in one act that was seen before.
#ifndef GRIDGOV_SERVER_HANDLERS_HANDOVERS_H_
#define GRIDGOV_SERVER_HANDLERS_HANDOVERS_H_

#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/handover.pb.h"
#include "server/handlers/call.h"
#include "server/handlers/dispute_acts.h"

namespace gridgov {

// Stateless but for what it leans on; safe from every thread.
class HandoverHandler {
 public:
  explicit HandoverHandler(const DisputeActs& disputes) : disputes_(disputes) {}

  absl::StatusOr<v1::Handover> Preview(Call& call, const v1::PreviewHandoverRequest& request) const;
  absl::StatusOr<v1::Handover> HandOver(Call& call, const v1::HandOverRequest& request) const;

 private:
  const DisputeActs& disputes_;
};

// FAILED_PRECONDITION, reason HAS_OPEN_WORK with how much, while something hangs on the account
// that others can take over.
absl::Status CheckHandedOver(const Txn& txn, const std::string& account);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_HANDOVERS_H_
