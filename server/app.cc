#include "server/app.h"

#include <cstdlib>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/job.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/backup/backups.h"
#include "server/engine/sqlite/sqlite_engine.h"
#include "server/handlers/counts.h"
#include "server/handlers/dispute_parties.h"
#include "server/init/data_folder.h"
#include "server/jobs/attachment_sweep.h"
#include "server/jobs/backup_jobs.h"
#include "server/jobs/counter_check.h"
#include "server/jobs/division_edition.h"
#include "server/jobs/job_runner.h"
#include "server/jobs/ledger_closing_job.h"
#include "server/jobs/ledger_job.h"
#include "server/jobs/sheet_import.h"
#include "server/jobs/timers.h"
#include "server/log.h"
#include "server/rpc/listener.h"
#include "server/rpc/services.h"
#include "server/rpc/validate.h"
#include "server/rpc/watchdog.h"
#include "server/sheets/sheet_reader.h"
#include "server/store/migrations.h"
#include "server/store/search_index.h"
#include "server/store/tables/tables.h"
#include "server/version.h"

namespace gridgov {
namespace {

constexpr int kListThreads = 3;
constexpr int kSlowThreads = 2;  // Password hashes: each takes 46 MiB.
constexpr int kListQueue = 1024;
constexpr int kSlowQueue = 64;

// After a failed write what is on disk is unknown: no destructor may write or checkpoint now, only
// a new process can be trusted.
void EndProcess(const absl::Status& status) {
  spdlog::critical("the disk failed, stopping: {}", Safe(status.ToString()));
  std::_Exit(3);
}

}  // namespace

// In the order of construction; destroyed in reverse.
struct App::Parts {
  explicit Parts(DataFolder&& opened, PasswordHasher&& made, const Config& settings)
      : config(settings), folder(std::move(opened)), hasher(std::move(made)) {}

  const Config config;
  DataFolder folder;
  std::unique_ptr<SqliteEngine> engine;
  std::unique_ptr<SubjectKeys> keys;
  std::unique_ptr<Blobs> blobs;
  std::unique_ptr<Uploads> uploads;
  AreaIndex areas;
  std::unique_ptr<TokenSealer> page_tokens;
  std::unique_ptr<TokenSealer> watch_tokens;
  StoreContext store;
  std::unique_ptr<Journal> journal;
  Deadlines deadlines;
  std::unique_ptr<Sessions> sessions;
  std::unique_ptr<Readers> readers;
  std::unique_ptr<Writer> writer;
  std::unique_ptr<WorkerPool> lists;
  std::unique_ptr<WorkerPool> slow;
  std::unique_ptr<Backups> backups;
  Metrics metrics;
  Denials denials;

  PasswordHasher hasher;
  PasswordRules rules;
  LoginGuard guard;
  int schema_version = 0;
  const absl::Time start = absl::Now();

  // What a batch of the writer will have changed once it is durable; on the writer's thread.
  bool rights_changed = false;
  bool areas_changed = false;
  bool calendar_changed = false;
  bool jobs_changed = false;

  std::unique_ptr<Handlers> handlers;

  std::unique_ptr<Policies> policies;
  std::unique_ptr<Pipeline> pipeline;
  std::unique_ptr<Transport> transport;
  std::unique_ptr<Watchers> watchers;
  std::unique_ptr<Transfers> transfers;
  std::unique_ptr<AttachmentSweep> attachment_sweep;
  std::unique_ptr<Timers> timers;
  std::unique_ptr<JobRunner> job_runner;
  std::unique_ptr<Listener> listener;
  std::unique_ptr<Watchdog> watchdog;

  absl::Time Now() const {
    return (config.clock ? config.clock() : absl::Now()) + config.clock_offset;
  }

