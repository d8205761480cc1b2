// SoakClient: one thread's worth of work: patrols and issues, each write with a request id of its
// own that is kept until the server has answered it, whatever happens to the server meanwhile.
#ifndef GRIDGOV_TESTS_SOAK_CLIENT_H_
#define GRIDGOV_TESTS_SOAK_CLIENT_H_

#include <atomic>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "tests/scene/scene.h"
#include "tests/soak/ledger.h"

namespace gridgov {

// Used by one thread at a time.
class SoakClient {
 public:
  SoakClient(const Scene& scene, std::string worker, std::string grid, Ledger ledger, uint64_t seed)
      : scene_(scene),
        worker_(std::move(worker)),
        grid_(std::move(grid)),
        ledger_(std::move(ledger)),
        random_(seed) {}

  // Writes until `stop`, or until the server is gone. An error is an answer that must not be:
  // a definite refusal of a write that is in order.
  absl::Status Work(const Channel& channel, const std::atomic<bool>& stop);
  // Repeats the write that is open, if any, until it is answered.
  absl::Status Settle(const Channel& channel);

  int64_t acked() const { return acked_; }
  // Resources that were acknowledged since the last call.
  std::vector<std::string> TakeFresh() { return std::exchange(fresh_, {}); }

 private:
  struct Open {
    LedgerEntry entry;
    std::string username;
    std::unique_ptr<google::protobuf::Message> request;
    bool patrol = false;
  };
  // An issue on its way: the acts that are left to do.
  struct Journey {
    std::string issue;
    size_t next = 0;
  };

  absl::Status Begin();
  // OK: answered. UNAVAILABLE: not known yet.
  absl::Status Send(const Channel& channel);
  void NewPatrol(Open& open);
  void NewIssue(Open& open);
  void NextAct(Open& open);

  const Scene& scene_;
  const std::string worker_;
  const std::string grid_;
  Ledger ledger_;
  std::mt19937_64 random_;
  std::optional<Open> open_;
  std::optional<Journey> journey_;
  std::vector<std::string> fresh_;
  int64_t acked_ = 0;
};

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SOAK_CLIENT_H_
