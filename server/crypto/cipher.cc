#include "server/crypto/cipher.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/crypto/aes_gcm.h"
#include "server/crypto/hmac.h"
#include "server/crypto/random.h"

namespace gridgov {
namespace {

constexpr char kAes256Gcm = 1;
constexpr size_t kHeaderSize = 1 + Uuid::kSize;
static_assert(kSealOverhead == kHeaderSize + kGcmNonceSize + kGcmTagSize);

absl::Status Damaged() {
  return MakeError(absl::StatusCode::kDataLoss, "DAMAGED_CIPHERTEXT",
                   {.zh = "加密的内容已损坏或被改动，请从备份中恢复。",
                    .en = "The encrypted value is damaged or altered; restore it from a backup."});
}

absl::Status UnknownCipher() {
  return MakeError(absl::StatusCode::kDataLoss, "UNKNOWN_CIPHER",
                   {.zh = "加密的内容使用了本版本不认识的算法。",
                    .en = "The encrypted value names a cipher that this version does not know."});
}

absl::Status WrongKey() {
  return MakeError(
      absl::StatusCode::kDataLoss, "WRONG_KEY",
      {.zh = "加密的内容属于另一把密钥。", .en = "The encrypted value belongs to another key."});
}

std::string FullAad(absl::string_view header, absl::string_view aad) {
  return absl::StrCat(header, aad);
}

}  // namespace

std::string Seal(const Key& key, absl::string_view plaintext, absl::string_view aad) {
  const std::string header = absl::StrCat(absl::string_view(&kAes256Gcm, 1), key.id.bytes());
  const std::string nonce = RandomBytes(kGcmNonceSize);
  return absl::StrCat(header, nonce, AesGcmSeal(key.bytes, nonce, plaintext, FullAad(header, aad)));
}

absl::StatusOr<std::string> Open(const Key& key, absl::string_view blob, absl::string_view aad) {
  GG_ASSIGN_OR_RETURN(const Uuid id, KeyIdOf(blob));
  if (id != key.id) return WrongKey();
  const absl::string_view header = blob.substr(0, kHeaderSize);
  std::optional<std::string> plaintext =
      AesGcmOpen(key.bytes, blob.substr(kHeaderSize, kGcmNonceSize),
                 blob.substr(kHeaderSize + kGcmNonceSize), FullAad(header, aad));
  if (!plaintext.has_value()) return Damaged();
  return *std::move(plaintext);
}

absl::StatusOr<std::string> Open(KeyLookup lookup, absl::string_view blob, absl::string_view aad) {
  GG_ASSIGN_OR_RETURN(const Uuid id, KeyIdOf(blob));
  GG_ASSIGN_OR_RETURN(const Key key, lookup(id));
  return Open(key, blob, aad);
}

absl::StatusOr<Uuid> KeyIdOf(absl::string_view blob) {
  if (blob.size() < kSealOverhead) return Damaged();
  if (blob[0] != kAes256Gcm) return UnknownCipher();
  return Uuid::FromBytes(blob.substr(1, Uuid::kSize));
}

std::string Aad(absl::string_view table, absl::string_view column, absl::string_view row) {
  return JoinParts({table, column, row});
}

}  // namespace gridgov
