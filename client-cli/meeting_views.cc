// The views of analysis meetings and their items.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client-cli/failure.h"
#include "client-cli/views.h"
#include "client-cli/words.h"
#include "gridgov/v1/meeting.pb.h"
#include "gridgov/v1/meeting_item.pb.h"

namespace gridgov {
namespace {

using google::protobuf::Message;

const ViewField kEtag{.path = "etag", .title = {"版本", "etag"}};
const ViewField kCreated{.path = "create_time", .title = {"创建时间", "created"}};
const ViewField kUpdated{.path = "update_time", .title = {"更新时间", "updated"}};
const ViewField kState{.path = "state", .title = {"状态", "state"}, .listed = true};

template <class T>
std::string Actions(const T& resource, const Audience& audience, const char* of) {
  std::vector<std::string> words;
  for (const std::string& act : resource.allowed_actions()) {
    words.push_back(WordsForCode(act, audience.chinese, of));
  }
  return absl::StrJoin(words, audience.chinese ? "、" : ", ");
}

std::string MeetingActions(const Message& message, const Audience& audience) {
  return Actions(static_cast<const v1::Meeting&>(message), audience, "meeting");
}

std::string ItemActions(const Message& message, const Audience& audience) {
  return Actions(static_cast<const v1::MeetingItem&>(message), audience, "item");
}

template <class T>
std::string Flags(const T& resource, bool missed, const Audience& audience) {
  std::vector<std::string> words;
  const auto add = [&](bool set, const Text& text) {
    if (set) words.push_back(In(text, audience.chinese));
  };
  add(missed, {"未按期召开", "missed"});
  add(resource.due_soon(), {"临期", "due soon"});
  add(resource.overdue() && !missed, {"超期", "overdue"});
  add(resource.escalated(), {"已升级", "escalated"});
  add(resource.provisional(), {"暂定", "provisional"});
  return absl::StrJoin(words, " ");
}

std::string MeetingFlags(const Message& message, const Audience& audience) {
  const auto& meeting = static_cast<const v1::Meeting&>(message);
  return Flags(meeting, meeting.missed(), audience);
}

std::string ItemFlags(const Message& message, const Audience& audience) {
  return Flags(static_cast<const v1::MeetingItem&>(message), false, audience);
}

// The issue's number, or the place of a cluster with how many there are.
std::string Matter(const Message& message, const Audience& audience) {
  const auto& item = static_cast<const v1::MeetingItem&>(message);
  if (!item.has_cluster()) {
    return item.dispute_number().empty() ? item.issue_number() : item.dispute_number();
  }
  const std::string place = ShowField(
      item, item.cluster().compound().empty() ? "cluster.grid" : "cluster.compound", audience);
  return absl::StrCat(place, audience.chinese ? " 共" : ": ", item.cluster_count(),
                      audience.chinese ? "件" : " matters");
}

View MeetingView() {
  return {IdField(),
          {.path = "division", .title = {"辖区", "division"}, .listed = true},
          {.path = "period_start_date", .title = {"周期起", "from"}, .listed = true},
          {.path = "period_end_date", .title = {"周期止", "until"}, .listed = true},
          {.path = "planned_time", .title = {"计划时间", "planned"}, .listed = true},
          kState,
          {.title = {"提示", "flags"}, .listed = true, .text = MeetingFlags},
          {.path = "open_item_count", .title = {"未结议题", "open items"}, .listed = true},
          {.path = "item_count", .title = {"议题数", "items"}},
          {.path = "level", .title = {"层级", "level"}},
          {.path = "place", .title = {"地点", "place"}},
          {.path = "chair", .title = {"主持人", "chair"}},
          {.path = "recorder", .title = {"记录人", "recorder"}},
          {.path = "agenda_time", .title = {"议程准备时间", "agenda prepared"}},
          {.path = "left_out_count", .title = {"未列入的事项", "left out"}},
          {.path = "held_time", .title = {"召开时间", "held"}},
          {.path = "attendance", .title = {"参会单位", "attendance"}},
          {.path = "minutes", .title = {"纪要", "minutes"}},
          {.path = "signed_time", .title = {"签发时间", "signed"}},
          {.path = "done_time", .title = {"办结时间", "done"}},
          {.path = "due_time", .title = {"截止", "due"}},
          {.path = "meeting_rule", .title = {"频次规则", "rule"}},
          {.title = {"可办理", "next steps"}, .text = MeetingActions},
          NameField(),
          kEtag,
          kCreated,
          kUpdated};
}

View ItemView() {
  return {IdField(),
          {.path = "kind", .title = {"类型", "kind"}, .listed = true},
          {.path = "category", .title = {"事件类别", "category"}, .listed = true},
          {.path = "dispute_class", .title = {"纠纷类别", "class"}, .listed = true},
          {.title = {"事项", "matter"}, .listed = true, .text = Matter},
          kState,
          {.path = "measure", .title = {"化解措施", "measure"}, .listed = true},
          {.path = "unit", .title = {"责任单位", "unit"}, .listed = true},
          {.path = "due_time", .title = {"截止", "due"}, .listed = true},
          {.title = {"提示", "flags"}, .listed = true, .text = ItemFlags},
          {.path = "origin", .title = {"列入原因", "why"}},
          {.path = "meeting", .title = {"会议", "meeting"}},
          {.path = "division", .title = {"辖区", "division"}},
          {.path = "cluster.start_date", .title = {"统计起", "from"}},
          {.path = "cluster.end_date", .title = {"统计止", "until"}},
          {.path = "cluster.numbers", .title = {"编号", "numbers"}},
          {.path = "judgement", .title = {"研判", "judgement"}},
          {.path = "judgement_text", .title = {"研判说明", "judgement in words"}},
          {.path = "measure_text", .title = {"措施说明", "measure in words"}},
          {.path = "assignee", .title = {"经办人", "assignee"}},
          {.path = "dispatched_issues", .title = {"已派遣事件", "dispatched"}},
          {.path = "first_due_time", .title = {"最初截止", "first due"}},
          {.path = "end_time", .title = {"办结时间", "ended"}},
          {.path = "end_text", .title = {"结果", "result"}},
          {.path = "carried_from", .title = {"结转自", "carried from"}},
          {.path = "carried_to", .title = {"结转至", "carried to"}},
          {.title = {"可办理", "next steps"}, .text = ItemActions},
          NameField(),
          kEtag,
          kCreated,
          kUpdated};
}

}  // namespace

const std::vector<std::pair<std::string, View>>& MeetingViews() {
  static const auto* views = new std::vector<std::pair<std::string, View>>{
      {"Meeting", MeetingView()},
      {"Meeting.Attendance",
       {{.path = "unit"}, {.path = "representative"}, {.path = "count", .zero = true}}},
      {"MeetingItem", ItemView()},
      {"MeetingRule",
       {IdField(),
        {.path = "level", .title = {"层级", "level"}, .listed = true},
        {.path = "division", .title = {"辖区", "division"}, .listed = true},
        {.path = "rhythm", .title = {"频次", "rhythm"}, .listed = true},
        {.path = "planned_day", .title = {"第几日", "day"}, .listed = true},
        {.path = "planned_hour", .title = {"时", "hour"}, .listed = true, .zero = true},
        {.path = "cluster_size", .title = {"聚集件数", "cluster"}, .listed = true},
        {.path = "cluster_days", .title = {"聚集天数", "days"}, .listed = true},
        {.path = "valid_from_date", .title = {"生效", "from"}, .listed = true},
        {.path = "valid_to_date", .title = {"失效", "until"}, .listed = true},
        {.path = "source", .title = {"依据", "source"}, .listed = true},
        NameField(),
        kEtag}},
  };
  return *views;
}

}  // namespace gridgov
