// gridgov_load_divisions: G15: a national edition of divisions imported as a job, against one loop
// of a prepared INSERT in one transaction, side by side, each on a new database.
#include <signal.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "CLI/CLI.hpp"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "gridgov/v1/division.pb.h"
#include "proto/cpp/csv_rows.h"
#include "server/crypto/hmac.h"
#include "server/engine/sqlite/sqlite_engine.h"
#include "server/store/migrations.h"
#include "server/store/time_text.h"
#include "tests/scene/scene.h"

namespace gridgov {
namespace {

struct Plan {
  std::string gridgovd;
  std::string samples;
  std::string folder;
  std::string file;
  int rounds = 3;
};

using Cells = std::vector<std::string>;

// As many rows of each level as the edition of 2023 has, evenly below those above.
std::string Synthetic() {
  std::string csv = "code,name,level,parent_code\n";
  constexpr struct {
    const char* level;
    int digits;
    int count;
  } kLevels[] = {
      {"city", 2, 342}, {"district", 2, 2978}, {"subdistrict", 3, 41352}, {"community", 3, 620573}};
  std::vector<std::string> above;
  for (int i = 0; i < 31; ++i) {
    above.push_back(absl::StrCat(absl::Dec(i + 11, absl::kZeroPad2)));
    absl::StrAppend(&csv, above.back(), ",示例省", i, ",province,\n");
  }
  for (const auto& level : kLevels) {
    std::vector<std::string> codes;
    const int parents = static_cast<int>(above.size());
    for (int i = 0; i < level.count; ++i) {
      const std::string& parent = above[static_cast<size_t>(i % parents)];
      const int serial = i / parents + 1;
      codes.push_back(level.digits == 2 ? absl::StrCat(parent, absl::Dec(serial, absl::kZeroPad2))
                                        : absl::StrCat(parent, absl::Dec(serial, absl::kZeroPad3)));
      absl::StrAppend(&csv, codes.back(), ",示例区划居民委员会", i, ",", level.level, ",", parent,
                      "\n");
    }
    above = std::move(codes);
  }
  return csv;
}

// Rows a second of the job, from its first slice to its end, its checks included.
absl::StatusOr<double> ImportRate(const Plan& plan, const std::string& csv, double rows) {
  const std::string folder = absl::StrCat(plan.folder, "/server");
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  Scene scene(plan.gridgovd, folder, plan.samples);
  GG_RETURN_IF_ERROR(scene.Create());
  v1::ImportDivisionEditionRequest request;
  request.mutable_edition()->set_edition_date("2023-06-30");
  request.set_input_size(static_cast<int64_t>(csv.size()));
  request.set_input_sha256(absl::BytesToHexString(Sha256(csv)));
  GG_ASSIGN_OR_RETURN(v1::Job job, scene.Call<v1::Job>("sysadmin", request));
  while (job.state() == v1::Job::STATE_AWAITING_INPUT) {
    v1::AddJobInputRequest piece;
    piece.set_name(job.name());
    piece.set_offset(job.input_received());
    piece.set_content(csv.substr(static_cast<size_t>(job.input_received()), 1 << 20));
    GG_ASSIGN_OR_RETURN(job, scene.Call<v1::Job>("sysadmin", piece));
  }
  v1::GetJobRequest get;
  get.set_name(job.name());
  while (!job.has_end_time()) {
    absl::SleepFor(absl::Milliseconds(200));
    GG_ASSIGN_OR_RETURN(job, scene.Call<v1::Job>("sysadmin", get));
  }
  GG_RETURN_IF_ERROR(scene.server().End(SIGTERM, absl::Seconds(15)).status());
  if (job.state() != v1::Job::STATE_SUCCEEDED) return absl::AbortedError(job.DebugString());
  return rows / absl::ToDoubleSeconds(FromProto(job.end_time()) - FromProto(job.start_time()));
}

// Rows a second of the loop, its commit included.
absl::StatusOr<double> LoopRate(const Plan& plan, const std::vector<Cells>& rows) {
  const std::string path = absl::StrCat(plan.folder, "/loop.db");
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
  {
    SqliteEngine engine(path);
    GG_ASSIGN_OR_RETURN(const auto db, engine.OpenWriter());
    GG_RETURN_IF_ERROR(Migrate(*db, engine.name()).status());
  }
  sqlite3* db = nullptr;
  sqlite3_stmt* insert = nullptr;
  bool well = sqlite3_open(path.c_str(), &db) == SQLITE_OK;
  for (const char* sql : {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
                          "PRAGMA foreign_keys = ON", "PRAGMA cache_size = -65536"}) {
    well = well && sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
  }
  well = well && sqlite3_prepare_v2(db,
                                    "INSERT INTO divisions (version, code, title, level, parent) "
                                    "VALUES (1, ?1, ?2, ?3, NULLIF(?4, ''))",
                                    -1, &insert, nullptr) == SQLITE_OK;
  const absl::Time start = absl::Now();
  well = well && sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) == SQLITE_OK;
  for (size_t i = 0; well && i < rows.size(); ++i) {
    for (int at = 0; at < 4; ++at) {
      const std::string& cell = rows[i][static_cast<size_t>(at)];
      sqlite3_bind_text(insert, at + 1, cell.data(), static_cast<int>(cell.size()), SQLITE_STATIC);
    }
    well = sqlite3_step(insert) == SQLITE_DONE;
    sqlite3_reset(insert);
  }
  well = well && sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK;
  const absl::Duration took = absl::Now() - start;
  const std::string error = well ? "" : sqlite3_errmsg(db);
  sqlite3_finalize(insert);
  sqlite3_close(db);
  if (!well) return absl::AbortedError(error);
  return static_cast<double>(rows.size()) / absl::ToDoubleSeconds(took);
}

absl::Status Measure(const Plan& plan) {
  std::filesystem::create_directories(plan.folder);
  std::string csv = Synthetic();
  if (!plan.file.empty()) {
    std::ifstream file(plan.file, std::ios::binary);
    csv.assign(std::istreambuf_iterator<char>(file), {});
  }
  std::vector<Cells> rows;
  GG_RETURN_IF_ERROR(
      ForEachCsvRow(csv, [&rows](Cells cells) { rows.push_back(std::move(cells)); }));
  rows.erase(rows.begin());
  for (Cells& cells : rows) {
    for (char& c : cells[2]) c = static_cast<char>(std::toupper(c));
  }
  std::vector<double> ratios;
  for (int round = 0; round < plan.rounds; ++round) {
    GG_ASSIGN_OR_RETURN(const double loop, LoopRate(plan, rows));
    GG_ASSIGN_OR_RETURN(const double import,
                        ImportRate(plan, csv, static_cast<double>(rows.size())));
    std::cout << absl::StrFormat("# %d rows: loop %.0f/s, import %.0f/s", rows.size(), loop, import)
              << std::endl;
    ratios.push_back(import / loop);
  }
  std::sort(ratios.begin(), ratios.end());
  const double median = ratios[ratios.size() / 2];
  std::cout << absl::StrFormat("G15.import_per_loop %.4g ratio floor 0.3 goal 0.7 %s", median,
                               median >= 0.3 ? "holds" : "short")
            << std::endl;
  return median >= 0.3 ? absl::OkStatus() : absl::OutOfRangeError("a figure is short");
}

}  // namespace
}  // namespace gridgov

int main(int argc, char** argv) {
  gridgov::Plan plan;
  CLI::App cli("Measures the import of a national edition of divisions (G15)");
  cli.add_option("--gridgovd", plan.gridgovd, "The server")->required();
  cli.add_option("--samples", plan.samples, "deploy/sample")->required();
  cli.add_option("--folder", plan.folder, "Where databases are made anew")->required();
  cli.add_option("--file", plan.file, "What deploy/sample/national made; without it invented rows");
  cli.add_option("--rounds", plan.rounds, "Of which the median counts");
  CLI11_PARSE(cli, argc, argv);
  const absl::Status status = gridgov::Measure(plan);
  if (!status.ok()) std::cerr << "gridgov_load_divisions: " << status << std::endl;
  return status.ok() ? 0 : 1;
}
