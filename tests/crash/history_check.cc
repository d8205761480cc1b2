// What must hold of what a history left.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/cpp/names.h"
#include "proto/cpp/uuid.h"
#include "server/crypto/hmac.h"
#include "server/store/tables/tables.h"
#include "tests/crash/history.h"

namespace gridgov {

void History::Crash(bool power) {
  disk_.Kill();
  machine_.reset();
  if (power) {
    disk_.CutPower();
  } else {
    disk_.EndProcess();
  }
}

void History::CheckChain() {
  const auto reader = machine_->readers().Borrow(absl::Now() + absl::Seconds(5));
  if (!reader.ok()) return report_.Breach("I2", InWords(reader.status()));
  const auto verdict = machine_->journal().Verify(**reader, head_, 0, int64_t{1} << 40);
  if (!verdict.ok()) return report_.Breach("I2", InWords(verdict.status()));
  if (verdict->finding != ChainVerdict::Finding::kIntact) {
    return report_.Breach("I2", absl::StrCat("the chain breaks at row ", verdict->first_bad_seq));
  }
  if (verdict->checked >= seq_) return;
  report_.Breach("I2", absl::StrCat("the chain has ", verdict->checked, " rows, and had ", seq_,
                                    " when a write was acknowledged"));
}

// A key is on disk before the row that it seals.
void History::CheckKeys(Database& db) {
  for (const TableBase* table : AllTables()) {
    for (const Column& column : table->columns()) {
      if (column.kind() != Column::Kind::kPersonal) continue;
      db.Rows(absl::StrCat("SELECT ", column.name(), " FROM ", table->spec().table, " WHERE ",
                           column.name(), " IS NOT NULL"),
              [&](const auto& row) {
                const auto id = KeyIdOf(row[0]);
                const absl::Status found =
                    id.ok() ? machine_->keys().FindById(*id).status() : absl::Status(id.status());
                if (!found.ok()) {
                  report_.Breach("I1", absl::StrCat(table->spec().table, ".", column.name(), ": ",
                                                    InWords(found)));
                }
              });
    }
  }
}

// All rows of an import or none, and every session that was answered.
void History::CheckUnledgered(Database& db) {
  std::map<std::string, int> rows;
  db.Rows("SELECT code FROM deadline_classes",
          [&](const auto& row) { ++rows[row[0].substr(0, row[0].find('_') + 1)]; });
  for (const auto& [prefix, import] : imports_) {
    const int found = rows[prefix];
    if (found == import.rows || (found == 0 && !import.acked)) continue;
    report_.Breach("I1", absl::StrCat("an import of ", import.rows, " rows left ", found));
  }
  std::set<std::string> sessions;
  db.Rows("SELECT uid FROM sessions", [&](const auto& row) { sessions.insert(row[0]); });
  for (const std::string& name : sessions_) {
    if (!sessions.contains(IdBytes(name))) report_.Breach("I1", absl::StrCat(name, " is lost"));
  }
}

// Who was erased by the chain's word has no key any more.
void History::CheckErasures(Database& db) {
  db.Rows(
      "SELECT resource FROM journal WHERE resource >= 'issueReporters/' AND resource < "
      "'issueReporters0' AND changes LIKE '%\"erased\"%'",
      [&](const auto& row) {
        report_.Count("erasures");
        const auto id = Uuid::Parse(SplitName(row[0]).id);
        if (!absl::IsNotFound(machine_->keys().Find(*id).status())) {
          report_.Breach("L9", absl::StrCat(row[0], " is erased and still has a key"));
        }
      });
}

std::string History::DigestOf(Database& db) {
  std::vector<std::string> tables;
  db.Rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
          [&](const auto& row) { tables.push_back(row[0]); });
  std::string all;
  for (const std::string& table : tables) {
    db.Rows(absl::StrCat("SELECT * FROM ", table), [&](const std::vector<std::string>& row) {
      absl::StrAppend(&all, table);
      for (const std::string& value : row) absl::StrAppend(&all, JoinParts({value}));
    });
    all = Sha256(all);
  }
  return all;
}

std::string History::Judge(const std::set<std::string>& digests) {
  if (!Start()) return "refused";
  Findings told({}, /*quiet=*/true);
  History judge(disk_, place_, 0, told, options_);
  judge.machine_ = std::move(machine_);
  Database db(place_.database());
  CheckSound(db, told);
  judge.CheckChain();
  judge.CheckKeys(db);
  const std::string digest = DigestOf(db);
  if (told.breaches() > 0 || !db.broken().empty()) return "reported";
  return digests.contains(digest) ? "whole" : "wrong";
}

void History::CheckAll() {
  Database db(place_.database());
  CheckSound(db, report_);
  LedgerEntries entries;
  for (const auto& [id, write] : writes_) entries[id] = write.entry;
  const std::set<std::string> none;
  CheckLedger(db, entries, bare_ ? none : place_.issues, report_);
  CheckChain();
  CheckKeys(db);
  CheckUnledgered(db);
  if (!db.broken().empty()) report_.Breach("I5", db.broken());
}

void History::Check() {
  if (bare_ && !made_) return;
  if (!Start()) return report_.Breach("I6", absl::StrCat("no start: ", InWords(refusal_)));
  CheckAll();
  if (!Repeat()) {
    return report_.Breach("I1", absl::StrCat("cannot be repeated: ", InWords(refusal_)));
  }
  if (!bare_ && !Hour()) return report_.Breach("I6", "the timers end the server");
  CheckAll();
  Database db(place_.database());
  CheckErasures(db);
}

}  // namespace gridgov
