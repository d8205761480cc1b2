#include "server/store/tables/imports.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/cpp/status_macros.h"
#include "server/store/column.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

Value IdOf(const std::string& job) { return Blob{IdBytes(job)}; }

std::string ContextOf(const std::string& job, int64_t start) {
  return absl::StrCat("import|", job, "|", start);
}

}  // namespace

absl::Status StoreImportError(const Txn& txn, const std::string& job, const ImportError& error) {
  return txn.db
      .Execute("INSERT INTO import_errors (job, row, zh, en) VALUES ($1, $2, $3, $4)",
               {IdOf(job), error.row, error.zh, error.en})
      .status();
}

absl::StatusOr<std::vector<ImportError>> ImportErrorsAfter(Connection& db, const std::string& job,
                                                           int64_t row, int limit) {
  std::vector<ImportError> errors;
  GG_RETURN_IF_ERROR(db.Query(
      "SELECT row, zh, en FROM import_errors WHERE job = $1 AND row > $2 ORDER BY row LIMIT $3",
      {IdOf(job), row, int64_t{limit}}, [&errors](const Row& found) {
        errors.push_back({found.Int(0), std::string(found.Bytes(1)), std::string(found.Bytes(2))});
        return absl::OkStatus();
      }));
  return errors;
}

absl::Status StoreErrorFile(const Txn& txn, const std::string& job, int64_t start,
                            absl::string_view piece) {
  return txn.db
      .Execute("INSERT INTO import_error_files (job, start, sealed) VALUES ($1, $2, $3)",
               {IdOf(job), start,
                txn.store.page_tokens->Seal(std::string(piece), ContextOf(job, start))})
      .status();
}

absl::Status DropErrorFile(Connection& db, const std::string& job) {
  return db.Execute("DELETE FROM import_error_files WHERE job = $1", {IdOf(job)}).status();
}

absl::StatusOr<std::string> ReadErrorFile(const Txn& txn, const std::string& job, int64_t offset) {
  int64_t start = -1;
  std::string sealed;
  GG_RETURN_IF_ERROR(txn.db.Query(
      "SELECT start, sealed FROM import_error_files WHERE job = $1 AND start <= $2 ORDER BY start "
      "DESC LIMIT 1",
      {IdOf(job), offset}, [&](const Row& row) {
        start = row.Int(0);
        sealed = std::string(row.Bytes(1));
        return absl::OkStatus();
      }));
  if (start < 0) return std::string();
  GG_ASSIGN_OR_RETURN(const std::string piece,
                      txn.store.page_tokens->Open(sealed, ContextOf(job, start)));
  const auto skip = static_cast<size_t>(offset - start);
  return skip < piece.size() ? piece.substr(skip) : std::string();
}

absl::StatusOr<bool> HasOldImports(Connection& db, absl::Time time) {
  bool any = false;
  GG_RETURN_IF_ERROR(db.Query(
      "SELECT 1 FROM jobs j WHERE j.end_time < $1 AND (EXISTS (SELECT 1 FROM import_errors "
      "e WHERE e.job = j.uid) OR EXISTS (SELECT 1 FROM import_error_files f WHERE f.job = "
      "j.uid)) LIMIT 1",
      {TimeText(time)}, [&any](const Row&) {
        any = true;
        return absl::OkStatus();
      }));
  return any;
}

absl::Status DropOldImports(Connection& db, absl::Time time, int limit) {
  GG_RETURN_IF_ERROR(
      db.Execute("DELETE FROM import_errors WHERE key IN (SELECT e.key FROM import_errors e JOIN "
                 "jobs j ON j.uid = e.job WHERE j.end_time < $1 LIMIT $2)",
                 {TimeText(time), int64_t{limit}})
          .status());
  return db
      .Execute(
          "DELETE FROM import_error_files WHERE key IN (SELECT f.key FROM import_error_files f "
          "JOIN jobs j ON j.uid = f.job WHERE j.end_time < $1 LIMIT $2)",
          {TimeText(time), int64_t{limit}})
      .status();
}

}  // namespace gridgov
