#include "server/store/uploads.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/crypto/hmac.h"
#include "server/store/sealed_chunks.h"

namespace gridgov {
namespace {

constexpr size_t kHeaderBytes = 16 + 64;
constexpr int64_t kSealedHeaderBytes = kHeaderBytes + kSealOverhead;

std::string HeaderOf(const Announced& announced) {
  return absl::StrCat(absl::Hex(announced.size, absl::kZeroPad16), announced.sha256);
}

// How many whole chunks a file of this size holds.
int64_t WholeChunks(int64_t size) {
  return size < kSealedHeaderBytes ? 0 : (size - kSealedHeaderBytes) / int64_t{kSealedChunkBytes};
}

absl::Status OffsetMismatch(int64_t received) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "OFFSET_MISMATCH",
      {.zh = absl::StrCat("服务器已收到 ", received, " 字节，请从该处继续，或从 0 重新上传。"),
       .en = absl::StrCat("The server has ", received,
                          " bytes of it: go on from there, or begin anew at 0.")},
      {{"received_bytes", absl::StrCat(received)}});
}

absl::Status UploadChanged() {
  return MakeError(absl::StatusCode::kFailedPrecondition, "UPLOAD_CHANGED",
                   {.zh = "此前用该编号上传的是另一个文件，请从 0 重新上传。",
                    .en = "What was begun under this id is another file. Begin anew at 0."});
}

absl::Status HashMismatch() {
  return MakeError(absl::StatusCode::kAborted, "HASH_MISMATCH",
                   {.zh = "收到的内容与声明的文件不一致（SHA-256 不符），未保存，请从头重新上传。",
                    .en = "What came is not the file that was announced (another SHA-256). It is "
                          "not kept: send it anew from its beginning."});
}

}  // namespace

const int64_t Upload::kChunk = kChunkBytes;

Upload::Upload(std::string path, std::string place, const Key& key, Announced announced)
    : path_(std::move(path)),
      place_(std::move(place)),
      key_(key.Clone()),
      announced_(std::move(announced)),
      file_(path_, O_RDWR | O_CREAT | O_APPEND) {}

absl::Status Upload::Restart() {
  absl::Status made = file_.is_open() ? file_.Truncate(0) : FileError(path_);
  if (made.ok()) made = file_.Append(Seal(key_, HeaderOf(announced_), Aad(place_, "header", "")));
  return StorageError(made);
}

absl::StatusOr<bool> Upload::Continue() {
  if (!file_.is_open()) return StorageError(FileError(path_));
  const auto header = file_.ReadAt(0, kSealedHeaderBytes);
  const auto size = file_.Size();
  if (!header.ok() || !size.ok())
    return StorageError(header.ok() ? size.status() : header.status());
  const auto opened = Open(key_, *header, Aad(place_, "header", ""));
  if (!opened.ok() || *opened != HeaderOf(announced_)) return false;
  chunks_ = WholeChunks(*size);
  // A chunk that was being written when the server stopped is none.
  const int64_t whole = kSealedHeaderBytes + chunks_ * int64_t{kSealedChunkBytes};
  if (absl::Status cut = file_.Truncate(whole); !cut.ok()) return StorageError(cut);
  return true;
}

void Upload::TakeOver() {
  std::lock_guard<std::mutex> lock(mu_);
  taken_over_ = true;
}

absl::Status Upload::Append(absl::string_view data) {
  std::lock_guard<std::mutex> lock(mu_);
  if (taken_over_) {
    return MakeError(absl::StatusCode::kAborted, "UPLOAD_TAKEN_OVER",
                     {.zh = "该文件正由另一个连接继续上传。",
                      .en = "Another connection goes on with this upload."});
  }
  if (received() + static_cast<int64_t>(data.size()) > announced_.size) {
    return MakeError(absl::StatusCode::kInvalidArgument, "MORE_THAN_ANNOUNCED",
                     {.zh = absl::StrCat("内容超过声明的 ", announced_.size, " 字节。"),
                      .en = absl::StrCat("It is longer than the ", announced_.size,
                                         " bytes that were announced.")});
  }
  tail_.append(data.data(), data.size());
  size_t at = 0;
  for (; tail_.size() - at >= kChunkBytes; at += kChunkBytes) {
    const std::string sealed = SealChunk(key_, place_, chunks_, /*last=*/false,
                                         absl::string_view(tail_).substr(at, kChunkBytes));
    if (absl::Status kept = file_.Append(sealed); !kept.ok()) return StorageError(kept);
    ++chunks_;
  }
  tail_.erase(0, at);
  return absl::OkStatus();
}

