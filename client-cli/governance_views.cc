// The views of compounds governed by law.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client-cli/failure.h"
#include "client-cli/views.h"
#include "client-cli/words.h"
#include "gridgov/v1/compound_status.pb.h"

namespace gridgov {
namespace {

using google::protobuf::Message;

const ViewField kEtag{.path = "etag", .title = {"版本", "etag"}};
const ViewField kCreated{.path = "create_time", .title = {"创建时间", "created"}};
const ViewField kUpdated{.path = "update_time", .title = {"更新时间", "updated"}};
const ViewField kCompound{.path = "compound", .title = {"小区", "compound"}, .listed = true};
const ViewField kGrid{.path = "grid", .title = {"网格", "grid"}};

std::string Words(const std::vector<std::pair<bool, Text>>& flags, bool chinese) {
  std::vector<std::string> words;
  for (const auto& [set, text] : flags) {
    if (set) words.push_back(In(text, chinese));
  }
  return absl::StrJoin(words, " ");
}

template <class T>
std::string ActionsOf(const T& resource, const Audience& audience, const char* of) {
  std::vector<std::string> words;
  for (const std::string& act : resource.allowed_actions()) {
    words.push_back(WordsForCode(act, audience.chinese, of));
  }
  return absl::StrJoin(words, audience.chinese ? "、" : ", ");
}

std::string ServiceActions(const Message& message, const Audience& audience) {
  return ActionsOf(static_cast<const v1::PropertyService&>(message), audience, "service");
}

std::string CommitteeActions(const Message& message, const Audience& audience) {
  return ActionsOf(static_cast<const v1::OwnersCommittee&>(message), audience, "committee");
}

std::string DesignationActions(const Message& message, const Audience& audience) {
  return ActionsOf(static_cast<const v1::Designation&>(message), audience, "designation");
}

std::string CommitteeFlags(const Message& message, const Audience& audience) {
  const auto& committee = static_cast<const v1::OwnersCommittee&>(message);
  return Words({{committee.expiring(), {"即将届满", "expiring"}},
                {committee.expired(), {"已届满", "expired"}},
                {committee.incomplete(), {"人数不足或非单数", "incomplete"}}},
               audience.chinese);
}

std::string DesignationFlags(const Message& message, const Audience& audience) {
  return Words(
      {{static_cast<const v1::Designation&>(message).review_due(), {"复核超期", "review overdue"}}},
      audience.chinese);
}

std::string DutyFlags(const Message& message, const Audience& audience) {
  const auto& duty = static_cast<const v1::CompoundDuty&>(message);
  return Words({{duty.due_soon(), {"临期", "due soon"}},
                {duty.overdue(), {"超期", "overdue"}},
                {duty.escalated(), {"已升级", "escalated"}},
                {duty.provisional(), {"暂定", "provisional"}}},
               audience.chinese);
}

// Fen as yuan.
std::string Fee(const Message& message, const Audience& audience) {
  const int fen = static_cast<const v1::PropertyService&>(message).fee_fen();
  if (fen == 0) return "";
  return absl::StrCat(fen / 100, ".", fen % 100 < 10 ? "0" : "", fen % 100,
                      audience.chinese ? " 元/平方米·月" : " yuan a m2 and month");
}

View ServiceView() {
  return {IdField(),
          kCompound,
          {.path = "firm", .title = {"物业服务企业", "firm"}, .listed = true},
          {.path = "start_date", .title = {"起始", "from"}, .listed = true},
          {.path = "contract_end_date", .title = {"合同截止", "until"}, .listed = true},
          {.path = "state", .title = {"状态", "state"}, .listed = true},
          {.path = "duty_phone", .title = {"24小时电话", "24 h phone"}, .listed = true},
          {.path = "credit_code", .title = {"统一社会信用代码", "credit code"}},
          {.path = "unit", .title = {"责任单位", "unit"}},
          {.path = "lead_display_name", .title = {"项目负责人", "project lead"}},
          {.path = "lead_phone", .title = {"负责人电话", "lead's phone"}},
          {.title = {"物业费", "fee"}, .text = Fee},
          {.path = "handover_notes", .title = {"交接说明", "hand-over"}},
          {.path = "end_date", .title = {"终止日期", "ended on"}},
          {.path = "end_reason", .title = {"终止原因", "why ended"}},
          {.path = "predecessor", .title = {"前一合同", "contract before"}},
          {.path = "successor", .title = {"后一合同", "contract after"}},
          kGrid,
          {.title = {"可办理", "next steps"}, .text = ServiceActions},
          NameField(),
          kEtag,
          kCreated,
          kUpdated};
}

View CommitteeView() {
  return {IdField(),
          kCompound,
          {.path = "term_number", .title = {"届次", "term"}, .listed = true},
          {.path = "state", .title = {"状态", "state"}, .listed = true},
          {.path = "elected_date", .title = {"选举日期", "elected"}, .listed = true},
          {.path = "term_end_date", .title = {"任期届满", "term ends"}, .listed = true},
          {.path = "member_count", .title = {"人数", "members"}, .listed = true},
          {.title = {"提示", "flags"}, .listed = true, .text = CommitteeFlags},
          {.path = "seats", .title = {"职务", "posts"}},
          {.path = "first_meeting_date", .title = {"首次会议", "first meeting"}},
          {.path = "filed_date", .title = {"备案日期", "filed"}},
          {.path = "filing_number", .title = {"备案号", "filing number"}},
          {.path = "changed_date", .title = {"成员变更", "members changed"}},
          {.path = "change_reported_date", .title = {"变更备案", "change reported"}},
          {.path = "end_date", .title = {"终止日期", "ended on"}},
          {.path = "end_reason", .title = {"解散原因", "why dissolved"}},
          {.path = "interim_body", .title = {"物业管理委员会", "interim body"}},
          kGrid,
          {.title = {"可办理", "next steps"}, .text = CommitteeActions},
          NameField(),
          kEtag,
          kCreated,
          kUpdated};
}

View DesignationView() {
  return {IdField(),
          kCompound,
          {.path = "kind", .title = {"类别", "kind"}, .listed = true},
          {.path = "state", .title = {"状态", "state"}, .listed = true},
          {.path = "awarded_date", .title = {"命名日期", "awarded"}, .listed = true},
          {.title = {"提示", "flags"}, .listed = true, .text = DesignationFlags},
          {.path = "standard", .title = {"标准", "standard"}},
          {.path = "proposer", .title = {"申报人", "proposer"}},
          {.path = "reviewer", .title = {"复核人", "reviewer"}},
          {.path = "reviewed_date", .title = {"复核日期", "reviewed"}},
          {.path = "review_comment", .title = {"复核意见", "finding"}},
          {.path = "withdraw_reason", .title = {"撤销原因", "why withdrawn"}},
          kGrid,
          {.title = {"可办理", "next steps"}, .text = DesignationActions},
          NameField(),
          kEtag,
          kCreated,
          kUpdated};
}

View DutyView() {
  return {IdField(),
          kCompound,
          {.path = "kind", .title = {"事项", "what"}, .listed = true},
          {.path = "state", .title = {"状态", "state"}, .listed = true},
          {.path = "due_time", .title = {"截止", "due"}, .listed = true},
          {.title = {"提示", "flags"}, .listed = true, .text = DutyFlags},
          {.path = "resource", .title = {"所属", "of"}},
          {.path = "remind_time", .title = {"提醒", "reminder"}},
          {.path = "escalate_time", .title = {"升级", "escalation"}},
          {.path = "end_time", .title = {"完成时间", "done"}},
          kGrid,
          NameField(),
          kEtag};
}

}  // namespace

const std::vector<std::pair<std::string, View>>& GovernanceViews() {
  static const auto* views = new std::vector<std::pair<std::string, View>>{
      {"PropertyService", ServiceView()},
      {"OwnersCommittee", CommitteeView()},
      {"OwnersCommittee.Seat", {{.path = "post"}, {.path = "count"}}},
      {"CommitteeMember",
       {IdField(),
        {.path = "post", .title = {"职务", "post"}, .listed = true},
        {.path = "display_name", .title = {"姓名", "name"}, .listed = true},
        {.path = "start_date", .title = {"就任", "from"}, .listed = true},
        {.path = "end_date", .title = {"离任", "until"}, .listed = true}}},
      {"Designation", DesignationView()},
      {"Designation.Evidence",
       {{.path = "criterion", .title = {"标准项", "criterion"}, .listed = true},
        {.path = "text", .title = {"佐证", "evidence"}, .listed = true}}},
      {"DesignationStandard",
       {{.path = "code", .title = {"代码", "code"}, .listed = true},
        {.path = "kind", .title = {"类别", "kind"}, .listed = true},
        {.path = "title", .title = {"名称", "title"}, .listed = true},
        {.path = "review_class", .title = {"复核时限", "review"}, .listed = true},
        {.path = "source", .title = {"来源", "source"}, .listed = true},
        {.path = "criteria", .title = {"标准项", "criteria"}},
        {.path = "valid_from_date", .title = {"施行日期", "in force from"}}}},
      {"DesignationStandard.Criterion", {{.path = "code"}, {.path = "text"}}},
      {"BuildingContact",
       {IdField(),
        {.path = "building", .title = {"楼栋", "building"}, .listed = true},
        {.path = "display_name", .title = {"姓名", "name"}, .listed = true},
        {.path = "phone", .title = {"电话", "phone"}, .listed = true},
        {.path = "consent_date", .title = {"同意日期", "consented"}, .listed = true},
        {.path = "start_date", .title = {"起始", "from"}, .listed = true},
        {.path = "end_date", .title = {"终止", "until"}, .listed = true},
        NameField(),
        kEtag}},
      {"CompoundDuty", DutyView()},
      {"CompoundStatus",
       {{.path = "compound.title", .title = {"小区", "compound"}},
        {.path = "compound.code", .title = {"代码", "code"}},
        {.path = "property_service.firm", .title = {"物业服务企业", "property firm"}},
        {.path = "property_service.state", .title = {"物业服务", "property service"}},
        {.path = "property_service.contract_end_date", .title = {"合同截止", "contract until"}},
        {.path = "property_service.duty_phone", .title = {"24小时电话", "24 h phone"}},
        {.path = "buildings_with_contact",
         .title = {"有联系人的楼栋", "buildings with a contact"},
         .zero = true}}},
  };
  return *views;
}

}  // namespace gridgov
