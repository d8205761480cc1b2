// What a backup says of its database, and whether a database is what one says. Free functions on a
// connection of the caller's.
#ifndef GRIDGOV_SERVER_BACKUP_DATABASE_CHECKS_H_
#define GRIDGOV_SERVER_BACKUP_DATABASE_CHECKS_H_

#include <functional>

#include "absl/status/status.h"
#include "server/backup/manifest.h"
#include "server/crypto/secret.h"
#include "server/engine/engine.h"

namespace gridgov {

// Told now and then how far a long piece of work is, in percent; an error ends it and is returned.
using Progress = std::function<absl::Status(int percent)>;

// Fills in schema, rows of each table and the end of the journal.
absl::Status DescribeDatabase(Connection& db, backup::Manifest& manifest);

// The engine's own check, foreign keys, rows of each table, and the journal's chain from its first
// row to the end that the manifest names. DATA_LOSS, reason DATABASE_DAMAGED, CHAIN_BROKEN or
// BACKUP_DIFFERS with what was found.
absl::Status CheckDatabase(Connection& db, const backup::Manifest& manifest,
                           const Secret& journal_key, const Progress& progress);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_BACKUP_DATABASE_CHECKS_H_
