#include "server/store/resolve.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gridgov/v1/options.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/uuid.h"
#include "server/store/tables/tables.h"

namespace gridgov {
namespace {

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

// An Update names its resource by the resource's own `name`, which has no rule of its own.
absl::Status ResolveOwnName(const Txn& txn, Message* message) {
  const TableBase* table = TableOfType(message->GetDescriptor());
  const auto* field = message->GetDescriptor()->FindFieldByName("name");
  if (table == nullptr || field == nullptr) return absl::OkStatus();
  return ResolveField(txn, message, field, table->spec().collection);
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
  const auto* descriptor = request->GetDescriptor();
  const auto* reflection = request->GetReflection();
  GG_RETURN_IF_ERROR(ResolveOwnName(txn, request));
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (field->is_map()) continue;
      if (!field->is_repeated()) {
        if (!reflection->HasField(*request, field)) continue;
        GG_RETURN_IF_ERROR(ResolveCodes(txn, reflection->MutableMessage(request, field)));
        continue;
      }
      for (int at = 0; at < reflection->FieldSize(*request, field); ++at) {
        GG_RETURN_IF_ERROR(
            ResolveCodes(txn, reflection->MutableRepeatedMessage(request, field, at)));
      }
      continue;
    }
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) continue;
    const std::string& collections = field->options().GetExtension(v1::rule).resource();
    if (!collections.empty()) {
      GG_RETURN_IF_ERROR(ResolveField(txn, request, field, collections));
    }
  }
  return absl::OkStatus();
}

}  // namespace gridgov
