// Visits of sites, and what comes of what was asked for at them.
#ifndef GRIDGOV_SERVER_HANDLERS_SITE_VISITS_H_
#define GRIDGOV_SERVER_HANDLERS_SITE_VISITS_H_

#include "absl/status/statusor.h"
#include "gridgov/v1/site_visit.pb.h"
#include "server/handlers/call.h"
#include "server/handlers/issues.h"
#include "server/handlers/site_clocks.h"

namespace gridgov {

// Serves SiteVisitService. Safe from every thread.
class SiteVisitHandler {
 public:
  SiteVisitHandler(const SiteClocks& clocks, IssueHandler& issues)
      : clocks_(clocks), issues_(issues) {}

  absl::StatusOr<v1::SiteVisit> Get(Call& call, const v1::GetSiteVisitRequest& request) const;
  absl::StatusOr<v1::ListSiteVisitsResponse> List(Call& call,
                                                  const v1::ListSiteVisitsRequest& request) const;
  absl::StatusOr<v1::SiteVisit> Create(Call& call, const v1::CreateSiteVisitRequest& request) const;
  absl::StatusOr<v1::Issue> RaiseAsk(Call& call, const v1::RaiseAskRequest& request) const;
  absl::StatusOr<v1::SiteVisit> SettleAsk(Call& call, const v1::SettleAskRequest& request) const;

 private:
  // Takes the issue through the machine to its unit, as the caller's own acts.
  absl::StatusOr<v1::Issue> Dispatch(Call& call, const v1::Issue& issue,
                                     const std::string& unit) const;

  const SiteClocks& clocks_;
  IssueHandler& issues_;
};

// Fills `allowed_actions` for the reader.
void PresentSiteVisit(const Call& call, v1::SiteVisit* visit);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_SITE_VISITS_H_
