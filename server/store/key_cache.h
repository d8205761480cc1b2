// KeyCache: the unwrapped subject keys used last, found by subject or by key id. Part of
// SubjectKeys. Safe from every thread.
#ifndef GRIDGOV_SERVER_STORE_KEY_CACHE_H_
#define GRIDGOV_SERVER_STORE_KEY_CACHE_H_

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "proto/cpp/uuid.h"
#include "server/crypto/cipher.h"

namespace gridgov {

class KeyCache {
 public:
  // Keeps at most `capacity` keys; 0 keeps none.
  explicit KeyCache(size_t capacity) : capacity_(capacity) {}

  // A copy of the key, or nothing; what is found counts as used now.
  std::optional<Key> BySubject(const Uuid& subject);
  std::optional<Key> ById(const Uuid& key_id);

  // In place of what the subject had; the key unused for longest makes room.
  void Put(const Uuid& subject, const Key& key);

  void Drop(const Uuid& subject);

  size_t size() const;

 private:
  struct Entry {
    Uuid subject;
    Key key;
  };
  using Entries = std::list<Entry>;

  // These want `mutex_` held.
  Key Use(Entries::iterator entry);
  void Remove(Entries::iterator entry);

  const size_t capacity_;
  mutable std::mutex mutex_;
  Entries entries_;  // The one used last stands first.
  absl::flat_hash_map<Uuid, Entries::iterator> by_subject_;
  absl::flat_hash_map<Uuid, Entries::iterator> by_id_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_KEY_CACHE_H_
