#include "client-cli/parser.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "client-cli/contract.h"
#include "client-cli/failure.h"
#include "client-cli/words.h"

namespace gridgov {
namespace {

using google::protobuf::FieldDescriptor;

// The field that a flag fills or filters by; null if it does neither.
const FieldDescriptor* FieldOf(const Command& command, const Flag& flag) {
  const auto* method = command.method.empty() ? nullptr : FindMethod(command.method);
  if (method == nullptr) return nullptr;
  if (!flag.field.empty()) return FindField(*method->input_type(), flag.field);
  if (flag.filter.empty()) return nullptr;
  const FieldDescriptor* rows = RowsOf(*method->output_type());
  return rows == nullptr ? nullptr : FindField(*rows->message_type(), flag.filter);
}

std::string Describe(const Command& command, const Flag& flag, bool chinese) {
  std::string text = In(flag.help, chinese);
  const FieldDescriptor* field = FieldOf(command, flag);
  if (field != nullptr && field->enum_type() != nullptr) {
    absl::StrAppend(&text, chinese ? "：" : ": ",
                    absl::StrJoin(FlagWords(*field->enum_type()), ", "));
  }
  if (!flag.fallback.empty()) {
    absl::StrAppend(&text, chinese ? "（默认 " : " (default ", flag.fallback, chinese ? "）" : ")");
  }
  return text;
}

// "review-date" is asked for as DATE.
std::string Placeholder(const Flag& flag) {
  return absl::AsciiStrToUpper(flag.name.substr(flag.name.rfind('-') + 1));
}

// One CLI::App with the options of one command, and where their values land.
class Grammar {
 public:
  Grammar(const Command& command, bool chinese)
      : app_(In(command.summary, chinese), absl::StrCat("gridgov ", command.path)) {
    app_.set_help_flag();
    app_.allow_extras();
    Localize(chinese);
    const std::string own = chinese ? "选项" : "Options";
    const std::string global = chinese ? "通用选项" : "Global options";
    for (const Arg& arg : command.args) AddArg(arg, chinese);
    for (const Flag& flag : command.flags) AddFlag(command, flag, own, chinese);
    for (const Flag& flag : GlobalFlags()) AddFlag(command, flag, global, chinese);
    app_.set_help_flag("-h,--help", chinese ? "显示本帮助" : "Show this help")->group(global);
    if (!command.example.empty()) {
      app_.footer(absl::StrCat(chinese ? "示例：\n  " : "Example:\n  ", command.example));
    }
  }

  CLI::App& app() { return app_; }

  Parsed Collect() const {
    Parsed parsed;
    for (const auto& [name, option] : options_) {
      if (option->count() == 0) continue;
      parsed.values[name] =
          option->get_items_expected_max() == 0 ? std::vector<std::string>{""} : option->results();
    }
    return parsed;
  }

  // The first argument that must be given and was not; "" if there is none.
  std::string Missing(const Command& command) const {
    for (const Arg& arg : command.args) {
      if (!arg.optional && options_.at(arg.name)->count() == 0) return arg.name;
    }
    return "";
  }

 private:
  void Localize(bool chinese) {
    if (!chinese) return;
    auto formatter = app_.get_formatter();
    formatter->label("Usage", "用法");
    formatter->label("OPTIONS", "选项");
    formatter->label("Positionals", "参数");
  }

  void AddArg(const Arg& arg, bool chinese) {
    CLI::Option* option = app_.add_option(arg.name, In(arg.help, chinese));
    option->required(!arg.optional);
    option->option_text(" ");
    if (arg.many) option->expected(CLI::detail::expected_max_vector_size);
    options_[arg.name] = option;
  }

