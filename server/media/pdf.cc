// PDF (ISO 32000): only what can be told without reading its tables of objects.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "server/media/media.h"
#include "server/media/refusals.h"

namespace gridgov {
namespace {

constexpr absl::string_view kActive[] = {"JavaScript",    "JS",         "Launch", "EmbeddedFile",
                                         "EmbeddedFiles", "OpenAction", "AA",     "RichMedia"};
// The end may have this much behind it in files that programs make.
constexpr size_t kTail = 1024;

bool EndsName(char c) {
  return absl::ascii_isspace(static_cast<unsigned char>(c)) || c == '\0' ||
         absl::StrContains("()<>[]{}/%", absl::string_view(&c, 1));
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = absl::ascii_tolower(static_cast<unsigned char>(c));
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The name that begins at `at`, behind its slash, with its "#4A" undone; `at` moves behind it.
std::string NameAt(absl::string_view bytes, size_t& at) {
  std::string name;
  while (at < bytes.size() && !EndsName(bytes[at]) && name.size() < 40) {
    if (bytes[at] == '#' && at + 2 < bytes.size() && HexValue(bytes[at + 1]) >= 0 &&
        HexValue(bytes[at + 2]) >= 0) {
      name += static_cast<char>(HexValue(bytes[at + 1]) * 16 + HexValue(bytes[at + 2]));
      at += 3;
    } else {
      name += bytes[at++];
    }
  }
  return name;
}

absl::Status Active(const std::string& name) {
  return MakeError(absl::StatusCode::kInvalidArgument, "ACTIVE_CONTENT",
                   {.zh = absl::StrCat("文档中含有脚本、动作或内嵌文件（/", name,
                                       "），未保存。请打印为普通 PDF 后再传。"),
                    .en = absl::StrCat("The document holds a script, an action or a file (/", name,
                                       "); it is not kept. Print it to a plain PDF first.")},
                   {{"name", name}});
}

}  // namespace

absl::StatusOr<std::string> CleanPdf(absl::string_view bytes) {
  if (SniffMedia(bytes) != MediaType::kPdf) return Broken("PDF", "start");
  const size_t end = bytes.rfind("%%EOF");
  if (end == absl::string_view::npos || bytes.size() - end > kTail ||
      bytes.substr(end + 5).find_first_not_of(absl::string_view("\r\n\t \0", 5)) !=
          absl::string_view::npos) {
    return Broken("PDF", "end");
  }
  constexpr size_t kNone = absl::string_view::npos;
  size_t slash = bytes.find('/');
  size_t stream = bytes.find("stream");
  while (slash != kNone) {
    size_t at = slash + 1;
    if (stream < slash) {
      // What lies inside a stream is packed: a name there is chance.
      const size_t after = bytes.find("endstream", stream + 6);
      at = after == kNone ? slash : after + 9;
      stream = after == kNone ? kNone : bytes.find("stream", at);
    } else {
      const std::string name = NameAt(bytes, at);
      if (std::find(std::begin(kActive), std::end(kActive), name) != std::end(kActive)) {
        return Active(name);
      }
    }
    if (slash < at) slash = bytes.find('/', at);
  }
  return std::string(bytes);
}

}  // namespace gridgov
