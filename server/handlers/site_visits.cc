#include "server/handlers/site_visits.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/site.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/days.h"
#include "server/handlers/divisions.h"
#include "server/handlers/errors.h"
#include "server/handlers/sites.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Site;
using v1::SiteVisit;

constexpr char kPermission[] = "sites.visit";
// What a device's clock may be ahead.
constexpr absl::Duration kTolerance = absl::Hours(24);

bool IsOpen(const SiteVisit::Ask& ask) { return ask.issue().empty() && ask.answer().empty(); }

void CountOpen(SiteVisit* visit) {
  visit->set_open_asks(
      static_cast<int>(std::count_if(visit->asks().begin(), visit->asks().end(), IsOpen)));
}

// The visit to be changed, if its ask `number`, from 1, is still open.
absl::StatusOr<SiteVisit> WithOpenAsk(const Txn& txn, const std::string& name,
                                      const std::string& etag, int number) {
  GG_ASSIGN_OR_RETURN(SiteVisit visit, SiteVisitTable().GetForUpdate(txn, name, etag));
  if (number > visit.asks_size()) {
    return MakeInvalid("ask", "OUT_OF_RANGE",
                       {.zh = absl::StrCat("这次走访只有 ", visit.asks_size(), " 条诉求。"),
                        .en = absl::StrCat("the visit has ", visit.asks_size(), " asks.")});
  }
  const SiteVisit::Ask& ask = visit.asks(number - 1);
  if (IsOpen(ask)) return visit;
  return MakeError(absl::StatusCode::kFailedPrecondition, "ASK_SETTLED",
                   {.zh = ask.issue().empty() ? "该诉求已答复。" : "该诉求已转为事件。",
                    .en = ask.issue().empty() ? "This ask has been answered."
                                              : "This ask has become an issue already."},
                   {{"resource", name}, {"issue", ask.issue()}});
}

}  // namespace

void PresentSiteVisit(const Call& call, SiteVisit* visit) {
  visit->clear_allowed_actions();
  const Scope& reach = call.principal.ScopeFor(kPermission);
  if (visit->open_asks() == 0 || reach.empty() ||
      !SiteVisitTable().Covers(call.txn, reach, *visit).has_value()) {
    return;
  }
  for (const char* act : {"raise_ask", "settle_ask"}) visit->add_allowed_actions(act);
}

