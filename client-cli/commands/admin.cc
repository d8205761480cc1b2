// admin: the server itself, and its backups.
#include "client-cli/commands/commands.h"
#include "client-cli/jobs.h"
#include "gridgov/v1/admin.pb.h"
#include "proto/cpp/names.h"

namespace gridgov {
namespace {

// Begins the job and shows how far it is until its end.
absl::Status RunJob(Invocation& in, google::protobuf::Message& request) {
  Interrupt interrupt;
  GG_ASSIGN_OR_RETURN(v1::Job job, in.Call<v1::Job>(request));
  GG_ASSIGN_OR_RETURN(job, FollowJob(in, interrupt, job.name()));
  return in.Print(job);
}

absl::Status CreateBackup(Invocation& in) {
  v1::CreateBackupRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  return RunJob(in, request);
}

// What differs is shown also where the job fails for it.
absl::Status CheckCounters(Invocation& in) {
  v1::CheckCountersRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  Interrupt interrupt;
  GG_ASSIGN_OR_RETURN(const v1::Job begun, in.Call<v1::Job>(request));
  const absl::Status outcome = FollowJob(in, interrupt, begun.name()).status();
  v1::GetJobRequest get;
  get.set_name(begun.name());
  GG_ASSIGN_OR_RETURN(const v1::Job job, in.Call<v1::Job>(get));
  GG_RETURN_IF_ERROR(in.Print(job));
  in.PrintPart({.zh = "不符的计数", .en = "Counters that differ"}, job.counter_check(),
               "differences");
  return outcome;
}

absl::Status VerifyBackup(Invocation& in) {
  v1::VerifyBackupRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  request.set_name(MakeName("backups", in.Value("BACKUP")));
  return RunJob(in, request);
}

}  // namespace

std::vector<Command> AdminCommands() {
  return {
      {.path = "admin status",
       .summary = {"查看服务器状态", "How the server is"},
       .example = "gridgov admin status",
       .method = "AdminService.GetServerStatus"},
      {.path = "admin backup list",
       .summary = {"列出完整的备份", "List the whole backups"},
       .example = "gridgov admin backup list",
       .method = "AdminService.ListBackups",
       .flags = ListFlags("AdminService.ListBackups", {})},
      {.path = "admin backup create",
       .summary = {"立即备份", "Make a backup now"},
       .example = "gridgov admin backup create",
       .method = "AdminService.CreateBackup",
       .run = CreateBackup},
      {.path = "admin backup verify",
       .summary = {"检查一份备份的每个字节", "Check every byte of a backup"},
       .example = "gridgov admin backup verify 20261124T150000Z",
       .method = "AdminService.VerifyBackup",
       .args = {{.name = "BACKUP", .help = {"备份的名称", "The backup's name"}}},
       .run = VerifyBackup},
      {.path = "admin check-counters",
       .summary = {"核对统计计数与记录是否一致",
                   "Compare the counters of statistics with the rows"},
       .example = "gridgov admin check-counters",
       .method = "AdminService.CheckCounters",
       .flags = {{.name = "repair",
                  .help = {"改正不符的计数", "Set right what differs"},
                  .field = "repair"}},
       .run = CheckCounters},
  };
}

}  // namespace gridgov
