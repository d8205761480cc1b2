#include "client-cli/cli.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "client-cli/commands/commands.h"
#include "client-cli/completion.h"
#include "client-cli/contexts.h"
#include "client-cli/csv_input.h"
#include "client-cli/invocation.h"
#include "client-cli/parser.h"
#include "client-cli/version.h"
#include "proto/cpp/status_macros.h"

namespace gridgov {
namespace {

bool IsFlag(const std::string& word) { return word.size() > 1 && word.front() == '-'; }

// Whether a global flag, written without '=', has its value in the next word.
bool TakesNextWord(const std::string& word) {
  for (const Flag& flag : GlobalFlags()) {
    if (word == absl::StrCat("--", flag.name)) return flag.takes == Takes::kValue;
  }
  return false;
}

bool AsksForHelp(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (word == "--") return false;
    if (word == "--help" || word == "-h") return true;
  }
  return false;
}

absl::Status NotUtf8(size_t word) {
  return UsageError({.zh = absl::StrCat("第 ", word + 1, " 个参数不是 UTF-8 文字。"),
                     .en = absl::StrCat("Argument ", word + 1, " is not UTF-8 text.")});
}

absl::Status UnknownCommand(const Resolution& found) {
  std::string word;
  for (const std::string& rest : found.rest) {
    if (word.empty() && !IsFlag(rest)) word = rest;
  }
  const std::string path = absl::StrCat(found.path, found.path.empty() ? "" : " ", word);
  const std::string help =
      absl::StrCat("gridgov ", found.path, found.path.empty() ? "" : " ", "--help");
  return UsageError({.zh = absl::StrCat("没有命令 ", path, "。请看：", help),
                     .en = absl::StrCat("There is no command ", path, ". See: ", help)});
}

absl::Status Run(Environment& environment, const Command& command,
                 const std::vector<std::string>& rest, Contexts contexts, bool chinese) {
  GG_ASSIGN_OR_RETURN(Parsed parsed, ParseArguments(command, rest, chinese));
  if (parsed.values.contains("lang")) {
    const std::string& lang = parsed.values["lang"].front();
    if (lang != "zh" && lang != "en") {
      return UsageError({.zh = "--lang 应为 zh 或 en。", .en = "--lang is zh or en."});
    }
  }
  GG_ASSIGN_OR_RETURN(auto invocation, Invocation::Make(command, std::move(parsed), environment,
                                                        std::move(contexts), chinese));
  return command.run != nullptr ? command.run(*invocation) : invocation->RunByTable();
}

ExitCode Fail(Environment& environment, const absl::Status& status, bool chinese) {
  environment.out.flush();
  PrintFailure(status, chinese, environment.err);
  return ExitCodeOf(status);
}

std::string ContextLanguage(const absl::StatusOr<Contexts>& contexts) {
  if (!contexts.ok()) return "";
  const auto found = contexts->all().find(contexts->current());
  return found == contexts->all().end() ? "" : found->second.language;
}

}  // namespace

Resolution Resolve(const std::vector<std::string>& words) {
  Resolution found;
  size_t i = 0;
  for (; i < words.size() && found.command == nullptr; ++i) {
    if (IsFlag(words[i])) {
      found.rest.push_back(words[i]);
      if (TakesNextWord(words[i]) && i + 1 < words.size()) found.rest.push_back(words[++i]);
      continue;
    }
    const std::string path = absl::StrCat(found.path, found.path.empty() ? "" : " ", words[i]);
    bool known = false;
    for (const Command& command : AllCommands()) {
      if (command.path == path) found.command = &command;
      known = known || command.path == path || absl::StartsWith(command.path, path + " ");
    }
    if (!known) break;
    found.path = path;
  }
  found.rest.insert(found.rest.end(), words.begin() + static_cast<long>(i), words.end());
  return found;
}

