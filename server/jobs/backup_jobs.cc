#include "server/jobs/backup_jobs.h"

#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr char kPermission[] = "admin.backup";

absl::Status KeepFacts(JobRun& run, const BackupFacts& facts) {
  return run.Write([&facts](Slice& slice) {
    v1::BackupWork* work = slice.job.mutable_backup();
    work->set_name(MakeName("backups", facts.name));
    *work->mutable_data_time() = ToProto(facts.time);
    work->set_bytes(facts.bytes);
    work->set_journal_seq(facts.journal_seq);
    return absl::OkStatus();
  });
}

Progress ProgressOf(JobRun& run, v1::Job::Phase phase) {
  return [&run, phase](int percent) { return run.Report(phase, percent, 100); };
}

}  // namespace

JobKind BackupKind(Backups& backups) {
  return {.permission = kPermission,
          .method = "AdminService.CreateBackup",
          .work = [&backups](JobRun& run) -> absl::Status {
            GG_ASSIGN_OR_RETURN(const BackupFacts facts,
                                backups.Make(ProgressOf(run, v1::Job::PHASE_APPLYING)));
            return KeepFacts(run, facts);
          }};
}

JobKind BackupCheckKind(const Backups& backups) {
  return {.permission = kPermission,
          .method = "AdminService.VerifyBackup",
          .work = [&backups](JobRun& run) -> absl::Status {
            GG_ASSIGN_OR_RETURN(const BackupFacts facts,
                                backups.Verify(SplitName(run.job().backup().name()).id,
                                               ProgressOf(run, v1::Job::PHASE_CHECKING)));
            return KeepFacts(run, facts);
          }};
}

}  // namespace gridgov
