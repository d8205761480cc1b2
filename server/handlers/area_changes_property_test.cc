// Random changes of areas over random work. Whatever is done, no open work is left in a grid that
// has ended, none is lost, and the ledger of the past says what it said before.
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gmock/gmock.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/area.pb.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/compound_status.pb.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/owners_committee.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "gridgov/v1/property_service.pb.h"
#include "gridgov/v1/site.pb.h"
#include "server/handlers/areas.h"
#include "server/store/column.h"
#include "tests/support/issue_fixture.h"

namespace gridgov {
namespace {

using Ledger = std::map<std::string, int>;

// The plan and the act in one call, as they follow each other in the server.
struct PlannedAreas {
  template <class Request>
  static AreaPlan PlanOf(Call& call, Request request) {
    auto plan = MakePlan(call.txn, ChangeOf(request));
    return plan.ok() ? *std::move(plan) : AreaPlan{.status = plan.status()};
  }
  absl::StatusOr<v1::Grid> Split(Call& call, v1::SplitGridRequest request) {
    AreaPlan plan = PlanOf(call, request);
    request.set_preview_token(plan.token);
    return areas.Split(call, request, plan);
  }
  absl::StatusOr<v1::Grid> Merge(Call& call, v1::MergeGridsRequest request) {
    AreaPlan plan = PlanOf(call, request);
    request.set_preview_token(plan.token);
    return areas.Merge(call, request, plan);
  }
  absl::StatusOr<v1::Division> Found(Call& call, v1::FoundCommunityRequest request) {
    AreaPlan plan = PlanOf(call, request);
    request.set_preview_token(plan.token);
    return areas.Found(call, request, plan);
  }
  AreaHandler areas;
};

class AreaChangesPropertyTest : public IssueTest {
 protected:
  AreaChangesPropertyTest() : areas_{AreaHandler(handler_, dispute_acts_)} {
    AsSystem([&](const Txn& txn) -> absl::Status {
      v1::PatrolType type;
      type.set_code("FIRE_LANE");
      type.mutable_title()->set_zh("示例");
      type.mutable_title()->set_en("sample");
      type.set_target(v1::PatrolType::TARGET_GRID);
      type.set_source("test");
      type.add_checklist()->set_code("door");
      GG_ASSIGN_OR_RETURN(type, PatrolTypeTable().Insert(txn, type));
      type_ = type.name();
      return absl::OkStatus();
    });
  }

  int Random(int below) { return static_cast<int>(random_() % below); }

  std::vector<std::string> Active(const std::string& community = "") {
    std::vector<std::string> names;
    AsSystem([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(const auto grids,
                          GridTable().Select(txn, {.where = "t.state = 'ACTIVE'"}));
      for (const v1::Grid& grid : grids) {
        if (community.empty() || grid.community() == community) names.push_back(grid.name());
      }
      return absl::OkStatus();
    });
    return names;
  }

  void AddPatrol(const std::string& grid, v1::Patrol::State state, absl::Time end) {
    AsSystem([&](const Txn& txn) {
      v1::Patrol patrol;
      patrol.set_patrol_type(type_);
      patrol.set_grid(grid);
      patrol.set_worker(worker_.name);
      patrol.set_state(state);
      *patrol.mutable_window_start_time() = ToProto(end - absl::Hours(24));
      *patrol.mutable_window_end_time() = ToProto(end);
      return PatrolTable().Insert(txn, std::move(patrol)).status();
    });
  }

