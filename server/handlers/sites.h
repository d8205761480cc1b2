// Sites: made, changed, closed; and how often their kinds are visited.
#ifndef GRIDGOV_SERVER_HANDLERS_SITES_H_
#define GRIDGOV_SERVER_HANDLERS_SITES_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gridgov/v1/site.pb.h"
#include "server/handlers/call.h"
#include "server/handlers/site_clocks.h"

namespace gridgov {

// Serves SiteService. Safe from every thread.
class SiteHandler {
 public:
  explicit SiteHandler(const SiteClocks& clocks) : clocks_(clocks) {}

  absl::StatusOr<v1::Site> Get(Call& call, const v1::GetSiteRequest& request) const;
  absl::StatusOr<v1::ListSitesResponse> List(Call& call, const v1::ListSitesRequest& request) const;
  absl::StatusOr<v1::Site> Create(Call& call, const v1::CreateSiteRequest& request) const;
  absl::StatusOr<v1::Site> Update(Call& call, const v1::UpdateSiteRequest& request) const;
  absl::StatusOr<v1::Site> Close(Call& call, const v1::CloseSiteRequest& request) const;
  absl::StatusOr<v1::Site> Reopen(Call& call, const v1::ReopenSiteRequest& request) const;
  absl::StatusOr<v1::ListSiteRhythmsResponse> ListRhythms(
      Call& call, const v1::ListSiteRhythmsRequest& request) const;
  absl::StatusOr<v1::ImportSiteRhythmsResponse> ImportRhythms(
      Call& call, const v1::ImportSiteRhythmsRequest& request) const;

 private:
  const SiteClocks& clocks_;
};

// The site to be changed by `verb`, its state the next one. FAILED_PRECONDITION, reason
// WRONG_STATE, if there is no such step.
absl::StatusOr<v1::Site> StepSite(const Txn& txn, const std::string& name, const std::string& etag,
                                  absl::string_view verb);

// Fills what is derived for the reader: due_soon, overdue, escalated, allowed_actions.
void PresentSite(const Call& call, v1::Site* site);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_SITES_H_
