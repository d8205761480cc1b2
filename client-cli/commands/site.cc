// site: shops, enterprises, idle premises, places with a hazard; and how often they are visited.
#include "client-cli/commands/commands.h"
#include "client-cli/invocation.h"
#include "gridgov/v1/site.pb.h"

namespace gridgov {
namespace {

absl::Status ImportRhythms(Invocation& in) { return ImportJson(in, "site_rhythms"); }

absl::Status ListIdle(Invocation& in) {
  v1::ListSitesRequest request;
  GG_ASSIGN_OR_RETURN(*request.mutable_filter(), in.Filter(*v1::Site::descriptor()));
  request.set_idle_by_area(true);
  return in.PrintAll(request);
}

std::vector<Flag> SiteFlags() {
  return {
      {.name = "title", .help = {"名称", "What it is called"}, .field = "site.title"},
      {.name = "kind", .help = {"类别", "What it is"}, .field = "site.kind"},
      {.name = "grid", .help = {"所在网格", "The grid it lies in"}, .field = "site.grid"},
      {.name = "address", .help = {"地址", "Where it is"}, .field = "site.address"},
      {.name = "compound", .help = {"所属小区", "The compound"}, .field = "site.compound"},
      {.name = "point", .help = {"坐标：纬度,经度", "LAT,LON"}, .field = "site.point"},
      {.name = "organisation",
       .help = {"经营单位（不填个人）", "The organisation that runs it; no natural person"},
       .field = "site.organisation"},
      {.name = "credit-code",
       .help = {"统一社会信用代码（18位）", "Its unified social credit code (18 characters)"},
       .field = "site.credit_code"},
      {.name = "duty-phone",
       .help = {"单位值班电话", "The organisation's duty phone"},
       .field = "site.duty_phone"},
      {.name = "vacant-area-m2",
       .help = {"闲置面积（平方米）", "Idle premises: the vacant area in square metres"},
       .field = "site.vacant_area_m2"},
      {.name = "owner",
       .help = {"闲置用房产权单位", "Idle premises: the organisation that owns them"},
       .field = "site.owner_organisation"},
      {.name = "present-use",
       .help = {"闲置用房现用途", "Idle premises: what they are used for now"},
       .field = "site.present_use"},
      {.name = "intended-use",
       .help = {"闲置用房拟用途", "Idle premises: what they are meant for"},
       .field = "site.intended_use"},
      {.name = "hazard-kind",
       .help = {"隐患类型", "A hazard: what may happen"},
       .field = "site.hazard_kind"},
      {.name = "responsible-unit",
       .help = {"整改责任单位", "A hazard: the unit that has to remove it"},
       .field = "site.responsible_unit"},
      {.name = "next-check-date",
       .help = {"约定的下次检查日期", "The day by which the next visit was agreed"},
       .field = "site.next_check_date"},
      {.name = "worker",
       .help = {"走访人（默认本网格网格员）", "Who visits it (default the grid's workers)"},
       .field = "site.worker"},
  };
}

std::vector<Command> EditCommands() {
  std::vector<Flag> create = SiteFlags();
  create.insert(create.begin(),
                {.name = "code", .help = {"代码", "Its code"}, .field = "site.code"});
  std::vector<Flag> update = SiteFlags();
  update.push_back(EtagFlag("site.etag"));
  const Arg site{.name = "SITE", .help = {"场所", "The site"}, .field = "name"};
  return {
      {.path = "site create",
       .summary = {"登记场所", "Make a site"},
       .example = "gridgov site create --code CS-01 --title 示例仓库 --kind idle-premises "
                  "--vacant-area-m2 1200 --grid 510703003001001",
       .method = "SiteService.CreateSite",
       .flags = create},
      {.path = "site update",
       .summary = {"修改场所", "Change a site"},
       .example = "gridgov site update CS-01 --vacant-area-m2 800",
       .method = "SiteService.UpdateSite",
       .args = {{.name = "SITE",
                 .help = {"场所", "The site"},
                 .field = "site.name",
                 .collection = "sites"}},
       .flags = update},
      {.path = "site close",
       .summary = {"关闭场所（停业、已盘活、隐患已消除）",
                   "Close a site: it has gone, is let, or its hazard is gone"},
       .example = "gridgov site close CS-01 --reason 已出租",
       .method = "SiteService.CloseSite",
       .args = {site},
       .flags = {{.name = "reason", .help = {"原因", "Why"}, .field = "reason"}, EtagFlag()}},
      {.path = "site reopen",
       .summary = {"恢复使用", "A site is in use again"},
       .example = "gridgov site reopen CS-01",
       .method = "SiteService.ReopenSite",
       .args = {site},
       .flags = {EtagFlag()}},
  };
}

std::vector<Flag> Filters() {
  return {
      {.name = "grid", .help = {"网格", "In this grid"}, .filter = "grid"},
      {.name = "kind", .help = {"类别", "Of this kind"}, .filter = "kind"},
      {.name = "hazard-kind", .help = {"隐患类型", "With this hazard"}, .filter = "hazard_kind"},
      {.name = "state", .help = {"状态", "In this state"}, .filter = "state"},
      {.name = "compound", .help = {"小区", "In this compound"}, .filter = "compound"},
      {.name = "worker", .help = {"走访人", "Visited by"}, .filter = "worker"},
      {.name = "due-before",
       .help = {"该时间之前应走访", "To be visited before this time"},
       .filter = "due_time",
       .op = "<"}};
}

std::vector<Command> ReadCommands() {
  return {
      {.path = "site list",
       .summary = {"查看场所", "List sites"},
       .example = "gridgov site list --kind hazard --state in-use",
       .method = "SiteService.ListSites",
       .flags = ListFlags("SiteService.ListSites", Filters())},
      {.path = "site idle",
       .summary = {"闲置用房清单，按面积从大到小", "The list of idle premises, the largest first"},
       .example = "gridgov site idle --larger-than 500 --output csv",
       .method = "SiteService.ListSites",
       .flags = {{.name = "grid", .help = {"网格", "In this grid"}, .filter = "grid"},
                 {.name = "larger-than",
                  .help = {"面积大于（平方米）", "With more square metres"},
                  .filter = "vacant_area_m2",
                  .op = ">"},
                 {.name = "limit", .help = {"最多显示行数", "Most rows"}, .takes = Takes::kValue}},
       .run = ListIdle},
      {.path = "site show",
       .summary = {"查看一处场所", "Show a site"},
       .example = "gridgov site show CS-01",
       .method = "SiteService.GetSite",
       .args = {{.name = "SITE", .help = {"场所", "The site"}, .field = "name"}}},
      {.path = "site rhythm import",
       .summary = {"从 JSON 导入走访频次", "Import from JSON how often sites are visited"},
       .example = "gridgov site rhythm import site_rhythms.json",
       .method = "SiteService.ImportSiteRhythms",
       .args = {{.name = "FILE",
                 .help = {"JSON 文件，- 为标准输入", "The JSON file; - is the input"}}},
       .run = ImportRhythms},
      {.path = "site rhythm list",
       .summary = {"查看走访频次及其依据", "List how often sites are visited, and by which rule"},
       .example = "gridgov site rhythm list",
       .method = "SiteService.ListSiteRhythms",
       .flags = ListFlags("SiteService.ListSiteRhythms", {})},
  };
}

}  // namespace

std::vector<Command> SiteCommands() {
  std::vector<Command> commands = EditCommands();
  for (Command& command : ReadCommands()) commands.push_back(std::move(command));
  return commands;
}

}  // namespace gridgov
