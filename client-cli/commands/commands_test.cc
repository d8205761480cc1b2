#include "client-cli/commands/commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client-cli/cli.h"
#include "client-cli/contract.h"
#include "client-cli/parser.h"
#include "gridgov/v1/options.pb.h"

namespace gridgov {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using testing::HasSubstr;

const Descriptor* RequestOf(const Command& command) {
  const auto* method = FindMethod(command.method);
  return method == nullptr ? nullptr : method->input_type();
}

bool HasHan(const std::string& text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0xe4) return true;
  }
  return false;
}

// Every field that a command line fills, with who fills it.
std::vector<std::pair<std::string, const FieldDescriptor*>> FilledFields() {
  std::vector<std::pair<std::string, const FieldDescriptor*>> fields;
  for (const Command& command : AllCommands()) {
    const Descriptor* request = RequestOf(command);
    if (request == nullptr) continue;
    for (const Arg& arg : command.args) {
      if (arg.field.empty()) continue;
      fields.emplace_back(absl::StrCat(command.path, " ", arg.name),
                          FindField(*request, arg.field));
    }
    for (const Flag& flag : command.flags) {
      if (flag.field.empty()) continue;
      fields.emplace_back(absl::StrCat(command.path, " --", flag.name),
                          FindField(*request, flag.field));
    }
  }
  return fields;
}

TEST(CommandsTest, EveryCommandHasHelpInBothLanguages) {
  for (const Command& command : AllCommands()) {
    EXPECT_TRUE(HasHan(command.summary.zh)) << command.path;
    EXPECT_FALSE(command.summary.en.empty() || HasHan(command.summary.en)) << command.path;
    EXPECT_THAT(command.example, HasSubstr(absl::StrCat("gridgov ", command.path)));
    for (const bool chinese : {true, false}) {
      const std::string help = HelpFor(command, chinese);
      EXPECT_THAT(help, HasSubstr(chinese ? command.summary.zh : command.summary.en));
      EXPECT_THAT(help, HasSubstr(chinese ? "示例" : "Example"));
      EXPECT_THAT(help, HasSubstr(chinese ? "用法" : "Usage"));
    }
  }
}

TEST(CommandsTest, EveryArgumentAndFlagIsExplainedInBothLanguages) {
  for (const Command& command : AllCommands()) {
    for (const Arg& arg : command.args) {
      EXPECT_TRUE(HasHan(arg.help.zh)) << command.path << " " << arg.name;
      EXPECT_FALSE(arg.help.en.empty() || HasHan(arg.help.en)) << command.path << " " << arg.name;
    }
    for (const Flag& flag : command.flags) {
      EXPECT_FALSE(flag.help.zh.empty()) << command.path << " --" << flag.name;
      EXPECT_FALSE(flag.help.en.empty() || HasHan(flag.help.en)) << command.path << flag.name;
    }
  }
}

TEST(CommandsTest, EveryGroupIsExplainedInBothLanguages) {
  for (const Command& command : AllCommands()) {
    for (size_t space = command.path.find(' '); space != std::string::npos;
         space = command.path.find(' ', space + 1)) {
      const Text& summary = GroupSummary(command.path.substr(0, space));
      EXPECT_TRUE(HasHan(summary.zh)) << command.path;
      EXPECT_FALSE(summary.en.empty()) << command.path;
    }
  }
}

TEST(CommandsTest, EveryMethodNamedExists) {
  for (const Command& command : AllCommands()) {
    if (command.method.empty()) {
      EXPECT_NE(command.run, nullptr) << command.path;
    } else {
      EXPECT_NE(FindMethod(command.method), nullptr) << command.path;
    }
  }
}

TEST(CommandsTest, EveryMethodOfTheContractHasACommand) {
  std::set<std::string> named;
  for (const Command& command : AllCommands()) named.insert(command.method);
  for (const auto* file : ContractFiles()) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const auto* method = file->service(s)->method(m);
        EXPECT_TRUE(named.contains(absl::StrCat(method->service()->name(), ".", method->name())))
            << method->full_name();
      }
    }
  }
}

