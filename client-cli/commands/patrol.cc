// patrol: one patrol from its plan to its accepted log.
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client-cli/commands/commands.h"
#include "client-cli/csv_input.h"
#include "client-cli/failure.h"
#include "client-cli/fields.h"
#include "client-cli/invocation.h"
#include "client-cli/words.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/patrol.pb.h"

namespace gridgov {
namespace {

absl::Status List(Invocation& in) {
  v1::ListPatrolsRequest request;
  GG_ASSIGN_OR_RETURN(std::string filter, in.Filter(*v1::Patrol::descriptor()));
  if (in.Has("mine")) {
    v1::GetCurrentSessionRequest who;
    GG_ASSIGN_OR_RETURN(const auto session, in.Call<v1::CurrentSession>(who));
    absl::StrAppend(&filter, filter.empty() ? "" : " AND ", "worker = \"", session.account().name(),
                    "\"");
  }
  request.set_filter(filter);
  return in.PrintAll(request);
}

// What an answer says: the option of a list in place of its index.
std::string Said(const v1::PatrolType::Item& item, const v1::Patrol::Answer& answer,
                 const Audience& audience) {
  int index = -1;
  if (item.type() == v1::PatrolType::Item::TYPE_NUMBER) {
    return absl::StrCat(ShowField(answer, "number", audience, /*zero=*/true),
                        item.unit().empty() ? "" : " ", item.unit());
  }
  if (item.type() == v1::PatrolType::Item::TYPE_LIST && absl::SimpleAtoi(answer.value(), &index) &&
      index >= 0 && index < item.options_size()) {
    const v1::LocalizedText& option = item.options(index);
    return audience.chinese ? option.zh() : option.en();
  }
  return WordsForCode(answer.value(), audience.chinese);
}

// The checklist with what was answered so far.
void PrintAnswers(Invocation& in, const v1::Patrol& patrol, const v1::PatrolType& type) {
  const Audience audience = in.audience();
  std::vector<Row> rows;
  for (const v1::PatrolType::Item& item : type.checklist()) {
    Row row = {item.code(), ShowField(item, "text", audience), "", ""};
    for (const v1::Patrol::Answer& answer : patrol.answers()) {
      if (answer.item() != item.code()) continue;
      row[2] = Said(item, answer, audience);
      row[3] = ShowField(answer, "failed", audience);
    }
    rows.push_back(std::move(row));
  }
  in.output().WriteHeading(in.chinese() ? "检查清单" : "Checklist");
  in.output().WriteTable(in.chinese() ? Row{"检查项", "内容", "回答", "不合格"}
                                      : Row{"item", "text", "answer", "failed"},
                         rows);
}

absl::StatusOr<v1::PatrolType> GetType(Invocation& in, const v1::Patrol& patrol) {
  v1::GetPatrolTypeRequest request;
  request.set_name(patrol.patrol_type());
  return in.Call<v1::PatrolType>(request);
}

absl::Status Show(Invocation& in) {
  v1::GetPatrolRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(const auto patrol, in.Call<v1::Patrol>(request));
  GG_RETURN_IF_ERROR(in.Print(patrol));
  if (!in.output().people()) return absl::OkStatus();
  GG_ASSIGN_OR_RETURN(const v1::PatrolType type, GetType(in, patrol));
  PrintAnswers(in, patrol, type);
  in.PrintPart({.zh = "发现的问题", .en = "Findings"}, patrol, "findings");
  return in.output().Written();
}

absl::StatusOr<v1::PatrolType> TypeOf(Invocation& in, const std::string& patrol) {
  v1::GetPatrolRequest request;
  request.set_name(patrol);
  GG_ASSIGN_OR_RETURN(const auto found, in.Call<v1::Patrol>(request));
  return GetType(in, found);
}

absl::Status BadAnswer(const v1::PatrolType::Item& item, const std::string& text,
                       const Text& wanted) {
  return UsageError(
      {.zh = absl::StrCat(item.code(), "：", text, " 不正确，应为", wanted.zh, "。"),
       .en = absl::StrCat(item.code(), ": ", text, " is wrong, it must be ", wanted.en, ".")});
}

// The index of the option that `text` names in either language, or is already.
absl::StatusOr<std::string> OptionIndex(const v1::PatrolType::Item& item, const std::string& text) {
  std::vector<std::string> options;
  for (int i = 0; i < item.options_size(); ++i) {
    if (text == item.options(i).zh() || text == item.options(i).en() || text == absl::StrCat(i)) {
      return absl::StrCat(i);
    }
    options.push_back(absl::StrCat(i, " ", item.options(i).zh()));
  }
  const std::string choices = absl::StrJoin(options, ", ");
  return BadAnswer(item, text, {.zh = absl::StrCat("：", choices), .en = choices});
}

absl::StatusOr<v1::Patrol::Answer> AnswerTo(const v1::PatrolType::Item& item,
                                            const std::string& text) {
  v1::Patrol::Answer answer;
  answer.set_item(item.code());
  if (item.type() == v1::PatrolType::Item::TYPE_NUMBER) {
    double number = 0;
    if (!absl::SimpleAtod(text, &number)) {
      return BadAnswer(item, text, {.zh = "数字", .en = "a number"});
    }
    answer.set_number(number);
  } else if (item.type() == v1::PatrolType::Item::TYPE_LIST) {
    GG_ASSIGN_OR_RETURN(*answer.mutable_value(), OptionIndex(item, text));
  } else {
    const std::string word = absl::AsciiStrToUpper(text);
    if (word != "YES" && word != "NO" && text != "是" && text != "否") {
      return BadAnswer(item, text, {.zh = " yes 或 no", .en = "yes or no"});
    }
    answer.set_value(word == "YES" || text == "是" ? "YES" : "NO");
  }
  return answer;
}

absl::Status Answer(Invocation& in) {
  v1::RecordPatrolRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(const v1::PatrolType type, TypeOf(in, request.name()));
  for (const std::string& pair : in.Values("ITEM=VALUE")) {
    const size_t equals = pair.find('=');
    const std::string code = pair.substr(0, equals);
    const v1::PatrolType::Item* item = nullptr;
    std::vector<std::string> codes;
    for (const auto& candidate : type.checklist()) {
      codes.push_back(candidate.code());
      if (candidate.code() == code) item = &candidate;
    }
    if (item == nullptr || equals == std::string::npos) {
      const std::string choices = absl::StrJoin(codes, ", ");
      return UsageError(
          {.zh = absl::StrCat("无法识别 ", pair, "，应为 检查项=回答；检查项：", choices, "。"),
           .en =
               absl::StrCat("Unknown: ", pair, "; write ITEM=VALUE with one of: ", choices, ".")});
    }
    GG_ASSIGN_OR_RETURN(*request.add_answers(), AnswerTo(*item, pair.substr(equals + 1)));
  }
  GG_ASSIGN_OR_RETURN(const auto patrol, in.Call<v1::Patrol>(request));
  return in.Print(patrol);
}

absl::Status Record(Invocation& in) {
  v1::RecordPatrolRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  if (in.Has("track")) {
    GG_ASSIGN_OR_RETURN(const std::string content, ReadFile(in.environment(), in.Value("track")));
    GG_ASSIGN_OR_RETURN(const CsvTable table, ParseCsv(content));
    GG_RETURN_IF_ERROR(ExpectColumns(table, {"time", "latitude", "longitude"}));
    for (size_t row = 0; row < table.rows.size(); ++row) {
      v1::Patrol::TrackPoint* point = request.add_track();
      const std::string place = RowPlace(row, in.chinese());
      const std::string at =
          absl::StrCat(table.Cell(row, "latitude"), ",", table.Cell(row, "longitude"));
      GG_RETURN_IF_ERROR(UsageErrorAt(place, SetField(*point, "point", at)));
      GG_RETURN_IF_ERROR(
          UsageErrorAt(place, SetField(*point, "occurred_time", table.Cell(row, "time"))));
    }
  }
  GG_ASSIGN_OR_RETURN(const auto patrol, in.Call<v1::Patrol>(request));
  return in.Print(patrol);
}

const Arg kPatrol{.name = "PATROL", .help = {"巡查标识", "The patrol"}, .field = "name"};

absl::Status ReportFinding(Invocation& in) {
  v1::ReportFindingRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_RETURN_IF_ERROR(AddAnswers(in, *request.mutable_issue()));
  GG_ASSIGN_OR_RETURN(const auto issue, in.Call<v1::Issue>(request));
  return in.Print(issue);
}

std::vector<Command> LogCommands() {
  return {
      {.path = "patrol start",
       .summary = {"开始计划的巡查", "Start a planned patrol"},
       .example = "gridgov patrol start 0193a5c0-0000-7000-8000-000000000001",
       .method = "PatrolService.StartPatrol",
       .args = {kPatrol},
       .flags = {OccurredFlag(), EtagFlag()}},
      {.path = "patrol answer",
       .summary = {"回答检查清单", "Answer items of the checklist"},
       .example = "gridgov patrol answer 0193a5c0-0000-7000-8000-000000000001 s1=yes s4=3.5 s5=no",
       .method = "PatrolService.RecordPatrol",
       .args = {kPatrol,
                {.name = "ITEM=VALUE",
                 .help = {"检查项=回答", "An item's code and its answer"},
                 .many = true}},
       .flags = {EtagFlag()},
       .run = Answer},
      {.path = "patrol record",
       .summary = {"记录里程、天气和轨迹", "Record distance, weather and track"},
       .example = "gridgov patrol record 0193a5c0-0000-7000-8000-000000000001 --metres 2300 "
                  "--weather 晴",
       .method = "PatrolService.RecordPatrol",
       .args = {kPatrol},
       .flags = {{.name = "metres", .help = {"里程（米）", "How far in all"}, .field = "metres"},
                 {.name = "weather", .help = {"天气", "The weather"}, .field = "weather"},
                 {.name = "track",
                  .help = {"轨迹文件（CSV：time,latitude,longitude）",
                           "The track, CSV: time,latitude,longitude"}},
                 EtagFlag()},
       .run = Record},
      {.path = "patrol finding",
       .summary = {"将发现的问题上报为事件", "Report a finding as an issue"},
       .example = "gridgov patrol finding 0193a5c0-0000-7000-8000-000000000001 --item s3 "
                  "--title 消防通道被占",
       .method = "PatrolService.ReportFinding",
       .args = {kPatrol},
       .flags = {{.name = "item", .help = {"检查项", "The item that failed"}, .field = "item"},
                 {.name = "title", .help = {"标题", "In a few words"}, .field = "issue.title"},
                 {.name = "text", .help = {"内容", "What is the matter"}, .field = "issue.text"},
                 {.name = "category",
                  .help = {"事件类别（默认检查项的类别）", "The category (default the item's)"},
                  .field = "issue.category"},
                 {.name = "severity", .help = {"严重程度", "How grave"}, .field = "issue.severity"},
                 {.name = "urgent", .help = {"紧急", "It cannot wait"}, .field = "issue.urgent"},
                 {.name = "address", .help = {"地址", "Where"}, .field = "issue.address"},
                 {.name = "point", .help = {"坐标：纬度,经度", "LAT,LON"}, .field = "issue.point"},
                 AnswerFlag(),
                 OccurredFlag()},
       .run = ReportFinding},
      {.path = "patrol submit",
       .summary = {"提交巡查日志", "Hand the log in"},
       .example = "gridgov patrol submit 0193a5c0-0000-7000-8000-000000000001",
       .method = "PatrolService.SubmitPatrol",
       .args = {kPatrol},
       .flags = {{.name = "minima-reason",
                  .help = {"未达要求的原因", "Why the minima were not met"},
                  .field = "minima_reason"},
                 OccurredFlag(),
                 EtagFlag()}},
  };
}

std::vector<Command> ReviewCommands() {
  return {
      {.path = "patrol accept",
       .summary = {"通过巡查日志", "Accept a log"},
       .example = "gridgov patrol accept 0193a5c0-0000-7000-8000-000000000001",
       .method = "PatrolService.AcceptPatrol",
       .args = {kPatrol},
       .flags = {{.name = "comment", .help = {"意见", "A word to the worker"}, .field = "comment"},
                 EtagFlag()}},
      {.path = "patrol send-back",
       .summary = {"退回巡查日志", "Send a log back"},
       .example = "gridgov patrol send-back 0193a5c0-0000-7000-8000-000000000001 --reason 缺少里程",
       .method = "PatrolService.SendBackPatrol",
       .args = {kPatrol},
       .flags = {{.name = "reason", .help = {"原因", "Why"}, .field = "reason"}, EtagFlag()}},
      {.path = "patrol cancel",
       .summary = {"取消计划的巡查", "Cancel a planned patrol"},
       .example = "gridgov patrol cancel 0193a5c0-0000-7000-8000-000000000001 --reason 暴雨预警",
       .method = "PatrolService.CancelPatrol",
       .args = {kPatrol},
       .flags = {{.name = "reason", .help = {"原因", "Why"}, .field = "reason"}, EtagFlag()}},
      {.path = "patrol explain",
       .summary = {"说明漏巡原因", "Say why a patrol was missed"},
       .example = "gridgov patrol explain 0193a5c0-0000-7000-8000-000000000001 --reason 参加抢险",
       .method = "PatrolService.ExplainMissedPatrol",
       .args = {kPatrol},
       .flags = {{.name = "reason", .help = {"原因", "Why"}, .field = "explanation"}, EtagFlag()}},
  };
}

std::vector<Flag> CreateFlags() {
  return {
      {.name = "type", .help = {"巡查类型", "The patrol type"}, .field = "patrol.patrol_type"},
      {.name = "grid", .help = {"网格", "The grid"}, .field = "patrol.grid"},
      {.name = "target",
       .help = {"街巷、河段、楼栋或场所", "Which street, stretch, building or site"},
       .field = "patrol.target_label"},
      {.name = "compound", .help = {"小区", "The compound"}, .field = "patrol.compound"},
      {.name = "worker",
       .help = {"网格员账号（默认自己）", "Who does it (default oneself)"},
       .field = "patrol.worker"},
      {.name = "window-start",
       .help = {"计划开始时间", "From when it is to be done"},
       .field = "patrol.window_start_time"},
      {.name = "window-end",
       .help = {"计划截止时间", "Until when"},
       .field = "patrol.window_end_time"},
      {.name = "partner",
       .help = {"同行人员账号", "Others who take part"},
       .field = "patrol.partners"},
      {.name = "joint-unit",
       .help = {"联合巡查的单位", "Units that take part"},
       .field = "patrol.joint_units"},
      OccurredFlag(),
  };
}

}  // namespace

std::vector<Command> PatrolCommands() {
  std::vector<Command> commands = {
      {.path = "patrol list",
       .summary = {"查看巡查", "List patrols"},
       .example = "gridgov patrol list --mine --state planned",
       .method = "PatrolService.ListPatrols",
       .flags = ListFlags(
           "PatrolService.ListPatrols",
           {{.name = "mine", .help = {"只看自己的", "One's own"}, .takes = Takes::kNothing},
            {.name = "state", .help = {"状态", "In this state"}, .filter = "state"},
            {.name = "type", .help = {"巡查类型", "Of this type"}, .filter = "patrol_type"},
            {.name = "grid", .help = {"网格", "In this grid"}, .filter = "grid"},
            {.name = "worker", .help = {"网格员账号", "Of this worker"}, .filter = "worker"}}),
       .run = List},
      {.path = "patrol show",
       .summary = {"查看一次巡查", "Show a patrol"},
       .example = "gridgov patrol show 0193a5c0-0000-7000-8000-000000000001",
       .method = "PatrolService.GetPatrol",
       .args = {kPatrol},
       .run = Show},
      {.path = "patrol create",
       .summary = {"新建巡查：不带时段立即开始",
                   "Make a patrol; without a window it starts at once"},
       .example = "gridgov patrol create --type SAFETY --grid 510703003001001",
       .method = "PatrolService.CreatePatrol",
       .flags = CreateFlags()},
  };
  for (auto* part : {&LogCommands, &ReviewCommands}) {
    for (Command& command : (*part)()) commands.push_back(std::move(command));
  }
  return commands;
}

}  // namespace gridgov
