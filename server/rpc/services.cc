// The work itself: accounts, patrols, issues, audit, watch.
#include "server/rpc/services.h"

#include "gridgov/v1/account.grpc.pb.h"
#include "gridgov/v1/admin.grpc.pb.h"
#include "gridgov/v1/audit.grpc.pb.h"
#include "gridgov/v1/issue.grpc.pb.h"
#include "gridgov/v1/job.grpc.pb.h"
#include "gridgov/v1/patrol.grpc.pb.h"
#include "gridgov/v1/search.grpc.pb.h"
#include "gridgov/v1/watch.grpc.pb.h"

namespace gridgov {
namespace {

using Ctx = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class AccountRpc final : public v1::AccountService::CallbackService {
 public:
  AccountRpc(Transport& rpc, AccountHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* GetAccount(Ctx* c, const v1::GetAccountRequest* q, v1::Account* r) override {
    return rpc_.Unary(c, q, r, handler_, &AccountHandler::Get);
  }
  Reactor* ListAccounts(Ctx* c, const v1::ListAccountsRequest* q,
                        v1::ListAccountsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &AccountHandler::List);
  }
  Reactor* LookUpAccount(Ctx* c, const v1::LookUpAccountRequest* q, v1::AccountNames* r) override {
    return rpc_.Unary(c, q, r, handler_, &AccountHandler::LookUp);
  }
  Reactor* InviteAccount(Ctx* c, const v1::InviteAccountRequest* q,
                         v1::OneTimePassword* r) override {
    return rpc_.Unary(c, q, r, handler_, &AccountHandler::PrepareInvite, &AccountHandler::Invite);
  }
  Reactor* ResetPassword(Ctx* c, const v1::ResetPasswordRequest* q,
                         v1::OneTimePassword* r) override {
    return rpc_.Unary(c, q, r, handler_, &AccountHandler::PrepareReset, &AccountHandler::Reset);
  }
  Reactor* ChangePassword(Ctx* c, const v1::ChangePasswordRequest* q,
                          v1::ChangePasswordResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &AccountHandler::PrepareChange, &AccountHandler::Change);
  }
  Reactor* DisableAccount(Ctx* c, const v1::DisableAccountRequest* q, v1::Account* r) override {
    return rpc_.Unary(c, q, r, handler_, &AccountHandler::Disable);
  }
  Reactor* EnableAccount(Ctx* c, const v1::EnableAccountRequest* q, v1::Account* r) override {
    return rpc_.Unary(c, q, r, handler_, &AccountHandler::Enable);
  }
  Reactor* GrantRole(Ctx* c, const v1::GrantRoleRequest* q, v1::RoleAssignment* r) override {
    return rpc_.Unary(c, q, r, handler_, &AccountHandler::Grant);
  }
  Reactor* ApproveRole(Ctx* c, const v1::ApproveRoleRequest* q, v1::RoleAssignment* r) override {
    return rpc_.Unary(c, q, r, handler_, &AccountHandler::Approve);
  }
  Reactor* EndRole(Ctx* c, const v1::EndRoleRequest* q, v1::RoleAssignment* r) override {
    return rpc_.Unary(c, q, r, handler_, &AccountHandler::End);
  }
  Reactor* ListRoleAssignments(Ctx* c, const v1::ListRoleAssignmentsRequest* q,
                               v1::ListRoleAssignmentsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &AccountHandler::ListRoles);
  }

 private:
  Transport& rpc_;
  AccountHandler& handler_;
};

class SessionRpc final : public v1::SessionService::CallbackService {
 public:
  SessionRpc(Transport& rpc, SessionHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* CreateSession(Ctx* c, const v1::CreateSessionRequest* q,
                         v1::CreateSessionResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &SessionHandler::PrepareCreate, &SessionHandler::Create);
  }
  Reactor* GetCurrentSession(Ctx* c, const v1::GetCurrentSessionRequest* q,
                             v1::CurrentSession* r) override {
    return rpc_.Unary(c, q, r, handler_, &SessionHandler::GetCurrent);
  }
  Reactor* ListSessions(Ctx* c, const v1::ListSessionsRequest* q,
                        v1::ListSessionsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &SessionHandler::List);
  }
  Reactor* EndCurrentSession(Ctx* c, const v1::EndCurrentSessionRequest* q,
                             v1::EndCurrentSessionResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &SessionHandler::EndCurrent);
  }
  Reactor* RevokeSession(Ctx* c, const v1::RevokeSessionRequest* q, v1::Session* r) override {
    return rpc_.Unary(c, q, r, handler_, &SessionHandler::Revoke);
  }

 private:
  Transport& rpc_;
  SessionHandler& handler_;
};

