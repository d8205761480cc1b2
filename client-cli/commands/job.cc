// job: long work of the server: how far it is, and its end.
#include "absl/strings/str_cat.h"
#include "client-cli/commands/commands.h"
#include "client-cli/failure.h"
#include "client-cli/jobs.h"
#include "proto/cpp/names.h"

namespace gridgov {
namespace {

absl::Status Follow(Invocation& in) {
  Interrupt interrupt;
  v1::GetJobRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(const v1::Job job, FollowJob(in, interrupt, request.name()));
  return in.Print(job);
}

absl::Status Send(Invocation& in) {
  Interrupt interrupt;
  GG_ASSIGN_OR_RETURN(const std::string content, ReadFile(in.environment(), in.Value("FILE")));
  v1::GetJobRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(v1::Job job, in.Call<v1::Job>(request));
  if (static_cast<int64_t>(content.size()) != job.input_size() ||
      Sha256Hex(content) != job.input_sha256()) {
    return UsageError({.zh = "该文件不是作业开始时的文件，请使用同一个文件，或重新发起。",
                       .en =
                           "This is not the file that the job began with. Give that one, or begin "
                           "anew."});
  }
  GG_RETURN_IF_ERROR(SendInput(in, interrupt, job, content));
  GG_ASSIGN_OR_RETURN(job, FollowJob(in, interrupt, job.name()));
  return in.Print(job);
}

}  // namespace

std::vector<Command> JobCommands() {
  const Arg job{.name = "JOB", .help = {"作业标识", "The job's id"}, .field = "name"};
  return {
      {.path = "job list",
       .summary = {"查看作业", "List jobs"},
       .example = "gridgov job list --state running",
       .method = "JobService.ListJobs",
       .flags = ListFlags("JobService.ListJobs",
                          {{.name = "state", .help = {"状态", "The state"}, .filter = "state"},
                           {.name = "kind", .help = {"类型", "The kind"}, .filter = "kind"}})},
      {.path = "job show",
       .summary = {"查看一个作业", "Show a job"},
       .example = "gridgov job show 019aa8a0-0000-7000-8000-000000000001",
       .method = "JobService.GetJob",
       .args = {job}},
      {.path = "job follow",
       .summary = {"显示进度直到作业结束", "Show how far a job is, until its end"},
       .example = "gridgov job follow 019aa8a0-0000-7000-8000-000000000001",
       .method = "JobService.GetJob",
       .args = {job},
       .run = Follow},
      {.path = "job send",
       .summary = {"续传作业的文件", "Go on sending the file that a job waits for"},
       .example = "gridgov job send 019aa8a0-0000-7000-8000-000000000001 divisions.csv",
       .method = "JobService.AddJobInput",
       .args = {job,
                {.name = "FILE", .help = {"作业开始时的文件", "The file that the job began with"}}},
       .run = Send},
      {.path = "job cancel",
       .summary = {"取消作业；已完成的部分保留", "Cancel a job; what it did stays"},
       .example = "gridgov job cancel 019aa8a0-0000-7000-8000-000000000001",
       .method = "JobService.CancelJob",
       .args = {job},
       .flags = {EtagFlag()}},
  };
}

}  // namespace gridgov
