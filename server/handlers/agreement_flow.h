// The machine of an agreement, as one table: what may be done in which state, where it leads, and
// which permission it takes. It decides the calls and fills allowed_actions alike. Acts without a
// permission are what another act comes to: no call is one. Judicial confirmation runs beside the
// states. What each state does to the dispute stands in agreement_dispute.h.
#ifndef GRIDGOV_SERVER_HANDLERS_AGREEMENT_FLOW_H_
#define GRIDGOV_SERVER_HANDLERS_AGREEMENT_FLOW_H_

#include "absl/strings/string_view.h"
#include "gridgov/v1/agreement.pb.h"

namespace gridgov {

using AgreementState = v1::Agreement::State;

struct AgreementAct {
  AgreementState from;
  absl::string_view act;
  AgreementState to;
  absl::string_view permission;
};

inline constexpr char kWriteAgreements[] = "agreements.write";
inline constexpr char kCheckAgreements[] = "agreements.check";

inline constexpr AgreementAct kAgreementFlow[] = {
    {v1::Agreement::STATE_DRAFT, "update", v1::Agreement::STATE_DRAFT, kWriteAgreements},
    {v1::Agreement::STATE_DRAFT, "sign", v1::Agreement::STATE_DRAFT, kWriteAgreements},
    {v1::Agreement::STATE_DRAFT, "countersign", v1::Agreement::STATE_DRAFT, kWriteAgreements},
    {v1::Agreement::STATE_DRAFT, "seal", v1::Agreement::STATE_DRAFT, kWriteAgreements},
    {v1::Agreement::STATE_DRAFT, "drop", v1::Agreement::STATE_DROPPED, kWriteAgreements},
    {v1::Agreement::STATE_DRAFT, "take_effect", v1::Agreement::STATE_IN_EFFECT, ""},

    {v1::Agreement::STATE_IN_EFFECT, "check", v1::Agreement::STATE_IN_EFFECT, kCheckAgreements},
    {v1::Agreement::STATE_IN_EFFECT, "breach", v1::Agreement::STATE_BREACHED, ""},
    {v1::Agreement::STATE_IN_EFFECT, "perform", v1::Agreement::STATE_PERFORMED, ""},
    {v1::Agreement::STATE_IN_EFFECT, "apply", v1::Agreement::STATE_IN_EFFECT, kWriteAgreements},
    {v1::Agreement::STATE_IN_EFFECT, "decide", v1::Agreement::STATE_IN_EFFECT, kWriteAgreements},
    {v1::Agreement::STATE_IN_EFFECT, "answer_refusal", v1::Agreement::STATE_VOID, kWriteAgreements},

    {v1::Agreement::STATE_BREACHED, "check", v1::Agreement::STATE_BREACHED, kCheckAgreements},
    {v1::Agreement::STATE_BREACHED, "resume", v1::Agreement::STATE_IN_EFFECT, kWriteAgreements},
    {v1::Agreement::STATE_BREACHED, "keep", v1::Agreement::STATE_IN_EFFECT, ""},
    {v1::Agreement::STATE_BREACHED, "perform", v1::Agreement::STATE_PERFORMED, ""},
    {v1::Agreement::STATE_BREACHED, "apply", v1::Agreement::STATE_BREACHED, kWriteAgreements},
    {v1::Agreement::STATE_BREACHED, "decide", v1::Agreement::STATE_BREACHED, kWriteAgreements},
    {v1::Agreement::STATE_BREACHED, "answer_refusal", v1::Agreement::STATE_VOID, kWriteAgreements},
    {v1::Agreement::STATE_BREACHED, "close", v1::Agreement::STATE_CLOSED, ""},

    // The court may be slower than the parties.
    {v1::Agreement::STATE_PERFORMED, "decide", v1::Agreement::STATE_PERFORMED, kWriteAgreements},
    {v1::Agreement::STATE_PERFORMED, "close", v1::Agreement::STATE_CLOSED, ""},
};

// Where `act` leads from `state`; nullptr if it is not possible there.
constexpr const AgreementAct* FindAgreementAct(AgreementState state, absl::string_view act) {
  for (const AgreementAct& row : kAgreementFlow) {
    if (row.from == state && row.act == act) return &row;
  }
  return nullptr;
}

// It binds and is not fulfilled yet.
constexpr bool IsBinding(AgreementState state) {
  return state == v1::Agreement::STATE_IN_EFFECT || state == v1::Agreement::STATE_BREACHED;
}

// Nothing more is done about it.
constexpr bool IsOnFile(AgreementState state) {
  return state == v1::Agreement::STATE_CLOSED || state == v1::Agreement::STATE_DROPPED ||
         state == v1::Agreement::STATE_VOID;
}

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_AGREEMENT_FLOW_H_
