// filter: filters that somebody often asks for, used with --saved on lists.
#include "client-cli/commands/commands.h"

namespace gridgov {

std::vector<Command> FilterCommands() {
  const Arg title{.name = "NAME",
                  .help = {"名称：小写字母、数字、连字符", "Small letters, digits, hyphens"},
                  .field = "title"};
  Arg saved = title;
  saved.field = "saved_filter.title";
  return {
      {.path = "filter save",
       .summary = {"保存常用筛选", "Save a filter"},
       .example = "gridgov filter save issues late-lamps 'state = IN_PROGRESS AND category = "
                  "\"categories/0107\"'",
       .method = "SavedFilterService.SaveFilter",
       .args = {{.name = "COLLECTION",
                 .help = {"对象，如 issues、patrols", "What it filters, such as issues"},
                 .field = "saved_filter.collection"},
                saved,
                {.name = "FILTER",
                 .help = {"条件，如 state = CLOSED", "The filter, such as state = CLOSED"},
                 .field = "saved_filter.filter"}}},
      {.path = "filter list",
       .summary = {"查看常用筛选", "List your saved filters"},
       .example = "gridgov filter list",
       .method = "SavedFilterService.ListSavedFilters",
       .flags = {{.name = "collection",
                  .help = {"对象", "Of this collection"},
                  .filter = "collection"}}},
      {.path = "filter delete",
       .summary = {"删除常用筛选", "Delete a saved filter"},
       .example = "gridgov filter delete issues late-lamps",
       .method = "SavedFilterService.DeleteSavedFilter",
       .args = {{.name = "COLLECTION", .help = {"对象", "What it filters"}, .field = "collection"},
                title}},
  };
}

}  // namespace gridgov
