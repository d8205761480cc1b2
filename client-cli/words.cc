#include "client-cli/words.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "client-cli/failure.h"
#include "client-cli/word_tables.h"
#include "proto/cpp/errors.h"

namespace gridgov {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;

// By the value's full name without the package.
const WordTable& EnumWords() {
  static const auto* words = new WordTable{
      {"ROLE_GRID_WORKER", {"网格员", "grid worker"}},
      {"ROLE_COMMUNITY_OFFICE", {"社区工作站", "community office"}},
      {"ROLE_MEDIATOR", {"人民调解员", "mediator"}},
      {"ROLE_SUBDISTRICT_CENTRE", {"街道综治中心", "subdistrict governance centre"}},
      {"ROLE_HANDLING_UNIT", {"责任单位", "handling unit"}},
      {"ROLE_PROGRAMME_OFFICER", {"专干", "programme officer"}},
      {"ROLE_LIAISON", {"派出所联络员", "public-security liaison"}},
      {"ROLE_AUDITOR", {"审计员", "auditor"}},
      {"ROLE_SYSTEM_ADMIN", {"系统管理员", "system administrator"}},
      {"ROLE_SECURITY_ADMIN", {"安全管理员", "security administrator"}},
      {"ROLE_AUDIT_ADMIN", {"审计管理员", "audit administrator"}},
      {"ROLE_PROTECTION_OFFICER", {"个人信息保护负责人", "protection officer"}},
      {"ROLE_PROGRAMME_APPROVER", {"法定项目审批人", "programme approver"}},
      {"ROLE_DUTY_LEAD", {"值班长", "duty lead"}},
      {"ROLE_OFFICE_HEAD", {"主任", "office head"}},
      {"Account.STATE_INVITED", {"待首次登录", "invited"}},
      {"Account.STATE_ACTIVE", {"使用中", "active"}},
      {"Account.STATE_DISABLED", {"已停用", "disabled"}},
      {"RoleAssignment.STATE_PROPOSED", {"待审批", "proposed"}},
      {"RoleAssignment.STATE_ACTIVE", {"有效", "active"}},
      {"RoleAssignment.STATE_ENDED", {"已终止", "ended"}},
      {"Job.KIND_DIVISION_EDITION", {"导入全国区划", "division edition"}},
      {"Job.KIND_BACKUP", {"备份", "backup"}},
      {"Job.KIND_BACKUP_CHECK", {"检查备份", "backup check"}},
      {"Job.KIND_COUNTER_CHECK", {"核对统计计数", "counter check"}},
      {"Indicator.KIND_COUNT", {"数量", "number"}},
      {"Indicator.KIND_RATE", {"比率", "rate"}},
      {"GetStatisticsRequest.GROUP_BY_GRID", {"网格", "grid"}},
      {"GetStatisticsRequest.GROUP_BY_COMMUNITY", {"社区", "community"}},
      {"GetStatisticsRequest.GROUP_BY_SUBDISTRICT", {"街道", "subdistrict"}},
      {"IssueStep.OUTCOME_GRANTED", {"同意", "granted"}},
      {"IssueStep.OUTCOME_REFUSED", {"不同意", "refused"}},
      {"IssueStep.OUTCOME_SATISFIED", {"满意", "satisfied"}},
      {"IssueStep.OUTCOME_DISSATISFIED", {"不满意", "dissatisfied"}},
      {"IssueStep.OUTCOME_NOT_REACHED", {"未联系上", "not reached"}},
      {"Job.STATE_AWAITING_INPUT", {"等待上传", "awaiting input"}},
      {"Job.STATE_QUEUED", {"排队中", "waiting"}},
      {"Job.STATE_RUNNING", {"进行中", "running"}},
      {"Job.STATE_SUCCEEDED", {"已完成", "succeeded"}},
      {"Job.STATE_FAILED", {"失败", "failed"}},
      {"Job.STATE_CANCELLED", {"已取消", "cancelled"}},
      {"Job.PHASE_CHECKING", {"检查", "checking"}},
      {"Job.PHASE_APPLYING", {"执行", "applying"}},
      {"CalendarDay.KIND_HOLIDAY", {"节假日", "holiday"}},
      {"CalendarDay.KIND_WORKING_DAY", {"调休上班", "working day"}},
      {"DeadlineClass.UNIT_WORKING_HOURS", {"工作时", "working hours"}},
      {"DeadlineClass.UNIT_WORKING_DAYS", {"工作日", "working days"}},
      {"DeadlineClass.UNIT_URGENT_HOURS", {"紧急工作时", "urgent working hours"}},
      {"DeadlineClass.UNIT_URGENT_DAYS", {"紧急工作日", "urgent working days"}},
      {"DeadlineClass.UNIT_CALENDAR_DAYS", {"自然日", "calendar days"}},
      {"Attachment.TYPE_JPEG", {"JPEG 照片", "JPEG photo"}},
      {"Attachment.TYPE_PNG", {"PNG 图片", "PNG picture"}},
      {"Attachment.TYPE_PDF", {"PDF 文档", "PDF document"}},
      {"Category.CLASS_CITY_APPEARANCE", {"市容环境", "city appearance"}},
      {"Category.CLASS_ADVERTISING", {"宣传广告", "advertising"}},
      {"Category.CLASS_BUILDING_WORKS", {"施工管理", "building works"}},
      {"Category.CLASS_EMERGENCY", {"突发事件", "emergency"}},
      {"Category.CLASS_STREET_ORDER", {"街面秩序", "street order"}},
      {"Category.CLASS_EXTENSION", {"扩展事件", "extension"}},
      {"Category.STATE_DRAFT", {"草稿", "draft"}},
      {"Category.STATE_PUBLISHED", {"已发布", "published"}},
      {"Category.STATE_RETIRED", {"已停用", "retired"}},
      {"Category.Question.TYPE_TEXT", {"文字", "text"}},
      {"Category.Question.TYPE_NUMBER", {"数字", "number"}},
      {"Category.Question.TYPE_DATE", {"日期", "date"}},
      {"Category.Question.TYPE_SINGLE_LIST", {"单选", "one of a list"}},
      {"Category.Question.TYPE_MULTI_LIST", {"多选", "some of a list"}},
      {"Compound.KIND_COMMERCIAL", {"商品房小区", "commercial housing"}},
      {"Compound.KIND_OLD", {"老旧小区", "old compound"}},
      {"Compound.KIND_UNIT_HOUSING", {"单位宿舍", "housing of a work unit"}},
      {"Compound.KIND_RESETTLED", {"安置小区", "resettlement housing"}},
      {"Compound.KIND_SELF_BUILT", {"自建房片区", "self-built houses"}},
      {"Compound.MANAGEMENT_FIRM", {"物业服务企业", "property firm"}},
      {"Compound.MANAGEMENT_SELF", {"业主自管", "owners themselves"}},
      {"Compound.MANAGEMENT_COMMUNITY", {"社区代管", "community"}},
      {"Compound.MANAGEMENT_NONE", {"无人管理", "nobody"}},
      {"Division.LEVEL_PROVINCE", {"省", "province"}},
      {"Division.LEVEL_CITY", {"市", "city"}},
      {"Division.LEVEL_DISTRICT", {"区县", "district"}},
      {"Division.LEVEL_SUBDISTRICT", {"街道", "subdistrict"}},
      {"Division.LEVEL_COMMUNITY", {"社区", "community"}},
      {"Grid.KIND_COMPREHENSIVE", {"综合网格", "comprehensive"}},
      {"Grid.KIND_DEDICATED", {"专属网格", "dedicated"}},
      {"Grid.STATE_ACTIVE", {"使用中", "active"}},
      {"Grid.STATE_RETIRED", {"已停用", "retired"}},
      {"GridAssignment.DUTY_LEAD", {"网格长", "grid lead"}},
      {"GridAssignment.DUTY_WORKER", {"网格员", "grid worker"}},
      {"GridAssignment.DUTY_PART_TIME", {"兼职网格员", "part-time grid worker"}},
      {"GridAssignment.DUTY_MICRO", {"楼栋联系人", "building contact"}},
      {"AreaChangePreview.KIND_ISSUE", {"事件", "issue"}},
      {"AreaChangePreview.KIND_PATROL", {"巡查", "patrol"}},
      {"AreaChangePreview.KIND_COMPOUND", {"小区", "compound"}},
      {"AreaChangePreview.KIND_ASSIGNMENT", {"网格人员", "assignment"}},
      {"AreaChangePreview.KIND_DISPUTE", {"矛盾纠纷", "dispute"}},
      {"AreaChangePreview.OUTCOME_MOVES", {"随迁", "moves"}},
      {"AreaChangePreview.OUTCOME_MOVES_AS_WORKER", {"转为网格员", "moves as worker"}},
      {"AreaChangePreview.OUTCOME_ENDS", {"终止", "ends"}},
      {"AreaChangePreview.OUTCOME_BLOCKS", {"阻碍", "blocks"}},
      {"AreaChangePreview.BASIS_PLACEMENT", {"指定", "placement"}},
      {"AreaChangePreview.BASIS_POINT", {"坐标", "point"}},
      {"AreaChangePreview.BASIS_COMPOUND", {"随小区", "compound"}},
      {"AreaChangePreview.BASIS_DEFAULT", {"默认", "default"}},
      {"AreaChangePreview.BASIS_ONLY", {"唯一", "only"}},
      {"Issue.STATE_REPORTED", {"已上报", "reported"}},
      {"Issue.STATE_ACCEPTED", {"已受理", "accepted"}},
      {"Issue.STATE_REJECTED", {"不予受理", "rejected"}},
      {"Issue.STATE_DUPLICATE", {"重复件", "duplicate"}},
      {"Issue.STATE_WITHDRAWN", {"已撤回", "withdrawn"}},
      {"Issue.STATE_DISPATCHED", {"已派遣", "dispatched"}},
      {"Issue.STATE_IN_PROGRESS", {"处置中", "in progress"}},
      {"Issue.STATE_SUSPENDED", {"挂账", "suspended"}},
      {"Issue.STATE_HANDLED", {"已办结", "handled"}},
      {"Issue.STATE_CLOSED", {"已结案", "closed"}},
      {"Issue.SOURCE_PATROL", {"巡查发现", "patrol"}},
      {"Issue.SOURCE_RESIDENT", {"居民反映", "resident"}},
      {"Issue.SOURCE_HOTLINE", {"热线", "hotline"}},
      {"Issue.SOURCE_COMPOUND", {"小区", "compound"}},
      {"Issue.SOURCE_UPPER", {"上级交办", "upper level"}},
      {"Issue.SOURCE_SENSOR", {"感知设备", "sensor"}},
      {"Issue.SEVERITY_NORMAL", {"一般", "normal"}},
      {"Issue.SEVERITY_SERIOUS", {"较重", "serious"}},
      {"Issue.SEVERITY_GRAVE", {"严重", "grave"}},
      {"Issue.CLOSING_REASON_FIXED", {"已解决", "fixed"}},
      {"Issue.CLOSING_REASON_FIXED_BY_ITSELF", {"自行消除", "fixed by itself"}},
      {"Issue.CLOSING_REASON_NOT_FOUND", {"未发现", "not found"}},
      {"Issue.CLOSING_REASON_NOT_OUR_DUTY", {"非本辖区职责", "not our duty"}},
      {"Issue.CLOSING_REASON_NO_ACTION_NEEDED", {"无需处置", "no action needed"}},
      {"Issue.CLOSING_REASON_ENFORCEMENT_ELSEWHERE", {"移交执法", "enforcement elsewhere"}},
      {"Issue.CLOSING_REASON_LONG_TERM_PROJECT", {"列入长期项目", "long-term project"}},
      {"Issue.SATISFACTION_SATISFIED", {"满意", "satisfied"}},
      {"Issue.SATISFACTION_DISSATISFIED", {"不满意", "dissatisfied"}},
      {"Issue.SATISFACTION_NOT_REACHED", {"未联系上", "not reached"}},
      {"PatrolType.TARGET_GRID", {"网格", "grid"}},
      {"PatrolType.TARGET_STREET", {"街巷", "street"}},
      {"PatrolType.TARGET_RIVER", {"河道", "river"}},
      {"PatrolType.TARGET_COMPOUND", {"小区", "compound"}},
      {"PatrolType.TARGET_BUILDING", {"楼栋", "building"}},
      {"PatrolType.TARGET_SITE", {"场所", "site"}},
      {"PatrolType.Item.TYPE_YES_NO", {"是或否", "yes or no"}},
      {"PatrolType.Item.TYPE_NUMBER", {"数字", "number"}},
      {"PatrolType.Item.TYPE_LIST", {"单选", "one of a list"}},
      {"PatrolRule.RHYTHM_DAILY", {"每日", "daily"}},
      {"PatrolRule.RHYTHM_WORKING_DAYS", {"每工作日", "working days"}},
      {"PatrolRule.RHYTHM_WEEKLY", {"每周", "weekly"}},
      {"PatrolRule.RHYTHM_MONTHLY", {"每月", "monthly"}},
      {"Patrol.STATE_PLANNED", {"已计划", "planned"}},
      {"Patrol.STATE_STARTED", {"进行中", "started"}},
      {"Patrol.STATE_SUBMITTED", {"已提交", "submitted"}},
      {"Patrol.STATE_ACCEPTED", {"已通过", "accepted"}},
      {"Patrol.STATE_SENT_BACK", {"已退回", "sent back"}},
      {"Patrol.STATE_CANCELLED", {"已取消", "cancelled"}},
      {"Handover.KIND_DUTY", {"网格任职", "duty"}},
      {"Handover.KIND_MEMBERSHIP", {"责任单位成员", "membership"}},
      {"Handover.KIND_PATROL", {"巡查", "patrol"}},
      {"Handover.KIND_ISSUE", {"事件", "issue"}},
      {"Handover.KIND_JOB", {"作业", "job"}},
      {"Handover.KIND_ROLE", {"角色", "role"}},
      {"Handover.KIND_DISPUTE", {"矛盾纠纷", "dispute"}},
      {"Handover.OUTCOME_MOVES", {"移交", "moves"}},
      {"Handover.OUTCOME_ENDS", {"终止", "ends"}},
      {"Handover.OUTCOME_STAYS", {"不随移交", "stays"}},
      {"Notice.KIND_DUE_SOON", {"临期", "due soon"}},
      {"Notice.KIND_OVERDUE", {"超期", "overdue"}},
      {"Notice.KIND_ESCALATED", {"升级", "escalated"}},
      {"WORK_VIEW_WAITING", {"待我办理", "waiting"}},
      {"WORK_VIEW_MINE", {"我的", "mine"}},
      {"WORK_VIEW_DUE_SOON", {"临期", "due soon"}},
      {"WORK_VIEW_OVERDUE", {"超期", "overdue"}},
      {"WorkItem.KIND_ACCEPT", {"受理", "accept"}},
      {"WorkItem.KIND_DISPATCH", {"派遣", "dispatch"}},
      {"WorkItem.KIND_START", {"开始", "start"}},
      {"WorkItem.KIND_HANDLE", {"办理", "handle"}},
      {"WorkItem.KIND_DECIDE_EXTENSION", {"审批延期", "decide on the extension"}},
      {"WorkItem.KIND_DECIDE_SUSPENSION", {"审批挂账", "decide on the suspension"}},
      {"WorkItem.KIND_CHECK", {"核查", "check"}},
      {"WorkItem.KIND_CALL_BACK", {"回访", "call back"}},
      {"WorkItem.KIND_URGE", {"催办", "urge"}},
      {"WorkItem.KIND_SUPERVISE", {"督办", "supervise"}},
      {"WorkItem.KIND_SUBMIT", {"提交", "submit"}},
      {"WorkItem.KIND_REDO", {"补正", "redo"}},
      {"WorkItem.KIND_REVIEW", {"审核", "review"}},
      {"WorkItem.KIND_EXPLAIN", {"说明漏巡原因", "explain the miss"}},
      {"WorkItem.KIND_APPROVE", {"审批", "approve"}},
      {"WorkItem.KIND_ASSIGN", {"指定调解员", "assign a mediator"}},
      {"WorkItem.KIND_MEDIATE", {"调解", "mediate"}},
      {"WorkItem.KIND_HOLD_SESSION", {"举行调解", "hold a session"}},
      {"WorkItem.KIND_CLOSE", {"结案", "close"}},
      {"WorkItem.KIND_SEE_FAILURE", {"查看失败原因", "see why it failed"}},
      {"WorkItem.PHASE_ON_TIME", {"期限内", "on time"}},
      {"WorkItem.PHASE_DUE_SOON", {"临期", "due soon"}},
      {"WorkItem.PHASE_OVERDUE", {"超期", "overdue"}},
      {"WorkItem.PHASE_ESCALATED", {"已升级", "escalated"}},
      {"Takeover.STATE_PLANNED", {"已计划", "planned"}},
      {"Takeover.STATE_IN_PROGRESS", {"移交中", "in progress"}},
      {"Takeover.STATE_COMPLETED", {"已接管", "completed"}},
      {"Takeover.STATE_CANCELLED", {"已取消", "cancelled"}},
      {"Takeover.Item.KIND_WATER", {"供水", "water"}},
      {"Takeover.Item.KIND_ELECTRICITY", {"供电", "electricity"}},
      {"Takeover.Item.KIND_GAS", {"供气", "gas"}},
      {"Takeover.Item.KIND_HEATING", {"供热", "heating"}},
      {"Takeover.Item.KIND_PROPERTY_MANAGEMENT", {"物业管理", "property management"}},
      {"Takeover.Item.KIND_ARCHIVES", {"档案资料", "archives"}},
      {"Takeover.Item.KIND_PUBLIC_FACILITIES", {"公共设施", "public facilities"}},
      {"Takeover.Item.STATE_PENDING", {"待移交", "pending"}},
      {"Takeover.Item.STATE_HANDED_OVER", {"已移交", "handed over"}},
      {"Takeover.Item.STATE_PROBLEM", {"有遗留问题", "problem"}},
      {"PropertyService.STATE_UPCOMING", {"未开始", "upcoming"}},
      {"PropertyService.STATE_IN_FORCE", {"服务中", "in force"}},
      {"PropertyService.STATE_EXPIRED", {"已到期", "expired"}},
      {"PropertyService.STATE_ENDED", {"已终止", "ended"}},
      {"OwnersCommittee.STATE_PREPARING", {"筹备中", "preparing"}},
      {"OwnersCommittee.STATE_ELECTED", {"已选举", "elected"}},
      {"OwnersCommittee.STATE_FILED", {"已备案", "filed"}},
      {"OwnersCommittee.STATE_REPLACED", {"已换届", "replaced"}},
      {"OwnersCommittee.STATE_DISSOLVED", {"已解散", "dissolved"}},
      {"CommitteeMember.POST_CHAIR", {"主任", "chair"}},
      {"CommitteeMember.POST_VICE_CHAIR", {"副主任", "vice chair"}},
      {"CommitteeMember.POST_MEMBER", {"委员", "member"}},
      {"Designation.KIND_KEY", {"重点小区", "key compound"}},
      {"Designation.KIND_MODEL_LAW_BASED", {"法治示范小区", "model law-based compound"}},
      {"Designation.KIND_SMART", {"智慧小区", "smart compound"}},
      {"Designation.STATE_PROPOSED", {"已申报", "proposed"}},
      {"Designation.STATE_AWARDED", {"已命名", "awarded"}},
      {"Designation.STATE_RENEWED", {"复核通过", "renewed"}},
      {"Designation.STATE_WITHDRAWN", {"已撤销", "withdrawn"}},
      {"CompoundDuty.KIND_CONTRACT_END", {"物业服务合同到期", "contract ends"}},
      {"CompoundDuty.KIND_FIRST_MEETING", {"业主委员会首次会议", "first meeting"}},
      {"CompoundDuty.KIND_FILING", {"业主委员会备案", "filing"}},
      {"CompoundDuty.KIND_CHANGE_REPORT", {"业主委员会变更备案", "report of a change"}},
      {"CompoundDuty.KIND_RE_ELECTION", {"业主委员会换届", "re-election"}},
      {"CompoundDuty.KIND_DESIGNATION_REVIEW", {"小区命名复核", "review of a designation"}},
      {"CompoundDuty.STATE_OPEN", {"待办", "open"}},
      {"CompoundDuty.STATE_DONE", {"已完成", "done"}},
      {"CompoundDuty.STATE_DROPPED", {"不再需要", "dropped"}},
      {"Unit.KIND_COMMUNITY_OFFICE", {"社区工作站", "community office"}},
      {"Unit.KIND_SUBDISTRICT_OFFICE", {"街道办", "subdistrict office"}},
      {"Unit.KIND_DEPARTMENT", {"职能部门", "department"}},
      {"Unit.KIND_PROPERTY_FIRM", {"物业服务企业", "property firm"}},
      {"Unit.KIND_UTILITY", {"公用事业", "utility"}},
      {"Unit.KIND_MEDIATION_COMMITTEE", {"人民调解委员会", "people's mediation committee"}},
      {"Unit.KIND_POLICE_STATION", {"派出所", "police station"}},
      {"WatchResponse.KIND_CHANGED", {"变更", "changed"}},
      {"WatchResponse.KIND_GONE", {"移除", "gone"}},
  };
  return *words;
}

const WordTable& CodeWords() {
  static const auto* words = new WordTable{
      {"report", {"上报", "report"}},
      {"accept", {"受理", "accept"}},
      {"reject", {"不予受理", "reject"}},
      {"mark_duplicate", {"标为重复件", "mark as duplicate"}},
      {"withdraw", {"撤回", "withdraw"}},
      {"dispatch", {"派遣", "dispatch"}},
      {"add_co_unit", {"增加协办单位", "add a co-handler"}},
      {"handle_on_spot", {"即办即结", "handle on the spot"}},
      {"start", {"开始处置", "start"}},
      {"return", {"退回", "return"}},
      {"request_extension", {"申请延期", "ask for an extension"}},
      {"decide_extension", {"审批延期", "decide on the extension"}},
      {"request_suspension", {"申请挂账", "ask for a suspension"}},
      {"decide_suspension", {"审批挂账", "decide on the suspension"}},
      {"resume", {"恢复处置", "resume"}},
      {"finish", {"办结", "finish"}},
      {"close", {"结案", "close"}},
      {"send_back", {"返工", "send back"}},
      {"reopen", {"重新办理", "reopen"}},
      {"relocate", {"变更位置", "relocate"}},
      {"urge", {"催办", "urge"}},
      {"supervise", {"督办", "supervise"}},
      {"callback", {"回访", "call back"}},
      {"publish", {"发布", "publish"}},
      {"retire", {"停用", "retire"}},
      {"takeover.update", {"修改计划", "update"}},
      {"takeover.start", {"开始移交", "start"}},
      {"takeover.record_item", {"登记移交事项", "record an item"}},
      {"takeover.complete", {"完成接管", "complete"}},
      {"takeover.cancel", {"取消", "cancel"}},
      {"service.update", {"修改或续签", "change or renew"}},
      {"service.end", {"终止", "end"}},
      {"service.hand_over", {"更换企业", "hand over"}},
      {"committee.elect", {"登记选举", "record the election"}},
      {"committee.first_meeting", {"登记首次会议", "record the first meeting"}},
      {"committee.file", {"登记备案", "record the filing"}},
      {"committee.change", {"登记成员变更", "record a change"}},
      {"committee.report_change", {"登记变更备案", "report the change"}},
      {"committee.dissolve", {"解散", "dissolve"}},
      {"designation.update", {"修改佐证", "change the evidence"}},
      {"designation.award", {"命名", "award"}},
      {"designation.renew", {"复核", "renew"}},
      {"designation.withdraw", {"撤销", "withdraw"}},
      {"patrol.start", {"开始", "start"}},
      {"patrol.record", {"记录", "record"}},
      {"patrol.report_finding", {"上报发现的问题", "report a finding"}},
      {"patrol.submit", {"提交", "submit"}},
      {"patrol.accept", {"通过", "accept"}},
      {"patrol.send_back", {"退回", "send back"}},
      {"patrol.cancel", {"取消", "cancel"}},
      {"patrol.explain_missed", {"说明漏巡原因", "explain the miss"}},
      {"OK", {"成功", "ok"}},
      {"DENIED", {"拒绝", "denied"}},
      {"FAILED", {"失败", "failed"}},
      {"DAILY", {"每日", "daily"}},
      {"WEEKLY", {"每周", "weekly"}},
      {"MONTHLY", {"每月", "monthly"}},
      {"YES", {"是", "yes"}},
      {"NO", {"否", "no"}},
  };
  return *words;
}

// "CLOSING_REASON_": what the name of the value 0 leaves without UNSPECIFIED.
std::string PrefixOf(const EnumDescriptor& type) {
  return std::string(absl::StripSuffix(type.value(0)->name(), "UNSPECIFIED"));
}

}  // namespace

