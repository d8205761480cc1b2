// account: who may sign in, and the roles they hold where and until when.
#include <utility>

#include "client-cli/commands/commands.h"
#include "client-cli/invocation.h"
#include "gridgov/v1/account.pb.h"

namespace gridgov {
namespace {

absl::Status Invite(Invocation& in) {
  v1::InviteAccountRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(Person person, ReadPerson(in, "person-stdin"));
  request.mutable_account()->set_display_name(std::move(person.display_name));
  request.mutable_account()->set_phone(std::move(person.phone));
  GG_ASSIGN_OR_RETURN(const auto password, in.Call<v1::OneTimePassword>(request));
  return in.Print(password);
}

const Arg kAccount{.name = "ACCOUNT", .help = {"用户名", "The user name"}, .field = "name"};
const Flag kReason{.name = "reason", .help = {"原因", "Why"}, .field = "reason"};

std::vector<Command> RoleCommands() {
  const Arg assignment{
      .name = "ROLE_ASSIGNMENT", .help = {"角色授予标识", "Its id"}, .field = "name"};
  return {
      {.path = "account grant",
       .summary = {"授予角色", "Give an account a role somewhere for some time"},
       .example = "gridgov account grant worker01 --role grid-worker --area 510703003001001",
       .method = "AccountService.GrantRole",
       .args = {{.name = "ACCOUNT",
                 .help = {"用户名", "The user name"},
                 .field = "role_assignment.account"}},
       .flags = {{.name = "role", .help = {"角色", "The role"}, .field = "role_assignment.role"},
                 {.name = "area",
                  .help = {"行政区划或网格代码", "The code of a division or grid"},
                  .field = "role_assignment.area"},
                 {.name = "unit",
                  .help = {"责任单位", "The unit"},
                  .field = "role_assignment.unit"},
                 {.name = "start-date",
                  .help = {"起始日期", "First day"},
                  .field = "role_assignment.start_date",
                  .fallback = "today"},
                 {.name = "end-date",
                  .help = {"终止日期", "Last day"},
                  .field = "role_assignment.end_date"}}},
      {.path = "account approve",
       .summary = {"批准角色授予（须由另一人办理）", "Approve a proposed role"},
       .example = "gridgov account approve 0193a5c0-0000-7000-8000-000000000001",
       .method = "AccountService.ApproveRole",
       .args = {assignment}},
      {.path = "account revoke-role",
       .summary = {"终止角色", "End a role"},
       .example = "gridgov account revoke-role 0193a5c0-0000-7000-8000-000000000001 --reason 调岗",
       .method = "AccountService.EndRole",
       .args = {assignment},
       .flags = {kReason}},
      {.path = "account roles",
       .summary = {"查看角色", "List the roles of an account, or of all"},
       .example = "gridgov account roles worker01",
       .method = "AccountService.ListRoleAssignments",
       .args = {{.name = "ACCOUNT",
                 .help = {"用户名（默认全部账号）", "The user name (default all)"},
                 .field = "account",
                 .optional = true}},
       .flags = ListFlags("AccountService.ListRoleAssignments", {})},
  };
}

}  // namespace

std::vector<Command> AccountCommands() {
  std::vector<Command> commands = {
      {.path = "account invite",
       .summary = {"新建账号，输出一次性密码", "Make an account and print its one-time password"},
       .example = "gridgov account invite worker01",
       .method = "AccountService.InviteAccount",
       .args = {{.name = "USERNAME",
                 .help = {"用户名", "The user name"},
                 .field = "account.username"}},
       .flags = {{.name = "person-stdin",
                  .help = {"从标准输入读取两行：姓名、电话",
                           "Read two lines from the standard input: name and phone"},
                  .takes = Takes::kNothing}},
       .run = Invite},
      {.path = "account list",
       .summary = {"查看账号", "List accounts"},
       .example = "gridgov account list --state active",
       .method = "AccountService.ListAccounts",
       .flags =
           ListFlags("AccountService.ListAccounts",
                     {{.name = "state", .help = {"状态", "In this state"}, .filter = "state"}})},
      {.path = "account show",
       .summary = {"查看一个账号", "Show an account"},
       .example = "gridgov account show worker01",
       .method = "AccountService.GetAccount",
       .args = {kAccount}},
      {.path = "account who",
       .summary = {"查看账号是谁（用户名和姓名）", "Say who an account is, by its names"},
       .example = "gridgov account who worker01",
       .method = "AccountService.LookUpAccount",
       .args = {kAccount}},
      {.path = "account reset",
       .summary = {"重置密码，输出一次性密码", "Reset a password and print a one-time password"},
       .example = "gridgov account reset worker01",
       .method = "AccountService.ResetPassword",
       .args = {kAccount}},
      {.path = "account disable",
       .summary = {"停用账号", "Stop an account at once"},
       .example = "gridgov account disable worker01 --reason 离职",
       .method = "AccountService.DisableAccount",
       .args = {kAccount},
       .flags = {kReason,
                 {.name = "leave-work",
                  .help = {"工作尚未移交也停用", "Also if work was not handed over"},
                  .field = "leave_work"}}},
      {.path = "account enable",
       .summary = {"启用或解锁账号", "Let a disabled or locked account sign in again"},
       .example = "gridgov account enable worker01 --reason 返岗",
       .method = "AccountService.EnableAccount",
       .args = {kAccount},
       .flags = {kReason}},
  };
  for (Command& command : RoleCommands()) commands.push_back(std::move(command));
  return commands;
}

}  // namespace gridgov
