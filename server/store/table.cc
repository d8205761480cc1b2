#include "server/store/table.h"

#include <algorithm>
#include <set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/reflection.h"
#include "gridgov/v1/options.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/uuid.h"
#include "server/crypto/cipher.h"
#include "server/store/fields.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::Status NotVisible(const Scope& scope, const std::string& name) {
  if (scope.sees_all()) {
    return MakeError(absl::StatusCode::kNotFound, "NOT_FOUND",
                     {.zh = "没有这条记录，请核对编号。", .en = "There is none. Check the number."},
                     {{"resource", name}});
  }
  return MakeError(absl::StatusCode::kPermissionDenied, "NOT_VISIBLE",
                   {.zh = "没有这条记录，或不在您的权限范围内。",
                    .en = "It does not exist, or it is outside what you may see."},
                   {{"resource", name}});
}

std::string Actor::name() const {
  const auto id = Uuid::FromBytes(account);
  return id.ok() ? MakeName("accounts", id->ToString()) : "";
}

TableBase::TableBase(TableSpec spec)
    : spec_(std::move(spec)),
      name_(spec_.type->FindFieldByName("name")),
      etag_(spec_.type->FindFieldByName("etag")),
      prototype_(google::protobuf::MessageFactory::generated_factory()->GetPrototype(spec_.type)) {
  code_id_ = IsCodeCollection(spec_.collection);
  columns_.reserve(spec_.columns.size());
  std::vector<std::string> names = {code_id_ ? spec_.code : "uid", "version"};
  for (const auto& [name, number] : spec_.columns) {
    columns_.emplace_back(name, spec_.type->FindFieldByNumber(number));
    names.push_back(name);
  }
  grid_ = ColumnNamed(spec_.scope.grid);
  division_ = ColumnNamed(spec_.scope.division);
  unit_ = ColumnNamed(spec_.scope.unit);
  for (const std::string& own : spec_.scope.own) own_.push_back(ColumnNamed(own));
  for (const Column& column : columns_) {
    if (column.field()->options().GetExtension(v1::rule).searchable()) {
      searchable_.push_back(&column);
    }
  }
  select_ = absl::StrCat("SELECT t.key, t.", absl::StrJoin(names, ", t."));
  select_one_ = absl::StrCat(select_, " FROM ", spec_.table, " t WHERE t.", names.front(), " = $1");
  if (code_id_) names.erase(names.begin());
  std::vector<std::string> marks;
  for (size_t i = 0; i < names.size(); ++i) marks.push_back(absl::StrCat("$", i + 1));
  insert_ = absl::StrCat("INSERT INTO ", spec_.table, " (", absl::StrJoin(names, ", "),
                         ") VALUES (", absl::StrJoin(marks, ", "), ")");
}

const Column* TableBase::ColumnNamed(absl::string_view name) const {
  for (const Column& column : columns_) {
    if (column.name() == name) return &column;
  }
  return nullptr;
}

const Column* TableBase::ColumnOf(absl::string_view field) const {
  for (const Column& column : columns_) {
    if (column.field()->name() == field) return &column;
  }
  return nullptr;
}

absl::Status TableBase::Check() const {
  std::set<int> known(spec_.not_stored.begin(), spec_.not_stored.end());
  for (const auto& [name, number] : spec_.columns) known.insert(number);
  for (int i = 0; i < spec_.type->field_count(); ++i) {
    const FieldDescriptor* field = spec_.type->field(i);
    if (field->name() == "name" || field->name() == "etag") continue;
    if (!known.contains(field->number())) {
      return absl::InternalError(
          absl::StrCat("table ", spec_.table, " has field ", field->name(), " in no list"));
    }
  }
  for (const Column* column : searchable_) {
    if (column->kind() != Column::Kind::kText) {
      return absl::InternalError(absl::StrCat("table ", spec_.table, " cannot search ",
                                              column->field()->name(), ", which is no plain text"));
    }
  }
  if (!spec_.scope.declared()) {
    return absl::InternalError(absl::StrCat("table ", spec_.table, " declares no scope"));
  }
  return absl::OkStatus();
}

absl::StatusOr<Value> TableBase::IdValue(const std::string& name) const {
  const NameParts parts = SplitName(name);
  if (parts.collection != spec_.collection) {
    return MakeInvalid("name", "BAD_NAME",
                       {.zh = absl::StrCat("应为“", spec_.collection, "/…”。"),
                        .en = absl::StrCat("must be like \"", spec_.collection, "/...\".")});
  }
  if (code_id_) return Value(parts.id);
  GG_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(parts.id));
  return Value(Blob{std::string(id.bytes())});
}

