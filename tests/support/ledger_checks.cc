#include "tests/support/ledger_checks.h"

#include <sqlite3.h>

#include "absl/strings/str_cat.h"
#include "proto/cpp/uuid.h"
#include "server/engine/sqlite/checksum_vfs.h"

namespace gridgov {

std::string NameOf(const char* collection, const std::string& uid) {
  const auto id = Uuid::FromBytes(uid);
  return absl::StrCat(collection, "/", id.ok() ? id->ToString() : "?");
}

namespace {

// How often each thing is in the database.
struct Found {
  std::map<std::string, int> rows;       // By name.
  std::map<std::string, int> steps;      // By issue and act.
  std::map<std::string, int> requests;   // In the journal, by request id.
  std::map<std::string, int> creations;  // In the journal, by the resource that was made.
  std::map<std::string, int> reporters;  // By issue.
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
  db.Rows("SELECT issue FROM issue_reporters",
          [&](const auto& row) { ++found.reporters[NameOf("issues", row[0])]; });
  db.Rows("SELECT resource FROM journal WHERE version = 1",
          [&](const auto& row) { ++found.creations[row[0]]; });
  return found;
}

int CountOf(const std::map<std::string, int>& counts, const std::string& what) {
  const auto it = counts.find(what);
  return it == counts.end() ? 0 : it->second;
}

void CheckEntry(const LedgerEntry& entry, const Found& found, Findings& report) {
  const bool enters = entry.act == "enter";
  const bool makes = entry.act == "patrol" || entry.act == "create" || enters;
  const int journal = CountOf(found.requests, entry.request_id);
  const int done = makes ? CountOf(found.rows, entry.resource)
                         : CountOf(found.steps, absl::StrCat(entry.resource, " ", entry.act));
  const int least = entry.acked ? 1 : 0;
  // Row and journal are one transaction: there is no part of a write.
  const int reporters = CountOf(found.reporters, entry.resource);
  if (journal == done && journal >= least && journal <= 1 && (!enters || reporters == done)) return;
  report.Breach(
      "I1", absl::StrCat(entry.act, " of ", entry.resource, entry.acked ? ", acknowledged," : "",
                         " is there ", done, " times, in the journal ", journal, " times"));
}

}  // namespace

Database::Database(const std::string& path) {
  if (sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE, ChecksumVfs()) != SQLITE_OK) {
    broken_ = absl::StrCat("cannot open ", path);
  }
  sqlite3_exec(db_, "PRAGMA query_only=ON", nullptr, nullptr, nullptr);
}

Database::~Database() { sqlite3_close(db_); }

void Database::Rows(const std::string& sql,
                    const std::function<void(const std::vector<std::string>&)>& fn) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
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

void CheckSound(Database& db, Findings& report) {
  db.Rows("PRAGMA integrity_check", [&](const auto& row) {
    if (row[0] != "ok") report.Breach("I5", absl::StrCat("integrity_check: ", row[0]));
  });
  db.Rows("PRAGMA foreign_key_check", [&](const auto& row) {
    report.Breach("I5", absl::StrCat("foreign_key_check: ", row[0], " ", row[1]));
  });
  if (!db.broken().empty()) report.Breach("I5", db.broken());
  report.Count("integrity checks");
}

std::set<std::string> NamesIn(Database& db) {
  std::set<std::string> names;
  for (const auto& [name, count] : ReadAll(db).rows) names.insert(name);
  return names;
}

void CheckLedger(Database& db, const LedgerEntries& entries, const std::set<std::string>& others,
                 Findings& report) {
  const Found found = ReadAll(db);
  if (!db.broken().empty()) return report.Breach("I1", db.broken());
  std::set<std::string> meant = others;
  for (const auto& [request_id, entry] : entries) {
    CheckEntry(entry, found, report);
    meant.insert(entry.resource);
    report.Count(entry.acked ? "writes acknowledged" : "writes never answered");
  }
  for (const auto& [name, count] : found.rows) {
    if (!meant.contains(name)) report.Breach("I1", absl::StrCat("nobody meant ", name));
    if (!others.contains(name) && CountOf(found.creations, name) != 1) {
      report.Breach("I1", absl::StrCat(name, " was made without its row in the journal"));
    }
  }
}

}  // namespace gridgov
