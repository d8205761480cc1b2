// site-visit: visits of sites, and what enterprises ask for.
#include "absl/strings/str_cat.h"
#include "client-cli/commands/commands.h"
#include "client-cli/failure.h"
#include "client-cli/invocation.h"
#include "client-cli/words.h"
#include "gridgov/v1/site_visit.pb.h"

namespace gridgov {
namespace {

// CATEGORY=TEXT, as often as something was asked for.
absl::Status AddAsks(const Invocation& in, v1::SiteVisit& visit) {
  for (const std::string& pair : in.Values("ask")) {
    const size_t equals = pair.find('=');
    if (equals == std::string::npos) {
      return UsageError({.zh = absl::StrCat("--ask ", pair, " 不正确，应为 类别=诉求。"),
                         .en = absl::StrCat("--ask ", pair, " is wrong: write CATEGORY=TEXT.")});
    }
    GG_ASSIGN_OR_RETURN(
        const auto* category,
        EnumValueOf(*v1::SiteVisit::Ask::Category_descriptor(), pair.substr(0, equals)));
    v1::SiteVisit::Ask& ask = *visit.add_asks();
    ask.set_category(static_cast<v1::SiteVisit::Ask::Category>(category->number()));
    ask.set_text(pair.substr(equals + 1));
  }
  return absl::OkStatus();
}

absl::Status ShowWhole(Invocation& in, const v1::SiteVisit& visit) {
  GG_RETURN_IF_ERROR(in.Print(visit));
  if (in.output().people()) in.PrintPart({.zh = "企业诉求", .en = "Asks"}, visit, "asks");
  return in.output().Written();
}

absl::Status Record(Invocation& in) {
  v1::CreateSiteVisitRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_RETURN_IF_ERROR(AddAsks(in, *request.mutable_site_visit()));
  GG_ASSIGN_OR_RETURN(const auto visit, in.Call<v1::SiteVisit>(request));
  return ShowWhole(in, visit);
}

absl::Status Show(Invocation& in) {
  v1::GetSiteVisitRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(const auto visit, in.Call<v1::SiteVisit>(request));
  return ShowWhole(in, visit);
}

absl::Status Raise(Invocation& in) {
  v1::RaiseAskRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_RETURN_IF_ERROR(AddAnswers(in, *request.mutable_issue()));
  GG_ASSIGN_OR_RETURN(const auto issue, in.Call<v1::Issue>(request));
  return in.Print(issue);
}

absl::Status Settle(Invocation& in) {
  v1::SettleAskRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(const auto visit, in.Call<v1::SiteVisit>(request));
  return ShowWhole(in, visit);
}

const Arg kVisit{.name = "VISIT", .help = {"走访标识", "The visit"}, .field = "name"};
const Flag kAsk{
    .name = "ask", .help = {"第几条诉求，从1开始", "Which ask, from 1"}, .field = "ask"};

std::vector<Command> AskCommands() {
  const std::string id = "0193a5c0-0000-7000-8000-000000000001";
  return {
      {.path = "site-visit raise",
       .summary = {"把诉求转为事件", "Make an issue of something that was asked for"},
       .example = "gridgov site-visit raise " + id +
                  " --ask 1 --category 0601 --title 厂区水压不足 --dispatch",
       .method = "SiteVisitService.RaiseAsk",
       .args = {kVisit},
       .flags = {kAsk,
                 {.name = "category",
                  .help = {"事件类别", "The issue's category"},
                  .field = "issue.category"},
                 {.name = "title", .help = {"标题", "In a few words"}, .field = "issue.title"},
                 {.name = "severity", .help = {"严重程度", "How grave"}, .field = "issue.severity"},
                 {.name = "urgent", .help = {"紧急", "It cannot wait"}, .field = "issue.urgent"},
                 AnswerFlag(),
                 {.name = "dispatch",
                  .help = {"立即受理并派遣", "Accept it and send it to its unit at once"},
                  .field = "dispatch"},
                 {.name = "unit",
                  .help = {"责任单位（默认按事件类别）", "The unit (default the category's own)"},
                  .field = "unit"},
                 EtagFlag()},
       .run = Raise},
      {.path = "site-visit settle",
       .summary = {"答复不需转办的诉求", "Answer an ask that needs no unit"},
       .example = "gridgov site-visit settle " + id + " --ask 2 --answer 已告知办理流程",
       .method = "SiteVisitService.SettleAsk",
       .args = {kVisit},
       .flags = {kAsk,
                 {.name = "answer", .help = {"答复", "What was answered"}, .field = "answer"},
                 EtagFlag()},
       .run = Settle},
  };
}

}  // namespace

std::vector<Command> SiteVisitCommands() {
  std::vector<Command> commands = {
      {.path = "site-visit record",
       .summary = {"登记走访和诉求", "Record a visit and what was asked for"},
       .example = "gridgov site-visit record CS-01 --subject routine --result 经营正常 "
                  "--ask utilities=厂区水压不足",
       .method = "SiteVisitService.CreateSiteVisit",
       .args = {{.name = "SITE", .help = {"场所", "The site"}, .field = "site_visit.site"}},
       .flags = {{.name = "subject",
                  .help = {"事由", "What it was about"},
                  .field = "site_visit.subject"},
                 {.name = "result",
                  .help = {"走访情况，不涉及个人",
                           "What was seen and agreed; nothing about persons"},
                  .field = "site_visit.result"},
                 {.name = "ask",
                  .help = {"诉求，如 utilities=水压不足，可多次",
                           "Something asked for, such as utilities=TEXT, as often as needed"},
                  .takes = Takes::kMany},
                 {.name = "next-check-date",
                  .help = {"约定的下次检查日期", "The day by which the next visit was agreed"},
                  .field = "next_check_date"},
                 OccurredFlag()},
       .run = Record},
      {.path = "site-visit list",
       .summary = {"查看走访", "List visits"},
       .example = "gridgov site-visit list --site CS-01",
       .method = "SiteVisitService.ListSiteVisits",
       .flags =
           ListFlags("SiteVisitService.ListSiteVisits",
                     {{.name = "site", .help = {"场所", "Of this site"}, .filter = "site"},
                      {.name = "grid", .help = {"网格", "In this grid"}, .filter = "grid"},
                      {.name = "worker", .help = {"走访人", "By this account"}, .filter = "worker"},
                      {.name = "subject", .help = {"事由", "About this"}, .filter = "subject"}})},
      {.path = "site-visit show",
       .summary = {"查看一次走访及其诉求", "Show a visit and what was asked for"},
       .example = "gridgov site-visit show 0193a5c0-0000-7000-8000-000000000001",
       .method = "SiteVisitService.GetSiteVisit",
       .args = {kVisit},
       .run = Show},
  };
  for (Command& command : AskCommands()) commands.push_back(std::move(command));
  return commands;
}

}  // namespace gridgov
