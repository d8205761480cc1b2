// ServerProcess: the real server as a child of a driver: started, killed, waited for.
#ifndef GRIDGOV_TESTS_SCENE_SERVER_PROCESS_H_
#define GRIDGOV_TESTS_SCENE_SERVER_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace gridgov {

// Runs a program to its end; its standard output, or what went wrong.
absl::StatusOr<std::string> RunProgram(const std::vector<std::string>& words);

// Used by one thread; killed when destroyed.
class ServerProcess {
 public:
  // `gridgovd serve DIR` on a free loopback port; answers once it has said READY. Its standard
  // error goes to `log`. DEADLINE_EXCEEDED if it says nothing for 20 s, ABORTED if it ends.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(
      const std::string& gridgovd, const std::string& dir, const std::string& log,
      const std::vector<std::string>& flags);
  ~ServerProcess();

  const std::string& target() const { return target_; }
  pid_t pid() const { return pid_; }
  bool alive();
  // Sends the signal and waits; the exit code, or minus the signal that ended it.
  // DEADLINE_EXCEEDED if it still runs after `patience`: it is then killed.
  absl::StatusOr<int> End(int signal, absl::Duration patience);
  // Processor time it has used, of all its threads.
  absl::Duration CpuTime() const;

 private:
  explicit ServerProcess(pid_t pid) : pid_(pid) {}
  bool Reap(bool wait);

  const pid_t pid_;
  std::string target_;
  int out_ = -1;
  bool ended_ = false;
  int end_code_ = 0;
};

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SCENE_SERVER_PROCESS_H_
