#include "server/jobs/job_runner.h"

#include <chrono>
#include <utility>

#include "absl/strings/escaping.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/crypto/hmac.h"
#include "server/log.h"
#include "server/store/tables/imports.h"
#include "server/store/tables/jobs.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr absl::Duration kLease = absl::Seconds(60);
constexpr absl::Duration kSliceTime = absl::Milliseconds(4);
constexpr absl::Duration kReportEvery = absl::Milliseconds(500);
// An input that was begun and never ended is given up after a day.
constexpr absl::Duration kInputAwaited = absl::Hours(24);
// What an import says of its rows is there so long after its end.
constexpr absl::Duration kErrorsKept = absl::Hours(24);
constexpr int kErrorsDroppedAtOnce = 100;
constexpr auto kPoll = std::chrono::minutes(1);

bool Stopped(const absl::Status& status) { return ErrorReason(status) == "JOB_STOPPED"; }

std::string PermissionOf(const JobKind& kind, const v1::Job& job) {
  return kind.permission_of ? kind.permission_of(job) : kind.permission;
}

v1::JobFailure FailureOf(const absl::Status& status, const std::string& job) {
  v1::JobFailure failure;
  failure.set_reason(ErrorReason(status));
  if (failure.reason().empty()) {
    // A bug: its text stays in the log.
    spdlog::error("job={} error={}", job, Safe(status.ToString()));
    failure.set_reason("INTERNAL");
    failure.mutable_text()->set_zh("服务器内部错误，请将作业编号告知系统管理员。");
    failure.mutable_text()->set_en(
        "An error inside the server. Tell the system administrator the job's id.");
    return failure;
  }
  failure.mutable_text()->set_zh(ErrorDetailIn(status, true).localized_message());
  failure.mutable_text()->set_en(ErrorDetailIn(status, false).localized_message());
  return failure;
}

}  // namespace

JobRun::JobRun(const JobParts& parts, const std::string& owner, const std::atomic<bool>& stopping,
               std::string permission, std::string method)
    : parts_(parts),
      owner_(owner),
      stopping_(stopping),
      permission_(std::move(permission)),
      method_(std::move(method)) {}

absl::Status JobRun::InTransaction(const std::function<absl::Status(const Txn&)>& work) {
  return parts_.writer->Run(method_.c_str(), [&](Connection& db) -> absl::Status {
    Draft draft;
    const absl::Time now = parts_.clock();
    const Txn txn{db, *parts_.store, now, principal_.actor(), Scope::System(), draft};
    GG_RETURN_IF_ERROR(work(txn));
    GG_RETURN_IF_ERROR(parts_.journal->Append(
        txn, {.call = std::string(Uuid::V7(now).bytes()), .method = method_}, job_.name(), false));
    if (parts_.on_draft) parts_.on_draft(draft);
    return absl::OkStatus();
  });
}

absl::Status JobRun::Begin(const std::string& name) {
  return InTransaction([&](const Txn& txn) -> absl::Status {
    GG_ASSIGN_OR_RETURN(job_, JobTable().Get(txn, name));
    if (IsOver(job_.state())) return JobStopped();
    GG_ASSIGN_OR_RETURN(cursor_, TakeLease(txn, name, owner_, txn.now + kLease));
    job_.set_state(v1::Job::STATE_RUNNING);
    if (!job_.has_start_time()) *job_.mutable_start_time() = ToProto(txn.now);
    GG_ASSIGN_OR_RETURN(job_, JobTable().Update(txn, std::move(job_)));
    return absl::OkStatus();
  });
}

absl::StatusOr<std::string> JobRun::Input() const {
  std::string input;
  input.reserve(static_cast<size_t>(job_.input_size()));
  {
    GG_ASSIGN_OR_RETURN(const Readers::Loan reader,
                        parts_.readers->Borrow(absl::Now() + absl::Seconds(30)));
    GG_RETURN_IF_ERROR(ReadJobInput(*reader, job_.name(), [&input](absl::string_view piece) {
      input.append(piece.data(), piece.size());
    }));
  }
  if (absl::BytesToHexString(Sha256(input)) == job_.input_sha256()) return input;
  return MakeError(absl::StatusCode::kDataLoss, "INPUT_DAMAGED",
                   {.zh = "收到的文件与开始时说明的不一致（校验和不符），请重新上传。",
                    .en = "What came is not the file that was announced: its hash differs. Send it "
                          "again."});
}

