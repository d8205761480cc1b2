// compound: residential compounds.
#include "client-cli/commands/commands.h"

namespace gridgov {
namespace {

std::vector<Flag> CompoundFlags() {
  return {
      {.name = "title", .help = {"名称", "What it is called"}, .field = "compound.title"},
      {.name = "grid", .help = {"所在网格", "The grid it lies in"}, .field = "compound.grid"},
      {.name = "kind", .help = {"类型", "Its kind"}, .field = "compound.kind"},
      {.name = "management",
       .help = {"管理方式", "Who manages it"},
       .field = "compound.management"},
      {.name = "address", .help = {"地址", "Where it is"}, .field = "compound.address"},
      {.name = "buildings", .help = {"楼栋数", "Buildings"}, .field = "compound.buildings"},
      {.name = "entrances", .help = {"单元数", "Entrances"}, .field = "compound.entrances"},
      {.name = "households", .help = {"户数", "Households"}, .field = "compound.households"},
      {.name = "built-year", .help = {"建成年份", "Built in"}, .field = "compound.built_year"},
      {.name = "gates", .help = {"出入口数", "Gates"}, .field = "compound.gates"},
      {.name = "parking-places",
       .help = {"车位数", "Parking places"},
       .field = "compound.parking_places"},
  };
}

}  // namespace

std::vector<Command> CompoundCommands() {
  std::vector<Flag> create = CompoundFlags();
  create.insert(create.begin(),
                {.name = "code", .help = {"代码", "Its code"}, .field = "compound.code"});
  std::vector<Flag> update = CompoundFlags();
  update.push_back(EtagFlag("compound.etag"));
  return {
      {.path = "compound create",
       .summary = {"新建小区", "Make a compound"},
       .example = "gridgov compound create --code XQ-01 --title 示例小区 --grid 510703003001001 "
                  "--kind old --management community",
       .method = "CompoundService.CreateCompound",
       .flags = create},
      {.path = "compound update",
       .summary = {"修改小区", "Change a compound"},
       .example = "gridgov compound update XQ-01 --management firm",
       .method = "CompoundService.UpdateCompound",
       .args = {{.name = "COMPOUND",
                 .help = {"小区", "The compound"},
                 .field = "compound.name",
                 .collection = "compounds"}},
       .flags = update},
      {.path = "compound list",
       .summary = {"查看小区", "List compounds"},
       .example = "gridgov compound list --kind old",
       .method = "CompoundService.ListCompounds",
       .flags = ListFlags(
           "CompoundService.ListCompounds",
           {{.name = "grid", .help = {"网格", "In this grid"}, .filter = "grid"},
            {.name = "kind", .help = {"类型", "Of this kind"}, .filter = "kind"},
            {.name = "management", .help = {"管理方式", "Managed so"}, .filter = "management"}})},
      {.path = "compound show",
       .summary = {"查看一个小区", "Show a compound"},
       .example = "gridgov compound show XQ-01",
       .method = "CompoundService.GetCompound",
       .args = {{.name = "COMPOUND", .help = {"小区", "The compound"}, .field = "name"}}},
  };
}

}  // namespace gridgov
