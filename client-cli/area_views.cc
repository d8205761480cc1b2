// The views of areas that change: what a change will do, and take-overs of compounds.
#include "absl/strings/str_join.h"
#include "client-cli/views.h"
#include "client-cli/words.h"
#include "gridgov/v1/takeover.pb.h"

namespace gridgov {
namespace {

using google::protobuf::Message;

std::string TakeoverActions(const Message& message, const Audience& audience) {
  std::vector<std::string> words;
  for (const std::string& act : static_cast<const v1::Takeover&>(message).allowed_actions()) {
    words.push_back(WordsForCode(act, audience.chinese, "takeover"));
  }
  return absl::StrJoin(words, audience.chinese ? "、" : ", ");
}

}  // namespace

const std::vector<std::pair<std::string, View>>& AreaViews() {
  static const auto* views = new std::vector<std::pair<std::string, View>>{
      {"Takeover",
       {IdField(),
        {.path = "compound", .title = {"小区", "compound"}, .listed = true},
        {.path = "from_organisation", .title = {"移交单位", "from"}, .listed = true},
        {.path = "to_unit", .title = {"接收单位", "to"}, .listed = true},
        {.path = "state", .title = {"状态", "state"}, .listed = true},
        {.path = "planned_date", .title = {"计划日期", "planned"}, .listed = true},
        {.path = "effective_date", .title = {"接管日期", "done"}, .listed = true},
        {.path = "grid", .title = {"网格", "grid"}},
        {.path = "target_grid", .title = {"接管后网格", "target grid"}},
        {.path = "management", .title = {"接管后管理方式", "management"}},
        {.path = "document", .title = {"文件依据", "document"}},
        {.path = "cancel_reason", .title = {"取消原因", "why cancelled"}},
        {.title = {"可办理", "next steps"}, .text = TakeoverActions},
        NameField(),
        {.path = "etag", .title = {"版本", "etag"}},
        {.path = "create_time", .title = {"创建时间", "created"}},
        {.path = "update_time", .title = {"更新时间", "updated"}}}},
      {"Takeover.Item",
       {{.path = "kind", .title = {"事项", "item"}, .listed = true},
        {.path = "state", .title = {"状态", "state"}, .listed = true},
        {.path = "date", .title = {"日期", "date"}, .listed = true},
        {.path = "note", .title = {"说明", "note"}, .listed = true}}},
      {"AreaChangePreview.Count",
       {{.path = "kind", .title = {"事项", "kind"}, .listed = true},
        {.path = "outcome", .title = {"处理", "outcome"}, .listed = true},
        {.path = "from_code", .title = {"原网格", "from"}, .listed = true},
        {.path = "to_code", .title = {"新网格", "to"}, .listed = true},
        {.path = "count", .title = {"数量", "count"}, .listed = true}}},
      {"AreaChangePreview.Row",
       {{.path = "kind", .title = {"事项", "kind"}, .listed = true},
        {.path = "label", .title = {"编号", "label"}, .listed = true},
        {.path = "duty", .title = {"职责", "duty"}, .listed = true},
        {.path = "outcome", .title = {"处理", "outcome"}, .listed = true},
        {.path = "from_code", .title = {"原网格", "from"}, .listed = true},
        {.path = "to_code", .title = {"新网格", "to"}, .listed = true},
        {.path = "basis", .title = {"依据", "basis"}, .listed = true},
        {.path = "resource", .title = {"标识", "name"}}}},
  };
  return *views;
}

}  // namespace gridgov
