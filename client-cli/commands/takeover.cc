// compound takeover: a compound is handed over item by item, and gets a new manager.
#include "client-cli/commands/commands.h"
#include "client-cli/invocation.h"
#include "client-cli/words.h"
#include "gridgov/v1/takeover.pb.h"

namespace gridgov {
namespace {

// The take-over and its checklist.
absl::Status ShowWhole(Invocation& in, const v1::Takeover& takeover) {
  GG_RETURN_IF_ERROR(in.Print(takeover));
  if (in.output().people()) {
    in.PrintPart({.zh = "移交清单", .en = "Checklist"}, takeover, "items");
  }
  return in.output().Written();
}

absl::Status Show(Invocation& in) {
  v1::GetTakeoverRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(const auto takeover, in.Call<v1::Takeover>(request));
  return ShowWhole(in, takeover);
}

absl::Status Create(Invocation& in) {
  v1::CreateTakeoverRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  for (const std::string& kind : in.Values("item")) {
    GG_ASSIGN_OR_RETURN(const auto* value,
                        EnumValueOf(*v1::Takeover::Item::Kind_descriptor(), kind));
    request.mutable_takeover()->add_items()->set_kind(
        static_cast<v1::Takeover::Item::Kind>(value->number()));
  }
  GG_ASSIGN_OR_RETURN(const auto takeover, in.Call<v1::Takeover>(request));
  return ShowWhole(in, takeover);
}

absl::Status Preview(Invocation& in) {
  v1::PreviewTakeoverRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(const auto preview, in.Call<v1::AreaChangePreview>(request));
  GG_RETURN_IF_ERROR(ShowPreview(in, preview));
  if (preview.rows().empty()) {
    in.Note({.zh = "所在网格不变，没有事项随迁。", .en = "The grid stays: nothing moves."});
  }
  return absl::OkStatus();
}

absl::Status Complete(Invocation& in) {
  v1::CompleteTakeoverRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  v1::PreviewTakeoverRequest ask;
  ask.set_name(request.name());
  GG_ASSIGN_OR_RETURN(const auto preview, in.Call<v1::AreaChangePreview>(ask));
  GG_ASSIGN_OR_RETURN(const bool agreed, Agreed(in, preview));
  if (!agreed) return absl::OkStatus();
  request.set_preview_token(preview.preview_token());
  GG_ASSIGN_OR_RETURN(const auto takeover, in.Call<v1::Takeover>(request));
  return ShowWhole(in, takeover);
}

const Arg kTakeover{.name = "TAKEOVER", .help = {"移交接管标识", "The take-over"}, .field = "name"};

std::vector<Flag> PlanFlags() {
  return {{.name = "from",
           .help = {"移交单位", "The organisation that hands over"},
           .field = "takeover.from_organisation"},
          {.name = "to-unit",
           .help = {"接收单位", "The unit that receives it"},
           .field = "takeover.to_unit"},
          {.name = "target-grid",
           .help = {"接管后所在网格（默认不变）", "The grid it will be in (default as it is)"},
           .field = "takeover.target_grid"},
          {.name = "management",
           .help = {"接管后管理方式", "Who will manage it"},
           .field = "takeover.management"},
          {.name = "planned-date",
           .help = {"计划日期", "When it should be done"},
           .field = "takeover.planned_date"},
          {.name = "document",
           .help = {"文件依据", "The document it rests on"},
           .field = "takeover.document"}};
}

std::vector<Command> PlanCommands() {
  std::vector<Flag> create = PlanFlags();
  create.push_back({.name = "item",
                    .help = {"移交事项，可多次（默认全部七项）",
                             "An item of the checklist, as often as needed (default all seven)"},
                    .takes = Takes::kMany});
  std::vector<Flag> update = PlanFlags();
  update.push_back(EtagFlag("takeover.etag"));
  return {
      {.path = "compound takeover create",
       .summary = {"登记小区移交接管计划", "Plan the take-over of a compound"},
       .example = "gridgov compound takeover create XQ-01 --from 示例机械厂 --to-unit WY "
                  "--management firm --planned-date 2026-12-31 --item water --item electricity",
       .method = "TakeoverService.CreateTakeover",
       .args = {{.name = "COMPOUND",
                 .help = {"小区", "The compound"},
                 .field = "takeover.compound"}},
       .flags = create,
       .run = Create},
      {.path = "compound takeover update",
       .summary = {"修改移交接管计划", "Change the plan"},
       .example = "gridgov compound takeover update 0193a5c0-0000-7000-8000-000000000001 "
                  "--planned-date 2027-01-31",
       .method = "TakeoverService.UpdateTakeover",
       .args = {{.name = "TAKEOVER",
                 .help = {"移交接管标识", "The take-over"},
                 .field = "takeover.name",
                 .collection = "takeovers"}},
       .flags = update},
  };
}

std::vector<Command> StepCommands() {
  return {
      {.path = "compound takeover start",
       .summary = {"开始移交", "Begin the hand-over"},
       .example = "gridgov compound takeover start 0193a5c0-0000-7000-8000-000000000001",
       .method = "TakeoverService.StartTakeover",
       .args = {kTakeover},
       .flags = {EtagFlag()}},
      {.path = "compound takeover item",
       .summary = {"登记一个移交事项的情况", "Say how one item stands"},
       .example = "gridgov compound takeover item 0193a5c0-0000-7000-8000-000000000001 water "
                  "--state handed-over --date 2026-11-24",
       .method = "TakeoverService.RecordTakeoverItem",
       .args = {kTakeover, {.name = "ITEM", .help = {"事项", "The item"}, .field = "item.kind"}},
       .flags = {{.name = "state", .help = {"状态", "How it stands"}, .field = "item.state"},
                 {.name = "note",
                  .help = {"说明（不得涉及个人）", "A note, about things alone"},
                  .field = "item.note"},
                 {.name = "date",
                  .help = {"移交日期（默认今天）", "The day (default today)"},
                  .field = "item.date"},
                 EtagFlag()}},
      {.path = "compound takeover preview",
       .summary = {"预览完成接管时随迁的事项", "Show what the completion will move"},
       .example = "gridgov compound takeover preview 0193a5c0-0000-7000-8000-000000000001",
       .method = "TakeoverService.PreviewTakeover",
       .args = {kTakeover},
       .run = Preview},
      {.path = "compound takeover complete",
       .summary = {"完成接管", "Complete the take-over"},
       .example = "gridgov compound takeover complete 0193a5c0-0000-7000-8000-000000000001 --yes",
       .method = "TakeoverService.CompleteTakeover",
       .args = {kTakeover},
       .flags = {{.name = "effective-date",
                  .help = {"接管日期：今天或最近 31 天内",
                           "The day: today or one of the last 31 days"},
                  .field = "effective_date",
                  .fallback = "today"},
                 EtagFlag(),
                 {.name = "yes",
                  .help = {"不再询问，直接办理", "Do it without asking"},
                  .takes = Takes::kNothing}},
       .run = Complete},
      {.path = "compound takeover cancel",
       .summary = {"取消移交接管", "Cancel a take-over"},
       .example = "gridgov compound takeover cancel 0193a5c0-0000-7000-8000-000000000001 "
                  "--reason 移交单位撤回",
       .method = "TakeoverService.CancelTakeover",
       .args = {kTakeover},
       .flags = {{.name = "reason", .help = {"原因", "Why"}, .field = "reason"}, EtagFlag()}},
  };
}

}  // namespace

std::vector<Command> TakeoverCommands() {
  std::vector<Command> commands = PlanCommands();
  for (Command& command : StepCommands()) commands.push_back(std::move(command));
  commands.push_back(
      {.path = "compound takeover list",
       .summary = {"查看移交接管", "List take-overs"},
       .example = "gridgov compound takeover list --state in-progress",
       .method = "TakeoverService.ListTakeovers",
       .flags = ListFlags(
           "TakeoverService.ListTakeovers",
           {{.name = "compound", .help = {"小区", "Of this compound"}, .filter = "compound"},
            {.name = "grid", .help = {"网格", "In this grid"}, .filter = "grid"},
            {.name = "state", .help = {"状态", "In this state"}, .filter = "state"}})});
  commands.push_back(
      {.path = "compound takeover show",
       .summary = {"查看一项移交接管及其清单", "Show a take-over and its checklist"},
       .example = "gridgov compound takeover show 0193a5c0-0000-7000-8000-000000000001",
       .method = "TakeoverService.GetTakeover",
       .args = {kTakeover},
       .run = Show});
  return commands;
}

}  // namespace gridgov