class PatrolRpc final : public v1::PatrolService::CallbackService {
 public:
  PatrolRpc(Transport& rpc, PatrolHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* GetPatrolType(Ctx* c, const v1::GetPatrolTypeRequest* q, v1::PatrolType* r) override {
    return rpc_.Unary(c, q, r, handler_, &PatrolHandler::GetType);
  }
  Reactor* ListPatrolTypes(Ctx* c, const v1::ListPatrolTypesRequest* q,
                           v1::ListPatrolTypesResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &PatrolHandler::ListTypes);
  }
  Reactor* ImportPatrolTypes(Ctx* c, const v1::ImportPatrolTypesRequest* q,
                             v1::ImportPatrolTypesResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &PatrolHandler::ImportTypes);
  }
  Reactor* ListPatrolRules(Ctx* c, const v1::ListPatrolRulesRequest* q,
                           v1::ListPatrolRulesResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &PatrolHandler::ListRules);
  }
  Reactor* CreatePatrolRule(Ctx* c, const v1::CreatePatrolRuleRequest* q,
                            v1::PatrolRule* r) override {
    return rpc_.Unary(c, q, r, handler_, &PatrolHandler::CreateRule);
  }
  Reactor* PlanPatrols(Ctx* c, const v1::PlanPatrolsRequest* q,
                       v1::PlanPatrolsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &PatrolHandler::Plan);
  }
  Reactor* GetPatrol(Ctx* c, const v1::GetPatrolRequest* q, v1::Patrol* r) override {
    return rpc_.Unary(c, q, r, handler_, &PatrolHandler::Get);
  }
  Reactor* ListPatrols(Ctx* c, const v1::ListPatrolsRequest* q,
                       v1::ListPatrolsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &PatrolHandler::List);
  }
  Reactor* CreatePatrol(Ctx* c, const v1::CreatePatrolRequest* q, v1::Patrol* r) override {
    return rpc_.Unary(c, q, r, handler_, &PatrolHandler::Create);
  }
  Reactor* StartPatrol(Ctx* c, const v1::StartPatrolRequest* q, v1::Patrol* r) override {
    return rpc_.Unary(c, q, r, handler_, &PatrolHandler::Start);
  }
  Reactor* RecordPatrol(Ctx* c, const v1::RecordPatrolRequest* q, v1::Patrol* r) override {
    return rpc_.Unary(c, q, r, handler_, &PatrolHandler::Record);
  }
  Reactor* ReportFinding(Ctx* c, const v1::ReportFindingRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &PatrolHandler::ReportFinding);
  }
  Reactor* SubmitPatrol(Ctx* c, const v1::SubmitPatrolRequest* q, v1::Patrol* r) override {
    return rpc_.Unary(c, q, r, handler_, &PatrolHandler::Submit);
  }
  Reactor* AcceptPatrol(Ctx* c, const v1::AcceptPatrolRequest* q, v1::Patrol* r) override {
    return rpc_.Unary(c, q, r, handler_, &PatrolHandler::Accept);
  }
  Reactor* SendBackPatrol(Ctx* c, const v1::SendBackPatrolRequest* q, v1::Patrol* r) override {
    return rpc_.Unary(c, q, r, handler_, &PatrolHandler::SendBack);
  }
  Reactor* CancelPatrol(Ctx* c, const v1::CancelPatrolRequest* q, v1::Patrol* r) override {
    return rpc_.Unary(c, q, r, handler_, &PatrolHandler::Cancel);
  }
  Reactor* ExplainMissedPatrol(Ctx* c, const v1::ExplainMissedPatrolRequest* q,
                               v1::Patrol* r) override {
    return rpc_.Unary(c, q, r, handler_, &PatrolHandler::ExplainMissed);
  }

 private:
  Transport& rpc_;
  PatrolHandler& handler_;
};

