#include "server/store/sealed_chunks.h"

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"

namespace gridgov {
namespace {

std::string PlaceOf(absl::string_view file, int64_t number, bool last) {
  return Aad(file, last ? "last chunk" : "chunk", absl::StrCat(number));
}

}  // namespace

std::string SealChunk(const Key& key, absl::string_view file, int64_t number, bool last,
                      absl::string_view plain) {
  return Seal(key, plain, PlaceOf(file, number, last));
}

absl::StatusOr<std::string> OpenChunk(const Key& key, absl::string_view file, int64_t number,
                                      bool last, absl::string_view sealed) {
  return Open(key, sealed, PlaceOf(file, number, last));
}

absl::Status StorageError(const absl::Status& status) {
  if (status.ok()) return status;
  if (errno == ENOSPC || errno == EDQUOT) {
    return MakeError(absl::StatusCode::kResourceExhausted, "STORAGE_FULL",
                     {.zh = "服务器磁盘已满，文件未保存。请联系系统管理员。",
                      .en = "The server's disk is full; the file is not kept. Tell the system "
                            "administrator."});
  }
  return absl::InternalError(status.message());
}

}  // namespace gridgov
