// The views of work lists and notices.
#include "absl/strings/str_cat.h"
#include "client-cli/views.h"
#include "gridgov/v1/work.pb.h"

namespace gridgov {
namespace {

using google::protobuf::Message;

std::string Due(const Message& message, const Audience& audience) {
  std::string text = ShowField(message, "due_time", audience);
  if (!text.empty() && static_cast<const v1::WorkItem&>(message).provisional()) {
    absl::StrAppend(&text, audience.chinese ? " 暂定" : " provisional");
  }
  return text;
}

// What further commands take: the number, or else the name.
std::string What(const Message& message, const Audience&) {
  const auto& item = static_cast<const v1::WorkItem&>(message);
  return item.number().empty() ? item.resource() : item.number();
}

std::string HowMany(const Message& message, const Audience&) {
  const auto& count = static_cast<const v1::WorkCounts::Count&>(message);
  return absl::StrCat(count.count(), count.more() ? "+" : "");
}

}  // namespace

const std::vector<std::pair<std::string, View>>& WorkListViews() {
  static const auto* views = new std::vector<std::pair<std::string, View>>{
      {"WorkItem",
       {{.path = "kind", .title = {"待办", "to do"}, .listed = true},
        {.title = {"编号", "number"}, .listed = true, .text = What},
        {.path = "title", .title = {"标题", "title"}, .listed = true},
        {.path = "grid", .title = {"网格", "grid"}, .listed = true},
        {.title = {"到期时间", "due"}, .listed = true, .text = Due},
        {.path = "phase", .title = {"时限", "time"}, .listed = true},
        {.path = "mine", .title = {"我的", "mine"}, .listed = true}}},
      {"Notice",
       {IdField(),
        {.path = "text", .title = {"提醒", "notice"}, .listed = true},
        {.path = "create_time", .title = {"时间", "time"}, .listed = true},
        {.path = "read_time", .title = {"已读", "read"}, .listed = true},
        {.path = "resource", .title = {"事项", "about"}},
        {.path = "kind", .title = {"类型", "kind"}},
        {.path = "due_time", .title = {"到期时间", "due"}}}},
      {"MarkNoticesReadResponse",
       {{.path = "marked", .title = {"标为已读", "marked as read"}, .zero = true}}},
      {"SavedFilter",
       {{.path = "title", .title = {"名称", "name"}, .listed = true},
        {.path = "collection", .title = {"对象", "of"}, .listed = true},
        {.path = "filter", .title = {"条件", "filter"}, .listed = true},
        {.path = "update_time", .title = {"更新时间", "updated"}}}},
      {"Handover",
       {{.path = "account", .title = {"移交人", "from"}},
        {.path = "out_of_reach", .title = {"辖区外事项", "out of reach"}}}},
      {"Handover.Row",
       {{.path = "kind", .title = {"类型", "kind"}, .listed = true},
        {.path = "label", .title = {"事项", "what"}, .listed = true},
        {.path = "outcome", .title = {"处理", "outcome"}, .listed = true},
        {.path = "to", .title = {"接手人", "to"}, .listed = true},
        {.path = "note", .title = {"说明", "note"}, .listed = true}}},
      {"WorkCounts.Count",
       {{.path = "view", .title = {"范围", "view"}, .listed = true},
        {.path = "kind", .title = {"待办", "to do"}, .listed = true},
        {.title = {"数量", "count"}, .listed = true, .text = HowMany}}},
  };
  return *views;
}

}  // namespace gridgov