std::string WordsFor(const EnumValueDescriptor& value, bool chinese) {
  if (value.number() == 0) return "";
  const std::string key(absl::StripPrefix(value.full_name(), "gridgov.v1."));
  for (const WordTable* words : {&EnumWords(), &MediationWords(), &AgreementWords(),
                                 &MeetingWords(), &SiteWords(), &LedgerWords()}) {
    const auto found = words->find(key);
    if (found != words->end()) return In(found->second, chinese);
  }
  return value.name();
}

std::string WordsForCode(absl::string_view code, bool chinese, absl::string_view of) {
  for (const std::string& key : {absl::StrCat(of, ".", code), std::string(code)}) {
    for (const WordTable* words : {&CodeWords(), &MediationCodeWords(), &AgreementCodeWords(),
                                   &MeetingCodeWords(), &SiteCodeWords()}) {
      const auto found = words->find(key);
      if (found != words->end()) return In(found->second, chinese);
    }
  }
  return std::string(code);
}

std::string BareName(const EnumValueDescriptor& value) {
  return std::string(absl::StripPrefix(value.name(), PrefixOf(*value.type())));
}

std::string FlagWord(const EnumValueDescriptor& value) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(BareName(value)), {{"_", "-"}});
}

std::vector<std::string> FlagWords(const EnumDescriptor& type) {
  std::vector<std::string> words;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) words.push_back(FlagWord(*type.value(i)));
  }
  return words;
}

absl::StatusOr<const EnumValueDescriptor*> EnumValueOf(const EnumDescriptor& type,
                                                       absl::string_view text) {
  const std::string name =
      absl::StrReplaceAll(absl::AsciiStrToUpper(text), {{"-", "_"}, {" ", "_"}});
  for (int i = 0; i < type.value_count(); ++i) {
    const EnumValueDescriptor* value = type.value(i);
    if (value->number() == 0) continue;
    if (name == value->name() || name == BareName(*value) || text == WordsFor(*value, true) ||
        text == WordsFor(*value, false)) {
      return value;
    }
  }
  const std::string choices = absl::StrJoin(FlagWords(type), ", ");
  return UsageError({.zh = absl::StrCat("无法识别 ", text, "，可选：", choices, "。"),
                     .en = absl::StrCat("Unknown: ", text, "; choose from: ", choices, ".")});
}

}  // namespace gridgov
