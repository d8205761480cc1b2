#include "server/backup/database_checks.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/store/journal.h"
#include "server/store/table_counts.h"

namespace gridgov {
namespace {

// Of the journal at a time, between two looks at the progress.
constexpr int64_t kRows = 20000;

absl::Status Lost(const char* reason, const std::string& zh, const std::string& en) {
  return MakeError(absl::StatusCode::kDataLoss, reason, {.zh = zh, .en = en});
}

struct JournalEnd {
  int64_t seq = 0;
  std::string mac;
};

absl::StatusOr<JournalEnd> EndOfJournal(Connection& db) {
  JournalEnd end;
  GG_RETURN_IF_ERROR(db.Query("SELECT seq, mac FROM journal ORDER BY seq DESC LIMIT 1", {},
                              [&end](const Row& row) {
                                end = {row.Int(0), std::string(row.Bytes(1))};
                                return absl::OkStatus();
                              }));
  return end;
}

absl::Status CheckFile(Connection& db) {
  std::string found;
  GG_RETURN_IF_ERROR(db.Query("PRAGMA integrity_check(1)", {}, [&found](const Row& row) {
    found = std::string(row.Bytes(0));
    return absl::OkStatus();
  }));
  if (found == "ok") {
    GG_RETURN_IF_ERROR(db.Query("PRAGMA foreign_key_check", {}, [&found](const Row& row) {
      found = absl::StrCat("foreign key of ", row.Bytes(0));
      return absl::OkStatus();
    }));
  }
  if (found == "ok") return absl::OkStatus();
  return Lost("DATABASE_DAMAGED", absl::StrCat("数据库已损坏：", found),
              absl::StrCat("The database is damaged: ", found));
}

absl::Status CheckRows(Connection& db, const backup::Manifest& manifest) {
  GG_ASSIGN_OR_RETURN(auto counts, CountRows(db));
  for (const backup::Manifest::Table& table : manifest.tables()) {
    const auto found = counts.extract(table.name());
    if (found.empty() || found.mapped() != table.rows()) {
      const int64_t rows = found.empty() ? 0 : found.mapped();
      return Lost("BACKUP_DIFFERS",
                  absl::StrCat("表 ", table.name(), " 有 ", rows, " 行，备份清单为 ", table.rows(),
                               " 行。"),
                  absl::StrCat("The table ", table.name(), " has ", rows, " rows, the manifest ",
                               table.rows(), "."));
    }
  }
  if (counts.empty()) return absl::OkStatus();
  return Lost("BACKUP_DIFFERS", absl::StrCat("备份清单中没有表 ", counts.begin()->first, "。"),
              absl::StrCat("The manifest does not know the table ", counts.begin()->first, "."));
}

absl::Status CheckChain(Connection& db, const backup::Manifest& manifest, const Secret& journal_key,
                        const Progress& progress) {
  const Journal journal(journal_key);
  ChainVerdict verdict;
  do {
    if (manifest.journal_seq() > 0) {
      GG_RETURN_IF_ERROR(progress(static_cast<int>(100 * verdict.next / manifest.journal_seq())));
    }
    GG_ASSIGN_OR_RETURN(verdict, journal.Verify(db, std::nullopt, verdict.next, kRows));
    if (verdict.finding != ChainVerdict::Finding::kIntact) {
      return Lost(
          "CHAIN_BROKEN", absl::StrCat("审计日志的链在第 ", verdict.first_bad_seq, " 行断开。"),
          absl::StrCat("The chain of the journal is broken at row ", verdict.first_bad_seq, "."));
    }
  } while (verdict.next != 0);
  GG_ASSIGN_OR_RETURN(const JournalEnd end, EndOfJournal(db));
  if (end.seq == manifest.journal_seq() && end.mac == manifest.journal_mac()) {
    return absl::OkStatus();
  }
  return Lost("CHAIN_BROKEN", "审计日志的末尾与备份清单不符。",
              "The journal does not end where the manifest says.");
}

}  // namespace

absl::Status DescribeDatabase(Connection& db, backup::Manifest& manifest) {
  GG_RETURN_IF_ERROR(
      db.Query("SELECT max(version) FROM schema_migrations", {}, [&manifest](const Row& row) {
        manifest.set_schema_version(static_cast<int>(row.Int(0)));
        return absl::OkStatus();
      }));
  GG_ASSIGN_OR_RETURN(const auto counts, CountRows(db));
  for (const auto& [name, rows] : counts) {
    backup::Manifest::Table* table = manifest.add_tables();
    table->set_name(name);
    table->set_rows(rows);
  }
  GG_ASSIGN_OR_RETURN(const JournalEnd end, EndOfJournal(db));
  manifest.set_journal_seq(end.seq);
  manifest.set_journal_mac(end.mac);
  return absl::OkStatus();
}

absl::Status CheckDatabase(Connection& db, const backup::Manifest& manifest,
                           const Secret& journal_key, const Progress& progress) {
  GG_RETURN_IF_ERROR(CheckFile(db));
  GG_RETURN_IF_ERROR(CheckRows(db, manifest));
  return CheckChain(db, manifest, journal_key, progress);
}

}  // namespace gridgov
