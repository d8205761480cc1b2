// Timers: what the server does by itself when a minute, an hour or a day comes. Each works in
// small pieces on the writer and can run again safely.
#ifndef GRIDGOV_SERVER_JOBS_TIMERS_H_
#define GRIDGOV_SERVER_JOBS_TIMERS_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "server/engine/writer.h"
#include "server/handlers/issues.h"
#include "server/rpc/pipeline.h"

namespace gridgov {

// The server's own work. Thread-safe; the thread ends with the object.
class Timers {
 public:
  // `parts` and `issues` outlive it; `after` runs on the timers' thread each minute.
  Timers(const PipelineParts& parts, IssueHandler& issues, std::function<void()> after);
  ~Timers();

  // Everything once, now: at start, at stop, and in tests.
  void RunMinute();
  void RunHour();
  // Computes provisional deadlines anew, in slices: after the calendar has changed.
  void RecomputeProvisional();
  // The next round does so.
  void AskRecompute();

 private:
  void Loop();
  // Runs one piece of work with its journal rows.
  absl::Status Write(const char* label, const std::function<absl::Status(const Txn&)>& work);
  void JournalDenials();
  void EraseReporters();
  void ResumeReviewed();
  void EraseTracks();
  void StoreLastUsed();

  const PipelineParts& parts_;
  IssueHandler& issues_;
  const std::function<void()> after_;
  std::mutex mu_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool recompute_ = false;
  std::thread thread_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_JOBS_TIMERS_H_
