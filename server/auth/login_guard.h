// LoginGuard: wrong passwords. Counted in memory per account and per address, so that noise makes
// the server write nothing; five in a row lock an account for 15 minutes, which is written.
#ifndef GRIDGOV_SERVER_AUTH_LOGIN_GUARD_H_
#define GRIDGOV_SERVER_AUTH_LOGIN_GUARD_H_

#include <map>
#include <mutex>
#include <string>

#include "absl/time/time.h"

namespace gridgov {

inline constexpr int kFailuresToLock = 5;
inline constexpr absl::Duration kLockTime = absl::Minutes(15);
// An address may fail so often within a minute; beyond it every sign-in from there is refused.
inline constexpr int kFailuresPerAddress = 30;

// Thread-safe; bounded.
class LoginGuard {
 public:
  // Whether this address may try now.
  bool Allows(const std::string& address, absl::Time now) {
    std::lock_guard<std::mutex> lock(mu_);
    const auto it = addresses_.find(address);
    return it == addresses_.end() || now >= it->second.since + absl::Minutes(1) ||
           it->second.count < kFailuresPerAddress;
  }
  // Answers true when this failure is the one that locks the account.
  bool Failed(const std::string& address, const std::string& username, absl::Time now) {
    std::lock_guard<std::mutex> lock(mu_);
    Count(addresses_, address, now, absl::Minutes(1));
    return Count(accounts_, username, now, kLockTime) == kFailuresToLock;
  }
  void Succeeded(const std::string& username) {
    std::lock_guard<std::mutex> lock(mu_);
    accounts_.erase(username);
  }

 private:
  struct Failures {
    absl::Time since;
    int count = 0;
  };
  using Map = std::map<std::string, Failures>;
  static int Count(Map& map, const std::string& key, absl::Time now, absl::Duration window) {
    constexpr size_t kMost = 20000;
    if (map.size() >= kMost) map.clear();
    Failures& failures = map[key];
    if (now >= failures.since + window) failures = {now, 0};
    return ++failures.count;
  }

  std::mutex mu_;
  Map addresses_;
  Map accounts_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_AUTH_LOGIN_GUARD_H_
