#include "client-cli/transfer.h"

#include <openssl/evp.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "client-cli/failure.h"
#include "client-cli/progress.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/attachment.grpc.pb.h"
#include "gridgov/v1/ledger.grpc.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/uuid.h"

namespace gridgov {
namespace {

constexpr size_t kMessageBytes = 256 << 10;
// In a row, without a byte of progress.
constexpr int kMostFailures = 5;
constexpr absl::Duration kLongest = absl::Minutes(10);

std::string Sha256Of(const std::string& bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr);
  return {reinterpret_cast<const char*>(digest), size};
}

// An id that the same account gives the same file of the same parent again: what was cut, even by
// the end of this program, is continued, and what was sent is found.
std::string IdOf(const std::string& account, const v1::Attachment& wanted, const std::string& sha,
                 const std::string& purpose) {
  const std::string digest =
      Sha256Of(absl::StrCat(account, "\n", wanted.parent(), "\n", wanted.item(), "\n",
                            wanted.title(), "\n", sha, "\n", purpose));
  const auto id = Uuid::FromBytes(digest.substr(0, Uuid::kSize));
  return id.ok() ? id->ToString() : "";
}

// What a further attempt may change.
bool Passes(const absl::Status& status) {
  const std::string reason = ErrorReason(status);
  return absl::IsUnavailable(status) || reason == "BUSY" || reason == "OFFSET_MISMATCH" ||
         reason == "UPLOAD_INCOMPLETE" || reason == "TRANSFER_STALLED";
}

void Wait(Invocation& in, int failures) {
  const absl::Duration pause = RetryPause(failures);
  in.Note({.zh = "连接中断，稍后从中断处继续。",
           .en = "The connection is lost; it goes on where it stopped."});
  in.settings().pause ? in.settings().pause(pause) : absl::SleepFor(pause);
}

std::unique_ptr<grpc::ClientContext> ContextFor(Invocation& in) {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(absl::ToChronoTime(absl::Now() + kLongest));
  DescribeCaller(in.settings(), *context);
  return context;
}

// One stream, from `request.offset()` on.
absl::StatusOr<v1::Attachment> SendOnce(Invocation& in, v1::UploadAttachmentRequest request,
                                        const std::string& bytes, Progress& progress) {
  GG_ASSIGN_OR_RETURN(auto channel, in.Channel());
  v1::AttachmentService::Stub stub(channel);
  const auto context = ContextFor(in);
  v1::Attachment answer;
  const auto writer = stub.UploadAttachment(context.get(), &answer);
  size_t at = static_cast<size_t>(request.offset());
  bool open = true;
  while (open) {
    request.set_data(bytes.substr(at, kMessageBytes));
    at += request.data().size();
    open = writer->Write(request) && at < bytes.size();
    progress.Show({.zh = "上传", .en = "sending"}, static_cast<int64_t>(at),
                  static_cast<int64_t>(bytes.size()));
    request.Clear();
  }
  writer->WritesDone();
  GG_RETURN_IF_ERROR(FromGrpc(writer->Finish()));
  return answer;
}

absl::StatusOr<v1::Attachment> SendAll(Invocation& in, v1::UploadAttachmentRequest request,
                                       const std::string& bytes) {
  Progress progress(in);
  int failures = 0;
  while (true) {
    v1::GetUploadRequest where;
    where.set_attachment_id(request.attachment_id());
    absl::Status failed;
    const auto upload = in.Call<v1::Upload>(where);
    if (upload.ok()) {
      if (upload->received_bytes() > request.offset()) failures = 0;
      request.set_offset(std::min<int64_t>(upload->received_bytes(), request.size_bytes()));
      absl::StatusOr<v1::Attachment> sent = SendOnce(in, request, bytes, progress);
      if (sent.ok()) return sent;
      failed = sent.status();
    } else {
      failed = upload.status();
    }
    if (!Passes(failed) || ++failures == kMostFailures) return failed;
    Wait(in, failures);
  }
}

// A file name made of what people call it: no folder, nothing that steers a terminal.
std::string FileNameFor(const std::string& title) {
  std::string name = Printable(title);
  for (char& c : name) {
    if (c == '/' || c == '\\' || c == '\n') c = '_';
  }
  if (name.empty() || name.front() == '.') name.insert(0, "_");
  return name;
}

// What has come so far.
struct Fetched {
  std::string title;
  std::string sha256;
  int64_t size_bytes = 0;
  std::string bytes;
};

void Describe(const v1::DownloadAttachmentResponse& first, Fetched& file) {
  if (!first.has_attachment()) return;
  file.title = first.attachment().title();
  file.sha256 = first.attachment().sha256();
  file.size_bytes = first.attachment().size_bytes();
}

void Describe(const v1::DownloadLedgerResponse& first, Fetched& file) {
  if (!first.has_ledger()) return;
  const bool csv = first.ledger().format() == v1::LEDGER_FORMAT_CSV;
  file.title = absl::StrCat(first.ledger().title(), csv ? ".csv" : ".xlsx");
  file.sha256 = first.ledger().sha256();
  file.size_bytes = first.ledger().size_bytes();
}

// One stream, from the bytes that are there on.
template <class Service, class Request, class Response, class Method>
absl::Status FetchOnce(Invocation& in, Method method, const std::string& name, Fetched& file,
                       Progress& progress) {
  GG_ASSIGN_OR_RETURN(auto channel, in.Channel());
  typename Service::Stub stub(channel);
  const auto context = ContextFor(in);
  Request request;
  request.set_name(name);
  request.set_offset(static_cast<int64_t>(file.bytes.size()));
  const auto reader = (stub.*method)(context.get(), request);
  Response message;
  while (reader->Read(&message)) {
    Describe(message, file);
    file.bytes += message.data();
    progress.Show({.zh = "下载", .en = "fetching"}, static_cast<int64_t>(file.bytes.size()),
                  file.size_bytes);
  }
  return FromGrpc(reader->Finish());
}

// All streams that it takes; then the file is checked and written.
absl::StatusOr<std::string> FetchTo(
    Invocation& in, const std::string& path,
    const std::function<absl::Status(Fetched& file, Progress& progress)>& fetch_once) {
  Fetched file;
  Progress progress(in);
  int failures = 0;
  while (true) {
    const size_t before = file.bytes.size();
    const absl::Status fetched = fetch_once(file, progress);
    if (fetched.ok()) break;
    if (file.bytes.size() > before) failures = 0;
    if (!Passes(fetched) || ++failures == kMostFailures) return fetched;
    Wait(in, failures);
  }
  if (absl::BytesToHexString(Sha256Of(file.bytes)) != file.sha256) {
    return MakeError(absl::StatusCode::kDataLoss, "HASH_MISMATCH",
                     {.zh = "下载的内容与服务器声明的不一致，未保存，请重试。",
                      .en = "What came is not what the server announced; it is not kept. Try "
                            "again."});
  }
  const std::string target = path.empty() ? FileNameFor(file.title) : path;
  if (std::filesystem::exists(target)) {
    return UsageError({.zh = absl::StrCat("文件 ", target, " 已存在，请用 --to 另选。"),
                       .en = absl::StrCat("The file ", target,
                                          " exists; choose another with "
                                          "--to.")});
  }
  GG_RETURN_IF_ERROR(WritePrivateFile(target, file.bytes));
  return target;
}

}  // namespace

