#include "server/handlers/filters.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gridgov/v1/options.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/collections.h"
#include "server/store/column.h"
#include "server/store/filter.h"
#include "server/store/page.h"
#include "server/store/resolve.h"
#include "server/store/tables/tables.h"

namespace gridgov {
namespace {

constexpr int kMostFilters = 50;
constexpr char kField[] = "saved_filter.filter";

absl::Status NotSaved(const std::string& collection) {
  return MakeInvalid("saved_filter.collection", "NOT_SAVED",
                     {.zh = absl::StrCat("不能为“", collection, "”保存筛选。"),
                      .en = absl::StrCat("no filters are saved for \"", collection, "\".")});
}

absl::Status NamesAPerson(const std::string& field) {
  return MakeInvalid(
      kField, "NAMES_A_PERSON",
      {.zh = absl::StrCat("“", field, "”指向人员，不能保存在筛选中，请在查询时填写。"),
       .en =
           absl::StrCat("\"", field, "\" refers to a person and is not kept: give it each time.")});
}

absl::Status NotACode(const std::string& field) {
  return MakeInvalid(
      kField, "NOT_A_CODE",
      {.zh = absl::StrCat("“", field, "”只能保存编号（字母、数字和 -_:./）。"),
       .en = absl::StrCat("\"", field, "\" keeps codes alone: letters, digits and -_:./")});
}

absl::Status TooMany() {
  return MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_FILTERS",
                   {.zh = absl::StrCat("最多保存 ", kMostFilters, " 个筛选，请先删除不用的。"),
                    .en = absl::StrCat("At most ", kMostFilters,
                                       " filters are kept. Delete one that is not used.")});
}

bool IsCode(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(c) || absl::string_view("-_:./").find(c) != absl::string_view::npos;
  });
}

// Nothing in it is about a person: neither by reference nor by a text that could be a name.
absl::Status CheckNoPerson(const TableBase& table, const Comparison& one) {
  const Column* column = table.ColumnOf(one.field);
  if (column == nullptr) return NotFilterable(one.field);
  const std::string resource = column->field()->options().GetExtension(v1::rule).resource();
  if (absl::StrContains(resource, "accounts") || absl::StrContains(one.literal, "accounts/")) {
    return NamesAPerson(one.field);
  }
  return IsCode(one.literal) ? absl::OkStatus() : NotACode(one.field);
}

// What the list itself would refuse is refused here.
absl::Status CheckFilter(const Txn& txn, const TableBase& table, const std::string& text) {
  GG_ASSIGN_OR_RETURN(auto comparisons, ParseFilter(text));
  for (Comparison& one : comparisons) {
    GG_RETURN_IF_ERROR(CheckNoPerson(table, one));
    const std::string& collection = table.ColumnOf(one.field)->collection();
    if (collection.empty()) continue;
    GG_ASSIGN_OR_RETURN(one.literal, ResolveName(txn, collection, one.field, one.literal));
  }
  Find find;
  return AddFilter(table, comparisons, &find);
}

absl::StatusOr<std::optional<v1::SavedFilter>> OwnFilter(const Txn& txn,
                                                         const std::string& collection,
                                                         const std::string& title) {
  GG_ASSIGN_OR_RETURN(
      std::vector<v1::SavedFilter> found,
      SavedFilterTable().Select(txn, {.where = "t.account = $1 AND t.collection = $2 AND "
                                               "t.title = $3",
                                      .args = {Blob{txn.actor.account}, collection, title}}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

absl::StatusOr<v1::ListSavedFiltersResponse> FilterHandler::List(
    Call& call, const v1::ListSavedFiltersRequest& request) const {
  v1::ListSavedFiltersResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, SavedFilterTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<v1::SavedFilter> FilterHandler::Save(Call& call,
                                                    const v1::SaveFilterRequest& request) const {
  const v1::SavedFilter& wanted = request.saved_filter();
  const CollectionFacts* facts = FindCollection(wanted.collection());
  const TableBase* table = TableOfCollection(wanted.collection());
  if (facts == nullptr || table == nullptr || !call.principal.Has(facts->permission)) {
    return NotSaved(wanted.collection());
  }
  GG_RETURN_IF_ERROR(CheckFilter(call.For(facts->permission), *table, wanted.filter()));
  GG_ASSIGN_OR_RETURN(std::optional<v1::SavedFilter> earlier,
                      OwnFilter(call.txn, wanted.collection(), wanted.title()));
  if (earlier.has_value()) {
    earlier->set_filter(wanted.filter());
    return SavedFilterTable().Update(call.txn, *std::move(earlier));
  }
  GG_ASSIGN_OR_RETURN(const auto all, SavedFilterTable().Select(call.txn, {.limit = kMostFilters}));
  if (static_cast<int>(all.size()) >= kMostFilters) return TooMany();
  v1::SavedFilter fresh = wanted;
  fresh.set_account(call.txn.actor.name());
  return SavedFilterTable().Insert(call.txn, std::move(fresh));
}

absl::StatusOr<v1::DeleteSavedFilterResponse> FilterHandler::Delete(
    Call& call, const v1::DeleteSavedFilterRequest& request) const {
  GG_ASSIGN_OR_RETURN(const std::optional<v1::SavedFilter> found,
                      OwnFilter(call.txn, request.collection(), request.title()));
  if (!found.has_value()) return NotVisible(call.txn.scope, request.title());
  GG_RETURN_IF_ERROR(
      call.txn.db
          .Execute("DELETE FROM saved_filters WHERE uid = $1", {Blob{IdBytes(found->name())}})
          .status());
  call.txn.draft.changes.push_back(
      {.resource = found->name(), .fields = {{"deleted", "", "true", false}}});
  return v1::DeleteSavedFilterResponse();
}

}  // namespace gridgov
