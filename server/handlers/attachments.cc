#include "server/handlers/attachments.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gridgov/v1/agreement.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "gridgov/v1/site.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/crypto/hmac.h"
#include "server/handlers/agreement_acts.h"
#include "server/handlers/agreement_flow.h"
#include "server/handlers/errors.h"
#include "server/handlers/issue_flow.h"
#include "server/handlers/patrol_checklist.h"
#include "server/media/media.h"
#include "server/store/column.h"
#include "server/store/page.h"
#include "server/store/resolve.h"
#include "server/store/tables/attachments.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;

bool IsPatrol(const std::string& parent) { return SplitName(parent).collection == "patrols"; }
bool IsSite(const std::string& parent) { return SplitName(parent).collection == "sites"; }
bool IsAgreement(const std::string& parent) { return SplitName(parent).collection == "agreements"; }

// Papers and proof of an agreement name its parties: whoever reads its contents reads them,
// whatever else the caller may read attachments of.
Txn ReaderOf(const Call& call, const std::string& parent) {
  return IsAgreement(parent) ? call.For("agreements.contents") : call.txn;
}
// A patrol's photos are part of its log, which its worker alone writes; an agreement's papers come
// from whoever mediates it or checks its performance; a site's belong to whoever keeps the site.
Txn WriterOf(const Call& call, const std::string& parent) {
  if (IsPatrol(parent)) return call.For("patrols.log");
  if (IsSite(parent)) return call.For("sites.edit");
  return IsAgreement(parent) ? call.For(kCheckAgreements) : call.txn;
}

absl::StatusOr<Uuid> IdIn(const std::string& attachment_id) {
  auto id = Uuid::Parse(attachment_id);
  if (id.ok()) return id;
  return MakeInvalid("attachment_id", "BAD_FORMAT", {.zh = "应为 UUID。", .en = "must be a UUID."});
}

absl::StatusOr<Uuid> AccountOf(const Principal& principal) {
  return Uuid::FromBytes(principal.actor().account);
}

absl::Status TooLarge(int64_t size) {
  constexpr int64_t kMost = AttachmentHandler::kMostBytes;
  return MakeError(absl::StatusCode::kInvalidArgument, "TOO_LARGE",
                   {.zh = absl::StrCat("文件为 ", size, " 字节，超过 ", kMost >> 20, " MB（", kMost,
                                       " 字节）的上限，请压缩后再传。"),
                    .en = absl::StrCat("The file has ", size, " bytes; the most is ", kMost >> 20,
                                       " MB (", kMost, " bytes). Make it smaller.")},
                   {{"most_bytes", absl::StrCat(kMost)}});
}

absl::Status TooManyAttachments(const std::string& parent) {
  constexpr int kMost = AttachmentHandler::kMostOfParent;
  return MakeError(
      kPrecondition, "TOO_MANY_ATTACHMENTS",
      {.zh = absl::StrCat("一条记录最多 ", kMost, " 个附件，已满。"),
       .en = absl::StrCat("A record takes ", kMost, " attachments at most, and has them.")},
      {{"resource", parent}});
}

template <class State>
absl::Status WrongStateOf(const std::string& name, State state, absl::string_view verb) {
  const auto* type = google::protobuf::GetEnumDescriptor<State>();
  return WrongState(name, EnumText(type->FindValueByNumber(state)), verb);
}

absl::Status CheckItem(const Txn& txn, const v1::Patrol& patrol, const std::string& item) {
  if (item.empty()) return absl::OkStatus();
  GG_ASSIGN_OR_RETURN(const v1::PatrolType type,
                      PatrolTypeTable().Get(txn.System(), patrol.patrol_type()));
  if (FindItem(type, item) != nullptr) return absl::OkStatus();
  return MakeInvalid("attachment.item", "UNKNOWN_ITEM",
                     {.zh = absl::StrCat("检查表中没有“", item, "”这一项。"),
                      .en = absl::StrCat("the checklist has no item \"", item, "\".")});
}

