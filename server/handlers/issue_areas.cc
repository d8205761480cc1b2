// What becomes of an issue when its grid ends.
#include "gridgov/v1/issue.pb.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/issues.h"
#include "server/store/tables/tables.h"

namespace gridgov {

absl::Status IssueHandler::FollowGrid(const Txn& txn, const std::string& name,
                                      const std::string& grid, const std::string& reason) {
  // Number, state, units and deadlines stay as they are: nobody did anything about the matter.
  GG_ASSIGN_OR_RETURN(v1::Issue issue, IssueTable().Get(txn, name));
  const v1::Issue before = issue;
  issue.set_grid(grid);
  GG_ASSIGN_OR_RETURN(issue, IssueTable().Update(txn, std::move(issue)));
  return AddStep(txn, before, issue, "relocate", reason);
}

}  // namespace gridgov
