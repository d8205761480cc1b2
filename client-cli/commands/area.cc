// grid split, merge, retire, blockers; division found: areas that change. Each shows what it will
// do and asks before it does it.
#include <utility>

#include "absl/strings/ascii.h"
#include "client-cli/commands/commands.h"
#include "client-cli/failure.h"
#include "client-cli/invocation.h"
#include "client-cli/json_input.h"
#include "gridgov/v1/area.pb.h"

namespace gridgov {

absl::Status ShowPreview(Invocation& in, const v1::AreaChangePreview& preview) {
  if (!in.output().people()) return in.Print(preview);
  in.PrintPart({.zh = "新网格", .en = "New grids"}, preview, "successors");
  in.PrintPart({.zh = "未了事项的去向（汇总）", .en = "Where open work goes, counted"}, preview,
               "counts");
  in.PrintPart({.zh = "未了事项的去向（明细）", .en = "Where open work goes"}, preview, "rows");
  return in.output().Written();
}

absl::StatusOr<bool> Agreed(Invocation& in, const v1::AreaChangePreview& preview) {
  if (in.Has("yes")) return true;
  if (!in.environment().in_is_terminal) {
    return UsageError({.zh = "此操作不能撤销。请先用 --preview 核对，再加 --yes 办理。",
                       .en = "This cannot be undone. Look at it with --preview, then give --yes."});
  }
  GG_RETURN_IF_ERROR(ShowPreview(in, preview));
  GG_ASSIGN_OR_RETURN(const std::string answer,
                      in.Ask({.zh = "此操作不能撤销。确定办理吗？(y/N) ",
                              .en = "This cannot be undone. Do it? (y/N) "},
                             /*secret=*/false, "yes"));
  const std::string word = absl::AsciiStrToLower(answer);
  if (word == "y" || word == "yes" || word == "是") return true;
  in.Note({.zh = "未办理。", .en = "Nothing was done."});
  return false;
}

namespace {

// Preview, question, act. `part` puts the act's request into that of the preview.
template <class Response, class Request, class Part>
absl::Status Change(Invocation& in, Request& request, const Part& part) {
  v1::PreviewAreaChangeRequest ask;
  part(ask) = request;
  GG_ASSIGN_OR_RETURN(const auto preview, in.Call<v1::AreaChangePreview>(ask));
  if (in.Has("preview")) return ShowPreview(in, preview);
  GG_ASSIGN_OR_RETURN(const bool agreed, Agreed(in, preview));
  if (!agreed) return absl::OkStatus();
  if constexpr (requires { request.set_preview_token(""); }) {
    request.set_preview_token(preview.preview_token());
  }
  GG_ASSIGN_OR_RETURN(const auto answer, in.Call<Response>(request));
  return in.Print(answer);
}

absl::Status Split(Invocation& in) {
  v1::SplitGridRequest request;
  GG_ASSIGN_OR_RETURN(const std::string content, ReadFile(in.environment(), in.Value("FILE")));
  GG_RETURN_IF_ERROR(ReadJsonObject(content, request));
  GG_RETURN_IF_ERROR(in.Fill(request));
  return Change<v1::Grid>(
      in, request, [](auto& ask) -> auto& { return *ask.mutable_split(); });
}

absl::Status Merge(Invocation& in) {
  v1::MergeGridsRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  if (in.Has("boundary")) {
    GG_ASSIGN_OR_RETURN(const std::string content,
                        ReadFile(in.environment(), in.Value("boundary")));
    GG_ASSIGN_OR_RETURN(*request.mutable_successor()->mutable_boundary(), GeometryOf(content));
  }
  return Change<v1::Grid>(
      in, request, [](auto& ask) -> auto& { return *ask.mutable_merge(); });
}

absl::Status Retire(Invocation& in) {
  v1::RetireGridRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  return Change<v1::Grid>(
      in, request, [](auto& ask) -> auto& { return *ask.mutable_retire(); });
}

absl::Status Blockers(Invocation& in) {
  v1::PreviewAreaChangeRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(const auto preview, in.Call<v1::AreaChangePreview>(request));
  GG_RETURN_IF_ERROR(ShowPreview(in, preview));
  if (preview.rows().empty()) {
    in.Note({.zh = "没有未了事项，可以停用。", .en = "Nothing is open: it can be retired."});
  }
  return absl::OkStatus();
}

absl::Status Found(Invocation& in) {
  v1::FoundCommunityRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  return Change<v1::Division>(
      in, request, [](auto& ask) -> auto& { return *ask.mutable_found(); });
}

// What all changes take beside their own.
std::vector<Flag> ChangeFlags(std::vector<Flag> flags) {
  flags.push_back({.name = "effective-date",
                   .help = {"生效日期：今天或最近 31 天内",
                            "The first day of the new state: today or one of the last 31 days"},
                   .field = "effective_date",
                   .fallback = "today"});
  flags.push_back(
      {.name = "reason", .help = {"原因和文件依据", "Why, with the document"}, .field = "reason"});
  flags.push_back({.name = "preview",
                   .help = {"只预览，不办理", "Only show what it would do"},
                   .takes = Takes::kNothing});
  flags.push_back({.name = "yes",
                   .help = {"不再询问，直接办理", "Do it without asking"},
                   .takes = Takes::kNothing});
  return flags;
}

std::vector<Flag> RetireFlags() {
  std::vector<Flag> flags = ChangeFlags({EtagFlag()});
  std::erase_if(flags, [](const Flag& flag) { return flag.name == "reason"; });
  return flags;
}

std::vector<Flag> MergeFlags() {
  return ChangeFlags({
      {.name = "title", .help = {"新网格名称", "The new grid's name"}, .field = "successor.title"},
      {.name = "code",
       .help = {"15 位代码（默认取下一个顺序号）", "15 digits (default the next serial)"},
       .field = "successor.code"},
      {.name = "kind",
       .help = {"类型（默认同第一个网格）", "Its kind (default that of the first)"},
       .field = "successor.kind"},
      {.name = "boundary",
       .help = {"边界文件（GeoJSON；默认合并原边界）",
                "The file of its boundary, GeoJSON (default those it joins)"}},
      {.name = "boundary-source",
       .help = {"边界来源", "Where the boundary comes from"},
       .field = "successor.boundary_source"},
      {.name = "households",
       .help = {"户数（默认相加）", "Households (default the sum)"},
       .field = "successor.households"},
      {.name = "residents",
       .help = {"人数（默认相加）", "Residents (default the sum)"},
       .field = "successor.residents"},
  });
}

}  // namespace

std::vector<Command> AreaCommands() {
  return {
      {.path = "grid split",
       .summary = {"拆分网格；新网格和去向规则写在 JSON 文件中",
                   "Split a grid; a JSON file holds the new grids and what goes where"},
       .example =
           "gridgov grid split 510703003001001 split.json --reason 街办发〔2026〕1号 --preview",
       .method = "AreaService.SplitGrid",
       .args = {{.name = "GRID", .help = {"网格", "The grid"}, .field = "name"},
                {.name = "FILE",
                 .help = {"JSON：successors、default_successor、placements；- 为标准输入",
                          "JSON: successors, default_successor, placements; - is the input"}}},
       .flags = ChangeFlags({EtagFlag()}),
       .run = Split},
      {.path = "grid merge",
       .summary = {"合并同一社区的网格", "Merge grids of one community"},
       .example = "gridgov grid merge 510703003001001 510703003001002 --title 第一网格 "
                  "--reason 街办发〔2026〕2号 --preview",
       .method = "AreaService.MergeGrids",
       .args = {{.name = "GRID",
                 .help = {"要合并的网格（至少两个）", "The grids, two or more"},
                 .field = "grids",
                 .many = true}},
       .flags = MergeFlags(),
       .run = Merge},
      {.path = "grid retire",
       .summary = {"停用没有未了事项的网格", "Take a grid out of use in which nothing is open"},
       .example = "gridgov grid retire 510703003001001",
       .method = "AreaService.RetireGrid",
       .args = {{.name = "GRID", .help = {"网格", "The grid"}, .field = "name"}},
       .flags = RetireFlags(),
       .run = Retire},
      {.path = "grid blockers",
       .summary = {"查看阻碍网格停用的未了事项", "List what keeps a grid from being retired"},
       .example = "gridgov grid blockers 510703003001001",
       .method = "AreaService.PreviewAreaChange",
       .args = {{.name = "GRID", .help = {"网格", "The grid"}, .field = "retire.name"}},
       .flags = {{.name = "effective-date",
                  .help = {"停用日期", "The day of the retirement"},
                  .field = "retire.effective_date",
                  .fallback = "today"}},
       .run = Blockers},
      {.path = "division found",
       .summary = {"新设社区，并从原社区接收网格",
                   "Found a community that takes over grids of older ones"},
       .example = "gridgov division found 510703003098 --title 新设社区 --parent 510703003 "
                  "--grids 510703003001001,510703003001002 --reason 街办发〔2026〕3号 --preview",
       .method = "AreaService.FoundCommunity",
       .args = {{.name = "CODE", .help = {"社区代码（12 位）", "Its 12 digits"}, .field = "code"}},
       .flags = ChangeFlags({
           {.name = "title", .help = {"社区名称", "Its official name"}, .field = "title"},
           {.name = "parent", .help = {"所属街道代码", "The subdistrict"}, .field = "parent"},
           {.name = "grids", .help = {"接收的网格", "The grids it takes over"}, .field = "grids"},
           {.name = "close-emptied",
            .help = {"原社区不再有网格时一并撤销",
                     "Close an older community that has no grid left"},
            .field = "close_emptied"},
       }),
       .run = Found},
  };
}

}  // namespace gridgov
