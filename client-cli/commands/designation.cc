// compound designation, compound status: what a compound is called by which standard, and how it
// stands as a whole.
#include "absl/strings/str_cat.h"
#include "client-cli/commands/commands.h"
#include "client-cli/failure.h"
#include "client-cli/invocation.h"
#include "gridgov/v1/compound_status.pb.h"
#include "gridgov/v1/designation.pb.h"

namespace gridgov {
namespace {

absl::Status Import(Invocation& in) { return ImportJson(in, "designation_standards"); }

// --evidence CODE=TEXT, as often as there are criteria.
absl::Status AddEvidence(const Invocation& in, v1::Designation& designation) {
  for (const std::string& pair : in.Values("evidence")) {
    const size_t equals = pair.find('=');
    if (equals == std::string::npos) {
      return UsageError({.zh = absl::StrCat("--evidence ", pair, " 不正确，应为 标准项=佐证。"),
                         .en = absl::StrCat("--evidence ", pair, " is wrong: write CODE=TEXT.")});
    }
    v1::Designation::Evidence& evidence = *designation.add_evidence();
    evidence.set_criterion(pair.substr(0, equals));
    evidence.set_text(pair.substr(equals + 1));
  }
  return absl::OkStatus();
}

absl::Status ShowWhole(Invocation& in, const v1::Designation& designation) {
  GG_RETURN_IF_ERROR(in.Print(designation));
  if (in.output().people()) {
    in.PrintPart({.zh = "佐证", .en = "Evidence"}, designation, "evidence");
  }
  return in.output().Written();
}

absl::Status Create(Invocation& in) {
  v1::CreateDesignationRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_RETURN_IF_ERROR(AddEvidence(in, *request.mutable_designation()));
  GG_ASSIGN_OR_RETURN(const auto designation, in.Call<v1::Designation>(request));
  return ShowWhole(in, designation);
}

// The evidence is replaced as a whole, as an update of a list is.
absl::Status Update(Invocation& in) {
  v1::UpdateDesignationRequest request;
  request.mutable_designation()->set_name(in.Value("DESIGNATION"));
  if (const std::string& name = request.designation().name(); name.find('/') == name.npos) {
    request.mutable_designation()->set_name(absl::StrCat("designations/", name));
  }
  request.mutable_designation()->set_etag(in.Value("etag"));
  request.mutable_update_mask()->add_paths("evidence");
  GG_RETURN_IF_ERROR(AddEvidence(in, *request.mutable_designation()));
  GG_ASSIGN_OR_RETURN(const auto designation, in.Call<v1::Designation>(request));
  return ShowWhole(in, designation);
}

absl::Status Show(Invocation& in) {
  v1::GetDesignationRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(const auto designation, in.Call<v1::Designation>(request));
  return ShowWhole(in, designation);
}

absl::Status ShowStatus(Invocation& in) {
  v1::GetCompoundStatusRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(const auto status, in.Call<v1::CompoundStatus>(request));
  if (!in.output().people()) return in.Print(status);
  GG_RETURN_IF_ERROR(in.Print(status));
  in.PrintPart({.zh = "业主委员会", .en = "Owners' committees"}, status, "owners_committees");
  in.PrintPart({.zh = "小区命名", .en = "Designations"}, status, "designations");
  in.PrintPart({.zh = "待办事项", .en = "What is due"}, status, "duties");
  return in.output().Written();
}

const Arg kDesignation{
    .name = "DESIGNATION", .help = {"小区命名标识", "The designation"}, .field = "name"};
const Flag kEvidence{.name = "evidence",
                     .help = {"佐证，如 committee=已备案，可多次（也可上传附件）",
                              "What shows a criterion, such as committee=filed, as often as "
                              "needed; attachments show it too"},
                     .takes = Takes::kMany};

std::vector<Command> ReviewCommands() {
  const std::string id = "0193a5c0-0000-7000-8000-000000000001";
  const Flag comment{
      .name = "comment", .help = {"复核意见", "What the review found"}, .field = "comment"};
  return {
      {.path = "compound designation award",
       .summary = {"审核并命名（须由另一人办理）", "Award a designation that another proposed"},
       .example = "gridgov compound designation award " + id,
       .method = "DesignationService.AwardDesignation",
       .args = {kDesignation},
       .flags = {comment, EtagFlag()}},
      {.path = "compound designation renew",
       .summary = {"复核通过（须由另一人办理）", "The review found that it still holds"},
       .example = "gridgov compound designation renew " + id + " --comment 现场复核，仍符合标准",
       .method = "DesignationService.RenewDesignation",
       .args = {kDesignation},
       .flags = {comment, EtagFlag()}},
      {.path = "compound designation withdraw",
       .summary = {"撤回申报或撤销命名", "Drop a proposal or take a designation back"},
       .example = "gridgov compound designation withdraw " + id + " --reason 不再符合标准",
       .method = "DesignationService.WithdrawDesignation",
       .args = {kDesignation},
       .flags = {{.name = "reason", .help = {"原因", "Why"}, .field = "reason"}, EtagFlag()}},
      {.path = "compound designation list",
       .summary = {"查看小区命名", "List designations"},
       .example = "gridgov compound designation list --kind model-law-based",
       .method = "DesignationService.ListDesignations",
       .flags = ListFlags(
           "DesignationService.ListDesignations",
           {{.name = "compound", .help = {"小区", "Of this compound"}, .filter = "compound"},
            {.name = "grid", .help = {"网格", "In this grid"}, .filter = "grid"},
            {.name = "kind", .help = {"类别", "Of this kind"}, .filter = "kind"},
            {.name = "state", .help = {"状态", "In this state"}, .filter = "state"}})},
      {.path = "compound designation show",
       .summary = {"查看一项小区命名及其佐证", "Show a designation and its evidence"},
       .example = "gridgov compound designation show " + id,
       .method = "DesignationService.GetDesignation",
       .args = {kDesignation},
       .run = Show},
  };
}

std::vector<Command> StandardCommands() {
  return {
      {.path = "compound standard import",
       .summary = {"从 JSON 导入命名标准", "Import standards of designations from JSON"},
       .example = "gridgov compound standard import designation_standards.json",
       .method = "DesignationService.ImportDesignationStandards",
       .args = {{.name = "FILE",
                 .help = {"JSON 文件，- 为标准输入", "The JSON file; - is the input"}}},
       .run = Import},
      {.path = "compound standard list",
       .summary = {"查看命名标准", "List the standards of designations"},
       .example = "gridgov compound standard list",
       .method = "DesignationService.ListDesignationStandards",
       .flags = ListFlags("DesignationService.ListDesignationStandards", {})},
  };
}

std::vector<Command> StatusCommands() {
  return {
      {.path = "compound status",
       .summary = {"查看一个小区的物业、业委会、命名和待办",
                   "Show who serves a compound, its committee, designations and what is due"},
       .example = "gridgov compound status XQ-01",
       .method = "CompoundStatusService.GetCompoundStatus",
       .args = {{.name = "COMPOUND", .help = {"小区", "The compound"}, .field = "name"}},
       .run = ShowStatus},
      {.path = "compound due",
       .summary = {"查看各小区的到期和待办事项", "List what is or was due of compounds"},
       .example = "gridgov compound due --state open --kind filing",
       .method = "CompoundStatusService.ListCompoundDuties",
       .flags = ListFlags(
           "CompoundStatusService.ListCompoundDuties",
           {{.name = "compound", .help = {"小区", "Of this compound"}, .filter = "compound"},
            {.name = "grid", .help = {"网格", "In this grid"}, .filter = "grid"},
            {.name = "kind", .help = {"事项", "Of this kind"}, .filter = "kind"},
            {.name = "state", .help = {"状态", "In this state"}, .filter = "state"}})},
  };
}

}  // namespace

std::vector<Command> DesignationCommands() {
  std::vector<Command> commands = {
      {.path = "compound designation create",
       .summary = {"申报小区命名", "Propose a designation"},
       .example = "gridgov compound designation create XQ-01 --standard LAW2026 "
                  "--evidence committee=已依法备案",
       .method = "DesignationService.CreateDesignation",
       .args = {{.name = "COMPOUND",
                 .help = {"小区", "The compound"},
                 .field = "designation.compound"}},
       .flags = {{.name = "standard",
                  .help = {"命名标准代码", "The standard it goes by"},
                  .field = "designation.standard"},
                 kEvidence},
       .run = Create},
      {.path = "compound designation update",
       .summary = {"修改佐证材料", "Change the evidence"},
       .example = "gridgov compound designation update 0193a5c0-0000-7000-8000-000000000001 "
                  "--evidence committee=已依法备案",
       .method = "DesignationService.UpdateDesignation",
       .args = {{.name = "DESIGNATION", .help = {"小区命名标识", "The designation"}}},
       .flags = {kEvidence, EtagFlag("")},
       .run = Update},
  };
  for (auto* part : {&ReviewCommands, &StandardCommands, &StatusCommands}) {
    for (Command& command : (*part)()) commands.push_back(std::move(command));
  }
  return commands;
}

}  // namespace gridgov
