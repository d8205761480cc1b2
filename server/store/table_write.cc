// The writing half of Table: INSERT and UPDATE, versions, seals, and the journal's rows.
#include "absl/strings/str_cat.h"
#include "google/protobuf/reflection.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/uuid.h"
#include "server/crypto/cipher.h"
#include "server/store/fields.h"
#include "server/store/table.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using google::protobuf::Message;

absl::Status Taken(const absl::Status& status, const std::string& name) {
  if (status.code() == absl::StatusCode::kAlreadyExists) {
    return MakeError(absl::StatusCode::kAlreadyExists, "ALREADY_EXISTS",
                     {.zh = "编号或标识已被使用，请换一个。",
                      .en = "The code or id is taken already. Choose another."},
                     {{"resource", name}});
  }
  if (status.code() == absl::StatusCode::kFailedPrecondition && ErrorReason(status).empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "CONSTRAINT",
                     {.zh = "所引用的记录不存在，或数值超出允许范围。",
                      .en = "Something it refers to does not exist, or a value is out of range."},
                     {{"resource", name}});
  }
  return status;
}

bool IsDefault(const Value& value) {
  return value.index() == 0 || value == Value(int64_t{0}) || value == Value(0.0);
}

// Whether an update touches what the tables of further units and accounts hold.
bool LinksDiffer(const TableSpec& spec, const std::vector<Column>& columns,
                 const std::vector<bool>& differs) {
  if (!spec.scope.linked()) return false;
  for (size_t i = 0; i < columns.size(); ++i) {
    const std::string& field = columns[i].field()->name();
    const bool links = field == spec.scope.unit_link.field || field == spec.scope.own_link.field;
    if (links && differs[i]) return true;
  }
  return false;
}

}  // namespace

absl::Status Changed(const std::string& name) {
  return MakeError(absl::StatusCode::kAborted, "CHANGED",
                   {.zh = "该记录已被他人修改。请查看最新内容后重新操作。",
                    .en = "Somebody else has changed this. Look at it as it is now, then do it "
                          "again."},
                   {{"resource", name}});
}

void TableBase::Stamp(const Txn& txn, Message* message, bool created) const {
  for (const char* name : {"create_time", "update_time"}) {
    const auto* field = spec_.type->FindFieldByName(name);
    if (field == nullptr || ColumnOf(name) == nullptr) continue;
    if (!created && absl::string_view(name) == "create_time") continue;
    static_cast<google::protobuf::Timestamp&>(
        *message->GetReflection()->MutableMessage(message, field)) = ToProto(txn.now);
  }
}

absl::Status TableBase::RowValues(const Txn& txn, const Message& message, const Message* before,
                                  const Value& id, Values* values, std::vector<bool>* differs,
                                  ResourceChange* change) const {
  const std::string row_id = code_id_ ? std::get<std::string>(id) : std::get<Blob>(id).bytes;
  for (const Column& column : columns_) {
    GG_ASSIGN_OR_RETURN(Value now, column.FromMessage(message));
    Value old;
    if (before != nullptr) {
      GG_ASSIGN_OR_RETURN(old, column.FromMessage(*before));
    }
    const bool differ = now != old;
    differs->push_back(differ);
    const bool personal = column.kind() == Column::Kind::kPersonal;
    // What a new row has by default says nothing.
    const bool told = before != nullptr || !IsDefault(now);
    if (differ && told && column.name() != "update_time" && column.name() != "create_time") {
      const bool kept = !column.short_lived();
      change->fields.push_back({column.field()->name(), kept ? ValueText(column, old) : "",
                                kept ? ValueText(column, now) : "", personal});
    }
    if (personal && now.index() == 3) {
      GG_ASSIGN_OR_RETURN(const Uuid subject, Uuid::FromBytes(row_id));
      change->subject = row_id;
      GG_ASSIGN_OR_RETURN(const Key key, txn.store.keys->KeyFor(subject));
      now = Blob{Seal(key, std::get<std::string>(now), Aad(spec_.table, column.name(), row_id))};
    }
    values->push_back(std::move(now));
  }
  return absl::OkStatus();
}

absl::Status TableBase::StoreLink(const Txn& txn, const Message& message, const ScopeLink& link,
                                  absl::string_view column, int64_t key) const {
  if (link.empty()) return absl::OkStatus();
  GG_RETURN_IF_ERROR(
      txn.db.Execute(absl::StrCat("DELETE FROM ", link.table, " WHERE key = $1"), {key}).status());
  const auto* field = spec_.type->FindFieldByName(link.field);
  for (const std::string& linked :
       message.GetReflection()->GetRepeatedFieldRef<std::string>(message, field)) {
    GG_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(SplitName(linked).id));
    GG_RETURN_IF_ERROR(txn.db
                           .Execute(absl::StrCat("INSERT INTO ", link.table, " (", column,
                                                 ", key) VALUES ($1, $2)"),
                                    {Blob{std::string(id.bytes())}, key})
                           .status());
  }
  return absl::OkStatus();
}