absl::StatusOr<v1::Attachment> SendFile(Invocation& in, v1::Attachment wanted,
                                        const std::string& path) {
  GG_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(in.environment(), path));
  if (bytes.empty()) {
    return UsageError({.zh = absl::StrCat("文件 ", path, " 是空的。"),
                       .en = absl::StrCat("The file ", path, " is empty.")});
  }
  if (wanted.title().empty()) wanted.set_title(std::filesystem::path(path).filename());
  v1::GetCurrentSessionRequest who;
  GG_ASSIGN_OR_RETURN(const auto session, in.Call<v1::CurrentSession>(who));
  v1::UploadAttachmentRequest request;
  *request.mutable_attachment() = wanted;
  request.set_size_bytes(static_cast<int64_t>(bytes.size()));
  request.set_sha256(absl::BytesToHexString(Sha256Of(bytes)));
  const auto id = [&](const std::string& purpose) {
    return IdOf(session.account().name(), wanted, request.sha256(), purpose);
  };
  request.set_attachment_id(id("attachment"));
  request.set_request_id(id("request"));
  GG_ASSIGN_OR_RETURN(v1::Attachment sent, SendAll(in, request, bytes));
  if (!sent.has_delete_time()) return sent;
  // It was there and was deleted: this is a new one.
  request.set_attachment_id(Uuid::V7(in.environment().now()).ToString());
  request.set_request_id(Uuid::V7(in.environment().now()).ToString());
  return SendAll(in, request, bytes);
}

absl::StatusOr<std::vector<v1::Attachment>> SendPhotos(Invocation& in, const std::string& flag,
                                                       const std::string& parent,
                                                       const std::string& item) {
  std::vector<v1::Attachment> sent;
  for (const std::string& path : in.Values(flag)) {
    v1::Attachment wanted;
    wanted.set_parent(parent);
    wanted.set_item(item);
    GG_ASSIGN_OR_RETURN(v1::Attachment one, SendFile(in, std::move(wanted), path));
    sent.push_back(std::move(one));
  }
  return sent;
}

absl::StatusOr<std::string> FetchFile(Invocation& in, const std::string& attachment,
                                      const std::string& path) {
  return FetchTo(in, path, [&](Fetched& file, Progress& progress) {
    return FetchOnce<v1::AttachmentService, v1::DownloadAttachmentRequest,
                     v1::DownloadAttachmentResponse>(
        in, &v1::AttachmentService::Stub::DownloadAttachment, attachment, file, progress);
  });
}

absl::StatusOr<std::string> FetchLedger(Invocation& in, const std::string& ledger,
                                        const std::string& path) {
  return FetchTo(in, path, [&](Fetched& file, Progress& progress) {
    return FetchOnce<v1::LedgerService, v1::DownloadLedgerRequest, v1::DownloadLedgerResponse>(
        in, &v1::LedgerService::Stub::DownloadLedger, ledger, file, progress);
  });
}

}  // namespace gridgov
