// Sessions: from a token to a Principal. Tokens are 256 random bits, only their SHA-256 is stored.
// What is read once stays in memory until a right changes (the rights epoch) or the day ends in
// China, since roles have dates; idle and absolute limits are checked on every call.
#ifndef GRIDGOV_SERVER_AUTH_SESSIONS_H_
#define GRIDGOV_SERVER_AUTH_SESSIONS_H_

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/auth/principal.h"
#include "server/store/txn.h"

namespace gridgov {

// Thread-safe.
class Sessions {
 public:
  explicit Sessions(const StoreContext& store) : store_(store) {}

  // A new token, and the hash to store.
  struct NewToken {
    std::string token;
    std::string hash;
  };
  static NewToken MakeToken();
  static std::string HashOf(absl::string_view token);

  // What a call knows of its caller.
  struct Entry {
    Principal principal;
    int64_t epoch = 0;
    std::string token_hash;
    std::string session_uid;
    absl::Time expire;
    absl::Duration idle;
    absl::Time day_ends;
    mutable std::atomic<int64_t> last_used_micros{0};
  };
  using Caller = std::shared_ptr<const Entry>;

  // The caller behind a token hash, from memory; nullptr if it must be loaded. Counts as use.
  // UNAUTHENTICATED, reason SESSION_ENDED, past a limit.
  absl::StatusOr<Caller> Find(const std::string& token_hash, absl::Time now);
  // Reads the caller. UNAUTHENTICATED, reason NOT_SIGNED_IN for an unknown token, SESSION_ENDED
  // for one that was revoked, has expired, or whose account is disabled.
  absl::StatusOr<Caller> Load(Connection& db, const std::string& token_hash, absl::Time now);

  // Raised after a commit that changes any right.
  int64_t epoch() const { return epoch_; }
  void RaiseEpoch() { ++epoch_; }

  // The sessions used since the last call, for the timer that keeps it on disk.
  std::vector<std::pair<std::string, absl::Time>> TakeUsed();

 private:
  const StoreContext& store_;
  std::atomic<int64_t> epoch_{1};
  std::mutex mu_;
  absl::flat_hash_map<std::string, std::shared_ptr<Entry>> by_token_;
  absl::flat_hash_map<std::string, absl::Time> flushed_;
};

// Who an account (16 bytes) is and what it may do now, without a session: for work that goes on in
// its name. PERMISSION_DENIED, reason ACCOUNT_ENDED, if it is disabled or gone.
absl::StatusOr<Principal> PresentRights(const Txn& txn, const std::string& account);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_AUTH_SESSIONS_H_
