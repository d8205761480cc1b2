// What a table keeps for searching: the words of its searchable fields beside the marks of the
// row's scope, in {table}_search, written with the row.
#include "absl/strings/str_cat.h"
#include "gridgov/v1/options.pb.h"
#include "proto/cpp/status_macros.h"
#include "server/store/fields.h"
#include "server/store/search_words.h"
#include "server/store/table.h"

namespace gridgov {

using google::protobuf::Message;

bool TableBase::WordsDiffer(const std::vector<bool>& differs, const ResourceChange& change) const {
  if (change.scope_before.grid != change.scope_after.grid ||
      change.scope_before.units != change.scope_after.units ||
      change.scope_before.accounts != change.scope_after.accounts) {
    return true;
  }
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (differs[i] && columns_[i].field()->options().GetExtension(v1::rule).searchable()) {
      return true;
    }
  }
  return false;
}

absl::Status TableBase::StoreWords(const Txn& txn, const Message& message, int64_t key) const {
  std::vector<std::string> texts;
  for (const Column* column : searchable_) {
    std::string text = StringField(message, column->field()->name());
    if (!text.empty()) texts.push_back(std::move(text));
  }
  const RowScope scope = ScopeOf(message);
  std::vector<std::string> areas;
  if (!scope.grid.empty()) {
    GG_RETURN_IF_ERROR(txn.db.Query("SELECT area FROM area_grids WHERE grid = $1",
                                    {Blob{scope.grid}}, [&areas](const Row& row) {
                                      areas.emplace_back(row.Bytes(0));
                                      return absl::OkStatus();
                                    }));
  }
  return txn.db
      .Execute(absl::StrCat("INSERT OR REPLACE INTO ", spec_.table,
                            "_search (rowid, words, marks) VALUES ($1, $2, $3)"),
               {key, IndexedWords(texts), SearchMarks(scope, areas)})
      .status();
}

absl::Status TableBase::KeepWords(const Txn& txn, const Message& message) const {
  GG_ASSIGN_OR_RETURN(const int64_t key, KeyOf(txn.db, StringField(message, "name")));
  return StoreWords(txn, message, key);
}

absl::Status TableBase::ForgetWords(const Txn& txn) const {
  return txn.db.Execute(absl::StrCat("DELETE FROM ", spec_.table, "_search"), {}).status();
}

absl::StatusOr<std::string> TableBase::IndexRows(const Txn& txn, const std::string& after,
                                                 int limit) const {
  std::string next;
  int rows = 0;
  std::vector<std::unique_ptr<Message>> read;
  GG_RETURN_IF_ERROR(
      FindInto(txn, {.limit = limit, .after = after},
               [&](std::unique_ptr<Message> row, const std::string& cursor) -> absl::Status {
                 read.push_back(std::move(row));
                 next = ++rows == limit ? cursor : "";
                 return absl::OkStatus();
               }));
  for (const auto& message : read) GG_RETURN_IF_ERROR(KeepWords(txn, *message));
  return next;
}

}  // namespace gridgov
