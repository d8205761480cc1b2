// Environment: everything of the outside world that a command touches, so that a test can put its
// own in place: streams, variables, the terminal, the clock and the way to a server.
#ifndef GRIDGOV_CLIENT_CLI_ENVIRONMENT_H_
#define GRIDGOV_CLIENT_CLI_ENVIRONMENT_H_

#include <functional>
#include <istream>
#include <memory>
#include <ostream>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proto/cpp/channel.h"
#include "proto/cpp/errors.h"

namespace gridgov {

struct Environment {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  // An environment variable; "" if it is not set.
  std::function<std::string(const std::string&)> variable;
  bool in_is_terminal = false;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  // Shows a prompt and reads a line from the terminal, without an echo for secrets.
  std::function<absl::StatusOr<std::string>(const std::string& prompt, bool secret)> ask;
  std::function<absl::StatusOr<std::shared_ptr<grpc::ChannelInterface>>(const Endpoint&)> connect;
  std::function<absl::Time()> now;
};

// The process's own streams, terminal and clock.
Environment ProcessEnvironment();

// The next line of `in` without its end. A usage error at the end of the input.
absl::StatusOr<std::string> ReadLine(std::istream& in);

// The folder of the client's files: $GRIDGOV_CONFIG_DIR, else $XDG_CONFIG_HOME/gridgov, else
// ~/.config/gridgov.
std::string ConfigFolder(const Environment& environment);

// The whole file; "-" is the standard input. A usage error if it cannot be read.
absl::StatusOr<std::string> ReadFile(Environment& environment, const std::string& path);

// Replaces the file as a whole, readable by its owner alone: it is the old one or the new one
// after a crash.
absl::Status WritePrivateFile(const std::string& path, const std::string& content);

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_ENVIRONMENT_H_
