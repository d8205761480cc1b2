// The confined reader of XLSX and CSV: gridgovd starts one for each file that people send in. A
// file comes on the standard input, its rows go to the standard output (row_frames.h). Whatever the
// file makes of this program, it has no file, no network and no other process to turn to.
#include <iconv.h>
#include <unistd.h>

#include <cerrno>
#include <new>
#include <string>

#include "server/sheets/confine.h"
#include "server/sheets/csv_rows.h"
#include "server/sheets/row_frames.h"
#include "server/sheets/xlsx_rows.h"

namespace gridgov {
namespace {

constexpr size_t kMostInput = size_t{64} << 20;
constexpr size_t kFlushAt = 64 << 10;

// Whoever reads us has gone: there is nothing left to do.
void Send(std::string& out) {
  size_t at = 0;
  while (at < out.size()) {
    const ssize_t sent = write(STDOUT_FILENO, out.data() + at, out.size() - at);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) _exit(1);
    at += static_cast<size_t>(sent);
  }
  out.clear();
}

std::string ReadAll() {
  std::string content;
  char buffer[1 << 16];
  while (content.size() <= kMostInput) {
    const ssize_t got = read(STDIN_FILENO, buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    content.append(buffer, static_cast<size_t>(got));
  }
  return content;
}

int Main() {
  // Its tables are files, so they are loaded while files can be opened.
  const iconv_t tables = iconv_open("UTF-8", "GB18030");
  if (tables == reinterpret_cast<iconv_t>(-1) || !Confine()) return 3;
  std::string out;
  const TakeRow take = [&out](const SheetRow& row) {
    AppendRowFrame(row, &out);
    if (out.size() >= kFlushAt) Send(out);
  };
  std::string wrong;
  try {
    const std::string content = ReadAll();
    wrong = content.size() > kMostInput  ? "FILE_TOO_LARGE"
            : LooksLikeWorkbook(content) ? ReadXlsx(content, take)
                                         : ReadCsv(content, take);
  } catch (const std::bad_alloc&) {
    wrong = "FILE_EXPANDS";
  }
  if (wrong.empty()) {
    AppendEndFrame(&out);
  } else {
    AppendRefusalFrame(wrong, &out);
  }
  Send(out);
  return 0;
}

}  // namespace
}  // namespace gridgov

int main() { _exit(gridgov::Main()); }
