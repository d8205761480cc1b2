// The views of agreements.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client-cli/failure.h"
#include "client-cli/views.h"
#include "client-cli/words.h"
#include "gridgov/v1/agreement.pb.h"

namespace gridgov {
namespace {

using google::protobuf::Message;

std::string CodesText(const google::protobuf::RepeatedPtrField<std::string>& codes,
                      const Audience& audience, const char* of) {
  std::vector<std::string> words;
  for (const std::string& code : codes) {
    words.push_back(WordsForCode(code, audience.chinese, of));
  }
  return absl::StrJoin(words, audience.chinese ? "、" : ", ");
}

std::string Actions(const Message& message, const Audience& audience) {
  return CodesText(static_cast<const v1::Agreement&>(message).allowed_actions(), audience,
                   "agreement");
}

std::string Missing(const Message& message, const Audience& audience) {
  return CodesText(static_cast<const v1::Agreement&>(message).missing(), audience, "missing");
}

std::string DutyActions(const Message& message, const Audience& audience) {
  return CodesText(static_cast<const v1::AgreementDuty&>(message).allowed_actions(), audience,
                   "agreement");
}

// Fen as yuan.
std::string Yuan(int64_t fen, const Audience& audience) {
  if (fen == 0) return "";
  return absl::StrCat(fen / 100, ".", fen % 100 < 10 ? "0" : "", fen % 100,
                      audience.chinese ? " 元" : " yuan");
}

std::string Amount(const Message& message, const Audience& audience) {
  return Yuan(static_cast<const v1::Agreement&>(message).amount_fen(), audience);
}
std::string PartAmount(const Message& message, const Audience& audience) {
  return Yuan(static_cast<const v1::Agreement::Instalment&>(message).amount_fen(), audience);
}
std::string PartPaid(const Message& message, const Audience& audience) {
  return Yuan(static_cast<const v1::Agreement::Instalment&>(message).paid_fen(), audience);
}

std::string Flags(const Message& message, const Audience& audience) {
  const auto& agreement = static_cast<const v1::Agreement&>(message);
  return agreement.overdue() ? In({"超期未回访", "check overdue"}, audience.chinese) : "";
}

std::string DutyFlags(const Message& message, const Audience& audience) {
  const auto& duty = static_cast<const v1::AgreementDuty&>(message);
  std::vector<std::string> words;
  const std::pair<bool, Text> flags[] = {{duty.due_soon(), {"临期", "due soon"}},
                                         {duty.overdue(), {"超期", "overdue"}},
                                         {duty.escalated(), {"已升级", "escalated"}},
                                         {duty.provisional(), {"暂定", "provisional"}}};
  for (const auto& [set, text] : flags) {
    if (set) words.push_back(In(text, audience.chinese));
  }
  return absl::StrJoin(words, " ");
}

View AgreementView() {
  return {{.path = "number", .title = {"编号", "number"}, .listed = true},
          {.path = "dispute", .title = {"纠纷", "dispute"}, .listed = true},
          {.path = "form", .title = {"形式", "form"}, .listed = true},
          {.path = "state", .title = {"状态", "state"}, .listed = true},
          {.title = {"金额", "amount"}, .listed = true, .text = Amount},
          {.path = "effective_time", .title = {"生效时间", "in effect from"}, .listed = true},
          {.path = "confirmation", .title = {"司法确认", "confirmation"}, .listed = true},
          {.title = {"提示", "flags"}, .listed = true, .text = Flags},
          {.title = {"尚缺", "missing"}, .text = Missing},
          {.path = "party_count", .title = {"当事人数", "parties"}},
          {.path = "mediator", .title = {"签名调解员", "mediator"}},
          {.path = "mediator_sign_time", .title = {"调解员签名", "mediator signed"}},
          {.path = "seal_time", .title = {"盖章", "sealed"}},
          {.path = "confirm_by_date", .title = {"最迟申请司法确认", "apply by"}},
          {.path = "applied_date", .title = {"申请日期", "applied"}},
          {.path = "court", .title = {"法院", "court"}},
          {.path = "court_document_number", .title = {"裁定书文号", "court's paper"}},
          {.path = "decided_date", .title = {"裁定日期", "decided"}},
          {.path = "court_paper", .title = {"裁定书附件", "attachment"}},
          {.path = "whole.performance", .title = {"履行情况", "performance"}},
          {.path = "whole.done_date", .title = {"履行日期", "done"}},
          {.path = "whole.new_due_date", .title = {"新的期限", "new day"}},
          {.path = "reason", .title = {"原因", "why"}},
          {.path = "end_date", .title = {"结束日期", "ended"}},
          {.path = "mediators", .title = {"人民调解员", "mediators"}},
          {.path = "grid", .title = {"网格", "grid"}},
          {.title = {"可办理", "next steps"}, .text = Actions},
          NameField(),
          {.path = "etag", .title = {"版本", "etag"}},
          {.path = "create_time", .title = {"创建时间", "created"}},
          {.path = "update_time", .title = {"更新时间", "updated"}}};
}

View DutyView() {
  return {{.path = "number", .title = {"协议", "agreement"}, .listed = true},
          {.path = "kind", .title = {"事项", "what"}, .listed = true},
          {.path = "instalment", .title = {"期数", "part"}, .listed = true},
          {.path = "state", .title = {"状态", "state"}, .listed = true},
          {.path = "due_time", .title = {"截止", "due"}, .listed = true},
          {.title = {"提示", "flags"}, .listed = true, .text = DutyFlags},
          {.path = "performance", .title = {"结果", "found"}, .listed = true},
          {.path = "checked_date", .title = {"回访日期", "checked"}},
          {.path = "follow_up", .title = {"督促履行", "follow-up"}},
          {.path = "note", .title = {"说明", "note"}},
          {.path = "remind_time", .title = {"提醒", "reminder"}},
          {.path = "last_remind_time", .title = {"末次提醒", "last reminder"}},
          {.path = "end_time", .title = {"完成时间", "done"}},
          {.title = {"可办理", "next steps"}, .text = DutyActions},
          NameField()};
}

}  // namespace

const std::vector<std::pair<std::string, View>>& AgreementViews() {
  static const auto* views = new std::vector<std::pair<std::string, View>>{
      {"Agreement", AgreementView()},
      {"Agreement.Instalment",
       {{.path = "number", .title = {"期数", "part"}, .listed = true},
        {.path = "due_date", .title = {"期限", "due"}, .listed = true},
        {.title = {"金额", "amount"}, .listed = true, .text = PartAmount},
        {.path = "task", .title = {"内容", "what"}, .listed = true},
        {.path = "performance", .title = {"履行情况", "performance"}, .listed = true},
        {.path = "done_date", .title = {"履行日期", "done"}, .listed = true},
        {.title = {"已付", "paid"}, .listed = true, .text = PartPaid},
        {.path = "new_due_date", .title = {"新的期限", "new day"}, .listed = true},
        {.path = "proof", .title = {"证明", "proof"}, .listed = true}}},
      {"Agreement.Signature",
       {{.path = "party", .title = {"当事人", "party"}, .listed = true},
        {.path = "mark", .title = {"方式", "how"}, .listed = true},
        {.path = "by_agent", .title = {"代理人", "by the agent"}, .listed = true},
        {.path = "sign_time", .title = {"时间", "when"}, .listed = true}}},
      {"AgreementContents",
       {{.path = "facts", .title = {"主要事实", "main facts"}, .listed = true},
        {.path = "points", .title = {"争议事项", "points in dispute"}, .listed = true},
        {.path = "responsibilities", .title = {"各方责任", "responsibilities"}, .listed = true},
        {.path = "terms", .title = {"协议内容", "what they agree"}, .listed = true},
        {.path = "manner", .title = {"履行方式", "manner"}},
        {.path = "place", .title = {"履行地点", "place"}},
        {.path = "time_limit", .title = {"履行期限", "time limit"}}}},
      {"AgreementDuty", DutyView()},
  };
  return *views;
}

}  // namespace gridgov
