#include "tests/crash/machine.h"

#include <future>

#include "absl/synchronization/blocking_counter.h"
#include "proto/cpp/status_macros.h"
#include "server/store/migrations.h"

namespace gridgov {
namespace {

// The contract and the figures, which no history changes.
const Policies& Contract() {
  static const auto* policies = new Policies(*Policies::Read());
  return *policies;
}
Metrics& SharedMetrics() {
  static auto* metrics = new Metrics;
  return *metrics;
}

// Says that it has committed, and commits when the next batch begins.
class EarlyConnection : public Connection {
 public:
  explicit EarlyConnection(std::unique_ptr<Connection> real) : real_(std::move(real)) {}
  absl::Status Query(const std::string& sql, const Values& args, const RowFn& fn) override {
    return real_->Query(sql, args, fn);
  }
  absl::StatusOr<int64_t> Execute(const std::string& sql, const Values& args) override {
    if (sql == "COMMIT") {
      owed_ = true;
      return 0;
    }
    if (sql == "BEGIN IMMEDIATE" && std::exchange(owed_, false)) {
      GG_RETURN_IF_ERROR(real_->Execute("COMMIT", {}).status());
    }
    return real_->Execute(sql, args);
  }
  absl::Status ExecuteScript(const std::string& sql) override { return real_->ExecuteScript(sql); }
  int64_t LastKey() const override { return real_->LastKey(); }
  void SetDeadline(absl::Time deadline) override { real_->SetDeadline(deadline); }
  bool InTransaction() const override { return !owed_ && real_->InTransaction(); }

 private:
  const std::unique_ptr<Connection> real_;
  bool owed_ = false;
};

// The engine as a writer with that connection meets it.
class EarlyEngine : public Engine {
 public:
  absl::StatusOr<std::unique_ptr<Connection>> OpenWriter() override {
    return absl::UnimplementedError("");
  }
  absl::StatusOr<std::unique_ptr<Connection>> OpenReader() override {
    return absl::UnimplementedError("");
  }
  absl::StatusOr<int64_t> Tidy(Connection&, bool) override { return 0; }
  absl::StatusOr<std::unique_ptr<OnlineCopy>> StartCopy(Connection&, const std::string&) override {
    return absl::UnimplementedError("");
  }
  std::string version() const override { return ""; }
  std::string name() const override { return ""; }
  int64_t DataBytes() const override { return 0; }
};

}  // namespace

Machine::Machine(Disk& disk, const Place& place, const Options& options)
    : disk_(disk),
      place_(place),
      options_(options),
      page_tokens_(place.journal_key, "page"),
      watch_tokens_(place.journal_key, "watch"),
      journal_(place.journal_key),
      patrols_(
          [this](Call& call, v1::Issue issue, const std::string& id, absl::Time occurred) {
            return issues_.Receive(
                call, {.issue = std::move(issue), .issue_id = id, .occurred = occurred});
          },
          [this] { return deadlines_.calendar(); }) {}

absl::StatusOr<std::unique_ptr<Machine>> Machine::Start(Disk& disk, const Place& place,
                                                        const Options& options) {
  std::unique_ptr<Machine> machine(new Machine(disk, place, options));
  const absl::Status opened = machine->Open();
  if (!opened.ok()) {
    // The process ends, and writes nothing more than it has.
    disk.Kill();
    return opened;
  }
  return machine;
}

absl::Status Machine::Open() {
  engine_ = std::make_unique<SqliteEngine>(place_.database(), options_.checkpoint_frames);
  GG_ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection, engine_->OpenWriter());
  if (options_.flaw == Flaw::kNoSync) {
    GG_RETURN_IF_ERROR(connection->ExecuteScript("PRAGMA synchronous=OFF"));
  }
  if (options_.flaw == Flaw::kNoSyncOfCommits) {
    GG_RETURN_IF_ERROR(connection->ExecuteScript("PRAGMA synchronous=NORMAL"));
  }
  GG_RETURN_IF_ERROR(Migrate(*connection, engine_->name()).status());
  GG_ASSIGN_OR_RETURN(
      keys_, SubjectKeys::Open(place_.keys(), place_.master,
                               {.on_broken = [this](const absl::Status&) { EndProcess(); }}));
  store_ = {.keys = keys_.get(),
            .areas = &areas_,
            .page_tokens = &page_tokens_,
            .watch_tokens = &watch_tokens_};
  GG_RETURN_IF_ERROR(journal_.Load(*connection));
  GG_RETURN_IF_ERROR(areas_.Load(*connection));
  GG_RETURN_IF_ERROR(deadlines_.Load(*connection));
  sessions_ = std::make_unique<Sessions>(store_);
  GG_ASSIGN_OR_RETURN(PasswordHasher hasher,
                      PasswordHasher::Make(place_.journal_key, PasswordCost::Smallest()));
  hasher_ = std::make_unique<PasswordHasher>(std::move(hasher));
  GG_ASSIGN_OR_RETURN(rules_, PasswordRulesNamed("asvs"));
  session_handler_ = std::make_unique<SessionHandler>(*hasher_, rules_, guard_);
  GG_ASSIGN_OR_RETURN(readers_, Readers::Open(*engine_, 2));
  return StartWriter(std::move(connection));
}