TEST(CommandsTest, EveryFieldNamedExists) {
  for (const auto& [who, field] : FilledFields()) EXPECT_NE(field, nullptr) << who;
  for (const Command& command : AllCommands()) {
    const auto* method = FindMethod(command.method);
    for (const Flag& flag : command.flags) {
      if (flag.filter.empty()) continue;
      const FieldDescriptor* rows = RowsOf(*method->output_type());
      ASSERT_NE(rows, nullptr) << command.path;
      const FieldDescriptor* field = FindField(*rows->message_type(), flag.filter);
      ASSERT_NE(field, nullptr) << command.path << " --" << flag.name;
      EXPECT_TRUE(field->options().GetExtension(v1::rule).filterable())
          << command.path << " --" << flag.name;
    }
  }
}

TEST(CommandsTest, NoPersonalDataAndNoSecretIsAnArgumentOrAFlag) {
  for (const auto& [who, field] : FilledFields()) {
    ASSERT_NE(field, nullptr) << who;
    EXPECT_FALSE(field->options().GetExtension(v1::rule).personal()) << who;
    EXPECT_FALSE(field->options().GetExtension(v1::rule).secret()) << who;
  }
}

TEST(CommandsTest, EveryRequiredFieldCanBeGiven) {
  std::set<std::pair<std::string, std::string>> filled;
  for (const Command& command : AllCommands()) {
    for (const Arg& arg : command.args) filled.emplace(command.method, arg.field);
    for (const Flag& flag : command.flags) filled.emplace(command.method, flag.field);
  }
  for (const Command& command : AllCommands()) {
    const Descriptor* request = RequestOf(command);
    // Commands with a function of their own read files, secrets and persons.
    if (request == nullptr || command.run != nullptr) continue;
    for (int i = 0; i < request->field_count(); ++i) {
      const FieldDescriptor* field = request->field(i);
      const bool required = field->options().GetExtension(v1::rule).required();
      if (!required || field->message_type() != nullptr) continue;
      EXPECT_TRUE(filled.contains({command.method, field->name()}))
          << command.path << " " << field->name();
    }
  }
}

TEST(CommandsTest, PathsAreUniqueAndNoneBeginsAnother) {
  for (const Command& a : AllCommands()) {
    for (const Command& b : AllCommands()) {
      if (&a == &b) continue;
      EXPECT_NE(a.path, b.path);
      EXPECT_FALSE(absl::StartsWith(b.path, a.path + " ")) << a.path << " / " << b.path;
    }
  }
}

TEST(CommandsTest, NoFlagHidesAGlobalOneOrStandsTwice) {
  for (const Command& command : AllCommands()) {
    std::set<std::string> names;
    for (const Flag& flag : GlobalFlags()) names.insert(flag.name);
    for (const Flag& flag : command.flags) {
      EXPECT_TRUE(names.insert(flag.name).second) << command.path << " --" << flag.name;
    }
  }
}

TEST(CommandsTest, EveryExampleParses) {
  for (const Command& command : AllCommands()) {
    if (absl::StrContains(command.example, "<(") || absl::StrContains(command.example, ">")) {
      continue;
    }
    std::vector<std::string> words;
    std::string word;
    bool quoted = false;
    for (const char c : command.example + " ") {
      if (c == '\'')
        quoted = !quoted;
      else if (c != ' ' || quoted)
        word.push_back(c);
      else if (!word.empty())
        words.push_back(std::exchange(word, ""));
    }
    const Resolution found = Resolve({words.begin() + 1, words.end()});
    ASSERT_EQ(found.command, &command) << command.example;
    const auto parsed = ParseArguments(command, found.rest, false);
    EXPECT_TRUE(parsed.ok()) << command.example << ": " << parsed.status();
  }
}

}  // namespace
}  // namespace gridgov