// Whether attachments of the parent may still come and go: a log that is handed in, and an issue
// that is over, are what others rely on.
absl::Status CheckOpen(const Txn& txn, const std::string& parent, absl::string_view verb) {
  if (IsPatrol(parent)) {
    GG_ASSIGN_OR_RETURN(const v1::Patrol patrol, PatrolTable().Get(txn, parent));
    const bool open = patrol.state() == v1::Patrol::STATE_STARTED ||
                      patrol.state() == v1::Patrol::STATE_SENT_BACK;
    return open ? absl::OkStatus() : WrongStateOf(parent, patrol.state(), verb);
  }
  if (IsAgreement(parent)) {
    GG_ASSIGN_OR_RETURN(const v1::Agreement agreement, AgreementTable().Get(txn, parent));
    return IsOnFile(agreement.state()) ? WrongStateOf(parent, agreement.state(), verb)
                                       : absl::OkStatus();
  }
  if (IsSite(parent)) {
    GG_ASSIGN_OR_RETURN(const v1::Site site, SiteTable().Get(txn, parent));
    return site.state() == v1::Site::STATE_IN_USE ? absl::OkStatus()
                                                  : WrongStateOf(parent, site.state(), verb);
  }
  GG_ASSIGN_OR_RETURN(const v1::Issue issue, IssueTable().Get(txn, parent));
  return HasDeadline(issue.state()) ? absl::OkStatus() : WrongStateOf(parent, issue.state(), verb);
}

// Whether the parent takes one more file from the caller. `parent` is resolved.
absl::Status CheckParent(const Call& call, const v1::Attachment& attachment) {
  const std::string& parent = attachment.parent();
  const Txn txn = WriterOf(call, parent);
  GG_RETURN_IF_ERROR(CheckOpen(txn, parent, "attach"));
  if (IsPatrol(parent)) {
    GG_ASSIGN_OR_RETURN(const v1::Patrol patrol, PatrolTable().Get(txn, parent));
    GG_RETURN_IF_ERROR(CheckItem(txn, patrol, attachment.item()));
  } else if (!attachment.item().empty()) {
    return MakeInvalid(
        "attachment.item", "NOT_A_PATROL",
        {.zh = "只有巡查的附件才对应检查项。", .en = "goes with attachments of a patrol only."});
  }
  GG_ASSIGN_OR_RETURN(const int64_t count, CountAttachments(txn.db, parent));
  return count < AttachmentHandler::kMostOfParent ? absl::OkStatus() : TooManyAttachments(parent);
}

v1::Attachment::Type TypeOf(MediaType type) {
  switch (type) {
    case MediaType::kJpeg:
      return v1::Attachment::TYPE_JPEG;
    case MediaType::kPng:
      return v1::Attachment::TYPE_PNG;
    case MediaType::kPdf:
      return v1::Attachment::TYPE_PDF;
    case MediaType::kUnknown:
      break;
  }
  return v1::Attachment::TYPE_UNSPECIFIED;
}

// The types that each kind of parent takes: photos, and with an issue or an agreement the documents
// that come with it.
absl::Status CheckType(const std::string& parent, MediaType type) {
  const bool photo = type == MediaType::kJpeg || type == MediaType::kPng;
  const bool photos_alone = IsPatrol(parent) || IsSite(parent);
  if (photo || (type == MediaType::kPdf && !photos_alone)) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument, "TYPE_NOT_TAKEN",
                   photos_alone ? Text{.zh = "巡查和场所只接受 JPEG 或 PNG 图片。",
                                       .en = "Patrols and sites take JPEG or PNG pictures."}
                                : Text{.zh = "只接受 JPEG、PNG 图片或 PDF 文档。",
                                       .en = "It takes JPEG or PNG pictures and PDF documents."});
}

absl::Status ActedUpon(const std::string& attachment) {
  return MakeError(kPrecondition, "ACTED_UPON",
                   {.zh = "此后已有人据此办理，附件须保留。",
                    .en = "Somebody has acted on it since, so it has to stay."},
                   {{"resource", attachment}});
}

// What others have relied on stays: of an issue all that came before its last step, of an agreement
// what proves something.
absl::Status CheckUnused(const Txn& txn, const v1::Attachment& attachment) {
  if (IsPatrol(attachment.parent()) || IsSite(attachment.parent())) return absl::OkStatus();
  if (IsAgreement(attachment.parent())) {
    GG_ASSIGN_OR_RETURN(v1::Agreement agreement,
                        AgreementTable().Get(txn.System(), attachment.parent()));
    bool used = agreement.court_paper() == attachment.name();
    for (const auto* part : PartsOf(&agreement)) used = used || part->proof() == attachment.name();
    return used ? ActedUpon(attachment.name()) : absl::OkStatus();
  }
  GG_ASSIGN_OR_RETURN(const auto acts,
                      IssueStepTable().Select(
                          txn.System(), {.where = "t.issue = $1 AND t.create_time > $2",
                                         .args = {Blob{IdBytes(attachment.parent())},
                                                  TimeText(FromProto(attachment.create_time()))},
                                         .limit = 1}));
  return acts.empty() ? absl::OkStatus() : ActedUpon(attachment.name());
}

