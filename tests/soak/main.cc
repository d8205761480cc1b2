// gridgov_soak: the real server under load, killed, stopped and fed nonsense, again and again.
// Prints its seed, its counts and the breaches of each invariant; exits non-zero on any.
#include <signal.h>

#include <filesystem>
#include <iostream>
#include <random>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gridgov/v1/account.pb.h"
#include "tests/scene/scene.h"
#include "tests/soak/backups.h"
#include "tests/soak/crashes.h"
#include "tests/soak/hostile.h"
#include "tests/support/findings.h"

namespace gridgov {
namespace {

struct Plan {
  std::string gridgovd;
  std::string samples;
  std::string folder;
  uint64_t seed = 0;
  double seconds = 240;
  int kills = 100;
  int drains = 20;
  int backups = 4;
};

// A folder serves so many ends: verifying its chain takes longer with each.
constexpr int kEndsPerFolder = 200;
constexpr char kCommunity[] = "divisions/510703003001";

// A scene with four workers on four grids and everyone who takes part in an issue.
absl::StatusOr<std::vector<std::string>> SetUp(Scene& scene) {
  GG_RETURN_IF_ERROR(scene.Create());
  GG_RETURN_IF_ERROR(scene.MakeReference());
  std::vector<SceneRole> roles = {
      {"office1", v1::ROLE_COMMUNITY_OFFICE, kSceneStreet, ""},
      {"checker1", v1::ROLE_COMMUNITY_OFFICE, kSceneStreet, ""},
      {"handler1", v1::ROLE_HANDLING_UNIT, "", "units/CG"},
      {"dutylead1", v1::ROLE_DUTY_LEAD, kSceneStreet, ""},
      {"liaison1", v1::ROLE_LIAISON, kSceneStreet, ""},
      {"auditor1", v1::ROLE_AUDITOR, "", ""},
      // Whom hostile requests may disable, lock and rob of roles.
      {"victim1", v1::ROLE_COMMUNITY_OFFICE, kCommunity, ""},
  };
  GG_RETURN_IF_ERROR(scene.MakePeople(roles));
  std::vector<std::string> grids;
  roles.clear();
  for (int i = 1; i <= 4; ++i) {
    GG_ASSIGN_OR_RETURN(const std::string grid, scene.MakeGrid("office1", kCommunity, i));
    grids.push_back(grid);
    roles.push_back({absl::StrCat("worker", i), v1::ROLE_GRID_WORKER, grid, ""});
  }
  GG_RETURN_IF_ERROR(scene.MakePeople(roles));
  return grids;
}

std::string FolderOf(const Plan& plan, int number) {
  return absl::StrCat(plan.folder, "/", number);
}

// Ends one server after the other until the counts or the time are reached. Drains come between
// the kills, so that a run that is cut short has both.
absl::Status RunCrashes(const Plan& plan, absl::Time until, Findings& report) {
  std::mt19937_64 random(plan.seed);
  int kills = 0;
  int drains = 0;
  for (int folder = 0; (kills < plan.kills || drains < plan.drains) && absl::Now() < until;
       ++folder) {
    Scene scene(plan.gridgovd, FolderOf(plan, folder), plan.samples);
    GG_ASSIGN_OR_RETURN(const auto grids, SetUp(scene));
    Crashes crashes(scene, grids, random(), report);
    GG_RETURN_IF_ERROR(crashes.Prepare());
    for (int i = 0; i < kEndsPerFolder && absl::Now() < until; ++i) {
      const bool drain = drains < plan.drains && (i % 3 == 2 || kills >= plan.kills);
      if (!drain && kills >= plan.kills) break;
      GG_RETURN_IF_ERROR(crashes.Once(drain ? SIGTERM : SIGKILL));
      ++(drain ? drains : kills);
    }
    GG_RETURN_IF_ERROR(crashes.Finish());
    if (report.breaches() == 0) std::filesystem::remove_all(scene.folder());
  }
  return absl::OkStatus();
}

absl::Status RunNonsense(const Plan& plan, absl::Time until, Findings& report) {
  Scene scene(plan.gridgovd, absl::StrCat(plan.folder, "/hostile"), plan.samples);
  GG_ASSIGN_OR_RETURN(const auto grids, SetUp(scene));
  std::map<std::string, std::vector<std::string>> names = {
      {"grids", grids},
      {"divisions", {kSceneStreet, kCommunity, kSceneDistrict}},
      {"units", {"units/CG", "units/WY"}},
      {"categories", {kSceneCategory}},
      {"patrolTypes", {kScenePatrolType}},
      {"deadlineClasses", {"deadlineClasses/WD3"}},
      {"accounts", {scene.person("victim1").name}}};
  HostileValues values(plan.seed, std::move(names));
  RunHostile(scene,
             {"", "worker1", "office1", "centre1", "handler1", "dutylead1", "liaison1", "auditor1",
              "sysadmin", "secadmin", "auditadmin"},
             values, until, report);
  ChainWitness witness;
  witness.Check(scene, report);
  const auto code = scene.server().End(SIGTERM, absl::Seconds(10));
  if (!code.ok() || *code != 0) report.Breach("F12", "it does not stop after hostile requests");
  CheckCopy(scene, report);
  if (report.breaches() == 0) std::filesystem::remove_all(scene.folder());
  return absl::OkStatus();
}

absl::Status RunBackups(const Plan& plan, Findings& report) {
  if (plan.backups == 0) return absl::OkStatus();
  Scene scene(plan.gridgovd, absl::StrCat(plan.folder, "/drill"), plan.samples);
  GG_ASSIGN_OR_RETURN(const auto grids, SetUp(scene));
  BackupDrill drill(scene, plan.gridgovd, grids, plan.seed, report);
  GG_RETURN_IF_ERROR(drill.Prepare());
  for (int i = 0; i < plan.backups; ++i) GG_RETURN_IF_ERROR(drill.Once(i % 4 == 3));
  drill.Tell();
  GG_RETURN_IF_ERROR(scene.server().End(SIGTERM, absl::Seconds(10)).status());
  if (report.breaches() == 0) std::filesystem::remove_all(scene.folder());
  return absl::OkStatus();
}

int Soak(const Plan& plan) {
  std::cout << "seed " << plan.seed << std::endl;
  Findings report({"I1", "I2", "I5", "I6", "F12", "F13", "B2"});
  const absl::Time start = absl::Now();
  // A quarter of the time for B2.
  absl::Status status = RunNonsense(plan, start + absl::Seconds(plan.seconds / 4), report);
  if (status.ok()) status = RunBackups(plan, report);
  if (status.ok()) status = RunCrashes(plan, start + absl::Seconds(plan.seconds), report);
  report.Print();
  if (!status.ok()) std::cerr << "gridgov_soak: " << status << std::endl;
  return status.ok() && report.breaches() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace gridgov

int main(int argc, char** argv) {
  gridgov::Plan plan;
  plan.seed = std::random_device{}();
  CLI::App cli("Kills, stops and taunts the server under load, and checks what is left");
  cli.add_option("--gridgovd", plan.gridgovd, "The server")->required();
  cli.add_option("--samples", plan.samples, "deploy/sample")->required();
  cli.add_option("--folder", plan.folder, "Where the data folders go; kept on a breach")
      ->required();
  cli.add_option("--seed", plan.seed, "Repeats the choices of a run");
  cli.add_option("--seconds", plan.seconds, "Stops then with the counts it reached");
  cli.add_option("--kills", plan.kills, "How many kills (F1)");
  cli.add_option("--drains", plan.drains, "How many stops under load (F12)");
  cli.add_option("--backups", plan.backups, "How many backups under load (F13)");
  CLI11_PARSE(cli, argc, argv);
  return gridgov::Soak(plan);
}
