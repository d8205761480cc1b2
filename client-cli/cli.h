// The command line client as a function: words in, exit code out.
#ifndef GRIDGOV_CLIENT_CLI_CLI_H_
#define GRIDGOV_CLIENT_CLI_CLI_H_

#include <string>
#include <vector>

#include "client-cli/command.h"
#include "client-cli/environment.h"
#include "client-cli/failure.h"

namespace gridgov {

// Runs the command that `words` (without the program's name) ask for.
ExitCode RunCli(Environment& environment, const std::vector<std::string>& words);

// The command that begins with these words, and what follows it.
struct Resolution {
  const Command* command = nullptr;  // Null: `path` is none, or the beginning of several.
  std::string path;                  // As far as it was understood.
  std::vector<std::string> rest;     // Flags before the path too.
};
Resolution Resolve(const std::vector<std::string>& words);

// Whether to speak Chinese: --lang, else the context's language, else LC_ALL, LC_MESSAGES, LANG
// where zh means Chinese and any other language English, else Chinese.
bool SpeaksChinese(const Environment& environment, const std::vector<std::string>& words,
                   const std::string& context_language);

// The help of the commands that begin with `path`.
std::string GroupHelp(const std::string& path, bool chinese);

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_CLI_H_
