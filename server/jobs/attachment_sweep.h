// AttachmentSweep: what is left of attachments goes: the bytes and keys of deleted ones, files that
// no row came to name, and uploads that nobody finished.
#ifndef GRIDGOV_SERVER_JOBS_ATTACHMENT_SWEEP_H_
#define GRIDGOV_SERVER_JOBS_ATTACHMENT_SWEEP_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/engine/readers.h"
#include "server/engine/writer.h"
#include "server/store/blobs.h"
#include "server/store/uploads.h"

namespace gridgov {

// Used by one thread at a time; what it is given outlives it.
class AttachmentSweep {
 public:
  // A file that no row names, and an upload, are left alone for so long.
  static constexpr absl::Duration kKept = absl::Hours(24);

  AttachmentSweep(Readers& readers, Writer& writer, Blobs& blobs, Uploads& uploads)
      : readers_(readers), writer_(writer), blobs_(blobs), uploads_(uploads) {}

  // Safe to repeat, and to be cut off anywhere.
  absl::Status Run(absl::Time now);

 private:
  absl::Status EraseDeleted(absl::Time now);
  absl::Status EraseOrphans(absl::Time before);

  Readers& readers_;
  Writer& writer_;
  Blobs& blobs_;
  Uploads& uploads_;
  // Files last touched before it have been looked at: all of them once, after the start.
  absl::Time looked_at_ = absl::InfinitePast();
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_JOBS_ATTACHMENT_SWEEP_H_