bool SpeaksChinese(const Environment& environment, const std::vector<std::string>& words,
                   const std::string& context_language) {
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--") break;
    if (words[i] == "--lang" && i + 1 < words.size()) return words[i + 1] != "en";
    if (absl::StartsWith(words[i], "--lang=")) return words[i] != "--lang=en";
  }
  if (!context_language.empty()) return context_language != "en";
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string locale = environment.variable(name);
    if (locale.empty()) continue;
    // C is the locale of scripts and containers and says nothing about who reads.
    return absl::StartsWith(locale, "zh") || locale == "C" || locale == "POSIX" ||
           absl::StartsWith(locale, "C.");
  }
  return true;
}

std::string GroupHelp(const std::string& path, bool chinese) {
  std::string text = path.empty() ? absl::StrCat("gridgov ", kVersion,
                                                 chinese ? " 网格化社区治理客户端\n"
                                                         : ", the client of grid-based "
                                                           "community governance\n")
                                  : "";
  absl::StrAppend(&text, chinese ? "用法：gridgov " : "Usage: gridgov ", path,
                  path.empty() ? "" : " ", chinese ? "命令 [选项]\n\n" : "COMMAND [OPTIONS]\n\n");
  std::vector<std::string> seen;
  for (const Command& command : AllCommands()) {
    absl::string_view rest = command.path;
    if (!path.empty() && !absl::ConsumePrefix(&rest, absl::StrCat(path, " "))) continue;
    const std::string word(rest.substr(0, rest.find(' ')));
    if (std::find(seen.begin(), seen.end(), word) != seen.end()) continue;
    seen.push_back(word);
    const std::string whole = absl::StrCat(path, path.empty() ? "" : " ", word);
    const Text& summary = command.path == whole ? command.summary : GroupSummary(whole);
    absl::StrAppend(&text, absl::StrFormat("  %-20s %s\n", word, In(summary, chinese)));
  }
  absl::StrAppend(&text, "\n", chinese ? "查看某个命令：gridgov " : "More on one: gridgov ",
                  path.empty() ? "" : path + " ", chinese ? "命令 --help\n" : "COMMAND --help\n");
  return text;
}

ExitCode RunCli(Environment& environment, const std::vector<std::string>& words) {
  absl::StatusOr<Contexts> contexts = Contexts::Load(ConfigFolder(environment));
  const bool chinese = SpeaksChinese(environment, words, ContextLanguage(contexts));
  if (!words.empty() && words.front() == "__complete") {
    Complete(environment, {words.begin() + 1, words.end()},
             contexts.ok() ? *std::move(contexts) : Contexts());
    return ExitCode::kOk;
  }
  for (size_t i = 0; i < words.size(); ++i) {
    if (!IsUtf8(words[i])) return Fail(environment, NotUtf8(i), chinese);
  }
  const Resolution found = Resolve(words);
  if (found.command != nullptr && AsksForHelp(found.rest)) {
    environment.out << HelpFor(*found.command, chinese);
    return ExitCode::kOk;
  }
  if (found.command == nullptr) {
    const bool stray = std::any_of(found.rest.begin(), found.rest.end(),
                                   [](const std::string& word) { return !IsFlag(word); });
    if (AsksForHelp(found.rest)) {
      environment.out << GroupHelp(found.path, chinese);
      return ExitCode::kOk;
    }
    if (found.path.empty() && std::find(words.begin(), words.end(), "--version") != words.end()) {
      environment.out << "gridgov " << kVersion << "\n";
      return ExitCode::kOk;
    }
    if (stray) return Fail(environment, UnknownCommand(found), chinese);
    environment.err << GroupHelp(found.path, chinese);
    return ExitCode::kUsage;
  }
  if (!contexts.ok()) return Fail(environment, contexts.status(), chinese);
  const absl::Status status =
      Run(environment, *found.command, found.rest, *std::move(contexts), chinese);
  if (!status.ok()) return Fail(environment, status, chinese);
  environment.out.flush();
  return ExitCode::kOk;
}

}  // namespace gridgov