// The attachment as far as the caller may read it.
absl::StatusOr<v1::Attachment> Read(const Call& call, const std::string& name) {
  GG_ASSIGN_OR_RETURN(v1::Attachment attachment, AttachmentTable().Get(call.txn, name));
  if (!IsAgreement(attachment.parent())) return attachment;
  return AttachmentTable().Get(ReaderOf(call, attachment.parent()), name);
}

// Refusals that no second attempt with the same bytes can change.
bool IsFinal(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsAborted(status);
}

}  // namespace

absl::StatusOr<std::shared_ptr<Upload>> AttachmentHandler::Begin(
    Call& call, const v1::UploadAttachmentRequest& first) const {
  GG_ASSIGN_OR_RETURN(const Uuid id, IdIn(first.attachment_id()));
  GG_ASSIGN_OR_RETURN(const Uuid account, AccountOf(call.principal));
  if (first.size_bytes() > kMostBytes) return TooLarge(first.size_bytes());
  const auto there =
      AttachmentTable().Get(call.txn.System(), MakeName("attachments", id.ToString()));
  if (there.ok() && there->uploader() == call.principal.actor().name()) return nullptr;
  v1::UploadAttachmentRequest resolved = first;
  resolved.clear_data();
  GG_RETURN_IF_ERROR(ResolveCodes(call.txn, &resolved));
  GG_RETURN_IF_ERROR(CheckParent(call, resolved.attachment()));
  return uploads_.Begin(account, id, {.size = first.size_bytes(), .sha256 = first.sha256()},
                        first.offset());
}

absl::StatusOr<KeptFile> AttachmentHandler::Keep(const v1::UploadAttachmentRequest& first,
                                                 const Principal& caller, Upload& upload) const {
  const auto keep = [&]() -> absl::StatusOr<KeptFile> {
    GG_ASSIGN_OR_RETURN(std::string sent, upload.Read());
    const MediaType type = SniffMedia(sent);
    GG_RETURN_IF_ERROR(CheckType(first.attachment().parent(), type));
    GG_ASSIGN_OR_RETURN(const std::string clean, CleanMedia(type, sent));
    std::string().swap(sent);
    KeptFile kept{.type = TypeOf(type),
                  .size = static_cast<int64_t>(clean.size()),
                  .sha256 = absl::BytesToHexString(Sha256(clean))};
    GG_ASSIGN_OR_RETURN(kept.blob, blobs_.Write(clean));
    return kept;
  };
  absl::StatusOr<KeptFile> kept = keep();
  if (IsFinal(kept.status())) Discard(first, caller);
  return kept;
}

absl::StatusOr<v1::Attachment> AttachmentHandler::Create(Call& call,
                                                         const v1::UploadAttachmentRequest& first,
                                                         const KeptFile& kept) const {
  GG_ASSIGN_OR_RETURN(const Uuid id, IdIn(first.attachment_id()));
  v1::Attachment attachment = first.attachment();
  GG_RETURN_IF_ERROR(CheckParent(call, attachment));
  attachment.set_name(MakeName("attachments", id.ToString()));
  attachment.set_type(kept.type);
  attachment.set_size_bytes(kept.size);
  attachment.set_sha256(kept.sha256);
  attachment.set_sent_sha256(first.sha256());
  attachment.set_uploader(call.principal.actor().name());
  GG_ASSIGN_OR_RETURN(attachment, AttachmentTable().Insert(WriterOf(call, attachment.parent()),
                                                           std::move(attachment)));
  GG_RETURN_IF_ERROR(StoreBlob(call.txn, attachment.name(), kept.blob));
  return attachment;
}

void AttachmentHandler::Discard(const v1::UploadAttachmentRequest& first,
                                const Principal& caller) const {
  const auto id = IdIn(first.attachment_id());
  const auto account = AccountOf(caller);
  if (id.ok() && account.ok()) uploads_.Discard(*account, *id);
}

