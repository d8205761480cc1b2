#include "server/handlers/search.h"

#include <algorithm>

#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/site.pb.h"
#include "proto/cpp/status_macros.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"

namespace gridgov {
namespace {

constexpr int kDefaultSize = 10;
constexpr int kLargestSize = 50;

// One collection and the list that shows it.
struct Searched {
  const TableBase& table;
  absl::string_view permission;
};

const std::vector<Searched>& Collections() {
  static const auto* collections = new std::vector<Searched>{{IssueTable(), "issues.list"},
                                                             {GridTable(), "grids.list"},
                                                             {CompoundTable(), "compounds.list"},
                                                             {DisputeTable(), "disputes.list"},
                                                             {SiteTable(), "sites.list"}};
  return *collections;
}

}  // namespace

absl::StatusOr<v1::SearchResponse> SearchHandler::Search(Call& call,
                                                         const v1::SearchRequest& request) {
  const int size =
      request.page_size() == 0 ? kDefaultSize : std::min(request.page_size(), kLargestSize);
  v1::SearchResponse response;
  for (const Searched& one : Collections()) {
    GG_ASSIGN_OR_RETURN(const bool more, FillMatches(call.For(one.permission), one.table,
                                                     request.query(), size, &response));
    if (more) response.add_more(one.table.spec().collection);
  }
  return response;
}

}  // namespace gridgov
