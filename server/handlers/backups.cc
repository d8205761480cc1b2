#include "server/handlers/backups.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/jobs.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr int kDefaultSize = 50;
constexpr int kLargestSize = 200;

v1::Backup BackupProto(const BackupFacts& facts) {
  v1::Backup backup;
  backup.set_name(MakeName("backups", facts.name));
  if (facts.time != absl::InfinitePast()) *backup.mutable_data_time() = ToProto(facts.time);
  backup.set_bytes(facts.bytes);
  backup.set_journal_seq(facts.journal_seq);
  backup.set_version(facts.version);
  return backup;
}

absl::StatusOr<v1::Job> BeginBackupJob(Call& call, v1::Job::Kind kind, const std::string& backup,
                                       const std::string& id) {
  v1::Job job;
  job.set_kind(kind);
  job.mutable_backup()->set_name(backup);
  return BeginJob(call, std::move(job), id);
}

}  // namespace

absl::StatusOr<v1::ListBackupsResponse> BackupHandler::List(Call& call,
                                                            const v1::ListBackupsRequest& request) {
  GG_ASSIGN_OR_RETURN(std::vector<std::string> names, backups_.Names());
  const std::string context = absl::StrCat(call.txn.actor.account, "|backups");
  if (!request.page_token().empty()) {
    GG_ASSIGN_OR_RETURN(const std::string last,
                        call.txn.store.page_tokens->Open(request.page_token(), context));
    // The newest first: the page goes on with what is older.
    std::erase_if(names, [&last](const std::string& name) { return name >= last; });
  }
  const int size =
      request.page_size() == 0 ? kDefaultSize : std::min(request.page_size(), kLargestSize);
  v1::ListBackupsResponse response;
  if (std::ssize(names) > size) {
    names.resize(static_cast<size_t>(size));
    response.set_next_page_token(call.txn.store.page_tokens->Seal(names.back(), context));
  }
  for (const std::string& name : names)
    *response.add_backups() = BackupProto(backups_.Describe(name));
  return response;
}

absl::StatusOr<v1::Job> BackupHandler::Create(Call& call, const v1::CreateBackupRequest& request) {
  GG_RETURN_IF_ERROR(backups_.Names().status());
  return BeginBackupJob(call, v1::Job::KIND_BACKUP, "", request.job_id());
}

absl::StatusOr<v1::Job> BackupHandler::Verify(Call& call, const v1::VerifyBackupRequest& request) {
  GG_RETURN_IF_ERROR(backups_.PathOf(SplitName(request.name()).id).status());
  return BeginBackupJob(call, v1::Job::KIND_BACKUP_CHECK, request.name(), request.job_id());
}

}  // namespace gridgov
