#include "server/engine/sqlite/sqlite_engine.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <chrono>

#include "absl/strings/str_cat.h"
#include "proto/cpp/status_macros.h"
#include "server/engine/sqlite/checksum_vfs.h"
#include "server/engine/sqlite/sqlite_connection.h"
#include "server/engine/sqlite/sqlite_copy.h"
#include "server/log.h"

namespace gridgov {
namespace {

// Beyond so many times the frames everybody waits for a disk that does not keep up: about 100 MB.
constexpr int kMostTimes = 3;

absl::Status Configure(SqliteConnection& connection, const std::string& extra) {
  sqlite3* db = connection.db();
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  GG_RETURN_IF_ERROR(connection.ExecuteScript(
      absl::StrCat(extra,
                   "PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; "
                   "PRAGMA foreign_keys=ON; PRAGMA mmap_size=0; PRAGMA secure_delete=ON;")));
  return absl::OkStatus();
}

}  // namespace

void SqliteEngine::SetUpProcess() {
  // SQLite's count of its memory is one lock for all connections.
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

absl::StatusOr<std::unique_ptr<Connection>> SqliteEngine::OpenWriter() {
  GG_ASSIGN_OR_RETURN(auto connection,
                      SqliteConnection::Open(path_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE));
  ::chmod(path_.c_str(), 0600);
  if (file_ == nullptr) {
    GG_ASSIGN_OR_RETURN(file_, SqliteConnection::Open(path_, SQLITE_OPEN_READWRITE));
  }
  AskForSums(connection->db());
  GG_RETURN_IF_ERROR(Configure(
      *connection, absl::StrCat("PRAGMA page_size=", kPageBytes, "; PRAGMA journal_mode=WAL;")));
  if (!HasSums(connection->db())) {
    spdlog::warn(
        "the database was made by an older version: its pages have no sums, so a bit that flips on "
        "the disk can go unseen; a backup and its restore do not add them; keep the disk checked");
  }
  return connection;
}

absl::StatusOr<std::unique_ptr<Connection>> SqliteEngine::OpenReader() {
  GG_ASSIGN_OR_RETURN(auto connection, SqliteConnection::Open(path_, SQLITE_OPEN_READWRITE));
  sqlite3_db_config(connection->db(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  GG_RETURN_IF_ERROR(Configure(*connection, "PRAGMA query_only=ON;"));
  // What a reader reads is in the system's cache too: seven of the writer's size would take more
  // memory than a server of ten million rows may have.
  GG_RETURN_IF_ERROR(connection->ExecuteScript("PRAGMA cache_size=-24576"));
  return connection;
}

SqliteEngine::~SqliteEngine() {
  if (write_back_.valid()) write_back_.wait();
}

// A reader that stays where the log ends now.
absl::Status SqliteEngine::Pin() {
  GG_ASSIGN_OR_RETURN(pin_, OpenReader());
  GG_RETURN_IF_ERROR(pin_->Execute("BEGIN", {}).status());
  return pin_->Execute("SELECT 1 FROM sqlite_schema", {}).status();
}

absl::Status SqliteEngine::Copy(Connection& writer) {
  auto& connection = static_cast<SqliteConnection&>(writer);
  int frames = 0;
  int copied = 0;
  const int code = sqlite3_wal_checkpoint_v2(connection.db(), nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                             &frames, &copied);
  // A full disk loses nothing: the log keeps what could not be copied, and is tried again.
  if (code != SQLITE_OK && code != SQLITE_BUSY && code != SQLITE_FULL) {
    return absl::DataLossError(absl::StrCat("checkpoint: ", sqlite3_errstr(code)));
  }
  // All copied: the next write starts the log anew, and idling need not try again.
  if (code == SQLITE_OK && frames == copied) connection.set_wal_frames(0);
  return absl::OkStatus();
}

absl::Status SqliteEngine::WriteBack() {
  sqlite3_file* file = nullptr;
  sqlite3* db = static_cast<SqliteConnection&>(*file_).db();
  int code = sqlite3_file_control(db, nullptr, SQLITE_FCNTL_FILE_POINTER, &file);
  if (code == SQLITE_OK) {
    code = file->pMethods->xSync(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
  }
  if (code == SQLITE_OK) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("cannot write the database back: ", sqlite3_errstr(code)));
}

absl::StatusOr<int64_t> SqliteEngine::Tidy(Connection& writer, bool idle) {
  const int frames = static_cast<SqliteConnection&>(writer).wal_frames();
  if (write_back_.valid()) {
    const bool running = write_back_.wait_for(std::chrono::seconds(0)) != std::future_status::ready;
    if (running && !idle && frames < kMostTimes * checkpoint_frames_) return LogBytes();
    GG_RETURN_IF_ERROR(write_back_.get());
    GG_RETURN_IF_ERROR(Copy(writer));
  } else if (frames > 0 && idle) {
    pin_.reset();
    GG_RETURN_IF_ERROR(Copy(writer));
  } else if (pin_ != nullptr) {
    GG_RETURN_IF_ERROR(Copy(writer));
    pin_.reset();
    write_back_ = std::async(std::launch::async, [this] { return WriteBack(); });
  } else if (frames >= checkpoint_frames_ && !Pin().ok()) {
    // Such as for want of a descriptor: all at once, then.
    pin_.reset();
    GG_RETURN_IF_ERROR(Copy(writer));
  }
  return LogBytes();
}

absl::StatusOr<std::unique_ptr<OnlineCopy>> SqliteEngine::StartCopy(Connection& writer,
                                                                    const std::string& path) {
  return SqliteCopy::Start(static_cast<SqliteConnection&>(writer), path);
}

int64_t SqliteEngine::LogBytes() const {
  struct stat info {};
  return ::stat((path_ + "-wal").c_str(), &info) == 0 ? static_cast<int64_t>(info.st_size) : 0;
}

std::string SqliteEngine::version() const { return absl::StrCat("sqlite ", sqlite3_libversion()); }

int64_t SqliteEngine::DataBytes() const {
  struct stat info {};
  return ::stat(path_.c_str(), &info) == 0 ? static_cast<int64_t>(info.st_size) : 0;
}

bool SqliteEngine::HasWalResetRace() { return sqlite3_libversion_number() < 3051003; }

}  // namespace gridgov
