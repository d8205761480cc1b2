// unit: who handles issues, and the accounts that belong to them.
#include "client-cli/commands/commands.h"

namespace gridgov {
namespace {

std::vector<Flag> UnitFlags() {
  return {
      {.name = "title", .help = {"名称", "What it is called"}, .field = "unit.title"},
      {.name = "kind", .help = {"类型", "Its kind"}, .field = "unit.kind"},
      {.name = "area", .help = {"所属区域代码", "The division it works for"}, .field = "unit.area"},
      {.name = "duty-phone",
       .help = {"值班电话（单位电话）", "The phone on duty, of the office"},
       .field = "unit.duty_phone"},
      {.name = "start-date", .help = {"启用日期", "First day"}, .field = "unit.start_date"},
      {.name = "end-date", .help = {"停用日期", "Last day"}, .field = "unit.end_date"},
  };
}

std::vector<Flag> UpdateFlags() {
  std::vector<Flag> flags = UnitFlags();
  flags.push_back(EtagFlag("unit.etag"));
  return flags;
}

std::vector<Command> MemberCommands() {
  return {
      {.path = "unit member add",
       .summary = {"添加责任单位成员", "Make an account a member of a unit"},
       .example = "gridgov unit member add CG handler01",
       .method = "UnitService.AddUnitMember",
       .args = {{.name = "UNIT", .help = {"责任单位", "The unit"}, .field = "unit_member.unit"},
                {.name = "ACCOUNT",
                 .help = {"账号", "The account"},
                 .field = "unit_member.account"}},
       .flags = {{.name = "start-date",
                  .help = {"起始日期", "First day"},
                  .field = "unit_member.start_date",
                  .fallback = "today"},
                 {.name = "end-date",
                  .help = {"终止日期", "Last day"},
                  .field = "unit_member.end_date"}}},
      {.path = "unit member end",
       .summary = {"终止责任单位成员身份", "End a membership"},
       .example = "gridgov unit member end 0193a5c0-0000-7000-8000-000000000001",
       .method = "UnitService.EndUnitMember",
       .args = {{.name = "MEMBER", .help = {"成员标识", "The membership"}, .field = "name"}},
       .flags = {{.name = "end-date",
                  .help = {"终止日期", "Last day"},
                  .field = "end_date",
                  .fallback = "today"}}},
      {.path = "unit members",
       .summary = {"查看责任单位成员", "List the members of a unit"},
       .example = "gridgov unit members CG",
       .method = "UnitService.ListUnitMembers",
       .args = {{.name = "UNIT", .help = {"责任单位", "The unit"}, .field = "parent"}},
       .flags = ListFlags("UnitService.ListUnitMembers", {})},
  };
}

}  // namespace

std::vector<Command> UnitCommands() {
  std::vector<Flag> create = UnitFlags();
  create.insert(
      create.begin(),
      {.name = "code", .help = {"代码，如 CG", "Its code, such as CG"}, .field = "unit.code"});
  std::vector<Command> commands = {
      {.path = "unit create",
       .summary = {"新建责任单位", "Make a unit"},
       .example =
           "gridgov unit create --code CG --title 城管中队 --kind department --area 510703003",
       .method = "UnitService.CreateUnit",
       .flags = create},
      {.path = "unit update",
       .summary = {"修改责任单位", "Change a unit"},
       .example = "gridgov unit update CG --duty-phone 0816-0000000",
       .method = "UnitService.UpdateUnit",
       .args = {{.name = "UNIT",
                 .help = {"责任单位", "The unit"},
                 .field = "unit.name",
                 .collection = "units"}},
       .flags = UpdateFlags()},
      {.path = "unit list",
       .summary = {"查看责任单位", "List units"},
       .example = "gridgov unit list --kind department",
       .method = "UnitService.ListUnits",
       .flags = ListFlags("UnitService.ListUnits",
                          {{.name = "kind", .help = {"类型", "Of this kind"}, .filter = "kind"},
                           {.name = "area", .help = {"区域", "Of this area"}, .filter = "area"}})},
      {.path = "unit show",
       .summary = {"查看一个责任单位", "Show a unit"},
       .example = "gridgov unit show CG",
       .method = "UnitService.GetUnit",
       .args = {{.name = "UNIT", .help = {"责任单位", "The unit"}, .field = "name"}}},
  };
  for (Command& command : MemberCommands()) commands.push_back(std::move(command));
  return commands;
}

}  // namespace gridgov