absl::StatusOr<v1::Upload> AttachmentHandler::GetUpload(Call& call,
                                                        const v1::GetUploadRequest& request) const {
  GG_ASSIGN_OR_RETURN(const Uuid id, IdIn(request.attachment_id()));
  GG_ASSIGN_OR_RETURN(const Uuid account, AccountOf(call.principal));
  v1::Upload upload;
  upload.set_attachment_id(id.ToString());
  upload.set_received_bytes(uploads_.Received(account, id));
  const auto there = AttachmentTable().Get(call.txn, MakeName("attachments", id.ToString()));
  if (there.ok() && there->uploader() == call.principal.actor().name()) {
    upload.set_attachment(there->name());
  }
  return upload;
}

absl::StatusOr<v1::Attachment> AttachmentHandler::Get(
    Call& call, const v1::GetAttachmentRequest& request) const {
  return Read(call, request.name());
}

absl::StatusOr<v1::ListAttachmentsResponse> AttachmentHandler::List(
    Call& call, const v1::ListAttachmentsRequest& request) const {
  const std::string& parent = request.parent();
  const Txn txn = ReaderOf(call, parent);
  GG_RETURN_IF_ERROR(IsPatrol(parent)      ? PatrolTable().Get(txn, parent).status()
                     : IsSite(parent)      ? SiteTable().Get(txn, parent).status()
                     : IsAgreement(parent) ? AgreementTable().Get(txn, parent).status()
                                           : IssueTable().Get(txn, parent).status());
  v1::ListAttachmentsResponse response;
  GG_RETURN_IF_ERROR(FillPage(
      txn, AttachmentTable(), request,
      {.where = "t.parent = $1 AND t.delete_time IS NULL", .args = {parent}}, nullptr, &response));
  return response;
}

absl::StatusOr<v1::DownloadAttachmentResponse> AttachmentHandler::Download(
    Call& call, const v1::DownloadAttachmentRequest& request,
    std::unique_ptr<BlobReader>* bytes) const {
  v1::DownloadAttachmentResponse response;
  GG_ASSIGN_OR_RETURN(*response.mutable_attachment(), Read(call, request.name()));
  const v1::Attachment& attachment = response.attachment();
  if (attachment.has_delete_time()) {
    return MakeError(absl::StatusCode::kNotFound, "ATTACHMENT_DELETED",
                     {.zh = "该附件已删除。", .en = "The attachment was deleted."},
                     {{"resource", attachment.name()}});
  }
  if (request.offset() > attachment.size_bytes()) {
    return MakeInvalid("offset", "OUT_OF_RANGE",
                       {.zh = "超过附件的大小。", .en = "lies behind the attachment's end."});
  }
  GG_ASSIGN_OR_RETURN(const Uuid blob, BlobOf(call.txn.db, attachment.name()));
  GG_ASSIGN_OR_RETURN(*bytes, blobs_.Open(blob));
  // The row that says what was read goes onto the chain before the bytes leave.
  call.txn.draft.changes.push_back({.resource = attachment.name()});
  return response;
}

absl::StatusOr<v1::DeleteAttachmentResponse> AttachmentHandler::Delete(
    Call& call, const v1::DeleteAttachmentRequest& request) const {
  GG_ASSIGN_OR_RETURN(
      v1::Attachment attachment,
      AttachmentTable().GetForUpdate(call.For("attachments.get"), request.name(), request.etag()));
  const Txn txn = WriterOf(call, attachment.parent());
  if (attachment.uploader() != call.principal.actor().name()) {
    return MakeError(
        absl::StatusCode::kPermissionDenied, "NOT_THE_UPLOADER",
        {.zh = "只能删除自己上传的附件。", .en = "Only who sent an attachment can delete it."},
        {{"resource", attachment.name()}});
  }
  if (attachment.has_delete_time()) return v1::DeleteAttachmentResponse();
  GG_RETURN_IF_ERROR(
      CheckOpen(ReaderOf(call, attachment.parent()), attachment.parent(), "delete_attachment"));
  GG_RETURN_IF_ERROR(CheckUnused(call.txn, attachment));
  *attachment.mutable_delete_time() = ToProto(call.txn.now);
  GG_RETURN_IF_ERROR(AttachmentTable().Update(txn, std::move(attachment)).status());
  return v1::DeleteAttachmentResponse();
}

}  // namespace gridgov
