// Reading agreements, and what they go through until they are in effect.
#include "server/handlers/agreements.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/agreement_acts.h"
#include "server/handlers/agreement_dispute.h"
#include "server/handlers/agreement_flow.h"
#include "server/handlers/days.h"
#include "server/handlers/divisions.h"
#include "server/handlers/errors.h"
#include "server/handlers/personal_data.h"
#include "server/handlers/serials.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using google::protobuf::Timestamp;
using v1::Agreement;

// The time that a request names, or now: not in the future, and not before the dispute was
// accepted.
absl::StatusOr<Timestamp> MomentOf(const Txn& txn, const std::string& dispute,
                                   const std::string& field, const Timestamp* asked) {
  if (asked == nullptr) return ToProto(txn.now);
  const absl::Time time = FromProto(*asked);
  if (time > txn.now) {
    return MakeInvalid(field, "OUT_OF_RANGE",
                       {.zh = "不能是将来的时间。", .en = "must not be in the future."});
  }
  GG_ASSIGN_OR_RETURN(const v1::Dispute row, DisputeTable().Get(txn.System(), dispute));
  if (time >= FromProto(row.accept_time())) return *asked;
  return MakeInvalid(
      field, "BEFORE_START",
      {.zh = "不能早于受理纠纷的时间。", .en = "must not be before the dispute was accepted."});
}

absl::Status CheckDispute(const Txn& txn, const v1::Dispute& dispute) {
  if (!Mediates(dispute, txn.actor)) return NotItsMediator(dispute.name());
  if (dispute.state() != v1::Dispute::STATE_AGREED) {
    const auto* state = v1::Dispute::State_descriptor()->FindValueByNumber(dispute.state());
    return WrongState(dispute.name(), EnumText(state), "make_agreement");
  }
  GG_ASSIGN_OR_RETURN(
      const std::vector<Agreement> open,
      AgreementTable().Select(txn.System(), {.where = "t.dispute = $1 AND t.state <> 'DROPPED' AND "
                                                      "t.state <> 'VOID'",
                                             .args = {Blob{IdBytes(dispute.name())}}}));
  if (open.empty()) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition, "AGREEMENT_OPEN",
                   {.zh = "该纠纷已有一份协议，请修改该协议，或先放弃草稿。",
                    .en = "The dispute has an agreement already. Change that one, or drop the "
                          "draft first."},
                   {{"agreement", open.front().name()}});
}

absl::Status CheckAgent(const v1::SignAgreementRequest& request, const v1::DisputeParty& party) {
  if (!request.by_agent()) return absl::OkStatus();
  if (party.agent_display_name().empty()) {
    return MakeInvalid("by_agent", "NO_AGENT",
                       {.zh = "该当事人没有代理人。", .en = "the party has no agent."});
  }
  if (party.agent_authority() == v1::DisputeParty::AUTHORITY_SPECIAL ||
      party.agent_authority() == v1::DisputeParty::AUTHORITY_STATUTORY) {
    return absl::OkStatus();
  }
  return MakeInvalid("by_agent", "AGENT_NOT_AUTHORISED",
                     {.zh = "一般代理不能代为签订协议，须有特别授权或者为法定代理人。",
                      .en = "an agent of general authority cannot agree for the party; it takes a "
                            "special or statutory one."});
}

// The party of the request, who has not signed yet.
absl::StatusOr<v1::DisputeParty> PartyToSign(const Agreement& agreement,
                                             const v1::SignAgreementRequest& request,
                                             const std::vector<v1::DisputeParty>& parties) {
  const auto party = std::find_if(parties.begin(), parties.end(),
                                  [&](const auto& one) { return one.number() == request.party(); });
  if (party == parties.end()) {
    return MakeInvalid(
        "party", "NO_SUCH_PARTY",
        {.zh = "该纠纷没有这个序号的当事人。", .en = "the dispute has no party of that number."});
  }
  for (const auto& signature : agreement.signatures()) {
    if (signature.party() != request.party()) continue;
    return MakeInvalid("party", "ALREADY_SIGNED",
                       {.zh = "该当事人已经签名。", .en = "the party has signed already."});
  }
  return *party;
}

