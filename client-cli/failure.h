// What a failed command leaves behind: its exit code and its words on the standard error.
#ifndef GRIDGOV_CLIENT_CLI_FAILURE_H_
#define GRIDGOV_CLIENT_CLI_FAILURE_H_

#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "proto/cpp/errors.h"

namespace gridgov {

// The exit codes of gridgov; scripts depend on them.
enum class ExitCode {
  kOk = 0,
  kError = 1,
  kUsage = 2,
  kNotFoundOrDenied = 3,
  kSignIn = 4,
  kConflict = 5,
  kUnavailable = 6,
};

// The text in one language.
inline const std::string& In(const Text& text, bool chinese) { return chinese ? text.zh : text.en; }

// INVALID_ARGUMENT, reason USAGE: the command line or an input file is wrong. Ends with kUsage.
absl::Status UsageError(Text text);

// A usage error with the place it concerns put before its text, such as "--reason"; any other
// status as it is.
absl::Status UsageErrorAt(const std::string& place, absl::Status status);

ExitCode ExitCodeOf(const absl::Status& status);

// Writes the message, one line for each violation that the message does not tell already, then the
// reason and what to do next.
void PrintFailure(const absl::Status& status, bool chinese, std::ostream& err);

// `text` without what would steer a terminal: control characters become '?', line ends stay.
std::string Printable(std::string text);

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_FAILURE_H_