absl::Status TableBase::StoreLinks(const Txn& txn, const Message& message, int64_t key) const {
  GG_RETURN_IF_ERROR(StoreLink(txn, message, spec_.scope.unit_link, "unit", key));
  return StoreLink(txn, message, spec_.scope.own_link, "account", key);
}

absl::Status TableBase::InsertFrom(const Txn& txn, Message* message) const {
  if (StringField(*message, "name").empty()) {
    SetStringField(message, "name",
                   MakeName(spec_.collection, code_id_ ? StringField(*message, spec_.code)
                                                       : Uuid::V7(txn.now).ToString()));
  }
  const std::string name = StringField(*message, "name");
  if (!Covers(txn, txn.scope, *message).has_value()) return NotVisible(txn.scope, name);
  Stamp(txn, message, true);
  GG_ASSIGN_OR_RETURN(const Value id, IdValue(name));
  ResourceChange change{.resource = name,
                        .version = 1,
                        .scope_after = ScopeOf(*message),
                        .created = true,
                        .watchable = spec_.watchable};
  Values values;
  if (!code_id_) values.push_back(id);
  values.emplace_back(int64_t{1});
  std::vector<bool> differs;
  GG_RETURN_IF_ERROR(RowValues(txn, *message, nullptr, id, &values, &differs, &change));
  const auto inserted = txn.db.Execute(insert_, values);
  if (!inserted.ok()) return Taken(inserted.status(), name);
  const int64_t key = txn.db.LastKey();
  if (spec_.scope.linked()) GG_RETURN_IF_ERROR(StoreLinks(txn, *message, key));
  if (searchable()) GG_RETURN_IF_ERROR(StoreWords(txn, *message, key));
  if (txn.store.counting != nullptr) {
    GG_RETURN_IF_ERROR(txn.store.counting->OnWrite(txn.db, *this, nullptr, *message));
  }
  SetStringField(message, "etag", "1");
  change.scope_before = change.scope_after;
  txn.draft.changes.push_back(std::move(change));
  return absl::OkStatus();
}

absl::Status TableBase::UpdateFrom(const Txn& txn, Message* message) const {
  const std::string name = StringField(*message, "name");
  std::unique_ptr<Message> before(message->New());
  GG_ASSIGN_OR_RETURN(const int64_t version, Load(txn, name, before.get()));
  if (!Covers(txn, txn.scope, *before).has_value()) return NotVisible(txn.scope, name);

  const int64_t next = version + 1;
  GG_ASSIGN_OR_RETURN(const Value id, IdValue(name));
  ResourceChange change{.resource = name,
                        .version = next,
                        .scope_before = ScopeOf(*before),
                        .scope_after = ScopeOf(*message),
                        .watchable = spec_.watchable};
  Values values;
  std::vector<bool> differs;
  GG_RETURN_IF_ERROR(RowValues(txn, *message, before.get(), id, &values, &differs, &change));
  if (change.fields.empty()) {
    SetStringField(message, "etag", absl::StrCat(version));
    return absl::OkStatus();
  }
  Stamp(txn, message, false);
  Values args = {id, next};
  std::string sets;
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].name() == "update_time") {
      args.emplace_back(TimeText(txn.now));
    } else if (differs[i]) {
      args.push_back(std::move(values[i]));
    } else {
      continue;
    }
    absl::StrAppend(&sets, ", ", columns_[i].name(), " = $", args.size());
  }
  const auto updated =
      txn.db.Execute(absl::StrCat("UPDATE ", spec_.table, " SET version = $2", sets, " WHERE ",
                                  code_id_ ? spec_.code : "uid", " = $1"),
                     args);
  if (!updated.ok()) return Taken(updated.status(), name);
  if (LinksDiffer(spec_, columns_, differs)) {
    GG_ASSIGN_OR_RETURN(const int64_t key, KeyOf(txn.db, name));
    GG_RETURN_IF_ERROR(StoreLinks(txn, *message, key));
  }
  if (searchable() && WordsDiffer(differs, change)) {
    GG_ASSIGN_OR_RETURN(const int64_t key, KeyOf(txn.db, name));
    GG_RETURN_IF_ERROR(StoreWords(txn, *message, key));
  }
  if (txn.store.counting != nullptr) {
    GG_RETURN_IF_ERROR(txn.store.counting->OnWrite(txn.db, *this, before.get(), *message));
  }
  SetStringField(message, "etag", absl::StrCat(next));
  txn.draft.changes.push_back(std::move(change));
  return absl::OkStatus();
}

}  // namespace gridgov
