// FakeOffice: an in-process server for tests of the client, and a desk to call it from. It keeps
// what it was asked and answers what it is told to.
#ifndef GRIDGOV_CLIENT_CLI_FAKE_OFFICE_H_
#define GRIDGOV_CLIENT_CLI_FAKE_OFFICE_H_

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <stdlib.h>

#include <clocale>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client-cli/cli.h"
#include "client-cli/environment.h"
#include "gridgov/v1/account.grpc.pb.h"
#include "gridgov/v1/division.grpc.pb.h"
#include "gridgov/v1/issue.grpc.pb.h"
#include "gridgov/v1/patrol.grpc.pb.h"
#include "gridgov/v1/unit.grpc.pb.h"
#include "proto/cpp/errors.h"

namespace gridgov {

// The answer of a server to a failed call.
inline grpc::Status ToGrpc(const absl::Status& status, bool chinese = true) {
  return {static_cast<grpc::StatusCode>(status.code()), std::string(status.message()),
          EncodeStatusDetails(status, chinese)};
}

class FakeIssues : public v1::IssueService::Service {
 public:
  grpc::Status GetIssue(grpc::ServerContext*, const v1::GetIssueRequest* request,
                        v1::Issue* found) override {
    got = *request;
    *found = issue;
    return status;
  }
  grpc::Status CreateIssue(grpc::ServerContext*, const v1::CreateIssueRequest* request,
                           v1::Issue* made) override {
    created = *request;
    *made = request->issue();
    made->set_name("issues/0193");
    made->set_number("51070300300100100042");
    return status;
  }
  grpc::Status CloseIssue(grpc::ServerContext*, const v1::CloseIssueRequest* request,
                          v1::Issue* answer) override {
    closed.push_back(*request);
    *answer = issue;
    answer->set_state(v1::Issue::STATE_CLOSED);
    return status;
  }
  grpc::Status DecideExtension(grpc::ServerContext*, const v1::DecideExtensionRequest* request,
                               v1::Issue* answer) override {
    decided = *request;
    *answer = issue;
    return status;
  }
  grpc::Status ListIssues(grpc::ServerContext*, const v1::ListIssuesRequest* request,
                          v1::ListIssuesResponse* page) override {
    listed.push_back(*request);
    const size_t index = request->page_token().empty() ? 0 : std::stoul(request->page_token());
    for (int i = 0; i < 2; ++i) {
      *page->add_issues() = issue;
      page->mutable_issues(i)->set_number(std::to_string(100 + 2 * index + i));
    }
    if (index + 1 < pages) page->set_next_page_token(std::to_string(index + 1));
    page->set_watch_token("token-of-list");
    return status;
  }
  grpc::Status ListIssueSteps(grpc::ServerContext*, const v1::ListIssueStepsRequest*,
                              v1::ListIssueStepsResponse* page) override {
    page->add_issue_steps()->set_act("send_back");
    return status;
  }

  v1::Issue issue;
  size_t pages = 1;
  grpc::Status status;  // Of every call.
  v1::GetIssueRequest got;
  v1::CreateIssueRequest created;
  v1::DecideExtensionRequest decided;
  std::vector<v1::CloseIssueRequest> closed;
  std::vector<v1::ListIssuesRequest> listed;
};

class FakeUnits : public v1::UnitService::Service {
 public:
  grpc::Status GetUnit(grpc::ServerContext*, const v1::GetUnitRequest*, v1::Unit* unit) override {
    ++gets;
    unit->set_code("CG");
    unit->set_title("城管中队");
    return status;
  }
  grpc::Status ListUnits(grpc::ServerContext*, const v1::ListUnitsRequest*,
                         v1::ListUnitsResponse* page) override {
    page->add_units()->set_code("CG");
    page->add_units()->set_code("WY");
    return status;
  }
  grpc::Status UpdateUnit(grpc::ServerContext*, const v1::UpdateUnitRequest* request,
                          v1::Unit* unit) override {
    updated = *request;
    *unit = request->unit();
    return status;
  }

  grpc::Status status;
  int gets = 0;
  v1::UpdateUnitRequest updated;
};

class FakeDivisions : public v1::DivisionService::Service {
 public:
  grpc::Status ImportDivisions(grpc::ServerContext*, const v1::ImportDivisionsRequest* request,
                               v1::ImportDivisionsResponse* response) override {
    imported.push_back(*request);
    *response = answer;
    return grpc::Status::OK;
  }

  std::vector<v1::ImportDivisionsRequest> imported;
  v1::ImportDivisionsResponse answer;
};

class FakePatrols : public v1::PatrolService::Service {
 public:
  grpc::Status GetPatrol(grpc::ServerContext*, const v1::GetPatrolRequest*,
                         v1::Patrol* patrol) override {
    patrol->set_patrol_type("patrolTypes/1");
    return grpc::Status::OK;
  }
  grpc::Status GetPatrolType(grpc::ServerContext*, const v1::GetPatrolTypeRequest*,
                             v1::PatrolType* found) override {
    *found = type;
    return grpc::Status::OK;
  }
  grpc::Status RecordPatrol(grpc::ServerContext*, const v1::RecordPatrolRequest* request,
                            v1::Patrol*) override {
    recorded = *request;
    return grpc::Status::OK;
  }

