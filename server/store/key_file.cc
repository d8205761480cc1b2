#include "server/store/key_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"

namespace gridgov {
namespace {

constexpr int kFormat = 1;

constexpr char kSettings[] = R"sql(
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA secure_delete = ON;
  PRAGMA temp_store = MEMORY;
  PRAGMA mmap_size = 0;
  PRAGMA trusted_schema = OFF;
)sql";

constexpr char kSchema[] = R"sql(
  BEGIN IMMEDIATE;
  CREATE TABLE key_store (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    master_id BLOB NOT NULL CHECK (length(master_id) = 16)
  ) STRICT;
  -- A table with its own row numbers: new rows go to its end, so pages are not split and no wrapped
  -- key is moved and leaves a copy in a page's unused part.
  CREATE TABLE subject_keys (
    subject BLOB PRIMARY KEY CHECK (length(subject) = 16),
    key_id BLOB NOT NULL UNIQUE CHECK (length(key_id) = 16),
    wrapped BLOB NOT NULL,
    created TEXT NOT NULL
  ) STRICT;
  PRAGMA user_version = 1;
)sql";

absl::Status Failed(absl::string_view why) {
  return MakeError(absl::StatusCode::kUnavailable, "KEY_STORE_FAILED",
                   {.zh = absl::StrCat("密钥库读写失败（", why, "），请检查磁盘后重启服务。"),
                    .en = absl::StrCat("The key store failed (", why,
                                       "); check the disk and restart the server.")});
}

absl::Status Damaged(absl::string_view why) {
  return MakeError(
      absl::StatusCode::kDataLoss, "KEY_STORE_DAMAGED",
      {.zh = absl::StrCat("密钥库已损坏（", why, "），请从备份中恢复。"),
       .en = absl::StrCat("The key store is damaged (", why, "); restore it from a backup.")});
}

absl::Status SqliteError(int code, const char* message) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      return MakeError(absl::StatusCode::kResourceExhausted, "STORAGE_FULL",
                       {.zh = "磁盘已满，无法写入密钥库。",
                        .en = "The disk is full; the key store cannot be written."});
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Damaged(message);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return MakeError(
          absl::StatusCode::kFailedPrecondition, "KEY_STORE_IN_USE",
          {.zh = "密钥库正被另一个进程使用。", .en = "Another process uses the key store."});
    default:
      return Failed(message);
  }
}

// One prepared statement.
class Statement {
 public:
  Statement(sqlite3* database, const char* sql) {
    sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr);
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  void Bind(int index, absl::string_view blob) {
    sqlite3_bind_blob64(statement_, index, blob.data(), blob.size(), SQLITE_TRANSIENT);
  }
  void BindText(int index, absl::string_view text) {
    sqlite3_bind_text(statement_, index, text.data(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT);
  }
  // SQLITE_ROW, SQLITE_DONE or an error, also one of preparing or binding.
  int Step() { return statement_ == nullptr ? SQLITE_ERROR : sqlite3_step(statement_); }
  void Reset() { sqlite3_reset(statement_); }

  int64_t Number(int column) { return sqlite3_column_int64(statement_, column); }
  absl::string_view Blob(int column) {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {data, static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  sqlite3_stmt* statement_ = nullptr;
};

// An empty file that only its owner reads; SQLite gives its log the same mode.
absl::Status MakePrivateFile(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0 && errno == EEXIST) {
    return MakeError(absl::StatusCode::kAlreadyExists, "KEY_STORE_EXISTS",
                     {.zh = absl::StrCat("文件 ", path, " 已经存在。"),
                      .en = absl::StrCat("The file ", path, " exists already.")});
  }
  if (file < 0) return Failed(std::strerror(errno));
  close(file);
  return absl::OkStatus();
}

// Without it a power cut may take the new file's name away, and the file with it.
absl::Status SyncFolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return Failed(std::strerror(errno));
  const bool synced = fsync(fd) == 0;
  const int error = errno;
  close(fd);
  return synced ? absl::OkStatus() : Failed(std::strerror(error));
}

}  // namespace

