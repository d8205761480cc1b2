// Table: the declared columns of one resource, and the only reads and writes of its rows.
//
// It writes SELECT, INSERT and UPDATE from the list of columns and moves values by field number.
// It adds the caller's scope to every read, seals personal fields, compares versions, and leaves a
// journal row for every change; a handler can forget none of it.
#ifndef GRIDGOV_SERVER_STORE_TABLE_H_
#define GRIDGOV_SERVER_STORE_TABLE_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "proto/cpp/status_macros.h"
#include "server/store/column.h"
#include "server/store/txn.h"

namespace gridgov {

// What a table is; see 3 in docs/ARCHITECTURE.md for the meaning of each.
struct TableSpec {
  std::string table;       // In SQL.
  std::string collection;  // In names.
  const google::protobuf::Descriptor* type = nullptr;
  std::vector<std::pair<std::string, int>> columns;  // Column, field number.
  std::vector<int> not_stored;                       // Fields that are derived or made elsewhere.
  ScopeColumns scope;
  std::string code;       // The column of the code people know, if any.
  std::string ascending;  // List in this column's order instead of the newest first.
  bool watchable = false;
};

// What a list asks for. `where` is SQL over alias t with $1... for `args`.
struct Find {
  std::string where;
  Values args;
  std::string match;  // Of MatchOf(); "" for every row. The newest come first then.
  int limit = 0;      // 0: none.
  std::string after;  // The cursor of the row before the first.
  // SQL over alias t to go by instead of the table's own order: ascending, ties by key. A cursor
  // is then the value, a space and the key.
  std::string order;
};

// Immutable after construction; safe from every thread.
class TableBase {
 public:
  explicit TableBase(TableSpec spec);

  const TableSpec& spec() const { return spec_; }
  const std::vector<Column>& columns() const { return columns_; }
  // The column of a field, or nullptr.
  const Column* ColumnOf(absl::string_view field) const;

  // What is missing: a field in no list, a table without scope. OK: the server may start.
  absl::Status Check() const;

  // The row of that name as far as txn's scope covers it, else NotVisible().
  absl::Status GetInto(const Txn& txn, const std::string& name,
                       google::protobuf::Message* out) const;
  // Calls `fn` with each row in order; `cursor` continues a list after it.
  using FindFn = std::function<absl::Status(std::unique_ptr<google::protobuf::Message>,
                                            const std::string& cursor)>;
  absl::Status FindInto(const Txn& txn, const Find& find, const FindFn& fn) const;

  // Inserts; the message's name must be set or is made anew. PERMISSION_DENIED outside txn's
  // scope, ALREADY_EXISTS for a taken name or code.
  absl::Status InsertFrom(const Txn& txn, google::protobuf::Message* message) const;
  // Stores what differs; nothing differs: no change, no journal row.
  absl::Status UpdateFrom(const Txn& txn, google::protobuf::Message* message) const;

  // Some of its fields are searchable: {table}_search keeps their words.
  bool searchable() const { return !searchable_.empty(); }
  const std::vector<const Column*>& searchable_columns() const { return searchable_; }
  absl::Status ForgetWords(const Txn& txn) const;
  // Keeps the words of a row anew, because the areas of its grid were not known when it was
  // written.
  absl::Status KeepWords(const Txn& txn, const google::protobuf::Message& message) const;
  // Keeps the words of at most `limit` rows anew, from the one after `after` on, and answers where
  // to go on; "" at the end.
  absl::StatusOr<std::string> IndexRows(const Txn& txn, const std::string& after, int limit) const;

  // What decides who may see this row.
  RowScope ScopeOf(const google::protobuf::Message& message) const;
  // The id of a code; NOT_FOUND if no row has it. No scope: names betray nothing.
  absl::StatusOr<std::string> IdOfCode(Connection& db, const std::string& code) const;
  // The integer key of a row.
  absl::StatusOr<int64_t> KeyOf(Connection& db, const std::string& name) const;

  // The mask under which `scope` shows the message, or the row of that scope; nullopt: not at all.
  std::optional<Mask> Covers(const Txn& txn, const Scope& scope,
                             const google::protobuf::Message& message) const;
  std::optional<Mask> Covers(const Txn& txn, const Scope& scope, const RowScope& row) const;

