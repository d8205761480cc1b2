// DisputeTest: a mediation committee with its mediators, a police station with its liaison, and
// each act on a dispute as one call of its handler.
//
//   const v1::Dispute dispute = In(v1::Dispute::STATE_MEDIATING);
//   EXPECT_THAT(Do(mediator_, "settle", dispute), IsOk());
//
// Parties, names and numbers are invented; ID numbers have a region that no division has.
#ifndef GRIDGOV_TESTS_SUPPORT_DISPUTE_FIXTURE_H_
#define GRIDGOV_TESTS_SUPPORT_DISPUTE_FIXTURE_H_

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/dispute_mediator.pb.h"
#include "gridgov/v1/mediation_session.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "server/handlers/dispute_mediators.h"
#include "server/handlers/dispute_parties.h"
#include "server/handlers/disputes.h"
#include "server/handlers/mediation_sessions.h"
#include "server/store/time_text.h"
#include "tests/support/issue_fixture.h"
#include "tests/support/status_matchers.h"

namespace gridgov {

inline constexpr char kSampleIdNumber[] = "99070319800101001X";

MATCHER(IsDenied, "is PERMISSION_DENIED") {
  *result_listener << "which is " << StatusOf(arg).ToString();
  return absl::IsPermissionDenied(StatusOf(arg));
}

// What an act on a dispute is asked with; as it stands, each act takes it.
struct DisputeInput {
  std::string etag;
  std::string unit;  // To refer or report to; "": one that fits.
  v1::Dispute::PendingBefore pending_before = v1::Dispute::PENDING_BEFORE_NOBODY;
  v1::Dispute::DeclineReason decline_reason = v1::Dispute::DECLINE_REASON_NOT_CIVIL;
  v1::Dispute::EscalationRisk risk = v1::Dispute::ESCALATION_RISK_HIGH;
  std::vector<int> consenting = {1, 2};
  int days = 10;
  std::vector<v1::Dispute::Advice> advice;  // Empty: suing, where the act asks for one.
  v1::DisputeParty::Side side = v1::DisputeParty::SIDE_SECOND;
  std::string text = "说明（示例）";
};

class DisputeTest : public IssueTest {
 protected:
  DisputeTest();

  static v1::DisputeParty Party(v1::DisputeParty::Side side, const std::string& display_name);
  // In grid_, with the committee and a party on each of two sides unless `parties` says otherwise.
  absl::StatusOr<v1::Dispute> Create(const Staff& who, v1::Dispute dispute = {},
                                     std::vector<v1::DisputeParty> parties = {
                                         Party(v1::DisputeParty::SIDE_FIRST, "甄甲（示例）"),
                                         Party(v1::DisputeParty::SIDE_SECOND, "贾乙（示例）")});
  // One that the worker registered; mediator_ mediates it and has no conflict.
  v1::Dispute Registered();
  // From MEDIATING on with a session that was held, unless that is not wanted.
  v1::Dispute In(v1::Dispute::State state, bool with_session = true);
  absl::StatusOr<v1::Dispute> Do(const Staff& who, absl::string_view act, const std::string& name,
                                 const DisputeInput& input = {});
  absl::StatusOr<v1::Dispute> Do(const Staff& who, absl::string_view act,
                                 const v1::Dispute& dispute, const DisputeInput& input = {}) {
    return Do(who, act, dispute.name(), input);
  }
  v1::Dispute Must(const Staff& who, absl::string_view act, const std::string& name,
                   const DisputeInput& input = {});
  // A step that follows from an agreement.
  v1::Dispute Follow(absl::string_view act, const std::string& name);
  absl::StatusOr<v1::Dispute> Get(const Staff& who, const std::string& name);
  std::vector<std::string> Allowed(const Staff& who, const std::string& name);
  std::vector<v1::DisputeStep> Steps(const std::string& name);
  v1::Dispute Row(const std::string& name) { return Stored(DisputeTable(), name); }

  absl::StatusOr<std::vector<v1::DisputeParty>> Parties(const Staff& who, const std::string& name);
  // All rows of the dispute, as they are stored.
  std::vector<v1::DisputeParty> PartyRows(const std::string& name);
  absl::StatusOr<v1::Dispute> AddParty(const Staff& who, const std::string& name,
                                       const v1::DisputeParty& party);
  absl::StatusOr<v1::Dispute> RemoveParty(const Staff& who, const std::string& name, int number);
  absl::StatusOr<v1::Dispute> Acknowledge(const Staff& who, const std::string& name, int number);
  absl::StatusOr<v1::Dispute> SetIdNumber(const Staff& who, const std::string& name, int number,
                                          const std::string& id_number = kSampleIdNumber);

  absl::StatusOr<v1::DisputeMediator> Assign(const Staff& who, const std::string& name,
                                             const std::string& account,
                                             const std::string& display_name = "");
  absl::StatusOr<v1::DisputeMediator> Declare(
      const Staff& who, const std::string& mediator,
      v1::DisputeMediator::Conflict conflict = v1::DisputeMediator::CONFLICT_NONE);
  absl::StatusOr<v1::DisputeMediator> Replace(const Staff& who, const std::string& mediator,
                                              const std::string& account);
  std::vector<v1::DisputeMediator> Mediators(const std::string& name);

  // In two hours.
  absl::StatusOr<v1::MediationSession> Schedule(const Staff& who, const std::string& dispute,
                                                bool closed = false);
  absl::StatusOr<v1::MediationSession> Notify(const Staff& who, const std::string& session,
                                              int party);
  // A session set, told to both parties and held by one of its mediators; time goes on until then.
  // Its name.
  std::string HoldOne(const std::string& dispute, bool closed = false);

  std::string AddUnitOf(v1::Unit::Kind kind, const std::string& code);
  // With the role in the table too, and a member of the committee.
  Staff AddMediator(const std::string& username);

  DisputeHandler disputes_{dispute_acts_};
  DisputePartyHandler parties_{dispute_acts_};
  DisputeMediatorHandler mediators_{dispute_acts_};
  MediationSessionHandler sessions_{dispute_acts_};
  std::string committee_;
  std::string police_;
  Staff mediator_;
  Staff second_mediator_;
  Staff liaison_;      // Of the subdistrict.
  Staff far_liaison_;  // Of the neighbouring community.
};

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SUPPORT_DISPUTE_FIXTURE_H_
