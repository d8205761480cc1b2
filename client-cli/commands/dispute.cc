// dispute: registering, reading, and the acts that take one through its states.
#include <utility>

#include "absl/strings/str_cat.h"
#include "client-cli/commands/commands.h"
#include "client-cli/failure.h"
#include "client-cli/invocation.h"
#include "client-cli/json_input.h"
#include "gridgov/v1/dispute.pb.h"

namespace gridgov {
namespace {

const char kNumber[] = "510703003001001J00042";

absl::Status Register(Invocation& in) {
  v1::CreateDisputeRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  if (in.Has("parties-file")) {
    GG_ASSIGN_OR_RETURN(const std::string content,
                        ReadFile(in.environment(), in.Value("parties-file")));
    GG_RETURN_IF_ERROR(AddJsonArray(content, "parties", request));
  }
  GG_ASSIGN_OR_RETURN(const auto dispute, in.Call<v1::Dispute>(request));
  return in.Print(dispute);
}

absl::Status Show(Invocation& in) {
  v1::GetDisputeRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(const auto dispute, in.Call<v1::Dispute>(request));
  GG_RETURN_IF_ERROR(in.Print(dispute));
  // Who may see a dispute may not be allowed to see its steps.
  if (!in.output().people() || !in.MayCall("DisputeService.ListDisputeSteps")) {
    return absl::OkStatus();
  }
  v1::ListDisputeStepsRequest steps;
  steps.set_dispute(dispute.name());
  in.output().WriteHeading(in.chinese() ? "办理过程" : "Steps");
  return in.PrintAll(steps);
}

std::vector<Flag> MatterFlags() {
  return {
      {.name = "class", .help = {"纠纷类别", "Its class"}, .field = "dispute.dispute_class"},
      {.name = "source", .help = {"案件来源", "Where it comes from"}, .field = "dispute.source"},
      {.name = "summary",
       .help = {"简要情况，不写当事人是谁", "What the quarrel is about; nothing that tells who"},
       .field = "dispute.summary"},
      {.name = "address", .help = {"发生地点", "Where it arose"}, .field = "dispute.address"},
      {.name = "compound", .help = {"小区", "The compound"}, .field = "dispute.compound"},
      {.name = "amount-fen",
       .help = {"涉及金额（分）", "What is at stake, in fen"},
       .field = "dispute.amount_fen"},
      {.name = "people",
       .help = {"涉及人数", "How many people are involved"},
       .field = "dispute.people_count"},
      {.name = "committee",
       .help = {"人民调解委员会", "The people's mediation committee"},
       .field = "dispute.committee"},
  };
}

std::vector<Flag> RegisterFlags() {
  std::vector<Flag> flags = MatterFlags();
  flags.push_back({.name = "grid",
                   .help = {"网格（默认为来源事件的网格）", "The grid; default: the issue's"},
                   .field = "dispute.grid"});
  flags.push_back(
      {.name = "issue", .help = {"来源事件", "The issue behind it"}, .field = "dispute.issue"});
  flags.push_back({.name = "parties-file",
                   .help = {"当事人文件（JSON 数组，- 为标准输入）",
                            "A JSON array of its parties; -: the standard input"},
                   .takes = Takes::kValue});
  return flags;
}

std::vector<Flag> DisputeFilters() {
  return {
      {.name = "state", .help = {"状态", "In this state"}, .filter = "state"},
      {.name = "class", .help = {"类别", "Of this class"}, .filter = "dispute_class"},
      {.name = "source", .help = {"来源", "From this source"}, .filter = "source"},
      {.name = "grid", .help = {"网格", "In this grid"}, .filter = "grid"},
      {.name = "compound", .help = {"小区", "In this compound"}, .filter = "compound"},
      {.name = "issue", .help = {"来源事件", "Behind this issue"}, .filter = "issue"},
      {.name = "committee", .help = {"调解委员会", "Of this committee"}, .filter = "committee"},
      {.name = "risk", .help = {"激化风险", "With this risk"}, .filter = "escalation_risk"},
      {.name = "due-before", .help = {"到期早于", "Due before"}, .filter = "due_time", .op = "<"},
      {.name = "due-after", .help = {"到期晚于", "Due after"}, .filter = "due_time", .op = ">"},
  };
}

// An act on a dispute: its number, the flags of the act, --etag.
Command Act(const std::string& verb, Text summary, const std::string& method,
            const std::string& example, std::vector<Flag> flags) {
  flags.push_back(EtagFlag());
  return {
      .path = "dispute " + verb,
      .summary = std::move(summary),
      .example = "gridgov dispute " + verb + " " + kNumber + (example.empty() ? "" : " ") + example,
      .method = "DisputeService." + method,
      .args = {{.name = "DISPUTE", .help = {"纠纷编号", "Its number"}, .field = "name"}},
      .flags = std::move(flags)};
}

Flag Words(const std::string& name, Text help, const std::string& field) {
  return {.name = name, .help = std::move(help), .field = field};
}

Flag Reason() {
  return Words("reason", {"原因，不涉及个人信息", "Why; nothing that tells who"}, "reason");
}
Flag Advice() {
  return Words("advice",
               {"已告知当事人的途径，可多次",
                "A way of which the parties were told, as often as "
                "needed"},
               "advice");
}
Flag Prevented() {
  return Words("escalation-prevented", {"防止了激化", "Escalation was prevented"},
               "escalation_prevented");
}

std::vector<Command> BeforeMediation() {
  return {
      Act("assess-risk", {"评估激化风险（对事不对人）", "Say how likely the matter is to escalate"},
          "AssessDisputeRisk", "--risk high --reason 双方多次争吵",
          {Words("risk", {"激化风险", "How likely"}, "escalation_risk"), Reason()}),
      Act("accept", {"受理，开始计算三十日调解期限", "Accept it: the 30 days begin"},
          "AcceptDispute", "--pending-before nobody",
          {Words("pending-before", {"是否已有其他机关受理", "Who has accepted the matter already"},
                 "pending_before")}),
      Act("decline", {"不予受理", "Decline it"}, "DeclineDispute", "--reason court-accepted",
          {Words("reason", {"原因", "Why"}, "decline_reason"),
           Words("comment", {"告知当事人的内容", "What the parties were told"}, "comment")}),
      Act("refer", {"移送有权处理的单位", "Hand it to the unit that is competent"}, "ReferDispute",
          "--unit RS --reason 劳动争议须先行仲裁",
          {Words("unit", {"接收单位", "To which unit"}, "unit"), Reason()}),
      Act("report-police",
          {"向公安机关报告（人民调解法第二十五条）", "Record a report to the police under art. 25"},
          "ReportDisputeToPolice", "--station PCS --reason 可能引起治安案件",
          {Words("station", {"派出所", "The police station"}, "police_station"), Reason()}),
  };
}

std::vector<Command> Mediation() {
  return {
      Act("begin", {"开始调解", "Begin mediation"}, "BeginMediation", "", {}),
      Act("extend", {"经各方同意延长调解期限", "Give it more days, by consent of all"},
          "ExtendMediation", "--days 15 --consent 1 --consent 2",
          {Words("days", {"延长天数（自然日）", "How many calendar days more"}, "days"),
           Words("consent",
                 {"同意的当事人序号，逐一列出",
                  "The number of a party that consents; "
                  "give all"},
                 "consenting_parties"),
           Reason()}),
      Act("settle", {"达成协议", "The parties agree"}, "SettleDispute", "", {Prevented()}),
      Act("fail",
          {"调解不成，告知其他途径", "Mediation fails; the parties were told of other ways"},
          "FailMediation", "--advice sue", {Advice(), Reason(), Prevented()}),
      Act("stop", {"一方要求终止调解", "A side asks to stop"}, "StopMediation", "--side second",
          {Words("side", {"要求终止的一方", "The side that asks"}, "side"), Reason()}),
      Act("close", {"结案", "Close it"}, "CloseDispute", "", {Advice()}),
  };
}

}  // namespace

std::vector<Command> DisputeCommands() {
  const Arg by_name{.name = "DISPUTE", .help = {"纠纷编号", "Its number"}, .field = "name"};
  std::vector<Flag> update = MatterFlags();
  update.push_back(EtagFlag("dispute.etag"));
  std::vector<Command> commands = {
      {.path = "dispute register",
       .summary = {"登记纠纷", "Register a dispute"},
       .example = "gridgov dispute register --class neighbours --source request "
                  "--grid 510703003001001 --summary 楼上漏水",
       .method = "DisputeService.CreateDispute",
       .flags = RegisterFlags(),
       .run = Register},
      {.path = "dispute list",
       .summary = {"查看纠纷", "List disputes"},
       .example = "gridgov dispute list --state mediating",
       .method = "DisputeService.ListDisputes",
       .flags = ListFlags("DisputeService.ListDisputes", DisputeFilters())},
      {.path = "dispute show",
       .summary = {"查看纠纷及办理过程", "Show a dispute with its steps"},
       .example = absl::StrCat("gridgov dispute show ", kNumber),
       .method = "DisputeService.GetDispute",
       .args = {by_name},
       .run = Show},
      {.path = "dispute steps",
       .summary = {"查看纠纷的办理过程", "List the steps of a dispute"},
       .example = absl::StrCat("gridgov dispute steps ", kNumber),
       .method = "DisputeService.ListDisputeSteps",
       .args = {{.name = "DISPUTE", .help = {"纠纷编号", "Its number"}, .field = "dispute"}},
       .flags = ListFlags("DisputeService.ListDisputeSteps", {})},
      {.path = "dispute update",
       .summary = {"修改纠纷的情况", "Change what is said of the matter"},
       .example = absl::StrCat("gridgov dispute update ", kNumber, " --committee TW"),
       .method = "DisputeService.UpdateDispute",
       .args = {{.name = "DISPUTE",
                 .help = {"纠纷编号", "Its number"},
                 .field = "dispute.name",
                 .collection = "disputes"}},
       .flags = update},
  };
  for (auto* part : {&BeforeMediation, &Mediation}) {
    for (Command& command : (*part)()) commands.push_back(std::move(command));
  }
  return commands;
}

}  // namespace gridgov
