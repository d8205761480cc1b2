// Ledger: what one client meant to do and what was acknowledged, synced to disk before the client
// goes on, so that it can be held against the database after any crash.
#ifndef GRIDGOV_TESTS_SOAK_LEDGER_H_
#define GRIDGOV_TESTS_SOAK_LEDGER_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace gridgov {

// One write.
struct LedgerEntry {
  std::string request_id;
  std::string act;       // "patrol", "create", "accept", "dispatch", "start", "finish", "close".
  std::string resource;  // Its name, minted by the client.
  bool acked = false;
};

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
absl::StatusOr<std::map<std::string, LedgerEntry>> ReadLedger(const std::string& path);

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SOAK_LEDGER_H_