  // A contract that is over, a committee, a designation and something due, which all go where the
  // compound goes.
  static absl::Status AddBelongings(const Txn& txn, const v1::Compound& compound) {
    v1::PropertyService service;
    service.set_compound(compound.name());
    service.set_grid(compound.grid());
    service.set_firm("示例物业公司");
    service.set_credit_code("91350100M000100Y43");
    service.set_start_date("2024-01-01");
    service.set_contract_end_date("2025-12-31");
    GG_ASSIGN_OR_RETURN(service, PropertyServiceTable().Insert(txn, service));
    v1::OwnersCommittee committee;
    committee.set_compound(compound.name());
    committee.set_grid(compound.grid());
    committee.set_term_number(1);
    committee.set_state(v1::OwnersCommittee::STATE_PREPARING);
    GG_RETURN_IF_ERROR(OwnersCommitteeTable().Insert(txn, committee).status());
    v1::CompoundDuty duty;
    duty.set_compound(compound.name());
    duty.set_grid(compound.grid());
    duty.set_kind(v1::CompoundDuty::KIND_CONTRACT_END);
    duty.set_resource(service.name());
    duty.set_state(v1::CompoundDuty::STATE_OPEN);
    duty.mutable_clock()->set_deadline_class("PROPERTY_CONTRACT");
    return CompoundDutyTable().Insert(txn, duty).status();
  }

  // What belongs to a compound and lies elsewhere.
  Ledger Astray() {
    Ledger all;
    for (const char* table : {"property_services", "owners_committees", "compound_duties"}) {
      const Ledger found =
          Query(absl::StrCat("SELECT '", table, " ' || c.code FROM ", table,
                             " b JOIN compounds c ON c.uid = b.compound WHERE b.grid <> c.grid"));
      for (const auto& [what, times] : found) all[what] += times;
    }
    return all;
  }

  // Some of everything, open and over, in a grid.
  void AddWork(const std::string& grid) {
    std::string compound;
    AsSystem([&](const Txn& txn) -> absl::Status {
      v1::Compound one;
      one.set_code(absl::StrCat("C-", ++serial_));
      one.set_title("示例小区");
      one.set_grid(grid);
      one.set_kind(v1::Compound::KIND_OLD);
      one.set_management(v1::Compound::MANAGEMENT_NONE);
      GG_ASSIGN_OR_RETURN(one, CompoundTable().Insert(txn, one));
      compound = one.name();
      v1::Site site;
      site.set_code(absl::StrCat("S-", serial_));
      site.set_title("示例商铺");
      site.set_kind(v1::Site::KIND_SHOP);
      site.set_grid(grid);
      site.set_state(v1::Site::STATE_IN_USE);
      if (Random(2) == 0) site.set_compound(compound);
      GG_RETURN_IF_ERROR(SiteTable().Insert(txn, site).status());
      return AddBelongings(txn, one);
    });
    for (int i = 0; i < 4; ++i) {
      v1::Issue issue;
      issue.set_grid(grid);
      if (Random(2) == 0) issue.set_compound(compound);
      if (Random(2) == 0) {
        issue.mutable_point()->set_longitude(104.7 + 0.001 * Random(10));
        issue.mutable_point()->set_latitude(31.4);
      }
      const auto made = Create(centre_, issue);
      ASSERT_THAT(made, IsOk());
      if (i < 2) Must(centre_, "reject", made->name());
      if (i == 2 && Random(2) == 0) Must(centre_, "accept", made->name());
    }
    AddPatrol(grid, v1::Patrol::STATE_ACCEPTED, now_ - absl::Hours(48));
    AddPatrol(grid, v1::Patrol::STATE_PLANNED, now_ - absl::Hours(24));  // Missed.
    AddPatrol(grid, v1::Patrol::STATE_PLANNED, now_ + absl::Hours(24));
    const Staff who = AddStaff(absl::StrCat("staff-", ++serial_), v1::ROLE_GRID_WORKER, grid);
    const bool lead = Led(grid) || Random(2) == 0;
    Assign(grid, who, lead ? v1::GridAssignment::DUTY_WORKER : v1::GridAssignment::DUTY_LEAD,
           "2026-01-01");
  }

