#include "client-cli/failure.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace gridgov {
namespace {

bool Untrusted(const absl::Status& status) {
  return absl::IsUnavailable(status) &&
         absl::StrContains(status.message(), "certificate verify failed");
}

// What is said where the server has said nothing, as when it was never reached.
Text OwnWords(const absl::Status& status) {
  if (Untrusted(status)) {
    return {.zh = "服务器证书不受信任", .en = "The server's certificate is not trusted"};
  }
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
      return {.zh = "无法连接服务器", .en = "Cannot reach the server"};
    case absl::StatusCode::kDeadlineExceeded:
      return {.zh = "服务器未在规定时间内答复", .en = "The server did not answer in time"};
    case absl::StatusCode::kResourceExhausted:
      return {.zh = "服务器繁忙", .en = "The server is busy"};
    case absl::StatusCode::kUnauthenticated:
      return {.zh = "尚未登录或会话已结束", .en = "Not signed in, or the session has ended"};
    case absl::StatusCode::kPermissionDenied:
      return {.zh = "没有权限", .en = "Not permitted"};
    case absl::StatusCode::kNotFound:
      return {.zh = "未找到", .en = "Not found"};
    case absl::StatusCode::kUnimplemented:
      return {.zh = "服务器不支持该操作", .en = "The server does not offer this"};
    default:
      return {.zh = "操作失败", .en = "The command failed"};
  }
}

Text NextStep(const absl::Status& status) {
  const std::string reason = ErrorReason(status);
  if (absl::StrContains(reason, "PASSWORD_CHANGE")) {
    return {.zh = "请先修改密码：gridgov password change",
            .en = "Change the password first: gridgov password change"};
  }
  if (Untrusted(status)) {
    return {.zh = "请用 --ca 指定签发服务器证书的 CA 证书文件。",
            .en = "Name the file of the CA that signed it with --ca."};
  }
  switch (status.code()) {
    case absl::StatusCode::kUnauthenticated:
      if (reason == "SIGN_IN_FAILED" || reason == "NO_SERVER") return {};
      return {.zh = "请登录：gridgov login", .en = "Sign in: gridgov login"};
    case absl::StatusCode::kAborted:
      if (!reason.empty()) return {};  // The server has said it.
      return {.zh = "数据已被他人修改，请重新查看后再试。",
              .en = "Somebody else changed it: look at it again, then try again."};
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return {.zh = "请检查网络和服务器地址（gridgov context list），稍后再试。",
              .en = "Check the network and the server (gridgov context list), then try again."};
    case absl::StatusCode::kResourceExhausted:
      return {.zh = "请稍后再试。", .en = "Try again later."};
    default:
      return {};
  }
}

}  // namespace

absl::Status UsageError(Text text) {
  return MakeError(absl::StatusCode::kInvalidArgument, "USAGE", std::move(text));
}

absl::Status UsageErrorAt(const std::string& place, absl::Status status) {
  if (ErrorReason(status) != "USAGE") return status;
  return UsageError(
      {.zh = absl::StrCat(place, "：", ErrorDetailIn(status, true).localized_message()),
       .en = absl::StrCat(place, ": ", ErrorDetailIn(status, false).localized_message())});
}

ExitCode ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return ExitCode::kOk;
    case absl::StatusCode::kInvalidArgument:
      return ErrorReason(status) == "USAGE" ? ExitCode::kUsage : ExitCode::kError;
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kPermissionDenied:
      return ExitCode::kNotFoundOrDenied;
    case absl::StatusCode::kUnauthenticated:
      return ExitCode::kSignIn;
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return ExitCode::kConflict;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
      return ExitCode::kUnavailable;
    default:
      return ExitCode::kError;
  }
}

void PrintFailure(const absl::Status& status, bool chinese, std::ostream& err) {
  const v1::ErrorDetail detail = ErrorDetailIn(status, chinese);
  std::string message = detail.localized_message();
  if (message.empty()) {
    message = absl::StrCat(In(OwnWords(status), chinese), chinese ? "：" : ": ", status.message());
  }
  err << (chinese ? "错误：" : "Error: ") << Printable(message) << "\n";
  for (const v1::FieldViolation& violation : detail.violations()) {
    // The message of a single violation is the violation.
    if (detail.violations_size() == 1 && absl::EndsWith(message, violation.description())) break;
    err << "  " << Printable(absl::StrCat(violation.field(), ": ", violation.description()))
        << "\n";
  }
  if (detail.more_violations() > 0) {
    err << (chinese ? absl::StrCat("  另有 ", detail.more_violations(), " 处")
                    : absl::StrCat("  and ", detail.more_violations(), " more"))
        << "\n";
  }
  if (!detail.reason().empty() && detail.reason() != "USAGE") {
    err << (chinese ? "原因代码：" : "Reason: ") << Printable(detail.reason()) << "\n";
  }
  const std::string next = In(NextStep(status), chinese);
  if (!next.empty()) err << next << "\n";
}

std::string Printable(std::string text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
    if ((byte < 0x20 && text[i] != '\n') || byte == 0x7f) text[i] = '?';
    // U+0080 to U+009F, which terminals obey like ESC sequences.
    if (byte == 0xc2 && next >= 0x80 && next <= 0x9f) text.replace(i, 2, "?");
  }
  return text;
}

}  // namespace gridgov
