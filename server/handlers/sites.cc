#include "server/handlers/sites.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/auth/sessions.h"
#include "server/deadline/engine.h"
#include "server/handlers/credit_code.h"
#include "server/handlers/days.h"
#include "server/handlers/divisions.h"
#include "server/handlers/errors.h"
#include "server/handlers/flow.h"
#include "server/handlers/grid_facts.h"
#include "server/handlers/import.h"
#include "server/handlers/update.h"
#include "server/store/column.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Site;
using Step = FlowRow<Site::State>;

constexpr std::array kFlow = {
    Step{Site::STATE_IN_USE, "update", Site::STATE_IN_USE},
    Step{Site::STATE_IN_USE, "visit", Site::STATE_IN_USE},
    Step{Site::STATE_IN_USE, "close", Site::STATE_CLOSED},
    Step{Site::STATE_CLOSED, "reopen", Site::STATE_IN_USE},
};

absl::string_view PermissionOf(absl::string_view verb) {
  if (verb == "update") return "sites.edit";
  return verb == "visit" ? "sites.visit" : "sites.close";
}

// A field that only some kinds have.
struct KindField {
  const char* field;
  bool set;
  Site::Kind kind;
};

// What a kind has no use for is refused, so that nothing is kept there that nobody looks for.
void CheckKindFields(const Site& site, std::vector<Violation>* wrong) {
  const KindField fields[] = {
      {"vacant_area_m2", site.vacant_area_m2() != 0, Site::KIND_IDLE_PREMISES},
      {"owner_organisation", !site.owner_organisation().empty(), Site::KIND_IDLE_PREMISES},
      {"present_use", !site.present_use().empty(), Site::KIND_IDLE_PREMISES},
      {"intended_use", !site.intended_use().empty(), Site::KIND_IDLE_PREMISES},
      {"hazard_kind", site.hazard_kind() != Site::HAZARD_KIND_UNSPECIFIED, Site::KIND_HAZARD},
      {"responsible_unit", !site.responsible_unit().empty(), Site::KIND_HAZARD},
  };
  for (const KindField& one : fields) {
    if (!one.set || one.kind == site.kind()) continue;
    const bool idle = one.kind == Site::KIND_IDLE_PREMISES;
    wrong->push_back(
        {absl::StrCat("site.", one.field),
         "NOT_FOR_KIND",
         {.zh = idle ? "只有闲置用房填写此项。" : "只有隐患点位填写此项。",
          .en = idle ? "is for idle premises only." : "is for places with a hazard only."}});
  }
  if (site.kind() == Site::KIND_IDLE_PREMISES && site.vacant_area_m2() == 0) {
    wrong->push_back({"site.vacant_area_m2",
                      "REQUIRED",
                      {.zh = "闲置用房须填写闲置面积。", .en = "is required of idle premises."}});
  }
  if (site.kind() == Site::KIND_HAZARD && site.hazard_kind() == Site::HAZARD_KIND_UNSPECIFIED) {
    wrong->push_back(
        {"site.hazard_kind",
         "REQUIRED",
         {.zh = "隐患点位须填写隐患类型。", .en = "is required of a place with a hazard."}});
  }
}

// Whoever is to visit the site may visit sites at all.
absl::Status CheckWorker(const Txn& txn, const Site& site) {
  if (site.worker().empty()) return absl::OkStatus();
  const auto rights = PresentRights(txn, IdBytes(site.worker()));
  if (rights.ok() && SiteTable().Covers(txn, rights->ScopeFor("sites.visit"), site).has_value()) {
    return absl::OkStatus();
  }
  if (!rights.ok() && !absl::IsPermissionDenied(rights.status())) return rights.status();
  return MakeInvalid("site.worker", "CANNOT_VISIT",
                     {.zh = "该账号不能走访此网格的场所，请另选网格员。",
                      .en = "may not visit sites of this grid. Name one of its workers."});
}

