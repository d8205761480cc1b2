// Owners' committees: prepared, elected, filed, changed, replaced or dissolved.
#ifndef GRIDGOV_SERVER_HANDLERS_OWNERS_COMMITTEES_H_
#define GRIDGOV_SERVER_HANDLERS_OWNERS_COMMITTEES_H_

#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/owners_committee.pb.h"
#include "server/handlers/call.h"
#include "server/handlers/compound_duties.h"

namespace gridgov {

// Serves OwnersCommitteeService. Safe from every thread.
class OwnersCommitteeHandler {
 public:
  explicit OwnersCommitteeHandler(const CompoundDuties& duties) : duties_(duties) {}

  absl::StatusOr<v1::OwnersCommittee> Get(Call& call,
                                          const v1::GetOwnersCommitteeRequest& request) const;
  absl::StatusOr<v1::ListOwnersCommitteesResponse> List(
      Call& call, const v1::ListOwnersCommitteesRequest& request) const;
  absl::StatusOr<v1::ListCommitteeMembersResponse> ListMembers(
      Call& call, const v1::ListCommitteeMembersRequest& request) const;
  absl::StatusOr<v1::OwnersCommittee> Create(Call& call,
                                             const v1::CreateOwnersCommitteeRequest& request) const;
  absl::StatusOr<v1::OwnersCommittee> RecordElection(
      Call& call, const v1::RecordElectionRequest& request) const;
  absl::StatusOr<v1::OwnersCommittee> RecordFirstMeeting(
      Call& call, const v1::RecordFirstMeetingRequest& request) const;
  absl::StatusOr<v1::OwnersCommittee> File(Call& call,
                                           const v1::FileOwnersCommitteeRequest& request) const;
  absl::StatusOr<v1::OwnersCommittee> ChangeMembers(
      Call& call, const v1::ChangeCommitteeMembersRequest& request) const;
  absl::StatusOr<v1::OwnersCommittee> ReportChange(
      Call& call, const v1::ReportCommitteeChangeRequest& request) const;
  absl::StatusOr<v1::OwnersCommittee> Dissolve(
      Call& call, const v1::DissolveOwnersCommitteeRequest& request) const;

 private:
  const CompoundDuties& duties_;
};

// Fills what is derived for the reader: expiring, expired, incomplete, allowed_actions.
absl::Status PresentOwnersCommittee(const Call& call, v1::OwnersCommittee* committee);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_OWNERS_COMMITTEES_H_
