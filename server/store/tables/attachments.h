// Which encrypted file holds an attachment's bytes: beside AttachmentTable(), since it is in no
// resource and no answer. And which files rows name at all: those of ledgers are kept alike.
#ifndef GRIDGOV_SERVER_STORE_TABLES_ATTACHMENTS_H_
#define GRIDGOV_SERVER_STORE_TABLES_ATTACHMENTS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proto/cpp/uuid.h"
#include "server/store/txn.h"

namespace gridgov {

// After the attachment's row was inserted.
absl::Status StoreBlob(const Txn& txn, const std::string& attachment, const Uuid& blob);
// Nil for an attachment without bytes: deleted and erased, or not there.
absl::StatusOr<Uuid> BlobOf(Connection& db, const std::string& attachment);
// Whether a row names the file, deleted or not: an attachment's or a ledger's.
absl::StatusOr<bool> IsBlobUsed(Connection& db, const Uuid& blob);

// The files of deleted attachments and of ledgers whose time is over, at most `limit`; and that
// those are erased.
absl::StatusOr<std::vector<Uuid>> BlobsToErase(Connection& db, absl::Time now, int limit);
absl::Status ForgetBlobs(Connection& db, const std::vector<Uuid>& blobs);

// Calls `take` with the file of each attachment and ledger that has one.
absl::Status ForEachBlob(Connection& db, const std::function<absl::Status(const Uuid&)>& take);

// How many attachments a parent has, deleted ones left out.
absl::StatusOr<int64_t> CountAttachments(Connection& db, const std::string& parent);
// The items of a patrol's checklist that have an attachment.
absl::StatusOr<std::vector<std::string>> ItemsWithAttachment(Connection& db,
                                                             const std::string& patrol);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_TABLES_ATTACHMENTS_H_
