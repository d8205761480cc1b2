#include "server/handlers/designations.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/compound_status.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/divisions.h"
#include "server/handlers/errors.h"
#include "server/handlers/flow.h"
#include "server/handlers/import.h"
#include "server/handlers/update.h"
#include "server/store/page.h"
#include "server/store/tables/attachments.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::CompoundDuty;
using v1::Designation;
using v1::DesignationStandard;
using Step = FlowRow<Designation::State>;

constexpr std::array kFlow = {
    Step{Designation::STATE_PROPOSED, "update", Designation::STATE_PROPOSED},
    Step{Designation::STATE_PROPOSED, "award", Designation::STATE_AWARDED},
    Step{Designation::STATE_PROPOSED, "withdraw", Designation::STATE_WITHDRAWN},
    Step{Designation::STATE_AWARDED, "update", Designation::STATE_AWARDED},
    Step{Designation::STATE_AWARDED, "renew", Designation::STATE_RENEWED},
    Step{Designation::STATE_AWARDED, "withdraw", Designation::STATE_WITHDRAWN},
    Step{Designation::STATE_RENEWED, "update", Designation::STATE_RENEWED},
    Step{Designation::STATE_RENEWED, "renew", Designation::STATE_RENEWED},
    Step{Designation::STATE_RENEWED, "withdraw", Designation::STATE_WITHDRAWN},
};

constexpr char kPermission[] = "compounds.govern";

absl::StatusOr<Designation> Stepped(const Txn& txn, const std::string& name,
                                    const std::string& etag, absl::string_view verb) {
  GG_ASSIGN_OR_RETURN(Designation designation, DesignationTable().GetForUpdate(txn, name, etag));
  GG_ASSIGN_OR_RETURN(const Designation::State next, Advance(kFlow, designation, verb));
  designation.set_state(next);
  return designation;
}

absl::StatusOr<DesignationStandard> StandardOf(const Txn& txn, const Designation& designation) {
  return DesignationStandardTable().Get(txn.System(), designation.standard());
}

// Each piece of evidence is for a criterion of the standard, and each has one at most.
absl::Status CheckEvidence(const DesignationStandard& standard, const Designation& designation) {
  std::vector<Violation> wrong;
  std::set<std::string> seen;
  for (int i = 0; i < designation.evidence_size(); ++i) {
    const std::string& code = designation.evidence(i).criterion();
    const std::string field = absl::StrCat("designation.evidence[", i, "].criterion");
    if (FindCriterion(standard, code) == nullptr) {
      wrong.push_back({field,
                       "UNKNOWN_CRITERION",
                       {.zh = absl::StrCat("标准中没有“", code, "”这一项。"),
                        .en = absl::StrCat("the standard has no criterion \"", code, "\".")}});
    } else if (!seen.insert(code).second) {
      wrong.push_back({field,
                       "DUPLICATE_CRITERION",
                       {.zh = "每项标准只填一条。", .en = "stands in the list twice."}});
    }
  }
  return wrong.empty() ? absl::OkStatus() : MakeInvalid(wrong);
}

// Each criterion is shown by a text or by an attachment that names it.
absl::Status CheckShown(const Txn& txn, const DesignationStandard& standard,
                        const Designation& designation) {
  GG_ASSIGN_OR_RETURN(const std::vector<std::string> files,
                      ItemsWithAttachment(txn.db, designation.name()));
  std::set<std::string> shown(files.begin(), files.end());
  for (const Designation::Evidence& one : designation.evidence()) shown.insert(one.criterion());
  std::vector<Violation> missing;
  for (const DesignationStandard::Criterion& criterion : standard.criteria()) {
    if (shown.contains(criterion.code())) continue;
    missing.push_back({absl::StrCat("designation.evidence.", criterion.code()),
                       "EVIDENCE_MISSING",
                       {.zh = absl::StrCat("缺少佐证：", criterion.text().zh()),
                        .en = absl::StrCat("nothing shows: ", criterion.text().en())}});
  }
  return missing.empty() ? absl::OkStatus() : MakeInvalid(missing);
}

