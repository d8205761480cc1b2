// account handover: what hangs on the account of somebody who leaves goes to others.
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "client-cli/commands/commands.h"
#include "client-cli/failure.h"
#include "client-cli/fields.h"
#include "client-cli/invocation.h"
#include "client-cli/words.h"
#include "gridgov/v1/handover.pb.h"

namespace gridgov {
namespace {

absl::Status Show(Invocation& in, const v1::Handover& handover) {
  GG_RETURN_IF_ERROR(in.Print(handover));
  if (in.output().people())
    in.PrintPart({.zh = "移交清单", .en = "What goes where"}, handover, "rows");
  return in.output().Written();
}

// --heir KIND=ACCOUNT, as often as there are kinds.
absl::Status AddHeirs(const Invocation& in, v1::HandoverPlan& plan) {
  for (const std::string& pair : in.Values("heir")) {
    const size_t equals = pair.find('=');
    if (equals == std::string::npos) {
      return UsageError({.zh = absl::StrCat("--heir ", pair, " 不正确，应为 类型=账号。"),
                         .en = absl::StrCat("--heir ", pair, " is wrong: write KIND=ACCOUNT.")});
    }
    GG_ASSIGN_OR_RETURN(const auto* kind,
                        EnumValueOf(*v1::Handover::Kind_descriptor(), pair.substr(0, equals)));
    v1::HandoverPlan::Heir& heir = *plan.add_heirs();
    heir.set_kind(static_cast<v1::Handover::Kind>(kind->number()));
    GG_RETURN_IF_ERROR(SetField(heir, "to", pair.substr(equals + 1), "accounts"));
  }
  return absl::OkStatus();
}

absl::Status Preview(Invocation& in) {
  v1::PreviewHandoverRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_RETURN_IF_ERROR(AddHeirs(in, *request.mutable_plan()));
  GG_ASSIGN_OR_RETURN(const auto handover, in.Call<v1::Handover>(request));
  return Show(in, handover);
}

absl::Status CarryOut(Invocation& in) {
  v1::HandOverRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_RETURN_IF_ERROR(AddHeirs(in, *request.mutable_plan()));
  v1::PreviewHandoverRequest ask;
  *ask.mutable_plan() = request.plan();
  GG_ASSIGN_OR_RETURN(const auto preview, in.Call<v1::Handover>(ask));
  if (!in.Has("yes")) {
    GG_RETURN_IF_ERROR(Show(in, preview));
    GG_ASSIGN_OR_RETURN(const std::string answer,
                        in.Ask({.zh = "确定移交吗？(y/N) ", .en = "Hand it over? (y/N) "},
                               /*secret=*/false, "yes"));
    const std::string word = absl::AsciiStrToLower(answer);
    if (word != "y" && word != "yes" && word != "是") {
      in.Note({.zh = "未办理。", .en = "Nothing was done."});
      return absl::OkStatus();
    }
  }
  request.set_preview_token(preview.preview_token());
  GG_ASSIGN_OR_RETURN(const auto handover, in.Call<v1::Handover>(request));
  return Show(in, handover);
}

std::vector<Flag> PlanFlags() {
  return {{.name = "to", .help = {"接手人", "Who takes it over"}, .field = "plan.to"},
          {.name = "heir",
           .help = {"某一类的接手人，如 patrol=worker02，可多次",
                    "Who takes over one kind, such as patrol=worker02, as often as needed"},
           .takes = Takes::kMany},
          {.name = "leave-date",
           .help = {"最后工作日：今天或最近 31 天内", "The last day: today or one of the last 31"},
           .field = "plan.leave_date",
           .fallback = "today"},
          {.name = "reason", .help = {"原因", "Why"}, .field = "plan.reason"}};
}

}  // namespace

std::vector<Command> HandoverCommands() {
  const Arg account{
      .name = "ACCOUNT", .help = {"移交人账号", "Whose work it was"}, .field = "plan.account"};
  std::vector<Flag> carry_out = PlanFlags();
  carry_out.push_back({.name = "yes",
                       .help = {"不再询问，直接办理", "Do it without asking"},
                       .takes = Takes::kNothing});
  return {
      {.path = "account handover preview",
       .summary = {"查看一个账号上的工作和去向",
                   "Show what hangs on an account and where it would go"},
       .example = "gridgov account handover preview worker01 --to worker02 --reason 调离",
       .method = "HandoverService.PreviewHandover",
       .args = {account},
       .flags = PlanFlags(),
       .run = Preview},
      {.path = "account handover carry-out",
       .summary = {"移交一个账号上的全部工作", "Hand over all that hangs on an account"},
       .example = "gridgov account handover carry-out worker01 --to worker02 --reason 调离 --yes",
       .method = "HandoverService.HandOver",
       .args = {account},
       .flags = carry_out,
       .run = CarryOut},
  };
}

}  // namespace gridgov
