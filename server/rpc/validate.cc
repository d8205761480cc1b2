#include "server/rpc/validate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "server/rpc/faults.h"
#include "server/rpc/field_plan.h"
#include "server/rpc/text_shape.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// 2000-01-01 and 2101-01-01, UTC.
constexpr int64_t kEarliestSecond = 946684800;
constexpr int64_t kLatestSecond = 4133980799;
constexpr int kSingular = -1;

int64_t WholeAt(const Message& message, const FieldDescriptor* field, int index) {
  const Reflection& get = *message.GetReflection();
  const bool one = index == kSingular;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return one ? get.GetInt32(message, field) : get.GetRepeatedInt32(message, field, index);
    case FieldDescriptor::CPPTYPE_INT64:
      return one ? get.GetInt64(message, field) : get.GetRepeatedInt64(message, field, index);
    case FieldDescriptor::CPPTYPE_UINT32:
      return one ? get.GetUInt32(message, field) : get.GetRepeatedUInt32(message, field, index);
    case FieldDescriptor::CPPTYPE_UINT64: {
      const uint64_t value =
          one ? get.GetUInt64(message, field) : get.GetRepeatedUInt64(message, field, index);
      constexpr uint64_t kMost = std::numeric_limits<int64_t>::max();
      return static_cast<int64_t>(std::min(value, kMost));
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return one ? get.GetEnumValue(message, field)
                 : get.GetRepeatedEnumValue(message, field, index);
    default:
      return one ? get.GetBool(message, field) : get.GetRepeatedBool(message, field, index);
  }
}

double RealAt(const Message& message, const FieldDescriptor* field, int index) {
  const Reflection& get = *message.GetReflection();
  const bool one = index == kSingular;
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_FLOAT) {
    return one ? get.GetFloat(message, field) : get.GetRepeatedFloat(message, field, index);
  }
  return one ? get.GetDouble(message, field) : get.GetRepeatedDouble(message, field, index);
}

bool IsMask(const FieldPlan& field) {
  return field.message != nullptr && !field.field->is_repeated() &&
         field.message->kind == MessagePlan::Kind::kFieldMask;
}

// What is wrong with a text that is not empty, or an element of a repeated field.
std::optional<Fault> FaultOfText(const std::string& text, const FieldPlan& plan) {
  // Four bytes make at most one code point: what is far too long need not be read.
  if (text.size() / 4 > plan.max_length) return TooLong(plan);
  const TextShape shape = ShapeOf(text);
  if (!shape.utf8) return BadUtf8();
  if (shape.control) return ControlCharacter();
  if (shape.code_points > plan.max_length) return TooLong(plan);
  if (!plan.collections.empty() && !IsNameOf(text, plan.collections)) return BadName(plan);
  if (text.empty() || plan.pattern == nullptr) return std::nullopt;
  if (!plan.pattern->ok() || !RE2::FullMatch(text, *plan.pattern)) return BadFormat(plan);
  if (plan.date && !IsDay(text)) return BadDate();
  return std::nullopt;
}

// The change that an update asks for: the paths of its masks, in no mask at all whatever is set.
using Change = absl::flat_hash_set<std::string>;

class Walk {
 public:
  std::vector<Violation> Run(const Message& request) {
    const MessagePlan& plan = PlanOf(request.GetDescriptor());
    if (plan.update && plan.resource != nullptr) {
      const Change change = ChangeOf(request, plan);
      Fields(request, plan, plan.resource, &change);
    } else {
      Fields(request, plan, nullptr, nullptr);
    }
    return std::move(violations_);
  }

 private:
  struct Step {
    const FieldPlan* field;
    int index;
  };

  static Change ChangeOf(const Message& request, const MessagePlan& plan) {
    const Reflection& get = *request.GetReflection();
    Change change;
    for (const FieldPlan& field : plan.fields) {
      if (!IsMask(field)) continue;
      const Message& mask = get.GetMessage(request, field.field);
      const FieldPlan& paths = field.message->fields.front();
      const int size = mask.GetReflection()->FieldSize(mask, paths.field);
      for (int i = 0; i < size && size <= paths.max_items; ++i) {
        change.insert(mask.GetReflection()->GetRepeatedString(mask, paths.field, i));
      }
    }
    return change;
  }

  bool full() const { return violations_.size() >= kMostViolationsFound; }

  void Add(Fault fault) {
    if (full()) return;
    violations_.push_back({Path(), fault.reason, std::move(fault.text)});
  }

