// What meetings and their items share: carrying over, and the end of a meeting with its last item.
// Free functions; each is for the thread of its transaction.
#ifndef GRIDGOV_SERVER_HANDLERS_MEETING_ROWS_H_
#define GRIDGOV_SERVER_HANDLERS_MEETING_ROWS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gridgov/v1/meeting.pb.h"
#include "gridgov/v1/meeting_item.pb.h"
#include "server/handlers/call.h"
#include "server/store/txn.h"

namespace gridgov {

// The items of a meeting, in the order in which they came onto the agenda, whoever may see them.
absl::StatusOr<std::vector<v1::MeetingItem>> ItemsOf(const Txn& txn, const std::string& meeting);

struct ItemCounts {
  int all = 0;
  int on_agenda = 0;  // Not judged yet.
  int open = 0;       // Those too.
};
absl::StatusOr<ItemCounts> CountItems(const Txn& txn, const std::string& meeting);

// Takes what earlier meetings of the division left open, both those whose items are handed out and
// those that were missed, and links both ways.
absl::Status CarryOverInto(const Txn& txn, const v1::Meeting& meeting);

// A meeting whose items are handed out is done when none of them is open.
absl::Status SettleMeeting(const Txn& txn, const std::string& meeting);

// What hung on an account goes to another: chair and recorder of a meeting, carrying an item out.
absl::Status PassOnMeeting(const Txn& txn, const std::string& name, const std::string& from,
                           const std::string& to);
absl::Status PassOnItem(const Txn& txn, const std::string& name, const std::string& to);

// Fill what is derived for the reader. Of an item also what the reader may not see goes: the issue
// outside the reader's reach, and its number.
absl::Status PresentMeeting(const Call& call, v1::Meeting* meeting);
absl::Status PresentMeetingItem(const Call& call, v1::MeetingItem* item);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_MEETING_ROWS_H_
