#include "server/store/key_cache.h"

#include <iterator>

namespace gridgov {

std::optional<Key> KeyCache::BySubject(const Uuid& subject) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = by_subject_.find(subject);
  if (found == by_subject_.end()) return std::nullopt;
  return Use(found->second);
}

std::optional<Key> KeyCache::ById(const Uuid& key_id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = by_id_.find(key_id);
  if (found == by_id_.end()) return std::nullopt;
  return Use(found->second);
}

void KeyCache::Put(const Uuid& subject, const Key& key) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (const auto old = by_subject_.find(subject); old != by_subject_.end()) Remove(old->second);
  if (capacity_ == 0) return;
  if (entries_.size() == capacity_) Remove(std::prev(entries_.end()));
  entries_.push_front({subject, key.Clone()});
  by_subject_[subject] = entries_.begin();
  by_id_[key.id] = entries_.begin();
}

void KeyCache::Drop(const Uuid& subject) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (const auto found = by_subject_.find(subject); found != by_subject_.end()) {
    Remove(found->second);
  }
}

size_t KeyCache::size() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return entries_.size();
}

Key KeyCache::Use(Entries::iterator entry) {
  entries_.splice(entries_.begin(), entries_, entry);
  return entry->key.Clone();
}

void KeyCache::Remove(Entries::iterator entry) {
  by_subject_.erase(entry->subject);
  by_id_.erase(entry->key.id);
  entries_.erase(entry);
}

}  // namespace gridgov
