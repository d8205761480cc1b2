// Disputes: registering, reading and the acts that take one through its states. The machine stands
// in dispute_flow.h; what an act asks for beyond its state stands in the act's own function.
#ifndef GRIDGOV_SERVER_HANDLERS_DISPUTES_H_
#define GRIDGOV_SERVER_HANDLERS_DISPUTES_H_

#include "absl/status/statusor.h"
#include "gridgov/v1/dispute.pb.h"
#include "server/handlers/call.h"
#include "server/handlers/dispute_acts.h"

namespace gridgov {

// Stateless but for what it leans on; safe from every thread.
class DisputeHandler {
 public:
  explicit DisputeHandler(const DisputeActs& acts) : acts_(acts) {}

  absl::StatusOr<v1::Dispute> Get(Call& call, const v1::GetDisputeRequest& request) const;
  absl::StatusOr<v1::ListDisputesResponse> List(Call& call,
                                                const v1::ListDisputesRequest& request) const;
  absl::StatusOr<v1::ListDisputeStepsResponse> ListSteps(
      Call& call, const v1::ListDisputeStepsRequest& request) const;
  absl::StatusOr<v1::Dispute> Create(Call& call, const v1::CreateDisputeRequest& request) const;
  absl::StatusOr<v1::Dispute> Update(Call& call, const v1::UpdateDisputeRequest& request) const;
  absl::StatusOr<v1::Dispute> AssessRisk(Call& call,
                                         const v1::AssessDisputeRiskRequest& request) const;
  absl::StatusOr<v1::Dispute> ReportToPolice(Call& call,
                                             const v1::ReportDisputeToPoliceRequest& request) const;

  // Its mediators.
  absl::StatusOr<v1::Dispute> Accept(Call& call, const v1::AcceptDisputeRequest& request) const;
  absl::StatusOr<v1::Dispute> Decline(Call& call, const v1::DeclineDisputeRequest& request) const;
  absl::StatusOr<v1::Dispute> Refer(Call& call, const v1::ReferDisputeRequest& request) const;
  absl::StatusOr<v1::Dispute> Begin(Call& call, const v1::BeginMediationRequest& request) const;
  absl::StatusOr<v1::Dispute> Extend(Call& call, const v1::ExtendMediationRequest& request) const;
  absl::StatusOr<v1::Dispute> Settle(Call& call, const v1::SettleDisputeRequest& request) const;
  absl::StatusOr<v1::Dispute> Fail(Call& call, const v1::FailMediationRequest& request) const;
  absl::StatusOr<v1::Dispute> Stop(Call& call, const v1::StopMediationRequest& request) const;
  absl::StatusOr<v1::Dispute> Close(Call& call, const v1::CloseDisputeRequest& request) const;

 private:
  template <class Request>
  absl::StatusOr<v1::Dispute> Act(const Call& call, const Request& request, absl::string_view act,
                                  const std::string& text,
                                  const DisputeActs::Change& change) const {
    return acts_.Take(call.txn, request.name(), request.etag(), act, text, change);
  }

  const DisputeActs& acts_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_DISPUTES_H_
