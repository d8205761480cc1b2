#include "server/engine/readers.h"

#include <utility>

#include "absl/time/clock.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"

namespace gridgov {
namespace {

// Long readers stop the write-ahead log from starting anew.
constexpr absl::Duration kLongestRead = absl::Seconds(5);

}  // namespace

absl::StatusOr<std::unique_ptr<Readers>> Readers::Open(Engine& engine, int count) {
  auto readers = std::make_unique<Readers>();
  for (int i = 0; i < count; ++i) {
    GG_ASSIGN_OR_RETURN(auto connection, engine.OpenReader());
    readers->free_.push_back(std::move(connection));
  }
  return readers;
}

absl::StatusOr<Readers::Loan> Readers::Borrow(absl::Time deadline) {
  std::unique_ptr<Connection> connection;
  {
    std::unique_lock<std::mutex> lock(mu_);
    if (free_.empty()) ++waits_;
    if (!free_cv_.wait_until(lock,
                             absl::ToChronoTime(std::min(deadline, absl::Now() + kLongestRead)),
                             [this] { return !free_.empty(); })) {
      return MakeError(
          absl::StatusCode::kResourceExhausted, "BUSY",
          {.zh = "服务器繁忙，请稍后重试。", .en = "The server is busy. Try again shortly."});
    }
    connection = std::move(free_.back());
    free_.pop_back();
  }
  Loan loan(this, std::move(connection));
  (*loan).SetDeadline(std::min(deadline, absl::Now() + kLongestRead));
  GG_RETURN_IF_ERROR((*loan).Execute("BEGIN", {}).status());
  return loan;
}

Readers::Loan::~Loan() {
  if (connection_ == nullptr) return;
  connection_->SetDeadline(absl::InfiniteFuture());
  if (connection_->InTransaction()) (void)connection_->Execute("COMMIT", {});
  readers_->Return(std::move(connection_));
}

void Readers::Return(std::unique_ptr<Connection> connection) {
  {
    std::lock_guard<std::mutex> lock(mu_);
    free_.push_back(std::move(connection));
  }
  free_cv_.notify_one();
}

int64_t Readers::waits() const {
  std::lock_guard<std::mutex> lock(mu_);
  return waits_;
}

}  // namespace gridgov
