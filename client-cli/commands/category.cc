// category: what may be reported, and how fast it is handled.
#include "client-cli/commands/commands.h"
#include "client-cli/invocation.h"
#include "gridgov/v1/category.pb.h"

namespace gridgov {
namespace {

absl::Status Import(Invocation& in) { return ImportJson(in, "categories"); }

absl::Status Show(Invocation& in) {
  v1::GetCategoryRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(const auto category, in.Call<v1::Category>(request));
  GG_RETURN_IF_ERROR(in.Print(category));
  if (in.output().people()) {
    in.PrintPart({.zh = "补充问题", .en = "Questions"}, category, "questions");
  }
  return in.output().Written();
}

const Arg kCategory{.name = "CATEGORY", .help = {"事件类别代码", "Its code"}, .field = "name"};

}  // namespace

std::vector<Command> CategoryCommands() {
  return {
      {.path = "category import",
       .summary = {"从 JSON 导入事件类别（草稿）", "Propose categories from JSON"},
       .example = "gridgov category import categories.json",
       .method = "CategoryService.ImportCategories",
       .args = {{.name = "FILE",
                 .help = {"JSON 文件，- 为标准输入", "The JSON file; - is the input"}}},
       .flags = {{.name = "dry-run",
                  .help = {"只预检，不导入", "Only check"},
                  .field = "validate_only"}},
       .run = Import},
      {.path = "category publish",
       .summary = {"发布事件类别草稿（须由另一人办理）",
                   "Publish drafts; somebody else than the proposer does it"},
       .example = "gridgov category publish 0101 0102",
       .method = "CategoryService.PublishCategories",
       .args = {{.name = "CATEGORY",
                 .help = {"事件类别代码（默认全部草稿）", "Their codes (default all drafts)"},
                 .field = "names",
                 .many = true,
                 .optional = true}}},
      {.path = "category list",
       .summary = {"查看事件类别", "List categories"},
       .example = "gridgov category list --state published",
       .method = "CategoryService.ListCategories",
       .flags = ListFlags("CategoryService.ListCategories",
                          {{.name = "class", .help = {"大类", "Of this class"}, .filter = "class"},
                           {.name = "state", .help = {"状态", "In this state"}, .filter = "state"},
                           {.name = "public-order",
                            .help = {"涉公共秩序", "Of public order"},
                            .filter = "public_order"}})},
      {.path = "category show",
       .summary = {"查看一个事件类别", "Show a category"},
       .example = "gridgov category show 0101",
       .method = "CategoryService.GetCategory",
       .args = {kCategory},
       .run = Show},
      {.path = "category retire",
       .summary = {"停用事件类别", "Take a category out of use"},
       .example = "gridgov category retire 0101",
       .method = "CategoryService.RetireCategory",
       .args = {kCategory},
       .flags = {EtagFlag()}},
  };
}

}  // namespace gridgov
