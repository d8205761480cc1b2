#include "server/engine/overload.h"

#include "proto/cpp/errors.h"

namespace gridgov {

absl::Status Busy() {
  return MakeError(
      absl::StatusCode::kResourceExhausted, "BUSY",
      {.zh = "服务器繁忙，请稍后重试。", .en = "The server is busy. Try again shortly."});
}

absl::Status DeadlinePassed() {
  return MakeError(absl::StatusCode::kDeadlineExceeded, "DEADLINE_PASSED",
                   {.zh = "请求等待超时，未执行，可以重试。",
                    .en = "The call waited too long and did not run. Try again."});
}

absl::Status Stopping() {
  return MakeError(
      absl::StatusCode::kUnavailable, "STOPPING",
      {.zh = "服务器正在停止，请稍后重试。", .en = "The server is stopping. Try again shortly."});
}

}  // namespace gridgov
