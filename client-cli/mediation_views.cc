// How disputes and their mediation are shown.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client-cli/failure.h"
#include "client-cli/views.h"
#include "client-cli/words.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/dispute_mediator.pb.h"

namespace gridgov {
namespace {

using google::protobuf::Message;

const ViewField kEtag{.path = "etag", .title = {"版本", "etag"}};
const ViewField kCreated{.path = "create_time", .title = {"登记时间", "registered"}};
const ViewField kUpdated{.path = "update_time", .title = {"更新时间", "updated"}};

std::string Actions(const Message& message, const Audience& audience) {
  std::vector<std::string> words;
  for (const std::string& act : static_cast<const v1::Dispute&>(message).allowed_actions()) {
    words.push_back(WordsForCode(act, audience.chinese, "dispute"));
  }
  return absl::StrJoin(words, audience.chinese ? "、" : ", ");
}

std::string Flags(const Message& message, const Audience& audience) {
  const auto& dispute = static_cast<const v1::Dispute&>(message);
  const std::pair<bool, Text> flags[] = {
      {dispute.due_soon(), {"临期", "due soon"}},
      {dispute.overdue(), {"超期", "overdue"}},
      {dispute.escalated(), {"已升级", "escalated"}},
      {dispute.provisional(), {"暂定", "provisional"}},
      {dispute.police_reported(), {"已报公安", "reported to the police"}}};
  std::vector<std::string> words;
  for (const auto& [set, text] : flags) {
    if (set) words.push_back(In(text, audience.chinese));
  }
  return absl::StrJoin(words, " ");
}

// Fen as yuan.
std::string Amount(const Message& message, const Audience& audience) {
  const int64_t fen = static_cast<const v1::Dispute&>(message).amount_fen();
  if (fen == 0) return "";
  return absl::StrCat(fen / 100, ".", fen % 100 < 10 ? "0" : "", fen % 100,
                      audience.chinese ? " 元" : " yuan");
}

std::string StepAct(const Message& message, const Audience& audience) {
  return WordsForCode(static_cast<const v1::DisputeStep&>(message).act(), audience.chinese,
                      "dispute");
}

std::string Masked(const Message& message, const Audience& audience) {
  std::vector<std::string> words;
  for (const std::string& field : static_cast<const v1::DisputeParty&>(message).masked_fields()) {
    words.push_back(WordsForCode(field, audience.chinese, "party"));
  }
  return absl::StrJoin(words, audience.chinese ? "、" : ", ");
}

View DisputeView() {
  return {{.path = "number", .title = {"编号", "number"}, .listed = true},
          {.path = "state", .title = {"状态", "state"}, .listed = true},
          {.path = "dispute_class", .title = {"类别", "class"}, .listed = true},
          {.path = "grid", .title = {"网格", "grid"}, .listed = true},
          {.path = "due_time", .title = {"调解期限", "due"}, .listed = true},
          {.title = {"提示", "flags"}, .listed = true, .text = Flags},
          {.path = "summary", .title = {"简要情况", "summary"}},
          {.path = "source", .title = {"来源", "source"}},
          {.path = "escalation_risk", .title = {"激化风险", "risk of escalation"}},
          {.path = "risk_assessor", .title = {"评估人", "assessed by"}},
          {.path = "risk_time", .title = {"评估时间", "assessed"}},
          {.path = "address", .title = {"地点", "place"}},
          {.path = "compound", .title = {"小区", "compound"}},
          {.title = {"涉及金额", "amount"}, .text = Amount},
          {.path = "people_count", .title = {"涉及人数", "people involved"}},
          {.path = "issue", .title = {"来源事件", "issue"}},
          {.path = "committee", .title = {"调解委员会", "committee"}},
          {.path = "mediators", .title = {"调解员账号", "mediators' accounts"}},
          {.path = "mediator_count", .title = {"调解员人数", "mediators"}},
          {.path = "party_count", .title = {"当事人数", "parties"}},
          {.path = "pending_before", .title = {"其他机关受理情况", "accepted elsewhere by"}},
          {.path = "decline_reason", .title = {"不予受理原因", "why declined"}},
          {.path = "referred_to", .title = {"移送单位", "referred to"}},
          {.path = "accept_time", .title = {"受理时间", "accepted"}},
          {.path = "extension_days", .title = {"延长天数", "days added"}},
          {.path = "session_count", .title = {"调解次数", "sessions held"}},
          {.path = "next_session_time", .title = {"下次调解", "next session"}},
          {.path = "outcome_time", .title = {"调解结束", "mediation ended"}},
          {.path = "stopped_by", .title = {"要求终止的一方", "stopped by"}},
          {.path = "advice", .title = {"已告知的途径", "told of"}},
          {.path = "escalation_prevented", .title = {"防止激化", "escalation prevented"}},
          {.path = "police_station", .title = {"报告的派出所", "reported to"}},
          {.path = "police_report_time", .title = {"报告时间", "reported"}},
          {.path = "close_time", .title = {"结束时间", "ended"}},
          {.path = "creator", .title = {"登记人", "registered by"}},
          {.title = {"可办操作", "allowed actions"}, .text = Actions},
          NameField(),
          kEtag,
          kCreated,
          kUpdated};
}

View PartyView() {
  return {{.path = "number", .title = {"序号", "no."}, .listed = true},
          {.path = "side", .title = {"方", "side"}, .listed = true},
          {.path = "kind", .title = {"类型", "kind"}, .listed = true},
          {.path = "display_name", .title = {"姓名或名称", "name"}, .listed = true},
          {.path = "credit_code", .title = {"统一社会信用代码", "credit code"}},
          {.path = "phone", .title = {"电话", "phone"}, .listed = true},
          {.path = "address", .title = {"住址", "address"}, .listed = true},
          {.path = "agent_display_name", .title = {"代理人", "agent"}, .listed = true},
          {.path = "agent_authority", .title = {"代理权限", "authority"}, .listed = true},
          {.path = "rights_time", .title = {"权利确认", "rights acknowledged"}, .listed = true},
          {.path = "id_number_kept", .title = {"已登记身份证", "ID kept"}, .listed = true},
          {.path = "removed", .title = {"已移出", "removed"}, .listed = true},
          {.title = {"已遮蔽", "masked"}, .listed = true, .text = Masked}};
}

View MediatorView() {
  return {IdField(),
          {.path = "account", .title = {"账号", "account"}, .listed = true},
          {.path = "display_name", .title = {"姓名", "name"}, .listed = true},
          {.path = "state", .title = {"状态", "state"}, .listed = true},
          {.path = "conflict", .title = {"回避情形", "conflict"}, .listed = true},
          {.path = "choice", .title = {"产生方式", "chosen by"}, .listed = true},
          {.path = "create_time", .title = {"指定时间", "assigned"}, .listed = true},
          {.path = "declare_time", .title = {"声明时间", "declared"}},
          {.path = "end_time", .title = {"离任时间", "left"}},
          {.path = "dispute", .title = {"纠纷", "dispute"}},
          NameField(),
          kEtag};
}

}  // namespace

const std::vector<std::pair<std::string, View>>& MediationViews() {
  static const auto* views = new std::vector<std::pair<std::string, View>>{
      {"Dispute", DisputeView()},
      {"DisputeStep",
       {{.path = "create_time", .title = {"时间", "time"}, .listed = true},
        {.title = {"操作", "act"}, .listed = true, .text = StepAct},
        {.path = "from_state", .title = {"原状态", "from"}, .listed = true},
        {.path = "to_state", .title = {"新状态", "to"}, .listed = true},
        {.path = "actor_username", .title = {"办理人", "by"}, .listed = true},
        {.path = "text", .title = {"说明", "text"}, .listed = true}}},
      {"DisputeParty", PartyView()},
      {"PartyIdNumber", {{.path = "id_number", .title = {"身份证号码", "ID number"}}}},
      {"DisputeMediator", MediatorView()},
      {"MediationSession",
       {IdField(),
        {.path = "number", .title = {"次序", "no."}, .listed = true},
        {.path = "state", .title = {"状态", "state"}, .listed = true},
        {.path = "start_time", .title = {"时间", "time"}, .listed = true},
        {.path = "place", .title = {"地点", "place"}, .listed = true},
        {.path = "closed", .title = {"不公开", "closed"}, .listed = true},
        {.path = "recorded", .title = {"有记录", "recorded"}, .listed = true},
        {.path = "parties", .title = {"当事人", "parties"}},
        {.path = "guests", .title = {"其他参加人", "others"}},
        {.path = "record", .title = {"调解记录", "record"}},
        {.path = "mediator_sign_time", .title = {"调解员签名", "mediator signed"}},
        {.path = "recorder_sign_time", .title = {"记录人签名", "recorder signed"}},
        {.path = "adjourn_reason", .title = {"延期原因", "why put off"}},
        {.path = "end_time", .title = {"结束时间", "ended"}},
        {.path = "dispute", .title = {"纠纷", "dispute"}},
        {.path = "creator", .title = {"安排人", "set by"}},
        NameField(),
        kEtag}},
      {"MediationSession.PartyPresence",
       {{.path = "party", .title = {"当事人", "party"}},
        {.path = "notice_time", .title = {"通知", "told"}},
        {.path = "notice_means"},
        {.path = "attendance"},
        {.path = "sign_means"}}},
      {"MediationSession.Guests", {{.path = "kind"}, {.path = "count"}}},
      {"GetPartyRightsResponse",
       {{.path = "rights", .title = {"当事人的权利", "rights"}},
        {.path = "source", .title = {"依据", "source"}}}},
  };
  return *views;
}

}  // namespace gridgov
