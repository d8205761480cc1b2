// The states of a resource: a constant table of rows {from, verb, to}, read by the handler that
// takes a step and by the presenter that tells the client which steps there are.
//
//   constexpr std::array kLampFlow = {FlowRow{OFF, "light", ON}, FlowRow{ON, "put_out", OFF}};
//   GG_ASSIGN_OR_RETURN(const State next, Advance(kLampFlow, lamp, "light"));
#ifndef GRIDGOV_SERVER_HANDLERS_FLOW_H_
#define GRIDGOV_SERVER_HANDLERS_FLOW_H_

#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "server/handlers/errors.h"
#include "server/store/column.h"

namespace gridgov {

// A set of states, for rows that hold in several.
template <class State>
constexpr unsigned StateSet(std::initializer_list<State> states) {
  unsigned set = 0;
  for (State state : states) set |= 1u << state;
  return set;
}

// In state `from`, `verb` leads to `to`.
template <class State>
struct FlowRow {
  State from;
  absl::string_view verb;
  State to;
};

// Where `verb` leads from `state`; nullopt: there is no such step.
template <class State, size_t N>
constexpr std::optional<State> Next(const std::array<FlowRow<State>, N>& flow, State state,
                                    absl::string_view verb) {
  for (const FlowRow<State>& row : flow) {
    if (row.from == state && row.verb == verb) return row.to;
  }
  return std::nullopt;
}

// The same for a resource with a name and a state; FAILED_PRECONDITION, reason WRONG_STATE, if
// there is no such step.
template <class Resource, class State, size_t N>
absl::StatusOr<State> Advance(const std::array<FlowRow<State>, N>& flow, const Resource& resource,
                              absl::string_view verb) {
  const State state = resource.state();
  if (const std::optional<State> next = Next(flow, state, verb)) return *next;
  const auto* value = google::protobuf::GetEnumDescriptor<State>()->FindValueByNumber(state);
  return WrongState(resource.name(), value == nullptr ? "" : EnumText(value), verb);
}

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_FLOW_H_