 private:
  const Column* ColumnNamed(absl::string_view name) const;
  absl::StatusOr<Value> IdValue(const std::string& name) const;
  absl::Status Read(const Txn& txn, const Row& row, int first,
                    google::protobuf::Message* out) const;
  // The statement of a list and its arguments; "" if no arm of the scope carries this table.
  std::string FindSql(const Txn& txn, const Find& find, Values* args) const;
  // Whatever the scope; answers the row's version.
  absl::StatusOr<int64_t> Load(const Txn& txn, const std::string& name,
                               google::protobuf::Message* out) const;
  // NotVisible() unless txn's scope covers the row that this one belongs to (scope.parent).
  absl::Status CheckParent(const Txn& txn, const std::string& name,
                           const google::protobuf::Message& message) const;
  // Values of all columns, personal ones sealed, and what changed against `before`.
  absl::Status RowValues(const Txn& txn, const google::protobuf::Message& message,
                         const google::protobuf::Message* before, const Value& id, Values* values,
                         std::vector<bool>* differs, ResourceChange* change) const;
  void Stamp(const Txn& txn, google::protobuf::Message* message, bool created) const;
  absl::Status StoreLinks(const Txn& txn, const google::protobuf::Message& message,
                          int64_t key) const;
  // Whether an update touches what the search index keeps.
  bool WordsDiffer(const std::vector<bool>& differs, const ResourceChange& change) const;
  // The words of a row and the marks of its scope.
  absl::Status StoreWords(const Txn& txn, const google::protobuf::Message& message,
                          int64_t key) const;
  absl::Status StoreLink(const Txn& txn, const google::protobuf::Message& message,
                         const ScopeLink& link, absl::string_view column, int64_t key) const;

  const TableSpec spec_;
  // Looked up once, for the rows of every read.
  const google::protobuf::FieldDescriptor* const name_;
  const google::protobuf::FieldDescriptor* const etag_;  // nullptr where the type has none.
  const google::protobuf::Message* const prototype_;
  std::vector<Column> columns_;
  // The columns that spec_.scope names; nullptr for none and for the row's own id.
  const Column* grid_ = nullptr;
  const Column* division_ = nullptr;
  const Column* unit_ = nullptr;
  std::vector<const Column*> own_;
  std::vector<const Column*> searchable_;
  std::string select_;
  std::string select_one_;
  std::string insert_;
  bool code_id_ = false;  // The id is the code.
};

// ABORTED, reason CHANGED: somebody else has changed it meanwhile.
absl::Status Changed(const std::string& name);

// The typed face of a table.
template <class T>
class Table : public TableBase {
 public:
  explicit Table(TableSpec spec) : TableBase(WithType(std::move(spec))) {}

  absl::StatusOr<T> Get(const Txn& txn, const std::string& name) const {
    T message;
    GG_RETURN_IF_ERROR(GetInto(txn, name, &message));
    return message;
  }
  absl::StatusOr<T> Insert(const Txn& txn, T message) const {
    GG_RETURN_IF_ERROR(InsertFrom(txn, &message));
    return message;
  }
  // To be changed in this transaction. ABORTED, reason CHANGED, if `etag` is set and is not the
  // row's: said before all that the caller, who saw another version, could be told to be wrong.
  absl::StatusOr<T> GetForUpdate(const Txn& txn, const std::string& name,
                                 const std::string& etag) const {
    T message;
    GG_RETURN_IF_ERROR(GetInto(txn, name, &message));
    if (!etag.empty() && etag != message.etag()) return Changed(name);
    return message;
  }
  absl::StatusOr<T> Update(const Txn& txn, T message) const {
    GG_RETURN_IF_ERROR(UpdateFrom(txn, &message));
    return message;
  }
  absl::StatusOr<std::vector<T>> Select(const Txn& txn, const Find& find) const {
    std::vector<T> rows;
    GG_RETURN_IF_ERROR(FindInto(
        txn, find, [&rows](std::unique_ptr<google::protobuf::Message> row, const std::string&) {
          rows.push_back(std::move(static_cast<T&>(*row)));
          return absl::OkStatus();
        }));
    return rows;
  }

 private:
  static TableSpec WithType(TableSpec spec) {
    spec.type = T::descriptor();
    return spec;
  }
};

// PERMISSION_DENIED, reason NOT_VISIBLE, whether the thing exists or not; NOT_FOUND to a caller
// whose scope sees everything.
absl::Status NotVisible(const Scope& scope, const std::string& name);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_TABLE_H_