absl::StatusOr<std::string> Upload::Read() {
  std::lock_guard<std::mutex> lock(mu_);
  if (received() < announced_.size) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "UPLOAD_INCOMPLETE",
        {.zh = absl::StrCat("文件尚未传完：", announced_.size, " 字节中收到 ", received(), "。"),
         .en = absl::StrCat("The file is not whole yet: ", received(), " of ", announced_.size,
                            " bytes have come.")},
        {{"received_bytes", absl::StrCat(chunks_ * kChunk)}});
  }
  std::string content;
  content.reserve(static_cast<size_t>(announced_.size));
  for (int64_t number = 0; number < chunks_; ++number) {
    const auto sealed =
        file_.ReadAt(kSealedHeaderBytes + number * int64_t{kSealedChunkBytes}, kSealedChunkBytes);
    if (!sealed.ok()) return StorageError(sealed.status());
    const auto plain = OpenChunk(key_, place_, number, /*last=*/false, *sealed);
    // Lost with the power, or touched by somebody: no more the file that was announced.
    if (!plain.ok()) return HashMismatch();
    content += *plain;
  }
  content += tail_;
  return absl::BytesToHexString(Sha256(content)) == announced_.sha256
             ? absl::StatusOr<std::string>(std::move(content))
             : HashMismatch();
}

absl::StatusOr<std::unique_ptr<Uploads>> Uploads::Open(std::string dir, const Secret& secret) {
  const Secret public_id = DeriveKey(secret, "id of the key of unfinished uploads");
  GG_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(public_id.bytes().substr(0, Uuid::kSize)));
  Key key{id, DeriveKey(secret, "unfinished uploads")};
  absl::Status made = MakePrivateFolder(dir);
  if (!made.ok() && errno != EEXIST) return made;
  return std::unique_ptr<Uploads>(new Uploads(std::move(dir), std::move(key)));
}

std::string Uploads::PathOf(const Uuid& account, const Uuid& attachment) const {
  return absl::StrCat(dir_, "/", account.ToString(), ".", attachment.ToString());
}

absl::Status Uploads::CheckRoom(const Uuid& account) const {
  int unfinished = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(dir_, error)) {
    unfinished += absl::StartsWith(entry.path().filename().string(), account.ToString()) ? 1 : 0;
  }
  if (unfinished < kMostOfAccount) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kResourceExhausted, "TOO_MANY_UPLOADS",
      {.zh = absl::StrCat("未完成的上传已有 ", kMostOfAccount,
                          " 个，请先把它们传完；未完成的上传保留 24 小时。"),
       .en = absl::StrCat("There are ", kMostOfAccount,
                          " unfinished uploads already. Finish them first; they are kept for 24 "
                          "hours.")});
}

absl::StatusOr<std::shared_ptr<Upload>> Uploads::Begin(const Uuid& account, const Uuid& attachment,
                                                       const Announced& announced, int64_t offset) {
  const std::string path = PathOf(account, attachment);
  std::lock_guard<std::mutex> lock(mu_);
  if (const auto it = open_.find(path); it != open_.end()) {
    if (const auto other = it->second.lock()) other->TakeOver();
  }
  const int64_t received = Received(account, attachment);
  if (offset != 0 && offset != received) return OffsetMismatch(received);
  struct stat there;
  if (stat(path.c_str(), &there) != 0) GG_RETURN_IF_ERROR(CheckRoom(account));
  const std::string place = absl::StrCat("upload ", account.ToString(), " ", attachment.ToString());
  std::shared_ptr<Upload> upload(new Upload(path, place, key_, announced));
  if (offset == 0) {
    GG_RETURN_IF_ERROR(upload->Restart());
  } else {
    GG_ASSIGN_OR_RETURN(const bool same, upload->Continue());
    if (!same) return UploadChanged();
  }
  open_[path] = upload;
  return upload;
}

int64_t Uploads::Received(const Uuid& account, const Uuid& attachment) const {
  struct stat file;
  if (stat(PathOf(account, attachment).c_str(), &file) != 0) return 0;
  return WholeChunks(file.st_size) * int64_t{kChunkBytes};
}

void Uploads::Discard(const Uuid& account, const Uuid& attachment) {
  const std::string path = PathOf(account, attachment);
  std::lock_guard<std::mutex> lock(mu_);
  unlink(path.c_str());
  open_.erase(path);
}

int Uploads::DiscardOlderThan(absl::Time time) {
  int discarded = 0;
  std::error_code error;
  std::lock_guard<std::mutex> lock(mu_);
  for (const auto& entry : std::filesystem::directory_iterator(dir_, error)) {
    struct stat file;
    const std::string path = entry.path();
    if (stat(path.c_str(), &file) != 0 || absl::TimeFromTimespec(file.st_mtim) >= time) continue;
    discarded += unlink(path.c_str()) == 0 ? 1 : 0;
    open_.erase(path);
  }
  return discarded;
}

}  // namespace gridgov
