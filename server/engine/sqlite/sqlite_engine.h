// The embedded engine: one file, WAL, synchronous=FULL.
//
// Debian's SQLite 3.40.1 can corrupt a file when two connections write or checkpoint at the same
// moment (fixed in 3.51.3). So one connection alone does both: wal_autocheckpoint is 0, readers
// are query_only and never checkpoint when they close, mmap is off.
#ifndef GRIDGOV_SERVER_ENGINE_SQLITE_SQLITE_ENGINE_H_
#define GRIDGOV_SERVER_ENGINE_SQLITE_SQLITE_ENGINE_H_

#include <atomic>
#include <memory>
#include <string>

#include "server/engine/engine.h"

namespace gridgov {

// Thread-safe; owns nothing but the path.
class SqliteEngine : public Engine {
 public:
  // Before the first connection of the process, if at all.
  static void SetUpProcess();

  // `path` is created by the first OpenWriter.
  explicit SqliteEngine(std::string path) : path_(std::move(path)) {}

  absl::StatusOr<std::unique_ptr<Connection>> OpenWriter() override;
  absl::StatusOr<std::unique_ptr<Connection>> OpenReader() override;
  absl::StatusOr<int64_t> Tidy(Connection& writer, bool idle) override;
  std::string version() const override;
  std::string name() const override { return "sqlite"; }
  int64_t DataBytes() const override;

  // Whether this SQLite has the WAL-reset race that the rules above answer.
  static bool HasWalResetRace();

 private:
  const std::string path_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_ENGINE_SQLITE_SQLITE_ENGINE_H_
