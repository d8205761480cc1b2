#include "client-cli/completion.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client-cli/cli.h"
#include "client-cli/commands/commands.h"
#include "client-cli/contract.h"
#include "client-cli/invocation.h"
#include "client-cli/parser.h"
#include "client-cli/words.h"

namespace gridgov {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using Codes = std::function<std::vector<std::string>(const std::string&, const std::string&)>;

std::vector<std::string> Matching(const std::vector<std::string>& all, const std::string& prefix) {
  std::vector<std::string> matching;
  std::set<std::string> seen;
  for (const std::string& word : all) {
    if (absl::StartsWith(word, prefix) && seen.insert(word).second) matching.push_back(word);
  }
  return matching;
}

// What a field may hold: words of its enumeration, or codes of its collection.
std::vector<std::string> ValuesFor(const FieldDescriptor* field, const std::string& collection,
                                   const std::string& prefix, const Codes& codes) {
  if (field != nullptr && field->enum_type() != nullptr) {
    return Matching(FlagWords(*field->enum_type()), prefix);
  }
  std::string names = collection;
  if (names.empty() && field != nullptr) names = CollectionOf(*field);
  std::vector<std::string> values;
  for (absl::string_view name : absl::StrSplit(names, '|', absl::SkipEmpty())) {
    for (std::string& code : codes(std::string(name), prefix)) values.push_back(std::move(code));
  }
  return values;
}

const FieldDescriptor* RequestField(const Command& command, const std::string& path) {
  const MethodDescriptor* method = command.method.empty() ? nullptr : FindMethod(command.method);
  return method == nullptr || path.empty() ? nullptr : FindField(*method->input_type(), path);
}

const FieldDescriptor* RowField(const Command& command, const std::string& path) {
  const MethodDescriptor* method = command.method.empty() ? nullptr : FindMethod(command.method);
  const FieldDescriptor* rows = method == nullptr ? nullptr : RowsOf(*method->output_type());
  return rows == nullptr || path.empty() ? nullptr : FindField(*rows->message_type(), path);
}

std::vector<std::string> FlagValues(const Command& command, const Flag& flag,
                                    const std::string& prefix, const Contexts& contexts,
                                    const Codes& codes) {
  if (flag.name == "output") return Matching({"table", "json", "csv"}, prefix);
  if (flag.name == "lang") return Matching({"zh", "en"}, prefix);
  if (flag.name == "context") {
    std::vector<std::string> names;
    for (const auto& [name, context] : contexts.all()) names.push_back(name);
    return Matching(names, prefix);
  }
  const FieldDescriptor* field =
      flag.filter.empty() ? RequestField(command, flag.field) : RowField(command, flag.filter);
  return ValuesFor(field, flag.collection, prefix, codes);
}

std::vector<std::string> PathWords(const std::string& path, const std::string& prefix) {
  std::vector<std::string> next;
  for (const Command& command : AllCommands()) {
    absl::string_view rest = command.path;
    if (!path.empty() && !absl::ConsumePrefix(&rest, absl::StrCat(path, " "))) continue;
    next.emplace_back(rest.substr(0, rest.find(' ')));
  }
  return Matching(next, prefix);
}

// The flags of the command, or the global ones where there is none yet.
std::vector<const Flag*> FlagsOf(const Command* command) {
  std::vector<const Flag*> flags;
  if (command != nullptr) {
    for (const Flag& flag : command->flags) flags.push_back(&flag);
  }
  for (const Flag& flag : GlobalFlags()) flags.push_back(&flag);
  return flags;
}

const Flag* FlagNamed(const Command* command, const std::string& word) {
  for (const Flag* flag : FlagsOf(command)) {
    if (word == absl::StrCat("--", flag->name)) return flag;
  }
  return nullptr;
}

// How many of the words are arguments and neither flags nor their values.
size_t CountArgs(const Command& command, const std::vector<std::string>& words) {
  size_t count = 0;
  for (size_t i = 0; i < words.size(); ++i) {
    const Flag* flag = FlagNamed(&command, words[i]);
    if (flag != nullptr) {
      if (TakesOf(command, *flag) != Takes::kNothing) ++i;
    } else if (!absl::StartsWith(words[i], "-")) {
      ++count;
    }
  }
  return count;
}

}  // namespace

std::string BashCompletion() {
  return R"(# bash completion of gridgov. Put it into a file and read it from ~/.bashrc:
#   source <(gridgov completion bash)
_gridgov() {
  mapfile -t COMPREPLY < <(gridgov __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _gridgov gridgov
)";
}

std::vector<std::string> Candidates(const std::vector<std::string>& words, const Contexts& contexts,
                                    const Codes& codes) {
  const std::string current = words.empty() ? "" : words.back();
  const std::vector<std::string> before(words.begin(),
                                        words.empty() ? words.end() : words.end() - 1);
  const Resolution found = Resolve(before);
  static const Command none;
  const Command& command = found.command == nullptr ? none : *found.command;
  const Flag* last = before.empty() ? nullptr : FlagNamed(found.command, before.back());
  if (last != nullptr && TakesOf(command, *last) != Takes::kNothing) {
    return FlagValues(command, *last, current, contexts, codes);
  }
  if (absl::StartsWith(current, "-")) {
    std::vector<std::string> flags;
    for (const Flag* flag : FlagsOf(found.command)) {
      flags.push_back(absl::StrCat("--", flag->name));
    }
    flags.push_back("--help");
    return Matching(flags, current);
  }
  if (found.command == nullptr) return PathWords(found.path, current);
  if (command.args.empty()) return {};
  size_t index = CountArgs(command, found.rest);
  if (index >= command.args.size() && command.args.back().many) index = command.args.size() - 1;
  if (index >= command.args.size()) return {};
  const Arg& arg = command.args[index];
  if (arg.name == "CONTEXT") return FlagValues(none, {.name = "context"}, current, contexts, codes);
  return ValuesFor(RequestField(command, arg.field), arg.collection, current, codes);
}

void Complete(Environment& environment, const std::vector<std::string>& words, Contexts contexts) {
  static const Command asking;
  const Contexts known = contexts;
  Parsed parsed;
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    for (const char* name : {"context", "server", "ca"}) {
      if (words[i] == absl::StrCat("--", name)) parsed.values[name] = {words[i + 1]};
    }
  }
  auto invocation = Invocation::Make(asking, std::move(parsed), environment, std::move(contexts),
                                     /*chinese=*/true);
  if (invocation.ok()) (*invocation)->set_timeout(absl::Seconds(2));
  const Codes codes = [&](const std::string& collection, const std::string& prefix) {
    if (!invocation.ok()) return std::vector<std::string>();
    return CodesIn(
        collection, prefix,
        [&](Message& request, Message& response) { return (*invocation)->Call(request, response); },
        [&](const std::string& method) { return (*invocation)->MayCall(method); });
  };
  for (const std::string& candidate : Candidates(words, known, codes)) {
    environment.out << candidate << "\n";
  }
}

}  // namespace gridgov
