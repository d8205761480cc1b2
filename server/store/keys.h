// SubjectKeys: one encryption key per person that the data is about (a reporter, a party, an
// account holder). Erasing the key erases every field sealed with it, in the rows, the journal and,
// once its own copies have aged out, the backups.
//
// The keys lie in keys.db, a SQLite file of their own, each wrapped by a master key that is kept
// elsewhere. The order to keep: a key is on disk before the row that uses it is committed, and goes
// after the journal row of the erasure.
//
// One object per file, and no other process or connection on it (it holds SQLite's exclusive lock).
// Safe from every thread: a key in the cache is found without waiting for anybody's disk; all
// else takes turns.
#ifndef GRIDGOV_SERVER_STORE_KEYS_H_
#define GRIDGOV_SERVER_STORE_KEYS_H_

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "proto/cpp/uuid.h"
#include "server/crypto/cipher.h"
#include "server/crypto/secret.h"
#include "server/store/key_cache.h"
#include "server/store/key_file.h"

namespace gridgov {

struct SubjectKeysOptions {
  // How many unwrapped keys stay in memory.
  size_t cached_keys = 10'000;
  std::function<absl::Time()> clock = absl::Now;
  // A write to the file failed for good: what is on disk is unknown, and until the file is opened
  // again no key can be made. The server ends itself here.
  std::function<void(const absl::Status&)> on_broken;
};

// Whatever a call says below, a file that fails gives UNAVAILABLE, reason KEY_STORE_FAILED; a full
// disk RESOURCE_EXHAUSTED, STORAGE_FULL; a broken file DATA_LOSS, KEY_STORE_DAMAGED. After
// KEY_STORE_FAILED on a write, what is on disk is unknown: every later write gives the same error,
// until the file is opened again.
class SubjectKeys {
 public:
  // An empty key store in a new file, mode 0600; ALREADY_EXISTS, reason KEY_STORE_EXISTS, if there
  // is one. Nothing stays open.
  static absl::Status Create(const std::string& path, const Secret& master);

  // The key store in `path`. NOT_FOUND, reason KEY_STORE_MISSING, instead of ever making one in a
  // lost file's place; FAILED_PRECONDITION, reason WRONG_MASTER_KEY, KEY_STORE_TOO_NEW or
  // KEY_STORE_IN_USE.
  static absl::StatusOr<std::unique_ptr<SubjectKeys>> Open(const std::string& path,
                                                           const Secret& master,
                                                           SubjectKeysOptions options = {});
  ~SubjectKeys();
  SubjectKeys(const SubjectKeys&) = delete;
  SubjectKeys& operator=(const SubjectKeys&) = delete;

  // The subject's key; a new one if it has none, on disk before this returns. An erased subject
  // gets a new key, which opens nothing of the old.
  absl::StatusOr<Key> KeyFor(const Uuid& subject);

  // The same for several, in their order, with one sync of the disk for all new ones; all or none.
  absl::StatusOr<std::vector<Key>> KeysFor(absl::Span<const Uuid> subjects);

  // The subject's key; NOT_FOUND, reason SUBJECT_KEY_MISSING, if it never had one or is erased.
  absl::StatusOr<Key> Find(const Uuid& subject);

  // The key with this id, as a sealed field names it; NOT_FOUND as Find() says.
  absl::StatusOr<Key> FindById(const Uuid& key_id);

  // Erases the keys of these subjects from cache and file. Once it returns OK, neither keys.db nor
  // its log holds their bytes, and no call here finds them. A subject without a key is no error.
  absl::Status Erase(absl::Span<const Uuid> subjects);
  absl::Status Erase(const Uuid& subject) { return Erase(absl::MakeConstSpan(&subject, 1)); }

  // Writes a consistent copy of the file, still wrapped, to the new file `path`, mode 0600.
  absl::Status BackUpTo(const std::string& path);

 private:
  SubjectKeys(std::unique_ptr<KeyFile> file, Key master, SubjectKeysOptions options);

  using KeyMap = absl::flat_hash_map<Uuid, Key>;

  // The keys of subjects that the cache does not have, from the file or new.
  absl::StatusOr<KeyMap> LoadOrMake(absl::Span<const Uuid> subjects);

  // The key of a row, NOT_FOUND for no row; wants `file_mutex_` held, since the key goes to the
  // cache.
  absl::StatusOr<Key> Load(const std::optional<KeyRow>& row);
  KeyRow Wrap(const Uuid& subject, const Key& key) const;
  // What a write to the file came to, told on if it failed for good.
  absl::Status Written(absl::Status status);

  const Key master_;
  const std::function<absl::Time()> clock_;
  const std::function<void(const absl::Status&)> on_broken_;

  // Held over reading or changing the file together with what follows from it in the cache, so that
  // no reader puts a key back that an erasure has just dropped. Taken before the cache's own lock.
  std::mutex file_mutex_;
  std::unique_ptr<KeyFile> file_;
  KeyCache cache_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_KEYS_H_
