// The statements of lists: a table's own order or another, all rows or those that have some words.
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/store/fields.h"
#include "server/store/table.h"

namespace gridgov {
namespace {

using google::protobuf::Message;

// Appends the condition that a row comes behind the cursor of a given order.
void BehindCursor(const Find& find, std::string* where, Values* args) {
  const size_t space = find.after.rfind(' ');
  int64_t key = -1;
  if (space == std::string::npos || !absl::SimpleAtoi(find.after.substr(space + 1), &key)) key = -1;
  args->push_back(find.after.substr(0, space));
  args->push_back(key);
  absl::StrAppend(where, " AND (", find.order, ", t.key) > ($", args->size() - 1, ", $",
                  args->size(), ")");
}

}  // namespace

std::string TableBase::FindSql(const Txn& txn, const Find& find, Values* args) const {
  const bool matching = !find.match.empty();
  const bool given = !find.order.empty();
  const bool newest_first = !given && (matching || spec_.ascending.empty());
  const std::string order = newest_first ? "key" : spec_.ascending;
  // The index drives: newest first it stops at the limit, however many rows have the words.
  const std::string from = matching ? absl::StrCat(spec_.table, "_search s CROSS JOIN ",
                                                   spec_.table, " t ON t.key = s.rowid")
                                    : absl::StrCat(spec_.table, " t");
  const std::string position = given      ? absl::StrCat(find.order, ", t.key")
                               : matching ? "s.rowid"
                                          : absl::StrCat("t.", order);
  *args = find.args;
  std::string common = find.where.empty() ? "TRUE" : absl::StrCat("(", find.where, ")");
  if (!find.after.empty() && given) {
    BehindCursor(find, &common, args);
  } else if (!find.after.empty()) {
    int64_t key = 0;
    const bool number = order == "key" && absl::SimpleAtoi(find.after, &key);
    args->push_back(number ? Value(key) : Value(find.after));
    absl::StrAppend(&common, " AND ", position, newest_first ? " < $" : " > $", args->size());
  }
  const std::string tail = absl::StrCat(" ORDER BY ", position, newest_first ? " DESC" : "",
                                        find.limit > 0 ? absl::StrCat(" LIMIT ", find.limit) : "");
  const std::string sort_by = given ? absl::StrCat(", ", find.order, " AS sort_by") : "";
  std::vector<std::string> selects;
  const auto arms = txn.scope.Sql(spec_.scope, txn.now, *args);
  for (const auto& arm : arms) {
    std::string matched;
    if (matching) {
      args->emplace_back(arm.marks.empty()
                             ? absl::StrCat("words : (", find.match, ")")
                             : absl::StrCat("words : (", find.match, ") AND marks : ", arm.marks));
      matched = absl::StrCat("s.", spec_.table, "_search MATCH $", args->size(), " AND ");
    }
    std::string one =
        absl::StrCat(select_, ", ", static_cast<int>(arm.mask), " AS mask", sort_by, " FROM ", from,
                     " WHERE ", matched, common, " AND ", arm.where, tail);
    selects.push_back(arms.size() == 1 ? one : absl::StrCat("SELECT * FROM (", one, ")"));
  }
  std::string sql = absl::StrJoin(selects, " UNION ALL ");
  if (arms.size() > 1) {
    absl::StrAppend(&sql, " ORDER BY ", given ? "sort_by, key" : order, newest_first ? " DESC" : "",
                    ", mask");
  }
  return sql;
}

absl::Status TableBase::FindInto(const Txn& txn, const Find& find, const FindFn& fn) const {
  Values args;
  const std::string sql = FindSql(txn, find, &args);
  if (sql.empty()) return absl::OkStatus();
  int64_t last_key = -1;
  int rows = 0;
  const int mask_at = static_cast<int>(columns_.size()) + 3;
  const bool newest_first = !find.match.empty() || spec_.ascending.empty();
  const Column* by = newest_first ? nullptr : ColumnOf(spec_.ascending);
  return txn.db.Query(sql, args, [&](const Row& row) -> absl::Status {
    // Several arms may bring the same row; the one that hides least comes first.
    if (row.Int(0) == last_key || (find.limit > 0 && rows == find.limit)) return absl::OkStatus();
    last_key = row.Int(0);
    ++rows;
    std::unique_ptr<Message> message(prototype_->New());
    GG_RETURN_IF_ERROR(Read(txn, row, 1, message.get()));
    if (const auto mask = static_cast<Mask>(row.Int(mask_at)); mask != Mask::kNone) {
      txn.draft.masks[StringField(*message, "name")] = mask;
    }
    if (!find.order.empty()) {
      return fn(std::move(message), absl::StrCat(row.Bytes(mask_at + 1), " ", last_key));
    }
    GG_ASSIGN_OR_RETURN(const Value cursor, by != nullptr ? by->FromMessage(*message)
                                                          : absl::StatusOr<Value>(last_key));
    return fn(std::move(message), cursor.index() == 1 ? absl::StrCat(std::get<int64_t>(cursor))
                                                      : std::get<std::string>(cursor));
  });
}

}  // namespace gridgov
