// agreement: what the parties of a dispute agreed, from the draft to the kept promise. What it says
// is read from the terminal or the standard input, never from flags.
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client-cli/commands/commands.h"
#include "client-cli/failure.h"
#include "client-cli/invocation.h"
#include "gridgov/v1/agreement.pb.h"

namespace gridgov {
namespace {

using Instalments = google::protobuf::RepeatedPtrField<v1::Agreement::Instalment>;

const char kNumber[] = "510703003001001X00007";

absl::StatusOr<std::string> Line(Invocation& in, const Text& prompt) {
  if (in.Has("contents-stdin")) return ReadLine(in.environment().in);
  return in.Ask(prompt, /*secret=*/false, "contents-stdin");
}

// Seven lines, in the order of art. 29.
absl::Status ReadContents(Invocation& in, v1::AgreementContents& contents) {
  GG_ASSIGN_OR_RETURN(*contents.mutable_facts(),
                      Line(in, {.zh = "主要事实：", .en = "Main facts: "}));
  GG_ASSIGN_OR_RETURN(*contents.mutable_points(),
                      Line(in, {.zh = "争议事项：", .en = "Points in dispute: "}));
  GG_ASSIGN_OR_RETURN(*contents.mutable_responsibilities(),
                      Line(in, {.zh = "各方责任：", .en = "Responsibilities: "}));
  GG_ASSIGN_OR_RETURN(*contents.mutable_terms(),
                      Line(in, {.zh = "协议内容：", .en = "What they agree: "}));
  GG_ASSIGN_OR_RETURN(*contents.mutable_manner(), Line(in, {.zh = "履行方式：", .en = "Manner: "}));
  GG_ASSIGN_OR_RETURN(*contents.mutable_place(), Line(in, {.zh = "履行地点：", .en = "Place: "}));
  GG_ASSIGN_OR_RETURN(*contents.mutable_time_limit(),
                      Line(in, {.zh = "履行期限：", .en = "Time limit: "}));
  return absl::OkStatus();
}

// "2026-12-31 300000 甲方向乙方支付": a day, fen and what is done.
absl::Status AddInstalments(const Invocation& in, Instalments& instalments) {
  for (const std::string& text : in.Values("instalment")) {
    const size_t first = text.find(' ');
    const size_t second = first == std::string::npos ? first : text.find(' ', first + 1);
    int64_t fen = 0;
    if (second == std::string::npos ||
        !absl::SimpleAtoi(text.substr(first + 1, second - first - 1), &fen)) {
      return UsageError(
          {.zh = absl::StrCat("--instalment ", text, " 不正确，应为：日期 金额（分） 内容。"),
           .en = absl::StrCat("--instalment ", text,
                              " is wrong: write a day, fen and what is "
                              "done.")});
    }
    v1::Agreement::Instalment& part = *instalments.Add();
    part.set_due_date(text.substr(0, first));
    part.set_amount_fen(fen);
    part.set_task(text.substr(second + 1));
  }
  return absl::OkStatus();
}

absl::Status PrintWhole(Invocation& in, const v1::Agreement& agreement) {
  GG_RETURN_IF_ERROR(in.Print(agreement));
  in.PrintPart({.zh = "分期", .en = "Instalments"}, agreement, "instalments");
  in.PrintPart({.zh = "签名", .en = "Signatures"}, agreement, "signatures");
  return absl::OkStatus();
}

absl::Status Make(Invocation& in, v1::Agreement::Form form) {
  v1::CreateAgreementRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  request.mutable_agreement()->set_form(form);
  GG_RETURN_IF_ERROR(AddInstalments(in, *request.mutable_agreement()->mutable_instalments()));
  GG_RETURN_IF_ERROR(ReadContents(in, *request.mutable_contents()));
  GG_ASSIGN_OR_RETURN(const auto agreement, in.Call<v1::Agreement>(request));
  return PrintWhole(in, agreement);
}

absl::Status Draft(Invocation& in) { return Make(in, v1::Agreement::FORM_WRITTEN); }
absl::Status Record(Invocation& in) { return Make(in, v1::Agreement::FORM_ORAL); }

absl::Status Update(Invocation& in) {
  v1::UpdateAgreementRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  if (in.Has("instalment")) {
    GG_RETURN_IF_ERROR(AddInstalments(in, *request.mutable_schedule()->mutable_instalments()));
  }
  if (in.Has("contents-stdin")) GG_RETURN_IF_ERROR(ReadContents(in, *request.mutable_contents()));
  GG_ASSIGN_OR_RETURN(const auto agreement, in.Call<v1::Agreement>(request));
  return PrintWhole(in, agreement);
}

absl::Status Show(Invocation& in) {
  v1::GetAgreementRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(const auto agreement, in.Call<v1::Agreement>(request));
  return PrintWhole(in, agreement);
}

const Arg kAgreement{.name = "AGREEMENT", .help = {"协议编号", "The agreement"}, .field = "name"};
const Arg kDispute{
    .name = "DISPUTE", .help = {"纠纷编号", "The dispute"}, .field = "agreement.dispute"};
const Flag kContents{
    .name = "contents-stdin",
    .help = {"从标准输入读取：主要事实、争议事项、各方责任、协议内容、履行方式、地点、期限各一行",
             "Read the main facts, points in dispute, responsibilities, what they agree, manner, "
             "place and time limit from the input, a line each"},
    .takes = Takes::kNothing};
const Flag kInstalment{
    .name = "instalment",
    .help = {"一期：'日期 金额（分） 内容'，内容不写姓名，可多次",
             "A part: a day, fen and what is done, without names; as often as needed"},
    .takes = Takes::kMany};

Flag AmountFlag(const std::string& field) {
  return {.name = "amount-fen",
          .help = {"总金额（分），须等于各期之和", "All the money in fen: the sum of the parts"},
          .field = field};
}
Flag TimeFlag(const std::string& field) {
  return {.name = "time", .help = {"时间（默认当前）", "When (default now)"}, .field = field};
}
Flag ReasonFlag() {
  return {.name = "reason", .help = {"原因，不写姓名", "Why, without names"}, .field = "reason"};
}
std::string Example(const std::string& verb, const std::string& rest = "") {
  return absl::StrCat("gridgov agreement ", verb, " ", kNumber, rest);
}
const char kThirds[] = " --amount-fen 200 --instalment '2026-12-31 200 甲方向乙方支付'";

std::vector<Command> MakingCommands() {
  return {
      {.path = "agreement draft",
       .summary = {"起草书面协议", "Draft a written agreement"},
       .example = absl::StrCat("gridgov agreement draft 510703003001001J00042", kThirds),
       .method = "AgreementService.CreateAgreement",
       .args = {kDispute},
       .flags = {AmountFlag("agreement.amount_fen"), kInstalment, kContents},
       .run = Draft},
      {.path = "agreement record",
       .summary = {"登记口头协议", "Record an oral agreement"},
       .example = "gridgov agreement record 510703003001001J00042",
       .method = "AgreementService.CreateAgreement",
       .args = {kDispute},
       .flags = {AmountFlag("agreement.amount_fen"),
                 kInstalment,
                 kContents,
                 {.name = "agree-time",
                  .help = {"达成协议的时间（默认当前）", "When the parties agreed (default now)"},
                  .field = "agree_time"}},
       .run = Record},
      {.path = "agreement update",
       .summary = {"修改草稿，已有签名作废", "Change a draft; what was signed is taken back"},
       .example = Example("update", kThirds),
       .method = "AgreementService.UpdateAgreement",
       .args = {kAgreement},
       .flags = {AmountFlag("schedule.amount_fen"), kInstalment, kContents, EtagFlag()},
       .run = Update},
      {.path = "agreement sign",
       .summary = {"登记当事人签名、盖章或者按指印", "A party has signed"},
       .example = Example("sign", " --party 2 --by-agent"),
       .method = "AgreementService.SignAgreement",
       .args = {kAgreement},
       .flags = {{.name = "party", .help = {"当事人序号", "The party's number"}, .field = "party"},
                 {.name = "by-agent",
                  .help = {"由代理人签署", "The agent signed for it"},
                  .field = "by_agent"},
                 {.name = "mark",
                  .help = {"方式（默认签名）", "How (default a signature)"},
                  .field = "mark"},
                 TimeFlag("sign_time"),
                 EtagFlag()}},
      {.path = "agreement countersign",
       .summary = {"登记本人作为调解员签名", "You have signed as the mediator"},
       .example = Example("countersign"),
       .method = "AgreementService.CountersignAgreement",
       .args = {kAgreement},
       .flags = {TimeFlag("sign_time"), EtagFlag()}},
      {.path = "agreement seal",
       .summary = {"登记已加盖调解委员会印章", "The committee's seal is on it"},
       .example = Example("seal"),
       .method = "AgreementService.SealAgreement",
       .args = {kAgreement},
       .flags = {TimeFlag("seal_time"), EtagFlag()}},
      {.path = "agreement drop",
       .summary = {"放弃草稿", "Give up a draft"},
       .example = Example("drop", " --reason 双方反悔"),
       .method = "AgreementService.DropAgreement",
       .args = {kAgreement},
       .flags = {ReasonFlag(), EtagFlag()}},
  };
}

std::vector<Command> KeepingCommands() {
  return {
      {.path = "agreement check",
       .summary = {"登记履行回访", "Record whether it was kept"},
       .example = Example("check", " --instalment 2 --performance kept --done-date 2026-12-30"),
       .method = "AgreementService.CheckPerformance",
       .args = {kAgreement},
       .flags =
           {{.name = "instalment",
             .help = {"第几期（未分期的不填）", "Which part; none: the whole"},
             .field = "instalment"},
            {.name = "performance", .help = {"结果", "What was found"}, .field = "performance"},
            {.name = "checked-date",
             .help = {"回访日期（默认今天）", "The day of the check (default today)"},
             .field = "checked_date"},
            {.name = "done-date",
             .help = {"履行日期（默认回访日期）",
                      "The day it was done (default that of the check)"},
             .field = "done_date"},
            {.name = "paid-fen",
             .help = {"部分履行的金额（分）", "Of the money, what was paid, in fen"},
             .field = "paid_fen"},
            {.name = "proof",
             .help = {"证明附件", "The attachment that proves it"},
             .field = "proof"},
            {.name = "note", .help = {"说明，不写姓名", "A note, without names"}, .field = "note"},
            EtagFlag()}},
      {.path = "agreement resume",
       .summary = {"未履行后重新约定期限", "After a breach they perform again by a new day"},
       .example = Example("resume", " --new-due-date 2027-01-31 --reason 双方同意宽限"),
       .method = "AgreementService.ResumePerformance",
       .args = {kAgreement},
       .flags = {{.name = "new-due-date",
                  .help = {"新的期限", "The new day"},
                  .field = "new_due_date"},
                 ReasonFlag(),
                 EtagFlag()}},
      {.path = "agreement apply",
       .summary = {"登记各方共同申请司法确认", "The parties have applied to the court"},
       .example = Example("apply", " --court 某某区人民法院 --party 1 --party 2"),
       .method = "AgreementService.ApplyForConfirmation",
       .args = {kAgreement},
       .flags = {{.name = "court", .help = {"法院", "The court"}, .field = "court"},
                 {.name = "party",
                  .help = {"申请人序号，须为全部当事人", "Who applied: all of the parties"},
                  .field = "parties"},
                 {.name = "applied-date",
                  .help = {"申请日期（默认今天）", "The day (default today)"},
                  .field = "applied_date"},
                 EtagFlag()}},
      {.path = "agreement decide",
       .summary = {"登记法院裁定", "Record what the court decided"},
       .example = Example("decide",
                          " --confirmation confirmed --document-number （2026）某民特1号 "
                          "--decided-date 2026-12-20 --paper "
                          "0193a5c0-0000-7000-8000-000000000001"),
       .method = "AgreementService.RecordCourtDecision",
       .args = {kAgreement},
       .flags = {{.name = "confirmation",
                  .help = {"确认或不予确认", "Confirmed or refused"},
                  .field = "confirmation"},
                 {.name = "document-number",
                  .help = {"裁定书文号", "The number of its paper"},
                  .field = "court_document_number"},
                 {.name = "decided-date", .help = {"裁定日期", "The day"}, .field = "decided_date"},
                 {.name = "paper",
                  .help = {"裁定书附件", "Its paper, an attachment of the agreement"},
                  .field = "court_paper"},
                 EtagFlag()}},
      {.path = "agreement answer-refusal",
       .summary = {"不予确认后重新调解或起诉", "After a refusal: mediate again, or sue"},
       .example = Example("answer-refusal", " --choice mediate-again"),
       .method = "AgreementService.AnswerRefusal",
       .args = {kAgreement},
       .flags = {{.name = "choice",
                  .help = {"当事人的选择", "What the parties do"},
                  .field = "choice"},
                 ReasonFlag(),
                 EtagFlag()}},
  };
}

std::vector<Command> ReadingCommands() {
  return {
      {.path = "agreement list",
       .summary = {"查看协议", "List agreements"},
       .example = "gridgov agreement list --state breached",
       .method = "AgreementService.ListAgreements",
       .flags =
           ListFlags("AgreementService.ListAgreements",
                     {{.name = "dispute", .help = {"纠纷", "Of this dispute"}, .filter = "dispute"},
                      {.name = "grid", .help = {"网格", "In this grid"}, .filter = "grid"},
                      {.name = "state", .help = {"状态", "In this state"}, .filter = "state"},
                      {.name = "confirmation",
                       .help = {"司法确认", "Whose confirmation stands so"},
                       .filter = "confirmation"}})},
      {.path = "agreement show",
       .summary = {"查看一份协议", "Show an agreement"},
       .example = Example("show"),
       .method = "AgreementService.GetAgreement",
       .args = {kAgreement},
       .run = Show},
      {.path = "agreement contents",
       .summary = {"查看协议内容（每次查看都有记录）",
                   "Show what it says; each look is on the audit chain"},
       .example = Example("contents"),
       .method = "AgreementService.GetAgreementContents",
       .args = {{.name = "AGREEMENT",
                 .help = {"协议编号", "The agreement"},
                 .field = "agreement"}}},
      {.path = "agreement duties",
       .summary = {"查看履行回访和司法确认期限", "List checks and periods of agreements"},
       .example = "gridgov agreement duties --state open",
       .method = "AgreementService.ListAgreementDuties",
       .flags = ListFlags(
           "AgreementService.ListAgreementDuties",
           {{.name = "agreement", .help = {"协议", "Of this agreement"}, .filter = "agreement"},
            {.name = "kind", .help = {"事项", "Of this kind"}, .filter = "kind"},
            {.name = "state", .help = {"状态", "In this state"}, .filter = "state"}})},
      {.path = "agreement paper",
       .summary = {"制作文书（每次制作都有记录）", "Make a paper; each one is on the audit chain"},
       .example = Example("paper", " --kind agreement --pdf agreement.pdf"),
       .method = "AgreementService.MakeAgreementPaper",
       .args = {kAgreement},
       .flags = {{.name = "kind",
                  .help = {"协议书、司法确认申请书或口头协议登记表",
                           "The agreement, the application, or the form of an oral one"},
                  .field = "kind"},
                 {.name = "court",
                  .help = {"申请确认的法院", "The court that the application goes to"},
                  .field = "court"},
                 PdfFlag()},
       .run = ShowPaper},
  };
}

}  // namespace

std::vector<Command> AgreementCommands() {
  std::vector<Command> all = MakingCommands();
  for (auto* part : {&KeepingCommands, &ReadingCommands}) {
    for (Command& command : (*part)()) all.push_back(std::move(command));
  }
  return all;
}

}  // namespace gridgov
