// gridgov_fill: a folder with a district's patrols and issues, and their journal, for gridgov_load.
// Areas, people and grids are made through the contract; the rows then go through the Store, in
// large transactions, while no server runs. All of it is invented.
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <random>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "proto/cpp/names.h"
#include "proto/cpp/uuid.h"
#include "server/engine/sqlite/sqlite_engine.h"
#include "server/handlers/counts.h"
#include "server/init/data_folder.h"
#include "server/store/journal.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"
#include "tests/scene/scene.h"

namespace gridgov {
namespace {

constexpr int kGrids = 1300;
// The first subdistrict's; the others share the rest.
constexpr int kGridsOfTheFirst = 130;
constexpr int kWorkers = 2600;
constexpr int kRowsPerTransaction = 20'000;
constexpr int kSampledIds = 20'000;
// The month before this one has so many patrols in every folder, so that ledgers of it can be
// compared; the others are spread over the months before it.
constexpr int64_t kMonthRows = 50'000;
constexpr int kMonths = 36;

struct Plan {
  std::string gridgovd;
  std::string samples;
  std::string folder;
  int64_t rows = 1'000'000;
};

struct PlacedGrid {
  std::string name;
  std::string code;
};

std::vector<std::string> CommunitiesOf(const std::vector<v1::Division>& all,
                                       const std::string& street) {
  std::vector<std::string> names;
  for (const v1::Division& one : all) {
    if (one.level() == v1::Division::LEVEL_COMMUNITY && one.parent() == street) {
      names.push_back(one.name());
    }
  }
  return names;
}

absl::StatusOr<std::vector<v1::Division>> AllDivisions(const Scene& scene) {
  std::vector<v1::Division> all;
  v1::ListDivisionsRequest request;
  request.set_page_size(200);
  do {
    GG_ASSIGN_OR_RETURN(const auto page, scene.Call<v1::ListDivisionsResponse>("office1", request));
    all.insert(all.end(), page.divisions().begin(), page.divisions().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return all;
}

absl::StatusOr<std::vector<PlacedGrid>> MakeGrids(Scene& scene) {
  GG_ASSIGN_OR_RETURN(const auto all, AllDivisions(scene));
  std::vector<std::string> streets = {kSceneStreet};
  for (const v1::Division& one : all) {
    if (one.level() == v1::Division::LEVEL_SUBDISTRICT && one.name() != kSceneStreet) {
      streets.push_back(one.name());
    }
  }
  const int others = static_cast<int>(streets.size()) - 1;
  std::vector<PlacedGrid> grids;
  for (size_t s = 0; s < streets.size(); ++s) {
    const auto communities = CommunitiesOf(all, streets[s]);
    const int left = kGrids - kGridsOfTheFirst;
    const int wanted =
        s == 0 ? kGridsOfTheFirst : left / others + (static_cast<int>(s) <= left % others ? 1 : 0);
    for (int i = 0; i < wanted; ++i) {
      v1::CreateGridRequest request;
      request.mutable_grid()->set_title(absl::StrCat("第", i + 1, "网格（示例）"));
      request.mutable_grid()->set_kind(v1::Grid::KIND_COMPREHENSIVE);
      request.mutable_grid()->set_community(
          communities[static_cast<size_t>(i) % communities.size()]);
      GG_ASSIGN_OR_RETURN(const auto grid, scene.Call<v1::Grid>("office1", request));
      grids.push_back({grid.name(), grid.code()});
    }
  }
  return grids;
}

// office1: the whole district; one1: one grid; street1, district1: their areas; mixed1: an area
// and what is the person's own.
absl::StatusOr<std::vector<PlacedGrid>> MakeScene(Scene& scene) {
  GG_RETURN_IF_ERROR(scene.Create());
  GG_RETURN_IF_ERROR(scene.MakeReference());
  GG_RETURN_IF_ERROR(
      scene.MakePeople({{"office1", v1::ROLE_COMMUNITY_OFFICE, kSceneDistrict, ""},
                        {"street1", v1::ROLE_SUBDISTRICT_CENTRE, kSceneStreet, ""},
                        {"district1", v1::ROLE_SUBDISTRICT_CENTRE, kSceneDistrict, ""}}));
  GG_ASSIGN_OR_RETURN(const auto grids, MakeGrids(scene));
  GG_RETURN_IF_ERROR(scene.MakePeople({{"one1", v1::ROLE_COMMUNITY_OFFICE, grids[0].name, ""},
                                       {"mixed1", v1::ROLE_GRID_WORKER, grids[0].name, ""}}));
  GG_RETURN_IF_ERROR(scene.Save());
  GG_RETURN_IF_ERROR(scene.server().End(SIGTERM, absl::Seconds(10)).status());
  scene.Drop();
  return grids;
}

// The store of a folder whose server does not run.
class Filling {
 public:
  static absl::StatusOr<std::unique_ptr<Filling>> Open(const std::string& dir) {
    GG_ASSIGN_OR_RETURN(DataFolder folder, DataFolder::Open(dir));
    auto filling = std::unique_ptr<Filling>(new Filling(std::move(folder)));
    filling->engine_ = std::make_unique<SqliteEngine>(filling->folder_.database_path());
    GG_ASSIGN_OR_RETURN(filling->db_, filling->engine_->OpenWriter());
    // The file is synced at the end; a fill that breaks off begins anew.
    GG_RETURN_IF_ERROR(
        filling->db_->ExecuteScript("PRAGMA synchronous=OFF; PRAGMA cache_size=-524288"));
    GG_ASSIGN_OR_RETURN(filling->keys_, SubjectKeys::Open(filling->folder_.keys_path(),
                                                          filling->folder_.master_key()));
    filling->journal_ = std::make_unique<Journal>(filling->folder_.journal_key());
    GG_RETURN_IF_ERROR(filling->journal_->Load(*filling->db_));
    GG_RETURN_IF_ERROR(filling->areas_.Load(*filling->db_));
    filling->context_ = {
        .keys = filling->keys_.get(), .areas = &filling->areas_, .counting = &AllCounts()};
    return filling;
  }

  // One transaction of `count` calls of `one`, each with its journal rows.
  template <class One>
  absl::Status Many(int64_t count, const std::string& method, const One& one) {
    GG_RETURN_IF_ERROR(db_->ExecuteScript("BEGIN IMMEDIATE"));
    for (int64_t i = 0; i < count; ++i) {
      now_ += step_;
      Draft draft;
      const Txn txn{*db_, context_, now_, actor_, Scope::System(), draft};
      GG_RETURN_IF_ERROR(one(txn));
      GG_RETURN_IF_ERROR(journal_->Append(txn,
                                          {.call = std::string(Uuid::V7(now_).bytes()),
                                           .method = method,
                                           .request_id = Uuid::V7(now_).ToString(),
                                           .request_hash = std::string(32, 'h')},
                                          "", true));
    }
    GG_RETURN_IF_ERROR(db_->ExecuteScript("COMMIT"));
    journal_->OnCommit();
    return engine_->Tidy(*db_, true).status();
  }

  absl::Status Finish() {
    GG_RETURN_IF_ERROR(db_->ExecuteScript("PRAGMA synchronous=FULL"));
    return engine_->Tidy(*db_, true).status();
  }

  Connection& db() { return *db_; }
  void ActAs(const std::string& account) { actor_.account = account; }
  // Each row comes one step after the one before.
  void BeginAt(absl::Time time, absl::Duration step) {
    now_ = time;
    step_ = step;
  }

 private:
  explicit Filling(DataFolder&& folder) : folder_(std::move(folder)) {}

  DataFolder folder_;
  std::unique_ptr<SqliteEngine> engine_;
  std::unique_ptr<Connection> db_;
  std::unique_ptr<SubjectKeys> keys_;
  std::unique_ptr<Journal> journal_;
  AreaIndex areas_;
  StoreContext context_;
  Actor actor_;
  absl::Time now_;
  absl::Duration step_;
};

// Makes rows. Used by one thread.
class RowMaker {
 public:
  RowMaker(Filling& filling, std::vector<PlacedGrid> grids)
      : filling_(filling), grids_(std::move(grids)) {}

  absl::Status Prepare(const std::string& mixed) {
    mixed_ = mixed;
    GG_ASSIGN_OR_RETURN(const auto type, PatrolTypeTable().IdOfCode(filling_.db(), "SOAK"));
    type_ = MakeName("patrolTypes", type);
    GG_ASSIGN_OR_RETURN(const auto category, CategoryTable().IdOfCode(filling_.db(), "0604"));
    category_ = MakeName("categories", category);
    return filling_.Many(kWorkers, "AccountService.InviteAccount", [&](const Txn& txn) {
      v1::Account account;
      account.set_username(absl::StrCat("filled", workers_.size()));
      account.set_state(v1::Account::STATE_ACTIVE);
      const auto made = AccountTable().Insert(txn, std::move(account));
      if (made.ok()) workers_.push_back(made->name());
      return made.status();
    });
  }

  absl::Status Patrols(int64_t count) {
    return filling_.Many(count, "PatrolService.CreatePatrol", [&](const Txn& txn) {
      v1::Patrol patrol;
      patrol.set_patrol_type(type_);
      patrol.set_grid(grids_[random_() % grids_.size()].name);
      // mixed1 has rows of the person's own too.
      patrol.set_worker(random_() % 2000 == 0 ? mixed_ : workers_[random_() % workers_.size()]);
      patrol.set_state(v1::Patrol::STATE_ACCEPTED);
      *patrol.mutable_start_time() = ToProto(txn.now);
      *patrol.mutable_end_time() = ToProto(txn.now);
      *patrol.mutable_received_time() = ToProto(txn.now);
      patrol.set_weather("晴");
      patrol.set_metres(static_cast<int32_t>(random_() % 5000));
      for (const char* item : {"a1", "a2"}) {
        v1::Patrol::Answer* answer = patrol.add_answers();
        answer->set_item(item);
        answer->set_value("YES");
      }
      patrol.set_target_label("示例街一段");
      const auto made = PatrolTable().Insert(txn, std::move(patrol));
      if (made.ok()) Sample(made->name());
      return made.status();
    });
  }

  absl::Status Issues(int64_t count) {
    return filling_.Many(count, "IssueService.CreateIssue", [&](const Txn& txn) {
      const PlacedGrid& grid = grids_[random_() % grids_.size()];
      v1::Issue issue;
      issue.set_number(absl::StrFormat("%s%05d", grid.code, ++serials_[grid.code]));
      issue.set_category(category_);
      issue.set_source(v1::Issue::SOURCE_RESIDENT);
      issue.set_severity(v1::Issue::SEVERITY_NORMAL);
      issue.set_title("楼道堆物（示例）");
      issue.set_text("三楼楼道堆放纸箱");
      issue.set_grid(grid.name);
      issue.set_state(v1::Issue::STATE_REJECTED);
      issue.set_creator(workers_[random_() % workers_.size()]);
      *issue.mutable_occurred_time() = ToProto(txn.now);
      *issue.mutable_received_time() = ToProto(txn.now);
      *issue.mutable_update_time() = ToProto(txn.now);
      return IssueTable().Insert(txn, std::move(issue)).status();
    });
  }

  // What the server goes on from.
  absl::Status Serials() {
    for (const auto& [code, last] : serials_) {
      GG_RETURN_IF_ERROR(filling_.db()
                             .Execute("INSERT INTO issue_serials (grid_code, last) VALUES ($1, $2) "
                                      "ON CONFLICT (grid_code) DO UPDATE SET last = $2",
                                      {code, int64_t{last}})
                             .status());
    }
    return absl::OkStatus();
  }

  absl::Status Write(const std::string& folder) const {
    std::ofstream ids(folder + "/ids");
    for (const std::string& id : sample_) ids << id << '\n';
    std::ofstream grids(folder + "/grids");
    for (const PlacedGrid& grid : grids_) grids << grid.name << '\n';
    std::ofstream workers(folder + "/workers");
    for (const std::string& worker : workers_) workers << worker << '\n';
    return ids && grids && workers ? absl::OkStatus() : absl::InternalError("cannot write lists");
  }

 private:
  // An even choice of all names (reservoir).
  void Sample(const std::string& name) {
    ++seen_;
    if (sample_.size() < kSampledIds) return sample_.push_back(name);
    const size_t at = random_() % seen_;
    if (at < sample_.size()) sample_[at] = name;
  }

  Filling& filling_;
  const std::vector<PlacedGrid> grids_;
  std::vector<std::string> workers_;
  std::string mixed_;
  std::string type_;
  std::string category_;
  std::map<std::string, int> serials_;
  std::vector<std::string> sample_;
  size_t seen_ = 0;
  std::mt19937_64 random_{20260301};
};

// Patrols, and a tenth as many issues, evenly between two times.
absl::Status Spread(Filling& filling, RowMaker& maker, int64_t rows, absl::Time from,
                    absl::Time until) {
  filling.BeginAt(from, (until - from) / (rows + rows / 10 + 1));
  for (int64_t done = 0; done < rows;) {
    const int64_t count = std::min<int64_t>(kRowsPerTransaction, rows - done);
    GG_RETURN_IF_ERROR(maker.Patrols(count));
    GG_RETURN_IF_ERROR(maker.Issues(count / 10));
    done += count;
    std::cerr << "\rfilled " << done << " of " << rows << std::flush;
  }
  std::cerr << std::endl;
  return absl::OkStatus();
}

absl::Status Fill(const Plan& plan) {
  namespace fs = std::filesystem;
  if (fs::exists(plan.folder + "/filled")) return absl::OkStatus();
  fs::remove_all(plan.folder);
  Scene scene(plan.gridgovd, plan.folder, plan.samples);
  GG_ASSIGN_OR_RETURN(const auto grids, MakeScene(scene));
  GG_ASSIGN_OR_RETURN(const auto filling, Filling::Open(scene.data()));
  GG_ASSIGN_OR_RETURN(const auto office, Uuid::Parse(SplitName(scene.person("district1").name).id));
  filling->ActAs(std::string(office.bytes()));
  const absl::CivilMonth month = absl::ToCivilMonth(absl::Now(), ChinaTime()) - 1;
  const auto start_of = [](absl::CivilMonth one) { return absl::FromCivil(one, ChinaTime()); };
  filling->BeginAt(start_of(month - kMonths) - absl::Hours(1), absl::Milliseconds(20));
  RowMaker maker(*filling, grids);
  GG_RETURN_IF_ERROR(maker.Prepare(scene.person("mixed1").name));
  const int64_t of_month = std::min(kMonthRows, plan.rows);
  GG_RETURN_IF_ERROR(
      Spread(*filling, maker, plan.rows - of_month, start_of(month - kMonths), start_of(month)));
  GG_RETURN_IF_ERROR(Spread(*filling, maker, of_month, start_of(month), start_of(month + 1)));
  GG_RETURN_IF_ERROR(maker.Serials());
  GG_RETURN_IF_ERROR(filling->Finish());
  GG_RETURN_IF_ERROR(maker.Write(plan.folder));
  std::ofstream(plan.folder + "/month") << absl::FormatCivilTime(month) << '\n';
  std::ofstream(plan.folder + "/filled") << plan.rows << '\n';
  return absl::OkStatus();
}

}  // namespace
}  // namespace gridgov

int main(int argc, char** argv) {
  gridgov::Plan plan;
  CLI::App cli("Fills a data folder for gridgov_load; one that is filled stays as it is");
  cli.add_option("--gridgovd", plan.gridgovd, "The server")->required();
  cli.add_option("--samples", plan.samples, "deploy/sample")->required();
  cli.add_option("--folder", plan.folder, "Where it goes")->required();
  cli.add_option("--rows", plan.rows, "How many patrols; a tenth as many issues come on top");
  CLI11_PARSE(cli, argc, argv);
  const absl::Status status = gridgov::Fill(plan);
  if (!status.ok()) std::cerr << "gridgov_fill: " << status << std::endl;
  return status.ok() ? 0 : 1;
}
