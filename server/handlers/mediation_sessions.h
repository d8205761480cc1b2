// The sessions of mediation: set, told to the parties, held with a record or put off, signed. Each
// is an act on its dispute, which says how many were held and when the next is.
#ifndef GRIDGOV_SERVER_HANDLERS_MEDIATION_SESSIONS_H_
#define GRIDGOV_SERVER_HANDLERS_MEDIATION_SESSIONS_H_

#include "absl/status/statusor.h"
#include "gridgov/v1/mediation_session.pb.h"
#include "server/handlers/call.h"
#include "server/handlers/dispute_acts.h"

namespace gridgov {

// Stateless but for what it leans on; safe from every thread.
class MediationSessionHandler {
 public:
  explicit MediationSessionHandler(const DisputeActs& acts) : acts_(acts) {}

  absl::StatusOr<v1::MediationSession> Get(Call& call,
                                           const v1::GetMediationSessionRequest& request) const;
  absl::StatusOr<v1::ListMediationSessionsResponse> List(
      Call& call, const v1::ListMediationSessionsRequest& request) const;
  absl::StatusOr<v1::MediationSession> GetRecord(
      Call& call, const v1::GetMediationRecordRequest& request) const;
  absl::StatusOr<v1::MediationSession> Create(
      Call& call, const v1::CreateMediationSessionRequest& request) const;
  absl::StatusOr<v1::MediationSession> Notify(Call& call,
                                              const v1::NotifyPartyRequest& request) const;
  absl::StatusOr<v1::MediationSession> Hold(Call& call,
                                            const v1::HoldMediationSessionRequest& request) const;
  absl::StatusOr<v1::MediationSession> Adjourn(
      Call& call, const v1::AdjournMediationSessionRequest& request) const;
  absl::StatusOr<v1::MediationSession> Sign(Call& call,
                                            const v1::SignMediationRecordRequest& request) const;

 private:
  // What an act does to a session in the state that it takes.
  using Change = std::function<absl::Status(v1::Dispute& dispute, v1::MediationSession& session)>;
  absl::StatusOr<v1::MediationSession> Act(const Txn& txn, const std::string& name,
                                           const std::string& etag, absl::string_view act,
                                           v1::MediationSession::State from,
                                           const std::string& text, const Change& change) const;

  const DisputeActs& acts_;
};

// The record is shown by the one method that is about it, and nowhere else.
void PresentMediationSession(const Call& call, v1::MediationSession* session);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_MEDIATION_SESSIONS_H_
