#include "server/rpc/field_plan.h"

#include <limits>
#include <mutex>
#include <shared_mutex>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gridgov/v1/options.pb.h"

namespace gridgov {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr int kDefaultMaxLength = 200;
constexpr int kDefaultMaxItems = 200;

bool IsText(const FieldDescriptor& field) { return field.type() == FieldDescriptor::TYPE_STRING; }

bool IsWhole(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
      return true;
    default:
      return false;
  }
}

void SetBounds(FieldPlan& plan, int64_t min, int64_t max) {
  plan.bounded = true;
  plan.min = min;
  plan.max = max;
}

void BoundNumber(FieldPlan& plan, const v1::Rule& rule) {
  const FieldDescriptor& field = *plan.field;
  if (rule.min() != 0 || rule.max() != 0) return SetBounds(plan, rule.min(), rule.max());
  // A negative page is a mistake, never a wish (AIP-158).
  if (IsWhole(field) && field.name() == "page_size") {
    return SetBounds(plan, 0, std::numeric_limits<int32_t>::max());
  }
  if (field.containing_type()->full_name() != "gridgov.v1.Point") return;
  if (field.name() == "latitude") SetBounds(plan, -90, 90);
  if (field.name() == "longitude") SetBounds(plan, -180, 180);
}

FieldPlan PlanField(const FieldDescriptor& field) {
  const v1::Rule& rule = field.options().GetExtension(v1::rule);
  FieldPlan plan;
  plan.field = &field;
  plan.required = rule.required();
  plan.output_only = rule.output_only();
  plan.immutable = rule.immutable();
  plan.identifies =
      IsText(field) && !field.is_repeated() && (field.name() == "name" || field.name() == "etag");
  plan.max_length = rule.max_length() > 0 ? rule.max_length() : kDefaultMaxLength;
  plan.max_items = rule.max_items() > 0 ? rule.max_items() : kDefaultMaxItems;
  BoundNumber(plan, rule);
  if (!rule.pattern().empty()) {
    plan.pattern = std::make_unique<const RE2>(rule.pattern(), RE2::Quiet);
    plan.date = field.name() == "date" || absl::EndsWith(field.name(), "_date");
  }
  if (!rule.resource().empty()) plan.collections = absl::StrSplit(rule.resource(), '|');
  return plan;
}

std::string FaultOf(const FieldPlan& plan) {
  const FieldDescriptor& field = *plan.field;
  const v1::Rule& rule = field.options().GetExtension(v1::rule);
  const char* what = nullptr;
  if (plan.pattern != nullptr && !plan.pattern->ok()) what = "its pattern is no RE2 pattern";
  if (rule.min() > rule.max()) what = "min is over max";
  if ((rule.min() != 0 || rule.max() != 0) && !IsWhole(field)) what = "min and max need an integer";
  if (rule.max_length() < 0 || rule.max_items() < 0) what = "a limit is negative";
  if (!IsText(field) &&
      (rule.max_length() != 0 || !rule.pattern().empty() || !rule.resource().empty())) {
    what = "max_length, pattern and resource need a string";
  }
  if (rule.max_items() != 0 && !field.is_repeated()) what = "max_items needs a repeated field";
  return what == nullptr ? "" : absl::StrCat(field.full_name(), ": ", what);
}

bool IsResource(const FieldPlan& plan) {
  const Descriptor* type = plan.field->message_type();
  return type != nullptr && !plan.field->is_repeated() && type->FindFieldByName("name") != nullptr;
}

class PlanCache {
 public:
  const MessagePlan& Of(const Descriptor* type) {
    {
      std::shared_lock lock(mutex_);
      if (const auto at = plans_.find(type); at != plans_.end()) return *at->second;
    }
    std::unique_lock lock(mutex_);
    return *Build(type);
  }

 private:
  // Under the lock. The plan is entered before it is filled, for types that contain themselves.
  const MessagePlan* Build(const Descriptor* type) {
    if (const auto at = plans_.find(type); at != plans_.end()) return at->second.get();
    MessagePlan* plan = plans_.emplace(type, std::make_unique<MessagePlan>()).first->second.get();
    if (type->full_name() == "google.protobuf.Timestamp") {
      plan->kind = MessagePlan::Kind::kTimestamp;
      return plan;
    }
    if (type->full_name() == "google.protobuf.FieldMask") {
      plan->kind = MessagePlan::Kind::kFieldMask;
    }
    for (int i = 0; i < type->field_count(); ++i) {
      FieldPlan field = PlanField(*type->field(i));
      if (type->field(i)->message_type() != nullptr) {
        field.message = Build(type->field(i)->message_type());
      }
      if (plan->fault.empty()) plan->fault = FaultOf(field);
      plan->fields.push_back(std::move(field));
    }
    plan->update = absl::StartsWith(type->name(), "Update");
    int resources = 0;
    for (const FieldPlan& field : plan->fields) {
      if (!IsResource(field)) continue;
      plan->resource = ++resources == 1 ? &field : nullptr;
    }
    return plan;
  }

  std::shared_mutex mutex_;
  absl::flat_hash_map<const Descriptor*, std::unique_ptr<MessagePlan>> plans_;
};

}  // namespace

const MessagePlan& PlanOf(const Descriptor* type) {
  // Never destroyed: calls may still run while the program ends.
  static PlanCache& cache = *new PlanCache;
  return cache.Of(type);
}

}  // namespace gridgov
