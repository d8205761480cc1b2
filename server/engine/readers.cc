#include "server/engine/readers.h"

#include <utility>

#include "absl/time/clock.h"
#include "proto/cpp/status_macros.h"
#include "server/engine/overload.h"

namespace gridgov {
namespace {

// Long readers stop the write-ahead log from starting anew.
constexpr absl::Duration kLongestRead = absl::Seconds(5);

}  // namespace

absl::StatusOr<std::unique_ptr<Readers>> Readers::Open(Engine& engine, int count) {
  auto readers = std::make_unique<Readers>();
  for (int i = 0; i < count; ++i) {
    GG_ASSIGN_OR_RETURN(auto connection, engine.OpenReader());
    readers->free_.push_back({std::move(connection), 0});
  }
  return readers;
}

absl::StatusOr<Readers::Loan> Readers::Borrow(absl::Time deadline) {
  const absl::Time end = std::min(deadline, absl::Now() + kLongestRead);
  Idle idle;
  int64_t commit = 0;
  {
    std::unique_lock<std::mutex> lock(mu_);
    if (free_.empty()) ++waits_;
    if (!free_cv_.wait_until(lock, absl::ToChronoTime(end), [this] { return !free_.empty(); })) {
      return end == deadline ? DeadlinePassed() : Busy();
    }
    idle = std::move(free_.back());
    free_.pop_back();
    commit = commit_;
  }
  // Until it has begun anew it is what it was: should that fail, it must not pass for fresh.
  Loan loan(this, std::move(idle.connection), idle.commit);
  (*loan).SetDeadline(end);
  if ((*loan).InTransaction()) {
    if (idle.commit == commit) return loan;
    GG_RETURN_IF_ERROR((*loan).Execute("COMMIT", {}).status());
  }
  GG_RETURN_IF_ERROR((*loan).Execute("BEGIN", {}).status());
  loan.commit_ = commit;
  return loan;
}

Readers::Loan::~Loan() {
  if (connection_ == nullptr) return;
  connection_->SetDeadline(absl::InfiniteFuture());
  readers_->Return({std::move(connection_), commit_});
}

void Readers::Return(Idle idle) {
  {
    std::unique_lock<std::mutex> lock(mu_);
    if (idle.commit != commit_ && idle.connection->InTransaction()) {
      lock.unlock();
      (void)idle.connection->Execute("COMMIT", {});
      lock.lock();
    }
    free_.push_back(std::move(idle));
  }
  free_cv_.notify_one();
}

void Readers::OnCommit() {
  std::lock_guard<std::mutex> lock(mu_);
  ++commit_;
  EndIdleSnapshotsLocked();
}

void Readers::EndIdleSnapshots() {
  std::lock_guard<std::mutex> lock(mu_);
  EndIdleSnapshotsLocked();
}

void Readers::EndIdleSnapshotsLocked() {
  for (Idle& idle : free_) {
    if (idle.connection->InTransaction()) (void)idle.connection->Execute("COMMIT", {});
  }
}

int64_t Readers::waits() const {
  std::lock_guard<std::mutex> lock(mu_);
  return waits_;
}

}  // namespace gridgov