  absl::Status OpenStore();
  absl::Status StartWriter(std::unique_ptr<Connection> connection);
  void MakeHandlers();
  absl::Status StartRpc();
  void OnCommit();
  void RefreshMetrics();
  ServerFacts Facts() const;
};

absl::Status App::Parts::OpenStore() {
  GG_RETURN_IF_ERROR(CheckTables());
  engine = std::make_unique<SqliteEngine>(folder.database_path());
  if (SqliteEngine::HasWalResetRace()) {
    spdlog::warn("{} has the WAL-reset race; one connection writes and checkpoints",
                 engine->version());
  }
  GG_ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection, engine->OpenWriter());
  GG_ASSIGN_OR_RETURN(schema_version, Migrate(*connection, engine->name()));
  GG_ASSIGN_OR_RETURN(
      keys, SubjectKeys::Open(folder.keys_path(), folder.master_key(), {.on_broken = EndProcess}));
  blobs = std::make_unique<Blobs>(folder.blobs_path(), *keys);
  GG_ASSIGN_OR_RETURN(uploads, Uploads::Open(folder.blobs_path() + "/partial", folder.token_key()));
  page_tokens = std::make_unique<TokenSealer>(folder.token_key(), "page");
  watch_tokens = std::make_unique<TokenSealer>(folder.token_key(), "watch");
  store = {.keys = keys.get(),
           .areas = &areas,
           .page_tokens = page_tokens.get(),
           .watch_tokens = watch_tokens.get(),
           .counting = &AllCounts()};
  Draft counted;
  GG_RETURN_IF_ERROR(
      BuildCountersOnce({*connection, store, Now(), Actor(), Scope::System(), counted}));
  journal = std::make_unique<Journal>(folder.journal_key());
  GG_RETURN_IF_ERROR(journal->Load(*connection));
  GG_RETURN_IF_ERROR(BringSearchUpToDate(*connection, store, Now()));
  GG_RETURN_IF_ERROR(areas.Load(*connection));
  GG_RETURN_IF_ERROR(deadlines.Load(*connection));
  sessions = std::make_unique<Sessions>(store);
  const int cores = static_cast<int>(std::max(2u, std::thread::hardware_concurrency()));
  GG_ASSIGN_OR_RETURN(readers, Readers::Open(*engine, cores + kListThreads + 2));
  return StartWriter(std::move(connection));
}

absl::Status App::Parts::StartWriter(std::unique_ptr<Connection> connection) {
  writer = std::make_unique<Writer>(
      *engine, std::move(connection), config.queue_limit,
      Writer::Hooks{.on_begin = [this] { readers->EndIdleSnapshots(); },
                    .on_lost_batch =
                        [this](Connection& db, const absl::Status& why) {
                          spdlog::error("nothing of a batch was saved: {}", Safe(why.ToString()));
                          journal->OnLostBatch(db);
                          rights_changed = areas_changed = calendar_changed = false;
                          jobs_changed = false;
                        },
                    .on_commit = [this] { OnCommit(); },
                    .on_poisoned = EndProcess,
                    .on_slow =
                        [](const char* label, absl::Duration took) {
                          spdlog::warn("slow write method={} took={}ms", label,
                                       absl::ToInt64Milliseconds(took));
                        }},
      config.most_per_batch);
  lists = std::make_unique<WorkerPool>(kListThreads, kListQueue);
  slow = std::make_unique<WorkerPool>(kSlowThreads, kSlowQueue);
  return absl::OkStatus();
}

void App::Parts::OnCommit() {
  readers->OnCommit();
  // Caches are filled and cleared only now, after COMMIT and before any answer.
  if (std::exchange(rights_changed, false)) {
    sessions->RaiseEpoch();
    if (watchers != nullptr) watchers->WakeAll();
  }
  const bool areas_too = std::exchange(areas_changed, false);
  const bool calendar_too = std::exchange(calendar_changed, false);
  if (areas_too || calendar_too) {
    const auto reader = readers->Borrow(absl::Now() + absl::Seconds(5));
    absl::Status status = reader.status();
    if (status.ok() && areas_too) status = areas.Load(**reader);
    if (status.ok() && calendar_too) status = deadlines.Load(**reader);
    if (!status.ok()) spdlog::error("cannot reload caches: {}", Safe(status.ToString()));
    if (calendar_too && timers != nullptr) timers->AskRecompute();
  }
  journal->OnCommit();
  if (std::exchange(jobs_changed, false) && job_runner != nullptr) job_runner->Wake();
}

