#include "tests/soak/checks.h"

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "proto/cpp/uuid.h"
#include "tests/soak/ledger.h"

namespace gridgov {
namespace {

// A database that is only read. Used by one thread.
class Database {
 public:
  explicit Database(const std::string& path) {
    if (sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) {
      broken_ = absl::StrCat("cannot open ", path);
    }
    sqlite3_exec(db_, "PRAGMA query_only=ON", nullptr, nullptr, nullptr);
  }
  ~Database() { sqlite3_close(db_); }

  // Each row's columns as text; blobs as they are.
  void Rows(const char* sql, const std::function<void(const std::vector<std::string>&)>& fn) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db_, sql, -1, &statement, nullptr) != SQLITE_OK) {
      broken_ = sqlite3_errmsg(db_);
      return;
    }
    int code = SQLITE_OK;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
      std::vector<std::string> row;
      for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        const auto* data = static_cast<const char*>(sqlite3_column_blob(statement, i));
        row.emplace_back(data == nullptr ? "" : data,
                         static_cast<size_t>(sqlite3_column_bytes(statement, i)));
      }
      fn(row);
    }
    if (code != SQLITE_DONE) broken_ = sqlite3_errmsg(db_);
    sqlite3_finalize(statement);
  }
  // What went wrong; empty if nothing did.
  const std::string& broken() const { return broken_; }

 private:
  sqlite3* db_ = nullptr;
  std::string broken_;
};

std::string NameOf(const char* collection, const std::string& uid) {
  const auto id = Uuid::FromBytes(uid);
  return absl::StrCat(collection, "/", id.ok() ? id->ToString() : "?");
}

void CheckSound(Database& db, Report& report) {
  db.Rows("PRAGMA integrity_check", [&](const auto& row) {
    if (row[0] != "ok") report.Breach("I5", absl::StrCat("integrity_check: ", row[0]));
  });
  db.Rows("PRAGMA foreign_key_check", [&](const auto& row) {
    report.Breach("I5", absl::StrCat("foreign_key_check: ", row[0], " ", row[1]));
  });
  if (!db.broken().empty()) report.Breach("I5", db.broken());
  report.Count("integrity checks");
}

// How often each thing is in the database.
struct Found {
  std::map<std::string, int> rows;       // By name.
  std::map<std::string, int> steps;      // By issue and act.
  std::map<std::string, int> requests;   // In the journal, by request id.
  std::map<std::string, int> creations;  // In the journal, by the resource that was made.
};

Found ReadAll(Database& db) {
  Found found;
  db.Rows("SELECT uid FROM patrols",
          [&](const auto& row) { ++found.rows[NameOf("patrols", row[0])]; });
  db.Rows("SELECT uid FROM issues",
          [&](const auto& row) { ++found.rows[NameOf("issues", row[0])]; });
  db.Rows("SELECT issue, act FROM issue_steps", [&](const auto& row) {
    ++found.steps[absl::StrCat(NameOf("issues", row[0]), " ", row[1])];
  });
  db.Rows("SELECT request_id FROM journal WHERE request_id IS NOT NULL",
          [&](const auto& row) { ++found.requests[row[0]]; });
  db.Rows("SELECT resource FROM journal WHERE version = 1",
          [&](const auto& row) { ++found.creations[row[0]]; });
  return found;
}

int CountOf(const std::map<std::string, int>& counts, const std::string& what) {
  const auto it = counts.find(what);
  return it == counts.end() ? 0 : it->second;
}

void CheckEntry(const LedgerEntry& entry, const Found& found, Report& report) {
  const bool makes = entry.act == "patrol" || entry.act == "create";
  const int journal = CountOf(found.requests, entry.request_id);
  const int done = makes ? CountOf(found.rows, entry.resource)
                         : CountOf(found.steps, absl::StrCat(entry.resource, " ", entry.act));
  const int least = entry.acked ? 1 : 0;
  // Row and journal are one transaction: there is no part of a write.
  if (journal == done && journal >= least && journal <= 1) return;
  report.Breach(
      "I1", absl::StrCat(entry.act, " of ", entry.resource, entry.acked ? ", acknowledged," : "",
                         " is there ", done, " times, in the journal ", journal, " times"));
}

}  // namespace

void ChainWitness::Check(const Scene& scene, Report& report) {
  v1::VerifyAuditChainRequest request;
  if (head_.seq() > 0) *request.mutable_head() = head_;
  v1::VerifyAuditChainResponse verdict;
  int64_t checked = 0;
  do {
    request.set_after_seq(verdict.next_after_seq());
    auto slice = scene.Call<v1::VerifyAuditChainResponse>("auditadmin", request);
    if (!slice.ok()) return report.Breach("I2", slice.status().ToString());
    verdict = *std::move(slice);
    checked += verdict.checked();
    if (!verdict.intact()) report.Breach("I2", verdict.finding());
  } while (verdict.next_after_seq() > 0);
  report.Count("chains verified");
  if (checked < checked_) {
    report.Breach("I2", absl::StrCat("the chain had ", checked_, " rows and has ", checked));
  }
  checked_ = checked;
  if (verdict.head().seq() > head_.seq()) head_ = verdict.head();
}

void CheckReadable(const Scene& scene, const std::vector<std::string>& resources, Report& report) {
  const std::set<std::string> each(resources.begin(), resources.end());
  for (const std::string& name : each) {
    absl::Status status;
    if (absl::StartsWith(name, "patrols/")) {
      v1::GetPatrolRequest request;
      request.set_name(name);
      status = scene.Call<v1::Patrol>("office1", request).status();
    } else {
      v1::GetIssueRequest request;
      request.set_name(name);
      status = scene.Call<v1::Issue>("office1", request).status();
    }
    report.Count("reads of acknowledged writes");
    if (!status.ok()) report.Breach("I1", absl::StrCat(name, ": ", status.ToString()));
  }
}

void CheckCopy(const Scene& scene, Report& report) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(scene.folder()) / "copy";
  fs::remove_all(folder);
  fs::create_directories(folder);
  // Without the shared memory: opening recovers from the log alone.
  for (const char* file : {"gridgov.db", "gridgov.db-wal"}) {
    std::error_code missing;
    fs::copy_file(fs::path(scene.data()) / file, folder / file, missing);
  }
  Database db(folder / "gridgov.db");
  CheckSound(db, report);
}

void CheckDatabase(const Scene& scene, const std::vector<std::string>& ledgers, Report& report) {
  Database db(scene.data() + "/gridgov.db");
  CheckSound(db, report);
  const Found found = ReadAll(db);
  if (!db.broken().empty()) return report.Breach("I1", db.broken());
  std::set<std::string> meant;
  for (const std::string& path : ledgers) {
    const auto entries = ReadLedger(path);
    if (!entries.ok()) return report.Breach("I1", entries.status().ToString());
    for (const auto& [request_id, entry] : *entries) {
      CheckEntry(entry, found, report);
      meant.insert(entry.resource);
      report.Count(entry.acked ? "writes acknowledged" : "writes never answered");
    }
  }
  for (const auto& [name, count] : found.rows) {
    if (!meant.contains(name)) report.Breach("I1", absl::StrCat("nobody meant ", name));
    if (CountOf(found.creations, name) != 1) {
      report.Breach("I1", absl::StrCat(name, " was made without its row in the journal"));
    }
  }
}

}  // namespace gridgov