absl::Status CheckSite(const Txn& txn, const Site& site) {
  std::vector<Violation> wrong;
  CheckKindFields(site, &wrong);
  if (!wrong.empty()) return MakeInvalid(wrong);
  GG_RETURN_IF_ERROR(CheckCreditCode("site.credit_code", site.credit_code()));
  if (!site.next_check_date().empty()) {
    GG_RETURN_IF_ERROR(CheckDay("site.next_check_date", site.next_check_date()));
  }
  if (!site.compound().empty()) {
    GG_RETURN_IF_ERROR(CompoundTable().Get(txn, site.compound()).status());
  }
  if (!site.responsible_unit().empty()) {
    GG_RETURN_IF_ERROR(UnitTable().Get(txn.System(), site.responsible_unit()).status());
  }
  return CheckWorker(txn, site);
}

absl::StatusOr<std::vector<Violation>> WrongRhythms(const Txn& txn,
                                                    const v1::ImportSiteRhythmsRequest& request) {
  constexpr char kField[] = "site_rhythms";
  std::vector<Violation> wrong = DuplicateCodes(SiteRhythmTable(), request.site_rhythms(), kField);
  for (int i = 0; i < request.site_rhythms_size(); ++i) {
    const v1::SiteRhythm& one = request.site_rhythms(i);
    if (!IsDay(one.valid_from_date()))
      wrong.push_back(BadDate(FieldAt(kField, i, "valid_from_date")));
    if (one.hazard_kind() != Site::HAZARD_KIND_UNSPECIFIED && one.kind() != Site::KIND_HAZARD) {
      wrong.push_back(
          {FieldAt(kField, i, "hazard_kind"),
           "NOT_FOR_KIND",
           {.zh = "只有隐患点位填写此项。", .en = "is for places with a hazard only."}});
    }
    const auto id = DeadlineClassTable().IdOfCode(txn.db, one.deadline_class());
    if (id.ok()) continue;
    if (!absl::IsNotFound(id.status())) return id.status();
    wrong.push_back(UnknownReference(FieldAt(kField, i, "deadline_class"), one.deadline_class()));
  }
  return wrong;
}

}  // namespace

absl::StatusOr<Site> StepSite(const Txn& txn, const std::string& name, const std::string& etag,
                              absl::string_view verb) {
  GG_ASSIGN_OR_RETURN(Site site, SiteTable().GetForUpdate(txn, name, etag));
  GG_ASSIGN_OR_RETURN(const Site::State next, Advance(kFlow, site, verb));
  site.set_state(next);
  return site;
}

void PresentSite(const Call& call, Site* site) {
  if (site->has_due_time()) {
    const auto phase = deadline::PhaseAt({.remind_at = FromProto(site->remind_time()),
                                          .due_at = FromProto(site->due_time()),
                                          .escalate_at = FromProto(site->escalate_time())},
                                         call.txn.now);
    site->set_due_soon(phase == deadline::Phase::kDueSoon);
    site->set_overdue(phase >= deadline::Phase::kOverdue);
    site->set_escalated(phase == deadline::Phase::kEscalated);
  }
  site->clear_allowed_actions();
  const RowScope row = SiteTable().ScopeOf(*site);
  for (const Step& step : kFlow) {
    if (step.from != site->state()) continue;
    const Scope& reach = call.principal.ScopeFor(PermissionOf(step.verb));
    if (reach.empty() || !SiteTable().Covers(call.txn, reach, row).has_value()) continue;
    site->add_allowed_actions(std::string(step.verb));
  }
}

absl::StatusOr<Site> SiteHandler::Get(Call& call, const v1::GetSiteRequest& request) const {
  return SiteTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListSitesResponse> SiteHandler::List(Call& call,
                                                        const v1::ListSitesRequest& request) const {
  Find find;
  if (request.idle_by_area()) {
    if (!request.query().empty()) {
      return MakeInvalid("idle_by_area", "NOT_WITH_QUERY",
                         {.zh = "不能与查找字词同时使用。", .en = "does not go with a query."});
    }
    find.where = "t.kind = 'IDLE_PREMISES' AND t.state = 'IN_USE'";
    // Text that sorts as the number does, the largest first.
    find.order = "printf('%010d', 2147483647 - t.vacant_area_m2)";
  }
  v1::ListSitesResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, SiteTable(), request, find, nullptr, &response));
  return response;
}

