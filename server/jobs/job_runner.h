// JobRunner: does the jobs that people began, one after the other, in slices on the writer.
//
// What a job has done, where it goes on, and how far it is are committed together, so a job whose
// server is killed goes on from its last slice and does nothing twice. Each slice runs with the
// rights that the job's creator has at that moment. The lease on the job's row lets several servers
// share one database.
#ifndef GRIDGOV_SERVER_JOBS_JOB_RUNNER_H_
#define GRIDGOV_SERVER_JOBS_JOB_RUNNER_H_

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "gridgov/v1/job.pb.h"
#include "server/auth/sessions.h"
#include "server/engine/readers.h"
#include "server/engine/writer.h"
#include "server/store/journal.h"

namespace gridgov {

// What jobs lean on; owned by the server, outlives them.
struct JobParts {
  Writer* writer = nullptr;
  Readers* readers = nullptr;
  Journal* journal = nullptr;
  Sessions* sessions = nullptr;
  const StoreContext* store = nullptr;
  std::function<absl::Time()> clock;
  // Called on the writer's thread with each draft that will be committed.
  std::function<void(const Draft&)> on_draft;
  // No other server has the database: leases of before are of the dead.
  bool alone = true;
};

// One slice, inside its transaction: it may change the job's work, phase, done and total, and says
// where the job goes on.
struct Slice {
  const Txn& txn;
  v1::Job& job;
  std::string& cursor;
  // It should end about now: a slice holds the writer for a few milliseconds.
  absl::Time until;
};

// One run of one job. Used by the thread that runs it.
class JobRun {
 public:
  JobRun(const JobParts& parts, const std::string& owner, const std::atomic<bool>& stopping,
         std::string permission, std::string method);

  // Takes the lease; the job as it is then.
  absl::Status Begin(const std::string& name);
  const v1::Job& job() const { return job_; }
  // Committed with the last slice; "" at the beginning.
  const std::string& cursor() const { return cursor_; }
  Readers& readers() const { return *parts_.readers; }
  // Who began it, with the rights of now. Within Read and Write alone.
  const Principal& principal() const { return principal_; }
  // Reads in a short snapshot, with the rights that the creator has then.
  absl::Status Read(const std::function<absl::Status(const Txn&)>& read);

  // The whole input. DATA_LOSS, reason INPUT_DAMAGED, if it is not what its creator said.
  absl::StatusOr<std::string> Input() const;

  // Runs `write` in a transaction of its own and keeps the progress with it. ABORTED, reason
  // JOB_STOPPED: stop now; PERMISSION_DENIED if the creator may no longer do this.
  absl::Status Write(const std::function<absl::Status(Slice&)>& write);
  // How far it is, where nothing is written: as often as wanted, it is kept twice a second at most.
  // Errors as Write.
  absl::Status Report(v1::Job::Phase phase, int64_t done, int64_t total);

  // Ends the run: with OK the job has succeeded, with JOB_STOPPED it is left as it is, else it has
  // failed.
  absl::Status End(const absl::Status& outcome);

 private:
  absl::Status InTransaction(const std::function<absl::Status(const Txn&)>& work);
  absl::Status Rights(const Txn& txn);

  const JobParts& parts_;
  const std::string owner_;
  const std::atomic<bool>& stopping_;
  const std::string permission_;
  const std::string method_;
  v1::Job job_;
  std::string cursor_;
  Principal principal_;
  int64_t epoch_ = -1;
  std::string day_;
  absl::Time reported_ = absl::InfinitePast();
};

// How a kind of job is done, and as what.
struct JobKind {
  // The creator must hold it at every slice; it says how far the job reaches.
  std::string permission;
  // For the journal, such as "DivisionService.ImportDivisionEdition".
  std::string method;
  // Does the job from run.cursor() on.
  std::function<absl::Status(JobRun& run)> work;
  // Where it depends on what the job is asked for; null: `permission`.
  std::function<std::string(const v1::Job&)> permission_of;
};
using JobKinds = std::map<v1::Job::Kind, JobKind>;

// Thread-safe; the thread ends with the object, and what runs stays to be gone on with.
class JobRunner {
 public:
  JobRunner(JobParts parts, JobKinds kinds);
  ~JobRunner();

  // A job waits, or is to stop.
  void Wake();

 private:
  void Loop();
  // The oldest that waits; false: none did.
  absl::StatusOr<bool> RunNext();
  absl::Status RunOne(const std::string& name);
  // What ended jobs leave behind, and jobs whose input never came.
  absl::Status Sweep();
  absl::Status DropInputs();

  const JobParts parts_;
  const JobKinds kinds_;
  const std::string owner_;
  std::mutex mu_;
  std::condition_variable wake_;
  bool wanted_ = true;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_JOBS_JOB_RUNNER_H_
