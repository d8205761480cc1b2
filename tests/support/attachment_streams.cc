#include "tests/support/attachment_streams.h"

#include <chrono>

#include "absl/strings/escaping.h"
#include "server/crypto/hmac.h"

namespace gridgov {
namespace {

constexpr size_t kMessageBytes = 256 << 10;

void Describe(const CallSettings& settings, grpc::ClientContext& context) {
  DescribeCaller(settings, context);
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
}

}  // namespace

AttachmentUpload::AttachmentUpload(const std::shared_ptr<grpc::ChannelInterface>& channel,
                                   const CallSettings& settings)
    : stub_(v1::AttachmentService::NewStub(channel)) {
  Describe(settings, context_);
  writer_ = stub_->UploadAttachment(&context_, &answer_);
}

AttachmentUpload::~AttachmentUpload() {
  if (!finished_) Cancel();
}

absl::StatusOr<v1::Attachment> AttachmentUpload::Finish() {
  writer_->WritesDone();
  finished_ = true;
  GG_RETURN_IF_ERROR(FromGrpc(writer_->Finish()));
  return answer_;
}

void AttachmentUpload::Cancel() {
  context_.TryCancel();
  finished_ = true;
  writer_->Finish().IgnoreError();
}

absl::StatusOr<v1::Attachment> SendAttachment(
    const std::shared_ptr<grpc::ChannelInterface>& channel, const CallSettings& settings,
    const std::vector<v1::UploadAttachmentRequest>& messages) {
  AttachmentUpload upload(channel, settings);
  for (const auto& message : messages) {
    if (!upload.Write(message)) break;
  }
  return upload.Finish();
}

absl::StatusOr<FetchedAttachment> FetchAttachment(
    const std::shared_ptr<grpc::ChannelInterface>& channel, const CallSettings& settings,
    const v1::DownloadAttachmentRequest& request) {
  const auto stub = v1::AttachmentService::NewStub(channel);
  grpc::ClientContext context;
  Describe(settings, context);
  const auto reader = stub->DownloadAttachment(&context, request);
  FetchedAttachment fetched;
  v1::DownloadAttachmentResponse message;
  while (reader->Read(&message)) {
    if (message.has_attachment()) fetched.attachment = message.attachment();
    fetched.bytes += message.data();
  }
  GG_RETURN_IF_ERROR(FromGrpc(reader->Finish()));
  return fetched;
}

std::vector<v1::UploadAttachmentRequest> MessagesOf(v1::UploadAttachmentRequest first,
                                                    const std::string& content) {
  if (first.size_bytes() == 0) first.set_size_bytes(static_cast<int64_t>(content.size()));
  if (first.sha256().empty()) first.set_sha256(absl::BytesToHexString(Sha256(content)));
  std::vector<v1::UploadAttachmentRequest> messages = {first};
  for (size_t at = static_cast<size_t>(first.offset()); at < content.size(); at += kMessageBytes) {
    if (at > static_cast<size_t>(first.offset())) messages.emplace_back();
    messages.back().set_data(content.substr(at, kMessageBytes));
  }
  return messages;
}

}  // namespace gridgov
