#include "server/rpc/pipeline.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/options.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/crypto/hmac.h"
#include "server/engine/overload.h"
#include "server/handlers/present.h"
#include "server/log.h"
#include "server/rpc/validate.h"
#include "server/store/fields.h"
#include "server/store/resolve.h"
#include "server/store/tables/tables.h"

namespace gridgov {
namespace {

constexpr absl::Duration kLongestCall = absl::Seconds(30);

absl::Status DeadlineRequired() {
  return MakeError(absl::StatusCode::kInvalidArgument, "DEADLINE_REQUIRED",
                   {.zh = "请求必须带有时限（gRPC deadline）。",
                    .en = "A call must carry a deadline (gRPC deadline)."});
}

absl::Status NotPermitted(const std::string& permission) {
  return MakeError(absl::StatusCode::kPermissionDenied, "NOT_PERMITTED",
                   {.zh = "您的角色没有这项权限。如工作需要，请联系安全管理员。",
                    .en = "Your roles do not allow this. If your work needs it, ask the security "
                          "administrator."},
                   {{"permission", permission}});
}

absl::Status ChangePasswordFirst() {
  return MakeError(absl::StatusCode::kFailedPrecondition, "PASSWORD_CHANGE_REQUIRED",
                   {.zh = "请先修改一次性密码。", .en = "Change the one-time password first."});
}

// An internal error is a bug: its text is logged with the call's id and never leaves the server.
absl::Status Conceal(const absl::Status& status, const std::string& method) {
  if (!ErrorReason(status).empty() || status.ok() || absl::IsCancelled(status)) return status;
  const std::string id = Uuid::V7(absl::Now()).ToString();
  spdlog::error("call={} method={} error={}", id, method, Safe(status.ToString()));
  return MakeError(status.code() == absl::StatusCode::kDataLoss ? absl::StatusCode::kDataLoss
                                                                : absl::StatusCode::kInternal,
                   "INTERNAL",
                   {.zh = absl::StrCat("服务器内部错误，请将编号 ", id, " 告知系统管理员。"),
                    .en = absl::StrCat("An error inside the server. Tell the system administrator "
                                       "this number: ",
                                       id)},
                   {{"call", id}});
}

}  // namespace

struct Pipeline::State {
  Incoming incoming;
  UnaryWork work;
  absl::Time start;
  Sessions::Caller caller;  // nullptr for public methods.
  std::string request_id;
  std::string request_hash;
  Draft draft;

