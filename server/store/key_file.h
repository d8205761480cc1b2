// KeyFile: keys.db itself, one SQLite connection and the few statements on it. Part of SubjectKeys;
// it sees wrapped keys only. Not safe from several threads at once.
//
// Journal: WAL with synchronous=FULL. A new key waits for one sync of the disk; a rollback journal
// would take three. An erasure then empties the log at once, since the log is where the erased
// bytes would live on. The connection is the only one and holds SQLite's exclusive lock, so the log
// needs no shared memory file and no second checkpointer can meet it.
#ifndef GRIDGOV_SERVER_STORE_KEY_FILE_H_
#define GRIDGOV_SERVER_STORE_KEY_FILE_H_

#include <sqlite3.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "proto/cpp/uuid.h"

namespace gridgov {

struct KeyRow {
  Uuid subject;
  Uuid key_id;
  std::string wrapped;
};

// The errors are those of SubjectKeys in keys.h.
class KeyFile {
 public:
  // A new, empty file that belongs to the master key of this id.
  static absl::Status Create(const std::string& path, const Uuid& master_id);

  // The file, locked; FAILED_PRECONDITION, WRONG_MASTER_KEY, if it belongs to another master key.
  static absl::StatusOr<std::unique_ptr<KeyFile>> Open(const std::string& path,
                                                       const Uuid& master_id);

  absl::StatusOr<std::optional<KeyRow>> BySubject(const Uuid& subject);
  absl::StatusOr<std::optional<KeyRow>> ById(const Uuid& key_id);

  // All or none, on disk when this returns.
  absl::Status Insert(absl::Span<const KeyRow> rows, absl::Time created);

  // All or none, on disk when this returns, and no byte of them left in file or log.
  absl::Status Erase(absl::Span<const Uuid> subjects);

  absl::Status BackUpTo(const std::string& path);

  // OK, or why no write is taken any more.
  const absl::Status& broken() const { return broken_; }

 private:
  struct CloseDatabase {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
  };
  using Database = std::unique_ptr<sqlite3, CloseDatabase>;

  explicit KeyFile(Database database) : database_(std::move(database)) {}

  static absl::StatusOr<std::unique_ptr<KeyFile>> Connect(const std::string& path);
  absl::Status CheckOwner(const Uuid& master_id);
  absl::Status Execute(const char* sql);
  absl::StatusOr<std::optional<KeyRow>> Select(const char* sql, const Uuid& id);
  absl::Status InsertRows(absl::Span<const KeyRow> rows, absl::Time created);
  absl::Status DeleteRows(absl::Span<const Uuid> subjects);
  // Commits if `result` is OK, else rolls back.
  absl::Status Finish(absl::Status result);
  // A write that failed for good closes the file to writes.
  absl::Status Settle(absl::Status result);
  absl::Status LastError() const;

  Database database_;
  absl::Status broken_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_KEY_FILE_H_
