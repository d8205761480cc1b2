// gridgov_man zh|en: the manual page of gridgov in scdoc's language, from the tables of its
// commands. Runs at build time; no part of what is installed.
#include <algorithm>
#include <cstring>
#include <iostream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client-cli/commands/commands.h"
#include "client-cli/failure.h"
#include "client-cli/parser.h"

namespace gridgov {
namespace {

// What scdoc would read as its own.
std::string Plain(const std::string& text) {
  std::string plain;
  for (const char c : text) {
    if (std::strchr("\\*_#<>[]|.", c) != nullptr) plain.push_back('\\');
    plain.push_back(c);
  }
  return plain;
}

class Manual {
 public:
  explicit Manual(bool chinese) : chinese_(chinese) {}

  void Write() {
    Say("gridgov(1)\n");
    Section({"名称", "NAME"});
    Say(In({"gridgov - 网格化社区治理系统的命令行客户端",
            "gridgov - the client of grid-based community governance"}));
    Section({"概要", "SYNOPSIS"});
    Say(chinese_ ? "*gridgov* _命令_ [_参数_...] [--_选项_...]"
                 : "*gridgov* _COMMAND_ [_ARGUMENT_...] [--_FLAG_...]");
    Section({"说明", "DESCRIPTION"});
    Say(
        In({"登录一台或多台 gridgovd "
            "服务器，办理巡查、事件、区划、账号和审计等工作。结果写到标准输出，提示写到标准错误。"
            "先用 *gridgov login* 登录。",
            "Signs in at one or more gridgovd servers, and works with patrols, issues, divisions, "
            "accounts "
            "and the audit log there. Results go to the standard output, what is said to people "
            "goes to the "
            "standard error. Begin with *gridgov login*."}));
    Section({"通用选项", "GLOBAL OPTIONS"});
    for (const Flag& flag : GlobalFlags()) Option(flag, flag.takes != Takes::kNothing);
    Section({"命令", "COMMANDS"});
    for (const Command& command : AllCommands()) Write(command);
    Rest();
  }

 private:
  const std::string& In(const Text& text) const { return gridgov::In(text, chinese_); }
  void Say(const std::string& text) { std::cout << text << "\n"; }
  void Section(const Text& title) { Say(absl::StrCat("\n# ", In(title), "\n")); }

  void Item(const std::string& term, const std::string& text) {
    Say(absl::StrCat(term, "\n\t", text, "\n"));
  }

  void Option(const Flag& flag, bool takes) {
    Item(absl::StrCat("*--", flag.name, "*", takes ? (chinese_ ? " _值_" : " _VALUE_") : ""),
         Plain(In(flag.help)));
  }

  void Write(const Command& command) {
    std::string usage = absl::StrCat("*gridgov ", command.path, "*");
    for (const Arg& arg : command.args) {
      absl::StrAppend(&usage, " ", arg.optional ? "[" : "", "_", arg.name, "_",
                      arg.many ? "..." : "", arg.optional ? "]" : "");
    }
    Say(absl::StrCat("## ", command.path, "\n"));
    Say(usage + "\n");
    Say(Plain(In(command.summary)) + "\n");
    for (const Arg& arg : command.args) Item(absl::StrCat("_", arg.name, "_"), Plain(In(arg.help)));
    for (const Flag& flag : command.flags) {
      Option(flag, TakesOf(command, flag) != Takes::kNothing);
    }
    Say(absl::StrCat(chinese_ ? "示例：" : "Example: ", "*", Plain(command.example), "*\n"));
  }

  void Rest() {
    Section({"退出状态", "EXIT STATUS"});
    const std::pair<ExitCode, Text> codes[] = {
        {ExitCode::kOk, {"成功。", "It worked."}},
        {ExitCode::kError, {"其他错误。", "Any other error."}},
        {ExitCode::kUsage,
         {"命令行或输入文件有误。", "The command line or an input file is wrong."}},
        {ExitCode::kNotFoundOrDenied,
         {"不存在，或无权查看、办理。", "It does not exist, or is not permitted."}},
        {ExitCode::kSignIn, {"需要登录。", "Sign in first."}},
        {ExitCode::kConflict, {"与他人的修改冲突。", "Somebody else has changed it."}},
        {ExitCode::kUnavailable, {"服务器连接不上或繁忙。", "The server is away or busy."}}};
    for (const auto& [code, text] : codes) {
      Item(absl::StrCat("*", static_cast<int>(code), "*"), Plain(In(text)));
    }
    Section({"环境变量", "ENVIRONMENT"});
    Item("*GRIDGOV_CONFIG_DIR*",
         Plain(In({"存放连接配置的文件夹（默认 $XDG_CONFIG_HOME/gridgov 或 ~/.config/gridgov）。",
                   "The folder of the contexts (default $XDG_CONFIG_HOME/gridgov or "
                   "~/.config/gridgov)."})));
    Item("*LC_ALL*, *LC_MESSAGES*, *LANG*",
         Plain(In({"决定语言；--lang 优先。", "They choose the language; --lang outranks them."})));
    Section({"另见", "SEE ALSO"});
    Say("*gridgovd*(8)");
  }

  const bool chinese_;
};

}  // namespace
}  // namespace gridgov

int main(int argc, char** argv) {
  if (argc != 2 || (std::strcmp(argv[1], "zh") != 0 && std::strcmp(argv[1], "en") != 0)) {
    std::cerr << "gridgov_man zh|en\n";
    return 2;
  }
  gridgov::Manual(std::strcmp(argv[1], "zh") == 0).Write();
  return 0;
}
