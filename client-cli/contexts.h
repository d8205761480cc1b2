// Contexts: where the client is signed in. The file contexts.json in the client's folder holds
// session tokens, so folder and file are readable by their owner alone.
//
// Not safe to share between threads.
#ifndef GRIDGOV_CLIENT_CLI_CONTEXTS_H_
#define GRIDGOV_CLIENT_CLI_CONTEXTS_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace gridgov {

// One server and the account signed in there.
struct Context {
  std::string server;  // "host:port".
  std::string ca;      // PEM file; empty: the roots of the system.
  std::string username;
  std::string token;                // Empty: signed out.
  std::string session_expire_time;  // RFC 3339.
  std::string language;             // "zh", "en", or empty: by the locale.
};

class Contexts {
 public:
  // Reads `folder`/contexts.json; none is no error. FAILED_PRECONDITION if it is damaged.
  static absl::StatusOr<Contexts> Load(const std::string& folder);

  // Writes the file as a whole. UNKNOWN, reason FILE_NOT_WRITTEN.
  absl::Status Save() const;

  // The name of the context that commands use by themselves; "" if there is none.
  const std::string& current() const { return current_; }
  void set_current(const std::string& name) { current_ = name; }

  std::map<std::string, Context>& all() { return all_; }
  const std::map<std::string, Context>& all() const { return all_; }

 private:
  std::string folder_;
  std::string current_;
  std::map<std::string, Context> all_;
};

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_CONTEXTS_H_
