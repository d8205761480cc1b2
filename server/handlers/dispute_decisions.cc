// What the mediators of a dispute decide about it.
#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/dispute.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/disputes.h"
#include "server/handlers/errors.h"
#include "server/handlers/unit_facts.h"
#include "server/store/column.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Dispute;
using Advices = google::protobuf::RepeatedField<int>;

absl::Status AcceptedElsewhere() {
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "ACCEPTED_ELSEWHERE",
      {.zh = "人民法院、公安机关或者其他行政机关已经受理的纠纷不得受理调解，请登记为不予受理。",
       .en = "What a court, the police or an agency has accepted is not mediated. Decline it with "
             "that reason."});
}

// Who has accepted the matter, where the reason says so.
Dispute::PendingBefore PendingBeforeOf(Dispute::DeclineReason reason) {
  switch (reason) {
    case Dispute::DECLINE_REASON_COURT_ACCEPTED:
      return Dispute::PENDING_BEFORE_COURT;
    case Dispute::DECLINE_REASON_POLICE_ACCEPTED:
      return Dispute::PENDING_BEFORE_POLICE;
    case Dispute::DECLINE_REASON_AGENCY_ACCEPTED:
      return Dispute::PENDING_BEFORE_AGENCY;
    default:
      return Dispute::PENDING_BEFORE_UNSPECIFIED;
  }
}

// Each once, and only what there is for such a case.
absl::Status CheckAdvice(const Advices& advice, bool may_enforce) {
  std::set<int> seen;
  for (int i = 0; i < advice.size(); ++i) {
    const bool fits = advice[i] != Dispute::ADVICE_UNSPECIFIED &&
                      (may_enforce || advice[i] != Dispute::ADVICE_ENFORCE);
    if (fits && seen.insert(advice[i]).second) continue;
    return MakeInvalid(absl::StrCat("advice[", i, "]"), "BAD_ADVICE",
                       {.zh = "重复，或不适用于此情形。",
                        .en = "stands there twice, or is no way out of this case."});
  }
  return absl::OkStatus();
}

// Every party, and nobody else: more time is by consent of all.
absl::Status CheckConsent(const Txn& txn, const Dispute& dispute,
                          const google::protobuf::RepeatedField<int>& consenting) {
  GG_ASSIGN_OR_RETURN(const std::vector<int> parties, PartyNumbers(txn, dispute));
  const std::set<int> wanted(parties.begin(), parties.end());
  const std::set<int> given(consenting.begin(), consenting.end());
  if (wanted == given) return absl::OkStatus();
  return MakeInvalid(
      "consenting_parties", "CONSENT_OF_ALL",
      {.zh = "延长调解期限须经各方当事人同意，请列出全部当事人的序号。",
       .en = "more time takes the consent of every party: give the numbers of all."});
}

}  // namespace

absl::StatusOr<Dispute> DisputeHandler::Accept(Call& call,
                                               const v1::AcceptDisputeRequest& request) const {
  return Act(call, request, "accept", "", [&](Dispute& dispute) -> absl::Status {
    if (request.pending_before() != Dispute::PENDING_BEFORE_NOBODY) return AcceptedElsewhere();
    if (dispute.committee().empty()) return NoCommittee();
    GG_RETURN_IF_ERROR(CheckSides(call.txn, dispute));
    dispute.set_pending_before(request.pending_before());
    *dispute.mutable_accept_time() = ToProto(call.txn.now);
    dispute.mutable_clock()->set_deadline_class(kMediationClass);
    *dispute.mutable_clock()->mutable_start_time() = ToProto(call.txn.now);
    return absl::OkStatus();
  });
}

absl::StatusOr<Dispute> DisputeHandler::Decline(Call& call,
                                                const v1::DeclineDisputeRequest& request) const {
  return Act(call, request, "decline", request.comment(), [&](Dispute& dispute) {
    dispute.set_decline_reason(request.decline_reason());
    dispute.set_pending_before(PendingBeforeOf(request.decline_reason()));
    return absl::OkStatus();
  });
}

