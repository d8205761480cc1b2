#include "gridgov/v1/filter.pb.h"
#include "gridgov/v1/notice.pb.h"
#include "server/store/tables/tables.h"

namespace gridgov {

const Table<v1::Notice>& NoticeTable() {
  using T = v1::Notice;
  static const auto* table = new Table<T>({.table = "notices",
                                           .collection = "notices",
                                           .columns = {{"account", T::kAccountFieldNumber},
                                                       {"resource", T::kResourceFieldNumber},
                                                       {"kind", T::kKindFieldNumber},
                                                       {"due_time", T::kDueTimeFieldNumber},
                                                       {"create_time", T::kCreateTimeFieldNumber},
                                                       {"read_time", T::kReadTimeFieldNumber}},
                                           .not_stored = {T::kTextFieldNumber},
                                           .scope = {.own = {"account"}},
                                           .watchable = true});
  return *table;
}

const Table<v1::SavedFilter>& SavedFilterTable() {
  using T = v1::SavedFilter;
  static const auto* table = new Table<T>({.table = "saved_filters",
                                           .collection = "savedFilters",
                                           .columns = {{"account", T::kAccountFieldNumber},
                                                       {"title", T::kTitleFieldNumber},
                                                       {"collection", T::kCollectionFieldNumber},
                                                       {"filter", T::kFilterFieldNumber},
                                                       {"create_time", T::kCreateTimeFieldNumber},
                                                       {"update_time", T::kUpdateTimeFieldNumber}},
                                           .scope = {.own = {"account"}}});
  return *table;
}

}  // namespace gridgov
