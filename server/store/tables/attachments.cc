#include "server/store/tables/attachments.h"

#include "gridgov/v1/attachment.pb.h"
#include "proto/cpp/status_macros.h"
#include "server/store/column.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

Value IdOf(const Uuid& id) { return Blob{std::string(id.bytes())}; }

}  // namespace

const Table<v1::Attachment>& AttachmentTable() {
  using T = v1::Attachment;
  static const auto* table =
      new Table<T>({.table = "attachments",
                    .collection = "attachments",
                    .columns = {{"parent", T::kParentFieldNumber},
                                {"item", T::kItemFieldNumber},
                                {"title", T::kTitleFieldNumber},
                                {"type", T::kTypeFieldNumber},
                                {"size_bytes", T::kSizeBytesFieldNumber},
                                {"sha256", T::kSha256FieldNumber},
                                {"sent_sha256", T::kSentSha256FieldNumber},
                                {"uploader", T::kUploaderFieldNumber},
                                {"occurred_time", T::kOccurredTimeFieldNumber},
                                {"create_time", T::kCreateTimeFieldNumber},
                                {"delete_time", T::kDeleteTimeFieldNumber}},
                    .scope = {.parent = "issues|patrols|agreements|sites"},
                    .ascending = "key"});
  return *table;
}

absl::Status StoreBlob(const Txn& txn, const std::string& attachment, const Uuid& blob) {
  return txn.db
      .Execute("UPDATE attachments SET blob = $1 WHERE uid = $2",
               {IdOf(blob), Blob{IdBytes(attachment)}})
      .status();
}

absl::StatusOr<Uuid> BlobOf(Connection& db, const std::string& attachment) {
  Uuid blob;
  GG_RETURN_IF_ERROR(db.Query("SELECT blob FROM attachments WHERE uid = $1 AND blob IS NOT NULL",
                              {Blob{IdBytes(attachment)}}, [&blob](const Row& row) -> absl::Status {
                                GG_ASSIGN_OR_RETURN(blob, Uuid::FromBytes(row.Bytes(0)));
                                return absl::OkStatus();
                              }));
  return blob;
}

absl::StatusOr<bool> IsBlobUsed(Connection& db, const Uuid& blob) {
  bool used = false;
  GG_RETURN_IF_ERROR(
      db.Query("SELECT 1 FROM attachments WHERE blob = $1 UNION ALL SELECT 1 FROM ledgers WHERE "
               "blob = $1",
               {IdOf(blob)}, [&used](const Row&) {
                 used = true;
                 return absl::OkStatus();
               }));
  return used;
}

absl::StatusOr<std::vector<Uuid>> BlobsToErase(Connection& db, absl::Time now, int limit) {
  std::vector<Uuid> blobs;
  GG_RETURN_IF_ERROR(
      db.Query("SELECT blob FROM attachments INDEXED BY attachments_erase WHERE delete_time IS NOT "
               "NULL AND blob IS NOT NULL "
               "UNION ALL SELECT blob FROM ledgers WHERE expire_time <= $2 AND blob IS NOT NULL "
               "LIMIT $1",
               {int64_t{limit}, TimeText(now)}, [&blobs](const Row& row) -> absl::Status {
                 GG_ASSIGN_OR_RETURN(const Uuid blob, Uuid::FromBytes(row.Bytes(0)));
                 blobs.push_back(blob);
                 return absl::OkStatus();
               }));
  return blobs;
}

absl::Status ForgetBlobs(Connection& db, const std::vector<Uuid>& blobs) {
  for (const Uuid& blob : blobs) {
    GG_RETURN_IF_ERROR(
        db.Execute("UPDATE attachments SET blob = NULL WHERE blob = $1", {IdOf(blob)}).status());
    GG_RETURN_IF_ERROR(
        db.Execute("UPDATE ledgers SET blob = NULL WHERE blob = $1", {IdOf(blob)}).status());
  }
  return absl::OkStatus();
}

absl::Status ForEachBlob(Connection& db, const std::function<absl::Status(const Uuid&)>& take) {
  return db.Query(
      "SELECT blob FROM attachments WHERE blob IS NOT NULL UNION ALL SELECT blob FROM "
      "ledgers WHERE blob IS NOT NULL",
      {}, [&take](const Row& row) -> absl::Status {
        GG_ASSIGN_OR_RETURN(const Uuid blob, Uuid::FromBytes(row.Bytes(0)));
        return take(blob);
      });
}

absl::StatusOr<int64_t> CountAttachments(Connection& db, const std::string& parent) {
  int64_t count = 0;
  GG_RETURN_IF_ERROR(
      db.Query("SELECT count(*) FROM attachments WHERE parent = $1 AND delete_time IS NULL",
               {parent}, [&count](const Row& row) {
                 count = row.Int(0);
                 return absl::OkStatus();
               }));
  return count;
}

absl::StatusOr<std::vector<std::string>> ItemsWithAttachment(Connection& db,
                                                             const std::string& patrol) {
  std::vector<std::string> items;
  GG_RETURN_IF_ERROR(db.Query(
      "SELECT DISTINCT item FROM attachments WHERE parent = $1 AND delete_time IS NULL AND item IS "
      "NOT NULL",
      {patrol}, [&items](const Row& row) {
        items.emplace_back(row.Bytes(0));
        return absl::OkStatus();
      }));
  return items;
}

}  // namespace gridgov
