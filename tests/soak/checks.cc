#include "tests/soak/checks.h"

#include <filesystem>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "tests/soak/ledger.h"
#include "tests/support/ledger_checks.h"

namespace gridgov {
void ChainWitness::Check(const Scene& scene, Findings& report) {
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

void CheckReadable(const Scene& scene, const std::vector<std::string>& resources,
                   Findings& report) {
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

void CheckCopy(const Scene& scene, Findings& report) {
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

void CheckDatabase(const Scene& scene, const std::vector<std::string>& ledgers, Findings& report) {
  Database db(scene.data() + "/gridgov.db");
  CheckSound(db, report);
  LedgerEntries all;
  for (const std::string& path : ledgers) {
    const auto entries = ReadLedger(path);
    if (!entries.ok()) return report.Breach("I1", entries.status().ToString());
    all.insert(entries->begin(), entries->end());
  }
  CheckLedger(db, all, {}, report);
}

void CheckPrefix(const std::string& live, const std::string& restored,
                 const std::vector<std::string>& before, Findings& report) {
  Database from(live + "/gridgov.db");
  Database copy(restored + "/gridgov.db");
  CheckSound(copy, report);
  std::vector<std::string> macs;
  copy.Rows("SELECT mac FROM journal ORDER BY seq",
            [&](const auto& row) { macs.push_back(row[0]); });
  size_t at = 0;
  from.Rows("SELECT mac FROM journal ORDER BY seq", [&](const auto& row) {
    if (at < macs.size() && row[0] == macs[at]) ++at;
  });
  if (macs.empty() || at < macs.size()) {
    report.Breach("F13", absl::StrCat("row ", at + 1, " of the restored journal is another"));
  }
  std::map<std::string, std::string> versions;
  copy.Rows("SELECT resource, max(version) FROM journal WHERE version > 0 GROUP BY resource",
            [&](const auto& row) { versions[row[0]] = row[1]; });
  std::set<std::string> there;
  for (const auto& [collection, sql] :
       std::map<const char*, const char*>{{"issues", "SELECT uid, version FROM issues"},
                                          {"patrols", "SELECT uid, version FROM patrols"}}) {
    copy.Rows(sql, [&, name = collection](const auto& row) {
      const std::string resource = NameOf(name, row[0]);
      there.insert(resource);
      if (versions[resource] == row[1]) return;
      report.Breach("F13", absl::StrCat(resource, " is not as its journal says"));
    });
  }
  for (const std::string& name : before) {
    if (!there.contains(name)) report.Breach("F13", absl::StrCat(name, " is not restored"));
  }
  for (const Database* db : {&from, &copy}) {
    if (!db->broken().empty()) report.Breach("F13", db->broken());
  }
}

}  // namespace gridgov
