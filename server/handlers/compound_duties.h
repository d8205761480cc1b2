// What is due of compounds: begun, settled and computed anew here and nowhere else. Each runs on a
// clock of the one deadline engine (deadlines.h); lengths are deadline classes, by these codes.
#ifndef GRIDGOV_SERVER_HANDLERS_COMPOUND_DUTIES_H_
#define GRIDGOV_SERVER_HANDLERS_COMPOUND_DUTIES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gridgov/v1/compound_status.pb.h"
#include "server/handlers/deadlines.h"
#include "server/store/txn.h"

namespace gridgov {

inline constexpr char kContractClass[] = "PROPERTY_CONTRACT";
inline constexpr char kFirstMeetingClass[] = "COMMITTEE_MEETING";
inline constexpr char kFilingClass[] = "COMMITTEE_FILING";
inline constexpr char kChangeClass[] = "COMMITTEE_CHANGE";
inline constexpr char kElectionClass[] = "COMMITTEE_ELECTION";

// What a duty is about: a contract, committee or designation.
struct DutySubject {
  std::string resource;
  std::string compound;
  std::string grid;
};
template <class Resource>
DutySubject SubjectOf(const Resource& resource) {
  return {resource.name(), resource.compound(), resource.grid()};
}

// Stateless but for what it leans on; safe from every thread. Reads and writes with every row in
// sight: whoever may change the contract or committee may not be able to see all its duties.
class CompoundDuties {
 public:
  explicit CompoundDuties(const Deadlines& deadlines) : deadlines_(deadlines) {}

  // One that runs from `start`. If one of this kind runs already, that one stays: it is due sooner.
  absl::Status Begin(const Txn& txn, const DutySubject& subject, v1::CompoundDuty::Kind kind,
                     const std::string& deadline_class, absl::Time start) const;
  // One that is due at the end of `last_day` and has begun as long before as its class says.
  // FAILED_PRECONDITION, reason CLASS_NOT_IN_DAYS, for a class that is not in calendar days.
  absl::Status BeginUntil(const Txn& txn, const DutySubject& subject, v1::CompoundDuty::Kind kind,
                          const std::string& deadline_class, const std::string& last_day) const;

  // The running one of a kind, if any.
  static absl::StatusOr<std::optional<v1::CompoundDuty>> Running(const Txn& txn,
                                                                 const std::string& resource,
                                                                 v1::CompoundDuty::Kind kind);
  // It was done at a time; none runs: nothing.
  static absl::Status Done(const Txn& txn, const std::string& resource, v1::CompoundDuty::Kind kind,
                           absl::Time when);
  // All that run of a resource are needed no more.
  static absl::Status DropAll(const Txn& txn, const std::string& resource);

  // The same as IssueHandler::RecomputeProvisional.
  absl::StatusOr<int64_t> RecomputeProvisional(const Txn& txn, int64_t after, int limit) const;

 private:
  const Deadlines& deadlines_;
};

// Fills what is derived for the reader: due_soon, overdue, escalated.
void PresentCompoundDuty(absl::Time now, v1::CompoundDuty* duty);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_COMPOUND_DUTIES_H_
