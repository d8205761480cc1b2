#include "tests/scene/server_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "proto/cpp/status_macros.h"

extern char** environ;

namespace gridgov {
namespace {

struct Child {
  pid_t pid;
  int out;  // The reading end of its standard output.
};

// By posix_spawn: a fork of a process with gRPC's threads would run their fork handlers.
absl::StatusOr<Child> Spawn(const std::vector<std::string>& words, const std::string& log) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return absl::InternalError("pipe2");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  if (!log.empty()) {
    posix_spawn_file_actions_addopen(&actions, 2, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  }
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  pid_t pid = 0;
  const int code = ::posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  if (code == 0) return Child{pid, ends[0]};
  ::close(ends[0]);
  return absl::NotFoundError(absl::StrCat("cannot start ", words[0]));
}

// The next line of a pipe, waited for until `until`; empty at its end.
absl::StatusOr<std::string> ReadLine(int pipe, absl::Time until) {
  std::string line;
  while (true) {
    pollfd wait{pipe, POLLIN, 0};
    const auto left = absl::ToInt64Milliseconds(until - absl::Now());
    if (left <= 0) return absl::DeadlineExceededError("the server said nothing");
    if (::poll(&wait, 1, static_cast<int>(left)) <= 0) continue;
    char byte = 0;
    if (::read(pipe, &byte, 1) != 1 || byte == '\n') return line;
    line.push_back(byte);
  }
}

}  // namespace

absl::StatusOr<std::string> RunProgram(const std::vector<std::string>& words) {
  GG_ASSIGN_OR_RETURN(const Child child, Spawn(words, ""));
  std::string output;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(child.out, buffer, sizeof buffer)) > 0;) {
    output.append(buffer, static_cast<size_t>(got));
  }
  ::close(child.out);
  int status = 0;
  ::waitpid(child.pid, &status, 0);
  if (status == 0) return output;
  return absl::AbortedError(absl::StrCat(words[0], " ended with status ", status));
}

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(
    const std::string& gridgovd, const std::string& dir, const std::string& log,
    const std::vector<std::string>& flags) {
  std::vector<std::string> words = {gridgovd,      "serve",       dir,
                                    "--listen",    "127.0.0.1:0", "--cheap-passwords",
                                    "--log-level", "warn"};
  words.insert(words.end(), flags.begin(), flags.end());
  GG_ASSIGN_OR_RETURN(const Child child, Spawn(words, log));
  auto server = std::unique_ptr<ServerProcess>(new ServerProcess(child.pid));
  server->out_ = child.out;
  GG_ASSIGN_OR_RETURN(const std::string line, ReadLine(child.out, absl::Now() + absl::Seconds(20)));
  if (!absl::StartsWith(line, "READY ")) {
    return absl::AbortedError(absl::StrCat("the server ended at its start, see ", log));
  }
  server->target_ = absl::StrCat("127.0.0.1:", line.substr(6));
  return server;
}

ServerProcess::~ServerProcess() {
  if (!Reap(false)) {
    ::kill(pid_, SIGKILL);
    Reap(true);
  }
  if (out_ >= 0) ::close(out_);
}

bool ServerProcess::Reap(bool wait) {
  if (ended_) return true;
  int status = 0;
  if (::waitpid(pid_, &status, wait ? 0 : WNOHANG) != pid_) return false;
  ended_ = true;
  end_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return true;
}

bool ServerProcess::alive() { return !Reap(false); }

absl::StatusOr<int> ServerProcess::End(int signal, absl::Duration patience) {
  const absl::Time until = absl::Now() + patience;
  if (!ended_) ::kill(pid_, signal);
  while (!Reap(false)) {
    if (absl::Now() > until) {
      ::kill(pid_, SIGKILL);
      Reap(true);
      return absl::DeadlineExceededError("the server still ran");
    }
    absl::SleepFor(absl::Milliseconds(1));
  }
  return end_code_;
}

absl::Duration ServerProcess::CpuTime() const {
  // schedstat counts nanoseconds, one file a thread; stat counts hundredths of a second.
  double nanos = 0;
  std::error_code gone;
  for (const auto& task :
       std::filesystem::directory_iterator(absl::StrCat("/proc/", pid_, "/task"), gone)) {
    double used = 0;
    if (std::ifstream(task.path() / "schedstat") >> used) nanos += used;
  }
  return absl::Nanoseconds(nanos);
}

}  // namespace gridgov
