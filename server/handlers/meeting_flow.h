// The machines of analysis meetings and of their items. Both decide the calls and fill
// allowed_actions alike.
#ifndef GRIDGOV_SERVER_HANDLERS_MEETING_FLOW_H_
#define GRIDGOV_SERVER_HANDLERS_MEETING_FLOW_H_

#include <array>
#include <initializer_list>

#include "absl/strings/string_view.h"
#include "gridgov/v1/meeting.pb.h"
#include "gridgov/v1/meeting_item.pb.h"
#include "server/handlers/flow.h"

namespace gridgov {

inline constexpr char kMeetingPermission[] = "meetings.run";

using MeetingStep = FlowRow<v1::Meeting::State>;

// The act of the server: the last item of a meeting is over.
inline constexpr absl::string_view kSettle = "settle";

inline constexpr std::array kMeetingFlow = {
    MeetingStep{v1::Meeting::STATE_PLANNED, "update", v1::Meeting::STATE_PLANNED},
    MeetingStep{v1::Meeting::STATE_PLANNED, "prepare", v1::Meeting::STATE_PLANNED},
    MeetingStep{v1::Meeting::STATE_PLANNED, "add_item", v1::Meeting::STATE_PLANNED},
    MeetingStep{v1::Meeting::STATE_PLANNED, "hold", v1::Meeting::STATE_HELD},
    MeetingStep{v1::Meeting::STATE_HELD, "update", v1::Meeting::STATE_HELD},
    MeetingStep{v1::Meeting::STATE_HELD, "add_item", v1::Meeting::STATE_HELD},
    MeetingStep{v1::Meeting::STATE_HELD, "write_minutes", v1::Meeting::STATE_HELD},
    MeetingStep{v1::Meeting::STATE_HELD, "sign", v1::Meeting::STATE_MINUTES_SIGNED},
    MeetingStep{v1::Meeting::STATE_MINUTES_SIGNED, "hand_out", v1::Meeting::STATE_ITEMS_OPEN},
    MeetingStep{v1::Meeting::STATE_ITEMS_OPEN, kSettle, v1::Meeting::STATE_DONE},
};

// A set of states of a meeting.
constexpr unsigned During(std::initializer_list<v1::Meeting::State> states) {
  unsigned set = 0;
  for (const v1::Meeting::State state : states) set |= 1u << state;
  return set;
}

// While the item is in `from` and its meeting in one of `during`, `verb` leads to `to`.
struct ItemStep {
  v1::MeetingItem::State from;
  absl::string_view verb;
  v1::MeetingItem::State to;
  unsigned during;
};

// The act of the server: the next meeting takes the item.
inline constexpr absl::string_view kCarryOver = "carry_over";

inline constexpr unsigned kBeforeSigned =
    During({v1::Meeting::STATE_PLANNED, v1::Meeting::STATE_HELD});
// An item that was carried over is open before its meeting was held.
inline constexpr unsigned kUntilDone =
    kBeforeSigned | During({v1::Meeting::STATE_MINUTES_SIGNED, v1::Meeting::STATE_ITEMS_OPEN});

inline constexpr ItemStep kItemFlow[] = {
    {v1::MeetingItem::STATE_ON_AGENDA, "judge", v1::MeetingItem::STATE_OPEN,
     During({v1::Meeting::STATE_HELD})},
    {v1::MeetingItem::STATE_ON_AGENDA, "release", v1::MeetingItem::STATE_RELEASED, kBeforeSigned},
    {v1::MeetingItem::STATE_OPEN, "judge", v1::MeetingItem::STATE_OPEN,
     During({v1::Meeting::STATE_HELD})},
    {v1::MeetingItem::STATE_OPEN, "dispatch", v1::MeetingItem::STATE_OPEN, kUntilDone},
    {v1::MeetingItem::STATE_OPEN, "finish", v1::MeetingItem::STATE_DONE, kUntilDone},
    {v1::MeetingItem::STATE_OPEN, "release", v1::MeetingItem::STATE_RELEASED, kUntilDone},
    {v1::MeetingItem::STATE_OPEN, kCarryOver, v1::MeetingItem::STATE_CARRIED_OVER,
     During({v1::Meeting::STATE_PLANNED, v1::Meeting::STATE_ITEMS_OPEN})},
};

// Nullptr: there is no such step.
constexpr const ItemStep* FindItemStep(v1::MeetingItem::State state, v1::Meeting::State meeting,
                                       absl::string_view verb) {
  for (const ItemStep& step : kItemFlow) {
    if (step.from == state && step.verb == verb && (step.during & (1u << meeting)) != 0) {
      return &step;
    }
  }
  return nullptr;
}

// Neither carried out, let go nor carried over.
constexpr bool IsOpenItem(v1::MeetingItem::State state) {
  return state == v1::MeetingItem::STATE_ON_AGENDA || state == v1::MeetingItem::STATE_OPEN;
}

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_MEETING_FLOW_H_