absl::Status TableBase::Read(const Txn& txn, const Row& row, int first, Message* out) const {
  const auto* reflection = out->GetReflection();
  std::string id(row.Bytes(first));
  std::string shown = id;
  if (!code_id_) {
    GG_ASSIGN_OR_RETURN(const Uuid uid, Uuid::FromBytes(id));
    shown = uid.ToString();
  }
  reflection->SetString(out, name_, MakeName(spec_.collection, shown));
  if (etag_ != nullptr) reflection->SetString(out, etag_, absl::StrCat(row.Int(first + 1)));
  int at = first + 2;
  for (const Column& column : columns_) {
    if (column.kind() != Column::Kind::kPersonal) {
      GG_RETURN_IF_ERROR(column.ToMessage(row, at++, out));
      continue;
    }
    const int here = at++;
    if (row.IsNull(here)) continue;
    GG_ASSIGN_OR_RETURN(const Uuid key_id, KeyIdOf(row.Bytes(here)));
    const auto key = txn.store.keys->FindById(key_id);
    if (absl::IsNotFound(key.status())) continue;  // Erased: the field is empty for ever.
    GG_RETURN_IF_ERROR(key.status());
    GG_ASSIGN_OR_RETURN(const std::string text,
                        Open(*key, row.Bytes(here), Aad(spec_.table, column.name(), id)));
    column.SetText(text, out);
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> TableBase::Load(const Txn& txn, const std::string& name,
                                        Message* out) const {
  GG_ASSIGN_OR_RETURN(Value id, IdValue(name));
  int64_t version = 0;
  GG_RETURN_IF_ERROR(txn.db.Query(select_one_, {std::move(id)}, [&](const Row& row) {
    version = row.Int(2);
    return Read(txn, row, 1, out);
  }));
  if (version == 0) return NotVisible(txn.scope, name);
  return version;
}

absl::Status TableBase::GetInto(const Txn& txn, const std::string& name, Message* out) const {
  GG_RETURN_IF_ERROR(Load(txn, name, out).status());
  GG_RETURN_IF_ERROR(CheckParent(txn, name, *out));
  const std::optional<Mask> mask = Covers(txn, txn.scope, *out);
  if (!mask.has_value()) return NotVisible(txn.scope, name);
  if (*mask != Mask::kNone) txn.draft.masks[StringField(*out, "name")] = *mask;
  return absl::OkStatus();
}

absl::Status TableBase::CheckParent(const Txn& txn, const std::string& name,
                                    const Message& message) const {
  if (spec_.scope.parent.empty() || txn.scope.sees_all()) return absl::OkStatus();
  for (const Column& column : columns_) {
    if (column.field()->options().GetExtension(v1::rule).resource() != spec_.scope.parent) continue;
    const std::string parent = StringField(message, column.field()->name());
    const TableBase* table = TableOfCollection(SplitName(parent).collection);
    if (table == nullptr) return NotVisible(txn.scope, name);
    const std::unique_ptr<Message> row(table->prototype_->New());
    const absl::Status seen = table->GetInto(txn, parent, row.get());
    const bool hidden = absl::IsPermissionDenied(seen) || absl::IsNotFound(seen);
    return hidden ? NotVisible(txn.scope, name) : seen;
  }
  return NotVisible(txn.scope, name);
}

std::optional<Mask> TableBase::Covers(const Txn& txn, const Scope& scope,
                                      const Message& message) const {
  if (scope.sees_all()) return Mask::kNone;
  return Covers(txn, scope, ScopeOf(message));
}

std::optional<Mask> TableBase::Covers(const Txn& txn, const Scope& scope,
                                      const RowScope& row) const {
  return scope.Covers(spec_.scope, row, *txn.store.areas, txn.now);
}

RowScope TableBase::ScopeOf(const Message& message) const {
  RowScope scope;
  const auto id_of = [&](const Column* column) {
    return column != nullptr ? column->IdIn(message) : IdBytes(StringField(message, "name"));
  };
  if (!spec_.scope.grid.empty()) scope.grid = id_of(grid_);
  if (division_ != nullptr) {
    scope.division = SplitName(StringField(message, division_->field()->name())).id;
  }
  if (!spec_.scope.unit.empty()) {
    if (std::string unit = id_of(unit_); !unit.empty()) scope.units.push_back(std::move(unit));
  }
  for (const Column* own : own_) {
    std::string account = id_of(own);
    if (!account.empty() &&
        std::find(scope.accounts.begin(), scope.accounts.end(), account) == scope.accounts.end()) {
      scope.accounts.push_back(std::move(account));
    }
  }
  const auto* reflection = message.GetReflection();
  const auto add_links = [&](const ScopeLink& link, std::vector<std::string>& ids) {
    if (link.empty()) return;
    const auto* field = spec_.type->FindFieldByName(link.field);
    for (const std::string& linked : reflection->GetRepeatedFieldRef<std::string>(message, field)) {
      std::string id = IdBytes(linked);
      if (!id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) {
        ids.push_back(std::move(id));
      }
    }
  };
  add_links(spec_.scope.unit_link, scope.units);
  add_links(spec_.scope.own_link, scope.accounts);
  if (!spec_.scope.public_order.empty()) {
    const Column* column = ColumnNamed(spec_.scope.public_order);
    scope.public_order = reflection->GetBool(message, column->field());
    const auto* close = spec_.type->FindFieldByName("close_time");
    if (reflection->HasField(message, close)) {
      scope.closed = FromProto(
          static_cast<const google::protobuf::Timestamp&>(reflection->GetMessage(message, close)));
    }
  }
  return scope;
}

absl::StatusOr<std::string> TableBase::IdOfCode(Connection& db, const std::string& code) const {
  std::string id;
  GG_RETURN_IF_ERROR(
      db.Query(absl::StrCat("SELECT t.uid FROM ", spec_.table, " t WHERE t.", spec_.code, " = $1"),
               {code}, [&id](const Row& row) {
                 id = std::string(row.Bytes(0));
                 return absl::OkStatus();
               }));
  if (id.empty()) return absl::NotFoundError("no such code");
  GG_ASSIGN_OR_RETURN(const Uuid uid, Uuid::FromBytes(id));
  return uid.ToString();
}

absl::StatusOr<int64_t> TableBase::KeyOf(Connection& db, const std::string& name) const {
  GG_ASSIGN_OR_RETURN(Value id, IdValue(name));
  int64_t key = -1;
  GG_RETURN_IF_ERROR(db.Query(absl::StrCat("SELECT t.key FROM ", spec_.table, " t WHERE t.",
                                           code_id_ ? spec_.code : "uid", " = $1"),
                              {std::move(id)}, [&key](const Row& row) {
                                key = row.Int(0);
                                return absl::OkStatus();
                              }));
  if (key < 0) return absl::NotFoundError(name);
  return key;
}

}  // namespace gridgov
