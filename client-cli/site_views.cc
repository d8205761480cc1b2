// The views of sites and their visits.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client-cli/failure.h"
#include "client-cli/views.h"
#include "client-cli/words.h"
#include "gridgov/v1/site.pb.h"
#include "gridgov/v1/site_visit.pb.h"

namespace gridgov {
namespace {

using google::protobuf::Message;

const ViewField kEtag{.path = "etag", .title = {"版本", "etag"}};
const ViewField kGrid{.path = "grid", .title = {"网格", "grid"}, .listed = true};

std::string Actions(const google::protobuf::RepeatedPtrField<std::string>& acts,
                    const Audience& audience, const char* of) {
  std::vector<std::string> words;
  for (const std::string& act : acts) words.push_back(WordsForCode(act, audience.chinese, of));
  return absl::StrJoin(words, audience.chinese ? "、" : ", ");
}

std::string SiteActions(const Message& message, const Audience& audience) {
  return Actions(static_cast<const v1::Site&>(message).allowed_actions(), audience, "site");
}

std::string VisitActions(const Message& message, const Audience& audience) {
  return Actions(static_cast<const v1::SiteVisit&>(message).allowed_actions(), audience, "visit");
}

std::string SiteFlags(const Message& message, const Audience& audience) {
  const auto& site = static_cast<const v1::Site&>(message);
  std::vector<std::string> words;
  const auto add = [&](bool set, const Text& text) {
    if (set) words.push_back(In(text, audience.chinese));
  };
  add(site.due_soon(), {"临期", "due soon"});
  add(site.overdue(), {"超期", "overdue"});
  add(site.escalated(), {"已升级", "escalated"});
  add(site.provisional(), {"暂定", "provisional"});
  return absl::StrJoin(words, " ");
}

View SiteView() {
  return {{.path = "code", .title = {"代码", "code"}, .listed = true},
          {.path = "title", .title = {"名称", "title"}, .listed = true},
          {.path = "kind", .title = {"类别", "kind"}, .listed = true},
          kGrid,
          {.path = "address", .title = {"地址", "address"}, .listed = true},
          {.path = "vacant_area_m2", .title = {"闲置面积（平方米）", "vacant m2"}, .listed = true},
          {.path = "hazard_kind", .title = {"隐患类型", "hazard"}, .listed = true},
          {.path = "state", .title = {"状态", "state"}, .listed = true},
          {.path = "due_time", .title = {"下次走访", "next visit"}, .listed = true},
          {.title = {"标记", "flags"}, .listed = true, .text = SiteFlags},
          {.path = "compound", .title = {"小区", "compound"}},
          {.path = "point", .title = {"坐标", "point"}},
          {.path = "organisation", .title = {"经营单位", "organisation"}},
          {.path = "credit_code", .title = {"统一社会信用代码", "credit code"}},
          {.path = "duty_phone", .title = {"值班电话", "duty phone"}},
          {.path = "owner_organisation", .title = {"产权单位", "owner"}},
          {.path = "present_use", .title = {"现用途", "present use"}},
          {.path = "intended_use", .title = {"拟用途", "intended use"}},
          {.path = "responsible_unit", .title = {"整改责任单位", "responsible unit"}},
          {.path = "next_check_date", .title = {"约定下次检查", "check agreed for"}},
          {.path = "worker", .title = {"走访人", "visited by"}},
          {.path = "last_visit_time", .title = {"上次走访", "last visit"}},
          {.path = "close_date", .title = {"关闭日期", "closed on"}},
          {.path = "close_reason", .title = {"关闭原因", "why closed"}},
          {.title = {"可办理", "next steps"}, .text = SiteActions},
          NameField(),
          kEtag};
}

View VisitView() {
  return {IdField(),
          {.path = "site", .title = {"场所", "site"}, .listed = true},
          {.path = "occurred_time", .title = {"走访时间", "time"}, .listed = true},
          {.path = "worker", .title = {"走访人", "by"}, .listed = true},
          {.path = "subject", .title = {"事由", "subject"}, .listed = true},
          {.path = "result", .title = {"情况", "result"}, .listed = true},
          {.path = "open_asks", .title = {"待转办诉求", "open asks"}, .listed = true},
          {.path = "grid", .title = {"网格", "grid"}},
          {.path = "units", .title = {"办理单位", "units"}},
          {.path = "received_time", .title = {"接收时间", "received"}},
          {.title = {"可办理", "next steps"}, .text = VisitActions},
          NameField(),
          kEtag};
}

}  // namespace

const std::vector<std::pair<std::string, View>>& SiteViews() {
  static const auto* views = new std::vector<std::pair<std::string, View>>{
      {"Site", SiteView()},
      {"SiteVisit", VisitView()},
      {"SiteVisit.Ask",
       {{.path = "category", .title = {"类别", "category"}, .listed = true},
        {.path = "text", .title = {"诉求", "ask"}, .listed = true},
        {.path = "issue", .title = {"事件", "issue"}, .listed = true},
        {.path = "answer", .title = {"答复", "answer"}, .listed = true}}},
      {"SiteRhythm",
       {{.path = "code", .title = {"代码", "code"}, .listed = true},
        {.path = "kind", .title = {"场所类别", "kind"}, .listed = true},
        {.path = "hazard_kind", .title = {"隐患类型", "hazard"}, .listed = true},
        {.path = "deadline_class", .title = {"时限", "deadline class"}, .listed = true},
        {.path = "valid_from_date", .title = {"施行日期", "in force from"}, .listed = true},
        {.path = "source", .title = {"来源", "source"}, .listed = true}}},
  };
  return *views;
}

}  // namespace gridgov
