// What each field of a message type allows, worked out from its descriptor the first time that the
// type is met, so that a call neither parses options nor compiles patterns.
//
// Plans are immutable, live as long as the program and are safe from every thread.
#ifndef GRIDGOV_SERVER_RPC_FIELD_PLAN_H_
#define GRIDGOV_SERVER_RPC_FIELD_PLAN_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "re2/re2.h"

namespace gridgov {

struct MessagePlan;

struct FieldPlan {
  const google::protobuf::FieldDescriptor* field = nullptr;
  bool required = false;
  bool output_only = false;
  bool immutable = false;
  // Says which resource an update means: its `name` or `etag`.
  bool identifies = false;
  // The pattern holds for a day of the calendar.
  bool date = false;
  size_t max_length = 0;
  int max_items = 0;
  // Of a number, inclusive; only if `bounded`.
  bool bounded = false;
  int64_t min = 0;
  int64_t max = 0;
  std::unique_ptr<const RE2> pattern;
  // Whose resources a text may name; empty: it is no reference.
  std::vector<std::string> collections;
  // Of a field that holds messages.
  const MessagePlan* message = nullptr;
};

struct MessagePlan {
  enum class Kind { kPlain, kTimestamp, kFieldMask };
  Kind kind = Kind::kPlain;
  std::vector<FieldPlan> fields;
  // A request to change a resource.
  bool update = false;
  // The one field of a request that holds a resource; nullptr if there is none or several.
  const FieldPlan* resource = nullptr;
  // The first rule that cannot be kept, "grid.code: ..."; empty if all can.
  std::string fault;
};

const MessagePlan& PlanOf(const google::protobuf::Descriptor* type);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_RPC_FIELD_PLAN_H_
