// The views of the daily work: issues and patrols.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client-cli/failure.h"
#include "client-cli/views.h"
#include "client-cli/words.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/patrol.pb.h"

namespace gridgov {
namespace {

using google::protobuf::Message;

const ViewField kEtag{.path = "etag", .title = {"版本", "etag"}};
const ViewField kUpdated{.path = "update_time", .title = {"更新时间", "updated"}};

const ViewField kFullName = NameField();
const ViewField kId = IdField();

std::string IssueActions(const Message& message, const Audience& audience) {
  std::vector<std::string> words;
  for (const std::string& act : static_cast<const v1::Issue&>(message).allowed_actions()) {
    words.push_back(WordsForCode(act, audience.chinese));
  }
  return absl::StrJoin(words, audience.chinese ? "、" : ", ");
}

std::string PatrolActions(const Message& message, const Audience& audience) {
  std::vector<std::string> words;
  for (const std::string& act : static_cast<const v1::Patrol&>(message).allowed_actions()) {
    words.push_back(WordsForCode(act, audience.chinese, "patrol"));
  }
  return absl::StrJoin(words, audience.chinese ? "、" : ", ");
}

std::string Provisional(bool chinese) { return chinese ? "暂定" : "provisional"; }

std::string DueTime(const Message& message, const Audience& audience) {
  std::string text = ShowField(message, "due_time", audience);
  if (!text.empty() && static_cast<const v1::Issue&>(message).provisional()) {
    absl::StrAppend(&text, " ", Provisional(audience.chinese));
  }
  return text;
}

// What asks for attention, in a few words.
std::string IssueFlags(const Message& message, const Audience& audience) {
  const auto& issue = static_cast<const v1::Issue&>(message);
  const std::vector<std::pair<bool, Text>> flags = {
      {issue.urgent(), {"紧急", "urgent"}},
      {issue.due_soon() && !issue.overdue(), {"临期", "due soon"}},
      {issue.overdue(), {"超期", "overdue"}},
      {issue.escalated(), {"已升级", "escalated"}},
      {issue.extension_requested(), {"申请延期", "extension asked for"}},
      {issue.suspension_requested(), {"申请挂账", "suspension asked for"}},
      {issue.on_spot(), {"即办即结", "on the spot"}},
      {issue.rework_count() > 0, {"返工", "rework"}},
      {issue.callback_due(), {"待回访", "callback due"}},
      {issue.clock_suspect(), {"时钟存疑", "clock suspect"}},
  };
  std::vector<std::string> words;
  for (const auto& [set, text] : flags) {
    if (set) words.push_back(In(text, audience.chinese));
  }
  return absl::StrJoin(words, " ");
}

std::string PatrolFlags(const Message& message, const Audience& audience) {
  const auto& patrol = static_cast<const v1::Patrol&>(message);
  const std::vector<std::pair<bool, Text>> flags = {
      {patrol.missed(), {"漏巡", "missed"}},
      {patrol.below_minima(), {"未达要求", "below minima"}},
      {patrol.findings_size() > 0, {"发现问题", "findings"}},
      {patrol.joint_units_size() > 0, {"联合巡查", "joint patrol"}},
      {patrol.clock_suspect(), {"时钟存疑", "clock suspect"}},
  };
  std::vector<std::string> words;
  for (const auto& [set, text] : flags) {
    if (set) words.push_back(In(text, audience.chinese));
  }
  return absl::StrJoin(words, " ");
}

std::string Act(const Message& message, const Audience& audience) {
  return WordsForCode(static_cast<const v1::IssueStep&>(message).act(), audience.chinese);
}

std::string AnswerValue(const Message& message, const Audience& audience) {
  const auto& answer = static_cast<const v1::Patrol::Answer&>(message);
  if (answer.value().empty()) return ShowField(message, "number", audience, /*zero=*/true);
  return WordsForCode(answer.value(), audience.chinese);
}

std::string QuestionAnswer(const Message& message, const Audience&) {
  const auto& answer = static_cast<const v1::Issue::Answer&>(message);
  return absl::StrCat(answer.question(), "=", answer.value());
}

std::string Rhythm(const Message& message, const Audience& audience) {
  return WordsForCode(static_cast<const v1::PatrolType&>(message).default_rhythm(),
                      audience.chinese);
}

std::string Bounds(const Message& message, const Audience& audience) {
  const auto& item = static_cast<const v1::PatrolType::Item&>(message);
  if (item.min() == 0 && item.max() == 0) return item.unit();
  return absl::StrCat(ShowField(message, "min", audience, true), "–",
                      ShowField(message, "max", audience, true), " ", item.unit());
}

View IssueView() {
  return {
      {.path = "number", .title = {"编号", "number"}, .listed = true},
      {.path = "title", .title = {"标题", "title"}, .listed = true},
      {.path = "category", .title = {"事件类别", "category"}, .listed = true},
      {.path = "state", .title = {"状态", "state"}, .listed = true},
      {.path = "unit", .title = {"主办单位", "unit"}, .listed = true},
      {.title = {"到期时间", "due"}, .listed = true, .text = DueTime},
      {.title = {"标记", "flags"}, .listed = true, .text = IssueFlags},
      {.path = "text", .title = {"内容", "text"}},
      {.path = "source", .title = {"来源", "source"}},
      {.path = "severity", .title = {"严重程度", "severity"}},
      {.path = "grid", .title = {"网格", "grid"}},
      {.path = "address", .title = {"地址", "address"}},
      {.path = "point", .title = {"坐标", "point"}},
      {.path = "compound", .title = {"小区", "compound"}},
      {.path = "answers", .title = {"问题回答", "answers"}},
      {.path = "co_units", .title = {"协办单位", "co-handlers"}},
      {.path = "deadline_class", .title = {"时限", "deadline class"}},
      {.path = "remind_time", .title = {"提醒时间", "reminder"}},
      {.path = "escalate_time", .title = {"升级时间", "escalation"}},
      {.path = "paused_seconds", .title = {"挂账秒数", "seconds suspended"}},
      {.path = "review_date", .title = {"复查日期", "review date"}},
      {.path = "rework_count", .title = {"返工次数", "reworks"}},
      {.path = "extension_count", .title = {"延期次数", "extensions"}},
      {.path = "result", .title = {"办结情况", "result"}},
      {.path = "closing_reason", .title = {"结案原因", "closing reason"}},
      {.path = "handed_to", .title = {"移交给", "handed to"}},
      {.path = "satisfaction", .title = {"回访", "satisfaction"}},
      {.path = "duplicate_of", .title = {"原件", "duplicate of"}},
      {.path = "patrol", .title = {"巡查", "patrol"}},
      {.path = "dispute", .title = {"矛盾纠纷", "dispute"}},
      {.path = "site", .title = {"场所", "site"}},
      {.path = "site_visit", .title = {"走访", "visit"}},
      {.path = "creator", .title = {"录入人", "creator"}},
      {.path = "occurred_time", .title = {"发现时间", "seen"}},
      {.path = "received_time", .title = {"接收时间", "received"}},
      {.path = "close_time", .title = {"办结时间", "ended"}},
      kFullName,
      kEtag,
      kUpdated,
      {.title = {"可办操作", "allowed actions"}, .text = IssueActions},
  };
}

View PatrolView() {
  return {
      kId,
      {.path = "patrol_type", .title = {"巡查类型", "type"}, .listed = true},
      {.path = "grid", .title = {"网格", "grid"}, .listed = true},
      {.path = "target_label", .title = {"对象", "target"}, .listed = true},
      {.path = "worker", .title = {"网格员", "worker"}, .listed = true},
      {.path = "window_start_time", .title = {"开始时段", "from"}, .listed = true},
      {.path = "window_end_time", .title = {"截止时段", "until"}, .listed = true},
      {.path = "state", .title = {"状态", "state"}, .listed = true},
      {.title = {"标记", "flags"}, .listed = true, .text = PatrolFlags},
      {.path = "patrol_rule", .title = {"频次规则", "rule"}},
      {.path = "compound", .title = {"小区", "compound"}},
      {.path = "partners", .title = {"同行人员", "partners"}},
      {.path = "joint_units", .title = {"联合单位", "joint units"}},
      {.path = "start_time", .title = {"开始时间", "started"}},
      {.path = "end_time", .title = {"结束时间", "ended"}},
      {.path = "received_time", .title = {"接收时间", "received"}},
      {.path = "weather", .title = {"天气", "weather"}},
      {.path = "metres", .title = {"里程（米）", "metres"}},
      {.path = "minima_reason", .title = {"未达要求原因", "why below minima"}},
      {.path = "reviewer", .title = {"审核人", "reviewer"}},
      {.path = "review_comment", .title = {"审核意见", "review"}},
      {.path = "cancel_reason", .title = {"取消原因", "why cancelled"}},
      {.path = "missed_explanation", .title = {"漏巡说明", "why missed"}},
      kFullName,
      kEtag,
      {.path = "create_time", .title = {"创建时间", "created"}},
      kUpdated,
      {.title = {"可办操作", "allowed actions"}, .text = PatrolActions},
  };
}

View AttachmentView() {
  return {
      kId,
      {.path = "title", .title = {"名称", "title"}, .listed = true},
      {.path = "type", .title = {"类型", "type"}, .listed = true},
      {.path = "item", .title = {"检查项", "item"}, .listed = true},
      {.path = "size_bytes", .title = {"字节", "bytes"}, .listed = true},
      {.path = "uploader", .title = {"上传人", "sent by"}, .listed = true},
      {.path = "create_time", .title = {"上传时间", "received"}, .listed = true},
      {.path = "parent", .title = {"所属记录", "belongs to"}},
      {.path = "occurred_time", .title = {"拍摄时间", "taken"}},
      {.path = "delete_time", .title = {"删除时间", "deleted"}},
      {.path = "sha256", .title = {"保存内容 SHA-256", "SHA-256"}},
      {.path = "sent_sha256", .title = {"原件 SHA-256", "SHA-256 of what was sent"}},
      kFullName,
      kEtag,
  };
}

std::vector<std::pair<std::string, View>> PatrolViews() {
  return {
      {"Patrol", PatrolView()},
      {"Patrol.Answer",
       {{.path = "item", .title = {"检查项", "item"}, .listed = true},
        {.title = {"回答", "answer"}, .listed = true, .text = AnswerValue},
        {.path = "failed", .title = {"不合格", "failed"}, .listed = true}}},
      {"Patrol.Finding",
       {{.path = "item", .title = {"检查项", "item"}, .listed = true},
        {.path = "issue", .title = {"事件", "issue"}, .listed = true}}},
      {"PatrolType",
       {{.path = "code", .title = {"代码", "code"}, .listed = true},
        {.path = "title", .title = {"名称", "title"}, .listed = true},
        {.path = "target", .title = {"对象", "target"}, .listed = true},
        {.title = {"默认频次", "default rhythm"}, .listed = true, .text = Rhythm},
        {.path = "min_minutes", .title = {"最少分钟", "min minutes"}, .listed = true},
        {.path = "min_metres", .title = {"最少米数", "min metres"}, .listed = true},
        {.path = "source", .title = {"依据", "source"}},
        {.path = "valid_from_date", .title = {"启用日期", "valid from"}},
        kFullName,
        kEtag}},
      {"PatrolType.Item",
       {{.path = "code", .title = {"检查项", "item"}, .listed = true},
        {.path = "text", .title = {"内容", "text"}, .listed = true},
        {.path = "type", .title = {"回答类型", "answer"}, .listed = true},
        {.path = "options", .title = {"选项", "options"}, .listed = true},
        {.title = {"范围", "bounds"}, .listed = true, .text = Bounds},
        {.path = "required", .title = {"必答", "required"}, .listed = true},
        {.path = "photo_required", .title = {"须拍照", "photo"}, .listed = true},
        {.path = "category", .title = {"事件类别", "category"}, .listed = true}}},
      {"PatrolRule",
       {kId,
        {.path = "patrol_type", .title = {"巡查类型", "type"}, .listed = true},
        {.path = "area", .title = {"区域", "area"}, .listed = true},
        {.path = "rhythm", .title = {"频次", "rhythm"}, .listed = true},
        {.path = "valid_from_date", .title = {"启用日期", "from"}, .listed = true},
        {.path = "valid_to_date", .title = {"停用日期", "to"}, .listed = true},
        {.path = "source", .title = {"依据", "source"}, .listed = true},
        kFullName,
        kEtag}},
  };
}

}  // namespace

const std::vector<std::pair<std::string, View>>& WorkViews() {
  static const auto* views = [] {
    auto* all = new std::vector<std::pair<std::string, View>>(PatrolViews());
    all->push_back({"Issue", IssueView()});
    all->push_back({"Issue.Answer", {{.listed = true, .text = QuestionAnswer}}});
    all->push_back({"IssueStep",
                    {{.path = "create_time", .title = {"时间", "time"}, .listed = true},
                     {.title = {"操作", "act"}, .listed = true, .text = Act},
                     {.path = "from_state", .title = {"原状态", "from"}, .listed = true},
                     {.path = "to_state", .title = {"新状态", "to"}, .listed = true},
                     {.path = "actor_username", .title = {"操作人", "actor"}, .listed = true},
                     {.path = "unit", .title = {"责任单位", "unit"}, .listed = true},
                     {.path = "outcome", .title = {"结果", "outcome"}, .listed = true},
                     {.path = "text", .title = {"说明", "text"}, .listed = true},
                     {.path = "due_time", .title = {"时限", "due"}},
                     {.path = "grid", .title = {"网格", "grid"}},
                     {.path = "from_grid", .title = {"原网格", "from grid"}}}});
    all->push_back({"Attachment", AttachmentView()});
    all->push_back({"Upload",
                    {{.path = "attachment_id", .title = {"上传标识", "id"}},
                     {.path = "received_bytes", .title = {"已收到字节", "received bytes"}},
                     {.path = "attachment", .title = {"附件", "attachment"}}}});
    all->push_back({"IssueReporter",
                    {{.path = "issue", .title = {"事件", "issue"}},
                     {.path = "display_name", .title = {"姓名", "display name"}},
                     {.path = "phone", .title = {"电话", "phone"}}}});
    return all;
  }();
  return *views;
}

}  // namespace gridgov
