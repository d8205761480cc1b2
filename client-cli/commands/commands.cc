#include "client-cli/commands/commands.h"

#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client-cli/contract.h"
#include "client-cli/failure.h"
#include "client-cli/invocation.h"
#include "client-cli/json_input.h"

namespace gridgov {

const std::vector<Command>& AllCommands() {
  static const auto* commands = [] {
    auto* all = new std::vector<Command>();
    for (auto* part : {&SessionCommands,
                       &ContextCommands,
                       &IssueCommands,
                       &IssueHandlingCommands,
                       &PatrolCommands,
                       &PatrolRuleCommands,
                       &AttachmentCommands,
                       &GridCommands,
                       &AreaCommands,
                       &CompoundCommands,
                       &TakeoverCommands,
                       &GovernanceCommands,
                       &DesignationCommands,
                       &UnitCommands,
                       &DivisionCommands,
                       &CategoryCommands,
                       &CalendarCommands,
                       &AccountCommands,
                       &JobCommands,
                       &SearchCommands,
                       &StatisticCommands,
                       &WorkCommands,
                       &NoticeCommands,
                       &FilterCommands,
                       &HandoverCommands,
                       &AuditCommands,
                       &WatchCommands,
                       &AdminCommands,
                       &DisputeCommands,
                       &DisputePeopleCommands,
                       &MediationSessionCommands,
                       &PaperCommands,
                       &AgreementCommands,
                       &MeetingCommands,
                       &ImportCommands,
                       &SiteCommands,
                       &SiteVisitCommands,
                       &LedgerCommands}) {
      for (Command& command : (*part)()) all->push_back(std::move(command));
    }
    return all;
  }();
  return *commands;
}

const Text& GroupSummary(const std::string& path) {
  static const auto* summaries = new std::map<std::string, Text>{
      {"password", {"密码", "One's own password"}},
      {"context", {"连接配置：服务器和登录账号", "Contexts: servers and who is signed in there"}},
      {"session", {"会话", "Sessions"}},
      {"filter", {"常用筛选（仅自己可见）", "Saved filters, for yourself alone"}},
      {"account handover", {"工作移交", "Handing over what hangs on an account"}},
      {"notice", {"提醒：临期、超期和升级", "Notices: what is due soon, overdue or escalated"}},
      {"work", {"待办：自己现在可以办理的事项", "Work lists: what waits for you"}},
      {"issue", {"事件：上报、受理、派遣、处置、核查、结案", "Issues, from report to close"}},
      {"patrol", {"巡查：计划和日志", "Patrols: plans and logs"}},
      {"dispute", {"矛盾纠纷：登记、受理、人民调解", "Disputes and their people's mediation"}},
      {"mediation-session", {"调解：时间、到场、记录、签名", "Sessions of mediation"}},
      {"agreement",
       {"人民调解协议：起草、签署、履行、司法确认",
        "Agreements: drafted, signed, kept, confirmed"}},
      {"dispute party", {"纠纷当事人", "The parties of a dispute"}},
      {"dispute mediator", {"人民调解员", "Who mediates a dispute"}},
      {"patrol type", {"巡查类型和检查清单", "Patrol types with their checklists"}},
      {"patrol rule", {"巡查频次规则", "Rules that say how often"}},
      {"attachment",
       {"附件：事件、巡查和协议的照片、文档",
        "Photos and documents of issues, patrols and agreements"}},
      {"statistic", {"统计：指标及其定义", "Statistics, and what each figure means"}},
      {"ledger",
       {"台账：按月或按季导出的明细和指标", "Ledgers: rows and figures of a month or quarter"}},
      {"grid", {"网格和网格人员", "Grids and who works in them"}},
      {"compound", {"小区", "Residential compounds"}},
      {"compound takeover", {"小区移交接管", "Take-overs of compounds"}},
      {"compound service", {"物业服务合同", "Contracts of property service"}},
      {"compound committee", {"业主委员会", "Owners' committees"}},
      {"compound contact", {"楼栋联系人", "Building contacts"}},
      {"compound designation",
       {"重点小区、法治示范小区、智慧小区", "Key, model law-based and smart compounds"}},
      {"compound standard", {"小区命名标准", "Standards of designations"}},
      {"meeting", {"矛盾纠纷化解预判分析工作会", "Analysis meetings"}},
      {"meeting item", {"分析会议题", "Items of analysis meetings"}},
      {"meeting rule", {"分析会频次规则", "Rules that say how often to meet"}},
      {"site",
       {"场所：商铺、企业、闲置用房、隐患点位",
        "Sites: shops, enterprises, idle premises, hazards"}},
      {"site rhythm", {"走访频次", "How often sites are visited"}},
      {"site-visit", {"场所走访和企业诉求", "Visits of sites, and what enterprises ask for"}},
      {"unit", {"责任单位及其成员", "Units and their members"}},
      {"unit member", {"责任单位成员", "Members of a unit"}},
      {"division", {"行政区划", "Administrative divisions"}},
      {"category", {"事件类别", "Categories of issues"}},
      {"deadline-class", {"时限", "Deadline classes"}},
      {"calendar", {"工作日历", "The calendar of working days"}},
      {"account", {"账号和角色", "Accounts and roles"}},
      {"import", {"从 XLSX、CSV 文件导入", "Imports from XLSX and CSV files"}},
      {"job", {"作业：导入等较长的工作", "Jobs: imports and other long work"}},
      {"audit", {"审计日志", "The audit log"}},
      {"admin", {"服务器", "The server"}},
      {"admin backup", {"备份", "Backups of the server"}},
      {"completion", {"命令行补全", "Completion of the command line"}},
  };
  static const Text none;
  const auto found = summaries->find(path);
  return found == summaries->end() ? none : found->second;
}

std::vector<Flag> ListFlags(const std::string& method, std::vector<Flag> flags) {
  const auto* found = FindMethod(method);
  if (found != nullptr && found->input_type()->FindFieldByName("filter") != nullptr) {
    flags.push_back({.name = "filter",
                     .help = {"过滤条件，如 state = CLOSED", "A filter, such as state = CLOSED"},
                     .takes = Takes::kValue});
    flags.push_back({.name = "saved",
                     .help = {"常用筛选的名称", "The name of a saved filter"},
                     .takes = Takes::kValue});
  }
  if (found != nullptr && found->input_type()->FindFieldByName("query") != nullptr) {
    flags.push_back(
        {.name = "query",
         .help = {"编号、名称、地址中的字词，如 路灯",
                  "Words of numbers, titles and addresses, such as a street or a building"},
         .field = "query"});
  }
  flags.push_back({.name = "limit", .help = {"最多显示行数", "Most rows"}, .takes = Takes::kValue});
  if (found != nullptr && found->output_type()->FindFieldByName("watch_token") != nullptr) {
    flags.push_back({.name = "token-file",
                     .help = {"保存订阅位置的文件，供 gridgov watch 使用",
                              "The file to keep the token in that `gridgov watch` goes on from"},
                     .takes = Takes::kValue});
  }
  return flags;
}

Flag EtagFlag(const std::string& field) {
  return {.name = "etag", .help = {"版本不同则拒绝", "Refuse if it changed since"}, .field = field};
}

Flag AnswerFlag() {
  return {.name = "answer",
          .help = {"补充问题的回答，如 height=3", "An answer to a question, such as height=3"},
          .takes = Takes::kMany};
}

absl::Status AddAnswers(const Invocation& in, v1::Issue& issue) {
  for (const std::string& pair : in.Values("answer")) {
    const size_t equals = pair.find('=');
    if (equals == std::string::npos) {
      return UsageError({.zh = absl::StrCat("--answer ", pair, " 不正确，应为 问题=回答。"),
                         .en = absl::StrCat("--answer ", pair, " is wrong: write CODE=VALUE.")});
    }
    v1::Issue::Answer* answer = issue.add_answers();
    answer->set_question(pair.substr(0, equals));
    answer->set_value(pair.substr(equals + 1));
  }
  return absl::OkStatus();
}

Flag OccurredFlag() {
  return {.name = "occurred-time",
          .help = {"实际发生时间（默认当前）", "When it was (default now)"},
          .field = "occurred_time"};
}

absl::StatusOr<bool> OneOf(const Invocation& in, const std::string& first,
                           const std::string& second) {
  if (in.Has(first) != in.Has(second)) return in.Has(first);
  return UsageError({.zh = absl::StrCat("请在 --", first, " 与 --", second, " 中选择一个。"),
                     .en = absl::StrCat("Give either --", first, " or --", second, ".")});
}

absl::StatusOr<Person> ReadPerson(Invocation& in, const std::string& flag) {
  Person person;
  if (in.Has(flag)) {
    GG_ASSIGN_OR_RETURN(person.display_name, ReadLine(in.environment().in));
    GG_ASSIGN_OR_RETURN(person.phone, ReadLine(in.environment().in));
    return person;
  }
  GG_ASSIGN_OR_RETURN(person.display_name,
                      in.Ask({.zh = "姓名：", .en = "Name: "}, /*secret=*/false, flag));
  GG_ASSIGN_OR_RETURN(person.phone,
                      in.Ask({.zh = "电话：", .en = "Phone: "}, /*secret=*/false, flag));
  return person;
}

absl::Status ImportJson(Invocation& in, const std::string& field) {
  GG_ASSIGN_OR_RETURN(const std::string content, ReadFile(in.environment(), in.Value("FILE")));
  const auto* method = FindMethod(in.command().method);
  const std::unique_ptr<google::protobuf::Message> request = NewMessage(*method->input_type());
  const std::unique_ptr<google::protobuf::Message> response = NewMessage(*method->output_type());
  GG_RETURN_IF_ERROR(in.Fill(*request));
  GG_RETURN_IF_ERROR(AddJsonArray(content, field, *request));
  GG_RETURN_IF_ERROR(in.Call(*request, *response));
  return in.Print(*response);
}

}  // namespace gridgov