absl::StatusOr<std::unique_ptr<KeyFile>> KeyFile::Connect(const std::string& path) {
  sqlite3* raw = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(raw);
  if (code != SQLITE_OK) {
    return SqliteError(code, raw == nullptr ? "out of memory" : sqlite3_errmsg(raw));
  }
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  std::unique_ptr<KeyFile> file(new KeyFile(std::move(database)));
  GG_RETURN_IF_ERROR(file->Execute(kSettings));
  return file;
}

absl::Status KeyFile::Create(const std::string& path, const Uuid& master_id) {
  GG_RETURN_IF_ERROR(MakePrivateFile(path));
  GG_ASSIGN_OR_RETURN(const std::unique_ptr<KeyFile> file, Connect(path));
  GG_RETURN_IF_ERROR(file->Execute(kSchema));
  Statement insert(file->database_.get(), "INSERT INTO key_store (one, master_id) VALUES (1, $1)");
  insert.Bind(1, master_id.bytes());
  GG_RETURN_IF_ERROR(
      file->Finish(insert.Step() == SQLITE_DONE ? absl::OkStatus() : file->LastError()));
  GG_RETURN_IF_ERROR(file->Execute("PRAGMA wal_checkpoint(TRUNCATE)"));
  return SyncFolderOf(path);
}

absl::StatusOr<std::unique_ptr<KeyFile>> KeyFile::Open(const std::string& path,
                                                       const Uuid& master_id) {
  if (access(path.c_str(), F_OK) != 0 && errno == ENOENT) {
    return MakeError(
        absl::StatusCode::kNotFound, "KEY_STORE_MISSING",
        {.zh = absl::StrCat("找不到密钥库 ", path, "；没有它就无法读取个人信息，请从备份中恢复。"),
         .en = absl::StrCat("There is no key store at ", path,
                            "; personal data cannot be read without it, so restore "
                            "it from a backup.")});
  }
  GG_ASSIGN_OR_RETURN(std::unique_ptr<KeyFile> file, Connect(path));
  GG_RETURN_IF_ERROR(file->CheckOwner(master_id));
  // What a crash between an erasure and its checkpoint left in the log.
  GG_RETURN_IF_ERROR(file->Execute("PRAGMA wal_checkpoint(TRUNCATE)"));
  return file;
}

absl::Status KeyFile::CheckOwner(const Uuid& master_id) {
  Statement version(database_.get(), "PRAGMA user_version");
  if (version.Step() != SQLITE_ROW) return LastError();
  const int64_t format = version.Number(0);
  if (format == 0) return Damaged("not a key store");
  if (format != kFormat) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "KEY_STORE_TOO_NEW",
                     {.zh = "密钥库由更新的版本写成，请升级本程序。",
                      .en = "A newer version wrote the key store; upgrade this program."});
  }
  Statement owner(database_.get(), "SELECT master_id FROM key_store");
  const int step = owner.Step();
  if (step == SQLITE_DONE) return Damaged("no master key is named");
  if (step != SQLITE_ROW) return LastError();
  if (owner.Blob(0) == master_id.bytes()) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition, "WRONG_MASTER_KEY",
                   {.zh = "主密钥与密钥库不匹配，请使用建库时的主密钥文件。",
                    .en = "The master key is not the one of this key store; use the master key "
                          "file that was made with it."});
}

absl::StatusOr<std::optional<KeyRow>> KeyFile::BySubject(const Uuid& subject) {
  return Select("SELECT subject, key_id, wrapped FROM subject_keys WHERE subject = $1", subject);
}

absl::StatusOr<std::optional<KeyRow>> KeyFile::ById(const Uuid& key_id) {
  return Select("SELECT subject, key_id, wrapped FROM subject_keys WHERE key_id = $1", key_id);
}

