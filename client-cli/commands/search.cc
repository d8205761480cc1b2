// search: words in numbers, titles and addresses, over all that the caller may list.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client-cli/commands/commands.h"
#include "client-cli/invocation.h"
#include "gridgov/v1/search.pb.h"

namespace gridgov {
namespace {

absl::Status Search(Invocation& in) {
  v1::SearchRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(const auto found, in.Call<v1::SearchResponse>(request));
  if (!in.output().people()) return in.Print(found);
  in.PrintPart({.zh = "事件", .en = "Issues"}, found, "issues");
  in.PrintPart({.zh = "网格", .en = "Grids"}, found, "grids");
  in.PrintPart({.zh = "小区", .en = "Compounds"}, found, "compounds");
  in.PrintPart({.zh = "场所", .en = "Sites"}, found, "sites");
  in.PrintPart({.zh = "矛盾纠纷", .en = "Disputes"}, found, "disputes");
  if (found.issues().empty() && found.grids().empty() && found.compounds().empty() &&
      found.disputes().empty() && found.sites().empty()) {
    in.Note({.zh = "没有找到。只查编号、名称和地址。",
             .en = "Nothing found. Only numbers, titles and addresses are searched."});
  }
  if (!found.more().empty()) {
    const std::string more = absl::StrJoin(found.more(), ", ");
    in.Note({.zh = absl::StrCat("还有更多：", more, "，请用各自的 list --query 查看。"),
             .en = absl::StrCat("There are more of: ", more, ". See their list --query.")});
  }
  return in.output().Written();
}

}  // namespace

std::vector<Command> SearchCommands() {
  return {{.path = "search",
           .summary = {"查找编号、名称和地址中的字词",
                       "Look for words in numbers, titles and addresses"},
           .example = "gridgov search 路灯",
           .method = "SearchService.Search",
           .args = {{.name = "WORDS",
                     .help = {"字词，一个字也可以", "Words, one character too"},
                     .field = "query"}},
           .flags = {{.name = "limit",
                      .help = {"每类最多显示行数", "Most rows of each kind"},
                      .field = "page_size"}},
           .run = Search}};
}

}  // namespace gridgov
