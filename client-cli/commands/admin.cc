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
  };
}

}  // namespace gridgov
