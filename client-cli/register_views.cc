// The views of what the office keeps: divisions, units, grids, compounds, categories, calendar,
// accounts, journal.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client-cli/failure.h"
#include "client-cli/fields.h"
#include "client-cli/views.h"
#include "client-cli/words.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/audit.pb.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/job.pb.h"

namespace gridgov {
namespace {

using google::protobuf::Message;

const ViewField kEtag{.path = "etag", .title = {"版本", "etag"}};
const ViewField kCreated{.path = "create_time", .title = {"创建时间", "created"}};
const ViewField kUpdated{.path = "update_time", .title = {"更新时间", "updated"}};
const ViewField kId = IdField();
const ViewField kName = NameField();

std::string Amount(const Message& message, const Audience& audience) {
  const auto& row = static_cast<const v1::DeadlineClass&>(message);
  const std::string unit = WordsFor(
      *v1::DeadlineClass::Unit_descriptor()->FindValueByNumber(row.unit()), audience.chinese);
  std::string text = absl::StrCat(row.amount(), " ", unit);
  if (row.minutes() > 0) {
    absl::StrAppend(&text, " ", row.minutes(), audience.chinese ? " 分钟" : " min");
  }
  return text;
}

// Office time from the RFC 3339 that the server answers here.
std::string Moment(const std::string& text) {
  const auto time = ParseTime(text);
  return time.ok() ? ShowTime(*time) : text;
}

std::string Remind(const Message& message, const Audience&) {
  return Moment(static_cast<const v1::ComputeDeadlineResponse&>(message).remind_time());
}

std::string Due(const Message& message, const Audience& audience) {
  const auto& row = static_cast<const v1::ComputeDeadlineResponse&>(message);
  const std::string provisional = audience.chinese ? " 暂定" : " provisional";
  return absl::StrCat(Moment(row.due_time()), row.provisional() ? provisional : "");
}

std::string Escalate(const Message& message, const Audience&) {
  return Moment(static_cast<const v1::ComputeDeadlineResponse&>(message).escalate_time());
}

std::string CategoryActions(const Message& message, const Audience& audience) {
  std::vector<std::string> words;
  for (const std::string& act : static_cast<const v1::Category&>(message).allowed_actions()) {
    words.push_back(WordsForCode(act, audience.chinese));
  }
  return absl::StrJoin(words, audience.chinese ? "、" : ", ");
}

std::string Outcome(const Message& message, const Audience& audience) {
  return WordsForCode(static_cast<const v1::AuditEntry&>(message).outcome(), audience.chinese);
}

// The fields alone: their values are for the JSON.
std::string Changes(const Message& message, const Audience& audience) {
  std::vector<std::string> fields;
  for (const v1::AuditChange& change : static_cast<const v1::AuditEntry&>(message).changes()) {
    const std::string personal = audience.chinese ? "（个人信息）" : " (personal)";
    fields.push_back(absl::StrCat(change.field(), change.personal() ? personal : ""));
  }
  return absl::StrJoin(fields, audience.chinese ? "、" : ", ");
}

std::string AuditResource(const Message& message, const Audience&) {
  return static_cast<const v1::AuditEntry&>(message).resource();
}

std::string OwnName(const Message& message, const Audience&) {
  return static_cast<const v1::CurrentSession&>(message).account().name();
}

std::string FormerTitles(const Message& message, const Audience& audience) {
  std::vector<std::string> titles;
  for (const v1::FormerTitle& former : static_cast<const v1::Division&>(message).former_titles()) {
    titles.push_back(absl::StrCat(former.title(), audience.chinese ? "（至 " : " (until ",
                                  former.valid_to_date(), audience.chinese ? "）" : ")"));
  }
  return absl::StrJoin(titles, audience.chinese ? "、" : ", ");
}

std::string JobProgress(const Message& message, const Audience&) {
  const auto& job = static_cast<const v1::Job&>(message);
  if (job.total() == 0) return "";
  return absl::StrCat(job.done(), " / ", job.total());
}

std::string JobFailureText(const Message& message, const Audience& audience) {
  const v1::JobFailure& failure = static_cast<const v1::Job&>(message).failure();
  return audience.chinese ? failure.text().zh() : failure.text().en();
}

const View kImportCounts = {
    {.path = "created", .title = {"新增", "created"}, .zero = true},
    {.path = "updated", .title = {"更新", "updated"}, .zero = true},
    {.path = "unchanged", .title = {"未变", "unchanged"}, .zero = true},
    {.path = "known_until_date", .title = {"日历截止", "calendar known until"}},
};

std::vector<std::pair<std::string, View>> PlaceViews() {
  return {
      {"Division",
       {{.path = "code", .title = {"代码", "code"}, .listed = true},
        {.path = "title", .title = {"名称", "title"}, .listed = true},
        {.path = "level", .title = {"级别", "level"}, .listed = true},
        {.path = "parent", .title = {"上级", "parent"}, .listed = true},
        {.path = "valid_from_date", .title = {"启用日期", "valid from"}},
        {.path = "valid_to_date", .title = {"停用日期", "valid to"}},
        {.title = {"曾用名", "former titles"}, .text = FormerTitles},
        kName,
        kEtag}},
      {"Grid",
       {{.path = "code", .title = {"代码", "code"}, .listed = true},
        {.path = "title", .title = {"名称", "title"}, .listed = true},
        {.path = "kind", .title = {"类型", "kind"}, .listed = true},
        {.path = "community", .title = {"社区", "community"}, .listed = true},
        {.path = "households", .title = {"户数", "households"}, .listed = true},
        {.path = "residents", .title = {"人数", "residents"}, .listed = true},
        {.path = "state", .title = {"状态", "state"}, .listed = true},
        {.path = "to_be_placed", .title = {"待定位", "to be placed"}, .listed = true},
        {.path = "centre", .title = {"中心点", "centre"}},
        {.path = "area_m2", .title = {"面积（平方米）", "area in m²"}},
        {.path = "boundary_source", .title = {"边界来源", "source of the boundary"}},
        {.path = "valid_from_date", .title = {"启用日期", "valid from"}},
        {.path = "valid_to_date", .title = {"停用日期", "valid to"}},
        {.path = "predecessors", .title = {"前身网格", "came from"}},
        {.path = "successors", .title = {"后继网格", "went on as"}},
        kName,
        kEtag,
        kCreated,
        kUpdated}},
      {"GridAssignment",
       {kId,
        {.path = "grid", .title = {"网格", "grid"}, .listed = true},
        {.path = "account", .title = {"账号", "account"}, .listed = true},
        {.path = "duty", .title = {"职责", "duty"}, .listed = true},
        {.path = "start_date", .title = {"起始日期", "from"}, .listed = true},
        {.path = "end_date", .title = {"终止日期", "to"}, .listed = true},
        {.path = "reason", .title = {"原因", "reason"}},
        kEtag}},
      {"Compound",
       {{.path = "code", .title = {"代码", "code"}, .listed = true},
        {.path = "title", .title = {"名称", "title"}, .listed = true},
        {.path = "kind", .title = {"类型", "kind"}, .listed = true},
        {.path = "management", .title = {"管理方式", "management"}, .listed = true},
        {.path = "grid", .title = {"网格", "grid"}, .listed = true},
        {.path = "address", .title = {"地址", "address"}, .listed = true},
        {.path = "buildings", .title = {"楼栋数", "buildings"}},
        {.path = "entrances", .title = {"单元数", "entrances"}},
        {.path = "households", .title = {"户数", "households"}},
        {.path = "built_year", .title = {"建成年份", "built in"}},
        {.path = "gates", .title = {"出入口", "gates"}},
        {.path = "parking_places", .title = {"车位", "parking places"}},
        kName,
        kEtag,
        kCreated,
        kUpdated}},
      {"Unit",
       {{.path = "code", .title = {"代码", "code"}, .listed = true},
        {.path = "title", .title = {"名称", "title"}, .listed = true},
        {.path = "kind", .title = {"类型", "kind"}, .listed = true},
        {.path = "area", .title = {"区域", "area"}, .listed = true},
        {.path = "duty_phone", .title = {"值班电话", "duty phone"}, .listed = true},
        {.path = "start_date", .title = {"启用日期", "from"}},
        {.path = "end_date", .title = {"停用日期", "to"}},
        kName,
        kEtag,
        kCreated,
        kUpdated}},
      {"UnitMember",
       {kId,
        {.path = "unit", .title = {"责任单位", "unit"}, .listed = true},
        {.path = "account", .title = {"账号", "account"}, .listed = true},
        {.path = "start_date", .title = {"起始日期", "from"}, .listed = true},
        {.path = "end_date", .title = {"终止日期", "to"}, .listed = true},
        kEtag}},
  };
}

std::vector<std::pair<std::string, View>> RuleViews() {
  return {
      {"Category",
       {{.path = "code", .title = {"代码", "code"}, .listed = true},
        {.path = "title", .title = {"名称", "title"}, .listed = true},
        {.path = "class", .title = {"大类", "class"}, .listed = true},
        {.path = "deadline_class", .title = {"时限", "deadline class"}, .listed = true},
        {.path = "default_unit_code", .title = {"默认单位", "default unit"}, .listed = true},
        {.path = "urgent", .title = {"紧急", "urgent"}, .listed = true},
        {.path = "state", .title = {"状态", "state"}, .listed = true},
        {.path = "filing_condition", .title = {"立案条件", "filing condition"}},
        {.path = "closing_condition", .title = {"结案条件", "closing condition"}},
        {.path = "default_unit_kind", .title = {"默认单位类型", "default kind of unit"}},
        {.path = "public_order", .title = {"涉公共秩序", "public order"}},
        {.path = "source", .title = {"依据", "source"}},
        {.path = "proposer", .title = {"提出人", "proposer"}},
        {.path = "publisher", .title = {"发布人", "publisher"}},
        kName,
        kEtag,
        kUpdated,
        {.title = {"可办操作", "allowed actions"}, .text = CategoryActions}}},
      {"Category.Question",
       {{.path = "code", .title = {"代码", "code"}, .listed = true},
        {.path = "label", .title = {"问题", "question"}, .listed = true},
        {.path = "type", .title = {"类型", "type"}, .listed = true},
        {.path = "options", .title = {"选项", "options"}, .listed = true},
        {.path = "required", .title = {"必答", "required"}, .listed = true}}},
      {"CalendarDay",
       {{.path = "date", .title = {"日期", "date"}, .listed = true},
        {.path = "kind", .title = {"类型", "kind"}, .listed = true},
        {.path = "title", .title = {"名称", "title"}, .listed = true},
        {.path = "source", .title = {"依据", "source"}, .listed = true},
        kEtag}},
      {"DeadlineClass",
       {{.path = "code", .title = {"代码", "code"}, .listed = true},
        {.path = "title", .title = {"名称", "title"}, .listed = true},
        {.title = {"时限", "time"}, .listed = true, .text = Amount},
        {.path = "source", .title = {"依据", "source"}, .listed = true},
        {.path = "valid_from_date", .title = {"启用日期", "valid from"}},
        kEtag}},
      {"ComputeDeadlineResponse",
       {{.title = {"提醒时间", "reminder"}, .text = Remind},
        {.title = {"到期时间", "due"}, .text = Due},
        {.title = {"升级时间", "escalation"}, .text = Escalate}}},
      {"ImportDivisionsResponse", kImportCounts},
      {"ImportCategoriesResponse", kImportCounts},
      {"ImportCalendarResponse", kImportCounts},
      {"ImportDeadlineClassesResponse", kImportCounts},
      {"ImportPatrolTypesResponse", kImportCounts},
      {"PublishCategoriesResponse",
       {{.path = "published", .title = {"已发布", "published"}, .zero = true}}},
  };
}

std::vector<std::pair<std::string, View>> AccountViews() {
  return {
      {"Job",
       {kId,
        {.path = "kind", .title = {"类型", "kind"}, .listed = true},
        {.path = "state", .title = {"状态", "state"}, .listed = true},
        {.path = "phase", .title = {"阶段", "phase"}},
        {.title = {"进度", "progress"}, .listed = true, .text = JobProgress},
        {.path = "creator", .title = {"发起人", "creator"}, .listed = true},
        {.path = "create_time", .title = {"发起时间", "begun"}, .listed = true},
        {.path = "end_time", .title = {"结束时间", "ended"}, .listed = true},
        {.title = {"失败原因", "failure"}, .text = JobFailureText},
        {.path = "division_edition.edition_date", .title = {"版本日期", "edition"}},
        {.path = "division_edition.root", .title = {"范围", "root"}},
        {.path = "division_edition.dry_run", .title = {"只预检", "dry run"}},
        {.path = "division_edition.created", .title = {"新增", "created"}},
        {.path = "division_edition.updated", .title = {"更新", "updated"}},
        {.path = "division_edition.ended", .title = {"停用", "ended"}},
        {.path = "division_edition.unchanged", .title = {"未变", "unchanged"}},
        {.path = "division_edition.in_use_count",
         .title = {"仍有网格、未停用", "still in use, kept"}},
        {.path = "division_edition.in_use", .title = {"其中", "namely"}},
        {.path = "division_edition.row_error_count", .title = {"有误处", "row errors"}},
        {.path = "ledger.ledger", .title = {"台账", "ledger"}},
        {.path = "ledger.purpose", .title = {"用途", "purpose"}},
        {.path = "ledger_closing.kind", .title = {"封账的台账", "closed ledger"}},
        {.path = "ledger_closing.period", .title = {"统计期", "period"}},
        {.path = "ledger_closing.row_count", .title = {"封存行数", "rows frozen"}},
        {.path = "ledger_closing.correction_count", .title = {"更正记录数", "records corrected"}},
        {.path = "backup.name", .title = {"备份", "backup"}},
        {.path = "backup.data_time", .title = {"数据时间", "data as of"}},
        {.path = "backup.bytes", .title = {"字节", "bytes"}},
        {.path = "backup.journal_seq", .title = {"日志行", "journal row"}},
        {.path = "sheet_import.kind", .title = {"导入内容", "import of"}},
        {.path = "sheet_import.dry_run", .title = {"只预检", "dry run"}},
        {.path = "sheet_import.created", .title = {"新增行", "rows created"}},
        {.path = "sheet_import.updated", .title = {"更新行", "rows updated"}},
        {.path = "sheet_import.unchanged", .title = {"未变行", "rows unchanged"}},
        {.path = "sheet_import.failed", .title = {"有误行", "rows wrong"}},
        {.path = "counter_check.rows", .title = {"读取记录", "rows read"}},
        {.path = "counter_check.counters", .title = {"核对计数", "counters compared"}},
        {.path = "counter_check.difference_count", .title = {"不符", "that differ"}},
        {.path = "counter_check.unsettled", .title = {"期间有变动、未核对", "changed meanwhile"}},
        kEtag}},
      {"Account",
       {{.path = "username", .title = {"用户名", "user name"}, .listed = true},
        {.path = "display_name", .title = {"姓名", "display name"}, .listed = true},
        {.path = "phone", .title = {"电话", "phone"}, .listed = true},
        {.path = "state", .title = {"状态", "state"}, .listed = true},
        {.path = "locked_until_time", .title = {"锁定至", "locked until"}, .listed = true},
        kName,
        kEtag,
        kCreated,
        kUpdated}},
      {"AccountNames",
       {{.path = "username", .title = {"用户名", "user name"}},
        {.path = "display_name", .title = {"姓名", "display name"}},
        kName}},
      {"OneTimePassword",
       {{.path = "account.username", .title = {"用户名", "user name"}},
        {.path = "password", .title = {"一次性密码", "one-time password"}}}},
      {"RoleAssignment",
       {kId,
        {.path = "account", .title = {"账号", "account"}, .listed = true},
        {.path = "role", .title = {"角色", "role"}, .listed = true},
        {.path = "area", .title = {"区域", "area"}, .listed = true},
        {.path = "unit", .title = {"责任单位", "unit"}, .listed = true},
        {.path = "start_date", .title = {"起始日期", "from"}, .listed = true},
        {.path = "end_date", .title = {"终止日期", "to"}, .listed = true},
        {.path = "state", .title = {"状态", "state"}, .listed = true},
        {.path = "proposer", .title = {"提出人", "proposer"}},
        {.path = "approver", .title = {"审批人", "approver"}},
        kEtag}},
      {"Session",
       {kId,
        {.path = "account", .title = {"账号", "account"}, .listed = true},
        {.path = "client", .title = {"程序", "client"}, .listed = true},
        {.path = "create_time", .title = {"登录时间", "created"}, .listed = true},
        {.path = "expire_time", .title = {"有效期至", "expires"}, .listed = true},
        {.path = "revoked", .title = {"已结束", "ended"}, .listed = true},
        {.path = "idle_seconds", .title = {"闲置秒数上限", "idle seconds"}},
        {.path = "password_change_required", .title = {"须改密码", "password change required"}}}},
      {"CurrentSession",
       {{.path = "account.username", .title = {"用户名", "user name"}},
        {.path = "account.display_name", .title = {"姓名", "display name"}},
        {.title = {"名称标识", "name"}, .text = OwnName},
        {.path = "session.expire_time", .title = {"有效期至", "expires"}},
        {.path = "session.password_change_required",
         .title = {"须改密码", "password change required"}},
        {.path = "permissions", .title = {"权限", "permissions"}}}},
      {"AuditEntry",
       {{.path = "seq", .title = {"序号", "seq"}, .listed = true},
        {.path = "time", .title = {"时间", "time"}, .listed = true},
        {.path = "actor_username", .title = {"操作人", "actor"}, .listed = true},
        {.path = "method", .title = {"操作", "method"}, .listed = true},
        {.title = {"对象", "resource"}, .listed = true, .text = AuditResource},
        {.title = {"结果", "outcome"}, .listed = true, .text = Outcome},
        {.path = "count", .title = {"次数", "count"}, .listed = true},
        {.path = "purpose", .title = {"使用目的", "purpose"}, .listed = true},
        {.title = {"变更字段", "changed fields"}, .listed = true, .text = Changes},
        {.path = "call", .title = {"调用", "call"}}}},
      {"AuditHead",
       {{.path = "count", .title = {"行数", "rows"}, .zero = true},
        {.path = "seq", .title = {"末行序号", "last row"}, .zero = true},
        {.path = "mac", .title = {"校验码", "mac"}},
        {.path = "time", .title = {"时间", "time"}},
        {.path = "signature", .title = {"签名", "signature"}}}},
      {"VerifyAuditChainResponse",
       {{.path = "intact", .title = {"完整", "intact"}, .zero = true},
        {.path = "checked", .title = {"已校验行数", "rows checked"}, .zero = true},
        {.path = "first_bad_seq", .title = {"首个异常序号", "first bad row"}},
        {.path = "finding", .title = {"发现的问题", "finding"}},
        {.path = "head.seq", .title = {"末行序号", "last row"}, .zero = true}}},
      {"ServerStatus",
       {{.path = "version", .title = {"版本", "version"}},
        {.path = "engine", .title = {"数据库", "engine"}},
        {.path = "schema_version", .title = {"结构版本", "schema version"}},
        {.path = "start_time", .title = {"启动时间", "started"}},
        {.path = "database_bytes", .title = {"数据库字节", "database bytes"}, .zero = true},
        {.path = "wal_bytes", .title = {"预写日志字节", "wal bytes"}, .zero = true},
        {.path = "queue_depth", .title = {"等待写入", "writes waiting"}, .zero = true},
        {.path = "journal_rows", .title = {"审计日志行数", "journal rows"}, .zero = true},
        {.path = "head_time", .title = {"最近签名时间", "last head signed"}},
        {.path = "calendar_known_until_date", .title = {"日历截止", "calendar known until"}},
        {.path = "backup_time", .title = {"最新备份", "newest backup"}},
        {.path = "warnings", .title = {"提醒", "warnings"}}}},
      {"Backup",
       {kId,
        {.path = "data_time", .title = {"数据时间", "data as of"}, .listed = true},
        {.path = "bytes", .title = {"字节", "bytes"}, .listed = true},
        {.path = "journal_seq", .title = {"日志行", "journal row"}, .listed = true},
        {.path = "version", .title = {"版本", "version"}, .listed = true}}},
  };
}

}  // namespace

const std::vector<std::pair<std::string, View>>& RegisterViews() {
  static const auto* views = [] {
    auto* all = new std::vector<std::pair<std::string, View>>();
    for (auto* part : {&PlaceViews, &RuleViews, &AccountViews}) {
      for (auto& view : (*part)()) all->push_back(std::move(view));
    }
    return all;
  }();
  return *views;
}

}  // namespace gridgov
