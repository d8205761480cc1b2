// compound service, compound committee, compound contact: who serves a compound, whom its owners
// elected, and whom its buildings turn to. Names of persons are read, never flags.
#include <utility>

#include "absl/strings/str_cat.h"
#include "client-cli/commands/commands.h"
#include "client-cli/failure.h"
#include "client-cli/invocation.h"
#include "client-cli/words.h"
#include "gridgov/v1/building_contact.pb.h"
#include "gridgov/v1/owners_committee.pb.h"
#include "gridgov/v1/property_service.pb.h"

namespace gridgov {
namespace {

using Members = google::protobuf::RepeatedPtrField<v1::CommitteeMember>;

constexpr char kSomeId[] = "0193a5c0-0000-7000-8000-000000000001";

absl::Status AddLead(Invocation& in, v1::PropertyService& service) {
  if (!in.Has("lead-stdin")) return absl::OkStatus();
  GG_ASSIGN_OR_RETURN(Person lead, ReadPerson(in, "lead-stdin"));
  service.set_lead_display_name(std::move(lead.display_name));
  service.set_lead_phone(std::move(lead.phone));
  return absl::OkStatus();
}

absl::Status CreateService(Invocation& in) {
  v1::CreatePropertyServiceRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_RETURN_IF_ERROR(AddLead(in, *request.mutable_property_service()));
  GG_ASSIGN_OR_RETURN(const auto service, in.Call<v1::PropertyService>(request));
  return in.Print(service);
}

absl::Status HandOverService(Invocation& in) {
  v1::HandOverPropertyServiceRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_RETURN_IF_ERROR(AddLead(in, *request.mutable_successor()));
  GG_ASSIGN_OR_RETURN(const auto service, in.Call<v1::PropertyService>(request));
  return in.Print(service);
}

// "chair 王某（示例）": a post and a name.
absl::Status AddMember(const std::string& line, Members& members) {
  const size_t blank = line.find(' ');
  if (blank == std::string::npos) {
    return UsageError({.zh = "每行应为：职务 姓名，如 chair 王某。",
                       .en = "Write a post and a name, such as: chair Wang."});
  }
  GG_ASSIGN_OR_RETURN(const auto* post,
                      EnumValueOf(*v1::CommitteeMember::Post_descriptor(), line.substr(0, blank)));
  v1::CommitteeMember& member = *members.Add();
  member.set_post(static_cast<v1::CommitteeMember::Post>(post->number()));
  member.set_display_name(line.substr(blank + 1));
  return absl::OkStatus();
}

// Lines until an empty one or the end.
absl::Status ReadMembers(Invocation& in, Members& members) {
  if (!in.Has("members-stdin")) {
    while (true) {
      GG_ASSIGN_OR_RETURN(const std::string line, in.Ask({.zh = "职务 姓名（空行结束）：",
                                                          .en = "Post and name (empty: done): "},
                                                         /*secret=*/false, "members-stdin"));
      if (line.empty()) return absl::OkStatus();
      GG_RETURN_IF_ERROR(AddMember(line, members));
    }
  }
  while (in.environment().in.peek() != std::istream::traits_type::eof()) {
    GG_ASSIGN_OR_RETURN(const std::string line, ReadLine(in.environment().in));
    if (line.empty()) break;
    GG_RETURN_IF_ERROR(AddMember(line, members));
  }
  return absl::OkStatus();
}

absl::Status Elect(Invocation& in) {
  v1::RecordElectionRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_RETURN_IF_ERROR(ReadMembers(in, *request.mutable_members()));
  GG_ASSIGN_OR_RETURN(const auto committee, in.Call<v1::OwnersCommittee>(request));
  return in.Print(committee);
}

absl::Status Change(Invocation& in) {
  v1::ChangeCommitteeMembersRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  if (in.Has("members-stdin")) GG_RETURN_IF_ERROR(ReadMembers(in, *request.mutable_joining()));
  GG_ASSIGN_OR_RETURN(const auto committee, in.Call<v1::OwnersCommittee>(request));
  return in.Print(committee);
}

absl::Status CreateContact(Invocation& in) {
  v1::CreateBuildingContactRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(Person person, ReadPerson(in, "person-stdin"));
  request.mutable_building_contact()->set_display_name(std::move(person.display_name));
  request.mutable_building_contact()->set_phone(std::move(person.phone));
  GG_ASSIGN_OR_RETURN(const auto contact, in.Call<v1::BuildingContact>(request));
  return in.Print(contact);
}

Arg CompoundArg(const std::string& field) {
  return {.name = "COMPOUND", .help = {"小区", "The compound"}, .field = field};
}

const Arg kService{
    .name = "SERVICE", .help = {"物业服务合同标识", "The contract"}, .field = "name"};
const Arg kCommittee{
    .name = "COMMITTEE", .help = {"业主委员会标识", "The committee"}, .field = "name"};
const Flag kLeadStdin{
    .name = "lead-stdin",
    .help = {"从标准输入读取项目负责人：姓名、电话各一行",
             "Read the project lead from the input: a name and a phone, a line each"},
    .takes = Takes::kNothing};
const Flag kMembersStdin{
    .name = "members-stdin",
    .help = {"从标准输入读取成员，每行：职务 姓名（chair、vice-chair、member）",
             "Read members from the input, a line each: a post (chair, "
             "vice-chair, member) and a name"},
    .takes = Takes::kNothing};

std::vector<Flag> ContractFlags(const std::string& at) {
  return {
      {.name = "firm", .help = {"物业服务企业", "The property firm"}, .field = at + ".firm"},
      {.name = "credit-code",
       .help = {"统一社会信用代码（18位）", "Its unified social credit code (18 characters)"},
       .field = at + ".credit_code"},
      {.name = "unit",
       .help = {"该企业对应的责任单位", "The unit that issues for it go to"},
       .field = at + ".unit"},
      {.name = "start-date", .help = {"合同起始日期", "First day"}, .field = at + ".start_date"},
      {.name = "contract-end-date",
       .help = {"合同截止日期", "Last day of the contract"},
       .field = at + ".contract_end_date"},
      {.name = "duty-phone",
       .help = {"24小时值班电话", "The number that is answered day and night"},
       .field = at + ".duty_phone"},
      {.name = "fee-fen",
       .help = {"物业费（分/平方米·月）", "The fee in fen for a square metre and month"},
       .field = at + ".fee_fen"},
      {.name = "handover-notes",
       .help = {"交接说明（不得涉及个人）", "Notes on the hand-over, about things alone"},
       .field = at + ".handover_notes"},
  };
}

std::vector<Command> ServiceCommands() {
  std::vector<Flag> create = ContractFlags("property_service");
  create.push_back(kLeadStdin);
  std::vector<Flag> update = ContractFlags("property_service");
  update.push_back(EtagFlag("property_service.etag"));
  std::vector<Flag> hand_over = ContractFlags("successor");
  hand_over.push_back(kLeadStdin);
  hand_over.push_back(EtagFlag());
  const std::string id = kSomeId;
  const std::string contract =
      " --firm 示例物业 --credit-code 91510703MA00000013 --start-date 2026-12-01 "
      "--contract-end-date 2029-11-30";
  return {
      {.path = "compound service create",
       .summary = {"登记物业服务合同", "Enter a contract of property service"},
       .example = "gridgov compound service create XQ-01" + contract + " --duty-phone 000-0000",
       .method = "PropertyContractService.CreatePropertyService",
       .args = {CompoundArg("property_service.compound")},
       .flags = create,
       .run = CreateService},
      {.path = "compound service update",
       .summary = {"修改或续签合同", "Change or renew a contract"},
       .example = "gridgov compound service update " + id + " --contract-end-date 2032-11-30",
       .method = "PropertyContractService.UpdatePropertyService",
       .args = {{.name = "SERVICE",
                 .help = {"物业服务合同标识", "The contract"},
                 .field = "property_service.name",
                 .collection = "propertyServices"}},
       .flags = update},
      {.path = "compound service hand-over",
       .summary = {"更换物业服务企业", "Another firm takes over"},
       .example = "gridgov compound service hand-over " + id + contract,
       .method = "PropertyContractService.HandOverPropertyService",
       .args = {kService},
       .flags = hand_over,
       .run = HandOverService},
      {.path = "compound service end",
       .summary = {"提前终止物业服务", "End a service before its contract ends"},
       .example = "gridgov compound service end " + id + " --reason 企业退出",
       .method = "PropertyContractService.EndPropertyService",
       .args = {kService},
       .flags = {{.name = "end-date",
                  .help = {"最后一天（默认今天）", "The last day (default today)"},
                  .field = "end_date",
                  .fallback = "today"},
                 {.name = "reason", .help = {"原因", "Why"}, .field = "reason"},
                 EtagFlag()}},
      {.path = "compound service list",
       .summary = {"查看物业服务合同", "List contracts of property service"},
       .example = "gridgov compound service list --compound XQ-01",
       .method = "PropertyContractService.ListPropertyServices",
       .flags = ListFlags(
           "PropertyContractService.ListPropertyServices",
           {{.name = "compound", .help = {"小区", "Of this compound"}, .filter = "compound"},
            {.name = "grid", .help = {"网格", "In this grid"}, .filter = "grid"},
            {.name = "ends-before",
             .help = {"该日之前到期", "That end before this day"},
             .filter = "contract_end_date",
             .op = "<"}})},
      {.path = "compound service show",
       .summary = {"查看一份物业服务合同", "Show a contract"},
       .example = "gridgov compound service show " + id,
       .method = "PropertyContractService.GetPropertyService",
       .args = {kService}},
  };
}

std::vector<Command> CommitteeTermCommands() {
  const std::string id = kSomeId;
  return {
      {.path = "compound committee create",
       .summary = {"登记一届业主委员会的筹备", "An election is being prepared"},
       .example = "gridgov compound committee create XQ-01 --term-number 2",
       .method = "OwnersCommitteeService.CreateOwnersCommittee",
       .args = {CompoundArg("owners_committee.compound")},
       .flags = {{.name = "term-number",
                  .help = {"第几届", "Which term it is"},
                  .field = "owners_committee.term_number"}}},
      {.path = "compound committee elect",
       .summary = {"登记选举结果", "Record the election"},
       .example = "gridgov compound committee elect " + id +
                  " --elected-date 2026-11-20 --term-end-date 2031-11-19 --members-stdin",
       .method = "OwnersCommitteeService.RecordElection",
       .args = {kCommittee},
       .flags = {{.name = "elected-date",
                  .help = {"选举日期", "The day of the election"},
                  .field = "elected_date"},
                 {.name = "term-end-date",
                  .help = {"任期届满日期（不超过五年）", "Last day of the term, at most 5 years"},
                  .field = "term_end_date"},
                 kMembersStdin,
                 EtagFlag()},
       .run = Elect},
      {.path = "compound committee first-meeting",
       .summary = {"登记首次会议", "Record the first meeting"},
       .example = "gridgov compound committee first-meeting " + id + " --date 2026-11-24",
       .method = "OwnersCommitteeService.RecordFirstMeeting",
       .args = {kCommittee},
       .flags = {{.name = "date",
                  .help = {"会议日期（默认今天）", "The day (default today)"},
                  .field = "first_meeting_date",
                  .fallback = "today"},
                 EtagFlag()}},
      {.path = "compound committee file",
       .summary = {"登记备案", "Record the filing"},
       .example = "gridgov compound committee file " + id + " --filing-number 备2026-1",
       .method = "OwnersCommitteeService.FileOwnersCommittee",
       .args = {kCommittee},
       .flags = {{.name = "date",
                  .help = {"备案日期（默认今天）", "The day (default today)"},
                  .field = "filed_date",
                  .fallback = "today"},
                 {.name = "filing-number",
                  .help = {"备案号", "The number of the filing"},
                  .field = "filing_number"},
                 EtagFlag()}},
      {.path = "compound committee dissolve",
       .summary = {"解散业主委员会", "Dissolve a committee"},
       .example = "gridgov compound committee dissolve " + id +
                  " --reason 集体辞职 --interim-body 示例小区物业管理委员会",
       .method = "OwnersCommitteeService.DissolveOwnersCommittee",
       .args = {kCommittee},
       .flags = {{.name = "reason", .help = {"原因", "Why"}, .field = "reason"},
                 {.name = "interim-body",
                  .help = {"代行职责的物业管理委员会", "The interim body that stands in"},
                  .field = "interim_body"},
                 EtagFlag()}},
  };
}

std::vector<Command> CommitteeMemberCommands() {
  const std::string id = kSomeId;
  return {
      {.path = "compound committee change",
       .summary = {"登记成员变更", "Members have left or come"},
       .example = "gridgov compound committee change " + id +
                  " --leaving 0193a5c0-0000-7000-8000-000000000002",
       .method = "OwnersCommitteeService.ChangeCommitteeMembers",
       .args = {kCommittee},
       .flags = {{.name = "date",
                  .help = {"变更日期（默认今天）", "The day (default today)"},
                  .field = "changed_date",
                  .fallback = "today"},
                 {.name = "leaving",
                  .help = {"离任成员标识，可多次", "A member who has left, as often as needed"},
                  .field = "leaving",
                  .collection = "committeeMembers"},
                 kMembersStdin,
                 EtagFlag()},
       .run = Change},
      {.path = "compound committee report-change",
       .summary = {"登记变更已备案", "The change was reported"},
       .example = "gridgov compound committee report-change " + id + " --date 2026-11-24",
       .method = "OwnersCommitteeService.ReportCommitteeChange",
       .args = {kCommittee},
       .flags = {{.name = "date",
                  .help = {"报备日期（默认今天）", "The day (default today)"},
                  .field = "change_reported_date",
                  .fallback = "today"},
                 EtagFlag()}},
      {.path = "compound committee members",
       .summary = {"查看成员姓名（每次查看都有记录）",
                   "Show who the members are; each look is on the audit chain"},
       .example = "gridgov compound committee members " + id,
       .method = "OwnersCommitteeService.ListCommitteeMembers",
       .args = {{.name = "COMMITTEE",
                 .help = {"业主委员会标识", "The committee"},
                 .field = "committee"}},
       .flags = ListFlags("OwnersCommitteeService.ListCommitteeMembers", {})},
      {.path = "compound committee list",
       .summary = {"查看业主委员会", "List owners' committees"},
       .example = "gridgov compound committee list --state filed",
       .method = "OwnersCommitteeService.ListOwnersCommittees",
       .flags = ListFlags(
           "OwnersCommitteeService.ListOwnersCommittees",
           {{.name = "compound", .help = {"小区", "Of this compound"}, .filter = "compound"},
            {.name = "grid", .help = {"网格", "In this grid"}, .filter = "grid"},
            {.name = "state", .help = {"状态", "In this state"}, .filter = "state"}})},
      {.path = "compound committee show",
       .summary = {"查看一届业主委员会", "Show a committee"},
       .example = "gridgov compound committee show " + id,
       .method = "OwnersCommitteeService.GetOwnersCommittee",
       .args = {kCommittee}},
  };
}

std::vector<Command> ContactCommands() {
  return {
      {.path = "compound contact create",
       .summary = {"登记楼栋联系人（须本人同意）", "Enter a building contact who has consented"},
       .example = "gridgov compound contact create XQ-01 --building 3栋 --consent-date 2026-11-24 "
                  "--person-stdin",
       .method = "BuildingContactService.CreateBuildingContact",
       .args = {CompoundArg("building_contact.compound")},
       .flags = {{.name = "building",
                  .help = {"楼栋", "The building"},
                  .field = "building_contact.building"},
                 {.name = "consent-date",
                  .help = {"本人同意的日期", "The day of the contact's own consent"},
                  .field = "building_contact.consent_date"},
                 {.name = "start-date",
                  .help = {"起始日期（默认今天）", "First day (default today)"},
                  .field = "building_contact.start_date",
                  .fallback = "today"},
                 {.name = "person-stdin",
                  .help = {"从标准输入读取姓名、电话，各一行",
                           "Read name and phone from the input, a line each"},
                  .takes = Takes::kNothing}},
       .run = CreateContact},
      {.path = "compound contact list",
       .summary = {"查看一个小区的楼栋联系人（每次查看都有记录）",
                   "Show the contacts of a compound; each look is on the audit chain"},
       .example = "gridgov compound contact list XQ-01",
       .method = "BuildingContactService.ListBuildingContacts",
       .args = {CompoundArg("compound")},
       .flags = ListFlags("BuildingContactService.ListBuildingContacts", {})},
      {.path = "compound contact end",
       .summary = {"终止楼栋联系人，删除姓名和电话", "A contact stops; name and phone are erased"},
       .example = absl::StrCat("gridgov compound contact end ", kSomeId),
       .method = "BuildingContactService.EndBuildingContact",
       .args = {{.name = "CONTACT", .help = {"楼栋联系人标识", "The contact"}, .field = "name"}},
       .flags = {{.name = "end-date",
                  .help = {"最后一天（默认今天）", "The last day (default today)"},
                  .field = "end_date",
                  .fallback = "today"},
                 EtagFlag()}},
  };
}

}  // namespace

std::vector<Command> GovernanceCommands() {
  std::vector<Command> commands = ServiceCommands();
  for (auto* part : {&CommitteeTermCommands, &CommitteeMemberCommands, &ContactCommands}) {
    for (Command& command : (*part)()) commands.push_back(std::move(command));
  }
  return commands;
}

}  // namespace gridgov
