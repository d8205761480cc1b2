#include "server/handlers/jobs.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/divisions.h"
#include "server/handlers/flow.h"
#include "server/store/page.h"
#include "server/store/tables/jobs.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr int64_t kMostContent = 1 << 20;
constexpr int kMostOpen = 10;

constexpr std::array kJobFlow = {
    FlowRow{v1::Job::STATE_AWAITING_INPUT, "cancel", v1::Job::STATE_CANCELLED},
    FlowRow{v1::Job::STATE_QUEUED, "cancel", v1::Job::STATE_CANCELLED},
    FlowRow{v1::Job::STATE_RUNNING, "cancel", v1::Job::STATE_CANCELLED},
    FlowRow{v1::Job::STATE_AWAITING_INPUT, "add_input", v1::Job::STATE_QUEUED},
};

absl::Status WrongOffset(const v1::Job& job) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "WRONG_OFFSET",
      {.zh = absl::StrCat("已收到 ", job.input_received(), " 字节，请从该处继续。"),
       .en = absl::StrCat(job.input_received(), " bytes have come. Go on from there.")},
      {{"received", absl::StrCat(job.input_received())}, {"field", "offset"}});
}

absl::Status CheckContent(const v1::Job& job, const v1::AddJobInputRequest& request) {
  const auto size = static_cast<int64_t>(request.content().size());
  if (size == 0 || size > kMostContent) {
    return MakeInvalid("content", "OUT_OF_RANGE",
                       {.zh = "每次应为 1 字节至 1 MiB。", .en = "takes 1 byte to 1 MiB."});
  }
  if (request.offset() + size > job.input_size()) {
    return MakeInvalid("content", "TOO_LONG",
                       {.zh = "超出开始时说明的文件大小。",
                        .en = "goes past the size that was said at the beginning."});
  }
  return absl::OkStatus();
}

absl::Status NotTheCreator() {
  return MakeError(
      absl::StatusCode::kPermissionDenied, "NOT_THE_CREATOR",
      {.zh = "只有发起人可以上传作业的文件。", .en = "Only who began the job can send its input."});
}

}  // namespace

absl::StatusOr<v1::Job> BeginJob(Call& call, v1::Job job, const std::string& id) {
  const std::string creator = call.txn.actor.name();
  // The beginner may run it; whether jobs of others are in reach is another permission.
  const Txn txn = call.txn.System();
  GG_ASSIGN_OR_RETURN(const auto open,
                      JobTable().Select(txn, {.where = "t.creator = $1 AND t.state IN "
                                                       "('AWAITING_INPUT', 'QUEUED', 'RUNNING')",
                                              .args = {Blob{call.txn.actor.account}},
                                              .limit = kMostOpen}));
  if (static_cast<int>(open.size()) >= kMostOpen) {
    return MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_JOBS",
                     {.zh = "您有 10 个未结束的作业，请等其完成，或取消一个。",
                      .en = "You have ten jobs that are not over. Wait, or cancel one."});
  }
  GG_ASSIGN_OR_RETURN(*job.mutable_name(), NameFor("jobs", id, "job_id"));
  job.set_creator(creator);
  job.set_state(job.input_size() > 0 ? v1::Job::STATE_AWAITING_INPUT : v1::Job::STATE_QUEUED);
  call.txn.draft.jobs_changed = true;
  return JobTable().Insert(txn, std::move(job));
}

absl::StatusOr<v1::Job> JobHandler::Get(Call& call, const v1::GetJobRequest& request) {
  return JobTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListJobsResponse> JobHandler::List(Call& call,
                                                      const v1::ListJobsRequest& request) {
  v1::ListJobsResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, JobTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<v1::Job> JobHandler::AddInput(Call& call, const v1::AddJobInputRequest& request) {
  GG_ASSIGN_OR_RETURN(v1::Job job, JobTable().Get(call.txn, request.name()));
  if (job.creator() != call.txn.actor.name()) return NotTheCreator();
  GG_RETURN_IF_ERROR(CheckContent(job, request));
  const int64_t end = request.offset() + static_cast<int64_t>(request.content().size());
  if (end <= job.input_received()) return job;  // A retry: the input's hash is checked at its end.
  if (request.offset() != job.input_received()) return WrongOffset(job);
  GG_ASSIGN_OR_RETURN(const v1::Job::State queued, Advance(kJobFlow, job, "add_input"));
  GG_RETURN_IF_ERROR(StoreJobInput(call.txn, job.name(), request.offset(), request.content()));
  job.set_input_received(end);
  if (end == job.input_size()) {
    job.set_state(queued);
    call.txn.draft.jobs_changed = true;
  }
  return JobTable().Update(call.txn, std::move(job));
}

absl::StatusOr<v1::Job> JobHandler::Cancel(Call& call, const v1::CancelJobRequest& request) {
  GG_ASSIGN_OR_RETURN(v1::Job job,
                      JobTable().GetForUpdate(call.txn, request.name(), request.etag()));
  GG_ASSIGN_OR_RETURN(const v1::Job::State cancelled, Advance(kJobFlow, job, "cancel"));
  job.set_state(cancelled);
  *job.mutable_end_time() = ToProto(call.txn.now);
  call.txn.draft.jobs_changed = true;
  return JobTable().Update(call.txn, std::move(job));
}

}  // namespace gridgov
