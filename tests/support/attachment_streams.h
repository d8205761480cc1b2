// The two streams of AttachmentService as functions, for tests. Safe from every thread.
#ifndef GRIDGOV_TESTS_SUPPORT_ATTACHMENT_STREAMS_H_
#define GRIDGOV_TESTS_SUPPORT_ATTACHMENT_STREAMS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gridgov/v1/attachment.grpc.pb.h"
#include "proto/cpp/channel.h"

namespace gridgov {

// One open upload. Destroying it cancels what is not finished.
class AttachmentUpload {
 public:
  AttachmentUpload(const std::shared_ptr<grpc::ChannelInterface>& channel,
                   const CallSettings& settings);
  ~AttachmentUpload();
  // False once the server has ended it.
  bool Write(const v1::UploadAttachmentRequest& message) { return writer_->Write(message); }
  // Says that all has been sent, and waits for the answer.
  absl::StatusOr<v1::Attachment> Finish();
  // The client goes away; waits until the stream is over.
  void Cancel();

 private:
  std::unique_ptr<v1::AttachmentService::Stub> stub_;
  grpc::ClientContext context_;
  v1::Attachment answer_;
  std::unique_ptr<grpc::ClientWriter<v1::UploadAttachmentRequest>> writer_;
  bool finished_ = false;
};

// Sends these messages and nothing else.
absl::StatusOr<v1::Attachment> SendAttachment(
    const std::shared_ptr<grpc::ChannelInterface>& channel, const CallSettings& settings,
    const std::vector<v1::UploadAttachmentRequest>& messages);

struct FetchedAttachment {
  v1::Attachment attachment;
  std::string bytes;
};
absl::StatusOr<FetchedAttachment> FetchAttachment(
    const std::shared_ptr<grpc::ChannelInterface>& channel, const CallSettings& settings,
    const v1::DownloadAttachmentRequest& request);

// The messages that send `content` from `first.offset()` on; `first` gets its size and SHA-256
// unless they are set.
std::vector<v1::UploadAttachmentRequest> MessagesOf(v1::UploadAttachmentRequest first,
                                                    const std::string& content);

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SUPPORT_ATTACHMENT_STREAMS_H_
