#include "tests/support/handler_fixture.h"

#include <cstdlib>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/error.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/options.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/counts.h"
#include "server/store/migrations.h"

namespace gridgov {
namespace {

using google::protobuf::Descriptor;

// The permission of the method that takes this request.
std::string PermissionFor(const Descriptor* request) {
  const auto* file = request->file();
  for (int i = 0; i < file->service_count(); ++i) {
    for (int j = 0; j < file->service(i)->method_count(); ++j) {
      const auto* method = file->service(i)->method(j);
      if (method->input_type() != request) continue;
      return method->options().GetExtension(v1::policy).permission();
    }
  }
  return "";
}

std::string IdOf(const std::string& name) {
  return std::string(Uuid::Parse(SplitName(name).id)->bytes());
}

const Actor& Nobody() {
  static const auto* actor = new Actor;
  return *actor;
}

}  // namespace

v1::RoleAssignment Holding(v1::Role role, const std::string& area, const std::string& unit) {
  v1::RoleAssignment held;
  held.set_role(role);
  held.set_area(area);
  held.set_unit(unit);
  held.set_state(v1::RoleAssignment::STATE_ACTIVE);
  return held;
}

HandlerTest::HandlerTest() {
  std::string name = testing::TempDir() + "handler_test_XXXXXX";
  folder_ = mkdtemp(name.data());
  now_ = absl::FromCivil(absl::CivilMinute(2026, 11, 24, 9, 0), absl::FixedTimeZone(8 * 3600));
  EXPECT_TRUE(SubjectKeys::Create(folder_ + "/keys.db", master_).ok());
  keys_ = *SubjectKeys::Open(folder_ + "/keys.db", master_);
  store_ = {.keys = keys_.get(),
            .areas = &areas_,
            .page_tokens = &pages_,
            .watch_tokens = &watch_,
            .counting = &AllCounts()};
  engine_ = std::make_unique<SqliteEngine>(folder_ + "/gridgov.db");
  db_ = *engine_->OpenWriter();
  EXPECT_TRUE(Migrate(*db_, engine_->name()).ok());
  EXPECT_TRUE(journal_.Load(*db_).ok());
  AddDivisions();
  grid_ = AddGrid("510703003001001");
  second_grid_ = AddGrid("510703003001002");
  far_grid_ = AddGrid("510703003002001");
  worker_ = AddStaff("worker", v1::ROLE_GRID_WORKER, grid_);
  office_ = AddStaff("office", v1::ROLE_COMMUNITY_OFFICE, community_);
  far_office_ = AddStaff("far-office", v1::ROLE_COMMUNITY_OFFICE, far_community_);
  admin_ = AddStaff("admin", v1::ROLE_SYSTEM_ADMIN);
  other_admin_ = AddStaff("other-admin", v1::ROLE_SYSTEM_ADMIN);
  centre_ = AddStaff("centre", v1::ROLE_SUBDISTRICT_CENTRE, "divisions/510703003");
}

HandlerTest::~HandlerTest() {
  db_.reset();
  keys_.reset();
  std::filesystem::remove_all(folder_);
}

absl::Status HandlerTest::Finish(absl::Status status) {
  if (!status.ok()) {
    GG_RETURN_IF_ERROR(db_->Execute("ROLLBACK", {}).status());
    return status;
  }
  GG_RETURN_IF_ERROR(db_->Execute("COMMIT", {}).status());
  if (draft_.areas_changed) GG_RETURN_IF_ERROR(areas_.Load(*db_));
  if (draft_.calendar_changed) GG_RETURN_IF_ERROR(deadlines_.Load(*db_));
  return absl::OkStatus();
}

absl::Status HandlerTest::Transact(const Staff& who, const Descriptor* request,
                                   const std::function<absl::Status(Call&)>& work) {
  const std::string permission = PermissionFor(request);
  if (!who.principal.Has(permission)) {
    return absl::PermissionDeniedError(absl::StrCat("no role grants ", permission));
  }
  draft_ = Draft();
  GG_RETURN_IF_ERROR(db_->Execute("BEGIN", {}).status());
  Call call{
      Txn{*db_, store_, now_, who.principal.actor(), who.principal.ScopeFor(permission), draft_},
      who.principal, /*chinese=*/true, permission};
  absl::Status status = work(call);
  if (status.ok()) {
    status = journal_.Append(call.txn, {.call = std::string(Uuid::V7(now_).bytes())}, "",
                             /*always=*/false);
  }
  return Finish(std::move(status));
}

void HandlerTest::AsSystem(const std::function<absl::Status(const Txn&)>& work) {
  draft_ = Draft();
  ASSERT_TRUE(db_->Execute("BEGIN", {}).ok());
  const Txn txn{*db_, store_, now_, Nobody(), Scope::System(), draft_};
  const absl::Status status = Finish(work(txn));
  EXPECT_TRUE(status.ok()) << status;
}

int HandlerTest::Count(const TableBase& table) {
  int rows = 0;
  AsSystem([&](const Txn& txn) {
    return table.FindInto(txn, {}, [&rows](auto, const std::string&) {
      ++rows;
      return absl::OkStatus();
    });
  });
  return rows;
}

int HandlerTest::Journalled() {
  int64_t calls = 0;
  AsSystem([&calls](const Txn& txn) {
    return txn.db.Query("SELECT COUNT(DISTINCT call) FROM journal", {}, [&calls](const Row& row) {
      calls = row.Int(0);
      return absl::OkStatus();
    });
  });
  return static_cast<int>(calls);
}

void HandlerTest::AddDivisions() {
  const std::pair<const char*, v1::Division::Level> divisions[] = {
      {"51", v1::Division::LEVEL_PROVINCE},
      {"5107", v1::Division::LEVEL_CITY},
      {"510703", v1::Division::LEVEL_DISTRICT},
      {"510703003", v1::Division::LEVEL_SUBDISTRICT},
      {"510703003001", v1::Division::LEVEL_COMMUNITY},
      {"510703003002", v1::Division::LEVEL_COMMUNITY}};
  AsSystem([&](const Txn& txn) -> absl::Status {
    std::vector<std::string> above;
    for (const auto& [code, level] : divisions) {
      v1::Division division;
      division.set_code(code);
      division.set_title(code);
      division.set_level(level);
      // The longest code that this one begins with.
      for (const std::string& parent : above) {
        if (division.code().starts_with(parent) && parent != code) {
          division.set_parent(MakeName("divisions", parent));
        }
      }
      above.push_back(code);
      GG_RETURN_IF_ERROR(DivisionTable().Insert(txn, std::move(division)).status());
    }
    return absl::OkStatus();
  });
}

std::string HandlerTest::AddGrid(const std::string& code) {
  std::string name;
  AsSystem([&](const Txn& txn) -> absl::Status {
    v1::Grid grid;
    grid.set_code(code);
    grid.set_title(code);
    grid.set_kind(v1::Grid::KIND_COMPREHENSIVE);
    grid.set_community(MakeName("divisions", code.substr(0, 12)));
    grid.set_state(v1::Grid::STATE_ACTIVE);
    GG_ASSIGN_OR_RETURN(grid, GridTable().Insert(txn, std::move(grid)));
    name = grid.name();
    std::vector<std::string> areas = {name};
    for (const size_t digits : {2, 4, 6, 9, 12}) {
      areas.push_back(MakeName("divisions", code.substr(0, digits)));
    }
    for (const std::string& area : areas) {
      GG_RETURN_IF_ERROR(txn.db
                             .Execute("INSERT INTO area_grids (area, grid) VALUES ($1, $2)",
                                      {area, Blob{IdOf(name)}})
                             .status());
    }
    txn.draft.areas_changed = true;
    return absl::OkStatus();
  });
  return name;
}

Staff HandlerTest::AddStaff(const std::string& username, v1::Role role, const std::string& area,
                            const std::string& unit) {
  return AddStaff(username, {Holding(role, area, unit)});
}

Staff HandlerTest::AddStaff(const std::string& username, std::vector<v1::RoleAssignment> roles) {
  v1::Account account;
  AsSystem([&](const Txn& txn) -> absl::Status {
    account.set_username(username);
    account.set_display_name("测试人员");
    account.set_state(v1::Account::STATE_ACTIVE);
    GG_ASSIGN_OR_RETURN(account, AccountTable().Insert(txn, account));
    return absl::OkStatus();
  });
  for (v1::RoleAssignment& role : roles) role.set_account(account.name());
  return {account.name(), Principal::Make({.account = IdOf(account.name()), .username = username},
                                          std::move(roles))};
}

std::string HandlerTest::AddUnit(const std::string& code, const std::string& end_date) {
  v1::Unit unit;
  AsSystem([&](const Txn& txn) -> absl::Status {
    unit.set_code(code);
    unit.set_title(code);
    unit.set_kind(v1::Unit::KIND_DEPARTMENT);
    unit.set_area("divisions/510703003");
    unit.set_end_date(end_date);
    GG_ASSIGN_OR_RETURN(unit, UnitTable().Insert(txn, unit));
    return absl::OkStatus();
  });
  return unit.name();
}

void HandlerTest::Assign(const std::string& grid, const Staff& staff, v1::GridAssignment::Duty duty,
                         const std::string& start_date, const std::string& end_date) {
  AsSystem([&](const Txn& txn) {
    v1::GridAssignment assignment;
    assignment.set_grid(grid);
    assignment.set_account(staff.name);
    assignment.set_duty(duty);
    assignment.set_start_date(start_date);
    assignment.set_end_date(end_date);
    return GridAssignmentTable().Insert(txn, std::move(assignment)).status();
  });
}

void HandlerTest::AddDeadlineClass(const std::string& code, v1::DeadlineClass::Unit unit,
                                   int amount) {
  AsSystem([&](const Txn& txn) {
    v1::DeadlineClass deadline_class;
    deadline_class.set_code(code);
    deadline_class.mutable_title()->set_zh(code);
    deadline_class.mutable_title()->set_en(code);
    deadline_class.set_unit(unit);
    deadline_class.set_amount(amount);
    deadline_class.set_source("test");
    txn.draft.calendar_changed = true;
    return DeadlineClassTable().Insert(txn, std::move(deadline_class)).status();
  });
}

std::vector<std::string> Violations(const absl::Status& status) {
  std::vector<std::string> out;
  const v1::ErrorDetail detail = ErrorDetailIn(status, false);
  for (const v1::FieldViolation& one : detail.violations()) {
    out.push_back(absl::StrCat(one.field(), " ", one.reason()));
  }
  return out;
}

}  // namespace gridgov
