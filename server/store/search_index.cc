#include "server/store/search_index.h"

#include <string>

#include "proto/cpp/status_macros.h"
#include "server/store/tables/tables.h"

namespace gridgov {
namespace {

constexpr int kRowsAtOnce = 5000;

absl::StatusOr<int64_t> VersionOf(Connection& db, const TableBase& table) {
  int64_t version = 0;
  GG_RETURN_IF_ERROR(db.Query("SELECT version FROM search_forms WHERE table_name = $1",
                              {table.spec().table}, [&version](const Row& row) {
                                version = row.Int(0);
                                return absl::OkStatus();
                              }));
  return version;
}

// One piece of it, in a transaction of its own.
absl::Status InTransaction(Connection& db, const std::function<absl::Status()>& work) {
  GG_RETURN_IF_ERROR(db.ExecuteScript("BEGIN IMMEDIATE"));
  absl::Status status = work();
  if (status.ok()) status = db.ExecuteScript("COMMIT");
  if (!status.ok()) (void)db.Execute("ROLLBACK", {});
  return status;
}

absl::Status Rebuild(Connection& db, const Txn& txn, const TableBase& table) {
  GG_RETURN_IF_ERROR(InTransaction(db, [&] { return table.ForgetWords(txn); }));
  std::string after;
  do {
    GG_RETURN_IF_ERROR(InTransaction(db, [&]() -> absl::Status {
      GG_ASSIGN_OR_RETURN(after, table.IndexRows(txn, after, kRowsAtOnce));
      return absl::OkStatus();
    }));
  } while (!after.empty());
  return InTransaction(db, [&] {
    return db
        .Execute("INSERT OR REPLACE INTO search_forms (table_name, version) VALUES ($1, $2)",
                 {table.spec().table, int64_t{kSearchVersion}})
        .status();
  });
}

}  // namespace

absl::Status BringSearchUpToDate(Connection& db, const StoreContext& store, absl::Time now) {
  Draft draft;
  const Actor nobody;
  const Txn txn{db, store, now, nobody, Scope::System(), draft};
  for (const TableBase* table : AllTables()) {
    if (!table->searchable()) continue;
    GG_ASSIGN_OR_RETURN(const int64_t version, VersionOf(db, *table));
    if (version != kSearchVersion) GG_RETURN_IF_ERROR(Rebuild(db, txn, *table));
  }
  return absl::OkStatus();
}

}  // namespace gridgov