  std::string Path() const {
    std::string path;
    for (int i = 0; i < depth_; ++i) {
      absl::StrAppend(&path, i == 0 ? "" : ".", steps_[i].field->field->name());
      if (steps_[i].index != kSingular) absl::StrAppend(&path, "[", steps_[i].index, "]");
    }
    return path;
  }

  // `changed` is the field of this message that holds a resource to change, nullptr if none does.
  void Fields(const Message& message, const MessagePlan& plan, const FieldPlan* changed,
              const Change* change) {
    for (const FieldPlan& field : plan.fields) {
      if (full()) return;
      if (field.output_only) continue;
      steps_[depth_++] = {&field, kSingular};
      if (&field == changed) {
        Changed(message, field, *change);
      } else if (IsMask(field)) {
        Mask(message, field, plan.resource);
      } else {
        Field(message, field, field.required);
      }
      --depth_;
    }
  }

  // A resource to change: it is named, and of the rest only what the mask names must be there.
  void Changed(const Message& request, const FieldPlan& outer, const Change& change) {
    const Reflection& get = *request.GetReflection();
    if (!get.HasField(request, outer.field)) {
      if (outer.required) Add(Required());
      return;
    }
    const Message& resource = get.GetMessage(request, outer.field);
    for (const FieldPlan& field : outer.message->fields) {
      if (field.output_only && !field.identifies) continue;
      steps_[depth_++] = {&field, kSingular};
      if (field.identifies && field.field->name() == "name") {
        Name(resource, field);
      } else {
        Field(resource, field, field.required && change.contains(field.field->name()));
      }
      --depth_;
    }
  }

  void Name(const Message& resource, const FieldPlan& field) {
    std::string scratch;
    const std::string& name =
        resource.GetReflection()->GetStringReference(resource, field.field, &scratch);
    if (name.empty()) return Add(Required());
    if (std::optional<Fault> fault = FaultOfText(name, field); fault.has_value()) {
      return Add(*std::move(fault));
    }
    if (!IsNameOf(name, field.collections)) Add(BadName(field));
  }

  void Field(const Message& message, const FieldPlan& field, bool required) {
    const Reflection& get = *message.GetReflection();
    if (!field.field->is_repeated()) {
      if (get.HasField(message, field.field)) return Element(message, field, kSingular, required);
      if (required) Add(Required());
      return;
    }
    const int size = get.FieldSize(message, field.field);
    if (size == 0 && required) return Add(Required());
    if (size > field.max_items) return Add(TooMany(field));
    for (int i = 0; i < size && !full(); ++i) {
      steps_[depth_ - 1].index = i;
      Element(message, field, i, false);
    }
  }

  void Element(const Message& message, const FieldPlan& field, int index, bool required) {
    switch (field.field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Nested(message, field, index);
      case FieldDescriptor::CPPTYPE_STRING:
        return Text(message, field, index, required);
      case FieldDescriptor::CPPTYPE_DOUBLE:
      case FieldDescriptor::CPPTYPE_FLOAT:
        return Real(field, RealAt(message, field.field, index), required);
      default:
        return Whole(field, WholeAt(message, field.field, index), required);
    }
  }

  void Nested(const Message& message, const FieldPlan& field, int index) {
    const Reflection& get = *message.GetReflection();
    const Message& nested = index == kSingular
                                ? get.GetMessage(message, field.field)
                                : get.GetRepeatedMessage(message, field.field, index);
    if (field.message->kind == MessagePlan::Kind::kTimestamp) return Time(nested);
    if (depth_ >= kMostLevels) return Add(TooDeep(kMostLevels));
    Fields(nested, *field.message, nullptr, nullptr);
  }

  void Text(const Message& message, const FieldPlan& field, int index, bool required) {
    const Reflection& get = *message.GetReflection();
    std::string scratch;
    const std::string& text =
        index == kSingular ? get.GetStringReference(message, field.field, &scratch)
                           : get.GetRepeatedStringReference(message, field.field, index, &scratch);
    if (text.empty() && index == kSingular) {
      if (required) Add(Required());
      return;
    }
    if (field.field->type() == FieldDescriptor::TYPE_BYTES) return;
    if (std::optional<Fault> fault = FaultOfText(text, field); fault.has_value()) {
      Add(*std::move(fault));
    }
  }

  void Real(const FieldPlan& field, double value, bool required) {
    if (!std::isfinite(value)) return Add(NotANumber());
    if (required && value == 0) return Add(Required());
    const bool outside =
        value < static_cast<double>(field.min) || value > static_cast<double>(field.max);
    if (field.bounded && outside) Add(OutOfRange(field));
  }

