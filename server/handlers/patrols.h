// Patrols: planned from rules or begun by their worker, logged, handed in and reviewed.
#ifndef GRIDGOV_SERVER_HANDLERS_PATROLS_H_
#define GRIDGOV_SERVER_HANDLERS_PATROLS_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "gridgov/v1/patrol.pb.h"
#include "server/deadline/calendar.h"
#include "server/handlers/call.h"

namespace gridgov {

// Reports an issue within the caller's transaction; its grid, source and patrol are set already.
// Whoever provides it checks the reach of the permission to report.
using IssueReports = std::function<absl::StatusOr<v1::Issue>(
    Call& call, v1::Issue issue, const std::string& issue_id, absl::Time occurred)>;
// The calendar in force.
using CalendarSource = std::function<std::shared_ptr<const deadline::Calendar>()>;

// Serves PatrolService. Constant after construction; safe from every thread.
class PatrolHandler {
 public:
  PatrolHandler(IssueReports report, CalendarSource calendar)
      : report_(std::move(report)), calendar_(std::move(calendar)) {}

  // Types (patrol_types.cc).
  absl::StatusOr<v1::PatrolType> GetType(Call& call, const v1::GetPatrolTypeRequest& request) const;
  absl::StatusOr<v1::ListPatrolTypesResponse> ListTypes(
      Call& call, const v1::ListPatrolTypesRequest& request) const;
  absl::StatusOr<v1::ImportPatrolTypesResponse> ImportTypes(
      Call& call, const v1::ImportPatrolTypesRequest& request) const;

  // Rules, and plans made from them (patrol_plans.cc).
  absl::StatusOr<v1::ListPatrolRulesResponse> ListRules(
      Call& call, const v1::ListPatrolRulesRequest& request) const;
  absl::StatusOr<v1::PatrolRule> CreateRule(Call& call,
                                            const v1::CreatePatrolRuleRequest& request) const;
  absl::StatusOr<v1::PlanPatrolsResponse> Plan(Call& call,
                                               const v1::PlanPatrolsRequest& request) const;

  absl::StatusOr<v1::Patrol> Get(Call& call, const v1::GetPatrolRequest& request) const;
  // Without tracks: they are long, and Get has them.
  absl::StatusOr<v1::ListPatrolsResponse> List(Call& call,
                                               const v1::ListPatrolsRequest& request) const;
  absl::StatusOr<v1::Patrol> Create(Call& call, const v1::CreatePatrolRequest& request) const;
  absl::StatusOr<v1::Patrol> Start(Call& call, const v1::StartPatrolRequest& request) const;
  absl::StatusOr<v1::Patrol> Record(Call& call, const v1::RecordPatrolRequest& request) const;
  absl::StatusOr<v1::Issue> ReportFinding(Call& call,
                                          const v1::ReportFindingRequest& request) const;
  absl::StatusOr<v1::Patrol> Submit(Call& call, const v1::SubmitPatrolRequest& request) const;
  absl::StatusOr<v1::Patrol> Accept(Call& call, const v1::AcceptPatrolRequest& request) const;
  absl::StatusOr<v1::Patrol> SendBack(Call& call, const v1::SendBackPatrolRequest& request) const;
  absl::StatusOr<v1::Patrol> Cancel(Call& call, const v1::CancelPatrolRequest& request) const;
  absl::StatusOr<v1::Patrol> ExplainMissed(Call& call,
                                           const v1::ExplainMissedPatrolRequest& request) const;

 private:
  const IssueReports report_;
  const CalendarSource calendar_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_PATROLS_H_
