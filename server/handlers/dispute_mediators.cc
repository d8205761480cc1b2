#include "server/handlers/dispute_mediators.h"

#include <utility>
#include <vector>

#include "gridgov/v1/dispute.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/auth/sessions.h"
#include "server/handlers/personal_data.h"
#include "server/handlers/unit_facts.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Dispute;
using v1::DisputeMediator;

bool Present(const DisputeMediator& mediator) {
  return mediator.state() == DisputeMediator::STATE_ASSIGNED ||
         mediator.state() == DisputeMediator::STATE_CLEARED;
}

absl::StatusOr<std::vector<DisputeMediator>> MediatorsOf(const Txn& txn, const Dispute& dispute) {
  return DisputeMediatorTable().Select(
      txn, {.where = "t.dispute = $1", .args = {Blob{IdBytes(dispute.name())}}});
}

// What the dispute says of its mediators, from their rows.
absl::Status FillMediators(const Txn& txn, Dispute& dispute) {
  GG_ASSIGN_OR_RETURN(const std::vector<DisputeMediator> all, MediatorsOf(txn, dispute));
  dispute.clear_mediators();
  int count = 0;
  for (const DisputeMediator& one : all) {
    if (!Present(one)) continue;
    ++count;
    if (!one.account().empty()) dispute.add_mediators(one.account());
  }
  dispute.set_mediator_count(count);
  return absl::OkStatus();
}

absl::Status ConflictOfInterest() {
  return MakeError(absl::StatusCode::kFailedPrecondition, "CONFLICT_OF_INTEREST",
                   {.zh = "该调解员在本纠纷中应当回避，请另行指定。",
                    .en = "This mediator has a conflict of interest here. Choose another."});
}

// Belongs to the committee, may mediate, and is not kept out of this dispute.
absl::Status CheckAccount(const Txn& txn, const Dispute& dispute, const std::string& account) {
  GG_ASSIGN_OR_RETURN(const std::vector<DisputeMediator> all, MediatorsOf(txn, dispute));
  for (const DisputeMediator& one : all) {
    if (one.account() != account) continue;
    if (one.state() == DisputeMediator::STATE_BLOCKED) return ConflictOfInterest();
    if (Present(one)) {
      return MakeInvalid("mediator.account", "ALREADY_ASSIGNED",
                         {.zh = "该调解员已在办理本纠纷。", .en = "mediates it already."});
    }
  }
  GG_ASSIGN_OR_RETURN(const bool member, IsMember(txn, dispute.committee(), account));
  const auto rights = PresentRights(txn.System(), IdBytes(account));
  if (member && rights.ok() && rights->Has("disputes.mediate")) return absl::OkStatus();
  return MakeInvalid("mediator.account", "NOT_OF_THE_COMMITTEE",
                     {.zh = "不是该人民调解委员会的在任调解员。",
                      .en = "is no mediator of this committee at present."});
}

absl::StatusOr<DisputeMediator> Insert(const Txn& txn, const Dispute& dispute,
                                       const DisputeMediator& given) {
  DisputeMediator mediator;
  mediator.set_dispute(dispute.name());
  mediator.set_account(given.account());
  mediator.set_display_name(given.display_name());
  mediator.set_choice(given.choice());
  mediator.set_state(DisputeMediator::STATE_ASSIGNED);
  return DisputeMediatorTable().Insert(txn, std::move(mediator));
}

absl::StatusOr<DisputeMediator> Join(const Txn& txn, const Dispute& dispute,
                                     const DisputeMediator& given) {
  if (dispute.committee().empty()) return NoCommittee();
  if (given.account().empty() == given.display_name().empty()) {
    return MakeInvalid("mediator", "ACCOUNT_OR_NAME",
                       {.zh = "请指定账号，没有账号的填写姓名，两者只填其一。",
                        .en = "is an account or, without one, a name: one of the two."});
  }
  if (!given.account().empty()) {
    GG_RETURN_IF_ERROR(CheckAccount(txn, dispute, given.account()));
  }
  return Insert(txn, dispute, given);
}

absl::Status Leave(const Txn& txn, DisputeMediator mediator, DisputeMediator::State state) {
  mediator.set_state(state);
  *mediator.mutable_end_time() = ToProto(txn.now);
  return DisputeMediatorTable().Update(txn, std::move(mediator)).status();
}

absl::Status NotPresent() {
  return MakeError(absl::StatusCode::kFailedPrecondition, "MEDIATOR_HAS_LEFT",
                   {.zh = "该调解员已不再办理本纠纷。",
                    .en = "This mediator does not mediate the dispute any more."});
}

}  // namespace

