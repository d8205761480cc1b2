// One SQLite connection with its prepared statements.
#ifndef GRIDGOV_SERVER_ENGINE_SQLITE_SQLITE_CONNECTION_H_
#define GRIDGOV_SERVER_ENGINE_SQLITE_SQLITE_CONNECTION_H_

#include <sqlite3.h>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/engine/engine.h"

namespace gridgov {

// Used by one thread at a time.
class SqliteConnection : public Connection {
 public:
  // Opens `path`; `flags` are sqlite3_open_v2's.
  static absl::StatusOr<std::unique_ptr<SqliteConnection>> Open(const std::string& path, int flags);
  ~SqliteConnection() override;

  absl::Status Query(const std::string& sql, const Values& args, const RowFn& fn) override;
  absl::StatusOr<int64_t> Execute(const std::string& sql, const Values& args) override;
  absl::Status ExecuteScript(const std::string& sql) override;
  int64_t LastKey() const override { return sqlite3_last_insert_rowid(db_); }
  void SetDeadline(absl::Time deadline) override { deadline_ = deadline; }
  bool InTransaction() const override { return sqlite3_get_autocommit(db_) == 0; }

  sqlite3* db() const { return db_; }
  // Frames in the write-ahead log after the last commit.
  int wal_frames() const { return wal_frames_; }
  void set_wal_frames(int frames) { wal_frames_ = frames; }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  struct Statement {
    std::unique_ptr<sqlite3_stmt, Finalize> handle;
    std::vector<int> places;  // Where SQLite has $1, $2, ...; it numbers them as they appear.
  };
  using Statements = std::unordered_map<std::string, Statement>;

  explicit SqliteConnection(sqlite3* db);
  absl::StatusOr<Statement> Prepare(const std::string& sql) const;
  // A kept statement of this text or a new one; it is the caller's until Keep().
  absl::StatusOr<Statements::node_type> Take(const std::string& sql);
  void Keep(Statements::node_type statement);
  absl::Status Bind(const Statement& statement, const Values& args);
  absl::Status Error(int code) const;
  // Error(), kept in ended_ if SQLite ended the transaction with it.
  absl::Status Failed(int code, bool was_in_transaction);

  sqlite3* const db_;
  // Those that do not run: a callback may query again, with the same text too.
  Statements statements_;
  absl::Time deadline_ = absl::InfiniteFuture();
  int wal_frames_ = 0;
  // Why SQLite ended a transaction by itself. What follows it in that transaction must not run and
  // commit alone: it is answered so until ROLLBACK or BEGIN.
  absl::Status ended_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_ENGINE_SQLITE_SQLITE_CONNECTION_H_
