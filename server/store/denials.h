// Denials and failed sign-ins, merged per actor or address, method, reason and minute, so that
// nobody can make the server write by shouting. A timer journals them.
#ifndef GRIDGOV_SERVER_STORE_DENIALS_H_
#define GRIDGOV_SERVER_STORE_DENIALS_H_

#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include "server/store/txn.h"

namespace gridgov {

// One merged row to be journalled.
struct Denial {
  Actor actor;
  std::string method;
  std::string reason;
  int64_t count = 0;
};

// Thread-safe.
class Denials {
 public:
  void Add(const Actor& actor, const std::string& method, const std::string& reason) {
    std::lock_guard<std::mutex> lock(mu_);
    // Bounded: beyond it further kinds of denials of this minute are one row.
    const bool full = merged_.size() >= kMostKinds;
    Denial& denial = merged_[{full ? "" : actor.account, full ? "" : method, reason}];
    if (denial.count++ == 0) {
      denial.actor = full ? Actor() : actor;
      denial.method = full ? "various" : method;
      denial.reason = reason;
    }
  }
  std::vector<Denial> Take() {
    std::lock_guard<std::mutex> lock(mu_);
    std::vector<Denial> out;
    for (auto& [key, denial] : merged_) out.push_back(std::move(denial));
    merged_.clear();
    return out;
  }

 private:
  static constexpr size_t kMostKinds = 1000;
  std::mutex mu_;
  std::map<std::tuple<std::string, std::string, std::string>, Denial> merged_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_DENIALS_H_
