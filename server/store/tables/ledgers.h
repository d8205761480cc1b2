// Which encrypted file holds a ledger's bytes: beside LedgerTable(), as with attachments.
#ifndef GRIDGOV_SERVER_STORE_TABLES_LEDGERS_H_
#define GRIDGOV_SERVER_STORE_TABLES_LEDGERS_H_

#include <string>

#include "absl/status/statusor.h"
#include "proto/cpp/uuid.h"
#include "server/store/txn.h"

namespace gridgov {

// After the ledger's row was inserted.
absl::Status StoreLedgerBlob(const Txn& txn, const std::string& ledger, const Uuid& blob);
// Nil once it is erased.
absl::StatusOr<Uuid> LedgerBlobOf(Connection& db, const std::string& ledger);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_TABLES_LEDGERS_H_
