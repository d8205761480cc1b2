// The words of sites, their visits, and imports.
#include "client-cli/word_tables.h"

namespace gridgov {

const WordTable& SiteWords() {
  static const auto* words = new WordTable{
      {"Site.KIND_SHOP", {"商铺", "shop"}},
      {"Site.KIND_ENTERPRISE", {"企业", "enterprise"}},
      {"Site.KIND_IDLE_PREMISES", {"闲置用房", "idle premises"}},
      {"Site.KIND_HAZARD", {"隐患点位", "place with a hazard"}},
      {"Site.HAZARD_KIND_FIRE", {"消防", "fire"}},
      {"Site.HAZARD_KIND_GAS", {"燃气", "gas"}},
      {"Site.HAZARD_KIND_ELECTRICITY", {"用电", "electricity"}},
      {"Site.HAZARD_KIND_BUILDING", {"房屋建筑", "building"}},
      {"Site.HAZARD_KIND_FLOOD", {"防汛内涝", "flood"}},
      {"Site.HAZARD_KIND_SLOPE", {"地质边坡", "slope"}},
      {"Site.HAZARD_KIND_TRAFFIC", {"道路交通", "traffic"}},
      {"Site.HAZARD_KIND_PUBLIC_FACILITY", {"公共设施", "public facility"}},
      {"Site.HAZARD_KIND_DANGEROUS_GOODS", {"危险物品", "dangerous goods"}},
      {"Site.STATE_IN_USE", {"在用", "in use"}},
      {"Site.STATE_CLOSED", {"已关闭", "closed"}},
      {"AreaChangePreview.KIND_SITE", {"场所", "site"}},
      {"Issue.SOURCE_VISIT", {"走访", "visit"}},
      {"Handover.KIND_SITE", {"场所", "site"}},
      {"WorkItem.KIND_VISIT", {"走访", "visit"}},
      {"WorkItem.KIND_RAISE", {"转办诉求", "take an ask to a unit"}},
      {"Job.KIND_SHEET_IMPORT", {"导入文件", "import of a file"}},
      {"SheetImport.KIND_GRIDS", {"网格", "grids"}},
      {"SheetImport.KIND_COMPOUNDS", {"小区", "compounds"}},
      {"SheetImport.KIND_SITES", {"场所", "sites"}},
      {"SheetImport.KIND_STAFF", {"工作人员", "staff"}},
      {"SheetImport.KIND_PATROL_LOGS", {"巡查日志", "patrol logs"}},
      {"SheetImport.FORMAT_XLSX", {"XLSX", "xlsx"}},
      {"SheetImport.FORMAT_CSV", {"CSV", "csv"}},
      {"SiteVisit.SUBJECT_ROUTINE", {"日常走访", "routine"}},
      {"SiteVisit.SUBJECT_POLICY", {"政策宣传", "policies"}},
      {"SiteVisit.SUBJECT_SAFETY_CHECK", {"安全检查", "safety check"}},
      {"SiteVisit.SUBJECT_FOLLOW_UP", {"诉求回访", "follow-up"}},
      {"SiteVisit.SUBJECT_LETTING", {"招商盘活", "letting"}},
      {"SiteVisit.Ask.CATEGORY_UTILITIES", {"水电气讯", "utilities"}},
      {"SiteVisit.Ask.CATEGORY_TRAFFIC", {"道路停车", "traffic"}},
      {"SiteVisit.Ask.CATEGORY_ENVIRONMENT", {"市容环境", "environment"}},
      {"SiteVisit.Ask.CATEGORY_SAFETY", {"安全消防", "safety"}},
      {"SiteVisit.Ask.CATEGORY_LICENSING", {"证照审批", "licensing"}},
      {"SiteVisit.Ask.CATEGORY_FINANCE", {"融资税费", "finance"}},
      {"SiteVisit.Ask.CATEGORY_LABOUR", {"用工", "labour"}},
      {"SiteVisit.Ask.CATEGORY_PREMISES", {"场地用房", "premises"}},
      {"SiteVisit.Ask.CATEGORY_POLICY", {"政策咨询", "policies"}},
  };
  return *words;
}

const WordTable& SiteCodeWords() {
  static const auto* words = new WordTable{
      {"site.update", {"修改", "update"}},
      {"site.visit", {"走访", "visit"}},
      {"site.close", {"关闭", "close"}},
      {"site.reopen", {"恢复使用", "reopen"}},
      {"visit.raise_ask", {"转办诉求", "take an ask to a unit"}},
      {"visit.settle_ask", {"答复诉求", "answer an ask"}},
  };
  return *words;
}

}  // namespace gridgov
