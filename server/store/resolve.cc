#include "server/store/resolve.h"

#include <utility>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gridgov/v1/options.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/uuid.h"
#include "server/store/tables/tables.h"

namespace gridgov {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Whether `collection` stands in "issues|patrols".
bool IsOneOf(absl::string_view collection, absl::string_view collections) {
  for (absl::string_view one : absl::StrSplit(collections, '|')) {
    if (one == collection) return true;
  }
  return false;
}

absl::Status ResolveField(const Txn& txn, Message* message, const FieldDescriptor* field,
                          const std::string& collections) {
  const auto* reflection = message->GetReflection();
  if (!field->is_repeated()) {
    const std::string name = reflection->GetString(*message, field);
    if (name.empty()) return absl::OkStatus();
    GG_ASSIGN_OR_RETURN(std::string resolved, ResolveName(txn, collections, field->name(), name));
    reflection->SetString(message, field, std::move(resolved));
    return absl::OkStatus();
  }
  for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
    GG_ASSIGN_OR_RETURN(std::string resolved,
                        ResolveName(txn, collections, absl::StrCat(field->name(), "[", i, "]"),
                                    reflection->GetRepeatedString(*message, field, i)));
    reflection->SetRepeatedString(message, field, i, std::move(resolved));
  }
  return absl::OkStatus();
}

// Where names stand in a message of one type.
struct Plan {
  struct Name {
    const FieldDescriptor* field;
    std::string collections;
  };
  std::vector<Name> names;
  std::vector<const FieldDescriptor*> parts;  // Messages in which there may be further ones.
};

Plan MakePlan(const Descriptor* type) {
  Plan plan;
  // An Update names its resource by the resource's own `name`, which has no rule of its own.
  const TableBase* table = TableOfType(type);
  const auto* own = type->FindFieldByName("name");
  if (table != nullptr && own != nullptr) plan.names.push_back({own, table->spec().collection});
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_map()) {
      plan.parts.push_back(field);
    }
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) continue;
    const std::string& collections = field->options().GetExtension(v1::rule).resource();
    if (!collections.empty()) plan.names.push_back({field, collections});
  }
  return plan;
}

// Each thread's own, so that a call takes no lock and reads no options.
const Plan& PlanOf(const Descriptor* type) {
  thread_local absl::node_hash_map<const Descriptor*, Plan> plans;
  const auto it = plans.find(type);
  return it != plans.end() ? it->second : plans.emplace(type, MakePlan(type)).first->second;
}

}  // namespace

absl::StatusOr<std::string> ResolveName(const Txn& txn, const std::string& collections,
                                        const std::string& field, const std::string& name) {
  const NameParts parts = SplitName(name);
  if (!IsOneOf(parts.collection, collections)) {
    const std::string first = collections.substr(0, collections.find('|'));
    return MakeInvalid(field, "BAD_NAME",
                       {.zh = absl::StrCat("应为“", first, "/…”。"),
                        .en = absl::StrCat("must be like \"", first, "/...\".")});
  }
  if (IsCodeCollection(parts.collection)) return name;
  if (const auto id = Uuid::Parse(parts.id); id.ok()) {
    return MakeName(parts.collection, id->ToString());
  }
  const TableBase* table = TableOfCollection(parts.collection);
  if (table != nullptr && !table->spec().code.empty()) {
    const auto id = table->IdOfCode(txn.db, parts.id);
    if (id.ok()) return MakeName(parts.collection, *id);
    if (!absl::IsNotFound(id.status())) return id.status();
  }
  if (table == nullptr || !table->spec().scope.global) return NotVisible(txn.scope, name);
  return MakeInvalid(field, "UNKNOWN_REFERENCE",
                     {.zh = absl::StrCat("没有“", parts.id, "”，请核对编号。"),
                      .en = absl::StrCat("there is no \"", parts.id, "\". Check the code.")});
}

absl::Status ResolveCodes(const Txn& txn, Message* request) {
  const Plan& plan = PlanOf(request->GetDescriptor());
  const auto* reflection = request->GetReflection();
  for (const auto& [field, collections] : plan.names) {
    GG_RETURN_IF_ERROR(ResolveField(txn, request, field, collections));
  }
  for (const FieldDescriptor* field : plan.parts) {
    if (!field->is_repeated()) {
      if (!reflection->HasField(*request, field)) continue;
      GG_RETURN_IF_ERROR(ResolveCodes(txn, reflection->MutableMessage(request, field)));
      continue;
    }
    for (int at = 0; at < reflection->FieldSize(*request, field); ++at) {
      GG_RETURN_IF_ERROR(ResolveCodes(txn, reflection->MutableRepeatedMessage(request, field, at)));
    }
  }
  return absl::OkStatus();
}

}  // namespace gridgov