absl::StatusOr<Dispute> DisputeHandler::Refer(Call& call,
                                              const v1::ReferDisputeRequest& request) const {
  return Act(call, request, "refer", request.reason(), [&](Dispute& dispute) -> absl::Status {
    GG_RETURN_IF_ERROR(CheckUnit(call.txn, request.unit(), "unit"));
    if (request.unit() == dispute.committee()) {
      return MakeInvalid("unit", "SAME_UNIT",
                         {.zh = "不能移送给本调解委员会自己。", .en = "is its own committee."});
    }
    dispute.set_referred_to(request.unit());
    return absl::OkStatus();
  });
}

absl::StatusOr<Dispute> DisputeHandler::Begin(Call& call,
                                              const v1::BeginMediationRequest& request) const {
  return Act(call, request, "begin", "", [&](Dispute& dispute) -> absl::Status {
    GG_RETURN_IF_ERROR(CheckMediators(call.txn, dispute));
    GG_RETURN_IF_ERROR(CheckSides(call.txn, dispute));
    return CheckRights(call.txn, dispute);
  });
}

absl::StatusOr<Dispute> DisputeHandler::Extend(Call& call,
                                               const v1::ExtendMediationRequest& request) const {
  return Act(call, request, "extend", request.reason(), [&](Dispute& dispute) -> absl::Status {
    if (call.txn.now >= FromProto(dispute.due_time())) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "ALREADY_DUE",
                       {.zh = "调解期限已届满，不能再延长；请结束调解并告知其他途径。",
                        .en = "The time of mediation is over, so it cannot be extended. End it and "
                              "tell the parties of other ways."});
    }
    GG_RETURN_IF_ERROR(CheckConsent(call.txn, dispute, request.consenting_parties()));
    dispute.mutable_clock()->add_extensions(request.days());
    dispute.set_extension_days(dispute.extension_days() + request.days());
    return absl::OkStatus();
  });
}

absl::StatusOr<Dispute> DisputeHandler::Settle(Call& call,
                                               const v1::SettleDisputeRequest& request) const {
  return Act(call, request, "settle", "", [&](Dispute& dispute) -> absl::Status {
    GG_RETURN_IF_ERROR(CheckMediators(call.txn, dispute));
    if (dispute.session_count() == 0) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "NO_SESSION",
                       {.zh = "还没有调解记录，请先登记调解。",
                        .en = "No session was held yet. Record one first."},
                       {{"resource", dispute.name()}});
    }
    dispute.set_escalation_prevented(request.escalation_prevented());
    return absl::OkStatus();
  });
}

absl::StatusOr<Dispute> DisputeHandler::Fail(Call& call,
                                             const v1::FailMediationRequest& request) const {
  return Act(call, request, "fail", request.reason(), [&](Dispute& dispute) -> absl::Status {
    GG_RETURN_IF_ERROR(CheckAdvice(request.advice(), /*may_enforce=*/false));
    *dispute.mutable_advice() = request.advice();
    dispute.set_escalation_prevented(request.escalation_prevented());
    return absl::OkStatus();
  });
}

absl::StatusOr<Dispute> DisputeHandler::Stop(Call& call,
                                             const v1::StopMediationRequest& request) const {
  return Act(call, request, "stop", request.reason(), [&](Dispute& dispute) {
    dispute.set_stopped_by(request.side());
    return absl::OkStatus();
  });
}

absl::StatusOr<Dispute> DisputeHandler::Close(Call& call,
                                              const v1::CloseDisputeRequest& request) const {
  bool breached = false;
  GG_ASSIGN_OR_RETURN(const Dispute before, DisputeTable().Get(call.txn, request.name()));
  breached = before.state() == Dispute::STATE_BREACHED;
  return Act(call, request, "close", "", [&](Dispute& dispute) -> absl::Status {
    if (breached == request.advice().empty()) {
      return MakeInvalid("advice", breached ? "REQUIRED" : "BAD_ADVICE",
                         breached ? Text{.zh = "协议未履行，须写明已告知当事人的途径。",
                                         .en = "the agreement was not performed: say of which ways "
                                               "the parties were told."}
                                  : Text{.zh = "协议已履行，无需填写。",
                                         .en = "the agreement was performed: there is none."});
    }
    GG_RETURN_IF_ERROR(CheckAdvice(request.advice(), /*may_enforce=*/true));
    *dispute.mutable_advice() = request.advice();
    return absl::OkStatus();
  });
}

}  // namespace gridgov
