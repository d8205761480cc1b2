// Imports of whole resources by their code: create what is new, update what differs, leave the
// rest. All or nothing, since a call is one transaction, and so safe to repeat.
#ifndef GRIDGOV_SERVER_HANDLERS_IMPORT_H_
#define GRIDGOV_SERVER_HANDLERS_IMPORT_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/repeated_field.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/store/fields.h"
#include "server/store/table.h"

namespace gridgov {

// What an import did, or with validate_only would do.
struct ImportCounts {
  int created = 0;
  int updated = 0;
  int unchanged = 0;

  // Fills the fields of those names.
  template <class Response>
  void FillIn(Response* response) const {
    response->set_created(created);
    response->set_updated(updated);
    response->set_unchanged(unchanged);
  }
};

// Replaces the fields of `row` that only the server sets by those of `stored`.
void KeepOutputOnly(const google::protobuf::Message& stored, google::protobuf::Message* row);
// Clears them.
void DropOutputOnly(google::protobuf::Message* row);

// A violation, reason DUPLICATE_CODE, for each row whose code an earlier row has; `field` is the
// request's list, such as "categories".
template <class T>
std::vector<Violation> DuplicateCodes(const Table<T>& table,
                                      const google::protobuf::RepeatedPtrField<T>& rows,
                                      const std::string& field);

// `settle(row, is_new)` puts in what the server sets, for rows that are created or changed alone.
template <class T, class Settle>
absl::StatusOr<ImportCounts> ImportRows(const Txn& txn, const Table<T>& table,
                                        const google::protobuf::RepeatedPtrField<T>& rows,
                                        bool validate_only, const Settle& settle);

// Whether both say the same; the order of maps and the encoding do not matter.
bool SameContent(const google::protobuf::Message& a, const google::protobuf::Message& b);
// "categories[3].code".
std::string FieldAt(const std::string& field, int index, const std::string& part);
Violation DuplicateCode(std::string field, const std::string& code);

// The rest of this file is how.

template <class T>
std::vector<Violation> DuplicateCodes(const Table<T>& table,
                                      const google::protobuf::RepeatedPtrField<T>& rows,
                                      const std::string& field) {
  std::vector<Violation> found;
  std::map<std::string, int> first;
  for (int i = 0; i < rows.size(); ++i) {
    const std::string code = StringField(rows[i], table.spec().code);
    if (first.emplace(code, i).second) continue;
    found.push_back(DuplicateCode(FieldAt(field, i, table.spec().code), code));
  }
  return found;
}

template <class T, class Settle>
absl::StatusOr<ImportCounts> ImportRows(const Txn& txn, const Table<T>& table,
                                        const google::protobuf::RepeatedPtrField<T>& rows,
                                        bool validate_only, const Settle& settle) {
  GG_ASSIGN_OR_RETURN(std::vector<T> present, table.Select(txn, {}));
  std::map<std::string, T> stored;
  for (T& row : present) {
    std::string code = StringField(row, table.spec().code);
    stored.emplace(std::move(code), std::move(row));
  }
  ImportCounts counts;
  for (T row : rows) {
    const auto it = stored.find(StringField(row, table.spec().code));
    const bool is_new = it == stored.end();
    if (is_new) {
      DropOutputOnly(&row);
    } else {
      KeepOutputOnly(it->second, &row);
      if (SameContent(it->second, row)) {
        ++counts.unchanged;
        continue;
      }
    }
    ++(is_new ? counts.created : counts.updated);
    if (validate_only) continue;
    settle(&row, is_new);
    GG_RETURN_IF_ERROR(is_new ? table.Insert(txn, std::move(row)).status()
                              : table.Update(txn, std::move(row)).status());
  }
  return counts;
}

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_IMPORT_H_
