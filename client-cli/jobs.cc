#include "client-cli/jobs.h"

#include <openssl/sha.h>

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "client-cli/failure.h"
#include "client-cli/progress.h"

namespace gridgov {
namespace {

// Small enough that a slow line shows progress and a cut loses little.
constexpr int64_t kPiece = 256 * 1024;
constexpr absl::Duration kLook = absl::Milliseconds(300);

bool IsOver(const v1::Job& job) {
  return job.state() == v1::Job::STATE_SUCCEEDED || job.state() == v1::Job::STATE_FAILED ||
         job.state() == v1::Job::STATE_CANCELLED;
}

Text PhaseOf(const v1::Job& job) {
  if (job.state() == v1::Job::STATE_QUEUED) return {.zh = "排队中", .en = "waiting"};
  if (job.phase() == v1::Job::PHASE_CHECKING) return {.zh = "检查中", .en = "checking"};
  return {.zh = "进行中", .en = "working"};
}

absl::Status Interrupted(const v1::Job& job, const Text& how) {
  return MakeError(absl::StatusCode::kCancelled, "INTERRUPTED",
                   {.zh = absl::StrCat("已停止等待。", how.zh, "：", job.name()),
                    .en = absl::StrCat("No longer waiting. ", how.en, ": ", job.name())});
}

absl::Status Failure(const v1::Job& job) {
  if (job.state() == v1::Job::STATE_CANCELLED) {
    return MakeError(absl::StatusCode::kCancelled, "JOB_CANCELLED",
                     {.zh = "作业已取消；已完成的部分保留，可以重新发起。",
                      .en = "The job was cancelled. What it did stays; begin it again any time."});
  }
  return MakeError(absl::StatusCode::kFailedPrecondition, job.failure().reason(),
                   {.zh = job.failure().text().zh(), .en = job.failure().text().en()});
}

}  // namespace

std::string Sha256Hex(const std::string& content) {
  unsigned char hash[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(content.data()), content.size(), hash);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(hash), sizeof(hash)));
}

absl::Status SendInput(Invocation& in, Interrupt& interrupt, v1::Job& job,
                       const std::string& content) {
  Progress progress(in);
  while (job.state() == v1::Job::STATE_AWAITING_INPUT) {
    progress.Show({.zh = "上传中", .en = "uploading"}, job.input_received(), job.input_size());
    if (interrupt.came()) {
      return Interrupted(job,
                         {.zh = "可用 gridgov job send 续传", .en = "Go on with gridgov job send"});
    }
    v1::AddJobInputRequest request;
    request.set_name(job.name());
    request.set_offset(job.input_received());
    request.set_content(content.substr(static_cast<size_t>(job.input_received()), kPiece));
    GG_ASSIGN_OR_RETURN(job, in.Call<v1::Job>(request));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Job> FollowJob(Invocation& in, Interrupt& interrupt, const std::string& name) {
  Progress progress(in);
  v1::GetJobRequest request;
  request.set_name(name);
  while (true) {
    GG_ASSIGN_OR_RETURN(v1::Job job, in.Call<v1::Job>(request));
    progress.Show(PhaseOf(job), job.done(), job.total());
    if (job.state() == v1::Job::STATE_SUCCEEDED) return job;
    if (IsOver(job)) return Failure(job);
    if (interrupt.came()) {
      return Interrupted(job, {.zh = "作业继续进行，可用 gridgov job follow 查看",
                               .en = "The job goes on; see it with gridgov job follow"});
    }
    interrupt.Sleep(kLook);
  }
}

}  // namespace gridgov