absl::Status JobRun::Rights(const Txn& txn) {
  const std::string today = DayText(txn.now);
  if (epoch_ != parts_.sessions->epoch() || day_ != today) {
    const int64_t epoch = parts_.sessions->epoch();
    GG_ASSIGN_OR_RETURN(principal_, PresentRights(txn, IdBytes(job_.creator())));
    epoch_ = epoch;
    day_ = today;
  }
  if (principal_.Has(permission_)) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kPermissionDenied, "NOT_PERMITTED",
      {.zh = "发起人已没有这项权限。", .en = "Who began the job no longer has the right to this."},
      {{"permission", permission_}});
}

absl::Status JobRun::Read(const std::function<absl::Status(const Txn&)>& read) {
  if (stopping_) return JobStopped();
  GG_ASSIGN_OR_RETURN(const Readers::Loan reader,
                      parts_.readers->Borrow(absl::Now() + absl::Seconds(30)));
  Draft unchanged;
  const Txn all{*reader,         *parts_.store, parts_.clock(), principal_.actor(),
                Scope::System(), unchanged};
  GG_RETURN_IF_ERROR(Rights(all));
  return read(all.With(principal_.ScopeFor(permission_)));
}

absl::Status JobRun::Write(const std::function<absl::Status(Slice&)>& write) {
  if (stopping_) return JobStopped();
  v1::Job next;
  std::string cursor = cursor_;
  const absl::Status written = InTransaction([&](const Txn& txn) -> absl::Status {
    GG_ASSIGN_OR_RETURN(next, JobTable().Get(txn, job_.name()));
    if (next.state() != v1::Job::STATE_RUNNING) return JobStopped();
    GG_RETURN_IF_ERROR(Rights(txn));
    const Txn scoped{
        txn.db,   txn.store, txn.now, principal_.actor(), principal_.ScopeFor(permission_),
        txn.draft};
    Slice slice{scoped, next, cursor, absl::Now() + kSliceTime};
    GG_RETURN_IF_ERROR(write(slice));
    GG_RETURN_IF_ERROR(KeepLease(txn, next.name(), owner_, txn.now + kLease, cursor));
    GG_ASSIGN_OR_RETURN(next, JobTable().Update(txn, std::move(next)));
    return absl::OkStatus();
  });
  GG_RETURN_IF_ERROR(written);
  // Only what is durable is where the job goes on.
  job_ = std::move(next);
  cursor_ = std::move(cursor);
  return absl::OkStatus();
}

absl::Status JobRun::Report(v1::Job::Phase phase, int64_t done, int64_t total) {
  if (stopping_) return JobStopped();
  if (absl::Now() - reported_ < kReportEvery) return absl::OkStatus();
  reported_ = absl::Now();
  return Write([&](Slice& slice) {
    slice.job.set_phase(phase);
    slice.job.set_done(done);
    slice.job.set_total(total);
    return absl::OkStatus();
  });
}

absl::Status JobRun::End(const absl::Status& outcome) {
  return InTransaction([&](const Txn& txn) -> absl::Status {
    GG_ASSIGN_OR_RETURN(job_, JobTable().Get(txn, job_.name()));
    if (!IsOver(job_.state()) && Stopped(outcome)) return EndLease(txn, job_.name(), true);
    GG_RETURN_IF_ERROR(EndLease(txn, job_.name(), false));
    if (IsOver(job_.state())) return absl::OkStatus();
    job_.set_state(outcome.ok() ? v1::Job::STATE_SUCCEEDED : v1::Job::STATE_FAILED);
    if (!outcome.ok()) *job_.mutable_failure() = FailureOf(outcome, job_.name());
    *job_.mutable_end_time() = ToProto(txn.now);
    GG_ASSIGN_OR_RETURN(job_, JobTable().Update(txn, std::move(job_)));
    return absl::OkStatus();
  });
}

JobRunner::JobRunner(JobParts parts, JobKinds kinds)
    : parts_(std::move(parts)),
      kinds_(std::move(kinds)),
      owner_(Uuid::V7(absl::Now()).ToString()),
      thread_([this] { Loop(); }) {}

