// What an import leaves beside its job: what is wrong with which row, and the error file, sealed.
//
// Free functions; each runs in the transaction of its connection.
#ifndef GRIDGOV_SERVER_STORE_TABLES_IMPORTS_H_
#define GRIDGOV_SERVER_STORE_TABLES_IMPORTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/store/txn.h"

namespace gridgov {

struct ImportError {
  int64_t row = 0;
  std::string zh;
  std::string en;
};

absl::Status StoreImportError(const Txn& txn, const std::string& job, const ImportError& error);
// At most `limit`, of the rows after `row`, in their order.
absl::StatusOr<std::vector<ImportError>> ImportErrorsAfter(Connection& db, const std::string& job,
                                                           int64_t row, int limit);

// Adds a piece of the error file, or lets go of all that is there of it.
absl::Status StoreErrorFile(const Txn& txn, const std::string& job, int64_t start,
                            absl::string_view piece);
absl::Status DropErrorFile(Connection& db, const std::string& job);
// The piece that holds the byte at `offset`, from there on; "" behind the last.
absl::StatusOr<std::string> ReadErrorFile(const Txn& txn, const std::string& job, int64_t offset);

// Whether there is something of imports that ended before `time`; and deletes some of it.
absl::StatusOr<bool> HasOldImports(Connection& db, absl::Time time);
absl::Status DropOldImports(Connection& db, absl::Time time, int limit);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_TABLES_IMPORTS_H_
