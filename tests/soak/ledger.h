// Ledger: what one client meant to do and what was acknowledged, synced to disk before the client
// goes on, so that it can be held against the database after any crash.
#ifndef GRIDGOV_TESTS_SOAK_LEDGER_H_
#define GRIDGOV_TESTS_SOAK_LEDGER_H_

#include <string>

#include "absl/status/statusor.h"
#include "tests/support/ledger_checks.h"

namespace gridgov {

// Used by one thread.
class Ledger {
 public:
  static absl::StatusOr<Ledger> Open(const std::string& path);
  Ledger(Ledger&& other) noexcept;
  ~Ledger();

  // Durable when they return.
  absl::Status Intend(const LedgerEntry& entry);
  absl::Status Acknowledge(const std::string& request_id);

 private:
  explicit Ledger(int file) : file_(file) {}
  absl::Status Append(const std::string& line);
  int file_;
};

// All entries of a ledger's file, by request id.
absl::StatusOr<LedgerEntries> ReadLedger(const std::string& path);

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SOAK_LEDGER_H_
