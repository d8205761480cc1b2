#include "server/backup/seal_stream.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/crypto/aes_gcm.h"
#include "server/crypto/hmac.h"
#include "server/crypto/random.h"

namespace gridgov {
namespace {

constexpr absl::string_view kMagic = "GGBK";
constexpr char kFormat = 1;
constexpr size_t kStreamIdSize = 16;
constexpr size_t kSealedChunk = kSealChunk + kGcmTagSize;

Secret StreamKey(const Secret& key, absl::string_view kind, absl::string_view stream_id) {
  return DeriveKey(key, JoinParts({"backup stream", kind, stream_id}));
}

std::string NonceOf(uint64_t chunk, bool last) {
  std::string nonce(kGcmNonceSize, '\0');
  for (size_t i = 0; i < 8; ++i) nonce[3 + i] = static_cast<char>(chunk >> (8 * (7 - i)));
  nonce.back() = last ? 1 : 0;
  return nonce;
}

}  // namespace

absl::Status BackupDamaged(const std::string& path) {
  return MakeError(
      absl::StatusCode::kDataLoss, "BACKUP_DAMAGED",
      {.zh = absl::StrCat("备份文件 ", path, " 已损坏，或不是用这份密钥加密的；请改用另一份备份。"),
       .en = absl::StrCat("The file ", path,
                          " of the backup is damaged, or these secrets are not the ones it was "
                          "sealed with; use another backup.")},
      {{"path", path}});
}

absl::StatusOr<std::string> ParseSealHeader(absl::string_view bytes) {
  if (bytes.size() < kSealHeaderSize || !absl::StartsWith(bytes, kMagic)) {
    return MakeError(absl::StatusCode::kDataLoss, "NOT_SEALED",
                     {.zh = "不是加密的备份文件。", .en = "This is no sealed file of a backup."});
  }
  if (bytes[kMagic.size()] > kFormat) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "BACKUP_TOO_NEW",
                     {.zh = "备份由更新的版本写成，请升级本程序。",
                      .en = "A newer version wrote the backup; upgrade this program."});
  }
  const absl::string_view zeros("\0\0\0", 3);
  if (bytes[kMagic.size()] != kFormat || bytes.substr(kMagic.size() + 1, 3) != zeros) {
    return MakeError(absl::StatusCode::kDataLoss, "NOT_SEALED",
                     {.zh = "备份文件头已损坏。", .en = "The header of the file is damaged."});
  }
  return std::string(bytes.substr(kSealHeaderSize - kStreamIdSize, kStreamIdSize));
}

absl::StatusOr<SealWriter> SealWriter::Create(const std::string& path, const Secret& key,
                                              absl::string_view kind) {
  GG_ASSIGN_OR_RETURN(FileWriter file, FileWriter::Create(path));
  const std::string stream_id = RandomBytes(kStreamIdSize);
  std::string header(kMagic);
  header.push_back(kFormat);
  header.append(3, '\0');
  header += stream_id;
  GG_RETURN_IF_ERROR(file.Write(header));
  return SealWriter(std::move(file), StreamKey(key, kind, stream_id));
}

absl::Status SealWriter::WriteChunk(absl::string_view bytes, bool last) {
  return file_.Write(AesGcmSeal(key_, NonceOf(chunk_++, last), bytes, ""));
}

absl::Status SealWriter::Write(absl::string_view bytes) {
  while (!bytes.empty()) {
    // A full chunk waits until something follows: it may be the last.
    if (pending_.size() == kSealChunk) {
      GG_RETURN_IF_ERROR(WriteChunk(pending_, false));
      pending_.clear();
    }
    const absl::string_view part = bytes.substr(0, kSealChunk - pending_.size());
    absl::StrAppend(&pending_, part);
    bytes.remove_prefix(part.size());
  }
  return absl::OkStatus();
}

absl::StatusOr<FileFacts> SealWriter::Finish() {
  GG_RETURN_IF_ERROR(WriteChunk(pending_, true));
  Wipe(pending_);
  return file_.Finish();
}

absl::StatusOr<SealReader> SealReader::Open(const std::string& path, const Secret& key,
                                            absl::string_view kind) {
  GG_ASSIGN_OR_RETURN(FileReader file, FileReader::Open(path));
  GG_ASSIGN_OR_RETURN(const std::string header, file.Read(kSealHeaderSize));
  const absl::StatusOr<std::string> stream_id = ParseSealHeader(header);
  if (absl::IsDataLoss(stream_id.status())) return BackupDamaged(path);
  GG_RETURN_IF_ERROR(stream_id.status());
  SealReader reader(path, std::move(file), StreamKey(key, kind, *stream_id));
  GG_ASSIGN_OR_RETURN(reader.ahead_, reader.file_.Read(kSealedChunk));
  return reader;
}

absl::StatusOr<std::optional<std::string>> SealReader::Next() {
  if (ended_) return std::nullopt;
  std::string sealed = std::move(ahead_);
  ahead_.clear();
  if (sealed.size() == kSealedChunk) {
    GG_ASSIGN_OR_RETURN(ahead_, file_.Read(kSealedChunk));
  }
  ended_ = ahead_.empty();
  std::optional<std::string> opened = AesGcmOpen(key_, NonceOf(chunk_, ended_), sealed, "");
  if (!opened.has_value() || (opened->empty() && chunk_ > 0)) return BackupDamaged(path_);
  ++chunk_;
  return opened;
}

absl::StatusOr<FileFacts> SealFile(const std::string& from, const std::string& to,
                                   const Secret& key, absl::string_view kind) {
  GG_ASSIGN_OR_RETURN(FileReader reader, FileReader::Open(from));
  GG_ASSIGN_OR_RETURN(SealWriter writer, SealWriter::Create(to, key, kind));
  std::string piece;
  do {
    GG_ASSIGN_OR_RETURN(piece, reader.Read(kSealChunk));
    GG_RETURN_IF_ERROR(writer.Write(piece));
  } while (piece.size() == kSealChunk);
  return writer.Finish();
}

absl::StatusOr<FileFacts> UnsealFile(const std::string& from, const std::string& to,
                                     const Secret& key, absl::string_view kind) {
  GG_ASSIGN_OR_RETURN(SealReader reader, SealReader::Open(from, key, kind));
  std::optional<FileWriter> writer;
  if (!to.empty()) {
    GG_ASSIGN_OR_RETURN(writer, FileWriter::Create(to));
  }
  for (;;) {
    GG_ASSIGN_OR_RETURN(const std::optional<std::string> piece, reader.Next());
    if (!piece.has_value()) break;
    if (writer.has_value()) GG_RETURN_IF_ERROR(writer->Write(*piece));
  }
  if (writer.has_value()) GG_RETURN_IF_ERROR(writer->Finish().status());
  return reader.Finish();
}

}  // namespace gridgov
