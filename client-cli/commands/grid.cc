// grid: the grids of a community and who works in them.
#include <set>

#include "absl/strings/str_cat.h"
#include "client-cli/commands/commands.h"
#include "client-cli/failure.h"
#include "client-cli/invocation.h"
#include "client-cli/json_input.h"
#include "gridgov/v1/grid.pb.h"

namespace gridgov {
namespace {

std::vector<Flag> GridFlags() {
  return {
      {.name = "title", .help = {"名称", "What it is called"}, .field = "grid.title"},
      {.name = "kind", .help = {"类型", "Its kind"}, .field = "grid.kind"},
      {.name = "boundary", .help = {"边界文件（GeoJSON）", "The file of its boundary, GeoJSON"}},
      {.name = "boundary-source",
       .help = {"边界来源", "Where the boundary comes from"},
       .field = "grid.boundary_source"},
      {.name = "centre",
       .help = {"中心点：纬度,经度", "Its centre: LAT,LON"},
       .field = "grid.centre"},
      {.name = "households", .help = {"户数", "Households"}, .field = "grid.households"},
      {.name = "residents", .help = {"人数", "Residents"}, .field = "grid.residents"},
  };
}

absl::Status ReadBoundary(Invocation& in, v1::Grid& grid) {
  if (!in.Has("boundary")) return absl::OkStatus();
  GG_ASSIGN_OR_RETURN(const std::string content, ReadFile(in.environment(), in.Value("boundary")));
  GG_ASSIGN_OR_RETURN(*grid.mutable_boundary(), GeometryOf(content));
  return absl::OkStatus();
}

absl::Status Create(Invocation& in) {
  v1::CreateGridRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_RETURN_IF_ERROR(ReadBoundary(in, *request.mutable_grid()));
  GG_ASSIGN_OR_RETURN(const auto grid, in.Call<v1::Grid>(request));
  return in.Print(grid);
}

absl::Status Update(Invocation& in) {
  v1::UpdateGridRequest request;
  const absl::Status filled = in.Fill(request);
  // The boundary comes from a file, which Fill() does not count as a change.
  if (!filled.ok() && !(in.Has("boundary") && request.update_mask().paths().empty())) return filled;
  GG_RETURN_IF_ERROR(ReadBoundary(in, *request.mutable_grid()));
  if (in.Has("boundary")) request.mutable_update_mask()->add_paths("boundary");
  GG_ASSIGN_OR_RETURN(const auto grid, in.Call<v1::Grid>(request));
  return in.Print(grid);
}

// The codes of the grids within reach, so that no call is made, and journalled as denied, for
// another.
absl::StatusOr<std::set<std::string>> CodesWithinReach(Invocation& in) {
  std::set<std::string> codes;
  v1::ListGridsRequest request;
  request.set_page_size(200);
  do {
    GG_ASSIGN_OR_RETURN(const auto page, in.Call<v1::ListGridsResponse>(request));
    for (const v1::Grid& grid : page.grids()) codes.insert(grid.code());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return codes;
}

absl::Status OutOfReach() {
  return UsageError({.zh = "没有这个网格，或不属于本辖区；可用 --skip-unknown 跳过。",
                     .en = "There is no such grid within reach; --skip-unknown passes it over."});
}

// Draws the grids that a file has features for, one by one: what is wrong with one is told and does
// not keep the others from being drawn.
absl::Status ImportBoundaries(Invocation& in) {
  GG_ASSIGN_OR_RETURN(const std::string content, ReadFile(in.environment(), in.Value("FILE")));
  GG_ASSIGN_OR_RETURN(const std::vector<BoundaryFeature> features, BoundaryFeatures(content));
  GG_ASSIGN_OR_RETURN(const std::set<std::string> known, CodesWithinReach(in));
  std::vector<Row> drawn;
  int wrong = 0;
  for (const BoundaryFeature& feature : features) {
    const bool unknown = !known.contains(feature.code);
    if (unknown && in.Has("skip-unknown")) continue;
    v1::UpdateGridRequest request;
    request.mutable_grid()->set_name(absl::StrCat("grids/", feature.code));
    request.mutable_grid()->set_boundary(feature.boundary);
    request.mutable_grid()->set_boundary_source(feature.boundary_source);
    request.mutable_update_mask()->add_paths("boundary");
    request.mutable_update_mask()->add_paths("boundary_source");
    const absl::StatusOr<v1::Grid> grid = unknown ? OutOfReach() : in.Call<v1::Grid>(request);
    if (grid.ok()) {
      drawn.push_back({grid->code(), grid->title(), absl::StrCat(grid->area_m2())});
      continue;
    }
    ++wrong;
    in.environment().err << Printable(absl::StrCat(feature.code, ": "));
    PrintFailure(grid.status(), in.chinese(), in.environment().err);
  }
  const Row titles =
      in.chinese() ? Row{"代码", "名称", "面积（平方米）"} : Row{"code", "title", "area in m²"};
  GG_RETURN_IF_ERROR(in.output().PrintRows({"code", "title", "area_m2"}, titles, drawn));
  if (wrong == 0) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument, "ROW_ERRORS",
                   {.zh = absl::StrCat(wrong, " 个边界有误，其余 ", drawn.size(), " 个已导入。"),
                    .en = absl::StrCat(wrong, " boundaries are wrong; the other ", drawn.size(),
                                       " were taken.")});
}

std::vector<Command> StaffCommands() {
  return {
      {.path = "grid assign",
       .summary = {"安排网格人员", "Assign an account to a grid"},
       .example = "gridgov grid assign 510703003001001 worker01 --duty worker",
       .method = "GridService.AssignGridStaff",
       .args = {{.name = "GRID", .help = {"网格", "The grid"}, .field = "grid_assignment.grid"},
                {.name = "ACCOUNT",
                 .help = {"账号", "The account"},
                 .field = "grid_assignment.account"}},
       .flags = {{.name = "duty",
                  .help = {"职责", "The duty"},
                  .field = "grid_assignment.duty",
                  .fallback = "worker"},
                 {.name = "start-date",
                  .help = {"起始日期", "First day"},
                  .field = "grid_assignment.start_date",
                  .fallback = "today"},
                 {.name = "end-date",
                  .help = {"终止日期", "Last day"},
                  .field = "grid_assignment.end_date"},
                 {.name = "reason", .help = {"原因", "Why"}, .field = "grid_assignment.reason"}}},
      {.path = "grid unassign",
       .summary = {"终止网格人员安排", "End an assignment"},
       .example = "gridgov grid unassign 0193a5c0-0000-7000-8000-000000000001 --reason 调岗",
       .method = "GridService.EndGridAssignment",
       .args = {{.name = "ASSIGNMENT", .help = {"安排标识", "The assignment"}, .field = "name"}},
       .flags = {{.name = "end-date",
                  .help = {"终止日期", "Last day"},
                  .field = "end_date",
                  .fallback = "today"},
                 {.name = "reason", .help = {"原因", "Why"}, .field = "reason"}}},
      {.path = "grid staff",
       .summary = {"查看网格人员", "List who works in a grid"},
       .example = "gridgov grid staff 510703003001001",
       .method = "GridService.ListGridAssignments",
       .args = {{.name = "GRID", .help = {"网格", "The grid"}, .field = "grid"}},
       .flags = ListFlags("GridService.ListGridAssignments", {})},
  };
}

}  // namespace

std::vector<Command> GridCommands() {
  std::vector<Flag> create = GridFlags();
  create.insert(
      create.begin(),
      {{.name = "community",
        .help = {"所属社区代码", "The community it belongs to"},
        .field = "grid.community"},
       {.name = "code",
        .help = {"15 位代码（默认取下一个顺序号）", "15 digits (default the next serial)"},
        .field = "grid.code"}});
  std::vector<Flag> update = GridFlags();
  update.push_back(EtagFlag("grid.etag"));
  std::vector<Command> commands = {
      {.path = "grid create",
       .summary = {"新建网格", "Make a grid"},
       .example = "gridgov grid create --community 510703003001 --title 第一网格 "
                  "--kind comprehensive --centre 31.46,104.74",
       .method = "GridService.CreateGrid",
       .flags = create,
       .run = Create},
      {.path = "grid update",
       .summary = {"修改网格", "Change a grid"},
       .example = "gridgov grid update 510703003001001 --households 320",
       .method = "GridService.UpdateGrid",
       .args = {{.name = "GRID",
                 .help = {"网格", "The grid"},
                 .field = "grid.name",
                 .collection = "grids"}},
       .flags = update,
       .run = Update},
      {.path = "grid import-boundaries",
       .summary = {"从 GeoJSON 导入网格边界（按 properties.code 对应）",
                   "Draw grids from GeoJSON; properties.code says which"},
       .example = "gridgov grid import-boundaries grids.geojson",
       .method = "GridService.UpdateGrid",
       .args = {{.name = "FILE",
                 .help = {"GeoJSON 要素集合，- 为标准输入",
                          "A GeoJSON FeatureCollection; - is the input"}}},
       .flags = {{.name = "skip-unknown",
                  .help = {"跳过不存在或不属于本辖区的网格",
                           "Pass over grids that are not there or out of reach"},
                  .takes = Takes::kNothing}},
       .run = ImportBoundaries},
      {.path = "grid list",
       .summary = {"查看网格", "List grids"},
       .example = "gridgov grid list --community 510703003001",
       .method = "GridService.ListGrids",
       .flags = ListFlags(
           "GridService.ListGrids",
           {{.name = "community", .help = {"社区", "Of this community"}, .filter = "community"},
            {.name = "kind", .help = {"类型", "Of this kind"}, .filter = "kind"},
            {.name = "state", .help = {"状态", "In this state"}, .filter = "state"},
            {.name = "to-be-placed",
             .help = {"尚无边界和中心点", "Without a boundary and a centre"},
             .filter = "to_be_placed"}})},
      {.path = "grid show",
       .summary = {"查看一个网格", "Show a grid"},
       .example = "gridgov grid show 510703003001001",
       .method = "GridService.GetGrid",
       .args = {{.name = "GRID", .help = {"网格", "The grid"}, .field = "name"}}},
  };
  for (Command& command : StaffCommands()) commands.push_back(std::move(command));
  return commands;
}

}  // namespace gridgov
