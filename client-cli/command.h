// Command: one verb of gridgov as data. The tables in commands/ feed the parser, the help and the
// completion.
#ifndef GRIDGOV_CLIENT_CLI_COMMAND_H_
#define GRIDGOV_CLIENT_CLI_COMMAND_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "proto/cpp/errors.h"

namespace gridgov {

class Invocation;

// A word after the command, such as ISSUE.
struct Arg {
  std::string name;
  Text help;
  // The field of the request that it fills, at a dotted path; empty: the command reads it itself.
  std::string field;
  // What it names, where the field's rule does not say so, such as "units".
  std::string collection;
  bool many = false;  // One or more; only the last.
  bool optional = false;
};

// What stands after a flag. By its field: nothing for a bool, many for a repeated field.
enum class Takes { kByField, kValue, kMany, kNothing };

// `--name VALUE`.
struct Flag {
  std::string name;
  Text help;
  // The field of the request that it fills.
  std::string field;
  // Or the field of the listed resource that it filters by, compared with `op`.
  std::string filter;
  std::string op = "=";
  // What it names, where the field's rule does not say so.
  std::string collection;
  Takes takes = Takes::kByField;
  // The value where the flag is not given; "today" is today's date.
  std::string fallback;
};

struct Command {
  std::string path;  // "issue close".
  Text summary;
  std::string example;
  // The method that it calls, such as "IssueService.CloseIssue".
  std::string method;
  std::vector<Arg> args;
  std::vector<Flag> flags;
  // What it does. Null: fills the method's request, calls it, and prints the answer or all pages of
  // the list.
  absl::Status (*run)(Invocation&) = nullptr;
};

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_COMMAND_H_