  void Whole(const FieldPlan& field, int64_t value, bool required) {
    if (required && value == 0) return Add(Required());
    if (field.bounded && (value < field.min || value > field.max)) return Add(OutOfRange(field));
    const auto* type = field.field->enum_type();
    if (type == nullptr) return;
    if (type->FindValueByNumber(static_cast<int>(value)) == nullptr) Add(UnknownEnum(field));
  }

  void Time(const Message& time) {
    const int64_t seconds = WholeAt(time, time.GetDescriptor()->FindFieldByNumber(1), kSingular);
    const int64_t nanos = WholeAt(time, time.GetDescriptor()->FindFieldByNumber(2), kSingular);
    const bool inside = seconds >= kEarliestSecond && seconds <= kLatestSecond;
    if (!inside || nanos < 0 || nanos > 999999999) Add(TimeOutOfRange());
  }

  // `resource` is the field beside the mask that it speaks of; without one it may name nothing.
  void Mask(const Message& message, const FieldPlan& field, const FieldPlan* resource) {
    const Reflection& get = *message.GetReflection();
    if (!get.HasField(message, field.field)) return;
    if (depth_ >= kMostLevels) return Add(TooDeep(kMostLevels));
    const Message& mask = get.GetMessage(message, field.field);
    const FieldPlan& paths = field.message->fields.front();
    const Reflection& list = *mask.GetReflection();
    const int size = list.FieldSize(mask, paths.field);
    steps_[depth_++] = {&paths, kSingular};
    if (size > paths.max_items) Add(TooMany(paths));
    std::string scratch;
    for (int i = 0; i < size && size <= paths.max_items && !full(); ++i) {
      steps_[depth_ - 1].index = i;
      const std::string& path = list.GetRepeatedStringReference(mask, paths.field, i, &scratch);
      if (resource == nullptr || !Changeable(*resource->message, path)) Add(BadMask());
    }
    --depth_;
  }

  static bool Changeable(const MessagePlan& resource, const std::string& path) {
    for (const FieldPlan& field : resource.fields) {
      if (field.field->name() == path) return !field.output_only && !field.immutable;
    }
    return false;
  }

  std::vector<Violation> violations_;
  // The way from the request to the field in hand.
  std::array<Step, kMostLevels> steps_;
  int depth_ = 0;
};

void Clear(Message* message, const MessagePlan& plan, const FieldPlan* changed, bool keep_identity,
           int depth) {
  const Reflection& get = *message->GetReflection();
  for (const FieldPlan& field : plan.fields) {
    if (field.output_only) {
      if (!keep_identity || !field.identifies) get.ClearField(message, field.field);
    } else if (field.message == nullptr || depth >= kMostLevels) {
      continue;
    } else if (field.field->is_repeated()) {
      for (int i = get.FieldSize(*message, field.field) - 1; i >= 0; --i) {
        Clear(get.MutableRepeatedMessage(message, field.field, i), *field.message, nullptr, false,
              depth + 1);
      }
    } else if (get.HasField(*message, field.field)) {
      Clear(get.MutableMessage(message, field.field), *field.message, nullptr, &field == changed,
            depth + 1);
    }
  }
}

std::string FirstFault(const Descriptor* type, absl::flat_hash_set<const Descriptor*>& seen) {
  if (!seen.insert(type).second) return "";
  const MessagePlan& plan = PlanOf(type);
  if (!plan.fault.empty()) return plan.fault;
  for (const FieldPlan& field : plan.fields) {
    if (field.message == nullptr) continue;
    std::string fault = FirstFault(field.field->message_type(), seen);
    if (!fault.empty()) return fault;
  }
  return "";
}

}  // namespace

std::vector<Violation> Validate(const Message& request) { return Walk().Run(request); }

void ClearOutputOnly(Message* request) {
  const MessagePlan& plan = PlanOf(request->GetDescriptor());
  Clear(request, plan, plan.update ? plan.resource : nullptr, false, 1);
}

absl::Status CheckRules(const Descriptor* request) {
  absl::flat_hash_set<const Descriptor*> seen;
  const std::string fault = FirstFault(request, seen);
  if (fault.empty()) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInternal, "BAD_CONTRACT",
                   {.zh = absl::StrCat("字段规则有误：", fault, "。"),
                    .en = absl::StrCat("A field's rule is wrong: ", fault, ".")},
                   {{"request", request->full_name()}});
}

}  // namespace gridgov