ServerFacts App::Parts::Facts() const {
  const WriterFigures& figures = writer->figures();
  return {.version = kVersion,
          .engine = engine->version(),
          .schema_version = schema_version,
          .start = start,
          .database_bytes = engine->DataBytes(),
          .wal_bytes = figures.wal_bytes,
          .queue_depth = figures.queue_depth,
          .wal_reset_race = SqliteEngine::HasWalResetRace(),
          .backups_configured = backups->configured(),
          .backups = backups->figures(),
          .backups_every = config.backup.every};
}

void App::Parts::MakeHandlers() {
  backups = std::make_unique<Backups>(
      BackupSource{
          .engine = engine.get(), .writer = writer.get(), .keys = keys.get(), .data = &folder},
      config.backup, [this] { return Now(); });
  handlers = std::make_unique<Handlers>(HandlerParts{.deadlines = deadlines,
                                                     .hasher = hasher,
                                                     .rules = rules,
                                                     .guard = guard,
                                                     .blobs = *blobs,
                                                     .uploads = *uploads,
                                                     .journal = *journal,
                                                     .backups = *backups,
                                                     .facts = [this] { return Facts(); }});
}

void App::Parts::RefreshMetrics() {
  const WriterFigures& figures = writer->figures();
  metrics.SetGauge("gridgov_writer_queue_depth", figures.queue_depth);
  metrics.SetGauge("gridgov_writer_last_batch", static_cast<double>(figures.last_batch));
  metrics.SetGauge("gridgov_writer_commit_seconds",
                   static_cast<double>(figures.last_commit_micros) / 1e6);
  metrics.SetGauge("gridgov_writer_commits", static_cast<double>(figures.commits));
  metrics.SetGauge("gridgov_writer_works", static_cast<double>(figures.works));
  metrics.SetGauge("gridgov_wal_bytes", static_cast<double>(figures.wal_bytes));
  metrics.SetGauge("gridgov_reader_waits", static_cast<double>(readers->waits()));
  metrics.SetGauge("gridgov_watch_streams", watchers->open());
  metrics.SetGauge("gridgov_watch_lag_rows", static_cast<double>(watchers->lag()));
  if (backups->configured()) {
    const BackupFigures backup = backups->figures();
    metrics.SetGauge("gridgov_backup_age_seconds", absl::ToDoubleSeconds(Now() - backup.newest));
    metrics.SetGauge("gridgov_backups_failed", static_cast<double>(backup.failed));
  }
  const auto reader = readers->Borrow(absl::Now() + absl::Seconds(1));
  if (!reader.ok()) return;
  const auto head = Journal::NewestHead(**reader);
  if (head.ok() && head->has_value()) {
    metrics.SetGauge("gridgov_chain_head_age_seconds",
                     absl::ToDoubleSeconds(Now() - (*head)->time));
  }
}