  bool Led(const std::string& grid) {
    return !Query(
                "SELECT duty FROM grid_assignments WHERE duty = 'LEAD' AND end_date IS NULL AND "
                "grid = $1",
                {Blob{IdBytes(grid)}})
                .empty();
  }

  // Rows of one text and how often each comes.
  Ledger Query(const std::string& sql, const Values& values = {}) {
    Ledger ledger;
    AsSystem([&](const Txn& txn) {
      return txn.db.Query(sql, values, [&ledger](const gridgov::Row& row) {
        ++ledger[std::string(row.Bytes(0))];
        return absl::OkStatus();
      });
    });
    return ledger;
  }

  // What is open, in words of its own: of every grid, or of those that have ended.
  Ledger Open(bool ended_only) {
    const std::string where =
        ended_only ? " AND grid IN (SELECT uid FROM grids WHERE state = 'RETIRED')" : "";
    Ledger all;
    for (const std::string& sql :
         {"SELECT 'issue ' || number FROM issues WHERE state IN ('REPORTED', 'ACCEPTED', "
          "'DISPATCHED', 'IN_PROGRESS', 'SUSPENDED', 'HANDLED', 'DUPLICATE')" +
              where,
          "SELECT 'patrol ' || hex(uid) FROM patrols WHERE state IN ('PLANNED', 'STARTED') AND "
          "window_end_time > '2026-11-24T01'" +
              where,
          "SELECT 'compound ' || code FROM compounds WHERE TRUE" + where,
          "SELECT 'site ' || code FROM sites WHERE state = 'IN_USE'" + where,
          "SELECT DISTINCT 'duty ' || hex(account) FROM grid_assignments WHERE (end_date IS NULL "
          "OR end_date > '2026-11-24')" +
              where}) {
      for (const auto& [what, times] : Query(sql)) all[what] += times;
    }
    return all;
  }

  // What was done, by grid and month.
  Ledger Past() {
    Ledger all = Query(
        "SELECT 'issue ' || g.code || ' ' || substr(i.received_time, 1, 7) || ' ' || i.state || ' "
        "' "
        "|| i.number FROM issues i JOIN grids g ON g.uid = i.grid WHERE i.state IN ('CLOSED', "
        "'REJECTED', 'WITHDRAWN')");
    all.merge(
        Query("SELECT 'issues ' || g.code || ' ' || substr(i.received_time, 1, 7) || ' ' || "
              "count(*) FROM issues i JOIN grids g ON g.uid = i.grid WHERE i.state IN "
              "('CLOSED', 'REJECTED', 'WITHDRAWN') GROUP BY g.code, substr(i.received_time, "
              "1, 7)"));
    all.merge(
        Query("SELECT 'patrols ' || g.code || ' ' || substr(p.window_start_time, 1, 7) || ' ' "
              "|| count(*) FROM patrols p JOIN grids g ON g.uid = p.grid WHERE p.state = "
              "'ACCEPTED' OR p.window_end_time < '2026-11-24T01' GROUP BY g.code, "
              "substr(p.window_start_time, 1, 7)"));
    return all;
  }

  v1::NewGrid Named(const std::string& title) {
    v1::NewGrid grid;
    grid.set_title(title);
    return grid;
  }

  absl::Status SplitSomething() {
    const auto grids = Active();
    v1::SplitGridRequest request;
    request.set_name(grids[Random(static_cast<int>(grids.size()))]);
    request.set_effective_date("2026-11-24");
    request.set_reason("拆分（示例）");
    const int parts = 2 + Random(3);
    for (int i = 0; i < parts; ++i) {
      *request.add_successors() = Named("拆分网格");
      if (drawn_) continue;
      const double west = 104.7 + 0.002 * i;
      request.mutable_successors(i)->set_boundary(absl::StrFormat(
          R"({"type":"Polygon","coordinates":[[[%f,31.39],[%f,31.39],[%f,31.41],[%f,31.41],[%f,31.39]]]})",
          west, west + 0.002, west + 0.002, west, west));
    }
    drawn_ = true;  // Only the first is drawn: the others would lie upon it.
    request.set_default_successor(Random(parts));
    return Run(centre_, areas_, &PlannedAreas::Split, request).status();
  }

