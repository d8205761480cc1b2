#include "server/store/tables/ledgers.h"

#include "gridgov/v1/ledger.pb.h"
#include "proto/cpp/status_macros.h"
#include "server/store/column.h"
#include "server/store/tables/tables.h"

namespace gridgov {

const Table<v1::Ledger>& LedgerTable() {
  using T = v1::Ledger;
  static const auto* table =
      new Table<T>({.table = "ledgers",
                    .collection = "ledgers",
                    .columns = {{"kind", T::kKindFieldNumber},
                                {"area", T::kAreaFieldNumber},
                                {"period", T::kPeriodFieldNumber},
                                {"title", T::kTitleFieldNumber},
                                {"format", T::kFormatFieldNumber},
                                {"creator", T::kCreatorFieldNumber},
                                {"purpose", T::kPurposeFieldNumber},
                                {"row_count", T::kRowCountFieldNumber},
                                {"provisional", T::kProvisionalFieldNumber},
                                {"closed", T::kClosedFieldNumber},
                                {"correction_count", T::kCorrectionCountFieldNumber},
                                {"size_bytes", T::kSizeBytesFieldNumber},
                                {"sha256", T::kSha256FieldNumber},
                                {"create_time", T::kCreateTimeFieldNumber},
                                {"expire_time", T::kExpireTimeFieldNumber}},
                    .scope = {.own = {"creator"}}});
  return *table;
}

absl::Status StoreLedgerBlob(const Txn& txn, const std::string& ledger, const Uuid& blob) {
  return txn.db
      .Execute("UPDATE ledgers SET blob = $1 WHERE uid = $2",
               {Blob{std::string(blob.bytes())}, Blob{IdBytes(ledger)}})
      .status();
}

absl::StatusOr<Uuid> LedgerBlobOf(Connection& db, const std::string& ledger) {
  Uuid blob;
  GG_RETURN_IF_ERROR(db.Query("SELECT blob FROM ledgers WHERE uid = $1 AND blob IS NOT NULL",
                              {Blob{IdBytes(ledger)}}, [&blob](const Row& row) -> absl::Status {
                                GG_ASSIGN_OR_RETURN(blob, Uuid::FromBytes(row.Bytes(0)));
                                return absl::OkStatus();
                              }));
  return blob;
}

}  // namespace gridgov
