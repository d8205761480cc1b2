// Machine: the server's parts as App puts them together, from SQLite to the pipeline, on a Disk and
// without gRPC's listener. A database that fails ends the process in the server; here it kills the
// disk, which then takes nothing from this machine any more.
#ifndef GRIDGOV_TESTS_CRASH_MACHINE_H_
#define GRIDGOV_TESTS_CRASH_MACHINE_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/cpp/status_macros.h"
#include "server/auth/password_rules.h"
#include "server/engine/sqlite/sqlite_engine.h"
#include "server/engine/writer.h"
#include "server/handlers/accounts.h"
#include "server/handlers/calendars.h"
#include "server/handlers/deadlines.h"
#include "server/handlers/issues.h"
#include "server/handlers/patrols.h"
#include "server/jobs/timers.h"
#include "server/rpc/pipeline.h"
#include "tests/crash/disk.h"
#include "tests/crash/place.h"

namespace gridgov {

// What may be wrong with a machine, so that a test can see that it would be found.
enum class Flaw { kNone, kNoSync, kNoSyncOfCommits, kAnswersBeforeCommit };

class Machine {
 public:
  using Done = std::function<void(absl::Status)>;
  using Sending = std::function<void(Machine&, Done)>;

  struct Options {
    Flaw flaw = Flaw::kNone;
    // Few, so that the log is copied back all the time.
    int checkpoint_frames = 24;
    int queue_limit = 1000;
  };

  // Starts on what the disk holds, as the server does: migrates, opens the keys, takes up the
  // chain. Any failure is the server's refusal to start.
  static absl::StatusOr<std::unique_ptr<Machine>> Start(Disk& disk, const Place& place,
                                                        const Options& options);
  // Stops in order; on a dead disk that is the end of a killed process.
  ~Machine();

  // One call through the pipeline. `done` comes from the writer's finisher or at once.
  template <class Handler, class Method, class Request>
  void Send(const std::string& token, Handler& handler, Method method, Request request, Done done,
            absl::Time deadline = absl::Now() + absl::Seconds(30)) {
    using Answer = typename decltype((handler.*method)(std::declval<Call&>(), request))::value_type;
    struct Messages {
      Request request;
      Answer answer;
    };
    auto messages = std::make_shared<Messages>();
    messages->request = std::move(request);
    UnaryWork work;
    work.request = &messages->request;
    work.response = &messages->answer;
    work.handle = [messages, &handler, method](Call& call) -> absl::Status {
      GG_ASSIGN_OR_RETURN(messages->answer, std::invoke(method, handler, call, messages->request));
      return absl::OkStatus();
    };
    work.done = [messages, done = std::move(done)](absl::Status status) {
      done(std::move(status));
    };
    Run(token, deadline, std::move(work));
  }
  // Signs the worker in; the answer is the session's name.
  absl::StatusOr<std::string> SignIn();

  // Sends them so that they share one commit, and waits for all answers.
  std::vector<absl::Status> Together(const std::vector<Sending>& calls);
  // What the timers do in an hour.
  void RunHour();
  // One read by key, as a call does it.
  absl::Status Read(const std::string& token, const std::string& issue);

  // Whether the database has failed: nothing may be acknowledged any more.
  bool poisoned() const { return poisoned_; }
  IssueHandler& issues() { return issues_; }
  PatrolHandler& patrols() { return patrols_; }
  CalendarHandler& calendars() { return calendars_; }
  Readers& readers() { return *readers_; }
  Writer& writer() { return *writer_; }
  const Journal& journal() const { return journal_; }
  SubjectKeys& keys() { return *keys_; }

 private:
  Machine(Disk& disk, const Place& place, const Options& options);
  absl::Status Open();
  absl::Status StartWriter(std::unique_ptr<Connection> connection);
  void OnCommit();
  void EndProcess();
  void Run(const std::string& token, absl::Time deadline, UnaryWork work);
  TimerParts PartsOfTimers();

  Disk& disk_;
  const Place& place_;
  const Options options_;
  std::atomic<bool> poisoned_{false};
  std::unique_ptr<SqliteEngine> engine_;
  // That of the writer, with the flaw.
  std::unique_ptr<Engine> flawed_;
  std::unique_ptr<SubjectKeys> keys_;
  AreaIndex areas_;
  TokenSealer page_tokens_;
  TokenSealer watch_tokens_;
  StoreContext store_;
  Journal journal_;
  Deadlines deadlines_;
  std::unique_ptr<Sessions> sessions_;
  Denials denials_;
  std::unique_ptr<PasswordHasher> hasher_;
  PasswordRules rules_;
  LoginGuard guard_;
  IssueHandler issues_{deadlines_};
  PatrolHandler patrols_;
  CalendarHandler calendars_{&deadlines_};
  std::unique_ptr<SessionHandler> session_handler_;
  std::unique_ptr<Readers> readers_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<WorkerPool> pool_;
  std::unique_ptr<Pipeline> pipeline_;
  Draft changed_;  // What the running batch will have changed; on the writer's thread.
};

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_CRASH_MACHINE_H_
