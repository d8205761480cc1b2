// Issues: reporting, the office's, the unit's and the checker's acts. The machine stands in
// issue_flow.h; what an act asks for beyond its state stands in the act's own function.
#ifndef GRIDGOV_SERVER_HANDLERS_ISSUES_H_
#define GRIDGOV_SERVER_HANDLERS_ISSUES_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/issue.pb.h"
#include "server/handlers/call.h"
#include "server/handlers/deadlines.h"
#include "server/handlers/issue_flow.h"

namespace gridgov {

// What a new report says beside the issue itself.
struct Report {
  v1::Issue issue;
  std::string issue_id;  // "" or a UUID of the client's.
  absl::Time occurred;   // By the device; InfinitePast: now.
  const v1::IssueReporter* reporter = nullptr;
};

// Stateless but for what it leans on; safe from every thread.
class IssueHandler {
 public:
  explicit IssueHandler(const Deadlines& deadlines) : deadlines_(deadlines) {}

  absl::StatusOr<v1::Issue> Get(Call& call, const v1::GetIssueRequest& request);
  absl::StatusOr<v1::ListIssuesResponse> List(Call& call, const v1::ListIssuesRequest& request);
  absl::StatusOr<v1::ListIssueStepsResponse> ListSteps(Call& call,
                                                       const v1::ListIssueStepsRequest& request);
  absl::StatusOr<v1::IssueReporter> GetReporter(Call& call,
                                                const v1::GetIssueReporterRequest& request);
  absl::StatusOr<v1::Issue> Create(Call& call, const v1::CreateIssueRequest& request);
  // For a patrol's finding; checks the same as Create.
  absl::StatusOr<v1::Issue> Receive(Call& call, Report report);

  // The office.
  absl::StatusOr<v1::Issue> Accept(Call& call, const v1::AcceptIssueRequest& request);
  absl::StatusOr<v1::Issue> Reject(Call& call, const v1::RejectIssueRequest& request);
  absl::StatusOr<v1::Issue> MarkDuplicate(Call& call, const v1::MarkDuplicateRequest& request);
  absl::StatusOr<v1::Issue> Dispatch(Call& call, const v1::DispatchIssueRequest& request);
  absl::StatusOr<v1::Issue> AddCoUnit(Call& call, const v1::AddCoUnitRequest& request);
  absl::StatusOr<v1::Issue> Relocate(Call& call, const v1::RelocateIssueRequest& request);
  absl::StatusOr<v1::Issue> Urge(Call& call, const v1::UrgeIssueRequest& request);
  absl::StatusOr<v1::Issue> Supervise(Call& call, const v1::SuperviseIssueRequest& request);

  // The reporter.
  absl::StatusOr<v1::Issue> Withdraw(Call& call, const v1::WithdrawIssueRequest& request);
  absl::StatusOr<v1::Issue> HandleOnSpot(Call& call, const v1::HandleOnSpotRequest& request);

  // The unit, and those who decide what it asks for.
  absl::StatusOr<v1::Issue> Start(Call& call, const v1::StartIssueRequest& request);
  absl::StatusOr<v1::Issue> Return(Call& call, const v1::ReturnIssueRequest& request);
  absl::StatusOr<v1::Issue> RequestExtension(Call& call,
                                             const v1::RequestExtensionRequest& request);
  absl::StatusOr<v1::Issue> DecideExtension(Call& call, const v1::DecideExtensionRequest& request);
  absl::StatusOr<v1::Issue> RequestSuspension(Call& call,
                                              const v1::RequestSuspensionRequest& request);
  absl::StatusOr<v1::Issue> DecideSuspension(Call& call,
                                             const v1::DecideSuspensionRequest& request);
  absl::StatusOr<v1::Issue> Resume(Call& call, const v1::ResumeIssueRequest& request);
  absl::StatusOr<v1::Issue> Finish(Call& call, const v1::FinishIssueRequest& request);

  // The checker, and what follows.
  absl::StatusOr<v1::Issue> Close(Call& call, const v1::CloseIssueRequest& request);
  absl::StatusOr<v1::Issue> SendBack(Call& call, const v1::SendBackIssueRequest& request);
  absl::StatusOr<v1::Issue> Reopen(Call& call, const v1::ReopenIssueRequest& request);
  absl::StatusOr<v1::Issue> RecordCallback(Call& call, const v1::RecordCallbackRequest& request);

  // An open issue goes on in another grid because its own ends; its history says why. Whatever the
  // state: those that wait for a check go along too.
  absl::Status FollowGrid(const Txn& txn, const std::string& name, const std::string& grid,
                          const std::string& reason);

  // The server's own acts, run by timers with the system's scope: a suspended issue whose review
  // date has come goes on; reporters of issues closed 30 days ago are found; provisional deadlines
  // are computed anew. Each does at most `limit` and answers how many it did.
  absl::StatusOr<int> ResumeReviewed(const Txn& txn, int limit);
  absl::StatusOr<std::vector<std::string>> ReportersToErase(const Txn& txn, int limit);
  // The key is the timers' to erase, once this is durable.
  absl::Status EraseReporter(const Txn& txn, const std::string& reporter_uid);
  // Goes on after the issue with key `after`; answers the last key, or 0 when there is none left.
  absl::StatusOr<int64_t> RecomputeProvisional(const Txn& txn, int64_t after, int limit);

 private:
  // What an act changes beside the state. It may refuse.
  using Change = std::function<absl::Status(v1::Issue& issue)>;

  template <class Request>
  absl::StatusOr<v1::Issue> Act(Call& call, const Request& request, absl::string_view act,
                                const std::string& text, const Change& change = nullptr) {
    return ActOn(call, request.name(), request.etag(), act, text, change);
  }
  absl::StatusOr<v1::Issue> ActOn(Call& call, const std::string& name, const std::string& etag,
                                  absl::string_view act, const std::string& text,
                                  const Change& change);
  // The step that `act` was: `before` is the issue as it was, empty for a report.
  absl::Status AddStep(const Txn& txn, const v1::Issue& before, const v1::Issue& issue,
                       absl::string_view act, const std::string& text);
  // Starts the clock of the step that runs now: a deadline class by its code.
  void StartClock(const Txn& txn, const std::string& deadline_class, v1::Issue& issue) const;
  // Duplicates go the way of their original, and their reporters are to be told.
  absl::Status EndDuplicates(const Txn& txn, const v1::Issue& original, absl::string_view act);

  const Deadlines& deadlines_;
};

// Fills what is derived for the reader: due_soon, overdue, escalated, allowed_actions.
void PresentIssue(const Call& call, v1::Issue* issue);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_ISSUES_H_
