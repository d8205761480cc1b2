// Attachments: which files a patrol or an issue takes, from whom and when; what of them is kept.
// Scope is the parent's: who sees it sees its attachments.
#ifndef GRIDGOV_SERVER_HANDLERS_ATTACHMENTS_H_
#define GRIDGOV_SERVER_HANDLERS_ATTACHMENTS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/attachment.pb.h"
#include "server/handlers/call.h"
#include "server/store/blobs.h"
#include "server/store/uploads.h"

namespace gridgov {

// A file that is whole, cleaned and on disk.
struct KeptFile {
  v1::Attachment::Type type = v1::Attachment::TYPE_UNSPECIFIED;
  int64_t size = 0;
  std::string sha256;
  Uuid blob;
};

// Serves AttachmentService. Constant after construction; safe from every thread.
class AttachmentHandler {
 public:
  static constexpr int64_t kMostBytes = 20 << 20;
  static constexpr int kMostOfParent = 100;
  static constexpr size_t kMostOfMessage = 256 << 10;

  AttachmentHandler(Blobs& blobs, Uploads& uploads) : blobs_(blobs), uploads_(uploads) {}

  // An upload: begun or continued, fed with its bytes, kept, and given its row. nullptr: the caller
  // has sent it before, and the row is there.
  absl::StatusOr<std::shared_ptr<Upload>> Begin(Call& call,
                                                const v1::UploadAttachmentRequest& first) const;
  absl::StatusOr<KeptFile> Keep(const v1::UploadAttachmentRequest& first, const Principal& caller,
                                Upload& upload) const;
  absl::StatusOr<v1::Attachment> Create(Call& call, const v1::UploadAttachmentRequest& first,
                                        const KeptFile& kept) const;
  // What came of it is no longer needed: it has its row, or will never have one.
  void Discard(const v1::UploadAttachmentRequest& first, const Principal& caller) const;

  absl::StatusOr<v1::Upload> GetUpload(Call& call, const v1::GetUploadRequest& request) const;
  absl::StatusOr<v1::Attachment> Get(Call& call, const v1::GetAttachmentRequest& request) const;
  absl::StatusOr<v1::ListAttachmentsResponse> List(Call& call,
                                                   const v1::ListAttachmentsRequest& request) const;
  // The first message of a download, and its bytes.
  absl::StatusOr<v1::DownloadAttachmentResponse> Download(
      Call& call, const v1::DownloadAttachmentRequest& request,
      std::unique_ptr<BlobReader>* bytes) const;
  absl::StatusOr<v1::DeleteAttachmentResponse> Delete(
      Call& call, const v1::DeleteAttachmentRequest& request) const;

 private:
  Blobs& blobs_;
  Uploads& uploads_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_ATTACHMENTS_H_
