// Analysis meetings: rules, planning, agenda, minutes and sign-off. The machine stands in
// meeting_flow.h.
#ifndef GRIDGOV_SERVER_HANDLERS_MEETINGS_H_
#define GRIDGOV_SERVER_HANDLERS_MEETINGS_H_

#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/meeting.pb.h"
#include "server/handlers/call.h"
#include "server/handlers/deadlines.h"

namespace gridgov {

// The deadline class within which minutes are signed and items handed out.
inline constexpr char kMinutesClass[] = "MEETING_MINUTES";

// Stateless but for what it leans on; safe from every thread.
class MeetingHandler {
 public:
  explicit MeetingHandler(const Deadlines& deadlines) : deadlines_(deadlines) {}

  absl::StatusOr<v1::ListMeetingRulesResponse> ListRules(
      Call& call, const v1::ListMeetingRulesRequest& request) const;
  absl::StatusOr<v1::MeetingRule> CreateRule(Call& call,
                                             const v1::CreateMeetingRuleRequest& request) const;
  absl::StatusOr<v1::Meeting> Get(Call& call, const v1::GetMeetingRequest& request) const;
  absl::StatusOr<v1::ListMeetingsResponse> List(Call& call,
                                                const v1::ListMeetingsRequest& request) const;
  absl::StatusOr<v1::Meeting> Create(Call& call, const v1::CreateMeetingRequest& request) const;
  absl::StatusOr<v1::Meeting> Update(Call& call, const v1::UpdateMeetingRequest& request) const;
  absl::StatusOr<v1::Meeting> Prepare(Call& call, const v1::PrepareAgendaRequest& request) const;
  absl::StatusOr<v1::Meeting> Hold(Call& call, const v1::HoldMeetingRequest& request) const;
  absl::StatusOr<v1::Meeting> WriteMinutes(Call& call,
                                           const v1::WriteMinutesRequest& request) const;
  absl::StatusOr<v1::Meeting> Sign(Call& call, const v1::SignMinutesRequest& request) const;
  absl::StatusOr<v1::Meeting> HandOut(Call& call, const v1::HandOutItemsRequest& request) const;
  // In meeting_paper.cc. Slow as PDF: its calls run on the pool.
  absl::StatusOr<v1::MinutesPaper> MakePaper(Call& call,
                                             const v1::MakeMinutesPaperRequest& request) const;

  // The server's own: see PlanMeetings in meeting_plans.h.
  absl::StatusOr<std::string> Plan(const Txn& txn, const std::string& after, int limit) const;
  // The same as IssueHandler::RecomputeProvisional.
  absl::StatusOr<int64_t> RecomputeProvisional(const Txn& txn, int64_t after, int limit) const;

 private:
  const Deadlines& deadlines_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_MEETINGS_H_
