#include "tests/scene/scene.h"

#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "proto/cpp/uuid.h"

namespace gridgov {
namespace {

constexpr char kLongAgo[] = "2024-01-01";

std::vector<std::vector<std::string>> ReadCsv(const std::string& path) {
  std::vector<std::vector<std::string>> rows;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    rows.push_back(absl::StrSplit(line, ','));
  }
  return rows;
}

void SetText(v1::LocalizedText* text, const std::string& zh, const std::string& en) {
  text->set_zh(zh);
  text->set_en(en);
}

v1::Division::Level LevelNamed(const std::string& name) {
  if (name == "province") return v1::Division::LEVEL_PROVINCE;
  if (name == "city") return v1::Division::LEVEL_CITY;
  if (name == "district") return v1::Division::LEVEL_DISTRICT;
  if (name == "subdistrict") return v1::Division::LEVEL_SUBDISTRICT;
  return v1::Division::LEVEL_COMMUNITY;
}

}  // namespace

CallSettings Scene::SettingsOf(const std::string& username) const {
  const auto it = people_.find(username);
  return {.token = it == people_.end() ? "" : it->second.token,
          .chinese = false,
          .client = "gridgov-scene",
          .timeout = absl::Seconds(20)};
}

absl::StatusOr<Channel> Scene::Open() const {
  return OpenChannel({.target = server_->target(), .ca_file = data() + "/tls/ca.pem"});
}

absl::Status Scene::Start(const std::vector<std::string>& flags) {
  channel_ = nullptr;
  server_.reset();
  GG_ASSIGN_OR_RETURN(server_,
                      ServerProcess::Start(gridgovd_, data(), folder_ + "/server.log", flags));
  GG_ASSIGN_OR_RETURN(channel_, Open());
  return absl::OkStatus();
}

absl::Status Scene::FirstSignIn(const std::string& username, const std::string& once) {
  v1::CreateSessionRequest enter;
  enter.set_username(username);
  enter.set_password(once);
  GG_ASSIGN_OR_RETURN(const auto session, Call<v1::CreateSessionResponse>("", enter));
  people_[username] = {username, session.session().account(), session.token()};
  v1::ChangePasswordRequest change;
  change.set_old_password(once);
  change.set_new_password(Uuid::V7(absl::Now()).ToString());
  GG_ASSIGN_OR_RETURN(const auto changed, Call<v1::ChangePasswordResponse>(username, change));
  people_[username].token = changed.token();
  return absl::OkStatus();
}

