// Attachments: two streams (stream.h) and their few other methods.
#include "gridgov/v1/attachment.grpc.pb.h"
#include "proto/cpp/errors.h"
#include "server/rpc/file_outflow.h"
#include "server/rpc/services.h"

namespace gridgov {
namespace {

using Ctx = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class UploadIntake final : public Intake<v1::UploadAttachmentRequest> {
 public:
  UploadIntake(const AttachmentHandler& handler, v1::Attachment* answer)
      : handler_(handler), answer_(answer) {}

  absl::StatusOr<bool> Begin(Call& call, const v1::UploadAttachmentRequest& first) override {
    principal_ = call.principal;
    GG_ASSIGN_OR_RETURN(upload_, handler_.Begin(call, first));
    first_ = first;
    // What a retry of the same upload may say otherwise is no part of what is replayed.
    first_.clear_offset();
    first_.clear_data();
    if (upload_ == nullptr) return false;
    GG_RETURN_IF_ERROR(Take(first));
    return true;
  }

  absl::Status Take(const v1::UploadAttachmentRequest& next) override {
    if (next.data().size() > AttachmentHandler::kMostOfMessage) {
      return MakeInvalid(
          "data", "TOO_LONG",
          {.zh = "每条消息最多 256 KiB。", .en = "takes at most 256 KiB in one message."});
    }
    return upload_->Append(next.data());
  }

  UnaryWork Finish() override {
    UnaryWork work;
    work.request = &first_;
    work.response = answer_;
    if (upload_ != nullptr) {
      work.prepare = [this](const Prep& prep) -> absl::Status {
        GG_ASSIGN_OR_RETURN(kept_, handler_.Keep(first_, *prep.principal, *upload_));
        return absl::OkStatus();
      };
    }
    work.handle = [this](Call& call) -> absl::Status {
      GG_ASSIGN_OR_RETURN(*answer_, handler_.Create(call, first_, kept_));
      return absl::OkStatus();
    };
    return work;
  }

  void Finished(const absl::Status& status) override {
    if (status.ok()) handler_.Discard(first_, principal_);
  }

 private:
  const AttachmentHandler& handler_;
  v1::Attachment* const answer_;
  v1::UploadAttachmentRequest first_;
  Principal principal_;
  std::shared_ptr<Upload> upload_;
  KeptFile kept_;
};

using DownloadOutflow = FileOutflow<AttachmentHandler, v1::GetAttachmentRequest,
                                    v1::DownloadAttachmentRequest, v1::DownloadAttachmentResponse>;

class AttachmentRpc final : public v1::AttachmentService::CallbackService {
 public:
  AttachmentRpc(Transfers& transfers, const AttachmentHandler& handler)
      : transfers_(transfers), rpc_(transfers.transport()), handler_(handler) {}
  grpc::ServerReadReactor<v1::UploadAttachmentRequest>* UploadAttachment(
      Ctx* c, v1::Attachment* r) override {
    return ReceiveStream<v1::UploadAttachmentRequest>::Open(
        transfers_, c, std::make_unique<UploadIntake>(handler_, r));
  }
  Reactor* GetUpload(Ctx* c, const v1::GetUploadRequest* q, v1::Upload* r) override {
    return rpc_.Unary(c, q, r, handler_, &AttachmentHandler::GetUpload);
  }
  Reactor* GetAttachment(Ctx* c, const v1::GetAttachmentRequest* q, v1::Attachment* r) override {
    return rpc_.Unary(c, q, r, handler_, &AttachmentHandler::Get);
  }
  Reactor* ListAttachments(Ctx* c, const v1::ListAttachmentsRequest* q,
                           v1::ListAttachmentsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &AttachmentHandler::List);
  }
  grpc::ServerWriteReactor<v1::DownloadAttachmentResponse>* DownloadAttachment(
      Ctx* c, const v1::DownloadAttachmentRequest* q) override {
    return SendStream<v1::DownloadAttachmentResponse>::Open(
        transfers_, c, std::make_unique<DownloadOutflow>(handler_, *q));
  }
  Reactor* DeleteAttachment(Ctx* c, const v1::DeleteAttachmentRequest* q,
                            v1::DeleteAttachmentResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &AttachmentHandler::Delete);
  }

 private:
  Transfers& transfers_;
  Transport& rpc_;
  const AttachmentHandler& handler_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeAttachmentService(Transfers& transfers,
                                                     const AttachmentHandler& handler) {
  return std::make_unique<AttachmentRpc>(transfers, handler);
}

}  // namespace gridgov
