#include "server/store/keys.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/crypto/hmac.h"

namespace gridgov {
namespace {

absl::Status NoKey() {
  return MakeError(absl::StatusCode::kNotFound, "SUBJECT_KEY_MISSING",
                   {.zh = "该人员的个人信息没有密钥，可能已依法删除。",
                    .en = "There is no key to this person's data; it may have been erased."});
}

absl::StatusOr<Key> WrappingKey(const Secret& master) {
  if (master.size() < 32) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "WRONG_MASTER_KEY",
                     {.zh = "主密钥过短，应为 32 字节。",
                      .en = "The master key is too short; it has 32 bytes."});
  }
  const Secret id = DeriveKey(master, "id of the master key");
  GG_ASSIGN_OR_RETURN(const Uuid public_id, Uuid::FromBytes(id.bytes().substr(0, Uuid::kSize)));
  return Key{public_id, DeriveKey(master, "wrapping of subject keys")};
}

// Binds a wrapped key to its row: one subject's key does not open in another's place.
std::string WrapAad(const Uuid& subject, const Uuid& key_id) {
  return Aad("subject_keys", "wrapped", absl::StrCat(subject.bytes(), key_id.bytes()));
}

}  // namespace

absl::Status SubjectKeys::Create(const std::string& path, const Secret& master) {
  GG_ASSIGN_OR_RETURN(const Key wrapping, WrappingKey(master));
  return KeyFile::Create(path, wrapping.id);
}

absl::StatusOr<std::unique_ptr<SubjectKeys>> SubjectKeys::Open(const std::string& path,
                                                               const Secret& master,
                                                               SubjectKeysOptions options) {
  GG_ASSIGN_OR_RETURN(Key wrapping, WrappingKey(master));
  GG_ASSIGN_OR_RETURN(std::unique_ptr<KeyFile> file, KeyFile::Open(path, wrapping.id));
  return std::unique_ptr<SubjectKeys>(
      new SubjectKeys(std::move(file), std::move(wrapping), std::move(options)));
}

SubjectKeys::SubjectKeys(std::unique_ptr<KeyFile> file, Key master, SubjectKeysOptions options)
    : master_(std::move(master)),
      clock_(std::move(options.clock)),
      on_broken_(std::move(options.on_broken)),
      file_(std::move(file)),
      cache_(options.cached_keys) {}

SubjectKeys::~SubjectKeys() = default;

absl::StatusOr<Key> SubjectKeys::KeyFor(const Uuid& subject) {
  GG_ASSIGN_OR_RETURN(std::vector<Key> keys, KeysFor(absl::MakeConstSpan(&subject, 1)));
  return std::move(keys.front());
}

absl::StatusOr<std::vector<Key>> SubjectKeys::KeysFor(absl::Span<const Uuid> subjects) {
  KeyMap found;
  std::vector<Uuid> missing;
  for (const Uuid& subject : subjects) {
    std::optional<Key> key = cache_.BySubject(subject);
    if (key.has_value()) {
      found.insert_or_assign(subject, *std::move(key));
    } else {
      missing.push_back(subject);
    }
  }
  if (!missing.empty()) {
    GG_ASSIGN_OR_RETURN(KeyMap loaded, LoadOrMake(missing));
    found.merge(loaded);
  }
  std::vector<Key> keys;
  keys.reserve(subjects.size());
  for (const Uuid& subject : subjects) keys.push_back(found.at(subject).Clone());
  return keys;
}

absl::StatusOr<SubjectKeys::KeyMap> SubjectKeys::LoadOrMake(absl::Span<const Uuid> subjects) {
  const std::lock_guard<std::mutex> lock(file_mutex_);
  const absl::Time now = clock_();
  KeyMap keys;
  std::vector<KeyRow> rows;
  for (const Uuid& subject : subjects) {
    if (keys.contains(subject)) continue;
    GG_ASSIGN_OR_RETURN(const std::optional<KeyRow> row, file_->BySubject(subject));
    if (row.has_value()) {
      GG_ASSIGN_OR_RETURN(Key key, Load(row));
      keys.emplace(subject, std::move(key));
    } else {
      const auto made = keys.emplace(subject, Key::Random(Uuid::V7(now))).first;
      rows.push_back(Wrap(subject, made->second));
    }
  }
  if (!rows.empty()) {
    GG_RETURN_IF_ERROR(Written(file_->Insert(rows, now)));
  }
  for (const KeyRow& row : rows) cache_.Put(row.subject, keys.at(row.subject));
  return keys;
}

absl::StatusOr<Key> SubjectKeys::Find(const Uuid& subject) {
  if (std::optional<Key> key = cache_.BySubject(subject); key.has_value()) return *std::move(key);
  const std::lock_guard<std::mutex> lock(file_mutex_);
  GG_ASSIGN_OR_RETURN(const std::optional<KeyRow> row, file_->BySubject(subject));
  return Load(row);
}

absl::StatusOr<Key> SubjectKeys::FindById(const Uuid& key_id) {
  if (std::optional<Key> key = cache_.ById(key_id); key.has_value()) return *std::move(key);
  const std::lock_guard<std::mutex> lock(file_mutex_);
  GG_ASSIGN_OR_RETURN(const std::optional<KeyRow> row, file_->ById(key_id));
  return Load(row);
}

absl::Status SubjectKeys::Erase(absl::Span<const Uuid> subjects) {
  const std::lock_guard<std::mutex> lock(file_mutex_);
  const absl::Status erased = Written(file_->Erase(subjects));
  // Also after an error: the file then decides, and it may have got further than it could say.
  for (const Uuid& subject : subjects) cache_.Drop(subject);
  return erased;
}

absl::Status SubjectKeys::BackUpTo(const std::string& path) {
  const std::lock_guard<std::mutex> lock(file_mutex_);
  return file_->BackUpTo(path);
}

absl::StatusOr<Key> SubjectKeys::Load(const std::optional<KeyRow>& row) {
  if (!row.has_value()) return NoKey();
  GG_ASSIGN_OR_RETURN(std::string bytes,
                      gridgov::Open(master_, row->wrapped, WrapAad(row->subject, row->key_id)));
  Key key{row->key_id, Secret(bytes)};
  Wipe(bytes);
  cache_.Put(row->subject, key);
  return key;
}

absl::Status SubjectKeys::Written(absl::Status status) {
  if (!file_->broken().ok() && on_broken_) on_broken_(file_->broken());
  return status;
}

KeyRow SubjectKeys::Wrap(const Uuid& subject, const Key& key) const {
  return {subject, key.id, Seal(master_, key.bytes.bytes(), WrapAad(subject, key.id))};
}

}  // namespace gridgov
