// The parties of disputes. There is no way to one but through its dispute: no name, no list, filter
// or search across disputes, and nothing that tells whether two are the same person.
#ifndef GRIDGOV_SERVER_HANDLERS_DISPUTE_PARTIES_H_
#define GRIDGOV_SERVER_HANDLERS_DISPUTE_PARTIES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gridgov/v1/dispute_party.pb.h"
#include "server/handlers/call.h"
#include "server/handlers/dispute_acts.h"

namespace gridgov {

// Stateless but for what it leans on; safe from every thread.
class DisputePartyHandler {
 public:
  explicit DisputePartyHandler(const DisputeActs& acts) : acts_(acts) {}

  absl::StatusOr<v1::ListDisputePartiesResponse> List(
      Call& call, const v1::ListDisputePartiesRequest& request) const;
  absl::StatusOr<v1::Dispute> Add(Call& call, const v1::AddDisputePartyRequest& request) const;
  absl::StatusOr<v1::Dispute> Update(Call& call,
                                     const v1::UpdateDisputePartyRequest& request) const;
  absl::StatusOr<v1::Dispute> Remove(Call& call,
                                     const v1::RemoveDisputePartyRequest& request) const;
  absl::StatusOr<v1::PartyIdNumber> GetIdNumber(Call& call,
                                                const v1::GetPartyIdNumberRequest& request) const;
  absl::StatusOr<v1::Dispute> SetIdNumber(Call& call,
                                          const v1::SetPartyIdNumberRequest& request) const;
  absl::StatusOr<v1::GetPartyRightsResponse> GetRights(
      Call& call, const v1::GetPartyRightsRequest& request) const;
  absl::StatusOr<v1::Dispute> AcknowledgeRights(
      Call& call, const v1::AcknowledgePartyRightsRequest& request) const;

 private:
  const DisputeActs& acts_;
};

// What fits together in a party beyond its fields; violations name them under `field`.
absl::Status CheckParty(const v1::DisputeParty& party, const std::string& field);

// The party as the request has it, under a number of its dispute.
absl::Status InsertParty(const Txn& txn, const v1::Dispute& dispute, v1::DisputeParty party,
                         int number);

// Its parties that were not taken out, by number, as they are stored.
absl::StatusOr<std::vector<v1::DisputeParty>> PartiesOf(const Txn& txn, const v1::Dispute& dispute);

// The ID number that is kept of a party, "" for none; that it is shown goes into the call's
// journal.
absl::StatusOr<std::string> IdNumberOf(const Call& call, const v1::Dispute& dispute, int number);

// Hides what the caller may not see of a party and says so in masked_fields; what is shown goes
// into the call's journal. Clears its name.
void ShowParty(const Call& call, const v1::Dispute& dispute, v1::DisputeParty* party);

// For a timer with the system's scope: erases ID numbers of disputes that ended 3 years ago, at
// most `limit`; answers how many it erased.
absl::StatusOr<int> EraseIdNumbers(const Txn& txn, int limit);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_DISPUTE_PARTIES_H_