// When it was agreed by word of mouth; of a written one nothing can be said yet.
absl::Status SetAgreed(const Txn& txn, const v1::CreateAgreementRequest& request,
                       Agreement* agreement) {
  const Timestamp* asked = request.has_agree_time() ? &request.agree_time() : nullptr;
  if (agreement->form() == Agreement::FORM_ORAL) {
    GG_ASSIGN_OR_RETURN(*agreement->mutable_effective_time(),
                        MomentOf(txn, agreement->dispute(), "agree_time", asked));
    return absl::OkStatus();
  }
  if (asked == nullptr) return absl::OkStatus();
  return MakeInvalid("agree_time", "ORAL_ONLY",
                     {.zh = "书面协议自最后的签名盖章起生效，不填达成时间。",
                      .en = "goes with an oral agreement; a written one is in effect from the last "
                            "signature or seal."});
}

absl::StatusOr<Agreement> Drafted(const Txn& txn, const v1::Dispute& dispute,
                                  const v1::CreateAgreementRequest& request) {
  Agreement agreement = request.agreement();
  GG_RETURN_IF_ERROR(SetAgreed(txn, request, &agreement));
  const auto& first =
      agreement.has_effective_time() ? agreement.effective_time() : dispute.accept_time();
  GG_RETURN_IF_ERROR(CheckSchedule("agreement", DayText(FromProto(first)), &agreement));
  GG_ASSIGN_OR_RETURN(*agreement.mutable_name(),
                      NameFor("agreements", request.agreement_id(), "agreement_id"));
  GG_ASSIGN_OR_RETURN(const v1::Grid grid, GridTable().Get(txn.System(), dispute.grid()));
  GG_ASSIGN_OR_RETURN(*agreement.mutable_number(), NextNumber(txn, grid.code() + "X"));
  GG_ASSIGN_OR_RETURN(const auto parties, PartiesToSign(txn, dispute.name()));
  agreement.set_grid(dispute.grid());
  *agreement.mutable_mediators() = dispute.mediators();
  agreement.set_party_count(static_cast<int>(parties.size()));
  agreement.set_confirmation(Agreement::CONFIRMATION_NONE);
  agreement.set_state(Agreement::STATE_DRAFT);
  return agreement;
}

absl::Status ReplaceContents(const Txn& txn, const Agreement& agreement,
                             const v1::AgreementContents& contents) {
  GG_ASSIGN_OR_RETURN(const v1::AgreementContents before,
                      ContentsOf(txn.System(), agreement.name()));
  v1::AgreementContents after = contents;
  after.set_name(before.name());
  after.set_agreement(agreement.name());
  return AgreementContentsTable().Update(txn, std::move(after)).status();
}

}  // namespace

absl::Status PresentAgreement(const Call& call, Agreement* agreement) {
  agreement->clear_missing();
  for (std::string& one : MissingOf(*agreement)) agreement->add_missing(std::move(one));
  agreement->set_overdue(false);
  if (IsBinding(agreement->state())) {
    GG_ASSIGN_OR_RETURN(const bool late, AgreementDuties::AnyLate(call.txn, agreement->name()));
    agreement->set_overdue(late);
  }
  agreement->clear_allowed_actions();
  for (const AgreementAct& row : kAgreementFlow) {
    if (row.from != agreement->state() || row.permission.empty()) continue;
    if (!IsSensible(*agreement, row.act)) continue;
    // The period of the law is over; an application of before can still be entered.
    if (row.act == "apply" && DayText(call.txn.now) > agreement->confirm_by_date()) continue;
    const Scope& reach = call.principal.ScopeFor(row.permission);
    if (reach.empty() || !AgreementTable().Covers(call.txn, reach, *agreement).has_value()) {
      continue;
    }
    agreement->add_allowed_actions(std::string(row.act));
  }
  return absl::OkStatus();
}

