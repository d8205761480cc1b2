// login, logout, whoami, password, session, completion: who one is.
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client-cli/commands/commands.h"
#include "client-cli/completion.h"
#include "client-cli/failure.h"
#include "client-cli/invocation.h"
#include "client-cli/version.h"
#include "gridgov/v1/account.pb.h"

namespace gridgov {
namespace {

const char kChangePassword[] = "gridgov password change";

absl::StatusOr<std::string> Password(Invocation& in) {
  if (in.Has("password-stdin")) return ReadLine(in.environment().in);
  return in.Ask({.zh = "密码：", .en = "Password: "}, /*secret=*/true, "password-stdin");
}

absl::StatusOr<std::string> Username(Invocation& in) {
  if (in.Has("username")) return in.Value("username");
  if (in.Has("password-stdin") && !in.context().username.empty()) return in.context().username;
  return in.Ask({.zh = "用户名：", .en = "User name: "}, /*secret=*/false, "username");
}

std::string ExpireTime(const v1::Session& session) {
  return session.has_expire_time()
             ? absl::FormatTime(absl::RFC3339_sec,
                                absl::FromUnixSeconds(session.expire_time().seconds()),
                                absl::FixedTimeZone(8 * 60 * 60))
             : "";
}

absl::Status Keep(Invocation& in) {
  in.contexts().all()[in.context_name()] = in.context();
  return in.contexts().Save();
}

absl::Status Login(Invocation& in) {
  Context& context = in.context();
  if (context.server.empty()) {
    GG_ASSIGN_OR_RETURN(context.server,
                        in.Ask({.zh = "服务器（HOST:PORT）：", .en = "Server (HOST:PORT): "},
                               /*secret=*/false, "server"));
  }
  if (!context.ca.empty()) context.ca = std::filesystem::absolute(context.ca).string();
  GG_ASSIGN_OR_RETURN(context.username, Username(in));
  v1::CreateSessionRequest request;
  request.set_username(context.username);
  GG_ASSIGN_OR_RETURN(*request.mutable_password(), Password(in));
  request.set_client(absl::StrCat("gridgov/", kVersion));
  context.token.clear();
  GG_ASSIGN_OR_RETURN(const auto response, in.Call<v1::CreateSessionResponse>(request));
  context.token = response.token();
  context.session_expire_time = ExpireTime(response.session());
  if (in.Has("lang")) context.language = in.Value("lang");
  in.contexts().set_current(in.context_name());
  GG_RETURN_IF_ERROR(Keep(in));
  in.Note({.zh = absl::StrCat("已登录 ", context.server, "：", context.username),
           .en = absl::StrCat("Signed in at ", context.server, " as ", context.username)});
  if (response.session().password_change_required()) {
    in.Note({.zh = absl::StrCat("请先修改密码：", kChangePassword),
             .en = absl::StrCat("Change the password first: ", kChangePassword)});
  }
  // The token is in the file alone; what is printed is the session.
  return in.output().people() ? absl::OkStatus() : in.Print(response.session());
}

absl::Status Logout(Invocation& in) {
  v1::EndCurrentSessionRequest request;
  const absl::Status ended = in.Call<v1::EndCurrentSessionResponse>(request).status();
  // A session that has ended already is what was wanted.
  if (!ended.ok() && !absl::IsUnauthenticated(ended)) return ended;
  in.context().token.clear();
  in.context().session_expire_time.clear();
  GG_RETURN_IF_ERROR(Keep(in));
  in.Note({.zh = "已退出登录。", .en = "Signed out."});
  return absl::OkStatus();
}

absl::Status WhoAmI(Invocation& in) {
  v1::GetCurrentSessionRequest request;
  GG_ASSIGN_OR_RETURN(const auto session, in.Call<v1::CurrentSession>(request));
  GG_RETURN_IF_ERROR(in.Print(session));
  if (in.output().people()) {
    in.PrintPart({.zh = "角色", .en = "Roles"}, session, "role_assignments");
  }
  return in.output().Written();
}

absl::Status ChangePassword(Invocation& in) {
  v1::ChangePasswordRequest request;
  if (in.Has("stdin")) {
    GG_ASSIGN_OR_RETURN(*request.mutable_old_password(), ReadLine(in.environment().in));
    GG_ASSIGN_OR_RETURN(*request.mutable_new_password(), ReadLine(in.environment().in));
  } else {
    GG_ASSIGN_OR_RETURN(*request.mutable_old_password(),
                        in.Ask({.zh = "当前密码：", .en = "Password of now: "}, true, "stdin"));
    GG_ASSIGN_OR_RETURN(*request.mutable_new_password(),
                        in.Ask({.zh = "新密码：", .en = "New password: "}, true, "stdin"));
    GG_ASSIGN_OR_RETURN(
        const std::string again,
        in.Ask({.zh = "再次输入新密码：", .en = "New password again: "}, true, "stdin"));
    if (again != request.new_password()) {
      return UsageError({.zh = "两次输入的新密码不一致。", .en = "The new passwords differ."});
    }
  }
  GG_ASSIGN_OR_RETURN(const auto response, in.Call<v1::ChangePasswordResponse>(request));
  in.context().token = response.token();
  GG_RETURN_IF_ERROR(Keep(in));
  in.Note({.zh = "密码已修改，其他会话已结束。",
           .en = "The password is changed; all other sessions have ended."});
  return absl::OkStatus();
}

absl::Status Completion(Invocation& in) { return in.output().PrintText(BashCompletion()); }

}  // namespace

std::vector<Command> SessionCommands() {
  return {
      {.path = "login",
       .summary = {"登录服务器", "Sign in at a server"},
       .example = "gridgov login --server gov.example:8443 --ca ca.pem --username worker01",
       .method = "SessionService.CreateSession",
       .flags = {{.name = "username", .help = {"用户名", "The user name"}},
                 {.name = "password-stdin",
                  .help = {"从标准输入读取一行密码", "Read the password from the standard input"},
                  .takes = Takes::kNothing}},
       .run = Login},
      {.path = "logout",
       .summary = {"退出登录", "Sign out"},
       .example = "gridgov logout",
       .method = "SessionService.EndCurrentSession",
       .run = Logout},
      {.path = "whoami",
       .summary = {"查看当前账号、角色和权限", "One's own account, roles and permissions"},
       .example = "gridgov whoami",
       .method = "SessionService.GetCurrentSession",
       .run = WhoAmI},
      {.path = "password change",
       .summary = {"修改自己的密码", "Change one's own password"},
       .example = "gridgov password change",
       .method = "AccountService.ChangePassword",
       .flags = {{.name = "stdin",
                  .help = {"从标准输入读取两行：当前密码、新密码",
                           "Read two lines from the standard input: old and new password"},
                  .takes = Takes::kNothing}},
       .run = ChangePassword},
      {.path = "session list",
       .summary = {"查看会话", "List sessions"},
       .example = "gridgov session list",
       .method = "SessionService.ListSessions",
       .flags = ListFlags("SessionService.ListSessions",
                          {{.name = "account",
                            .help = {"账号（默认自己）", "Whose (default one's own)"},
                            .field = "account"}})},
      {.path = "session revoke",
       .summary = {"结束一个会话", "End a session"},
       .example = "gridgov session revoke 0193a5c0-0000-7000-8000-000000000001",
       .method = "SessionService.RevokeSession",
       .args = {{.name = "SESSION", .help = {"会话标识", "The session"}, .field = "name"}}},
      {.path = "session end",
       .summary = {"结束当前会话（同 logout）", "End one's own session, as logout does"},
       .example = "gridgov session end",
       .method = "SessionService.EndCurrentSession",
       .run = Logout},
      {.path = "completion bash",
       .summary = {"输出 bash 补全脚本", "Print the completion script of bash"},
       .example = "source <(gridgov completion bash)",
       .run = Completion},
  };
}

}  // namespace gridgov