absl::Status Scene::Create() {
  std::filesystem::create_directories(folder_);
  GG_ASSIGN_OR_RETURN(const std::string output,
                      RunProgram({gridgovd_, "init", data(), "--cheap-passwords"}));
  GG_RETURN_IF_ERROR(Start());
  for (absl::string_view line : absl::StrSplit(output, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> parts = absl::StrSplit(line, '\t');
    if (parts.size() == 3) GG_RETURN_IF_ERROR(FirstSignIn(parts[0], parts[2]));
  }
  return absl::OkStatus();
}

absl::Status Scene::MakeDivisions() {
  v1::ImportDivisionsRequest divisions;
  for (const auto& row : ReadCsv(samples_ + "/divisions-fucheng.csv")) {
    v1::Division* one = divisions.add_divisions();
    one->set_code(row[0]);
    one->set_title(row[1]);
    one->set_level(LevelNamed(row[2]));
    if (row.size() > 3 && !row[3].empty()) one->set_parent(absl::StrCat("divisions/", row[3]));
  }
  return Call<v1::ImportDivisionsResponse>("sysadmin", divisions).status();
}

absl::Status Scene::MakeCatalogue() {
  v1::ImportCalendarRequest calendar;
  for (const auto& row : ReadCsv(samples_ + "/calendar-2004-2026.csv")) {
    v1::CalendarDay* day = calendar.add_calendar_days();
    day->set_date(row[0]);
    day->set_kind(row[1] == "holiday" ? v1::CalendarDay::KIND_HOLIDAY
                                      : v1::CalendarDay::KIND_WORKING_DAY);
    SetText(day->mutable_title(), row[3], row[2]);
  }
  GG_RETURN_IF_ERROR(Call<v1::ImportCalendarResponse>("sysadmin", calendar).status());
  v1::ImportDeadlineClassesRequest classes;
  for (const char* code : {"ACCEPT", "ACCEPT_URGENT", "CHECK", "WD3", "LEDGER_KEPT"}) {
    v1::DeadlineClass* one = classes.add_deadline_classes();
    one->set_code(code);
    SetText(one->mutable_title(), "三个工作日", "3 working days");
    one->set_unit(v1::DeadlineClass::UNIT_WORKING_DAYS);
    one->set_amount(3);
    one->set_source("example");
    one->set_valid_from_date(kLongAgo);
  }
  GG_RETURN_IF_ERROR(Call<v1::ImportDeadlineClassesResponse>("sysadmin", classes).status());
  v1::ImportCategoriesRequest categories;
  v1::Category* category = categories.add_categories();
  category->set_code("0604");
  SetText(category->mutable_title(), "楼道堆物", "Things piled in a stairwell");
  category->set_class_(v1::Category::CLASS_EXTENSION);
  SetText(category->mutable_filing_condition(), "有堆物", "Things lie there");
  SetText(category->mutable_closing_condition(), "已清理", "Cleared");
  category->set_default_unit_kind("DEPARTMENT");
  category->set_default_unit_code("CG");
  category->set_deadline_class("WD3");
  category->set_source("example");
  category->set_valid_from_date(kLongAgo);
  GG_RETURN_IF_ERROR(Call<v1::ImportCategoriesResponse>("centre1", categories).status());
  GG_RETURN_IF_ERROR(
      Call<v1::PublishCategoriesResponse>("sysadmin", v1::PublishCategoriesRequest()).status());
  v1::ImportPatrolTypesRequest types;
  v1::PatrolType* type = types.add_patrol_types();
  type->set_code("SOAK");
  SetText(type->mutable_title(), "日常巡查", "Daily patrol");
  type->set_target(v1::PatrolType::TARGET_GRID);
  type->set_source("example");
  type->set_valid_from_date(kLongAgo);
  for (const char* code : {"a1", "a2", "a3", "a4"}) {
    v1::PatrolType::Item* item = type->add_checklist();
    item->set_code(code);
    SetText(item->mutable_text(), "是否正常", "Is it in order");
    item->set_type(v1::PatrolType::Item::TYPE_YES_NO);
    item->set_fail_when("NO");
  }
  return Call<v1::ImportPatrolTypesResponse>("sysadmin", types).status();
}

absl::Status Scene::MakeUnits() {
  for (const char* code : {"CG", "WY"}) {
    v1::CreateUnitRequest unit;
    unit.mutable_unit()->set_code(code);
    unit.mutable_unit()->set_title(absl::StrCat("示例单位 ", code));
    unit.mutable_unit()->set_kind(v1::Unit::KIND_DEPARTMENT);
    unit.mutable_unit()->set_area(kSceneStreet);
    GG_RETURN_IF_ERROR(Call<v1::Unit>("sysadmin", unit).status());
  }
  return absl::OkStatus();
}

absl::Status Scene::MakeReference() {
  GG_RETURN_IF_ERROR(MakeDivisions());
  GG_RETURN_IF_ERROR(MakeUnits());
  GG_RETURN_IF_ERROR(MakePeople({{"centre1", v1::ROLE_SUBDISTRICT_CENTRE, kSceneDistrict, ""}}));
  return MakeCatalogue();
}

absl::Status Scene::MakePeople(const std::vector<SceneRole>& roles) {
  for (const SceneRole& role : roles) {
    if (!people_.contains(role.username)) {
      v1::InviteAccountRequest invite;
      invite.mutable_account()->set_username(role.username);
      invite.mutable_account()->set_display_name("某某（示例）");
      invite.mutable_account()->set_phone("000-0000-0000");
      GG_ASSIGN_OR_RETURN(const auto once, Call<v1::OneTimePassword>("secadmin", invite));
      GG_RETURN_IF_ERROR(FirstSignIn(role.username, once.password()));
      people_[role.username].name = once.account().name();
    }
    v1::GrantRoleRequest grant;
    v1::RoleAssignment* assignment = grant.mutable_role_assignment();
    assignment->set_account(people_[role.username].name);
    assignment->set_role(role.role);
    assignment->set_area(role.area);
    assignment->set_unit(role.unit);
    assignment->set_start_date(kLongAgo);
    GG_ASSIGN_OR_RETURN(const auto granted, Call<v1::RoleAssignment>("secadmin", grant));
    if (granted.state() == v1::RoleAssignment::STATE_PROPOSED) {
      v1::ApproveRoleRequest approve;
      approve.set_name(granted.name());
      GG_RETURN_IF_ERROR(Call<v1::RoleAssignment>("sysadmin", approve).status());
    }
    if (!role.unit.empty()) {
      v1::AddUnitMemberRequest member;
      member.mutable_unit_member()->set_unit(role.unit);
      member.mutable_unit_member()->set_account(people_[role.username].name);
      member.mutable_unit_member()->set_start_date(kLongAgo);
      GG_RETURN_IF_ERROR(Call<v1::UnitMember>("sysadmin", member).status());
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Scene::MakeGrid(const std::string& by, const std::string& community,
                                            int number) {
  v1::CreateGridRequest request;
  v1::Grid* grid = request.mutable_grid();
  grid->set_title(absl::StrCat("第", number, "网格（示例）"));
  grid->set_kind(v1::Grid::KIND_COMPREHENSIVE);
  grid->set_community(community);
  grid->set_households(400);
  grid->set_residents(1000);
  GG_ASSIGN_OR_RETURN(const v1::Grid made, Call<v1::Grid>(by, request));
  return made.name();
}

absl::Status Scene::Save() const {
  std::ofstream file(folder_ + "/people");
  for (const auto& [username, person] : people_) {
    file << username << '\t' << person.name << '\t' << person.token << '\n';
  }
  return file ? absl::OkStatus() : absl::InternalError("cannot write the people");
}

absl::Status Scene::Resume() {
  std::ifstream file(folder_ + "/people");
  std::string line;
  while (std::getline(file, line)) {
    const std::vector<std::string> parts = absl::StrSplit(line, '\t');
    people_[parts[0]] = {parts[0], parts[1], parts[2]};
  }
  return people_.empty() ? absl::NotFoundError("the folder holds no people") : absl::OkStatus();
}

}  // namespace gridgov
