// issue: the acts that take an issue from its report to its close.
#include <utility>

#include "client-cli/commands/commands.h"
#include "client-cli/invocation.h"
#include "gridgov/v1/issue.pb.h"

namespace gridgov {
namespace {

const char kNumber[] = "51070300300100100042";

// An act on an issue: its number, the flags of the act, --etag.
Command Act(const std::string& verb, Text summary, const std::string& method,
            const std::string& example, std::vector<Flag> flags,
            absl::Status (*run)(Invocation&) = nullptr) {
  flags.push_back(EtagFlag());
  return {
      .path = "issue " + verb,
      .summary = std::move(summary),
      .example = "gridgov issue " + verb + " " + kNumber + (example.empty() ? "" : " ") + example,
      .method = "IssueService." + method,
      .args = {{.name = "ISSUE", .help = {"事件编号", "Its number"}, .field = "name"}},
      .flags = std::move(flags),
      .run = run};
}

Flag Words(const std::string& name, Text help, const std::string& field) {
  return {.name = name, .help = std::move(help), .field = field};
}

Flag Reason() { return Words("reason", {"原因", "Why"}, "reason"); }
Flag Proof() { return Words("proof", {"处置情况", "What was done"}, "proof"); }

std::vector<Flag> Decision(std::vector<Flag> further) {
  std::vector<Flag> flags = {
      {.name = "grant", .help = {"同意", "Grant it"}, .takes = Takes::kNothing},
      {.name = "refuse", .help = {"不同意", "Refuse it"}, .takes = Takes::kNothing},
  };
  for (Flag& flag : further) flags.push_back(std::move(flag));
  return flags;
}

template <class Request>
absl::Status Decide(Invocation& in) {
  Request request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(const bool granted, OneOf(in, "grant", "refuse"));
  request.set_granted(granted);
  GG_ASSIGN_OR_RETURN(const auto issue, in.Call<v1::Issue>(request));
  return in.Print(issue);
}

Command AddUnit() {
  Command command =
      Act("add-unit", {"增加协办单位", "Let a further unit handle it too"}, "AddCoUnit", "WY", {});
  command.args.push_back({.name = "UNIT", .help = {"协办单位", "The unit"}, .field = "unit"});
  return command;
}

Command Duplicate() {
  Command command = Act("duplicate", {"标为重复件", "Mark it as a duplicate of another issue"},
                        "MarkDuplicate", "51070300300100100041", {});
  command.args.push_back({.name = "ORIGINAL",
                          .help = {"原件编号", "The number of the original"},
                          .field = "duplicate_of"});
  return command;
}

std::vector<Command> OfficeActs() {
  return {
      Act("accept", {"受理", "File a report"}, "AcceptIssue", "", {}),
      Act("reject", {"不予受理", "Refuse a report"}, "RejectIssue", "--reason 不符合立案条件",
          {Reason()}),
      Duplicate(),
      Act("withdraw", {"撤回自己的上报", "Take one's own report back"}, "WithdrawIssue", "",
          {Reason()}),
      Act("dispatch", {"派遣到责任单位", "Send it to a unit"}, "DispatchIssue", "--unit CG",
          {Words("unit", {"主办单位（默认按类别）", "The lead unit (default the category's)"},
                 "unit"),
           Words("deadline-class",
                 {"时限（默认按类别）", "The deadline class (default the category's)"},
                 "deadline_class"),
           Words("co-unit", {"协办单位", "Units that handle it too"}, "co_units")}),
      AddUnit(),
      Act("relocate", {"变更位置和网格", "Move it to the place and grid where it belongs"},
          "RelocateIssue", "--grid 510703003001002 --reason 位置有误",
          {Words("grid", {"网格", "The grid"}, "grid"),
           Words("address", {"地址（默认不变）", "The address (default as it was)"}, "address"),
           Words("point", {"坐标：纬度,经度", "LAT,LON"}, "point"), Reason()}),
      Act("urge", {"催办", "Urge the unit"}, "UrgeIssue", "--text 请尽快处置",
          {Words("text", {"催办内容", "What is urged"}, "text")}),
      Act("supervise", {"督办", "Put it under supervision of the subdistrict"}, "SuperviseIssue",
          "--text 限三日内办结", {Words("text", {"督办要求", "What is asked"}, "text")}),
      Act("callback", {"记录回访", "Record what the reporter said of the result"}, "RecordCallback",
          "--satisfaction satisfied",
          {Words("satisfaction", {"回访结果", "What the reporter said"}, "satisfaction"),
           Words("comment", {"备注，不涉及个人信息", "Not about the person"}, "comment")}),
  };
}

std::vector<Command> UnitActs() {
  return {
      Act("on-spot", {"即办即结", "It was settled at once"}, "HandleOnSpot", "--proof 已劝离",
          {Proof()}),
      Act("start", {"开始处置", "Take it in hand"}, "StartIssue", "", {}),
      Act("return", {"退回", "Return what is not one's own"}, "ReturnIssue",
          "--reason 非本单位职责", {Reason()}),
      Act("request-extension", {"申请延期", "Ask for more time"}, "RequestExtension",
          "--amount 2 --reason 等待配件",
          {Words("amount", {"延长多少（按时限单位）", "How many more of the class's units"},
                 "amount"),
           Reason()}),
      Act("decide-extension", {"审批延期", "Grant or refuse more time"}, "DecideExtension",
          "--grant --reason 情况属实", Decision({Reason()}), Decide<v1::DecideExtensionRequest>),
      Act("request-suspension", {"申请挂账", "Ask to let it rest"}, "RequestSuspension",
          "--reason 等待管网改造", {Reason()}),
      Act("decide-suspension", {"审批挂账", "Let it rest until a date, or refuse"},
          "DecideSuspension", "--grant --review-date 2026-12-31 --reason 已列入改造计划",
          Decision(
              {Words("review-date", {"复查日期", "When it goes on at the latest"}, "review_date"),
               Reason()}),
          Decide<v1::DecideSuspensionRequest>),
      Act("resume", {"恢复处置", "Go on with a suspended issue"}, "ResumeIssue", "", {}),
      Act("finish", {"办结", "It is handled"}, "FinishIssue", "--proof 已更换灯泡", {Proof()}),
  };
}

std::vector<Command> CheckActs() {
  return {
      Act("close", {"核查后结案", "Close an issue that was handled"}, "CloseIssue",
          "--reason fixed",
          {Words("reason", {"结案原因", "Why"}, "closing_reason"),
           Words("handed-to", {"移交给（非本辖区职责时）", "To whom, with not-our-duty"},
                 "handed_to"),
           Words("comment", {"核查情况", "What the checker saw"}, "comment")}),
      Act("send-back", {"核查不通过，返工", "Send it back to be done again"}, "SendBackIssue",
          "--reason 灯仍不亮", {Reason()}),
      Act("reopen", {"重新办理（结案后 15 天内）", "Take a closed issue up again within 15 days"},
          "ReopenIssue", "--reason 问题复发", {Reason()}),
  };
}

}  // namespace

std::vector<Command> IssueHandlingCommands() {
  std::vector<Command> commands;
  for (auto* part : {&OfficeActs, &UnitActs, &CheckActs}) {
    for (Command& command : (*part)()) commands.push_back(std::move(command));
  }
  return commands;
}

}  // namespace gridgov