absl::StatusOr<SiteVisit> SiteVisitHandler::Get(Call& call,
                                                const v1::GetSiteVisitRequest& request) const {
  return SiteVisitTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListSiteVisitsResponse> SiteVisitHandler::List(
    Call& call, const v1::ListSiteVisitsRequest& request) const {
  v1::ListSiteVisitsResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, SiteVisitTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<SiteVisit> SiteVisitHandler::Create(
    Call& call, const v1::CreateSiteVisitRequest& request) const {
  const Txn& txn = call.txn;
  SiteVisit visit = request.site_visit();
  GG_ASSIGN_OR_RETURN(*visit.mutable_name(),
                      NameFor("siteVisits", request.site_visit_id(), "site_visit_id"));
  GG_ASSIGN_OR_RETURN(Site site, StepSite(txn, visit.site(), "", "visit"));
  const absl::Time occurred =
      request.has_occurred_time() ? FromProto(request.occurred_time()) : txn.now;
  visit.set_grid(site.grid());
  visit.set_worker(txn.actor.name());
  *visit.mutable_occurred_time() = ToProto(occurred);
  *visit.mutable_received_time() = ToProto(txn.now);
  visit.set_clock_suspect(occurred > txn.now + kTolerance);
  for (SiteVisit::Ask& ask : *visit.mutable_asks()) ask.clear_issue();
  CountOpen(&visit);
  // One that is entered late does not take the clock back behind a later visit.
  const absl::Time when = std::min(occurred, txn.now);
  if (!site.has_last_visit_time() || FromProto(site.last_visit_time()) < when) {
    *site.mutable_last_visit_time() = ToProto(when);
    site.clear_next_check_date();
  }
  if (!request.next_check_date().empty()) {
    GG_RETURN_IF_ERROR(CheckDay("next_check_date", request.next_check_date()));
    GG_RETURN_IF_ERROR(
        CheckNotBefore("next_check_date", request.next_check_date(), DayText(txn.now)));
    site.set_next_check_date(request.next_check_date());
  }
  GG_RETURN_IF_ERROR(clocks_.Set(txn, &site));
  GG_RETURN_IF_ERROR(SiteTable().Update(txn, std::move(site)).status());
  return SiteVisitTable().Insert(txn, std::move(visit));
}

absl::StatusOr<v1::Issue> SiteVisitHandler::Dispatch(Call& call, const v1::Issue& issue,
                                                     const std::string& unit) const {
  for (const char* permission : {"issues.accept", "issues.dispatch"}) {
    if (!IssueTable().Covers(call.txn, call.principal.ScopeFor(permission), issue).has_value()) {
      return OutOfReach(permission);
    }
  }
  Call accepting{call.For("issues.accept"), call.principal, call.chinese, "issues.accept"};
  v1::AcceptIssueRequest accept;
  accept.set_name(issue.name());
  GG_RETURN_IF_ERROR(issues_.Accept(accepting, accept).status());
  Call dispatching{call.For("issues.dispatch"), call.principal, call.chinese, "issues.dispatch"};
  v1::DispatchIssueRequest dispatch;
  dispatch.set_name(issue.name());
  dispatch.set_unit(unit);
  return issues_.Dispatch(dispatching, dispatch);
}

absl::StatusOr<v1::Issue> SiteVisitHandler::RaiseAsk(Call& call,
                                                     const v1::RaiseAskRequest& request) const {
  GG_ASSIGN_OR_RETURN(SiteVisit visit,
                      WithOpenAsk(call.txn, request.name(), request.etag(), request.ask()));
  if (request.issue().category().empty()) {
    return MakeInvalid("issue.category", "REQUIRED", {.zh = "必须填写。", .en = "is required."});
  }
  GG_ASSIGN_OR_RETURN(const Site site, SiteTable().Get(call.txn.System(), visit.site()));
  SiteVisit::Ask& ask = *visit.mutable_asks(request.ask() - 1);
  v1::Issue issue = request.issue();
  issue.set_source(v1::Issue::SOURCE_VISIT);
  issue.set_site(site.name());
  issue.set_site_visit(visit.name());
  // Where the site is now; the visit keeps the grid of its day.
  issue.set_grid(site.grid());
  issue.set_compound(site.compound());
  if (issue.text().empty()) issue.set_text(ask.text());
  if (issue.address().empty()) issue.set_address(site.address());
  if (!issue.has_point() && site.has_point()) *issue.mutable_point() = site.point();
  GG_ASSIGN_OR_RETURN(issue, issues_.Receive(call, {.issue = std::move(issue),
                                                    .issue_id = request.issue_id(),
                                                    .occurred = FromProto(visit.occurred_time())}));
  ask.set_issue(issue.name());
  CountOpen(&visit);
  GG_RETURN_IF_ERROR(SiteVisitTable().Update(call.txn, std::move(visit)).status());
  return request.dispatch() ? Dispatch(call, issue, request.unit()) : std::move(issue);
}

absl::StatusOr<SiteVisit> SiteVisitHandler::SettleAsk(Call& call,
                                                      const v1::SettleAskRequest& request) const {
  GG_ASSIGN_OR_RETURN(SiteVisit visit,
                      WithOpenAsk(call.txn, request.name(), request.etag(), request.ask()));
  visit.mutable_asks(request.ask() - 1)->set_answer(request.answer());
  CountOpen(&visit);
  return SiteVisitTable().Update(call.txn, std::move(visit));
}

}  // namespace gridgov
