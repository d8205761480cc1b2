#include "server/init/secret_file.h"

#include <sys/stat.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/init/durable_file.h"

namespace gridgov {
namespace {

constexpr size_t kSecretSize = 32;

}  // namespace

absl::Status MakeSecretFile(const std::string& path) {
  const Secret secret = Secret::Random(kSecretSize);
  std::string line = absl::StrCat(absl::BytesToHexString(secret.bytes()), "\n");
  absl::Status written = WriteNewFile(path, line);
  Wipe(line);
  return written;
}

absl::StatusOr<Secret> ReadSecretFile(const std::string& path) {
  GG_ASSIGN_OR_RETURN(std::string line, ReadFile(path));
  struct stat file;
  if (stat(path.c_str(), &file) != 0) return FileError(path);
  if ((file.st_mode & 077) != 0) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "SECRET_EXPOSED",
                     {.zh = absl::StrCat("密钥文件 ", path, " 可被其他用户读写，请改为 0600。"),
                      .en = absl::StrCat("Other users have access to the secret ", path,
                                         "; make its mode 0600.")},
                     {{"path", path}});
  }
  const absl::string_view digits = absl::StripAsciiWhitespace(line);
  if (digits.size() != kSecretSize * 2 ||
      digits.find_first_not_of("0123456789abcdefABCDEF") != absl::string_view::npos) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "SECRET_DAMAGED",
                     {.zh = absl::StrCat("密钥文件 ", path, " 已损坏，应为 64 个十六进制字符。"),
                      .en = absl::StrCat("The secret ", path,
                                         " is damaged; it should be 64 hexadecimal digits.")},
                     {{"path", path}});
  }
  std::string bytes = absl::HexStringToBytes(digits);
  Secret secret(bytes);
  Wipe(bytes);
  Wipe(line);
  return secret;
}

}  // namespace gridgov
