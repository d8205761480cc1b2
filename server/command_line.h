// What the commands of gridgovd say, in the language of the terminal. Not for several threads.
#ifndef GRIDGOV_SERVER_COMMAND_LINE_H_
#define GRIDGOV_SERVER_COMMAND_LINE_H_

#include "absl/status/status.h"

namespace gridgov {

// Chinese first: English for an English locale.
const char* Say(const char* zh, const char* en);

// Tells of the error on standard error; the exit code, 1.
int Fail(const absl::Status& status);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_COMMAND_LINE_H_