absl::Status KeyFile::Insert(absl::Span<const KeyRow> rows, absl::Time created) {
  GG_RETURN_IF_ERROR(broken_);
  if (absl::Status begun = Execute("BEGIN IMMEDIATE"); !begun.ok()) return begun;
  return Finish(InsertRows(rows, created));
}

absl::Status KeyFile::Erase(absl::Span<const Uuid> subjects) {
  GG_RETURN_IF_ERROR(broken_);
  if (absl::Status begun = Execute("BEGIN IMMEDIATE"); !begun.ok()) return begun;
  GG_RETURN_IF_ERROR(Finish(DeleteRows(subjects)));
  return Settle(Execute("PRAGMA wal_checkpoint(TRUNCATE)"));
}

absl::Status KeyFile::BackUpTo(const std::string& path) {
  GG_RETURN_IF_ERROR(MakePrivateFile(path));
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE, nullptr);
  const Database copy(raw);
  if (opened != SQLITE_OK) return SqliteError(opened, "cannot open the copy");
  sqlite3_backup* const backup = sqlite3_backup_init(raw, "main", database_.get(), "main");
  if (backup == nullptr) return SqliteError(sqlite3_errcode(raw), sqlite3_errmsg(raw));
  sqlite3_backup_step(backup, -1);
  const int code = sqlite3_backup_finish(backup);
  if (code != SQLITE_OK) return SqliteError(code, sqlite3_errstr(code));
  return SyncFolderOf(path);
}

absl::Status KeyFile::Execute(const char* sql) {
  if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK) {
    return absl::OkStatus();
  }
  return LastError();
}

absl::StatusOr<std::optional<KeyRow>> KeyFile::Select(const char* sql, const Uuid& id) {
  Statement select(database_.get(), sql);
  select.Bind(1, id.bytes());
  const int step = select.Step();
  if (step == SQLITE_DONE) return std::nullopt;
  if (step != SQLITE_ROW) return LastError();
  GG_ASSIGN_OR_RETURN(const Uuid subject, Uuid::FromBytes(select.Blob(0)));
  GG_ASSIGN_OR_RETURN(const Uuid key_id, Uuid::FromBytes(select.Blob(1)));
  return KeyRow{subject, key_id, std::string(select.Blob(2))};
}

absl::Status KeyFile::InsertRows(absl::Span<const KeyRow> rows, absl::Time created) {
  const std::string time = absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", created, absl::UTCTimeZone());
  Statement insert(database_.get(),
                   "INSERT INTO subject_keys (subject, key_id, wrapped, created) "
                   "VALUES ($1, $2, $3, $4)");
  for (const KeyRow& row : rows) {
    insert.Reset();
    insert.Bind(1, row.subject.bytes());
    insert.Bind(2, row.key_id.bytes());
    insert.Bind(3, row.wrapped);
    insert.BindText(4, time);
    if (insert.Step() != SQLITE_DONE) return LastError();
  }
  return absl::OkStatus();
}

absl::Status KeyFile::DeleteRows(absl::Span<const Uuid> subjects) {
  Statement erase(database_.get(), "DELETE FROM subject_keys WHERE subject = $1");
  for (const Uuid& subject : subjects) {
    erase.Reset();
    erase.Bind(1, subject.bytes());
    if (erase.Step() != SQLITE_DONE) return LastError();
  }
  return absl::OkStatus();
}

absl::Status KeyFile::Finish(absl::Status result) {
  if (result.ok()) result = Execute("COMMIT");
  if (result.ok()) return result;
  sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  return Settle(std::move(result));
}

absl::Status KeyFile::Settle(absl::Status result) {
  if (!result.ok() && result.code() != absl::StatusCode::kResourceExhausted) broken_ = result;
  return result;
}

absl::Status KeyFile::LastError() const {
  return SqliteError(sqlite3_extended_errcode(database_.get()), sqlite3_errmsg(database_.get()));
}

}  // namespace gridgov
