// The columns of each kind of import.
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/site.pb.h"
#include "server/handlers/import_columns.h"

namespace gridgov {
namespace {

using Kind = v1::SheetImport;

ImportColumn Code(const std::string& field, const Text& title, const Text& note) {
  return {.field = field, .title = title, .note = note, .required = true, .width = 20};
}

ImportColumn Words(const std::string& field, const Text& title, double width = 24,
                   const Text& note = {"选填", "optional"}) {
  return {.field = field, .title = title, .note = note, .width = width};
}

ImportColumn Whole(const std::string& field, const Text& title) {
  return {.field = field,
          .title = title,
          .note = {"选填，整数", "optional, a whole number"},
          .type = CellType::kNumber,
          .width = 12};
}

ImportColumn Place() {
  return {.field = "grid",
          .title = {"网格代码", "grid"},
          .note = {"必填，15位网格代码，请设为文本", "required: 15 digits, as text"},
          .required = true,
          .type = CellType::kReference,
          .collection = "grids",
          .width = 20};
}

const Text kName = {"名称", "title"};
const Text kNameNote = {"必填", "required"};

ImportKind Grids() {
  return {.kind = Kind::KIND_GRIDS,
          .title = {"网格", "Grids"},
          .permissions = {"grids.create", "grids.update"},
          .columns = {
              Code("code", {"网格代码", "code"},
                   {"必填，15位，前12位为社区代码，请设为文本；已有的代码会更新",
                    "required: 15 digits, as text; a code that is there is updated"}),
              {.field = "title", .title = kName, .note = kNameNote, .required = true, .width = 24},
              {.field = "kind",
               .title = {"类型", "kind"},
               .note = {"必填：综合网格、专属网格", "required: comprehensive, dedicated"},
               .required = true,
               .type = CellType::kChoice,
               .choices = {{{"综合网格", "comprehensive"}, v1::Grid::KIND_COMPREHENSIVE},
                           {{"专属网格", "dedicated"}, v1::Grid::KIND_DEDICATED}}},
              Whole("households", {"户数", "households"}),
              Whole("residents", {"人数", "residents"}),
              {.field = "centre",
               .title = {"中心点", "centre"},
               .note = {"选填，WGS-84：纬度,经度，如 31.46,104.68",
                        "optional, WGS-84: LAT,LON such as 31.46,104.68"},
               .type = CellType::kPoint}}};
}

ImportKind Compounds() {
  using C = v1::Compound;
  return {
      .kind = Kind::KIND_COMPOUNDS,
      .title = {"小区", "Compounds"},
      .permissions = {"compounds.create", "compounds.update"},
      .columns = {
          Code("code", {"小区代码", "code"},
               {"必填，字母、数字、连字符，最多20位；已有的代码会更新",
                "required: letters, digits and hyphens, 20 at most; one that is there is updated"}),
          {.field = "title", .title = kName, .note = kNameNote, .required = true, .width = 24},
          Place(),
          Words("address", {"地址", "address"}, 32),
          {.field = "kind",
           .title = {"类型", "kind"},
           .note = {"必填：商品房小区、老旧小区、单位宿舍、安置小区、自建房片区",
                    "required: commercial, old, unit housing, resettled, self-built"},
           .required = true,
           .type = CellType::kChoice,
           .choices = {{{"商品房小区", "commercial"}, C::KIND_COMMERCIAL},
                       {{"老旧小区", "old"}, C::KIND_OLD},
                       {{"单位宿舍", "unit housing"}, C::KIND_UNIT_HOUSING},
                       {{"安置小区", "resettled"}, C::KIND_RESETTLED},
                       {{"自建房片区", "self-built"}, C::KIND_SELF_BUILT}}},
          {.field = "management",
           .title = {"管理方式", "management"},
           .note = {"必填：物业服务企业、业主自管、社区代管、无人管理",
                    "required: firm, self, community, none"},
           .required = true,
           .type = CellType::kChoice,
           .choices = {{{"物业服务企业", "firm"}, C::MANAGEMENT_FIRM},
                       {{"业主自管", "self"}, C::MANAGEMENT_SELF},
                       {{"社区代管", "community"}, C::MANAGEMENT_COMMUNITY},
                       {{"无人管理", "none"}, C::MANAGEMENT_NONE}}},
          Whole("buildings", {"楼栋数", "buildings"}),
          Whole("entrances", {"单元数", "entrances"}),
          Whole("households", {"户数", "households"}),
          Whole("built_year", {"建成年份", "built in"}),
          Whole("gates", {"出入口数", "gates"}),
          Whole("parking_places", {"车位数", "parking places"})}};
}

std::vector<ImportChoice> Hazards() {
  using S = v1::Site;
  return {{{"消防", "fire"}, S::HAZARD_KIND_FIRE},
          {{"燃气", "gas"}, S::HAZARD_KIND_GAS},
          {{"用电", "electricity"}, S::HAZARD_KIND_ELECTRICITY},
          {{"房屋建筑", "building"}, S::HAZARD_KIND_BUILDING},
          {{"防汛内涝", "flood"}, S::HAZARD_KIND_FLOOD},
          {{"地质边坡", "slope"}, S::HAZARD_KIND_SLOPE},
          {{"道路交通", "traffic"}, S::HAZARD_KIND_TRAFFIC},
          {{"公共设施", "public facility"}, S::HAZARD_KIND_PUBLIC_FACILITY},
          {{"危险物品", "dangerous goods"}, S::HAZARD_KIND_DANGEROUS_GOODS}};
}

ImportKind Sites() {
  using S = v1::Site;
  const Text idle = {"闲置用房填写", "of idle premises"};
  return {
      .kind = Kind::KIND_SITES,
      .title = {"场所", "Sites"},
      .permissions = {"sites.edit"},
      .columns = {
          Code("code", {"场所代码", "code"},
               {"必填，字母、数字、连字符，最多20位；已有的代码会更新",
                "required: letters, digits and hyphens, 20 at most; one that is there is updated"}),
          {.field = "title", .title = kName, .note = kNameNote, .required = true, .width = 24},
          {.field = "kind",
           .title = {"类别", "kind"},
           .note = {"必填：商铺、企业、闲置用房、隐患点位",
                    "required: shop, enterprise, idle premises, "
                    "hazard"},
           .required = true,
           .type = CellType::kChoice,
           .choices = {{{"商铺", "shop"}, S::KIND_SHOP},
                       {{"企业", "enterprise"}, S::KIND_ENTERPRISE},
                       {{"闲置用房", "idle premises"}, S::KIND_IDLE_PREMISES},
                       {{"隐患点位", "hazard"}, S::KIND_HAZARD}}},
          Place(),
          Words("address", {"地址", "address"}, 32),
          {.field = "compound",
           .title = {"小区代码", "compound"},
           .note = {"选填", "optional"},
           .type = CellType::kReference,
           .collection = "compounds"},
          {.field = "point",
           .title = {"坐标", "point"},
           .note = {"选填，WGS-84：纬度,经度", "optional, WGS-84: LAT,LON"},
           .type = CellType::kPoint},
          Words("organisation", {"经营单位", "organisation"}, 28,
                {"选填，不填个人", "optional; no natural person"}),
          Words("credit_code", {"统一社会信用代码", "credit code"}, 22,
                {"选填，18位", "optional, 18 characters"}),
          Words("duty_phone", {"值班电话", "duty phone"}, 16,
                {"选填，单位电话", "optional, the organisation's"}),
          {.field = "vacant_area_m2",
           .title = {"闲置面积（平方米）", "vacant m2"},
           .note = {"闲置用房必填，整数", "required of idle premises, whole"},
           .type = CellType::kNumber},
          Words("owner_organisation", {"产权单位", "owner"}, 24, idle),
          Words("present_use", {"现用途", "present use"}, 20, idle),
          Words("intended_use", {"拟用途", "intended use"}, 20, idle),
          {.field = "hazard_kind",
           .title = {"隐患类型", "hazard"},
           .note =
               {"隐患点位必填：消防、燃气、用电、房屋建筑、防汛内涝、地质边坡、道路交通、"
                "公共设施、危险物品",
                "required of a hazard: fire, gas, electricity, building, flood, slope, traffic, "
                "public facility, dangerous goods"},
           .type = CellType::kChoice,
           .choices = Hazards()},
          {.field = "responsible_unit",
           .title = {"整改责任单位代码", "responsible unit"},
           .note = {"隐患点位填写", "of a hazard"},
           .type = CellType::kReference,
           .collection = "units"},
          {.field = "next_check_date",
           .title = {"下次检查日期", "next check"},
           .note = {"选填，如 2026-01-31", "optional, such as 2026-01-31"},
           .type = CellType::kDay}}};
}

ImportKind Staff() {
  return {
      .kind = Kind::KIND_STAFF,
      .title = {"工作人员", "Staff"},
      .permissions = {"accounts.invite", "roles.grant"},
      .columns = {
          Code("username", {"用户名", "user name"},
               {"必填，小写字母开头，不用姓名；已有的账号不改动",
                "required: begins with a small letter, nobody's name; one that is there stays"}),
          {.field = "display_name", .title = {"姓名", "name"}, .note = kNameNote, .required = true},
          Words("phone", {"电话", "phone"}, 18),
          {.field = "role",
           .title = {"角色", "role"},
           .note = {"选填：网格员、社区工作站、人民调解员、街道综治中心、责任单位、值班长、主任",
                    "optional: grid worker, community office, mediator, subdistrict centre, "
                    "handling unit, duty lead, office head"},
           .type = CellType::kChoice,
           .choices = {{{"网格员", "grid worker"}, v1::ROLE_GRID_WORKER},
                       {{"社区工作站", "community office"}, v1::ROLE_COMMUNITY_OFFICE},
                       {{"人民调解员", "mediator"}, v1::ROLE_MEDIATOR},
                       {{"街道综治中心", "subdistrict centre"}, v1::ROLE_SUBDISTRICT_CENTRE},
                       {{"责任单位", "handling unit"}, v1::ROLE_HANDLING_UNIT},
                       {{"值班长", "duty lead"}, v1::ROLE_DUTY_LEAD},
                       {{"主任", "office head"}, v1::ROLE_OFFICE_HEAD}}},
          Words("area", {"区域代码", "area"}, 20,
                {"区划代码或15位网格代码；有角色时填写",
                 "a division's or a grid's code, with a role"}),
          Words("unit", {"责任单位代码", "unit"}, 16,
                {"责任单位角色填写", "with the role of a unit"}),
          {.field = "start_date",
           .title = {"起始日期", "from"},
           .note = {"选填，默认今天", "optional, default today"},
           .type = CellType::kDay}}};
}

ImportKind PatrolLogs() {
  return {.kind = Kind::KIND_PATROL_LOGS,
          .title = {"巡查日志", "Patrol logs"},
          .permissions = {"patrols.create", "patrols.log"},
          .columns = {Code("code", {"登记号", "number"},
                           {"必填，本人日志的编号；已导入的不重复",
                            "required: your own number of the log; one that was imported stays"}),
                      {.field = "patrol_type",
                       .title = {"巡查类型代码", "type"},
                       .note = {"必填，如 FIRE_LANE", "required, such as FIRE_LANE"},
                       .required = true,
                       .type = CellType::kReference,
                       .collection = "patrolTypes"},
                      Place(),
                      {.field = "start_time",
                       .title = {"开始时间", "start"},
                       .note = {"必填，如 2026-01-31 09:00", "required, such as 2026-01-31 09:00"},
                       .required = true,
                       .type = CellType::kTime},
                      {.field = "end_time",
                       .title = {"结束时间", "end"},
                       .note = {"必填", "required"},
                       .required = true,
                       .type = CellType::kTime},
                      Words("answers", {"检查结果", "answers"}, 32,
                            {"检查项=结果，用分号隔开，如 f1=YES;f2=3",
                             "ITEM=ANSWER; between: f1=YES;f2=3"}),
                      Words("weather", {"天气", "weather"}, 12),
                      Whole("metres", {"里程（米）", "metres"}),
                      Words("minima_reason", {"未达最低要求的原因", "why below minima"}, 24,
                            {"时长或里程不足时填写", "where time or distance is short"})}};
}

}  // namespace

const ImportKind* FindImportKind(v1::SheetImport::Kind kind) {
  static const auto* kinds =
      new std::vector<ImportKind>{Grids(), Compounds(), Sites(), Staff(), PatrolLogs()};
  for (const ImportKind& one : *kinds) {
    if (one.kind == kind) return &one;
  }
  return nullptr;
}

}  // namespace gridgov