absl::StatusOr<std::vector<Violation>> WrongStandards(
    const Txn& txn, const v1::ImportDesignationStandardsRequest& request) {
  constexpr char kField[] = "designation_standards";
  std::vector<Violation> wrong =
      DuplicateCodes(DesignationStandardTable(), request.designation_standards(), kField);
  for (int i = 0; i < request.designation_standards_size(); ++i) {
    const DesignationStandard& one = request.designation_standards(i);
    std::set<std::string> codes;
    for (const auto& criterion : one.criteria()) {
      if (codes.insert(criterion.code()).second) continue;
      wrong.push_back(DuplicateCode(FieldAt(kField, i, "criteria"), criterion.code()));
    }
    if (!one.valid_from_date().empty() && !IsDay(one.valid_from_date())) {
      wrong.push_back(BadDate(FieldAt(kField, i, "valid_from_date")));
    }
    const auto id = DeadlineClassTable().IdOfCode(txn.db, one.review_class());
    if (id.ok()) continue;
    if (!absl::IsNotFound(id.status())) return id.status();
    wrong.push_back(UnknownReference(FieldAt(kField, i, "review_class"), one.review_class()));
  }
  return wrong;
}

absl::Status DesignationOpen(const Designation& open) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "DESIGNATION_OPEN",
                   {.zh = "该小区已申报或已获此项命名。",
                    .en = "The compound has this designation already, or waits for it."},
                   {{"designation", open.name()}});
}

}  // namespace

const DesignationStandard::Criterion* FindCriterion(const DesignationStandard& standard,
                                                    const std::string& code) {
  const auto it = std::find_if(standard.criteria().begin(), standard.criteria().end(),
                               [&code](const auto& one) { return one.code() == code; });
  return it == standard.criteria().end() ? nullptr : &*it;
}

absl::Status PresentDesignation(const Call& call, Designation* designation) {
  GG_ASSIGN_OR_RETURN(const auto review,
                      CompoundDuties::Running(call.txn, designation->name(),
                                              CompoundDuty::KIND_DESIGNATION_REVIEW));
  designation->set_review_due(review.has_value() && call.txn.now >= FromProto(review->due_time()));
  designation->clear_allowed_actions();
  const Scope& reach = call.principal.ScopeFor(kPermission);
  if (reach.empty() || !DesignationTable().Covers(call.txn, reach, *designation).has_value()) {
    return absl::OkStatus();
  }
  const bool proposer = designation->proposer() == call.principal.actor().name();
  for (const Step& step : kFlow) {
    if (step.from != designation->state()) continue;
    if (proposer && (step.verb == "award" || step.verb == "renew")) continue;
    designation->add_allowed_actions(std::string(step.verb));
  }
  return absl::OkStatus();
}

