#include "server/engine/sqlite/sqlite_copy.h"

#include <sys/stat.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/engine/sqlite/checksum_vfs.h"

namespace gridgov {
namespace {

constexpr int kPagesAtOnce = 32;
// What a batch of the writer waits for at most, beside its own work.
constexpr absl::Duration kStep = absl::Milliseconds(2);

absl::Status CopyFailed(int code) {
  if ((code & 0xff) == SQLITE_FULL) {
    return MakeError(absl::StatusCode::kResourceExhausted, "DISK_FULL",
                     {.zh = "磁盘空间不足，无法复制数据库。",
                      .en = "There is no room on the disk for a copy of the database."});
  }
  return absl::DataLossError(absl::StrCat("copy: ", sqlite3_errstr(code)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<OnlineCopy>> SqliteCopy::Start(SqliteConnection& source,
                                                              const std::string& path) {
  GG_ASSIGN_OR_RETURN(auto target,
                      SqliteConnection::Open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE));
  ::chmod(path.c_str(), 0600);
  // A copy that is not finished is thrown away, so nothing of it needs to be safe on disk.
  GG_RETURN_IF_ERROR(target->ExecuteScript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"));
  SetSums(target->db(), HasSums(source.db()));
  std::unique_ptr<SqliteCopy> copy(new SqliteCopy(std::move(target)));
  copy->backup_.reset(sqlite3_backup_init(copy->target_->db(), "main", source.db(), "main"));
  if (copy->backup_ == nullptr) return CopyFailed(sqlite3_errcode(copy->target_->db()));
  return copy;
}

absl::StatusOr<OnlineCopy::Progress> SqliteCopy::Step() {
  const absl::Time end = absl::Now() + kStep;
  int code = SQLITE_OK;
  while (code == SQLITE_OK && absl::Now() < end) {
    code = sqlite3_backup_step(backup_.get(), kPagesAtOnce);
  }
  const int total = sqlite3_backup_pagecount(backup_.get());
  if (code == SQLITE_DONE) {
    code = sqlite3_backup_finish(backup_.release());
    if (code != SQLITE_OK) return CopyFailed(code);
    target_.reset();
    return Progress{total, total, true};
  }
  // Busy: a reader of another process, which there should not be; it is tried again.
  if (code != SQLITE_OK && code != SQLITE_BUSY && code != SQLITE_LOCKED) return CopyFailed(code);
  return Progress{total - sqlite3_backup_remaining(backup_.get()), total, false};
}

}  // namespace gridgov