absl::StatusOr<v1::ListDisputeMediatorsResponse> DisputeMediatorHandler::List(
    Call& call, const v1::ListDisputeMediatorsRequest& request) const {
  GG_ASSIGN_OR_RETURN(const Dispute dispute, DisputeTable().Get(call.txn, request.dispute()));
  const Scope& named = call.principal.ScopeFor("disputes.partyNames");
  const bool names = !named.empty() && DisputeTable().Covers(call.txn, named, dispute).has_value();
  v1::ListDisputeMediatorsResponse response;
  const auto show = [&](google::protobuf::Message* row) {
    if (!names) static_cast<DisputeMediator*>(row)->clear_display_name();
    NoteShown(call.txn, DisputeMediatorTable(), *row);
    return absl::OkStatus();
  };
  GG_RETURN_IF_ERROR(FillPage(call.txn, DisputeMediatorTable(), request,
                              {.where = "t.dispute = $1", .args = {Blob{IdBytes(dispute.name())}}},
                              show, &response));
  return response;
}

absl::StatusOr<DisputeMediator> DisputeMediatorHandler::Assign(
    Call& call, const v1::AssignMediatorRequest& request) const {
  DisputeMediator mediator;
  const auto taken =
      acts_.Take(call.txn, request.dispute(), "", "assign_mediator", "",
                 [&](Dispute& dispute) -> absl::Status {
                   GG_ASSIGN_OR_RETURN(mediator, Join(call.txn, dispute, request.mediator()));
                   return FillMediators(call.txn, dispute);
                 });
  if (!taken.ok()) return taken.status();
  return mediator;
}

absl::StatusOr<DisputeMediator> DisputeMediatorHandler::Declare(
    Call& call, const v1::DeclareConflictRequest& request) const {
  const Txn& txn = call.txn;
  GG_ASSIGN_OR_RETURN(DisputeMediator mediator, DisputeMediatorTable().Get(txn, request.name()));
  // What somebody else says of a colleague is a reason to replace, no declaration.
  if (!mediator.account().empty() && mediator.account() != txn.actor.name()) {
    return MakeError(absl::StatusCode::kPermissionDenied, "OWN_DECLARATION",
                     {.zh = "有账号的调解员须由本人声明；需要时可更换调解员。",
                      .en = "A mediator with an account declares in person. Replace the mediator "
                            "if need be."},
                     {{"resource", mediator.name()}});
  }
  if (!Present(mediator)) return NotPresent();
  const bool none = request.conflict() == DisputeMediator::CONFLICT_NONE;
  const auto taken = acts_.Take(
      txn, mediator.dispute(), "", "declare_conflict", "", [&](Dispute& dispute) -> absl::Status {
        mediator.set_conflict(request.conflict());
        mediator.set_state(none ? DisputeMediator::STATE_CLEARED : DisputeMediator::STATE_BLOCKED);
        *mediator.mutable_declare_time() = ToProto(txn.now);
        if (!none) *mediator.mutable_end_time() = ToProto(txn.now);
        GG_ASSIGN_OR_RETURN(mediator, DisputeMediatorTable().Update(txn, mediator));
        return FillMediators(txn, dispute);
      });
  if (!taken.ok()) return taken.status();
  return mediator;
}

absl::StatusOr<DisputeMediator> DisputeMediatorHandler::Replace(
    Call& call, const v1::ReplaceMediatorRequest& request) const {
  const Txn& txn = call.txn;
  GG_ASSIGN_OR_RETURN(const DisputeMediator former,
                      DisputeMediatorTable().Get(txn, request.name()));
  if (!Present(former)) return NotPresent();
  DisputeMediator next;
  const auto taken =
      acts_.Take(txn, former.dispute(), "", "replace_mediator", request.reason(),
                 [&](Dispute& dispute) -> absl::Status {
                   GG_ASSIGN_OR_RETURN(next, Join(txn, dispute, request.mediator()));
                   GG_RETURN_IF_ERROR(Leave(txn, former, DisputeMediator::STATE_REPLACED));
                   return FillMediators(txn, dispute);
                 });
  if (!taken.ok()) return taken.status();
  return next;
}

absl::Status PassOnMediator(const Txn& txn, const DisputeActs& acts, const std::string& dispute,
                            const std::string& from, const std::string& to,
                            const std::string& reason) {
  return acts
      .Take(txn, dispute, "", "replace_mediator", reason,
            [&](Dispute& passed) -> absl::Status {
              GG_ASSIGN_OR_RETURN(const std::vector<DisputeMediator> all, MediatorsOf(txn, passed));
              for (const DisputeMediator& one : all) {
                if (one.account() == to && one.state() == DisputeMediator::STATE_BLOCKED) {
                  return ConflictOfInterest();
                }
                if (one.account() != from || !Present(one)) continue;
                GG_RETURN_IF_ERROR(Leave(txn, one, DisputeMediator::STATE_REPLACED));
              }
              if (!to.empty()) {
                DisputeMediator next;
                next.set_account(to);
                next.set_choice(DisputeMediator::CHOICE_COMMITTEE);
                GG_RETURN_IF_ERROR(Insert(txn, passed, next).status());
              }
              return FillMediators(txn, passed);
            })
      .status();
}

}  // namespace gridgov