absl::Status Machine::StartWriter(std::unique_ptr<Connection> connection) {
  if (options_.flaw == Flaw::kAnswersBeforeCommit) {
    connection = std::make_unique<EarlyConnection>(std::move(connection));
    flawed_ = std::make_unique<EarlyEngine>();
  }
  writer_ = std::make_unique<Writer>(
      flawed_ != nullptr ? *flawed_ : *engine_, std::move(connection), options_.queue_limit,
      Writer::Hooks{.on_begin = [this] { readers_->EndIdleSnapshots(); },
                    .on_lost_batch =
                        [this](Connection& db, const absl::Status&) {
                          journal_.OnLostBatch(db);
                          changed_ = Draft();
                        },
                    .on_commit = [this] { OnCommit(); },
                    .on_poisoned = [this](const absl::Status&) { EndProcess(); }});
  pool_ = std::make_unique<WorkerPool>(1, 64);
  pipeline_ = std::make_unique<Pipeline>(
      PipelineParts{.writer = writer_.get(),
                    .readers = readers_.get(),
                    .lists = pool_.get(),
                    .slow = pool_.get(),
                    .journal = &journal_,
                    .sessions = sessions_.get(),
                    .store = &store_,
                    .denials = &denials_,
                    .metrics = &SharedMetrics(),
                    .clock = [this] { return place_.now; },
                    .on_draft =
                        [this](const Draft& draft) {
                          changed_.rights_changed |= draft.rights_changed;
                          changed_.areas_changed |= draft.areas_changed;
                          changed_.calendar_changed |= draft.calendar_changed;
                        }});
  return absl::OkStatus();
}

void Machine::EndProcess() {
  poisoned_ = true;
  disk_.Kill();
}

void Machine::OnCommit() {
  readers_->OnCommit();
  const Draft changed = std::exchange(changed_, Draft());
  if (changed.rights_changed) sessions_->RaiseEpoch();
  if (changed.areas_changed || changed.calendar_changed) {
    const auto reader = readers_->Borrow(absl::Now() + absl::Seconds(5));
    if (reader.ok() && changed.areas_changed) (void)areas_.Load(**reader);
    if (reader.ok() && changed.calendar_changed) (void)deadlines_.Load(**reader);
  }
  journal_.OnCommit();
}

Machine::~Machine() {
  pool_.reset();
  if (writer_ != nullptr) writer_->Stop();
}

void Machine::Run(const std::string& token, absl::Time deadline, UnaryWork work) {
  work.method = Contract().FindByRequest(work.request->GetDescriptor());
  pipeline_->Run({.token = token, .deadline = deadline, .peer = "test"}, std::move(work));
}

absl::StatusOr<std::string> Machine::SignIn() {
  struct Messages {
    v1::CreateSessionRequest request;
    v1::CreateSessionResponse answer;
    std::optional<SignInVerdict> verdict;
  } m;
  m.request.set_username("worker");
  m.request.set_password(kPassword);
  std::promise<absl::Status> answered;
  UnaryWork work;
  work.request = &m.request;
  work.response = &m.answer;
  work.prepare = [this, &m](const Prep& prep) -> absl::Status {
    GG_ASSIGN_OR_RETURN(m.verdict, session_handler_->PrepareCreate(prep, m.request));
    return absl::OkStatus();
  };
  work.handle = [this, &m](Call& call) -> absl::Status {
    GG_ASSIGN_OR_RETURN(m.answer, session_handler_->Create(call, m.request, *m.verdict));
    return absl::OkStatus();
  };
  work.done = [&answered](absl::Status status) { answered.set_value(std::move(status)); };
  Run("", absl::Now() + absl::Seconds(30), std::move(work));
  GG_RETURN_IF_ERROR(answered.get_future().get());
  return m.answer.session().name();
}

std::vector<absl::Status> Machine::Together(const std::vector<Sending>& calls) {
  std::promise<void> holds;
  std::promise<void> go;
  std::once_flag held;
  const auto hold = [&] { std::call_once(held, [&] { holds.set_value(); }); };
  absl::BlockingCounter answers(static_cast<int>(calls.size()) + 1);
  // While this work runs, the others gather behind it.
  const absl::Status gate = writer_->Submit({.run =
                                                 [&, gone = go.get_future().share()](Connection&) {
                                                   hold();
                                                   gone.wait();
                                                   return absl::OkStatus();
                                                 },
                                             .done =
                                                 [&](const absl::Status&) {
                                                   hold();
                                                   answers.DecrementCount();
                                                 }});
  if (gate.ok()) {
    holds.get_future().wait();
  } else {
    answers.DecrementCount();
  }
  std::vector<absl::Status> statuses(calls.size());
  for (size_t i = 0; i < calls.size(); ++i) {
    calls[i](*this, [&statuses, &answers, i](absl::Status status) {
      statuses[i] = std::move(status);
      answers.DecrementCount();
    });
  }
  go.set_value();
  answers.Wait();
  return statuses;
}

TimerParts Machine::PartsOfTimers() {
  return {.writer = writer_.get(),
          .journal = &journal_,
          .sessions = sessions_.get(),
          .denials = &denials_,
          .store = &store_,
          .clock = [this] { return place_.now; },
          .on_draft = pipeline_->parts().on_draft};
}

void Machine::RunHour() {
  Timers(PartsOfTimers(), issues_, [] {}).RunHour();
}

absl::Status Machine::Read(const std::string& token, const std::string& issue) {
  v1::GetIssueRequest request;
  request.set_name(issue);
  std::promise<absl::Status> answered;
  Send(token, issues_, &IssueHandler::Get, request,
       [&answered](absl::Status status) { answered.set_value(std::move(status)); });
  return answered.get_future().get();
}

}  // namespace gridgov
