// What the server itself does to issues when a day comes.
#include "absl/strings/numbers.h"
#include "gridgov/v1/issue.pb.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/issue_facts.h"
#include "server/handlers/issues.h"
#include "server/handlers/personal_data.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

// Reporters are erased 30 days after their issue ended.
constexpr absl::Duration kReporterKept = absl::Hours(24 * 30);

}  // namespace

absl::StatusOr<int> IssueHandler::ResumeReviewed(const Txn& txn, int limit) {
  GG_ASSIGN_OR_RETURN(std::vector<v1::Issue> due,
                      IssueTable().Select(txn, {.where = "t.state = 'SUSPENDED' AND "
                                                         "t.review_date <= $1",
                                                .args = {DayText(txn.now)},
                                                .limit = limit}));
  for (v1::Issue& issue : due) {
    const v1::Issue before = issue;
    issue.set_state(v1::Issue::STATE_IN_PROGRESS);
    EndPause(txn.now, issue);
    issue.clear_review_date();
    GG_RETURN_IF_ERROR(deadlines_.Evaluate(txn, &issue));
    GG_ASSIGN_OR_RETURN(issue, IssueTable().Update(txn, std::move(issue)));
    GG_RETURN_IF_ERROR(AddStep(txn, before, issue, "resume", ""));
  }
  return static_cast<int>(due.size());
}

absl::StatusOr<std::vector<std::string>> IssueHandler::ReportersToErase(const Txn& txn, int limit) {
  std::vector<std::string> out;
  GG_RETURN_IF_ERROR(
      txn.db.Query("SELECT r.uid FROM issue_reporters r JOIN issues i ON i.uid = r.issue WHERE "
                   "i.close_time < $1 LIMIT $2",
                   {TimeText(txn.now - kReporterKept), int64_t{limit}}, [&out](const Row& row) {
                     out.emplace_back(row.Bytes(0));
                     return absl::OkStatus();
                   }));
  return out;
}

absl::Status IssueHandler::EraseReporter(const Txn& txn, const std::string& reporter_uid) {
  GG_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(reporter_uid));
  GG_RETURN_IF_ERROR(
      txn.db.Execute("DELETE FROM issue_reporters WHERE uid = $1", {Blob{reporter_uid}}).status());
  GG_RETURN_IF_ERROR(EraseSubject(txn, reporter_uid));
  // That it was erased stays on the chain; what was erased does not.
  txn.draft.changes.push_back({.resource = MakeName("issueReporters", id.ToString()),
                               .fields = {{"erased", "", "true", false}}});
  return absl::OkStatus();
}

absl::StatusOr<int64_t> IssueHandler::RecomputeProvisional(const Txn& txn, int64_t after,
                                                           int limit) {
  return RecomputeRows(
      txn, "SELECT key, uid FROM issues WHERE provisional = 1 AND key > $1 ORDER BY key LIMIT $2",
      after, limit, [&](const Uuid& id) -> absl::Status {
        GG_ASSIGN_OR_RETURN(v1::Issue issue,
                            IssueTable().Get(txn, MakeName("issues", id.ToString())));
        GG_RETURN_IF_ERROR(deadlines_.Evaluate(txn, &issue));
        return IssueTable().Update(txn, std::move(issue)).status();
      });
}

}  // namespace gridgov
