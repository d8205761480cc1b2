// meeting: analysis meetings, what is on their agenda, and the rules that plan them.
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client-cli/commands/commands.h"
#include "client-cli/environment.h"
#include "client-cli/failure.h"
#include "client-cli/fields.h"
#include "client-cli/invocation.h"
#include "client-cli/words.h"
#include "gridgov/v1/meeting.pb.h"
#include "gridgov/v1/meeting_item.pb.h"

namespace gridgov {
namespace {

constexpr char kSomeId[] = "0193a5c0-0000-7000-8000-000000000001";

// "CG:head:2": a unit, the highest of its representatives, how many came.
absl::Status AddAttendance(const std::string& text, v1::HoldMeetingRequest& request) {
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  int count = 1;
  const bool counted = parts.size() == 3 && absl::SimpleAtoi(parts[2], &count);
  if (parts.size() < 2 || parts.size() > 3 || (parts.size() == 3 && !counted)) {
    return UsageError(
        {.zh = absl::StrCat("--attend ", text, " 不正确，应为 单位:head|deputy|staff:人数。"),
         .en = absl::StrCat("--attend ", text, " is wrong: write UNIT:head|deputy|staff:COUNT.")});
  }
  v1::Meeting::Attendance& unit = *request.add_attendance();
  unit.set_unit(ResourceName("units", parts[0]));
  GG_ASSIGN_OR_RETURN(const auto* representative,
                      EnumValueOf(*v1::Meeting::Representative_descriptor(), parts[1]));
  unit.set_representative(static_cast<v1::Meeting::Representative>(representative->number()));
  unit.set_count(count);
  return absl::OkStatus();
}

absl::Status Hold(Invocation& in) {
  v1::HoldMeetingRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  for (const std::string& text : in.Values("attend")) {
    GG_RETURN_IF_ERROR(AddAttendance(text, request));
  }
  GG_ASSIGN_OR_RETURN(const auto meeting, in.Call<v1::Meeting>(request));
  return in.Print(meeting);
}

// The text, or a PDF as a file that its owner alone reads.
absl::Status MakePaper(Invocation& in) {
  v1::MakeMinutesPaperRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  request.set_pdf(in.Has("pdf"));
  GG_ASSIGN_OR_RETURN(const auto paper, in.Call<v1::MinutesPaper>(request));
  if (!in.Has("pdf")) return in.output().PrintText(paper.text());
  GG_RETURN_IF_ERROR(WritePrivateFile(in.Value("pdf"), paper.pdf()));
  return in.output().PrintText(in.Value("pdf") + "\n");
}

const Arg kMeeting{.name = "MEETING", .help = {"会议标识", "The meeting"}, .field = "name"};
const Arg kItem{.name = "ITEM", .help = {"议题标识", "The item"}, .field = "name"};

Flag Of(const std::string& name, Text help, const std::string& field) {
  return {.name = name, .help = std::move(help), .field = field};
}

std::string Example(const std::string& command, const std::string& rest = "") {
  return absl::StrCat("gridgov ", command, " ", kSomeId, rest);
}

std::vector<Flag> PlaceFlags(const std::string& at) {
  return {
      Of("place", {"地点", "Where"}, at + "place"),
      Of("chair", {"主持人账号", "The account of the chair, who signs the minutes"}, at + "chair"),
      Of("recorder", {"记录人账号", "The account of who writes the minutes"}, at + "recorder")};
}

std::vector<Command> RuleCommands() {
  return {
      {.path = "meeting rule create",
       .summary = {"新建分析会频次规则", "Make a rule for a level or a division"},
       .example = "gridgov meeting rule create --level community --rhythm weekly --source "
                  "街道工作方案",
       .method = "MeetingService.CreateMeetingRule",
       .flags =
           {Of("level", {"层级：community、subdistrict", "Who meets"}, "meeting_rule.level"),
            Of("division",
               {"只适用于该辖区（默认全部）", "For this division alone (default all of the level)"},
               "meeting_rule.division"),
            Of("rhythm", {"频次", "How often"}, "meeting_rule.rhythm"),
            Of("day", {"周期的第几日（默认5）", "On which day of the period (default 5)"},
               "meeting_rule.planned_day"),
            Of("hour", {"几时（默认9）", "At which hour (default 9)"}, "meeting_rule.planned_hour"),
            Of("cluster-size",
               {"几件同类事件为聚集（默认3，不少于3）",
                "How many issues are a cluster (default 3, never fewer)"},
               "meeting_rule.cluster_size"),
            Of("cluster-days", {"聚集统计天数（默认30）", "How many days back (default 30)"},
               "meeting_rule.cluster_days"),
            Of("source", {"依据", "The document it comes from"}, "meeting_rule.source"),
            {.name = "from",
             .help = {"启用日期", "First day"},
             .field = "meeting_rule.valid_from_date",
             .fallback = "today"},
            Of("to", {"停用日期", "Last day"}, "meeting_rule.valid_to_date")}},
      {.path = "meeting rule list",
       .summary = {"查看分析会频次规则", "List the rules"},
       .example = "gridgov meeting rule list --level community",
       .method = "MeetingService.ListMeetingRules",
       .flags = ListFlags(
           "MeetingService.ListMeetingRules",
           {{.name = "level", .help = {"层级", "Of this level"}, .filter = "level"},
            {.name = "division", .help = {"辖区", "Of this division"}, .filter = "division"}})},
  };
}

std::vector<Command> PlanCommands() {
  std::vector<Flag> create = PlaceFlags("meeting.");
  create.insert(create.begin(),
                Of("time", {"计划时间", "When it is to be"}, "meeting.planned_time"));
  std::vector<Flag> update = create;
  update.push_back(EtagFlag("meeting.etag"));
  return {
      {.path = "meeting list",
       .summary = {"查看分析会", "List meetings"},
       .example = "gridgov meeting list --state planned",
       .method = "MeetingService.ListMeetings",
       .flags = ListFlags(
           "MeetingService.ListMeetings",
           {{.name = "division", .help = {"辖区", "Of this division"}, .filter = "division"},
            {.name = "state", .help = {"状态", "In this state"}, .filter = "state"},
            {.name = "ends-from",
             .help = {"周期不早于该日结束", "Whose period ends on this day or later"},
             .filter = "period_end_date",
             .op = ">="}})},
      {.path = "meeting show",
       .summary = {"查看一次分析会", "Show a meeting"},
       .example = Example("meeting show"),
       .method = "MeetingService.GetMeeting",
       .args = {kMeeting}},
      {.path = "meeting create",
       .summary = {"安排一次规则之外的分析会", "Plan a further meeting"},
       .example = "gridgov meeting create 510703003001 --time '2026-11-27 09:00'",
       .method = "MeetingService.CreateMeeting",
       .args = {{.name = "DIVISION",
                 .help = {"社区或街道", "The community or subdistrict"},
                 .field = "meeting.division"}},
       .flags = create},
      {.path = "meeting update",
       .summary = {"修改时间、地点、主持人或记录人", "Change time, place, chair or recorder"},
       .example = Example("meeting update", " --place 社区会议室"),
       .method = "MeetingService.UpdateMeeting",
       .args = {{.name = "MEETING",
                 .help = {"会议标识", "The meeting"},
                 .field = "meeting.name",
                 .collection = "meetings"}},
       .flags = update},
      {.path = "meeting prepare",
       .summary = {"准备议程：结转、聚集、超期事件和未化解纠纷",
                   "Put what is open onto the agenda"},
       .example = Example("meeting prepare"),
       .method = "MeetingService.PrepareAgenda",
       .args = {kMeeting},
       .flags = {EtagFlag()}},
  };
}

std::vector<Command> MinutesCommands() {
  std::vector<Flag> hold = PlaceFlags("");
  hold.push_back(Of("time", {"召开时间（默认当前）", "When it was (default now)"}, "held_time"));
  hold.push_back({.name = "attend",
                  .help = {"参会单位:head|deputy|staff:人数，可多次",
                           "UNIT:head|deputy|staff:COUNT, for each unit that was there"},
                  .takes = Takes::kMany});
  hold.push_back(EtagFlag());
  return {
      {.path = "meeting hold",
       .summary = {"登记会议已召开", "Record that it was held"},
       .example = Example("meeting hold", " --chair office1 --attend CG:head:2"),
       .method = "MeetingService.HoldMeeting",
       .args = {kMeeting},
       .flags = hold,
       .run = Hold},
      {.path = "meeting minutes",
       .summary = {"填写会议纪要（不得涉及个人）", "Write the minutes, about matters alone"},
       .example = Example("meeting minutes", " --text 研判三起噪声事件，明确责任单位。"),
       .method = "MeetingService.WriteMinutes",
       .args = {kMeeting},
       .flags = {Of("text", {"纪要，最多500字", "The minutes, at most 500 characters"}, "minutes"),
                 EtagFlag()}},
      {.path = "meeting sign",
       .summary = {"主持人签发纪要", "Sign the minutes, as the chair"},
       .example = Example("meeting sign"),
       .method = "MeetingService.SignMinutes",
       .args = {kMeeting},
       .flags = {EtagFlag()}},
      {.path = "meeting paper",
       .summary = {"制作会议纪要（文本或 PDF）", "The minutes as a paper, in text or PDF"},
       .example = Example("meeting paper", " --pdf minutes.pdf"),
       .method = "MeetingService.MakeMinutesPaper",
       .args = {kMeeting},
       .flags = {{.name = "pdf",
                  .help = {"保存为 PDF 文件", "Write a PDF to this file"},
                  .takes = Takes::kValue}},
       .run = MakePaper},
      {.path = "meeting hand-out",
       .summary = {"交办议题", "Hand the items out"},
       .example = Example("meeting hand-out"),
       .method = "MeetingService.HandOutItems",
       .args = {kMeeting},
       .flags = {EtagFlag()}},
  };
}

std::vector<Command> AgendaCommands() {
  return {
      {.path = "meeting item list",
       .summary = {"查看议题", "List items"},
       .example = absl::StrCat("gridgov meeting item list --meeting ", kSomeId),
       .method = "MeetingItemService.ListMeetingItems",
       .flags = ListFlags(
           "MeetingItemService.ListMeetingItems",
           {{.name = "meeting", .help = {"会议", "Of this meeting"}, .filter = "meeting"},
            {.name = "division", .help = {"辖区", "Of this division"}, .filter = "division"},
            {.name = "state", .help = {"状态", "In this state"}, .filter = "state"},
            {.name = "unit", .help = {"责任单位", "Of this unit"}, .filter = "unit"},
            Of("issue", {"涉及该事件", "About this issue, by itself or in a cluster"}, "issue"),
            Of("dispute", {"涉及该纠纷", "About this dispute, by itself or in a cluster"},
               "dispute")})},
      {.path = "meeting item show",
       .summary = {"查看一个议题", "Show an item"},
       .example = Example("meeting item show"),
       .method = "MeetingItemService.GetMeetingItem",
       .args = {kItem}},
      {.path = "meeting item add",
       .summary = {"列入一个事件、纠纷或事件类别",
                   "Put an issue, a dispute or a category onto the agenda"},
       .example = Example("meeting item add", " --category 0601"),
       .method = "MeetingItemService.AddMeetingItem",
       .args = {{.name = "MEETING",
                 .help = {"会议标识", "The meeting"},
                 .field = "meeting_item.meeting"}},
       .flags = {Of("issue", {"事件编号", "The issue"}, "meeting_item.issue"),
                 Of("dispute", {"纠纷编号", "The dispute"}, "meeting_item.dispute"),
                 Of("category", {"事件类别", "The category"}, "meeting_item.category")}},
  };
}

std::vector<Command> DecisionCommands() {
  return {
      {.path = "meeting item judge",
       .summary = {"登记研判意见和化解措施", "Record judgement and measure"},
       .example = Example("meeting item judge",
                          " --judgement may-escalate --measure inspect --unit CG "
                          "--due-date 2026-12-04"),
       .method = "MeetingItemService.JudgeMeetingItem",
       .args = {kItem},
       .flags = {Of("judgement", {"研判意见", "What the meeting finds"}, "judgement"),
                 Of("judgement-text", {"研判说明（不得涉及个人）", "The same in words"},
                    "judgement_text"),
                 Of("measure", {"化解措施", "What is to be done"}, "measure"),
                 Of("measure-text", {"措施说明（不得涉及个人）", "The same in words"},
                    "measure_text"),
                 Of("unit", {"责任单位", "The unit that answers for it"}, "unit"),
                 Of("assignee", {"经办人账号", "The member of staff who carries it out"},
                    "assignee"),
                 Of("due-date", {"截止日期（默认按时限）", "The last day (default by the class)"},
                    "due_date"),
                 EtagFlag()}},
      {.path = "meeting item dispatch",
       .summary = {"按措施派遣事件", "Send an issue of the item to its unit"},
       .example = Example("meeting item dispatch", " --issue 51070300300100100001"),
       .method = "MeetingItemService.DispatchItemIssue",
       .args = {kItem},
       .flags = {Of("issue", {"事件编号（默认议题的事件）", "The issue (default the item's own)"},
                    "issue"),
                 Of("class", {"时限（默认按类别）", "The deadline class (default the category's)"},
                    "deadline_class"),
                 EtagFlag()}},
      {.path = "meeting item finish",
       .summary = {"登记措施已落实", "The measure was carried out"},
       .example = Example("meeting item finish", " --result 已安装隔音屏"),
       .method = "MeetingItemService.FinishMeetingItem",
       .args = {kItem},
       .flags = {Of("result", {"落实情况", "What was done"}, "result"), EtagFlag()}},
      {.path = "meeting item release",
       .summary = {"解除议题", "Let an item go"},
       .example = Example("meeting item release", " --reason 已另案处理"),
       .method = "MeetingItemService.ReleaseMeetingItem",
       .args = {kItem},
       .flags = {Of("reason", {"原因", "Why"}, "reason"), EtagFlag()}},
  };
}

}  // namespace

std::vector<Command> MeetingCommands() {
  std::vector<Command> commands = PlanCommands();
  for (auto* part : {&MinutesCommands, &AgendaCommands, &DecisionCommands, &RuleCommands}) {
    for (Command& command : (*part)()) commands.push_back(std::move(command));
  }
  return commands;
}

}  // namespace gridgov
