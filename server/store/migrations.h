// The numbered SQL files of migrations/, embedded at build, each run once in a transaction.
#ifndef GRIDGOV_SERVER_STORE_MIGRATIONS_H_
#define GRIDGOV_SERVER_STORE_MIGRATIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/engine/engine.h"

namespace gridgov {

struct Migration {
  int number;
  std::string name;
  std::string sql;
};

// Those of one engine, in order.
std::vector<Migration> MigrationsFor(const std::string& engine);

// Brings the database up to date and answers its version. FAILED_PRECONDITION, reason
// SCHEMA_TOO_NEW, if it was made by a newer program, reason SCHEMA_CHANGED, if a migration that
// ran is not the one this program has.
absl::StatusOr<int> Migrate(Connection& db, const std::string& engine);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_MIGRATIONS_H_
