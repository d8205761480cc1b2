// issue: reports and what the office reads and decides about them.
#include "absl/strings/str_cat.h"
#include "client-cli/commands/commands.h"
#include "client-cli/failure.h"
#include "client-cli/fields.h"
#include "client-cli/invocation.h"
#include "gridgov/v1/issue.pb.h"

namespace gridgov {
namespace {

// A report of a resident or of the hotline has a reporter, who is asked for at a terminal.
bool HasReporter(const Invocation& in, const v1::Issue& issue) {
  const bool counter =
      issue.source() == v1::Issue::SOURCE_RESIDENT || issue.source() == v1::Issue::SOURCE_HOTLINE;
  return in.Has("reporter-stdin") || counter;
}

absl::Status Report(Invocation& in) {
  v1::CreateIssueRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_RETURN_IF_ERROR(AddAnswers(in, *request.mutable_issue()));
  const bool asked = in.Has("reporter-stdin") || in.environment().in_is_terminal;
  if (HasReporter(in, request.issue()) && asked) {
    GG_ASSIGN_OR_RETURN(Person person, ReadPerson(in, "reporter-stdin"));
    request.mutable_reporter()->set_display_name(std::move(person.display_name));
    request.mutable_reporter()->set_phone(std::move(person.phone));
  }
  GG_ASSIGN_OR_RETURN(const auto issue, in.Call<v1::Issue>(request));
  return in.Print(issue);
}

absl::Status List(Invocation& in) {
  v1::ListIssuesRequest request;
  GG_ASSIGN_OR_RETURN(std::string filter, in.Filter(*v1::Issue::descriptor()));
  const bool overdue = in.Has("overdue");
  if (overdue) {
    const auto* field = v1::Issue::descriptor()->FindFieldByName("due_time");
    GG_ASSIGN_OR_RETURN(const std::string due,
                        FilterTerm(*field, "<",
                                   absl::FormatTime(absl::RFC3339_sec, in.environment().now(),
                                                    absl::UTCTimeZone())));
    absl::StrAppend(&filter, filter.empty() ? "" : " AND ", due);
  }
  request.set_filter(filter);
  request.set_query(in.Value("query"));
  return in.PrintAll(request, [overdue](const google::protobuf::Message& row) {
    return !overdue || static_cast<const v1::Issue&>(row).overdue();
  });
}

absl::Status Show(Invocation& in) {
  v1::GetIssueRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(const auto issue, in.Call<v1::Issue>(request));
  GG_RETURN_IF_ERROR(in.Print(issue));
  // Who may see an issue may not be allowed to see its steps.
  if (!in.output().people() || !in.MayCall("IssueService.ListIssueSteps")) return absl::OkStatus();
  v1::ListIssueStepsRequest steps;
  steps.set_issue(issue.name());
  in.output().WriteHeading(in.chinese() ? "办理过程" : "Steps");
  return in.PrintAll(steps);
}

std::vector<Flag> ReportFlags() {
  return {
      {.name = "title", .help = {"标题", "In a few words"}, .field = "issue.title"},
      {.name = "category", .help = {"事件类别", "The category"}, .field = "issue.category"},
      {.name = "grid", .help = {"网格", "The grid"}, .field = "issue.grid"},
      {.name = "text",
       .help = {"内容，不涉及个人信息", "What is the matter; nothing about persons"},
       .field = "issue.text"},
      {.name = "address", .help = {"地址", "Where, in words"}, .field = "issue.address"},
      {.name = "point", .help = {"坐标：纬度,经度", "LAT,LON"}, .field = "issue.point"},
      {.name = "compound", .help = {"小区", "The compound"}, .field = "issue.compound"},
      {.name = "source", .help = {"来源", "Where it comes from"}, .field = "issue.source"},
      {.name = "severity", .help = {"严重程度", "How grave"}, .field = "issue.severity"},
      {.name = "urgent", .help = {"紧急", "It cannot wait"}, .field = "issue.urgent"},
      AnswerFlag(),
      {.name = "reporter-stdin",
       .help = {"从标准输入读取两行：反映人姓名、电话",
                "Read two lines from the standard input: the reporter's name and phone"},
       .takes = Takes::kNothing},
      OccurredFlag(),
  };
}

std::vector<Flag> IssueFilters() {
  return {
      {.name = "state", .help = {"状态", "In this state"}, .filter = "state"},
      {.name = "category", .help = {"事件类别", "Of this category"}, .filter = "category"},
      {.name = "grid", .help = {"网格", "In this grid"}, .filter = "grid"},
      {.name = "unit",
       .help = {"主办单位", "Of this lead unit"},
       .filter = "unit",
       .collection = "units"},
      {.name = "compound", .help = {"小区", "In this compound"}, .filter = "compound"},
      {.name = "source", .help = {"来源", "From this source"}, .filter = "source"},
      {.name = "severity", .help = {"严重程度", "As grave as this"}, .filter = "severity"},
      {.name = "closing-reason",
       .help = {"结案原因", "Closed for this"},
       .filter = "closing_reason"},
      {.name = "urgent", .help = {"紧急", "Urgent ones"}, .filter = "urgent"},
      {.name = "callback-due",
       .help = {"待回访", "Whose callback is due"},
       .filter = "callback_due"},
      {.name = "overdue", .help = {"超期", "Overdue ones"}, .takes = Takes::kNothing},
      {.name = "due-before", .help = {"到期早于", "Due before"}, .filter = "due_time", .op = "<"},
      {.name = "due-after", .help = {"到期晚于", "Due after"}, .filter = "due_time", .op = ">"},
      {.name = "patrol",
       .help = {"发现它的巡查", "Found by this patrol"},
       .filter = "patrol",
       .collection = "patrols"},
      {.name = "site", .help = {"场所", "About this site"}, .filter = "site"},
      {.name = "site-visit",
       .help = {"提出它的走访", "Asked for at this visit"},
       .filter = "site_visit",
       .collection = "siteVisits"},
      {.name = "duplicate-of",
       .help = {"该事件的重复件", "Duplicates of this issue"},
       .filter = "duplicate_of",
       .collection = "issues"},
  };
}

const Arg kIssue{.name = "ISSUE", .help = {"事件编号", "Its number"}, .field = "name"};

std::vector<Command> ReadCommands() {
  return {
      {.path = "issue list",
       .summary = {"查看事件", "List issues"},
       .example = "gridgov issue list --state in-progress --overdue",
       .method = "IssueService.ListIssues",
       .flags = ListFlags("IssueService.ListIssues", IssueFilters()),
       .run = List},
      {.path = "issue show",
       .summary = {"查看事件及办理过程", "Show an issue with its steps"},
       .example = "gridgov issue show 51070300300100100042",
       .method = "IssueService.GetIssue",
       .args = {kIssue},
       .run = Show},
      {.path = "issue steps",
       .summary = {"查看事件的办理过程", "List the steps of an issue"},
       .example = "gridgov issue steps 51070300300100100042",
       .method = "IssueService.ListIssueSteps",
       .args = {{.name = "ISSUE", .help = {"事件编号", "Its number"}, .field = "issue"}},
       .flags = ListFlags("IssueService.ListIssueSteps", {})},
      {.path = "issue reporter",
       .summary = {"查看反映人（须说明使用目的，记入审计日志）",
                   "Show who reported it; the purpose is journalled"},
       .example = "gridgov issue reporter 51070300300100100042 --purpose 回访",
       .method = "IssueService.GetIssueReporter",
       .args = {{.name = "ISSUE", .help = {"事件编号", "Its number"}, .field = "issue"}},
       .flags = {{.name = "purpose",
                  .help = {"使用目的", "What it is needed for"},
                  .field = "purpose"}}},
  };
}

}  // namespace

std::vector<Command> IssueCommands() {
  std::vector<Command> commands = {
      {.path = "issue report",
       .summary = {"上报事件", "Report an issue"},
       .example = "gridgov issue report --category 0101 --grid 510703003001001 --title 路灯损坏",
       .method = "IssueService.CreateIssue",
       .flags = ReportFlags(),
       .run = Report},
  };
  for (Command& command : ReadCommands()) commands.push_back(std::move(command));
  return commands;
}

}  // namespace gridgov
