#include "server/store/page.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "server/store/fields.h"
#include "server/store/filter.h"
#include "server/store/masks.h"
#include "server/store/resolve.h"
#include "server/store/search_words.h"

namespace gridgov {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kDefaultSize = 50;
constexpr int kLargestSize = 200;

const FieldDescriptor* RowsField(const Message& response,
                                 const google::protobuf::Descriptor* type) {
  const auto* descriptor = response.GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    if (field->is_repeated() && field->message_type() == type) return field;
  }
  return nullptr;
}

// Whether some of the rows that the scope shows are shown without this field.
bool HiddenInPart(const Scope& scope, const TableBase& table, const std::string& field) {
  return std::any_of(scope.arms().begin(), scope.arms().end(), [&](const ScopeArm& arm) {
    return Hides(arm.mask, table.spec().type, field);
  });
}

// Ties a token to its caller and query, so that it carries no authority and no page of another
// list.
std::string ContextOf(const Txn& txn, const TableBase& table, const Find& find) {
  std::string context = absl::StrCat(txn.actor.account, "|", table.spec().table, "|", find.where,
                                     "|", find.match, "|");
  for (const Value& value : find.args) {
    absl::StrAppend(&context, value.index(), ":");
    if (value.index() == 1) absl::StrAppend(&context, std::get<int64_t>(value));
    if (value.index() == 2) absl::StrAppend(&context, std::get<double>(value));
    if (value.index() == 3) absl::StrAppend(&context, std::get<std::string>(value));
    if (value.index() == 4) absl::StrAppend(&context, std::get<Blob>(value).bytes);
    absl::StrAppend(&context, "|");
  }
  return context;
}

// The words that are looked for; none of them is found in what the caller does not see.
absl::Status AddQuery(const Txn& txn, const TableBase& table, const std::string& query,
                      Find* find) {
  for (const Column* column : table.searchable_columns()) {
    if (HiddenInPart(txn.scope, table, column->field()->name())) return NotFilterable("query");
  }
  GG_ASSIGN_OR_RETURN(find->match, MatchOf(query));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int> PageSizeOf(const Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("page_size");
  const int size = request.GetReflection()->GetInt32(request, field);
  if (size < 0) {
    return MakeInvalid("page_size", "OUT_OF_RANGE",
                       {.zh = "不能为负数。", .en = "must not be negative."});
  }
  return size == 0 ? kDefaultSize : std::min(size, kLargestSize);
}

absl::Status FillPage(const Txn& txn, const TableBase& table, const Message& request, Find base,
                      const std::function<absl::Status(Message*)>& present, Message* response) {
  GG_ASSIGN_OR_RETURN(const int size, PageSizeOf(request));
  GG_ASSIGN_OR_RETURN(auto filter, ParseFilter(StringField(request, "filter")));
  for (Comparison& one : filter) {
    if (HiddenInPart(txn.scope, table, one.field)) return NotFilterable(one.field);
    const Column* column = table.ColumnOf(one.field);
    if (column != nullptr && !column->collection().empty()) {
      GG_ASSIGN_OR_RETURN(one.literal,
                          ResolveName(txn, column->collection(), one.field, one.literal));
    }
  }
  GG_RETURN_IF_ERROR(AddFilter(table, filter, &base));
  if (request.GetDescriptor()->FindFieldByName("query") != nullptr) {
    const std::string query = StringField(request, "query");
    if (!query.empty()) GG_RETURN_IF_ERROR(AddQuery(txn, table, query, &base));
  }
  const std::string context = ContextOf(txn, table, base);
  if (const std::string token = StringField(request, "page_token"); !token.empty()) {
    GG_ASSIGN_OR_RETURN(base.after, txn.store.page_tokens->Open(token, context));
  }
  base.limit = size + 1;
  const FieldDescriptor* rows = RowsField(*response, table.spec().type);
  int count = 0;
  std::string last;
  GG_RETURN_IF_ERROR(table.FindInto(
      txn, base, [&](std::unique_ptr<Message> row, const std::string& cursor) -> absl::Status {
        if (++count > size) return absl::OkStatus();
        last = cursor;
        if (present != nullptr) {
          if (absl::Status status = present(row.get()); !status.ok()) return status;
        }
        response->GetReflection()->AddAllocatedMessage(response, rows, row.release());
        return absl::OkStatus();
      }));
  if (count > size) {
    SetStringField(response, "next_page_token", txn.store.page_tokens->Seal(last, context));
  }
  if (response->GetDescriptor()->FindFieldByName("watch_token") != nullptr) {
    GG_ASSIGN_OR_RETURN(std::string token, WatchTokenOf(txn));
    SetStringField(response, "watch_token", std::move(token));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> FillMatches(const Txn& txn, const TableBase& table, const std::string& query,
                                 int size, Message* response) {
  Find find{.limit = size + 1};
  GG_RETURN_IF_ERROR(AddQuery(txn, table, query, &find));
  const FieldDescriptor* rows = RowsField(*response, table.spec().type);
  int count = 0;
  GG_RETURN_IF_ERROR(
      table.FindInto(txn, find, [&](std::unique_ptr<Message> row, const std::string&) {
        if (++count <= size) {
          response->GetReflection()->AddAllocatedMessage(response, rows, row.release());
        }
        return absl::OkStatus();
      }));
  return count > size;
}

absl::StatusOr<std::string> WatchTokenOf(const Txn& txn) {
  int64_t seq = 0;
  GG_RETURN_IF_ERROR(txn.db.Query("SELECT MAX(seq) FROM journal", {}, [&seq](const Row& row) {
    seq = row.Int(0);
    return absl::OkStatus();
  }));
  return SealWatchToken(txn, seq);
}

std::string SealWatchToken(const Txn& txn, int64_t seq) {
  return txn.store.watch_tokens->Seal(absl::StrCat(seq), txn.actor.account);
}

absl::StatusOr<int64_t> OpenWatchToken(const Txn& txn, const std::string& token) {
  GG_ASSIGN_OR_RETURN(const std::string text,
                      txn.store.watch_tokens->Open(token, txn.actor.account));
  int64_t seq = 0;
  if (!absl::SimpleAtoi(text, &seq)) return absl::InternalError("unreadable watch token");
  return seq;
}

}  // namespace gridgov
