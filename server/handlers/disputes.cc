#include "server/handlers/disputes.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/dispute_parties.h"
#include "server/handlers/divisions.h"
#include "server/handlers/errors.h"
#include "server/handlers/grid_facts.h"
#include "server/handlers/serials.h"
#include "server/handlers/unit_facts.h"
#include "server/handlers/update.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Dispute;

// A number is its grid's 15 digits, this and a serial: it is told from an issue's at a look.
constexpr char kSeries[] = "J";

// Where the dispute lies, and what the issue behind it says of that.
absl::Status TakeFromIssue(const Call& call, Dispute& dispute) {
  if (dispute.issue().empty()) return absl::OkStatus();
  GG_ASSIGN_OR_RETURN(const v1::Issue issue,
                      IssueTable().Get(call.For("issues.get"), dispute.issue()));
  if (dispute.grid().empty()) dispute.set_grid(issue.grid());
  if (dispute.compound().empty()) dispute.set_compound(issue.compound());
  if (dispute.address().empty()) dispute.set_address(issue.address());
  return absl::OkStatus();
}

absl::StatusOr<v1::Grid> GridOf(const Call& call, const Dispute& dispute) {
  if (dispute.grid().empty()) {
    return MakeInvalid("dispute.grid", "REQUIRED", {.zh = "必须填写。", .en = "is required."});
  }
  GG_ASSIGN_OR_RETURN(v1::Grid grid, GridTable().Get(call.For("grids.get"), dispute.grid()));
  GG_RETURN_IF_ERROR(CheckGridInUse(grid, "dispute.grid"));
  return grid;
}

absl::Status CheckCommittee(const Txn& txn, const Dispute& dispute) {
  if (dispute.committee().empty()) return absl::OkStatus();
  return CheckUnitOfKind(txn, dispute.committee(), v1::Unit::KIND_MEDIATION_COMMITTEE,
                         "dispute.committee");
}

// The way leads back from the issue too.
absl::Status LinkIssue(const Txn& txn, const Dispute& dispute) {
  if (dispute.issue().empty()) return absl::OkStatus();
  const Txn system = txn.System();
  GG_ASSIGN_OR_RETURN(v1::Issue issue, IssueTable().Get(system, dispute.issue()));
  issue.set_dispute(dispute.name());
  return IssueTable().Update(system, std::move(issue)).status();
}

}  // namespace

absl::StatusOr<Dispute> DisputeHandler::Get(Call& call,
                                            const v1::GetDisputeRequest& request) const {
  return DisputeTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListDisputesResponse> DisputeHandler::List(
    Call& call, const v1::ListDisputesRequest& request) const {
  v1::ListDisputesResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, DisputeTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<v1::ListDisputeStepsResponse> DisputeHandler::ListSteps(
    Call& call, const v1::ListDisputeStepsRequest& request) const {
  // Steps are read through their dispute's scope.
  GG_ASSIGN_OR_RETURN(const Dispute dispute, DisputeTable().Get(call.txn, request.dispute()));
  v1::ListDisputeStepsResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, DisputeStepTable(), request,
                              {.where = "t.dispute = $1", .args = {Blob{IdBytes(dispute.name())}}},
                              nullptr, &response));
  return response;
}

absl::StatusOr<Dispute> DisputeHandler::Create(Call& call,
                                               const v1::CreateDisputeRequest& request) const {
  const Txn& txn = call.txn;
  Dispute dispute = request.dispute();
  GG_RETURN_IF_ERROR(TakeFromIssue(call, dispute));
  GG_ASSIGN_OR_RETURN(const v1::Grid grid, GridOf(call, dispute));
  GG_RETURN_IF_ERROR(CheckCommittee(txn, dispute));
  for (int i = 0; i < request.parties_size(); ++i) {
    GG_RETURN_IF_ERROR(CheckParty(request.parties(i), absl::StrCat("parties[", i, "]")));
  }
  GG_ASSIGN_OR_RETURN(*dispute.mutable_name(),
                      NameFor("disputes", request.dispute_id(), "dispute_id"));
  GG_ASSIGN_OR_RETURN(*dispute.mutable_number(),
                      NextNumber(txn, absl::StrCat(grid.code(), kSeries)));
  dispute.set_state(Dispute::STATE_REGISTERED);
  dispute.set_creator(txn.actor.name());
  dispute.set_party_count(request.parties_size());
  dispute.set_step_count(1);
  GG_ASSIGN_OR_RETURN(dispute, DisputeTable().Insert(txn, std::move(dispute)));
  GG_RETURN_IF_ERROR(acts_.Register(txn, dispute));
  int number = 0;
  for (const v1::DisputeParty& party : request.parties()) {
    GG_RETURN_IF_ERROR(InsertParty(txn, dispute, party, ++number));
  }
  GG_RETURN_IF_ERROR(LinkIssue(txn, dispute));
  return dispute;
}

absl::StatusOr<Dispute> DisputeHandler::Update(Call& call,
                                               const v1::UpdateDisputeRequest& request) const {
  const Dispute& given = request.dispute();
  return acts_.Take(call.txn, given.name(), given.etag(), "update", "", [&](Dispute& dispute) {
    MergeUpdate(given, request.update_mask(), &dispute);
    return CheckCommittee(call.txn, dispute);
  });
}

absl::StatusOr<Dispute> DisputeHandler::AssessRisk(
    Call& call, const v1::AssessDisputeRiskRequest& request) const {
  return Act(call, request, "assess_risk", request.reason(), [&](Dispute& dispute) {
    dispute.set_escalation_risk(request.escalation_risk());
    dispute.set_risk_assessor(call.txn.actor.name());
    *dispute.mutable_risk_time() = ToProto(call.txn.now);
    return absl::OkStatus();
  });
}

absl::StatusOr<Dispute> DisputeHandler::ReportToPolice(
    Call& call, const v1::ReportDisputeToPoliceRequest& request) const {
  return Act(call, request, "report_police", request.reason(),
             [&](Dispute& dispute) -> absl::Status {
               if (dispute.police_reported()) {
                 return MakeError(absl::StatusCode::kFailedPrecondition, "ALREADY_REPORTED",
                                  {.zh = "该纠纷已向公安机关报告。",
                                   .en = "This dispute was reported to the police already."},
                                  {{"resource", dispute.name()}});
               }
               GG_RETURN_IF_ERROR(CheckUnitOfKind(call.txn, request.police_station(),
                                                  v1::Unit::KIND_POLICE_STATION, "police_station"));
               dispute.set_police_reported(true);
               dispute.set_police_station(request.police_station());
               *dispute.mutable_police_report_time() = ToProto(call.txn.now);
               return absl::OkStatus();
             });
}

}  // namespace gridgov