absl::StatusOr<Designation> DesignationHandler::Get(
    Call& call, const v1::GetDesignationRequest& request) const {
  return DesignationTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListDesignationsResponse> DesignationHandler::List(
    Call& call, const v1::ListDesignationsRequest& request) const {
  v1::ListDesignationsResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, DesignationTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<Designation> DesignationHandler::Create(
    Call& call, const v1::CreateDesignationRequest& request) const {
  const Txn& txn = call.txn;
  Designation designation = request.designation();
  GG_ASSIGN_OR_RETURN(const v1::Compound compound,
                      CompoundTable().Get(txn, designation.compound()));
  GG_ASSIGN_OR_RETURN(const DesignationStandard standard, StandardOf(txn, designation));
  if (standard.valid_from_date() > DayText(txn.now)) {
    return MakeInvalid("designation.standard", "NOT_IN_FORCE",
                       {.zh = "该标准尚未施行。", .en = "this standard is not in force yet."});
  }
  GG_RETURN_IF_ERROR(CheckEvidence(standard, designation));
  designation.set_kind(standard.kind());
  const auto* kind = Designation::Kind_descriptor()->FindValueByNumber(standard.kind());
  GG_ASSIGN_OR_RETURN(
      const std::vector<Designation> open,
      DesignationTable().Select(
          txn.System(), {.where = "t.compound = $1 AND t.kind = $2 AND t.state <> 'WITHDRAWN'",
                         .args = {Blob{IdBytes(compound.name())}, EnumText(kind)}}));
  if (!open.empty()) return DesignationOpen(open.front());
  GG_ASSIGN_OR_RETURN(*designation.mutable_name(),
                      NameFor("designations", request.designation_id(), "designation_id"));
  designation.set_grid(compound.grid());
  designation.set_proposer(txn.actor.name());
  designation.set_state(Designation::STATE_PROPOSED);
  return DesignationTable().Insert(txn, std::move(designation));
}

absl::StatusOr<Designation> DesignationHandler::Update(
    Call& call, const v1::UpdateDesignationRequest& request) const {
  const Txn& txn = call.txn;
  GG_ASSIGN_OR_RETURN(Designation designation, Stepped(txn, request.designation().name(),
                                                       request.designation().etag(), "update"));
  // Whoever answers for the evidence is not who reviews it.
  if (designation.state() == Designation::STATE_PROPOSED &&
      designation.proposer() != txn.actor.name()) {
    return MakeError(absl::StatusCode::kPermissionDenied, "PROPOSER_ALONE",
                     {.zh = "命名前的佐证材料只能由申报人修改。",
                      .en = "Before the award the evidence is the proposer's alone to change."},
                     {{"resource", designation.name()}});
  }
  MergeUpdate(request.designation(), request.update_mask(), &designation);
  GG_ASSIGN_OR_RETURN(const DesignationStandard standard, StandardOf(txn, designation));
  GG_RETURN_IF_ERROR(CheckEvidence(standard, designation));
  designation.set_proposer(txn.actor.name());
  return DesignationTable().Update(txn, std::move(designation));
}

absl::StatusOr<Designation> DesignationHandler::Review(const Txn& txn, Designation designation,
                                                       const std::string& comment) const {
  if (designation.proposer() == txn.actor.name()) return SecondPerson(designation.name());
  GG_ASSIGN_OR_RETURN(const DesignationStandard standard, StandardOf(txn, designation));
  GG_RETURN_IF_ERROR(CheckShown(txn, standard, designation));
  const std::string today = DayText(txn.now);
  if (designation.awarded_date().empty()) designation.set_awarded_date(today);
  designation.set_reviewed_date(today);
  designation.set_reviewer(txn.actor.name());
  designation.set_review_comment(comment);
  GG_RETURN_IF_ERROR(CompoundDuties::Done(txn, designation.name(),
                                          CompoundDuty::KIND_DESIGNATION_REVIEW, txn.now));
  GG_RETURN_IF_ERROR(duties_.Begin(txn, SubjectOf(designation),
                                   CompoundDuty::KIND_DESIGNATION_REVIEW, standard.review_class(),
                                   txn.now));
  return DesignationTable().Update(txn, std::move(designation));
}

absl::StatusOr<Designation> DesignationHandler::Award(
    Call& call, const v1::AwardDesignationRequest& request) const {
  GG_ASSIGN_OR_RETURN(Designation designation,
                      Stepped(call.txn, request.name(), request.etag(), "award"));
  return Review(call.txn, std::move(designation), request.comment());
}

absl::StatusOr<Designation> DesignationHandler::Renew(
    Call& call, const v1::RenewDesignationRequest& request) const {
  GG_ASSIGN_OR_RETURN(Designation designation,
                      Stepped(call.txn, request.name(), request.etag(), "renew"));
  return Review(call.txn, std::move(designation), request.comment());
}

absl::StatusOr<Designation> DesignationHandler::Withdraw(
    Call& call, const v1::WithdrawDesignationRequest& request) const {
  GG_ASSIGN_OR_RETURN(Designation designation,
                      Stepped(call.txn, request.name(), request.etag(), "withdraw"));
  designation.set_withdraw_reason(request.reason());
  GG_RETURN_IF_ERROR(CompoundDuties::DropAll(call.txn, designation.name()));
  return DesignationTable().Update(call.txn, std::move(designation));
}

absl::StatusOr<v1::ListDesignationStandardsResponse> DesignationHandler::ListStandards(
    Call& call, const v1::ListDesignationStandardsRequest& request) const {
  v1::ListDesignationStandardsResponse response;
  GG_RETURN_IF_ERROR(
      FillPage(call.txn, DesignationStandardTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<v1::ImportDesignationStandardsResponse> DesignationHandler::ImportStandards(
    Call& call, const v1::ImportDesignationStandardsRequest& request) const {
  GG_ASSIGN_OR_RETURN(const std::vector<Violation> wrong, WrongStandards(call.txn, request));
  if (!wrong.empty()) return MakeInvalid(wrong);
  GG_ASSIGN_OR_RETURN(
      const ImportCounts counts,
      ImportRows(call.txn, DesignationStandardTable(), request.designation_standards(),
                 /*validate_only=*/false, [](DesignationStandard*, bool) {}));
  v1::ImportDesignationStandardsResponse response;
  counts.FillIn(&response);
  return response;
}

}  // namespace gridgov
