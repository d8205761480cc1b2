// The database behind gridgov: connections, rows and values. SqliteEngine implements it; a second
// engine would implement the same three classes.
//
// SQL has one text for every engine: placeholders $1, $2, ... bound by number, row-value keyset
// paging, RETURNING, ON CONFLICT ... DO UPDATE.
#ifndef GRIDGOV_SERVER_ENGINE_ENGINE_H_
#define GRIDGOV_SERVER_ENGINE_ENGINE_H_

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/engine/online_copy.h"

namespace gridgov {

// Bytes that are no text.
struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};

// One bound or read value; monostate is NULL.
using Value = std::variant<std::monostate, int64_t, double, std::string, Blob>;
using Values = std::vector<Value>;

// The row a query stands on. Valid only inside the callback that received it.
class Row {
 public:
  virtual ~Row() = default;
  virtual int size() const = 0;
  virtual bool IsNull(int column) const = 0;
  virtual int64_t Int(int column) const = 0;
  virtual double Real(int column) const = 0;
  // Text or blob; valid until the callback returns.
  virtual absl::string_view Bytes(int column) const = 0;
};

using RowFn = std::function<absl::Status(const Row&)>;

// One connection. Used by one thread at a time; statements are prepared once and kept.
class Connection {
 public:
  virtual ~Connection() = default;

  // Runs one statement and calls `fn` for each row. An error of `fn` ends it and is returned.
  // A violated constraint is ALREADY_EXISTS (unique) or FAILED_PRECONDITION (others); a full disk
  // RESOURCE_EXHAUSTED; a passed deadline DEADLINE_EXCEEDED; an I/O error DATA_LOSS.
  virtual absl::Status Query(const std::string& sql, const Values& args, const RowFn& fn) = 0;

  // Runs one statement without rows; answers the number of rows changed.
  virtual absl::StatusOr<int64_t> Execute(const std::string& sql, const Values& args) = 0;

  // Runs several statements of a migration.
  virtual absl::Status ExecuteScript(const std::string& sql) = 0;

  // The INTEGER PRIMARY KEY of the row inserted last.
  virtual int64_t LastKey() const = 0;

  // Statements that run past this time end with DEADLINE_EXCEEDED; InfiniteFuture: none.
  virtual void SetDeadline(absl::Time deadline) = 0;

  // Whether a transaction is open; an engine may have rolled it back after an error. Every
  // statement after that fails with the same error until ROLLBACK or BEGIN, so that none of the
  // transaction commits alone.
  virtual bool InTransaction() const = 0;
};

// Where a server's data lives. Thread-safe.
class Engine {
 public:
  virtual ~Engine() = default;

  // The connection that writes. There is one at a time; it opens first and closes last.
  virtual absl::StatusOr<std::unique_ptr<Connection>> OpenWriter() = 0;
  // A connection that can only read.
  virtual absl::StatusOr<std::unique_ptr<Connection>> OpenReader() = 0;

  // Called by the writer between batches, on its own connection. Answers the bytes that the
  // write-ahead log still holds. `idle` says that nothing waits.
  virtual absl::StatusOr<int64_t> Tidy(Connection& writer, bool idle) = 0;

  // Begins a copy of the data to the new file `path`. Called by the writer between batches, on its
  // own connection.
  virtual absl::StatusOr<std::unique_ptr<OnlineCopy>> StartCopy(Connection& writer,
                                                                const std::string& path) = 0;

  // Such as "sqlite 3.40.1".
  virtual std::string version() const = 0;
  // The suffix of its migrations, such as "sqlite".
  virtual std::string name() const = 0;
  // Bytes of the data, for the status.
  virtual int64_t DataBytes() const = 0;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_ENGINE_ENGINE_H_
