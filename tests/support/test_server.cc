#include "tests/support/test_server.h"

#include <stdlib.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "server/auth/roles.h"
#include "server/init/data_folder.h"
#include "server/init/first_accounts.h"
#include "server/log.h"

namespace gridgov {
namespace {

void Must(const absl::Status& status, const char* what) {
  if (status.ok()) return;
  std::fprintf(stderr, "cannot set up: %s: %s (%s) %s\n", what, status.ToString().c_str(),
               ErrorReason(status).c_str(), ErrorDetailIn(status, false).DebugString().c_str());
  std::abort();
}

template <class T>
T Must(absl::StatusOr<T> value, const char* what) {
  Must(value.status(), what);
  return *std::move(value);
}

v1::LocalizedText Words(const std::string& zh, const std::string& en) {
  v1::LocalizedText text;
  text.set_zh(zh);
  text.set_en(en);
  return text;
}

}  // namespace

WatchStream::WatchStream(const std::shared_ptr<grpc::ChannelInterface>& channel,
                         const CallSettings& settings, const v1::WatchRequest& request)
    : stub_(v1::WatchService::NewStub(channel)) {
  DescribeCaller(settings, context_);
  context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  reader_ = stub_->Watch(&context_, request);
}

WatchStream::~WatchStream() {
  if (finished_) return;
  context_.TryCancel();
  v1::WatchResponse rest;
  while (reader_->Read(&rest)) {
  }
  reader_->Finish().IgnoreError();
}

absl::StatusOr<v1::WatchResponse> WatchStream::Next() {
  v1::WatchResponse event;
  if (finished_) return absl::FailedPreconditionError("the stream has ended");
  if (reader_->Read(&event)) return event;
  finished_ = true;
  return FromGrpc(reader_->Finish());
}

TestServer::TestServer() {
  SetUpLog("error");
  std::string pattern = (std::filesystem::temp_directory_path() / "gridgov-test-XXXXXX").string();
  dir_ = ::mkdtemp(pattern.data());
  std::map<std::string, std::string> once;
  {
    const auto folder = DataFolder::Create(dir_, {}, absl::Now(), [&once](const DataFolder& fresh) {
      auto made = MakeFirstAccounts(fresh, absl::Now(), /*cheap_passwords=*/true);
      if (made.ok()) {
        for (const FirstPassword& one : *made) once[one.username] = one.password;
      }
      return made.status();
    });
    Must(folder.status(), "the data folder");
  }
  Start();
  for (const auto& [user, password] : once) {
    Must(SignIn(user, password).status(), "first sign-in");
    v1::ChangePasswordRequest change;
    change.set_old_password(password);
    change.set_new_password(kPassword);
    tokens_[user] = Must(Call<v1::ChangePasswordResponse>(user, change), "password").token();
  }
  MakeAreas();
  MakeStaff();
  MakeCatalogue();
}

TestServer::~TestServer() {
  Stop();
  std::error_code ignored;
  std::filesystem::remove_all(dir_, ignored);
  std::filesystem::remove_all(backups(), ignored);
}

Config TestServer::config() {
  Config config;
  config.data_dir = dir_;
  config.listen = "127.0.0.1:0";
  config.cheap_passwords = true;
  config.clock = [this] { return Now(); };
  config.sheet_reader = GRIDGOV_SHEET_READER;
  config.backup = {.folder = backups(), .every = absl::ZeroDuration(), .keep = 3};
  return config;
}

void TestServer::Stop() {
  channel_.reset();
  app_.reset();
}

void TestServer::Start(const std::string& password_profile) {
  Config changed = config();
  changed.password_profile = password_profile;
  app_ = Must(App::Start(changed), "the server");
  channel_ = app_->InProcessChannel();
}

absl::StatusOr<std::string> TestServer::SignIn(const std::string& user,
                                               const std::string& password) {
  v1::CreateSessionRequest request;
  request.set_username(user);
  request.set_password(password);
  GG_ASSIGN_OR_RETURN(const auto response, Call<v1::CreateSessionResponse>("", request));
  tokens_[user] = response.token();
  return response.token();
}

void TestServer::SignIn(const std::string& user) {
  Must(SignIn(user, kPassword).status(), user.c_str());
}

std::string TestServer::Invite(const std::string& user) {
  v1::InviteAccountRequest request;
  request.mutable_account()->set_username(user);
  request.mutable_account()->set_display_name(absl::StrCat(user, "（示例）"));
  request.mutable_account()->set_phone("000-0000-0000");
  return Must(Call<v1::OneTimePassword>("secadmin", request), "invite").password();
}

void TestServer::MakeUser(const std::string& user) {
  v1::ChangePasswordRequest change;
  change.set_old_password(Invite(user));
  change.set_new_password(kPassword);
  Must(SignIn(user, change.old_password()).status(), "first sign-in");
  tokens_[user] = Must(Call<v1::ChangePasswordResponse>(user, change), "password").token();
}

std::string TestServer::Grant(const std::string& user, v1::Role role, const std::string& area,
                              const std::string& unit) {
  v1::GrantRoleRequest request;
  auto& wanted = *request.mutable_role_assignment();
  wanted.set_account(MakeName("accounts", user));
  wanted.set_role(role);
  wanted.set_area(area);
  wanted.set_unit(unit);
  wanted.set_start_date("2020-01-01");
  const std::string name = Must(Call<v1::RoleAssignment>("secadmin", request), "grant").name();
  if (FactsOf(role).critical) {
    v1::ApproveRoleRequest approve;
    approve.set_name(name);
    Must(Call<v1::RoleAssignment>("sysadmin", approve).status(), "approve");
  }
  return name;
}

void TestServer::EndRole(const std::string& role_assignment) {
  v1::EndRoleRequest request;
  request.set_name(role_assignment);
  request.set_reason("示例");
  Must(Call<v1::RoleAssignment>("secadmin", request).status(), "end role");
}

CallSettings TestServer::As(const std::string& user) const {
  CallSettings settings;
  settings.chinese = false;
  settings.client = "conformance";
  if (const auto it = tokens_.find(user); it != tokens_.end()) settings.token = it->second;
  return settings;
}

std::unique_ptr<WatchStream> TestServer::Watch(const std::string& user,
                                               const std::string& watch_token,
                                               const std::vector<std::string>& collections) {
  v1::WatchRequest request;
  request.set_watch_token(watch_token);
  for (const std::string& collection : collections) request.add_collections(collection);
  return std::make_unique<WatchStream>(channel_, As(user), request);
}

v1::Issue TestServer::Report(const std::string& user, const std::string& grid,
                             const std::string& category) {
  v1::CreateIssueRequest request;
  request.mutable_issue()->set_category(category);
  request.mutable_issue()->set_grid(grid);
  request.mutable_issue()->set_title("消防通道堵塞");
  return Must(Call<v1::Issue>(user, request), "report");
}

v1::Issue TestServer::Accept(const std::string& user, const std::string& name) {
  v1::AcceptIssueRequest request;
  request.set_name(name);
  return Must(Call<v1::Issue>(user, request), "accept");
}

v1::Issue TestServer::Dispatch(const std::string& user, const std::string& name,
                               const std::string& unit) {
  v1::DispatchIssueRequest request;
  request.set_name(name);
  request.set_unit(unit);
  request.set_deadline_class("deadlineClasses/WD3");
  return Must(Call<v1::Issue>(user, request), "dispatch");
}

absl::StatusOr<v1::Issue> TestServer::GetIssue(const std::string& user, const std::string& name) {
  v1::GetIssueRequest request;
  request.set_name(name);
  return Call<v1::Issue>(user, request);
}

std::vector<std::string> TestServer::IssuesOf(const std::string& user) {
  v1::ListIssuesRequest request;
  request.set_page_size(200);
  std::vector<std::string> names;
  do {
    const auto page = Must(Call<v1::ListIssuesResponse>(user, request), "list");
    for (const auto& issue : page.issues()) names.push_back(issue.name());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return names;
}

std::string TestServer::AccountName(const std::string& user) {
  v1::GetAccountRequest request;
  request.set_name(MakeName("accounts", user));
  return Must(Call<v1::Account>("secadmin", request), "account").name();
}

void TestServer::MakeAreas() {
  v1::ImportDivisionsRequest divisions;
  std::string parent;
  for (const char* code : {"51", "5107", "510703", "510703003", "510703003001", "510703003002"}) {
    auto& one = *divisions.add_divisions();
    one.set_code(code);
    one.set_title(absl::StrCat("区划", code));
    one.set_level(static_cast<v1::Division::Level>(std::min(divisions.divisions_size(), 5)));
    one.set_parent(parent);
    if (std::string(code).size() < 12) parent = MakeName("divisions", code);
  }
  Must(Call<v1::ImportDivisionsResponse>("sysadmin", divisions).status(), "divisions");
  for (const char* code : {"CG", "XF"}) {
    v1::CreateUnitRequest unit;
    unit.mutable_unit()->set_code(code);
    unit.mutable_unit()->set_title(absl::StrCat("单位", code));
    unit.mutable_unit()->set_kind(v1::Unit::KIND_DEPARTMENT);
    unit.mutable_unit()->set_area(kStreet);
    Must(Call<v1::Unit>("sysadmin", unit).status(), "unit");
  }
  MakeUser("centre1");
  Grant("centre1", v1::ROLE_SUBDISTRICT_CENTRE, kStreet);
  for (const char* name : {kGridA1, kGridA2, kGridB1}) {
    const std::string code = SplitName(name).id;
    v1::CreateGridRequest grid;
    grid.mutable_grid()->set_code(code);
    grid.mutable_grid()->set_title(absl::StrCat("网格", code));
    grid.mutable_grid()->set_kind(v1::Grid::KIND_COMPREHENSIVE);
    grid.mutable_grid()->set_community(MakeName("divisions", code.substr(0, 12)));
    Must(Call<v1::Grid>("centre1", grid).status(), "grid");
  }
}

void TestServer::MakeStaff() {
  for (const char* user : {"office1", "office2", "worker1", "worker2", "mixed1", "handler1",
                           "handler2", "dutylead1", "head1", "liaison1", "auditor1"}) {
    MakeUser(user);
  }
  Grant("office1", v1::ROLE_COMMUNITY_OFFICE, kCommunityA);
  Grant("office2", v1::ROLE_COMMUNITY_OFFICE, kCommunityB);
  Grant("worker1", v1::ROLE_GRID_WORKER, kGridA1);
  Grant("worker2", v1::ROLE_GRID_WORKER, kGridA2);
  Grant("mixed1", v1::ROLE_GRID_WORKER, kGridA1);
  Grant("mixed1", v1::ROLE_COMMUNITY_OFFICE, kCommunityB);
  Grant("handler1", v1::ROLE_HANDLING_UNIT, "", "units/CG");
  Grant("handler2", v1::ROLE_HANDLING_UNIT, "", "units/XF");
  Grant("dutylead1", v1::ROLE_DUTY_LEAD, kStreet);
  Grant("head1", v1::ROLE_OFFICE_HEAD, kStreet);
  Grant("liaison1", v1::ROLE_LIAISON, kStreet);
  Grant("auditor1", v1::ROLE_AUDITOR);
}

void TestServer::MakeCatalogue() {
  v1::ImportDeadlineClassesRequest classes;
  for (const auto& [code, unit, amount] :
       {std::tuple{"ACCEPT", v1::DeadlineClass::UNIT_WORKING_HOURS, 4},
        {"ACCEPT_URGENT", v1::DeadlineClass::UNIT_URGENT_HOURS, 1},
        {"CHECK", v1::DeadlineClass::UNIT_WORKING_DAYS, 2},
        {"WD3", v1::DeadlineClass::UNIT_WORKING_DAYS, 3},
        {"LEDGER_KEPT", v1::DeadlineClass::UNIT_CALENDAR_DAYS, 30}}) {
    auto& one = *classes.add_deadline_classes();
    one.set_code(code);
    *one.mutable_title() = Words("示例时限", "sample");
    one.set_unit(unit);
    one.set_amount(amount);
    one.set_source("示例");
  }
  Must(Call<v1::ImportDeadlineClassesResponse>("sysadmin", classes).status(), "deadline classes");
  v1::ImportCategoriesRequest categories;
  for (const auto& [code, kind] : {std::pair{"0601", v1::Category::CLASS_EXTENSION},
                                   {"0501", v1::Category::CLASS_STREET_ORDER}}) {
    auto& one = *categories.add_categories();
    one.set_code(code);
    *one.mutable_title() = Words("示例类别", "sample");
    one.set_class_(kind);
    *one.mutable_filing_condition() = Words("属实", "it is so");
    *one.mutable_closing_condition() = Words("消除", "it is gone");
    one.set_default_unit_code("CG");
    one.set_deadline_class("WD3");
    one.set_public_order(absl::StartsWith(code, "05"));
    one.set_source("示例");
  }
  Must(Call<v1::ImportCategoriesResponse>("centre1", categories).status(), "categories");
  Must(Call<v1::PublishCategoriesResponse>("sysadmin", v1::PublishCategoriesRequest()).status(),
       "publish");
  v1::ImportPatrolTypesRequest types;
  auto& type = *types.add_patrol_types();
  type.set_code("FIRE_LANE");
  *type.mutable_title() = Words("消防通道巡查", "fire lanes");
  type.set_target(v1::PatrolType::TARGET_GRID);
  type.set_source("示例");
  auto& item = *type.add_checklist();
  item.set_code("f1");
  *item.mutable_text() = Words("通道是否畅通", "is it clear");
  item.set_type(v1::PatrolType::Item::TYPE_YES_NO);
  item.set_fail_when("NO");
  item.set_category("0601");
  Must(Call<v1::ImportPatrolTypesResponse>("sysadmin", types).status(), "patrol types");
}

v1::Job TestServer::AwaitJob(const std::string& user, const std::string& name) {
  const auto page = Call<v1::ListJobsResponse>(user, v1::ListJobsRequest());
  if (!page.ok()) {
    ADD_FAILURE() << page.status();
    return {};
  }
  const auto stream = Watch(user, page->watch_token(), {"jobs"});
  v1::GetJobRequest request;
  request.set_name(name);
  auto job = Call<v1::Job>(user, request);
  while (job.ok() && job->end_time().seconds() == 0) {
    if (const auto event = stream->Next(); !event.ok()) {
      ADD_FAILURE() << event.status();
      break;
    }
    job = Call<v1::Job>(user, request);
  }
  if (!job.ok()) ADD_FAILURE() << job.status();
  return job.value_or(v1::Job());
}

}  // namespace gridgov
