// Take-overs of compounds: planned, handed over item by item, completed or cancelled.
#ifndef GRIDGOV_SERVER_HANDLERS_TAKEOVERS_H_
#define GRIDGOV_SERVER_HANDLERS_TAKEOVERS_H_

#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/takeover.pb.h"
#include "server/handlers/call.h"
#include "server/handlers/dispute_acts.h"
#include "server/handlers/issues.h"

namespace gridgov {

// Serves TakeoverService. Safe from every thread.
class TakeoverHandler {
 public:
  TakeoverHandler(IssueHandler& issues, const DisputeActs& disputes)
      : issues_(issues), disputes_(disputes) {}

  absl::StatusOr<v1::Takeover> Get(Call& call, const v1::GetTakeoverRequest& request) const;
  absl::StatusOr<v1::ListTakeoversResponse> List(Call& call,
                                                 const v1::ListTakeoversRequest& request) const;
  absl::StatusOr<v1::Takeover> Create(Call& call, const v1::CreateTakeoverRequest& request) const;
  absl::StatusOr<v1::Takeover> Update(Call& call, const v1::UpdateTakeoverRequest& request) const;
  absl::StatusOr<v1::Takeover> Start(Call& call, const v1::StartTakeoverRequest& request) const;
  absl::StatusOr<v1::Takeover> RecordItem(Call& call,
                                          const v1::RecordTakeoverItemRequest& request) const;
  absl::StatusOr<v1::AreaChangePreview> Preview(Call& call,
                                                const v1::PreviewTakeoverRequest& request) const;
  absl::StatusOr<v1::Takeover> Complete(Call& call, const v1::CompleteTakeoverRequest& request);
  absl::StatusOr<v1::Takeover> Cancel(Call& call, const v1::CancelTakeoverRequest& request) const;

 private:
  IssueHandler& issues_;
  const DisputeActs& disputes_;
};

// Fills `allowed_actions` for the reader.
void PresentTakeover(const Call& call, v1::Takeover* takeover);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_TAKEOVERS_H_
