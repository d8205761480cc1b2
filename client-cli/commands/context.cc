// context: the servers that the client knows.
#include "absl/strings/str_cat.h"
#include "client-cli/commands/commands.h"
#include "client-cli/failure.h"
#include "client-cli/invocation.h"

namespace gridgov {
namespace {

absl::Status NoSuchContext(const std::string& name) {
  return MakeError(absl::StatusCode::kNotFound, "NO_CONTEXT",
                   {.zh = absl::StrCat("没有名为 ", name, " 的连接配置。"),
                    .en = absl::StrCat("There is no context ", name, ".")});
}

absl::Status List(Invocation& in) {
  const bool chinese = in.chinese();
  std::vector<Row> rows;
  for (const auto& [name, context] : in.contexts().all()) {
    rows.push_back({name, name == in.contexts().current() ? "*" : "", context.server,
                    context.username, context.token.empty() ? "" : context.session_expire_time});
  }
  return in.output().PrintRows(
      {"name", "current", "server", "username", "session_expire_time"},
      chinese ? Row{"名称", "当前", "服务器", "用户名", "会话有效期至"}
              : Row{"name", "current", "server", "user name", "session expires"},
      rows);
}

absl::Status Use(Invocation& in) {
  const std::string name = in.Value("CONTEXT");
  if (!in.contexts().all().contains(name)) return NoSuchContext(name);
  in.contexts().set_current(name);
  return in.contexts().Save();
}

absl::Status Remove(Invocation& in) {
  const std::string name = in.Value("CONTEXT");
  if (in.contexts().all().erase(name) == 0) return NoSuchContext(name);
  if (in.contexts().current() == name) in.contexts().set_current("");
  return in.contexts().Save();
}

const Arg kContext{.name = "CONTEXT", .help = {"连接配置名称", "The context"}};

}  // namespace

std::vector<Command> ContextCommands() {
  return {
      {.path = "context list",
       .summary = {"查看连接配置", "List the contexts"},
       .example = "gridgov context list",
       .run = List},
      {.path = "context use",
       .summary = {"切换当前连接配置", "Make a context the current one"},
       .example = "gridgov context use office",
       .args = {kContext},
       .run = Use},
      {.path = "context remove",
       .summary = {"删除连接配置", "Forget a context"},
       .example = "gridgov context remove old",
       .args = {kContext},
       .run = Remove},
  };
}

}  // namespace gridgov
