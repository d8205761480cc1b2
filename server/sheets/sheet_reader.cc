#include "server/sheets/sheet_reader.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"

namespace gridgov {
namespace {

constexpr char kProgram[] = "gridgov-read-sheet";
constexpr char kInstalled[] = "/usr/lib/gridgov/";
// What the reader ends with where the kernel does not confine it.
constexpr int kNotConfined = 3;

absl::Status ReaderFailed() {
  return MakeError(absl::StatusCode::kUnavailable, "READER_FAILED",
                   {.zh = "服务器暂时无法读取文件，请稍后重试或联系系统管理员。",
                    .en = "The server cannot read files now. Try again later, or tell the system "
                          "administrator."});
}

struct Refusal {
  absl::string_view reason;
  Text text;
};

const Refusal kRefusals[] = {
    {"FILE_UNREADABLE",
     {.zh = "文件已损坏，或不是 XLSX、CSV 文件。请用模板另存后重试。",
      .en = "The file is damaged, or neither XLSX nor CSV. Save it anew from the template."}},
    {"FILE_ENCRYPTED",
     {.zh = "文件有打开密码，请取消密码后重新保存。",
      .en = "The file has a password. Save it without one."}},
    {"FILE_OLD_EXCEL",
     {.zh = "这是旧版 Excel（.xls）文件，请另存为 .xlsx。",
      .en = "This is a file of old Excel (.xls). Save it as .xlsx."}},
    {"FILE_HAS_MACROS",
     {.zh = "文件含有宏，请另存为不含宏的 .xlsx。",
      .en = "The file has macros. Save it as .xlsx without them."}},
    {"FILE_EXPANDS",
     {.zh = "文件解压后过大，不予读取。", .en = "The file would be far too large once unpacked."}},
    {"FILE_DATES_1904",
     {.zh = "文件使用 1904 日期系统，请在 Excel 选项中取消后重新保存。",
      .en = "The file counts dates from 1904. Turn that off in Excel's options and save it anew."}},
    {"FILE_TOO_LARGE", {.zh = "文件过大。", .en = "The file is too large."}},
    {"FILE_TAKES_TOO_LONG",
     {.zh = "读取文件用时过长，已停止。请拆分后重试。",
      .en = "Reading the file takes too long. Split it and try again."}},
    {"FILE_NOT_TEXT",
     {.zh = "文件既不是 XLSX，也不是 UTF-8 或 GB18030 编码的 CSV。",
      .en = "The file is neither XLSX nor CSV in UTF-8 or GB18030."}},
    {"BAD_QUOTE", {.zh = "CSV 文件中有不成对的引号。", .en = "A quote in the CSV file is broken."}},
    {"TOO_MANY_ROWS",
     {.zh = "文件超过 20 万行，请拆分。", .en = "The file has more than 200,000 rows. Split it."}},
    {"TOO_MANY_COLUMNS", {.zh = "文件超过 200 列。", .en = "The file has more than 200 columns."}},
    {"CELL_TOO_LONG", {.zh = "有单元格的内容过长。", .en = "A cell holds too long a text."}},
};

bool WriteAll(int to, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(to, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return lseek(to, 0, SEEK_SET) == 0;
}

// The program with `in` and `out` as its input and output, and no other file; -1: it did not start.
pid_t Spawn(const std::string& program, int in, int out) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  sigset_t all;
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  char* const arguments[] = {const_cast<char*>(kProgram), nullptr};
  char* const environment[] = {nullptr};
  pid_t pid = -1;
  const int failed =
      posix_spawn(&pid, program.c_str(), &files, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return failed == 0 ? pid : -1;
}

}  // namespace

absl::Status BadFile(absl::string_view reason) {
  for (const Refusal& one : kRefusals) {
    if (one.reason != reason) continue;
    return MakeError(absl::StatusCode::kInvalidArgument, std::string(reason), one.text);
  }
  return BadFile("FILE_UNREADABLE");
}

absl::StatusOr<std::unique_ptr<SheetReader>> SheetReader::Start(const std::string& program,
                                                                absl::string_view content) {
  const int in = memfd_create("sheet", MFD_CLOEXEC);
  int pipes[2] = {-1, -1};
  pid_t pid = -1;
  if (in >= 0 && WriteAll(in, content) && pipe2(pipes, O_CLOEXEC) == 0) {
    pid = Spawn(program, in, pipes[1]);
  }
  if (in >= 0) close(in);
  if (pipes[1] >= 0) close(pipes[1]);
  if (pid >= 0) return std::unique_ptr<SheetReader>(new SheetReader(pid, pipes[0]));
  if (pipes[0] >= 0) close(pipes[0]);
  return ReaderFailed();
}

SheetReader::~SheetReader() {
  Kill();
  close(from_);
}

void SheetReader::Kill() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

// It ended without having said so.
absl::Status SheetReader::Died() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNotConfined) return ReaderFailed();
  // 127: the program could not be run at all.
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) return ReaderFailed();
  const bool slow = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  const bool out_of_time = WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU;
  return BadFile(slow || out_of_time ? "FILE_TAKES_TOO_LONG" : "FILE_UNREADABLE");
}

absl::Status SheetReader::Wait() {
  const absl::Time until = absl::Now() + patience_;
  while (true) {
    pollfd one = {from_, POLLIN, 0};
    const int64_t left = absl::ToInt64Milliseconds(until - absl::Now());
    const int ready = left <= 0 ? 0 : poll(&one, 1, static_cast<int>(left));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) {
      Kill();
      return BadFile("FILE_TAKES_TOO_LONG");
    }
    char buffer[1 << 16];
    const ssize_t got = read(from_, buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return Died();
    frames_.Add(absl::string_view(buffer, static_cast<size_t>(got)));
    return absl::OkStatus();
  }
}

absl::StatusOr<std::optional<SheetRow>> SheetReader::Next() {
  while (!over_) {
    SheetRow row;
    std::string reason;
    switch (frames_.Read(&row, &reason)) {
      case FrameParser::Next::kRow:
        return std::optional<SheetRow>(std::move(row));
      case FrameParser::Next::kMore:
        if (absl::Status status = Wait(); !status.ok()) {
          over_ = true;
          return status;
        }
        break;
      case FrameParser::Next::kEnd:
        over_ = true;
        break;
      case FrameParser::Next::kRefused:
        over_ = true;
        return BadFile(reason);
      case FrameParser::Next::kBroken:
        over_ = true;
        return BadFile("FILE_UNREADABLE");
    }
  }
  return std::optional<SheetRow>();
}

std::string FindSheetReader() {
  char self[4096];
  const ssize_t size = readlink("/proc/self/exe", self, sizeof(self));
  if (size > 0) {
    const std::string path(self, static_cast<size_t>(size));
    const std::string beside = path.substr(0, path.rfind('/') + 1) + kProgram;
    if (access(beside.c_str(), X_OK) == 0) return beside;
  }
  const std::string installed = absl::StrCat(kInstalled, kProgram);
  return access(installed.c_str(), X_OK) == 0 ? installed : "";
}

}  // namespace gridgov