absl::StatusOr<Agreement> AgreementHandler::Get(Call& call,
                                                const v1::GetAgreementRequest& request) const {
  return AgreementTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListAgreementsResponse> AgreementHandler::List(
    Call& call, const v1::ListAgreementsRequest& request) const {
  v1::ListAgreementsResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, AgreementTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<v1::ListAgreementDutiesResponse> AgreementHandler::ListDuties(
    Call& call, const v1::ListAgreementDutiesRequest& request) const {
  v1::ListAgreementDutiesResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, AgreementDutyTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<v1::AgreementContents> AgreementHandler::GetContents(
    Call& call, const v1::GetAgreementContentsRequest& request) const {
  GG_ASSIGN_OR_RETURN(const Agreement agreement,
                      AgreementTable().Get(call.txn, request.agreement()));
  GG_ASSIGN_OR_RETURN(v1::AgreementContents contents, ContentsOf(call.txn, agreement.name()));
  NoteShown(call.txn, AgreementContentsTable(), contents);
  return contents;
}

absl::StatusOr<Agreement> AgreementHandler::Create(
    Call& call, const v1::CreateAgreementRequest& request) const {
  const Txn& txn = call.txn;
  GG_ASSIGN_OR_RETURN(const v1::Dispute dispute,
                      DisputeTable().Get(txn, request.agreement().dispute()));
  GG_RETURN_IF_ERROR(CheckDispute(txn, dispute));
  GG_ASSIGN_OR_RETURN(Agreement agreement, Drafted(txn, dispute, request));
  const bool oral = agreement.form() == Agreement::FORM_ORAL;
  if (oral) {
    GG_RETURN_IF_ERROR(Step(&agreement, "take_effect"));
    GG_RETURN_IF_ERROR(duties_.SetConfirmBy(txn, &agreement));
  }
  GG_ASSIGN_OR_RETURN(agreement, AgreementTable().Insert(txn, std::move(agreement)));
  v1::AgreementContents contents = request.contents();
  contents.clear_name();
  contents.set_agreement(agreement.name());
  GG_RETURN_IF_ERROR(AgreementContentsTable().Insert(txn, std::move(contents)).status());
  if (!oral) return agreement;
  GG_RETURN_IF_ERROR(duties_.BeginAll(txn, agreement));
  GG_RETURN_IF_ERROR(DisputeFollows(txn, acts_, agreement));
  return agreement;
}

absl::StatusOr<Agreement> AgreementHandler::Update(
    Call& call, const v1::UpdateAgreementRequest& request) const {
  GG_ASSIGN_OR_RETURN(Agreement agreement,
                      ForAct(call.txn, request.name(), request.etag(), "update"));
  if (!request.has_contents() && !request.has_schedule()) {
    return MakeInvalid("contents", "REQUIRED",
                       {.zh = "请填写修改后的内容或分期。", .en = "say what changes."});
  }
  if (request.has_schedule()) {
    GG_ASSIGN_OR_RETURN(const v1::Dispute dispute,
                        DisputeTable().Get(call.txn.System(), agreement.dispute()));
    agreement.set_amount_fen(request.schedule().amount_fen());
    *agreement.mutable_instalments() = request.schedule().instalments();
    GG_RETURN_IF_ERROR(
        CheckSchedule("schedule", DayText(FromProto(dispute.accept_time())), &agreement));
  }
  if (request.has_contents()) {
    GG_RETURN_IF_ERROR(ReplaceContents(call.txn, agreement, request.contents()));
  }
  agreement.clear_signatures();
  agreement.clear_mediator();
  agreement.clear_mediator_sign_time();
  agreement.clear_seal_time();
  return AgreementTable().Update(call.txn, std::move(agreement));
}

absl::StatusOr<Agreement> AgreementHandler::Mark(const Txn& txn, Agreement agreement) const {
  if (!MissingOf(agreement).empty()) return AgreementTable().Update(txn, std::move(agreement));
  *agreement.mutable_effective_time() = ToProto(LastMark(agreement));
  GG_RETURN_IF_ERROR(CheckDueAfterEffect(agreement));
  GG_RETURN_IF_ERROR(Step(&agreement, "take_effect"));
  GG_RETURN_IF_ERROR(duties_.SetConfirmBy(txn, &agreement));
  GG_ASSIGN_OR_RETURN(agreement, AgreementTable().Update(txn, std::move(agreement)));
  GG_RETURN_IF_ERROR(duties_.BeginAll(txn, agreement));
  GG_RETURN_IF_ERROR(DisputeFollows(txn, acts_, agreement));
  return agreement;
}

absl::StatusOr<Agreement> AgreementHandler::Sign(Call& call,
                                                 const v1::SignAgreementRequest& request) const {
  GG_ASSIGN_OR_RETURN(Agreement agreement,
                      ForAct(call.txn, request.name(), request.etag(), "sign"));
  GG_ASSIGN_OR_RETURN(const auto parties, PartiesToSign(call.txn, agreement.dispute()));
  GG_ASSIGN_OR_RETURN(const v1::DisputeParty party, PartyToSign(agreement, request, parties));
  GG_RETURN_IF_ERROR(CheckAgent(request, party));
  Agreement::Signature& signature = *agreement.add_signatures();
  signature.set_party(request.party());
  signature.set_by_agent(request.by_agent());
  signature.set_mark(request.mark() == Agreement::MARK_UNSPECIFIED ? Agreement::MARK_SIGNATURE
                                                                   : request.mark());
  GG_ASSIGN_OR_RETURN(*signature.mutable_sign_time(),
                      MomentOf(call.txn, agreement.dispute(), "sign_time",
                               request.has_sign_time() ? &request.sign_time() : nullptr));
  return Mark(call.txn, std::move(agreement));
}

absl::StatusOr<Agreement> AgreementHandler::Countersign(
    Call& call, const v1::CountersignAgreementRequest& request) const {
  GG_ASSIGN_OR_RETURN(Agreement agreement,
                      ForAct(call.txn, request.name(), request.etag(), "countersign"));
  agreement.set_mediator(call.principal.actor().name());
  GG_ASSIGN_OR_RETURN(*agreement.mutable_mediator_sign_time(),
                      MomentOf(call.txn, agreement.dispute(), "sign_time",
                               request.has_sign_time() ? &request.sign_time() : nullptr));
  return Mark(call.txn, std::move(agreement));
}

absl::StatusOr<Agreement> AgreementHandler::Seal(Call& call,
                                                 const v1::SealAgreementRequest& request) const {
  GG_ASSIGN_OR_RETURN(Agreement agreement,
                      ForAct(call.txn, request.name(), request.etag(), "seal"));
  GG_ASSIGN_OR_RETURN(*agreement.mutable_seal_time(),
                      MomentOf(call.txn, agreement.dispute(), "seal_time",
                               request.has_seal_time() ? &request.seal_time() : nullptr));
  return Mark(call.txn, std::move(agreement));
}

absl::StatusOr<Agreement> AgreementHandler::Drop(Call& call,
                                                 const v1::DropAgreementRequest& request) const {
  GG_ASSIGN_OR_RETURN(Agreement agreement,
                      ForAct(call.txn, request.name(), request.etag(), "drop"));
  GG_RETURN_IF_ERROR(Step(&agreement, "drop"));
  agreement.set_reason(request.reason());
  agreement.set_end_date(DayText(call.txn.now));
  // What nobody agreed to is not needed any more.
  GG_ASSIGN_OR_RETURN(v1::AgreementContents contents,
                      ContentsOf(call.txn.System(), agreement.name()));
  GG_RETURN_IF_ERROR(ForgetPerson(call.txn, AgreementContentsTable(), &contents));
  return AgreementTable().Update(call.txn, std::move(agreement));
}

}  // namespace gridgov
