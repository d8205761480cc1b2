// An online copy by SQLite's backup API: pages that the same connection writes meanwhile are copied
// again by SQLite itself, so that the copy never begins anew under load.
#ifndef GRIDGOV_SERVER_ENGINE_SQLITE_SQLITE_COPY_H_
#define GRIDGOV_SERVER_ENGINE_SQLITE_SQLITE_COPY_H_

#include <sqlite3.h>

#include <memory>
#include <string>

#include "server/engine/online_copy.h"
#include "server/engine/sqlite/sqlite_connection.h"

namespace gridgov {

// As OnlineCopy says.
class SqliteCopy : public OnlineCopy {
 public:
  // Copies what `source` has open to the new file `path`; INTERNAL if it cannot be made.
  static absl::StatusOr<std::unique_ptr<OnlineCopy>> Start(SqliteConnection& source,
                                                           const std::string& path);

  absl::StatusOr<Progress> Step() override;

 private:
  struct FinishBackup {
    void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
  };

  explicit SqliteCopy(std::unique_ptr<SqliteConnection> target) : target_(std::move(target)) {}

  // The backup ends before the connection that it writes to.
  std::unique_ptr<SqliteConnection> target_;
  std::unique_ptr<sqlite3_backup, FinishBackup> backup_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_ENGINE_SQLITE_SQLITE_COPY_H_
