#include "server/jobs/attachment_sweep.h"

#include <vector>

#include "proto/cpp/status_macros.h"
#include "server/log.h"
#include "server/store/tables/attachments.h"

namespace gridgov {
namespace {

// So many at a time: a row each, on the writer.
constexpr int kSlice = 20;
constexpr absl::Duration kWaitForReader = absl::Seconds(5);

}  // namespace

absl::Status AttachmentSweep::Run(absl::Time now) {
  uploads_.DiscardOlderThan(now - kKept);
  GG_RETURN_IF_ERROR(EraseDeleted(now));
  return EraseOrphans(now - kKept);
}

absl::Status AttachmentSweep::EraseDeleted(absl::Time now) {
  std::vector<Uuid> blobs;
  do {
    {
      GG_ASSIGN_OR_RETURN(const Readers::Loan reader,
                          readers_.Borrow(absl::Now() + kWaitForReader));
      GG_ASSIGN_OR_RETURN(blobs, BlobsToErase(*reader, now, kSlice));
    }
    if (blobs.empty()) return absl::OkStatus();
    GG_RETURN_IF_ERROR(blobs_.Erase(blobs));
    GG_RETURN_IF_ERROR(writer_.Run("timer erase attachments",
                                   [&blobs](Connection& db) { return ForgetBlobs(db, blobs); }));
  } while (std::ssize(blobs) == kSlice);
  return absl::OkStatus();
}

absl::Status AttachmentSweep::EraseOrphans(absl::Time before) {
  GG_ASSIGN_OR_RETURN(const std::vector<Uuid> old, blobs_.TouchedBetween(looked_at_, before));
  std::vector<Uuid> orphans;
  for (const Uuid& blob : old) {
    GG_ASSIGN_OR_RETURN(const Readers::Loan reader, readers_.Borrow(absl::Now() + kWaitForReader));
    GG_ASSIGN_OR_RETURN(const bool used, IsBlobUsed(*reader, blob));
    if (!used) orphans.push_back(blob);
  }
  if (!orphans.empty()) spdlog::info("erasing {} files that no row names", orphans.size());
  GG_RETURN_IF_ERROR(blobs_.Erase(orphans));
  looked_at_ = before;
  return absl::OkStatus();
}

}  // namespace gridgov