JobRunner::~JobRunner() {
  {
    std::lock_guard<std::mutex> lock(mu_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void JobRunner::Wake() {
  {
    std::lock_guard<std::mutex> lock(mu_);
    wanted_ = true;
  }
  wake_.notify_one();
}

void JobRunner::Loop() {
  if (parts_.alone) {
    const absl::Status freed = parts_.writer->Run("jobs leases", EndAllLeases);
    if (!freed.ok()) spdlog::error("jobs leases error={}", Safe(freed.ToString()));
  }
  while (true) {
    {
      std::unique_lock<std::mutex> lock(mu_);
      wake_.wait_for(lock, kPoll, [this] { return stopping_ || wanted_; });
      if (stopping_) return;
      wanted_ = false;
    }
    absl::StatusOr<bool> ran = true;
    while (!stopping_ && ran.ok() && *ran) ran = RunNext();
    absl::Status status = ran.status();
    if (status.ok()) status = Sweep();
    if (!status.ok() && !stopping_) spdlog::error("jobs error={}", Safe(status.ToString()));
  }
}

absl::StatusOr<bool> JobRunner::RunNext() {
  std::optional<std::string> next;
  {
    GG_ASSIGN_OR_RETURN(const Readers::Loan reader,
                        parts_.readers->Borrow(absl::Now() + absl::Seconds(30)));
    GG_ASSIGN_OR_RETURN(next, NextJob(*reader, owner_, parts_.clock()));
  }
  if (!next.has_value()) return false;
  GG_RETURN_IF_ERROR(RunOne(*next));
  return true;
}

absl::Status JobRunner::RunOne(const std::string& name) {
  v1::Job job;
  {
    GG_ASSIGN_OR_RETURN(const Readers::Loan reader,
                        parts_.readers->Borrow(absl::Now() + absl::Seconds(30)));
    Draft draft;
    const Actor nobody;
    const Txn txn{*reader, *parts_.store, parts_.clock(), nobody, Scope::System(), draft};
    GG_ASSIGN_OR_RETURN(job, JobTable().Get(txn, name));
  }
  const auto kind = kinds_.find(job.kind());
  const bool known = kind != kinds_.end();
  JobRun run(parts_, owner_, stopping_, known ? PermissionOf(kind->second, job) : "",
             known ? kind->second.method : "JobService");
  const absl::Status begun = run.Begin(name);
  if (Stopped(begun)) return absl::OkStatus();
  GG_RETURN_IF_ERROR(begun);
  absl::Status outcome = MakeError(absl::StatusCode::kUnimplemented, "UNKNOWN_KIND",
                                   {.zh = "本版本的 gridgovd 不能执行这类作业。",
                                    .en = "This gridgovd does not know this kind of job."});
  // The creator's rights are looked at before anything is read for the job, too.
  if (known) outcome = run.Report(v1::Job::PHASE_CHECKING, run.job().done(), run.job().total());
  if (known && outcome.ok()) outcome = kind->second.work(run);
  spdlog::info("job={} kind={} outcome={}", name, v1::Job::Kind_Name(job.kind()),
               outcome.ok() ? "ok" : ErrorReason(outcome));
  return run.End(outcome);
}

absl::Status JobRunner::Sweep() {
  std::vector<std::string> forgotten;
  {
    GG_ASSIGN_OR_RETURN(const Readers::Loan reader,
                        parts_.readers->Borrow(absl::Now() + absl::Seconds(30)));
    GG_ASSIGN_OR_RETURN(forgotten, ForgottenJobs(*reader, parts_.clock() - kInputAwaited));
  }
  for (const std::string& name : forgotten) {
    JobRun run(parts_, owner_, stopping_, "", "JobService.CancelJob");
    GG_RETURN_IF_ERROR(run.Begin(name));
    GG_RETURN_IF_ERROR(run.End(
        MakeError(absl::StatusCode::kDeadlineExceeded, "INPUT_NEVER_CAME",
                  {.zh = "文件在一天内没有传完。", .en = "The input did not come within a day."})));
  }
  return DropInputs();
}

absl::Status JobRunner::DropInputs() {
  bool any = true;
  while (!stopping_) {
    {
      GG_ASSIGN_OR_RETURN(const Readers::Loan reader,
                          parts_.readers->Borrow(absl::Now() + absl::Seconds(30)));
      GG_ASSIGN_OR_RETURN(any, HasJobInputToDrop(*reader));
    }
    if (!any) break;
    GG_RETURN_IF_ERROR(parts_.writer->Run("jobs inputs", DropOneJobInput));
  }
  const absl::Time old = parts_.clock() - kErrorsKept;
  while (!stopping_) {
    {
      GG_ASSIGN_OR_RETURN(const Readers::Loan reader,
                          parts_.readers->Borrow(absl::Now() + absl::Seconds(30)));
      GG_ASSIGN_OR_RETURN(any, HasOldImports(*reader, old));
    }
    if (!any) break;
    GG_RETURN_IF_ERROR(parts_.writer->Run("jobs imports", [old](Connection& db) {
      return DropOldImports(db, old, kErrorsDroppedAtOnce);
    }));
  }
  return absl::OkStatus();
}

}  // namespace gridgov
