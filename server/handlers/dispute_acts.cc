#include "server/handlers/dispute_acts.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gridgov/v1/mediation_session.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/agreement_dispute.h"
#include "server/handlers/errors.h"
#include "server/store/column.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Dispute;

bool EndsMediation(DisputeState state) {
  return state == Dispute::STATE_AGREED || state == Dispute::STATE_FAILED ||
         state == Dispute::STATE_STOPPED;
}

// Mediation has ended: a session that was still to come is not held.
absl::Status DropSessions(const Txn& txn, const Dispute& dispute) {
  GG_ASSIGN_OR_RETURN(
      std::vector<v1::MediationSession> open,
      MediationSessionTable().Select(txn, {.where = "t.dispute = $1 AND t.state = 'SCHEDULED'",
                                           .args = {Blob{IdBytes(dispute.name())}}}));
  for (v1::MediationSession& session : open) {
    session.set_state(v1::MediationSession::STATE_DROPPED);
    *session.mutable_end_time() = ToProto(txn.now);
    GG_RETURN_IF_ERROR(MediationSessionTable().Update(txn, std::move(session)).status());
  }
  return absl::OkStatus();
}

// In the same grid, with the same mediators.
bool SamePlace(const Dispute& a, const Dispute& b) {
  return a.grid() == b.grid() && std::equal(a.mediators().begin(), a.mediators().end(),
                                            b.mediators().begin(), b.mediators().end());
}

absl::Status WrongDisputeState(const Dispute& dispute, absl::string_view act) {
  return WrongState(dispute.name(),
                    EnumText(Dispute::State_descriptor()->FindValueByNumber(dispute.state())), act);
}

}  // namespace

absl::Status DisputeActs::AddStep(const Txn& txn, const Dispute& before, const Dispute& dispute,
                                  absl::string_view act, const std::string& text) const {
  v1::DisputeStep step;
  step.set_dispute(dispute.name());
  step.set_act(std::string(act));
  step.set_from_state(before.state());
  step.set_to_state(dispute.state());
  step.set_actor(txn.actor.name());
  step.set_actor_username(txn.actor.username);
  step.set_text(text);
  step.set_grid(dispute.grid());
  if (!before.grid().empty() && before.grid() != dispute.grid()) step.set_from_grid(before.grid());
  if (before.has_due_time()) *step.mutable_due_time() = before.due_time();
  step.set_dispute_class(dispute.dispute_class());
  step.set_source(dispute.source());
  step.set_escalation_prevented(dispute.escalation_prevented() && !before.has_outcome_time());
  return DisputeStepTable().Insert(txn, std::move(step)).status();
}

absl::StatusOr<Dispute> DisputeActs::Apply(const Txn& txn, Dispute dispute, const DisputeAct& act,
                                           const std::string& text, const Change& change) const {
  const Dispute before = dispute;
  if (act.to != Dispute::STATE_UNSPECIFIED) dispute.set_state(act.to);
  if (change != nullptr) GG_RETURN_IF_ERROR(change(dispute));
  if (EndsMediation(dispute.state()) && !dispute.has_outcome_time()) {
    *dispute.mutable_outcome_time() = ToProto(txn.now);
  }
  if (IsDisputeOver(dispute.state()) && !dispute.has_close_time()) {
    *dispute.mutable_close_time() = ToProto(txn.now);
  }
  if (!MediationRuns(dispute.state())) {
    dispute.clear_clock();
    if (dispute.has_next_session_time()) GG_RETURN_IF_ERROR(DropSessions(txn, dispute));
    dispute.clear_next_session_time();
  }
  GG_RETURN_IF_ERROR(deadlines_.Evaluate(txn, &dispute));
  dispute.set_step_count(dispute.step_count() + 1);
  GG_ASSIGN_OR_RETURN(dispute, DisputeTable().Update(txn, std::move(dispute)));
  GG_RETURN_IF_ERROR(AddStep(txn, before, dispute, act.act, text));
  if (act.act == "close") GG_RETURN_IF_ERROR(AgreementCloses(txn, dispute));
  if (!SamePlace(before, dispute)) GG_RETURN_IF_ERROR(AgreementsFollow(txn, dispute));
  return dispute;
}

absl::StatusOr<Dispute> DisputeActs::Take(const Txn& txn, const std::string& name,
                                          const std::string& etag, absl::string_view act,
                                          const std::string& text, const Change& change) const {
  GG_ASSIGN_OR_RETURN(Dispute dispute, DisputeTable().GetForUpdate(txn, name, etag));
  const DisputeAct* row = FindDisputeAct(dispute.state(), act);
  if (row == nullptr) return WrongDisputeState(dispute, act);
  if (ForMediatorsAlone(*row) && !Mediates(dispute, txn.actor)) return NotItsMediator(name);
  return Apply(txn, std::move(dispute), *row, text, change);
}

absl::StatusOr<Dispute> DisputeActs::Follow(const Txn& txn, const std::string& name,
                                            absl::string_view act, const std::string& text,
                                            const Change& change) const {
  const Txn system = txn.System();
  GG_ASSIGN_OR_RETURN(Dispute dispute, DisputeTable().Get(system, name));
  const DisputeAct* row = FindDisputeAct(dispute.state(), act);
  if (row == nullptr || !row->permission.empty()) return WrongDisputeState(dispute, act);
  return Apply(system, std::move(dispute), *row, text, change);
}