  void AddFlag(const Command& command, const Flag& flag, const std::string& group, bool chinese) {
    const std::string name = absl::StrCat("--", flag.name);
    const Takes takes = TakesOf(command, flag);
    const std::string help = Describe(command, flag, chinese);
    CLI::Option* option =
        takes == Takes::kNothing ? app_.add_flag(name, help) : app_.add_option(name, help);
    option->group(group);
    if (takes != Takes::kNothing) option->option_text(Placeholder(flag));
    if (takes == Takes::kMany) {
      option->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
      option->allow_extra_args(false);
    }
    options_[flag.name] = option;
  }

  CLI::App app_;
  std::map<std::string, CLI::Option*> options_;
};

absl::Status Unexpected(const std::vector<std::string>& words) {
  const std::string text = absl::StrJoin(words, " ");
  return UsageError({.zh = absl::StrCat("无法识别的参数：", text, "。"),
                     .en = absl::StrCat("Not understood: ", text, ".")});
}

}  // namespace

const std::vector<Flag>& GlobalFlags() {
  static const auto* flags = new std::vector<Flag>{
      {.name = "output",
       .help = {"输出格式：table、json 或 csv", "Output: table, json or csv"},
       .takes = Takes::kValue},
      {.name = "bom",
       .help = {"CSV 以字节顺序标记开头，便于电子表格打开", "CSV begins with a byte order mark"},
       .takes = Takes::kNothing},
      {.name = "lang", .help = {"语言：zh 或 en", "Language: zh or en"}, .takes = Takes::kValue},
      {.name = "context", .help = {"使用的连接配置", "The context to use"}, .takes = Takes::kValue},
      {.name = "server",
       .help = {"服务器地址 HOST:PORT", "The server, HOST:PORT"},
       .takes = Takes::kValue},
      {.name = "ca",
       .help = {"CA 证书文件（PEM）", "The file of the CA, PEM"},
       .takes = Takes::kValue},
      {.name = "timeout",
       .help = {"最长等待时间，如 30s", "Longest time to wait, such as 30s"},
       .takes = Takes::kValue},
      {.name = "quiet",
       .help = {"不显示提示信息", "Say nothing but results and errors"},
       .takes = Takes::kNothing},
  };
  return *flags;
}

Takes TakesOf(const Command& command, const Flag& flag) {
  if (flag.takes != Takes::kByField) return flag.takes;
  const FieldDescriptor* field = FieldOf(command, flag);
  if (field == nullptr) return Takes::kValue;
  if (field->is_repeated()) return Takes::kMany;
  return field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL ? Takes::kNothing : Takes::kValue;
}

absl::StatusOr<Parsed> ParseArguments(const Command& command, const std::vector<std::string>& words,
                                      bool chinese) {
  Grammar grammar(command, chinese);
  // CLI11 takes words from the back, and takes "--flag=" for a flag whose value is the next word.
  std::vector<std::string> reversed;
  for (auto word = words.rbegin(); word != words.rend(); ++word) {
    const bool empty = absl::StartsWith(*word, "--") && absl::EndsWith(*word, "=") &&
                       word->find('=') + 1 == word->size();
    if (empty) reversed.push_back("");
    reversed.push_back(empty ? word->substr(0, word->size() - 1) : *word);
  }
  try {
    grammar.app().parse(std::move(reversed));
  } catch (const CLI::RequiredError&) {
    const std::vector<std::string> extras = grammar.app().remaining();
    if (!extras.empty()) return Unexpected(extras);
    const std::string name = grammar.Missing(command);
    return UsageError(
        {.zh = absl::StrCat("缺少参数 ", name, "。用法：gridgov ", command.path, " --help"),
         .en = absl::StrCat(name, " is missing. See: gridgov ", command.path, " --help")});
  } catch (const CLI::ParseError& error) {
    return UsageError({.zh = absl::StrCat("命令行有误：", error.what()),
                       .en = absl::StrCat("The command line is wrong: ", error.what())});
  }
  const std::vector<std::string> extras = grammar.app().remaining();
  if (!extras.empty()) return Unexpected(extras);
  return grammar.Collect();
}

std::string HelpFor(const Command& command, bool chinese) {
  return Grammar(command, chinese).app().help();
}

}  // namespace gridgov
