// What meetings decide about the matters on their agenda. The machine stands in meeting_flow.h.
#ifndef GRIDGOV_SERVER_HANDLERS_MEETING_ITEMS_H_
#define GRIDGOV_SERVER_HANDLERS_MEETING_ITEMS_H_

#include "absl/status/statusor.h"
#include "gridgov/v1/meeting.pb.h"
#include "gridgov/v1/meeting_item.pb.h"
#include "server/handlers/call.h"
#include "server/handlers/deadlines.h"
#include "server/handlers/issues.h"

namespace gridgov {

// The deadline class of an item whose due date was not named.
inline constexpr char kItemClass[] = "MEETING_ITEM";

// Stateless but for what it leans on; safe from every thread.
class MeetingItemHandler {
 public:
  MeetingItemHandler(const Deadlines& deadlines, IssueHandler& issues)
      : deadlines_(deadlines), issues_(issues) {}

  absl::StatusOr<v1::MeetingItem> Get(Call& call, const v1::GetMeetingItemRequest& request) const;
  absl::StatusOr<v1::ListMeetingItemsResponse> List(
      Call& call, const v1::ListMeetingItemsRequest& request) const;
  absl::StatusOr<v1::MeetingItem> Add(Call& call, const v1::AddMeetingItemRequest& request) const;
  absl::StatusOr<v1::MeetingItem> Judge(Call& call,
                                        const v1::JudgeMeetingItemRequest& request) const;
  absl::StatusOr<v1::MeetingItem> Dispatch(Call& call,
                                           const v1::DispatchItemIssueRequest& request) const;
  absl::StatusOr<v1::MeetingItem> Finish(Call& call,
                                         const v1::FinishMeetingItemRequest& request) const;
  absl::StatusOr<v1::MeetingItem> Release(Call& call,
                                          const v1::ReleaseMeetingItemRequest& request) const;

  // The same as IssueHandler::RecomputeProvisional.
  absl::StatusOr<int64_t> RecomputeProvisional(const Txn& txn, int64_t after, int limit) const;

 private:
  // When the measure is due.
  absl::Status SetDue(const Txn& txn, const v1::Meeting& meeting, const std::string& due_date,
                      v1::MeetingItem* item) const;

  const Deadlines& deadlines_;
  IssueHandler& issues_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_MEETING_ITEMS_H_