absl::Status App::Parts::StartRpc() {
  GG_ASSIGN_OR_RETURN(Policies read, Policies::Read());
  policies = std::make_unique<Policies>(std::move(read));
  pipeline = std::make_unique<Pipeline>(PipelineParts{.writer = writer.get(),
                                                      .readers = readers.get(),
                                                      .lists = lists.get(),
                                                      .slow = slow.get(),
                                                      .journal = journal.get(),
                                                      .sessions = sessions.get(),
                                                      .store = &store,
                                                      .denials = &denials,
                                                      .metrics = &metrics,
                                                      .clock = [this] { return Now(); },
                                                      .deadline_required = !config.reflection,
                                                      .on_draft =
                                                          [this](const Draft& draft) {
                                                            rights_changed |= draft.rights_changed;
                                                            areas_changed |= draft.areas_changed;
                                                            calendar_changed |=
                                                                draft.calendar_changed;
                                                            jobs_changed |= draft.jobs_changed;
                                                          }});
  transport = std::make_unique<Transport>(*pipeline, *policies);
  watchers = std::make_unique<Watchers>(*transport);
  transfers = std::make_unique<Transfers>(*transport);
  attachment_sweep = std::make_unique<AttachmentSweep>(*readers, *writer, *blobs, *uploads);
  timers = std::make_unique<Timers>(
      TimerParts{
          .writer = writer.get(),
          .journal = journal.get(),
          .sessions = sessions.get(),
          .denials = &denials,
          .store = &store,
          .attachments = attachment_sweep.get(),
          .recompute = handlers->Recomputes(),
          .erase = {EraseIdNumbers},
          .plan_meetings = [this](const Txn& txn, const std::string& after,
                                  int limit) { return handlers->meetings.Plan(txn, after, limit); },
          .clock = [this] { return Now(); },
          .on_draft = pipeline->parts().on_draft},
      handlers->issues, [this] {
        watchers->WakeAll();
        transfers->EndOverdue();
      });
  job_runner = std::make_unique<JobRunner>(
      JobParts{.writer = writer.get(),
               .readers = readers.get(),
               .journal = journal.get(),
               .sessions = sessions.get(),
               .store = &store,
               .clock = [this] { return Now(); },
               .on_draft = pipeline->parts().on_draft},
      JobKinds{{v1::Job::KIND_DIVISION_EDITION, DivisionEditionKind(Validate)},
               {v1::Job::KIND_BACKUP, BackupKind(*backups)},
               {v1::Job::KIND_BACKUP_CHECK, BackupCheckKind(*backups)},
               {v1::Job::KIND_COUNTER_CHECK, CounterCheckKind()},
               {v1::Job::KIND_SHEET_IMPORT,
                SheetImportKind({.importer = std::make_shared<RowImporter>(*handlers, Validate),
                                 .accounts = &handlers->accounts,
                                 .reader = config.sheet_reader.empty() ? FindSheetReader()
                                                                       : config.sheet_reader})},
               {v1::Job::KIND_LEDGER, LedgerJobKind(*blobs, folder.dir())},
               {v1::Job::KIND_LEDGER_CLOSING, LedgerClosingKind()}});
  backups->Start();
  GG_RETURN_IF_ERROR(metrics.Serve(config.metrics_port));
  metrics.OnScrape([this] { RefreshMetrics(); });
  GG_ASSIGN_OR_RETURN(listener,
                      Listener::Start(config, folder, metrics,
                                      MakeServices(*transport, *watchers, *transfers, *handlers)));
  watchdog = std::make_unique<Watchdog>([this] { return writer->stalled(); },
                                        [this](bool serving) { listener->SetServing(serving); });
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<App>> App::Start(const Config& config) {
  GG_RETURN_IF_ERROR(CheckConfig(config));
  GG_ASSIGN_OR_RETURN(DataFolder folder, DataFolder::Open(config.data_dir));
  GG_ASSIGN_OR_RETURN(
      PasswordHasher hasher,
      PasswordHasher::Make(folder.pepper(),
                           config.cheap_passwords ? PasswordCost::Smallest() : PasswordCost()));
  auto parts = std::make_unique<Parts>(std::move(folder), std::move(hasher), config);
  GG_ASSIGN_OR_RETURN(parts->rules, PasswordRulesNamed(config.password_profile));
  GG_RETURN_IF_ERROR(parts->OpenStore());
  parts->MakeHandlers();
  GG_RETURN_IF_ERROR(parts->StartRpc());
  spdlog::info("serving on {} version={} schema={} engine={}", config.listen, kVersion,
               parts->schema_version, parts->engine->version());
  return std::unique_ptr<App>(new App(std::move(parts)));
}

App::App(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

App::~App() { Stop(); }

void App::Stop() {
  if (parts_ == nullptr) return;
  parts_->metrics.OnScrape(nullptr);
  parts_->watchdog.reset();
  parts_->listener->SetServing(false);
  parts_->watchers->Close();
  parts_->transfers->Close();
  parts_->listener->Shutdown(absl::Seconds(10));
  parts_->job_runner.reset();
  parts_->backups.reset();
  parts_->timers.reset();
  parts_->lists.reset();
  parts_->slow.reset();
  parts_->writer->Stop();
  spdlog::info("stopped");
  parts_.reset();
}

int App::port() const { return parts_->listener->port(); }

std::shared_ptr<grpc::Channel> App::InProcessChannel() {
  return parts_->listener->InProcessChannel();
}

void App::RunTimers() {
  parts_->timers->RunMinute();
  parts_->timers->RunHour();
  parts_->timers->RecomputeProvisional();
  parts_->transfers->EndOverdue();
}

}  // namespace gridgov
