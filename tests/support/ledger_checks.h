// What a database must hold after a crash, against what its clients meant and were answered: I1 and
// I5. Used where the file lies on a real disk (tests/soak) and on one in memory (tests/crash).
#ifndef GRIDGOV_TESTS_SUPPORT_LEDGER_CHECKS_H_
#define GRIDGOV_TESTS_SUPPORT_LEDGER_CHECKS_H_

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/support/findings.h"

struct sqlite3;

namespace gridgov {

// One write.
struct LedgerEntry {
  std::string request_id;
  // "patrol", "create", "enter" (an issue with its reporter), or an act on an issue: "accept", ...
  std::string act;
  std::string resource;  // Its name, minted by the client.
  bool acked = false;
};
// By request id.
using LedgerEntries = std::map<std::string, LedgerEntry>;

// A database that is only read. Used by one thread.
class Database {
 public:
  explicit Database(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Each row's columns as text; blobs as they are.
  void Rows(const std::string& sql, const std::function<void(const std::vector<std::string>&)>& fn);
  // What went wrong; empty if nothing did.
  const std::string& broken() const { return broken_; }

 private:
  sqlite3* db_ = nullptr;
  std::string broken_;
};

// I5: integrity and foreign keys.
void CheckSound(Database& db, Findings& report);

// I1: each write was done exactly once and whole if it was acknowledged, else that or not at all;
// and no issue or patrol is there that is neither of the ledger nor one of `others`.
void CheckLedger(Database& db, const LedgerEntries& entries, const std::set<std::string>& others,
                 Findings& report);

// "issues/0192...", from an id as it is stored.
std::string NameOf(const char* collection, const std::string& uid);

// The issues and patrols that are there.
std::set<std::string> NamesIn(Database& db);

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SUPPORT_LEDGER_CHECKS_H_