  absl::Status MergeSomething(const std::string& community) {
    v1::MergeGridsRequest request;
    for (const std::string& grid : Active(community)) {
      if (request.grids_size() < 2 + Random(2)) request.add_grids(grid);
    }
    if (request.grids_size() < 2) return absl::OkStatus();
    *request.mutable_successor() = Named("合并网格");
    request.set_effective_date("2026-11-24");
    request.set_reason("合并（示例）");
    return Run(centre_, areas_, &PlannedAreas::Merge, request).status();
  }

  absl::Status FoundSomething() {
    v1::FoundCommunityRequest request;
    request.set_code(absl::StrCat("510703003", 600 + ++serial_));
    request.set_title("新设社区");
    request.set_parent("divisions/510703003");
    for (const std::string& grid : Active()) {
      if (Random(3) == 0) request.add_grids(grid);
    }
    if (request.grids().empty()) return absl::OkStatus();
    request.set_effective_date("2026-11-24");
    request.set_reason("新设（示例）");
    request.set_close_emptied(Random(2) == 0);
    return Run(centre_, areas_, &PlannedAreas::Found, request).status();
  }

  std::mt19937 random_{20261124};
  std::string type_;
  int serial_ = 0;
  bool drawn_ = false;
  PlannedAreas areas_;
};

TEST_F(AreaChangesPropertyTest, NothingOpenIsLeftBehindNothingIsLostAndThePastStays) {
  for (const std::string& grid : Active()) {
    AddWork(grid);
    AddWork(grid);
  }
  for (int round = 0; round < 24; ++round) {
    const Ledger open = Open(false);
    const Ledger past = Past();
    const int act = Random(3);
    const absl::Status done = act == 0 ? SplitSomething()
                              : act == 1
                                  ? MergeSomething(Random(2) == 0 ? community_ : far_community_)
                                  : FoundSomething();
    ASSERT_THAT(done, IsOk()) << "round " << round;
    ASSERT_EQ(Open(true), Ledger()) << "round " << round;
    ASSERT_EQ(Open(false), open) << "round " << round;
    ASSERT_EQ(Past(), past) << "round " << round;
    ASSERT_EQ(Astray(), Ledger()) << "round " << round;
    const auto grids = Active();
    if (grids.size() < 30) AddWork(grids[Random(static_cast<int>(grids.size()))]);
  }
}

TEST_F(AreaChangesPropertyTest, AThousandPiecesMoveAndOneMoreIsRefused) {
  for (int i = 0; i < 1000; ++i) AddPatrol(grid_, v1::Patrol::STATE_PLANNED, now_ + absl::Hours(i));
  v1::SplitGridRequest request;
  request.set_name(grid_);
  request.set_effective_date("2026-11-24");
  request.set_reason("拆分（示例）");
  *request.add_successors() = Named("一");
  *request.add_successors() = Named("二");
  AddPatrol(grid_, v1::Patrol::STATE_PLANNED, now_ + absl::Hours(2000));
  EXPECT_THAT(Run(centre_, areas_, &PlannedAreas::Split, request).status(),
              StatusIs(absl::StatusCode::kFailedPrecondition, "TOO_MUCH_OPEN_WORK"));
  AsSystem([&](const Txn& txn) {
    return txn.db
        .Execute("UPDATE patrols SET state = 'CANCELLED' WHERE window_end_time > $1",
                 {TimeText(now_ + absl::Hours(1500))})
        .status();
  });
  EXPECT_THAT(Run(centre_, areas_, &PlannedAreas::Split, request).status(), IsOk());
  EXPECT_EQ(Open(true), Ledger());
}

}  // namespace
}  // namespace gridgov
