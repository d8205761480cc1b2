// How many rows each table of a database has, whatever its schema.
#ifndef GRIDGOV_SERVER_STORE_TABLE_COUNTS_H_
#define GRIDGOV_SERVER_STORE_TABLE_COUNTS_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "server/engine/engine.h"

namespace gridgov {

// By the table's name; reads all of the database. The engine's errors.
absl::StatusOr<std::map<std::string, int64_t>> CountRows(Connection& db);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_TABLE_COUNTS_H_
