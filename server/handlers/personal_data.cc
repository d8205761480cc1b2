#include "server/handlers/personal_data.h"

#include <utility>

#include "proto/cpp/status_macros.h"
#include "server/store/fields.h"

namespace gridgov {
namespace {

bool IsPersonal(const Column& column) { return column.kind() == Column::Kind::kPersonal; }

}  // namespace

void NoteShown(const Txn& txn, const TableBase& table, const google::protobuf::Message& row) {
  const std::string name = StringField(row, "name");
  ResourceChange shown{.resource = name, .subject = IdBytes(name)};
  for (const Column& column : table.columns()) {
    if (!IsPersonal(column) || StringField(row, column.field()->name()).empty()) continue;
    shown.fields.push_back({column.field()->name(), "", "", true});
  }
  if (!shown.fields.empty()) txn.draft.changes.push_back(std::move(shown));
}

absl::Status EraseSubject(const Txn& txn, const std::string& subject) {
  return txn.db.Execute("INSERT INTO erasures (subject) VALUES ($1)", {Blob{subject}}).status();
}

absl::Status ForgetPerson(const Txn& txn, const TableBase& table, google::protobuf::Message* row) {
  bool known = false;
  for (const Column& column : table.columns()) {
    if (!IsPersonal(column)) continue;
    known = known || !StringField(*row, column.field()->name()).empty();
    row->GetReflection()->ClearField(row, column.field());
  }
  GG_RETURN_IF_ERROR(table.UpdateFrom(txn, row));
  return known ? EraseSubject(txn, IdBytes(StringField(*row, "name"))) : absl::OkStatus();
}

}  // namespace gridgov