absl::StatusOr<Site> SiteHandler::Create(Call& call, const v1::CreateSiteRequest& request) const {
  Site site = request.site();
  GG_ASSIGN_OR_RETURN(*site.mutable_name(), NameFor("sites", request.site_id(), "site_id"));
  GG_RETURN_IF_ERROR(CheckGridInUse(call.txn, site.grid(), "site.grid"));
  site.set_state(Site::STATE_IN_USE);
  GG_RETURN_IF_ERROR(CheckSite(call.txn, site));
  GG_RETURN_IF_ERROR(clocks_.Set(call.txn, &site));
  return SiteTable().Insert(call.txn, std::move(site));
}

absl::StatusOr<Site> SiteHandler::Update(Call& call, const v1::UpdateSiteRequest& request) const {
  GG_ASSIGN_OR_RETURN(Site site,
                      StepSite(call.txn, request.site().name(), request.site().etag(), "update"));
  MergeUpdate(request.site(), request.update_mask(), &site);
  // A site that moves to another grid must stay within the caller's reach.
  GG_ASSIGN_OR_RETURN(const v1::Grid grid, GridTable().Get(call.For("grids.get"), site.grid()));
  GG_RETURN_IF_ERROR(CheckGridInUse(grid, "site.grid"));
  if (!SiteTable().Covers(call.txn, call.txn.scope, site).has_value()) {
    return OutOfReach(call.permission);
  }
  GG_RETURN_IF_ERROR(CheckSite(call.txn, site));
  GG_RETURN_IF_ERROR(clocks_.Set(call.txn, &site));
  return SiteTable().Update(call.txn, std::move(site));
}

absl::StatusOr<Site> SiteHandler::Close(Call& call, const v1::CloseSiteRequest& request) const {
  GG_ASSIGN_OR_RETURN(Site site, StepSite(call.txn, request.name(), request.etag(), "close"));
  site.set_close_date(DayText(call.txn.now));
  site.set_close_reason(request.reason());
  site.clear_next_check_date();
  GG_RETURN_IF_ERROR(clocks_.Set(call.txn, &site));
  return SiteTable().Update(call.txn, std::move(site));
}

absl::StatusOr<Site> SiteHandler::Reopen(Call& call, const v1::ReopenSiteRequest& request) const {
  GG_ASSIGN_OR_RETURN(Site site, StepSite(call.txn, request.name(), request.etag(), "reopen"));
  // Its grid may have ended since.
  GG_ASSIGN_OR_RETURN(*site.mutable_grid(),
                      GridOrSuccessor(call.txn, site.grid(), site.compound()));
  site.clear_close_date();
  site.clear_close_reason();
  GG_RETURN_IF_ERROR(clocks_.Set(call.txn, &site));
  return SiteTable().Update(call.txn, std::move(site));
}

absl::StatusOr<v1::ListSiteRhythmsResponse> SiteHandler::ListRhythms(
    Call& call, const v1::ListSiteRhythmsRequest& request) const {
  v1::ListSiteRhythmsResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, SiteRhythmTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<v1::ImportSiteRhythmsResponse> SiteHandler::ImportRhythms(
    Call& call, const v1::ImportSiteRhythmsRequest& request) const {
  GG_ASSIGN_OR_RETURN(const std::vector<Violation> wrong, WrongRhythms(call.txn, request));
  if (!wrong.empty()) return MakeInvalid(wrong);
  GG_ASSIGN_OR_RETURN(const ImportCounts counts,
                      ImportRows(call.txn, SiteRhythmTable(), request.site_rhythms(),
                                 /*validate_only=*/false, [](v1::SiteRhythm*, bool) {}));
  // As after a change of the calendar, what is due of sites is computed anew, piece by piece.
  if (counts.created + counts.updated > 0) call.txn.draft.calendar_changed = true;
  v1::ImportSiteRhythmsResponse response;
  counts.FillIn(&response);
  return response;
}

}  // namespace gridgov
