// patrol type, patrol rule, patrol plan: what is patrolled, how often, and the plans made from it.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client-cli/commands/commands.h"
#include "client-cli/invocation.h"
#include "gridgov/v1/patrol.pb.h"

namespace gridgov {
namespace {

absl::Status ImportTypes(Invocation& in) { return ImportJson(in, "patrol_types"); }

absl::Status ShowType(Invocation& in) {
  v1::GetPatrolTypeRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(const auto type, in.Call<v1::PatrolType>(request));
  GG_RETURN_IF_ERROR(in.Print(type));
  if (in.output().people()) {
    in.PrintPart({.zh = "检查清单", .en = "Checklist"}, type, "checklist");
  }
  return in.output().Written();
}

absl::Status Plan(Invocation& in) {
  v1::PlanPatrolsRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(const auto response, in.Call<v1::PlanPatrolsResponse>(request));
  if (in.output().format() == Format::kJson) return in.Print(response);
  Listing listing(in.output(), *v1::Patrol::descriptor(), in.audience());
  for (const v1::Patrol& patrol : response.patrols()) GG_RETURN_IF_ERROR(listing.Add(patrol));
  GG_RETURN_IF_ERROR(listing.Finish());
  in.Note({.zh = absl::StrCat("新增 ", response.patrols_size(), " 个，已有 ", response.existing(),
                              " 个。"),
           .en = absl::StrCat(response.patrols_size(), " made, ", response.existing(),
                              " were there already.")});
  if (response.grids_without_worker_size() > 0) {
    std::vector<std::string> grids;
    for (const std::string& name : response.grids_without_worker()) {
      grids.push_back(in.audience().label(name));
    }
    const std::string names = absl::StrJoin(grids, " ");
    in.Note({.zh = absl::StrCat("没有网格员、未能计划的网格：", names),
             .en = absl::StrCat("Grids without a worker, for which nothing is planned: ", names)});
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<Command> PatrolRuleCommands() {
  return {
      {.path = "patrol type import",
       .summary = {"从 JSON 导入巡查类型", "Import patrol types from JSON"},
       .example = "gridgov patrol type import patrol-types.json",
       .method = "PatrolService.ImportPatrolTypes",
       .args = {{.name = "FILE",
                 .help = {"JSON 文件，- 为标准输入", "The JSON file; - is the input"}}},
       .run = ImportTypes},
      {.path = "patrol type list",
       .summary = {"查看巡查类型", "List patrol types"},
       .example = "gridgov patrol type list",
       .method = "PatrolService.ListPatrolTypes",
       .flags = ListFlags("PatrolService.ListPatrolTypes", {})},
      {.path = "patrol type show",
       .summary = {"查看巡查类型和检查清单", "Show a patrol type with its checklist"},
       .example = "gridgov patrol type show SAFETY",
       .method = "PatrolService.GetPatrolType",
       .args = {{.name = "TYPE", .help = {"巡查类型代码", "Its code"}, .field = "name"}},
       .run = ShowType},
      {.path = "patrol rule create",
       .summary = {"新建巡查频次规则", "Make a rule for an area"},
       .example = "gridgov patrol rule create --type SAFETY --area 510703003 --rhythm daily "
                  "--source 街道工作方案",
       .method = "PatrolService.CreatePatrolRule",
       .flags = {{.name = "type",
                  .help = {"巡查类型", "The patrol type"},
                  .field = "patrol_rule.patrol_type"},
                 {.name = "area",
                  .help = {"区域代码", "The division whose grids it holds for"},
                  .field = "patrol_rule.area"},
                 {.name = "rhythm", .help = {"频次", "How often"}, .field = "patrol_rule.rhythm"},
                 {.name = "source",
                  .help = {"依据", "The document it comes from"},
                  .field = "patrol_rule.source"},
                 {.name = "from",
                  .help = {"启用日期", "First day"},
                  .field = "patrol_rule.valid_from_date",
                  .fallback = "today"},
                 {.name = "to",
                  .help = {"停用日期", "Last day"},
                  .field = "patrol_rule.valid_to_date"}}},
      {.path = "patrol rule list",
       .summary = {"查看巡查频次规则", "List the rules"},
       .example = "gridgov patrol rule list --area 510703003",
       .method = "PatrolService.ListPatrolRules",
       .flags = ListFlags(
           "PatrolService.ListPatrolRules",
           {{.name = "type", .help = {"巡查类型", "Of this type"}, .filter = "patrol_type"},
            {.name = "area", .help = {"区域", "Of this area"}, .filter = "area"}})},
      {.path = "patrol plan",
       .summary = {"按频次规则生成巡查计划", "Make the patrols that a rule asks for"},
       .example = "gridgov patrol plan 0193a5c0-0000-7000-8000-000000000001 "
                  "--from 2026-11-24 --to 2026-11-30",
       .method = "PatrolService.PlanPatrols",
       .args = {{.name = "RULE", .help = {"频次规则标识", "The rule"}, .field = "patrol_rule"}},
       .flags = {{.name = "from",
                  .help = {"起始日期", "First day"},
                  .field = "from_date",
                  .fallback = "today"},
                 {.name = "to",
                  .help = {"终止日期，最多 31 天", "Last day, at most 31 days later"},
                  .field = "to_date",
                  .fallback = "today"}},
       .run = Plan},
  };
}

}  // namespace gridgov
