#include "server/store/migrations.h"

#include <map>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/crypto/hmac.h"
#include "server/store/time_text.h"

namespace gridgov {

// Written by the build from the files: {name, sql}.
const std::vector<std::pair<std::string, std::string>>& EmbeddedMigrations();

std::vector<Migration> MigrationsFor(const std::string& engine) {
  std::vector<Migration> out;
  const std::string suffix = absl::StrCat(".", engine, ".sql");
  for (const auto& [name, sql] : EmbeddedMigrations()) {
    if (name.size() <= suffix.size() || name.substr(name.size() - suffix.size()) != suffix) {
      continue;
    }
    out.push_back({std::stoi(name.substr(0, 4)), name, sql});
  }
  return out;
}

absl::StatusOr<int> Migrate(Connection& db, const std::string& engine) {
  GG_RETURN_IF_ERROR(db.ExecuteScript(
      "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, checksum TEXT "
      "NOT NULL, time TEXT NOT NULL) STRICT"));
  std::map<int64_t, std::string> ran;
  GG_RETURN_IF_ERROR(
      db.Query("SELECT version, checksum FROM schema_migrations", {}, [&ran](const Row& row) {
        ran[row.Int(0)] = std::string(row.Bytes(1));
        return absl::OkStatus();
      }));
  const std::vector<Migration> known = MigrationsFor(engine);
  const int newest = known.empty() ? 0 : known.back().number;
  if (!ran.empty() && ran.rbegin()->first > newest) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "SCHEMA_TOO_NEW",
                     {.zh = "数据由更新版本的 gridgovd 建立，请先升级程序。",
                      .en = "The data was made by a newer gridgovd. Upgrade the program first."},
                     {{"version", absl::StrCat(ran.rbegin()->first)}});
  }
  for (const Migration& migration : known) {
    const std::string checksum = absl::BytesToHexString(Sha256(migration.sql));
    if (const auto it = ran.find(migration.number); it != ran.end()) {
      if (it->second == checksum) continue;
      return MakeError(absl::StatusCode::kFailedPrecondition, "SCHEMA_CHANGED",
                       {.zh = "数据库结构与本程序不符，请使用建立它的版本或从备份恢复。",
                        .en = "The schema is not this program's. Use the version that made it, or "
                              "restore a backup."},
                       {{"migration", migration.name}});
    }
    GG_RETURN_IF_ERROR(db.ExecuteScript("BEGIN IMMEDIATE"));
    absl::Status status = db.ExecuteScript(migration.sql);
    if (status.ok()) {
      status = db.Execute("INSERT INTO schema_migrations VALUES ($1, $2, $3)",
                          {int64_t{migration.number}, checksum, TimeText(absl::Now())})
                   .status();
    }
    if (status.ok()) status = db.ExecuteScript("COMMIT");
    if (!status.ok()) {
      (void)db.Execute("ROLLBACK", {});
      return status;
    }
  }
  return newest;
}

}  // namespace gridgov