  v1::PatrolType type;
  v1::RecordPatrolRequest recorded;
};

class FakeSessions : public v1::SessionService::Service {
 public:
  grpc::Status CreateSession(grpc::ServerContext*, const v1::CreateSessionRequest* request,
                             v1::CreateSessionResponse* response) override {
    signed_in = *request;
    response->set_token("token-1");
    response->mutable_session()->mutable_expire_time()->set_seconds(1795564800);
    response->mutable_session()->set_password_change_required(true);
    return status;
  }
  grpc::Status GetCurrentSession(grpc::ServerContext* context, const v1::GetCurrentSessionRequest*,
                                 v1::CurrentSession* session) override {
    for (const auto& [key, value] : context->client_metadata()) {
      metadata[std::string(key.data(), key.size())] = std::string(value.data(), value.size());
    }
    session->mutable_account()->set_name("accounts/0193");
    session->mutable_account()->set_username("worker01");
    for (const std::string& permission : permissions) session->add_permissions(permission);
    return status;
  }
  grpc::Status EndCurrentSession(grpc::ServerContext*, const v1::EndCurrentSessionRequest*,
                                 v1::EndCurrentSessionResponse*) override {
    return status;
  }

  grpc::Status status;
  std::vector<std::string> permissions = {"units.get", "units.list", "issues.steps"};
  v1::CreateSessionRequest signed_in;
  std::map<std::string, std::string> metadata;
};

class FakeAccounts : public v1::AccountService::Service {
 public:
  grpc::Status InviteAccount(grpc::ServerContext*, const v1::InviteAccountRequest* request,
                             v1::OneTimePassword* password) override {
    invited = *request;
    *password->mutable_account() = request->account();
    password->set_password("once-only");
    return grpc::Status::OK;
  }
  grpc::Status ChangePassword(grpc::ServerContext*, const v1::ChangePasswordRequest* request,
                              v1::ChangePasswordResponse* response) override {
    changed = *request;
    response->set_token("token-2");
    return grpc::Status::OK;
  }
  grpc::Status GrantRole(grpc::ServerContext*, const v1::GrantRoleRequest* request,
                         v1::RoleAssignment* role) override {
    granted = *request;
    *role = request->role_assignment();
    return grpc::Status::OK;
  }

  v1::InviteAccountRequest invited;
  v1::ChangePasswordRequest changed;
  v1::GrantRoleRequest granted;
};

// Runs commands against the office, with a folder of its own for the client's files. What a
// command wrote stays in out and err until the next one.
class FakeOffice {
 public:
  explicit FakeOffice(const std::vector<grpc::Service*>& more = {}) {
    grpc::ServerBuilder builder;
    for (grpc::Service* service :
         std::vector<grpc::Service*>{&issues, &units, &divisions, &patrols, &sessions, &accounts}) {
      builder.RegisterService(service);
    }
    for (grpc::Service* service : more) builder.RegisterService(service);
    server_ = builder.BuildAndStart();
    char folder[] = "/tmp/gridgov-cli-test-XXXXXX";
    folder_ = mkdtemp(folder);
    variables["GRIDGOV_CONFIG_DIR"] = folder_;
    std::setlocale(LC_CTYPE, "C.UTF-8");
  }

  ~FakeOffice() {
    server_->Shutdown();
    std::filesystem::remove_all(folder_);
  }

  // Runs words against the office, signed in nowhere unless `login` was run before.
  ExitCode Run(const std::vector<std::string>& words, const std::string& input = "") {
    std::istringstream in(input);
    std::ostringstream out_stream;
    std::ostringstream err_stream;
    Environment environment{.in = in,
                            .out = out_stream,
                            .err = err_stream,
                            .variable = [this](const std::string& name) { return variables[name]; },
                            .in_is_terminal = terminal,
                            .out_is_terminal = false,
                            .ask =
                                [this](const std::string& prompt, bool) {
                                  prompts.push_back(prompt);
                                  return absl::StatusOr<std::string>("typed");
                                },
                            .connect =
                                [this](const Endpoint& endpoint) {
                                  endpoints.push_back(endpoint);
                                  return absl::StatusOr<std::shared_ptr<grpc::ChannelInterface>>(
                                      server_->InProcessChannel({}));
                                },
                            .now = [] { return absl::FromUnixSeconds(1795500000); }};
    const ExitCode code = RunCli(environment, words);
    out = out_stream.str();
    err = err_stream.str();
    return code;
  }

  // The same with a server named, so that no context is needed.
  ExitCode Call(std::vector<std::string> words, const std::string& input = "") {
    words.push_back("--server=office:1");
    return Run(words, input);
  }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }

  FakeIssues issues;
  FakeUnits units;
  FakeDivisions divisions;
  FakePatrols patrols;
  FakeSessions sessions;
  FakeAccounts accounts;

  std::map<std::string, std::string> variables = {{"LANG", "zh_CN.UTF-8"}};
  bool terminal = false;
  std::string out;
  std::string err;
  std::vector<std::string> prompts;
  std::vector<Endpoint> endpoints;

 private:
  std::unique_ptr<grpc::Server> server_;
  std::string folder_;
};

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_FAKE_OFFICE_H_
