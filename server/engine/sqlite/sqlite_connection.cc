#include "server/engine/sqlite/sqlite_connection.h"

#include <algorithm>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/engine/sqlite/checksum_vfs.h"

namespace gridgov {
namespace {

// Texts differ by filter and scope, so the kept statements are bounded.
constexpr size_t kMostStatements = 500;
constexpr int kProgressOps = 2000;

class SqliteRow : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  int size() const override { return sqlite3_data_count(statement_); }
  bool IsNull(int column) const override {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  int64_t Int(int column) const override { return sqlite3_column_int64(statement_, column); }
  double Real(int column) const override { return sqlite3_column_double(statement_, column); }
  absl::string_view Bytes(int column) const override {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {data == nullptr ? "" : data,
            static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  sqlite3_stmt* const statement_;
};

int BindOne(sqlite3_stmt* statement, int at, const Value& value) {
  switch (value.index()) {
    case 1:
      return sqlite3_bind_int64(statement, at, std::get<int64_t>(value));
    case 2:
      return sqlite3_bind_double(statement, at, std::get<double>(value));
    case 3: {
      const auto& text = std::get<std::string>(value);
      return sqlite3_bind_text64(statement, at, text.data(), text.size(), SQLITE_STATIC,
                                 SQLITE_UTF8);
    }
    case 4: {
      const auto& bytes = std::get<Blob>(value).bytes;
      return sqlite3_bind_blob64(statement, at, bytes.data(), bytes.size(), SQLITE_STATIC);
    }
    default:
      return sqlite3_bind_null(statement, at);
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(const std::string& path,
                                                                         int flags) {
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX, ChecksumVfs());
  if (code != SQLITE_OK) {
    const std::string why = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    sqlite3_close(db);
    return absl::InternalError(absl::StrCat("cannot open ", path, ": ", why));
  }
  return std::unique_ptr<SqliteConnection>(new SqliteConnection(db));
}

SqliteConnection::SqliteConnection(sqlite3* db) : db_(db) {
  sqlite3_extended_result_codes(db_, 1);
  sqlite3_busy_timeout(db_, 5000);
  sqlite3_progress_handler(
      db_, kProgressOps,
      [](void* self) {
        const auto* connection = static_cast<SqliteConnection*>(self);
        return connection->deadline_ != absl::InfiniteFuture() &&
                       absl::Now() > connection->deadline_
                   ? 1
                   : 0;
      },
      this);
  sqlite3_wal_hook(
      db_,
      [](void* self, sqlite3*, const char*, int frames) {
        static_cast<SqliteConnection*>(self)->wal_frames_ = frames;
        return SQLITE_OK;
      },
      this);
}

SqliteConnection::~SqliteConnection() {
  statements_.clear();
  sqlite3_close(db_);
}

absl::Status SqliteConnection::Error(int code) const {
  const std::string message = sqlite3_errmsg(db_);
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY) {
        return absl::AlreadyExistsError(message);
      }
      return absl::FailedPreconditionError(message);
    case SQLITE_FULL:
      return MakeError(absl::StatusCode::kResourceExhausted, "DISK_FULL",
                       {.zh = "服务器磁盘已满，未保存。请联系系统管理员后重试。",
                        .en = "The server's disk is full; nothing was saved. Tell the system "
                              "administrator, then try again."});
    case SQLITE_INTERRUPT:
      return MakeError(absl::StatusCode::kDeadlineExceeded, "TOO_SLOW",
                       {.zh = "查询超时，请缩小范围后重试。",
                        .en = "The query took too long. Narrow it and try again."});
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::DataLossError(absl::StrCat("sqlite ", code, ": ", message));
    default:
      return absl::InternalError(absl::StrCat("sqlite ", code, ": ", message));
  }
}

absl::Status SqliteConnection::Failed(int code, bool was_in_transaction) {
  absl::Status error = Error(code);
  if (was_in_transaction && !InTransaction()) ended_ = error;
  return error;
}

absl::StatusOr<SqliteConnection::Statement> SqliteConnection::Prepare(
    const std::string& sql) const {
  sqlite3_stmt* handle = nullptr;
  const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  Statement statement{.handle = std::unique_ptr<sqlite3_stmt, Finalize>(handle)};
  if (code != SQLITE_OK) {
    return absl::InternalError(absl::StrCat("cannot prepare: ", sqlite3_errmsg(db_), ": ", sql));
  }
  for (int i = 1; i <= sqlite3_bind_parameter_count(handle); ++i) {
    size_t number = 0;
    const char* name = sqlite3_bind_parameter_name(handle, i);
    if (name == nullptr || !absl::SimpleAtoi(name + 1, &number) || number == 0) {
      return absl::InternalError(absl::StrCat("parameters are $1, $2, ...: ", sql));
    }
    if (statement.places.size() < number) statement.places.resize(number, 0);
    statement.places[number - 1] = i;
  }
  return statement;
}

absl::StatusOr<SqliteConnection::Statements::node_type> SqliteConnection::Take(
    const std::string& sql) {
  if (auto kept = statements_.extract(sql); !kept.empty()) return kept;
  GG_ASSIGN_OR_RETURN(Statement statement, Prepare(sql));
  Statements made;
  made.emplace(sql, std::move(statement));
  return made.extract(made.begin());
}

void SqliteConnection::Keep(Statements::node_type statement) {
  sqlite3_reset(statement.mapped().handle.get());
  sqlite3_clear_bindings(statement.mapped().handle.get());
  if (statements_.size() >= kMostStatements) statements_.clear();
  statements_.insert(std::move(statement));
}

absl::Status SqliteConnection::Bind(const Statement& statement, const Values& args) {
  const size_t count = std::min(args.size(), statement.places.size());
  for (size_t i = 0; i < count; ++i) {
    if (statement.places[i] == 0) continue;
    if (int code = BindOne(statement.handle.get(), statement.places[i], args[i]);
        code != SQLITE_OK) {
      return Error(code);
    }
  }
  return absl::OkStatus();
}

absl::Status SqliteConnection::Query(const std::string& sql, const Values& args, const RowFn& fn) {
  if (!ended_.ok()) {
    const bool rolls_back = sql == "ROLLBACK";
    if (!rolls_back && !absl::StartsWith(sql, "BEGIN")) return ended_;
    ended_ = absl::OkStatus();
    if (rolls_back) return absl::OkStatus();
  }
  const bool was_in_transaction = InTransaction();
  GG_ASSIGN_OR_RETURN(Statements::node_type taken, Take(sql));
  sqlite3_stmt* const statement = taken.mapped().handle.get();
  auto keep = absl::MakeCleanup([this, &taken] { Keep(std::move(taken)); });
  GG_RETURN_IF_ERROR(Bind(taken.mapped(), args));
  const SqliteRow row(statement);
  while (true) {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_DONE) return absl::OkStatus();
    if (code != SQLITE_ROW) return Failed(code, was_in_transaction);
    GG_RETURN_IF_ERROR(fn(row));
  }
}

absl::StatusOr<int64_t> SqliteConnection::Execute(const std::string& sql, const Values& args) {
  GG_RETURN_IF_ERROR(Query(sql, args, [](const Row&) { return absl::OkStatus(); }));
  return sqlite3_changes64(db_);
}

absl::Status SqliteConnection::ExecuteScript(const std::string& sql) {
  GG_RETURN_IF_ERROR(ended_);
  const bool was_in_transaction = InTransaction();
  const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : Failed(code, was_in_transaction);
}

}  // namespace gridgov
