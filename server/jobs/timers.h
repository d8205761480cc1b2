// Timers: what the server does by itself when a minute, an hour or a day comes. Each works in
// small pieces on the writer and can run again safely. Of several servers on one database each
// round of what they share is one server's.
#ifndef GRIDGOV_SERVER_JOBS_TIMERS_H_
#define GRIDGOV_SERVER_JOBS_TIMERS_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/auth/sessions.h"
#include "server/engine/writer.h"
#include "server/handlers/issues.h"
#include "server/jobs/attachment_sweep.h"
#include "server/store/denials.h"
#include "server/store/journal.h"

namespace gridgov {

// What timers lean on; owned by the server, outlives them.
struct TimerParts {
  Writer* writer = nullptr;
  Journal* journal = nullptr;
  Sessions* sessions = nullptr;
  Denials* denials = nullptr;
  const StoreContext* store = nullptr;
  AttachmentSweep* attachments = nullptr;  // Null where there are none.
  std::vector<Recompute> recompute;        // For all resources with deadlines.
  // What is erased each hour: at most `limit` at a time; answers how many.
  std::vector<std::function<absl::StatusOr<int>(const Txn& txn, int limit)>> erase;
  // Plans meetings of some divisions behind a code; answers the last one's, "" at the end.
  std::function<absl::StatusOr<std::string>(const Txn&, const std::string& after, int limit)>
      plan_meetings = [](const Txn&, const std::string&, int) { return std::string(); };
  std::function<absl::Time()> clock;
  // Called on the writer's thread with each draft that will be committed.
  std::function<void(const Draft&)> on_draft;
};

// The server's own work. Thread-safe; the thread ends with the object.
class Timers {
 public:
  // `issues` outlives it; `after` runs on the timers' thread each minute.
  Timers(TimerParts parts, IssueHandler& issues, std::function<void()> after);
  ~Timers();

  // Everything once, now, whether or not another server has had the round: for tests.
  void RunMinute();
  void RunHour();
  // Computes provisional deadlines anew, in slices: after the calendar has changed.
  void RecomputeProvisional();
  // The next round does so.
  void AskRecompute();

 private:
  void Loop();
  // Whether the round of now is this server's.
  bool Claim(const char* kind, absl::Duration period);
  // What only this server knows of.
  void RunOwn();
  // Runs one piece of work with its journal rows.
  absl::Status Write(const char* label, const std::function<absl::Status(const Txn&)>& work);
  void JournalDenials();
  void EraseReporters();
  void EraseDue();
  // Erases the keys of those whose rows are gone, also of those that a crash or an error left.
  void EraseKeys();
  absl::StatusOr<int> EraseKeySlice();
  void ResumeReviewed();
  void EraseTracks();
  void TellDeadlines();
  void EraseNotices();
  void PlanMeetings();
  void StoreLastUsed();

  const TimerParts parts_;
  IssueHandler& issues_;
  const std::function<void()> after_;
  const std::string owner_;
  std::mutex mu_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool recompute_ = false;
  std::thread thread_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_JOBS_TIMERS_H_
