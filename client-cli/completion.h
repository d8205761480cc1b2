// Completion of the command line in bash: the script, and the candidates that it asks for.
#ifndef GRIDGOV_CLIENT_CLI_COMPLETION_H_
#define GRIDGOV_CLIENT_CLI_COMPLETION_H_

#include <string>
#include <vector>

#include "client-cli/collections.h"
#include "client-cli/contexts.h"
#include "client-cli/environment.h"

namespace gridgov {

// The script for bash, which calls `gridgov __complete WORDS...`.
std::string BashCompletion();

// What may stand in place of the last of `words`: words of commands, flags, values of
// enumerations, and codes that `codes` finds in a collection.
std::vector<std::string> Candidates(
    const std::vector<std::string>& words, const Contexts& contexts,
    const std::function<std::vector<std::string>(const std::string& collection,
                                                 const std::string& prefix)>& codes);

// Writes the candidates, one a line, with codes asked of the server for at most 2 seconds. Silent
// on every error: somebody is in the middle of a line.
void Complete(Environment& environment, const std::vector<std::string>& words, Contexts contexts);

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_COMPLETION_H_