absl::Status DisputeActs::Register(const Txn& txn, const Dispute& dispute) const {
  return AddStep(txn, Dispute(), dispute, "register", "");
}

absl::Status DisputeActs::FollowGrid(const Txn& txn, const std::string& name,
                                     const std::string& grid, const std::string& reason) const {
  constexpr DisputeAct kMove = {"relocate", kDisputeOpen, Dispute::STATE_UNSPECIFIED, ""};
  GG_ASSIGN_OR_RETURN(Dispute dispute, DisputeTable().Get(txn, name));
  return Apply(txn, std::move(dispute), kMove, reason,
               [&grid](Dispute& moved) {
                 moved.set_grid(grid);
                 return absl::OkStatus();
               })
      .status();
}

absl::StatusOr<int64_t> DisputeActs::RecomputeProvisional(const Txn& txn, int64_t after,
                                                          int limit) const {
  return RecomputeRows(txn,
                       "SELECT key, uid FROM disputes WHERE provisional = 1 AND key > $1 "
                       "ORDER BY key LIMIT $2",
                       after, limit, [&](const Uuid& id) -> absl::Status {
                         GG_ASSIGN_OR_RETURN(
                             Dispute dispute,
                             DisputeTable().Get(txn, MakeName("disputes", id.ToString())));
                         GG_RETURN_IF_ERROR(deadlines_.Evaluate(txn, &dispute));
                         return DisputeTable().Update(txn, std::move(dispute)).status();
                       });
}

bool Mediates(const Dispute& dispute, const Actor& actor) {
  const auto& mediators = dispute.mediators();
  return std::find(mediators.begin(), mediators.end(), actor.name()) != mediators.end();
}

absl::Status NotItsMediator(const std::string& name) {
  return MakeError(absl::StatusCode::kPermissionDenied, "NOT_ITS_MEDIATOR",
                   {.zh = "只有本纠纷的人民调解员可以办理，请先由社区指定调解员。",
                    .en = "Only the mediators of this dispute do this. Let the office assign one."},
                   {{"resource", name}});
}

absl::Status NoCommittee() {
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "NO_COMMITTEE",
      {.zh = "请先指定人民调解委员会。", .en = "Name the people's mediation committee first."});
}

absl::Status CheckMediators(const Txn& txn, const Dispute& dispute) {
  int64_t open = 0;
  GG_RETURN_IF_ERROR(txn.db.Query(
      "SELECT count(*) FROM dispute_mediators WHERE dispute = $1 AND state = 'ASSIGNED'",
      {Blob{IdBytes(dispute.name())}}, [&open](const Row& row) {
        open = row.Int(0);
        return absl::OkStatus();
      }));
  if (open > 0) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NOT_DECLARED",
                     {.zh = "调解员须先声明有无回避情形。",
                      .en = "Each mediator first declares whether there is a conflict of "
                            "interest."});
  }
  if (dispute.mediator_count() > 0) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "NO_MEDIATOR",
      {.zh = "请先指定人民调解员。", .en = "Nobody mediates this dispute. Assign a mediator."});
}

absl::Status CheckSides(const Txn& txn, const Dispute& dispute) {
  int64_t sides = 0;
  GG_RETURN_IF_ERROR(txn.db.Query(
      "SELECT count(DISTINCT side) FROM dispute_parties WHERE dispute = $1 AND removed = 0",
      {Blob{IdBytes(dispute.name())}}, [&sides](const Row& row) {
        sides = row.Int(0);
        return absl::OkStatus();
      }));
  if (sides > 1) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition, "ONE_SIDE",
                   {.zh = "须登记双方当事人，任何一方不能为空。",
                    .en = "Mediation is between sides: enter a party of each."});
}

absl::StatusOr<std::vector<int>> PartyNumbers(const Txn& txn, const Dispute& dispute) {
  std::vector<int> numbers;
  GG_RETURN_IF_ERROR(txn.db.Query(
      "SELECT number FROM dispute_parties WHERE dispute = $1 AND removed = 0 ORDER BY number",
      {Blob{IdBytes(dispute.name())}}, [&numbers](const Row& row) {
        numbers.push_back(static_cast<int>(row.Int(0)));
        return absl::OkStatus();
      }));
  return numbers;
}

absl::Status CheckRights(const Txn& txn, const Dispute& dispute) {
  std::vector<int64_t> untold;
  GG_RETURN_IF_ERROR(txn.db.Query(
      "SELECT number FROM dispute_parties WHERE dispute = $1 AND removed = 0 AND rights_time IS "
      "NULL ORDER BY number",
      {Blob{IdBytes(dispute.name())}}, [&untold](const Row& row) {
        untold.push_back(row.Int(0));
        return absl::OkStatus();
      }));
  if (untold.empty()) return absl::OkStatus();
  const std::string numbers = absl::StrJoin(untold, ", ");
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "RIGHTS_NOT_ACKNOWLEDGED",
      {.zh = absl::StrCat("调解前须告知各方当事人的权利并确认（人民调解法第二十三条）。尚未确认："
                          "当事人 ",
                          numbers, "。"),
       .en = absl::StrCat("Before the first session each party is told of its rights and says so "
                          "(art. 23). Not yet: party ",
                          numbers, ".")},
      {{"parties", numbers}});
}

}  // namespace gridgov
