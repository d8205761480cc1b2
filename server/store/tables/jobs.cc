#include "server/store/tables/jobs.h"

#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

Value IdOf(const std::string& job) { return Blob{IdBytes(job)}; }

std::string NameOf(absl::string_view uid) {
  const auto id = Uuid::FromBytes(uid);
  return id.ok() ? MakeName("jobs", id->ToString()) : "";
}

}  // namespace

const Table<v1::Job>& JobTable() {
  using T = v1::Job;
  static const auto* table =
      new Table<T>({.table = "jobs",
                    .collection = "jobs",
                    .columns = {{"kind", T::kKindFieldNumber},
                                {"state", T::kStateFieldNumber},
                                {"creator", T::kCreatorFieldNumber},
                                {"phase", T::kPhaseFieldNumber},
                                {"done", T::kDoneFieldNumber},
                                {"total", T::kTotalFieldNumber},
                                {"failure", T::kFailureFieldNumber},
                                {"input_size", T::kInputSizeFieldNumber},
                                {"input_sha256", T::kInputSha256FieldNumber},
                                {"input_received", T::kInputReceivedFieldNumber},
                                {"create_time", T::kCreateTimeFieldNumber},
                                {"start_time", T::kStartTimeFieldNumber},
                                {"end_time", T::kEndTimeFieldNumber},
                                {"division_edition", T::kDivisionEditionFieldNumber},
                                {"backup", T::kBackupFieldNumber},
                                {"counter_check", T::kCounterCheckFieldNumber},
                                {"sheet_import", T::kSheetImportFieldNumber},
                                {"ledger", T::kLedgerFieldNumber},
                                {"ledger_closing", T::kLedgerClosingFieldNumber}},
                    .scope = {.own = {"creator"}},
                    .watchable = true});
  return *table;
}

bool IsOver(v1::Job::State state) {
  return state == v1::Job::STATE_SUCCEEDED || state == v1::Job::STATE_FAILED ||
         state == v1::Job::STATE_CANCELLED;
}

absl::Status StoreJobInput(const Txn& txn, const std::string& job, int64_t start,
                           const std::string& content) {
  return txn.db
      .Execute("INSERT INTO job_inputs (job, start, content) VALUES ($1, $2, $3)",
               {IdOf(job), start, Blob{content}})
      .status();
}

absl::Status ReadJobInput(Connection& db, const std::string& job,
                          const std::function<void(absl::string_view)>& piece) {
  return db.Query("SELECT content FROM job_inputs WHERE job = $1 ORDER BY start", {IdOf(job)},
                  [&piece](const Row& row) {
                    piece(row.Bytes(0));
                    return absl::OkStatus();
                  });
}

absl::StatusOr<bool> HasJobInputToDrop(Connection& db) {
  bool any = false;
  GG_RETURN_IF_ERROR(
      db.Query("SELECT i.key FROM job_inputs i JOIN jobs j ON j.uid = i.job WHERE "
               "j.state IN ('SUCCEEDED', 'FAILED', 'CANCELLED') LIMIT 1",
               {}, [&any](const Row&) {
                 any = true;
                 return absl::OkStatus();
               }));
  return any;
}

absl::Status DropOneJobInput(Connection& db) {
  // One piece at a time: what is deleted is overwritten, and a whole input would hold the writer.
  return db
      .Execute(
          "DELETE FROM job_inputs WHERE key = (SELECT i.key FROM job_inputs i JOIN jobs j ON "
          "j.uid = i.job WHERE j.state IN ('SUCCEEDED', 'FAILED', 'CANCELLED') LIMIT 1)",
          {})
      .status();
}

absl::StatusOr<std::optional<std::string>> NextJob(Connection& db, const std::string& owner,
                                                   absl::Time now) {
  std::optional<std::string> next;
  GG_RETURN_IF_ERROR(db.Query(
      "SELECT j.uid FROM jobs j LEFT JOIN job_runs r ON r.job = j.uid WHERE j.state IN ('QUEUED', "
      "'RUNNING') AND COALESCE(r.owner, $1) = $1 OR j.state IN ('QUEUED', 'RUNNING') AND "
      "r.lease_time < $2 ORDER BY j.key LIMIT 1",
      {owner, TimeText(now)}, [&next](const Row& row) {
        next = NameOf(row.Bytes(0));
        return absl::OkStatus();
      }));
  return next;
}

absl::StatusOr<std::vector<std::string>> ForgottenJobs(Connection& db, absl::Time time) {
  std::vector<std::string> names;
  GG_RETURN_IF_ERROR(db.Query(
      "SELECT uid FROM jobs WHERE state = 'AWAITING_INPUT' AND create_time < $1 ORDER BY key",
      {TimeText(time)}, [&names](const Row& row) {
        names.push_back(NameOf(row.Bytes(0)));
        return absl::OkStatus();
      }));
  return names;
}

absl::StatusOr<std::string> TakeLease(const Txn& txn, const std::string& job,
                                      const std::string& owner, absl::Time until) {
  std::string cursor;
  GG_RETURN_IF_ERROR(txn.db.Query(
      "INSERT INTO job_runs (job, owner, lease_time, cursor) VALUES ($1, $2, $3, '') ON CONFLICT "
      "(job) DO UPDATE SET owner = excluded.owner, lease_time = excluded.lease_time RETURNING "
      "cursor",
      {IdOf(job), owner, TimeText(until)}, [&cursor](const Row& row) {
        cursor = std::string(row.Bytes(0));
        return absl::OkStatus();
      }));
  return cursor;
}

absl::Status KeepLease(const Txn& txn, const std::string& job, const std::string& owner,
                       absl::Time until, const std::string& cursor) {
  GG_ASSIGN_OR_RETURN(
      const int64_t held,
      txn.db.Execute(
          "UPDATE job_runs SET lease_time = $3, cursor = $4 WHERE job = $1 AND owner = $2",
          {IdOf(job), owner, TimeText(until), cursor}));
  return held == 1 ? absl::OkStatus() : JobStopped();
}

absl::Status EndLease(const Txn& txn, const std::string& job, bool keep_cursor) {
  return txn.db
      .Execute(keep_cursor ? "UPDATE job_runs SET owner = '', lease_time = '' WHERE job = $1"
                           : "DELETE FROM job_runs WHERE job = $1",
               {IdOf(job)})
      .status();
}

absl::Status EndAllLeases(Connection& db) {
  return db.Execute("UPDATE job_runs SET owner = '', lease_time = ''", {}).status();
}

absl::Status JobStopped() {
  return MakeError(absl::StatusCode::kAborted, "JOB_STOPPED",
                   {.zh = "作业已停止。", .en = "The job was stopped."});
}

absl::StatusOr<bool> ClaimSlot(const Txn& txn, const std::string& kind, absl::Time slot,
                               const std::string& owner) {
  GG_RETURN_IF_ERROR(txn.db
                         .Execute("DELETE FROM timer_slots WHERE kind = $1 AND slot < $2",
                                  {kind, TimeText(slot - absl::Hours(24))})
                         .status());
  // A server may have the same slot again: its clock can go back.
  GG_ASSIGN_OR_RETURN(
      const int64_t claimed,
      txn.db.Execute("INSERT INTO timer_slots (kind, slot, owner) VALUES ($1, $2, $3) ON CONFLICT "
                     "(kind, slot) DO UPDATE SET owner = excluded.owner WHERE timer_slots.owner = "
                     "excluded.owner",
                     {kind, TimeText(slot), owner}));
  return claimed == 1;
}

}  // namespace gridgov
