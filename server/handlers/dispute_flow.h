// The machine of a dispute, as one table: what may be done in which state, where it leads, and
// which permission it takes. It decides the calls and fills allowed_actions alike. Acts without a
// permission are steps of an agreement: no call is one, and they come with what it does
// (DisputeActs::Follow).
#ifndef GRIDGOV_SERVER_HANDLERS_DISPUTE_FLOW_H_
#define GRIDGOV_SERVER_HANDLERS_DISPUTE_FLOW_H_

#include "absl/strings/string_view.h"
#include "gridgov/v1/dispute.pb.h"
#include "server/handlers/flow.h"

namespace gridgov {

using DisputeState = v1::Dispute::State;

struct DisputeAct {
  absl::string_view act;
  unsigned from;
  DisputeState to;  // STATE_UNSPECIFIED: it stays as it is.
  absl::string_view permission;
};

// Nothing is decided yet.
inline constexpr unsigned kUnsettled = StateSet(
    {v1::Dispute::STATE_REGISTERED, v1::Dispute::STATE_ACCEPTED, v1::Dispute::STATE_MEDIATING});
inline constexpr unsigned kInMediation =
    StateSet({v1::Dispute::STATE_ACCEPTED, v1::Dispute::STATE_MEDIATING});
// Somebody still has to do something about it.
inline constexpr unsigned kDisputeOpen =
    kUnsettled | StateSet({v1::Dispute::STATE_AGREED, v1::Dispute::STATE_PERFORMING,
                           v1::Dispute::STATE_PERFORMED, v1::Dispute::STATE_BREACHED});

inline constexpr DisputeAct kDisputeFlow[] = {
    {"update", kUnsettled, v1::Dispute::STATE_UNSPECIFIED, "disputes.update"},
    {"change_parties", kUnsettled, v1::Dispute::STATE_UNSPECIFIED, "disputes.update"},
    {"assign_mediator", kDisputeOpen, v1::Dispute::STATE_UNSPECIFIED, "disputes.assign"},
    {"assess_risk", kDisputeOpen, v1::Dispute::STATE_UNSPECIFIED, "disputes.assess"},
    {"report_police", kDisputeOpen, v1::Dispute::STATE_UNSPECIFIED, "disputes.reportPolice"},
    {"replace_mediator", kDisputeOpen, v1::Dispute::STATE_UNSPECIFIED, "disputes.assign"},
    {"declare_conflict", kDisputeOpen, v1::Dispute::STATE_UNSPECIFIED, "disputes.declare"},
    {"set_id_number", StateSet({v1::Dispute::STATE_MEDIATING, v1::Dispute::STATE_AGREED}),
     v1::Dispute::STATE_UNSPECIFIED, "disputes.partyContacts"},
    {"accept", StateSet({v1::Dispute::STATE_REGISTERED}), v1::Dispute::STATE_ACCEPTED,
     "disputes.mediate"},
    {"decline", StateSet({v1::Dispute::STATE_REGISTERED}), v1::Dispute::STATE_DECLINED,
     "disputes.mediate"},
    {"refer", StateSet({v1::Dispute::STATE_REGISTERED}), v1::Dispute::STATE_REFERRED,
     "disputes.mediate"},
    {"acknowledge_rights", kInMediation, v1::Dispute::STATE_UNSPECIFIED, "disputes.mediate"},
    {"begin", StateSet({v1::Dispute::STATE_ACCEPTED}), v1::Dispute::STATE_MEDIATING,
     "disputes.mediate"},
    {"schedule_session", kInMediation, v1::Dispute::STATE_UNSPECIFIED, "disputes.mediate"},
    {"notify_party", kInMediation, v1::Dispute::STATE_UNSPECIFIED, "disputes.mediate"},
    {"hold_session", StateSet({v1::Dispute::STATE_MEDIATING}), v1::Dispute::STATE_UNSPECIFIED,
     "disputes.mediate"},
    {"adjourn_session", kInMediation, v1::Dispute::STATE_UNSPECIFIED, "disputes.mediate"},
    // Parties may sign the record after its mediation has ended.
    {"sign_record",
     kDisputeOpen | StateSet({v1::Dispute::STATE_FAILED, v1::Dispute::STATE_STOPPED}),
     v1::Dispute::STATE_UNSPECIFIED, "disputes.mediate"},
    {"extend", kInMediation, v1::Dispute::STATE_UNSPECIFIED, "disputes.mediate"},
    {"settle", StateSet({v1::Dispute::STATE_MEDIATING}), v1::Dispute::STATE_AGREED,
     "disputes.mediate"},
    {"fail", StateSet({v1::Dispute::STATE_MEDIATING}), v1::Dispute::STATE_FAILED,
     "disputes.mediate"},
    // A party may refuse mediation at any time, before the first session too.
    {"stop", kInMediation, v1::Dispute::STATE_STOPPED, "disputes.mediate"},
    {"perform", StateSet({v1::Dispute::STATE_AGREED, v1::Dispute::STATE_BREACHED}),
     v1::Dispute::STATE_PERFORMING, ""},
    {"performed", StateSet({v1::Dispute::STATE_PERFORMING}), v1::Dispute::STATE_PERFORMED, ""},
    {"breach", StateSet({v1::Dispute::STATE_PERFORMING}), v1::Dispute::STATE_BREACHED, ""},
    // The court refused the agreement: it is mediated again, or a party sues.
    {"mediate_again", StateSet({v1::Dispute::STATE_PERFORMING, v1::Dispute::STATE_BREACHED}),
     v1::Dispute::STATE_MEDIATING, ""},
    {"sue", StateSet({v1::Dispute::STATE_PERFORMING, v1::Dispute::STATE_BREACHED}),
     v1::Dispute::STATE_CLOSED, ""},
    {"close", StateSet({v1::Dispute::STATE_PERFORMED, v1::Dispute::STATE_BREACHED}),
     v1::Dispute::STATE_CLOSED, "disputes.mediate"},
};

// Where `act` leads from `state`; nullptr if it is not possible there.
constexpr const DisputeAct* FindDisputeAct(DisputeState state, absl::string_view act) {
  for (const DisputeAct& row : kDisputeFlow) {
    if (row.act == act && (row.from & (1u << state)) != 0) return &row;
  }
  return nullptr;
}

// Its mediators alone take it: to be in reach is not enough.
constexpr bool ForMediatorsAlone(const DisputeAct& act) {
  return act.permission == "disputes.mediate" || act.permission == "disputes.partyContacts";
}

// The 30 days of mediation run.
constexpr bool MediationRuns(DisputeState state) { return (kInMediation & (1u << state)) != 0; }

// It has ended.
constexpr bool IsDisputeOver(DisputeState state) { return (kDisputeOpen & (1u << state)) == 0; }

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_DISPUTE_FLOW_H_
