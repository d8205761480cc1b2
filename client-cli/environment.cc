#include "client-cli/environment.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client-cli/failure.h"
#include "proto/cpp/status_macros.h"

namespace gridgov {
namespace {

volatile sig_atomic_t caught_signal = 0;

void Catch(int signal) { caught_signal = signal; }

// Reads a line from the terminal byte by byte. An interrupt ends it, so that the caller can put the
// echo back first.
std::string ReadTerminalLine() {
  std::string line;
  char c = 0;
  while (caught_signal == 0) {
    const ssize_t n = read(STDIN_FILENO, &c, 1);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0 || c == '\n') break;
    line.push_back(c);
  }
  return line;
}

absl::StatusOr<std::string> AskTerminal(const std::string& prompt, bool secret) {
  std::cerr << prompt << std::flush;
  struct sigaction action = {};
  struct sigaction before = {};
  action.sa_handler = Catch;
  caught_signal = 0;
  sigaction(SIGINT, &action, &before);
  termios shown = {};
  const bool hide = secret && tcgetattr(STDIN_FILENO, &shown) == 0;
  if (hide) {
    termios hidden = shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  }
  std::string line = ReadTerminalLine();
  if (hide) {
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    std::cerr << "\n";
  }
  sigaction(SIGINT, &before, nullptr);
  if (caught_signal != 0) raise(caught_signal);
  return line;
}

absl::Status WriteFailed(const std::string& path) {
  const std::string why = std::strerror(errno);
  return MakeError(absl::StatusCode::kUnknown, "FILE_NOT_WRITTEN",
                   {.zh = absl::StrCat("无法写入 ", path, "：", why, "。"),
                    .en = absl::StrCat("Cannot write ", path, ": ", why, ".")});
}

bool WriteAll(int file, const std::string& content) {
  size_t done = 0;
  while (done < content.size()) {
    const ssize_t n = write(file, content.data() + done, content.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    done += static_cast<size_t>(n);
  }
  return fsync(file) == 0;
}

}  // namespace

Environment ProcessEnvironment() {
  return Environment{
      .in = std::cin,
      .out = std::cout,
      .err = std::cerr,
      .variable =
          [](const std::string& name) {
            const char* value = std::getenv(name.c_str());
            return std::string(value == nullptr ? "" : value);
          },
      .in_is_terminal = isatty(STDIN_FILENO) == 1,
      .out_is_terminal = isatty(STDOUT_FILENO) == 1,
      .err_is_terminal = isatty(STDERR_FILENO) == 1,
      .ask = AskTerminal,
      .connect = OpenChannel,
      .now = absl::Now,
  };
}

absl::StatusOr<std::string> ReadLine(std::istream& in) {
  std::string line;
  if (!std::getline(in, line)) {
    return UsageError({.zh = "标准输入中缺少一行。", .en = "The standard input lacks a line."});
  }
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

std::string ConfigFolder(const Environment& environment) {
  std::string folder = environment.variable("GRIDGOV_CONFIG_DIR");
  if (!folder.empty()) return folder;
  folder = environment.variable("XDG_CONFIG_HOME");
  if (!folder.empty()) return absl::StrCat(folder, "/gridgov");
  return absl::StrCat(environment.variable("HOME"), "/.config/gridgov");
}

absl::StatusOr<std::string> ReadFile(Environment& environment, const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(environment.in), {});
  std::ifstream file(path, std::ios::binary);
  std::string content(std::istreambuf_iterator<char>(file), {});
  if (!file || file.bad() || std::filesystem::is_directory(path)) {
    return UsageError({.zh = absl::StrCat("无法读取文件 ", path, "。"),
                       .en = absl::StrCat("Cannot read the file ", path, ".")});
  }
  return content;
}

absl::Status WritePrivateFile(const std::string& path, const std::string& content) {
  const std::string draft = absl::StrCat(path, ".", getpid(), ".new");
  const int file = open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return WriteFailed(path);
  const bool written = fchmod(file, 0600) == 0 && WriteAll(file, content);
  const bool closed = close(file) == 0;
  if (!written || !closed || rename(draft.c_str(), path.c_str()) != 0) {
    absl::Status failed = WriteFailed(path);
    unlink(draft.c_str());
    return failed;
  }
  return absl::OkStatus();
}

}  // namespace gridgov
