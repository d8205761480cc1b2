// dispute party, dispute mediator: who quarrels and who mediates. What is personal is read from the
// terminal or the standard input, never from flags.
#include <utility>

#include "absl/strings/str_cat.h"
#include "client-cli/commands/commands.h"
#include "client-cli/failure.h"
#include "client-cli/invocation.h"
#include "gridgov/v1/dispute_mediator.pb.h"
#include "gridgov/v1/dispute_party.pb.h"

namespace gridgov {
namespace {

const char kNumber[] = "510703003001001J00042";
const char kSomeId[] = "0193a5c0-0000-7000-8000-000000000001";

const Arg kDispute{.name = "DISPUTE", .help = {"纠纷编号", "The dispute"}, .field = "dispute"};
const Arg kParty{.name = "PARTY", .help = {"当事人序号", "The party's number"}, .field = "number"};

// A line of the input, or what is typed at the terminal.
absl::StatusOr<std::string> Line(Invocation& in, const Text& prompt, const std::string& flag) {
  if (in.Has(flag)) return ReadLine(in.environment().in);
  return in.Ask(prompt, /*secret=*/false, flag);
}

// Name, phone, address and agent, a line each; all but the name may be empty.
absl::Status ReadParty(Invocation& in, v1::DisputeParty& party) {
  const std::string flag = "party-stdin";
  GG_ASSIGN_OR_RETURN(*party.mutable_display_name(),
                      Line(in, {.zh = "姓名或名称：", .en = "Name: "}, flag));
  GG_ASSIGN_OR_RETURN(*party.mutable_phone(), Line(in, {.zh = "电话：", .en = "Phone: "}, flag));
  GG_ASSIGN_OR_RETURN(*party.mutable_address(),
                      Line(in, {.zh = "住址：", .en = "Address: "}, flag));
  GG_ASSIGN_OR_RETURN(
      *party.mutable_agent_display_name(),
      Line(in, {.zh = "代理人（没有则留空）：", .en = "Agent (empty: none): "}, flag));
  return absl::OkStatus();
}

template <class Request>
absl::Status EnterParty(Invocation& in) {
  Request request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_RETURN_IF_ERROR(ReadParty(in, *request.mutable_party()));
  GG_ASSIGN_OR_RETURN(const auto dispute, in.Call<v1::Dispute>(request));
  return in.Print(dispute);
}

absl::Status SetIdNumber(Invocation& in) {
  v1::SetPartyIdNumberRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(*request.mutable_id_number()->mutable_id_number(),
                      Line(in, {.zh = "身份证号码：", .en = "ID number: "}, "id-number-stdin"));
  GG_ASSIGN_OR_RETURN(const auto dispute, in.Call<v1::Dispute>(request));
  return in.Print(dispute);
}

// A mediator without an account is asked for by name.
template <class Request>
absl::Status NameMediator(Invocation& in) {
  Request request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  if (!in.Has("account")) {
    GG_ASSIGN_OR_RETURN(
        *request.mutable_mediator()->mutable_display_name(),
        Line(in, {.zh = "调解员姓名：", .en = "The mediator's name: "}, "mediator-stdin"));
  }
  GG_ASSIGN_OR_RETURN(const auto mediator, in.Call<v1::DisputeMediator>(request));
  return in.Print(mediator);
}

std::vector<Flag> PartyFlags() {
  return {
      {.name = "kind",
       .help = {"自然人或组织", "A person or an organisation"},
       .field = "party.kind"},
      {.name = "side", .help = {"哪一方", "On which side"}, .field = "party.side"},
      {.name = "credit-code",
       .help = {"组织的统一社会信用代码（18位）",
                "An organisation's unified social credit code (18 characters)"},
       .field = "party.credit_code"},
      {.name = "authority",
       .help = {"代理权限", "What the agent may do"},
       .field = "party.agent_authority"},
      {.name = "party-stdin",
       .help = {"从标准输入读取：姓名、电话、住址、代理人各一行（后三项可空）",
                "Read a name, a phone, an address and an agent from the input, a line each; the "
                "last three may be empty"},
       .takes = Takes::kNothing},
  };
}

std::vector<Flag> MediatorFlags() {
  return {
      {.name = "account",
       .help = {"调解员账号", "The mediator's account"},
       .field = "mediator.account"},
      {.name = "choice",
       .help = {"由谁选定", "Who chose the mediator"},
       .field = "mediator.choice"},
      {.name = "mediator-stdin",
       .help = {"没有账号的调解员：从标准输入读取姓名",
                "A mediator without an account: read the name from the input"},
       .takes = Takes::kNothing},
  };
}

std::vector<Command> PartyCommands() {
  const std::string number = kNumber;
  std::vector<Flag> update = PartyFlags();
  update.push_back(EtagFlag());
  return {
      {.path = "dispute party list",
       .summary = {"查看当事人（每次查看都有记录）",
                   "Show the parties; each look is on the audit chain"},
       .example = "gridgov dispute party list " + number,
       .method = "DisputePartyService.ListDisputeParties",
       .args = {kDispute},
       .flags = ListFlags("DisputePartyService.ListDisputeParties", {})},
      {.path = "dispute party add",
       .summary = {"登记当事人", "Add a party"},
       .example =
           "gridgov dispute party add " + number + " --kind person --side first --party-stdin",
       .method = "DisputePartyService.AddDisputeParty",
       .args = {kDispute},
       .flags = PartyFlags(),
       .run = EnterParty<v1::AddDisputePartyRequest>},
      {.path = "dispute party update",
       .summary = {"更正当事人信息", "Correct a party"},
       .example =
           "gridgov dispute party update " + number + " 1 --kind person --side first --party-stdin",
       .method = "DisputePartyService.UpdateDisputeParty",
       .args = {kDispute, kParty},
       .flags = update,
       .run = EnterParty<v1::UpdateDisputePartyRequest>},
      {.path = "dispute party remove",
       .summary = {"移出误登的当事人，其个人信息随即删除",
                   "Take out a party entered wrongly; what is personal is erased"},
       .example = "gridgov dispute party remove " + number + " 3",
       .method = "DisputePartyService.RemoveDisputeParty",
       .args = {kDispute, kParty}},
      {.path = "dispute party acknowledge",
       .summary = {"登记当事人已确认知晓权利", "A party says that it was told of its rights"},
       .example = "gridgov dispute party acknowledge " + number + " 1 --means read-out",
       .method = "DisputePartyService.AcknowledgePartyRights",
       .args = {kDispute, kParty},
       .flags = {{.name = "means", .help = {"告知方式", "How it was told"}, .field = "means"}}},
      {.path = "dispute party set-id",
       .summary = {"登记身份证号码（仅用于协议文书，结案三年后自动删除）",
                   "Keep an ID number, for the agreement's papers alone; erased after 3 years"},
       .example = "gridgov dispute party set-id " + number + " 1 --id-number-stdin",
       .method = "DisputePartyService.SetPartyIdNumber",
       .args = {kDispute, kParty},
       .flags = {{.name = "id-number-stdin",
                  .help = {"从标准输入读取", "Read it from the input"},
                  .takes = Takes::kNothing}},
       .run = SetIdNumber},
      {.path = "dispute party show-id",
       .summary = {"查看身份证号码（仅本案调解员，每次查看都有记录）",
                   "Show an ID number, to its mediators; each look is on the audit chain"},
       .example = "gridgov dispute party show-id " + number + " 1",
       .method = "DisputePartyService.GetPartyIdNumber",
       .args = {kDispute, kParty}},
      {.path = "dispute rights",
       .summary = {"显示当事人的权利（人民调解法第二十三条）",
                   "Show the rights of parties, as the law says them"},
       .example = "gridgov dispute rights",
       .method = "DisputePartyService.GetPartyRights"},
  };
}

std::vector<Command> MediatorCommands() {
  const std::string id = kSomeId;
  const Arg mediator{
      .name = "MEDIATOR", .help = {"调解员标识", "The mediator, from the list"}, .field = "name"};
  std::vector<Flag> replace = MediatorFlags();
  replace.push_back({.name = "reason",
                     .help = {"原因，不涉及个人信息", "Why; nothing about a person"},
                     .field = "reason"});
  return {
      {.path = "dispute mediator list",
       .summary = {"查看调解员", "Show who mediates a dispute and who did"},
       .example = absl::StrCat("gridgov dispute mediator list ", kNumber),
       .method = "DisputeMediatorService.ListDisputeMediators",
       .args = {kDispute},
       .flags = ListFlags("DisputeMediatorService.ListDisputeMediators", {})},
      {.path = "dispute mediator assign",
       .summary = {"指定调解员", "Assign a mediator"},
       .example = absl::StrCat("gridgov dispute mediator assign ", kNumber,
                               " --account tiaojie --choice committee"),
       .method = "DisputeMediatorService.AssignMediator",
       .args = {kDispute},
       .flags = MediatorFlags(),
       .run = NameMediator<v1::AssignMediatorRequest>},
      {.path = "dispute mediator declare",
       .summary = {"声明有无回避情形", "Declare whether there is a conflict of interest"},
       .example = "gridgov dispute mediator declare " + id + " --conflict none",
       .method = "DisputeMediatorService.DeclareConflict",
       .args = {mediator},
       .flags = {{.name = "conflict", .help = {"回避情形", "What there is"}, .field = "conflict"}}},
      {.path = "dispute mediator replace",
       .summary = {"更换调解员", "Put another in the place of a mediator"},
       .example = "gridgov dispute mediator replace " + id +
                  " --account tiaojie2 --choice parties --reason 当事人要求更换",
       .method = "DisputeMediatorService.ReplaceMediator",
       .args = {mediator},
       .flags = replace,
       .run = NameMediator<v1::ReplaceMediatorRequest>},
  };
}

}  // namespace

std::vector<Command> DisputePeopleCommands() {
  std::vector<Command> commands = PartyCommands();
  for (Command& command : MediatorCommands()) commands.push_back(std::move(command));
  return commands;
}

}  // namespace gridgov
