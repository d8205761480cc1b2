// The command line: from words to the values of a command's arguments and flags, and its help.
// The one place that includes CLI11, which is slow to compile.
//
// Free functions without state; safe from every thread.
#ifndef GRIDGOV_CLIENT_CLI_PARSER_H_
#define GRIDGOV_CLIENT_CLI_PARSER_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client-cli/command.h"

namespace gridgov {

// The flags that every command takes.
const std::vector<Flag>& GlobalFlags();

struct Parsed {
  // By name, only what was given; a flag that takes nothing has one empty value.
  std::map<std::string, std::vector<std::string>> values;
};

// What stands after a flag of `command`.
Takes TakesOf(const Command& command, const Flag& flag);

// Reads what follows a command's path. A usage error for what does not fit.
absl::StatusOr<Parsed> ParseArguments(const Command& command, const std::vector<std::string>& words,
                                      bool chinese);

// The text of `--help`.
std::string HelpFor(const Command& command, bool chinese);

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_PARSER_H_