  const v1::Policy& policy() const { return work.method->policy; }
  const Principal& principal() const {
    static const auto* nobody = new Principal;
    return caller == nullptr ? *nobody : caller->principal;
  }
  Scope ScopeOfCall() const {
    // What concerns the caller alone is limited by its handler.
    if (policy().public_() || policy().self()) return Scope::System();
    return principal().ScopeFor(policy().permission());
  }
  Call CallOn(Connection& db, const StoreContext& store, absl::Time now) {
    return Call{Txn{db, store, now, principal().actor(), ScopeOfCall(), draft}, principal(),
                incoming.chinese, policy().permission()};
  }
};

absl::StatusOr<Sessions::Caller> Pipeline::Authenticate(const std::string& token) {
  if (token.empty() || token.size() > 100) {
    return MakeError(absl::StatusCode::kUnauthenticated, "NOT_SIGNED_IN",
                     {.zh = "请先登录。", .en = "Sign in first."});
  }
  const std::string hash = Sessions::HashOf(token);
  GG_ASSIGN_OR_RETURN(Sessions::Caller caller, parts_.sessions->Find(hash, parts_.clock()));
  if (caller != nullptr) return caller;
  GG_ASSIGN_OR_RETURN(const Readers::Loan reader,
                      parts_.readers->Borrow(absl::Now() + absl::Seconds(5)));
  return parts_.sessions->Load(*reader, hash, parts_.clock());
}

absl::StatusOr<Sessions::Caller> Pipeline::Admit(const Incoming& incoming,
                                                 const MethodInfo& method) {
  GG_ASSIGN_OR_RETURN(Sessions::Caller caller, Authenticate(incoming.token));
  const Principal& principal = caller->principal;
  const bool changes_password = method.request == v1::ChangePasswordRequest::descriptor();
  if (principal.password_change_required && !method.policy.self()) return ChangePasswordFirst();
  if (principal.password_change_required && method.writes && !changes_password &&
      method.request != v1::EndCurrentSessionRequest::descriptor()) {
    return ChangePasswordFirst();
  }
  if (!method.policy.self() && !principal.Has(method.policy.permission())) {
    parts_.denials->Add(principal.actor(), method.name, "NOT_PERMITTED");
    return NotPermitted(method.policy.permission());
  }
  return caller;
}

absl::StatusOr<Sessions::Caller> Pipeline::Open(Incoming* incoming, const MethodInfo& method,
                                                google::protobuf::Message* request,
                                                absl::Duration longest) {
  const absl::Time now = absl::Now();
  if (incoming->deadline == absl::InfiniteFuture() && parts_.deadline_required) {
    return DeadlineRequired();
  }
  incoming->deadline = std::min(incoming->deadline, now + longest);
  if (incoming->deadline <= now) return DeadlinePassed();
  Sessions::Caller caller;
  if (!method.policy.public_()) {
    GG_ASSIGN_OR_RETURN(caller, Admit(*incoming, method));
  }
  ClearOutputOnly(request);
  const std::vector<Violation> violations = Validate(*request);
  if (!violations.empty()) return MakeInvalid(violations);
  const std::string request_id =
      method.takes_request_id ? StringField(*request, "request_id") : std::string();
  if (!request_id.empty() && !Uuid::Parse(request_id).ok()) {
    return MakeInvalid("request_id", "BAD_FORMAT", {.zh = "应为 UUID。", .en = "must be a UUID."});
  }
  return caller;
}

absl::Status Pipeline::Look(const Incoming& incoming, const MethodInfo& method,
                            const Sessions::Caller& caller,
                            const std::function<absl::Status(Call&)>& look) {
  GG_ASSIGN_OR_RETURN(const Readers::Loan reader, parts_.readers->Borrow(incoming.deadline));
  Draft draft;
  const Principal& principal = caller->principal;
  const std::string& permission = method.policy.permission();
  Call call{Txn{*reader, *parts_.store, parts_.clock(), principal.actor(),
                principal.ScopeFor(permission), draft},
            principal, incoming.chinese, permission};
  return look(call);
}

absl::Status Pipeline::Check(State& state) {
  if (state.work.method->takes_request_id) {
    state.request_id = StringField(*state.work.request, "request_id");
    if (!state.request_id.empty()) {
      state.request_hash =
          Sha256(JoinParts({state.work.method->name, state.work.request->SerializeAsString()}));
    }
  }
  GG_ASSIGN_OR_RETURN(state.caller,
                      Open(&state.incoming, *state.work.method, state.work.request, kLongestCall));
  return absl::OkStatus();
}

void Pipeline::Run(Incoming incoming, UnaryWork work) {
  auto state = std::make_shared<State>();
  state->incoming = std::move(incoming);
  state->work = std::move(work);
  state->start = absl::Now();
  if (absl::Status status = Check(*state); !status.ok()) return Finish(state, std::move(status));
  if (!state->work.prepare) return Dispatch(state);
  const absl::Status queued = parts_.slow->Submit([this, state] { Prepare(state); });
  if (!queued.ok()) Finish(state, queued);
}

void Pipeline::Prepare(const StatePtr& state) {
  const Prep prep{*parts_.readers,
                  *parts_.store,
                  parts_.clock(),
                  state->incoming.deadline,
                  state->caller == nullptr ? nullptr : &state->caller->principal,
                  state->incoming.peer};
  if (absl::Status status = state->work.prepare(prep); !status.ok()) {
    return Finish(state, std::move(status));
  }
  Dispatch(state);
}

void Pipeline::Dispatch(const StatePtr& state) {
  if (state->work.method->writes) return SubmitWrite(state);
  if (!state->work.method->is_list && !state->policy().pooled() &&
      state->policy().audit() == v1::AUDIT_NONE) {
    return RunRead(state);
  }
  const absl::Status queued = parts_.lists->Submit([this, state] { RunRead(state); });
  if (!queued.ok()) Finish(state, queued);
}

void Pipeline::RunRead(const StatePtr& state) {
  absl::Status status = [&]() -> absl::Status {
    if (state->incoming.cancelled && state->incoming.cancelled()) {
      return absl::CancelledError("cancelled by the caller");
    }
    GG_ASSIGN_OR_RETURN(const Readers::Loan reader,
                        parts_.readers->Borrow(state->incoming.deadline));
    Call call = state->CallOn(*reader, *parts_.store, parts_.clock());
    GG_RETURN_IF_ERROR(ResolveCodes(call.txn, state->work.request));
    GG_RETURN_IF_ERROR(state->work.handle(call));
    return Present(call, state->work.response);
  }();
  if (!status.ok() || state->policy().audit() != v1::AUDIT_READ) {
    return Finish(state, std::move(status));
  }
  SubmitReadRow(state);
}

absl::Status Pipeline::StillAdmitted(State& state, Connection& db) {
  if (state.caller == nullptr || state.caller->epoch == parts_.sessions->epoch()) {
    return absl::OkStatus();
  }
  GG_ASSIGN_OR_RETURN(state.caller,
                      parts_.sessions->Load(db, state.caller->token_hash, parts_.clock()));
  if (!state.policy().self() && !state.principal().Has(state.policy().permission())) {
    return NotPermitted(state.policy().permission());
  }
  return absl::OkStatus();
}

void Pipeline::SubmitReadRow(const StatePtr& state) {
  const auto run = [this, state](Connection& db) -> absl::Status {
    GG_RETURN_IF_ERROR(StillAdmitted(*state, db));
    const Call call = state->CallOn(db, *parts_.store, parts_.clock());
    const JournalCall row{.call = std::string(Uuid::V7(parts_.clock()).bytes()),
                          .method = state->work.method->name,
                          .purpose = StringField(*state->work.request, "purpose")};
    return parts_.journal->Append(call.txn, row, "", /*always=*/true);
  };
  const absl::Status queued = parts_.writer->Submit(
      {.run = run,
       .done = [this, state](absl::Status status) { Finish(state, std::move(status)); },
       .deadline = state->incoming.deadline,
       .label = state->work.method->name.c_str()});
  if (!queued.ok()) Finish(state, queued);
}

void Pipeline::SubmitWrite(const StatePtr& state) {
  const absl::Status queued =
      parts_.writer->Submit({.run = [this, state](Connection& db) { return Write(*state, db); },
                             .done =
                                 [this, state](absl::Status status) {
                                   if (status.ok() && !state->draft.answer.ok())
                                     status = state->draft.answer;
                                   Finish(state, std::move(status));
                                 },
                             .deadline = state->incoming.deadline,
                             .label = state->work.method->name.c_str()});
  if (!queued.ok()) Finish(state, queued);
}

absl::StatusOr<bool> Pipeline::Replayed(State& state, Call& call) {
  if (state.request_id.empty() || !state.work.method->answers_resource) return false;
  GG_ASSIGN_OR_RETURN(const auto earlier,
                      Journal::FindReplay(call.txn.db, state.request_id, call.txn.actor.account));
  if (!earlier.has_value()) return false;
  if (earlier->request_hash != state.request_hash) {
    return MakeError(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                     {.zh = "该请求编号已用于另一项内容不同的操作，请使用新的编号。",
                      .en = "This request id was used for something else. Use a new one."});
  }
  const TableBase* table = TableOfType(state.work.method->response);
  if (table == nullptr || !table->GetInto(call.txn, earlier->resource, state.work.response).ok()) {
    // It has left what the caller may see since; that it was done is all there is to say.
    state.work.response->Clear();
    SetStringField(state.work.response, "name", earlier->resource);
  }
  return true;
}

absl::Status Pipeline::Write(State& state, Connection& db) {
  if (state.incoming.cancelled && state.incoming.cancelled()) {
    return absl::CancelledError("cancelled by the caller");
  }
  GG_RETURN_IF_ERROR(StillAdmitted(state, db));
  Call call = state.CallOn(db, *parts_.store, parts_.clock());
  GG_ASSIGN_OR_RETURN(const bool replayed, Replayed(state, call));
  if (replayed) return Present(call, state.work.response);
  GG_RETURN_IF_ERROR(ResolveCodes(call.txn, state.work.request));
  GG_RETURN_IF_ERROR(state.work.handle(call));
  GG_RETURN_IF_ERROR(Present(call, state.work.response));
  const JournalCall row{.call = std::string(Uuid::V7(parts_.clock()).bytes()),
                        .method = state.work.method->name,
                        .request_id = state.work.method->answers_resource ? state.request_id : "",
                        .request_hash = state.request_hash,
                        .purpose = StringField(*state.work.request, "purpose")};
  GG_RETURN_IF_ERROR(parts_.journal->Append(
      call.txn, row, StringField(*state.work.response, "name"), /*always=*/false));
  if (parts_.on_draft) parts_.on_draft(state.draft);
  return absl::OkStatus();
}

absl::Status Pipeline::Settle(absl::Status status, const MethodInfo& method,
                              const Sessions::Caller& caller, absl::Time start) {
  status = Conceal(status, method.name);
  if (absl::IsPermissionDenied(status) && caller != nullptr &&
      ErrorReason(status) != "NOT_PERMITTED") {
    parts_.denials->Add(caller->principal.actor(), method.name, ErrorReason(status));
  }
  if (absl::IsUnauthenticated(status) || absl::IsInvalidArgument(status)) {
    parts_.metrics->CountNoise(ErrorReason(status));
  }
  parts_.metrics->CountCall(method.name, status.code(), absl::Now() - start);
  return status;
}

void Pipeline::Finish(const StatePtr& state, absl::Status status) {
  status = Settle(std::move(status), *state->work.method, state->caller, state->start);
  if (!status.ok()) state->work.response->Clear();
  state->work.done(std::move(status));
}

}  // namespace gridgov