class IssueRpc final : public v1::IssueService::CallbackService {
 public:
  IssueRpc(Transport& rpc, IssueHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* GetIssue(Ctx* c, const v1::GetIssueRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::Get);
  }
  Reactor* ListIssues(Ctx* c, const v1::ListIssuesRequest* q, v1::ListIssuesResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::List);
  }
  Reactor* CreateIssue(Ctx* c, const v1::CreateIssueRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::Create);
  }
  Reactor* ListIssueSteps(Ctx* c, const v1::ListIssueStepsRequest* q,
                          v1::ListIssueStepsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::ListSteps);
  }
  Reactor* GetIssueReporter(Ctx* c, const v1::GetIssueReporterRequest* q,
                            v1::IssueReporter* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::GetReporter);
  }
  Reactor* AcceptIssue(Ctx* c, const v1::AcceptIssueRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::Accept);
  }
  Reactor* RejectIssue(Ctx* c, const v1::RejectIssueRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::Reject);
  }
  Reactor* MarkDuplicate(Ctx* c, const v1::MarkDuplicateRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::MarkDuplicate);
  }
  Reactor* WithdrawIssue(Ctx* c, const v1::WithdrawIssueRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::Withdraw);
  }
  Reactor* DispatchIssue(Ctx* c, const v1::DispatchIssueRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::Dispatch);
  }
  Reactor* AddCoUnit(Ctx* c, const v1::AddCoUnitRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::AddCoUnit);
  }
  Reactor* HandleOnSpot(Ctx* c, const v1::HandleOnSpotRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::HandleOnSpot);
  }
  Reactor* StartIssue(Ctx* c, const v1::StartIssueRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::Start);
  }
  Reactor* ReturnIssue(Ctx* c, const v1::ReturnIssueRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::Return);
  }
  Reactor* RequestExtension(Ctx* c, const v1::RequestExtensionRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::RequestExtension);
  }
  Reactor* DecideExtension(Ctx* c, const v1::DecideExtensionRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::DecideExtension);
  }
  Reactor* RequestSuspension(Ctx* c, const v1::RequestSuspensionRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::RequestSuspension);
  }
  Reactor* DecideSuspension(Ctx* c, const v1::DecideSuspensionRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::DecideSuspension);
  }
  Reactor* ResumeIssue(Ctx* c, const v1::ResumeIssueRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::Resume);
  }
  Reactor* FinishIssue(Ctx* c, const v1::FinishIssueRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::Finish);
  }
  Reactor* CloseIssue(Ctx* c, const v1::CloseIssueRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::Close);
  }
  Reactor* SendBackIssue(Ctx* c, const v1::SendBackIssueRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::SendBack);
  }
  Reactor* ReopenIssue(Ctx* c, const v1::ReopenIssueRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::Reopen);
  }
  Reactor* RelocateIssue(Ctx* c, const v1::RelocateIssueRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::Relocate);
  }
  Reactor* UrgeIssue(Ctx* c, const v1::UrgeIssueRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::Urge);
  }
  Reactor* SuperviseIssue(Ctx* c, const v1::SuperviseIssueRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::Supervise);
  }
  Reactor* RecordCallback(Ctx* c, const v1::RecordCallbackRequest* q, v1::Issue* r) override {
    return rpc_.Unary(c, q, r, handler_, &IssueHandler::RecordCallback);
  }

 private:
  Transport& rpc_;
  IssueHandler& handler_;
};

class JobRpc final : public v1::JobService::CallbackService {
 public:
  JobRpc(Transport& rpc, JobHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* GetJob(Ctx* c, const v1::GetJobRequest* q, v1::Job* r) override {
    return rpc_.Unary(c, q, r, handler_, &JobHandler::Get);
  }
  Reactor* ListJobs(Ctx* c, const v1::ListJobsRequest* q, v1::ListJobsResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &JobHandler::List);
  }
  Reactor* AddJobInput(Ctx* c, const v1::AddJobInputRequest* q, v1::Job* r) override {
    return rpc_.Unary(c, q, r, handler_, &JobHandler::AddInput);
  }
  Reactor* CancelJob(Ctx* c, const v1::CancelJobRequest* q, v1::Job* r) override {
    return rpc_.Unary(c, q, r, handler_, &JobHandler::Cancel);
  }

 private:
  Transport& rpc_;
  JobHandler& handler_;
};

class SearchRpc final : public v1::SearchService::CallbackService {
 public:
  SearchRpc(Transport& rpc, SearchHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* Search(Ctx* c, const v1::SearchRequest* q, v1::SearchResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &SearchHandler::Search);
  }

