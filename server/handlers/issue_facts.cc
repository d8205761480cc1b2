#include "server/handlers/issue_facts.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/site_visit.pb.h"
#include "proto/cpp/status_macros.h"
#include "server/store/column.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {

absl::StatusOr<bool> HandledByCaller(const Txn& txn, const v1::Issue& issue) {
  bool handled = false;
  GG_RETURN_IF_ERROR(txn.db.Query(
      "SELECT 1 FROM issue_steps WHERE issue = $1 AND actor = $2 AND act IN ('start', 'finish', "
      "'handle_on_spot', 'resume', 'request_extension', 'request_suspension') LIMIT 1",
      {Blob{IdBytes(issue.name())}, Blob{txn.actor.account}}, [&handled](const Row&) {
        handled = true;
        return absl::OkStatus();
      }));
  return handled;
}

absl::StatusOr<bool> AskedByCaller(const Txn& txn, const v1::Issue& issue, const std::string& act) {
  std::string actor;
  GG_RETURN_IF_ERROR(txn.db.Query(
      "SELECT actor FROM issue_steps WHERE issue = $1 AND act = $2 ORDER BY key DESC LIMIT 1",
      {Blob{IdBytes(issue.name())}, act}, [&actor](const Row& row) {
        actor = std::string(row.Bytes(0));
        return absl::OkStatus();
      }));
  return actor == txn.actor.account;
}

bool ForLeadUnit(const Call& call, v1::Issue issue) {
  issue.clear_co_units();
  const Scope& reach = call.principal.ScopeFor("issues.handle");
  return IssueTable().Covers(call.txn, reach, issue).has_value();
}

absl::StatusOr<bool> HasReporter(const Txn& txn, const v1::Issue& issue) {
  bool found = false;
  GG_RETURN_IF_ERROR(txn.db.Query("SELECT 1 FROM issue_reporters WHERE issue = $1",
                                  {Blob{IdBytes(issue.name())}}, [&found](const Row&) {
                                    found = true;
                                    return absl::OkStatus();
                                  }));
  return found;
}

absl::StatusOr<bool> HasDuplicates(const Txn& txn, const v1::Issue& issue) {
  bool found = false;
  GG_RETURN_IF_ERROR(
      txn.db.Query("SELECT 1 FROM issues WHERE duplicate_of = $1 AND state = 'DUPLICATE' LIMIT 1",
                   {Blob{IdBytes(issue.name())}}, [&found](const Row&) {
                     found = true;
                     return absl::OkStatus();
                   }));
  return found;
}

absl::Status ShowVisitToUnits(const Txn& txn, const v1::Issue& issue) {
  if (issue.site_visit().empty()) return absl::OkStatus();
  GG_ASSIGN_OR_RETURN(v1::SiteVisit visit, SiteVisitTable().Get(txn.System(), issue.site_visit()));
  GG_ASSIGN_OR_RETURN(const std::vector<v1::Issue> issues,
                      IssueTable().Select(txn.System(), {.where = "t.site_visit = $1",
                                                         .args = {Blob{IdBytes(visit.name())}}}));
  std::set<std::string> units;
  for (const v1::Issue& one : issues) {
    if (!one.unit().empty()) units.insert(one.unit());
    units.insert(one.co_units().begin(), one.co_units().end());
  }
  visit.clear_units();
  for (const std::string& unit : units) visit.add_units(unit);
  return SiteVisitTable().Update(txn.System(), std::move(visit)).status();
}

void ClearUnits(v1::Issue& issue) {
  issue.clear_unit();
  issue.clear_co_units();
  issue.set_extension_requested(false);
  issue.clear_extension_count();
  issue.set_suspension_requested(false);
}

void EndPause(absl::Time now, v1::Issue& issue) {
  for (auto& pause : *issue.mutable_clock()->mutable_pauses()) {
    if (!pause.has_end_time()) *pause.mutable_end_time() = ToProto(now);
  }
}

}  // namespace gridgov