 private:
  Transport& rpc_;
  SearchHandler& handler_;
};

class AuditRpc final : public v1::AuditService::CallbackService {
 public:
  AuditRpc(Transport& rpc, AuditHandler& handler) : rpc_(rpc), handler_(handler) {}
  Reactor* ListAuditEntries(Ctx* c, const v1::ListAuditEntriesRequest* q,
                            v1::ListAuditEntriesResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &AuditHandler::List);
  }
  Reactor* VerifyAuditChain(Ctx* c, const v1::VerifyAuditChainRequest* q,
                            v1::VerifyAuditChainResponse* r) override {
    return rpc_.Unary(c, q, r, handler_, &AuditHandler::Verify);
  }
  Reactor* GetAuditHead(Ctx* c, const v1::GetAuditHeadRequest* q, v1::AuditHead* r) override {
    return rpc_.Unary(c, q, r, handler_, &AuditHandler::GetHead);
  }

 private:
  Transport& rpc_;
  AuditHandler& handler_;
};

class AdminRpc final : public v1::AdminService::CallbackService {
 public:
  AdminRpc(Transport& rpc, AdminHandler& handler, BackupHandler& backups)
      : rpc_(rpc), handler_(handler), backups_(backups) {}
  Reactor* GetServerStatus(Ctx* c, const v1::GetServerStatusRequest* q,
                           v1::ServerStatus* r) override {
    return rpc_.Unary(c, q, r, handler_, &AdminHandler::GetStatus);
  }
  Reactor* ListBackups(Ctx* c, const v1::ListBackupsRequest* q,
                       v1::ListBackupsResponse* r) override {
    return rpc_.Unary(c, q, r, backups_, &BackupHandler::List);
  }
  Reactor* CheckCounters(Ctx* c, const v1::CheckCountersRequest* q, v1::Job* r) override {
    return rpc_.Unary(c, q, r, handler_, &AdminHandler::CheckCounters);
  }
  Reactor* CreateBackup(Ctx* c, const v1::CreateBackupRequest* q, v1::Job* r) override {
    return rpc_.Unary(c, q, r, backups_, &BackupHandler::Create);
  }
  Reactor* VerifyBackup(Ctx* c, const v1::VerifyBackupRequest* q, v1::Job* r) override {
    return rpc_.Unary(c, q, r, backups_, &BackupHandler::Verify);
  }

 private:
  Transport& rpc_;
  AdminHandler& handler_;
  BackupHandler& backups_;
};

class WatchRpc final : public v1::WatchService::CallbackService {
 public:
  explicit WatchRpc(Watchers& watchers) : watchers_(watchers) {}
  grpc::ServerWriteReactor<v1::WatchResponse>* Watch(Ctx* c, const v1::WatchRequest* q) override {
    return watchers_.Open(c, q);
  }

 private:
  Watchers& watchers_;
};

}  // namespace

Services MakeServices(Transport& transport, Watchers& watchers, Transfers& transfers,
                      Handlers& handlers) {
  Services services;
  AddReferenceServices(transport, handlers, services);
  AddGovernanceServices(transport, handlers, services);
  AddMediationServices(transport, handlers, services);
  AddAgreementServices(transport, handlers, services);
  AddMeetingServices(transport, handlers, services);
  AddWorkServices(transport, handlers, services);
  AddImportServices(transport, handlers, services);
  AddSiteServices(transport, handlers, services);
  AddStatisticServices(transport, handlers, services);
  services.push_back(std::make_unique<AccountRpc>(transport, handlers.accounts));
  services.push_back(std::make_unique<SessionRpc>(transport, handlers.sessions));
  services.push_back(std::make_unique<PatrolRpc>(transport, handlers.patrols));
  services.push_back(std::make_unique<IssueRpc>(transport, handlers.issues));
  services.push_back(MakeAttachmentService(transfers, handlers.attachments));
  services.push_back(MakeLedgerService(transfers, handlers.ledgers));
  services.push_back(std::make_unique<JobRpc>(transport, handlers.jobs));
  services.push_back(std::make_unique<SearchRpc>(transport, handlers.search));
  services.push_back(std::make_unique<AuditRpc>(transport, handlers.audit));
  services.push_back(std::make_unique<AdminRpc>(transport, handlers.admin, handlers.backups));
  services.push_back(std::make_unique<WatchRpc>(watchers));
  return services;
}

}  // namespace gridgov
