#include "server/jobs/timers.h"

#include <chrono>
#include <utility>

#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/notice_rounds.h"
#include "server/log.h"
#include "server/store/tables/credentials.h"
#include "server/store/tables/jobs.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

// So many at a time, so that a slice holds the writer for a few milliseconds only.
constexpr int kSlice = 20;
// A worker's track is kept 30 days.
constexpr absl::Duration kTrackKept = absl::Hours(24 * 30);

void LogFailure(const char* timer, const absl::Status& status) {
  if (!status.ok()) spdlog::error("timer={} error={}", timer, Safe(status.ToString()));
}

}  // namespace

Timers::Timers(TimerParts parts, IssueHandler& issues, std::function<void()> after)
    : parts_(std::move(parts)),
      issues_(issues),
      after_(std::move(after)),
      owner_(Uuid::V7(absl::Now()).ToString()),
      thread_([this] { Loop(); }) {}

Timers::~Timers() {
  {
    std::lock_guard<std::mutex> lock(mu_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
  RunOwn();
}

void Timers::AskRecompute() {
  {
    std::lock_guard<std::mutex> lock(mu_);
    recompute_ = true;
  }
  wake_.notify_one();
}

void Timers::Loop() {
  // On the steady clock: a wall clock that jumps neither hurries nor stops them.
  auto next_hour = std::chrono::steady_clock::now();
  while (true) {
    RunOwn();
    if (Claim("minute", absl::Minutes(1))) {
      ResumeReviewed();
      TellDeadlines();
    }
    if (std::chrono::steady_clock::now() >= next_hour) {
      if (Claim("hour", absl::Hours(1))) RunHour();
      next_hour = std::chrono::steady_clock::now() + std::chrono::hours(1);
    }
    bool recompute = false;
    {
      std::unique_lock<std::mutex> lock(mu_);
      wake_.wait_for(lock, std::chrono::minutes(1), [this] { return stopping_ || recompute_; });
      if (stopping_) return;
      recompute = std::exchange(recompute_, false);
    }
    if (recompute) RecomputeProvisional();
    after_();
  }
}

absl::Status Timers::Write(const char* label, const std::function<absl::Status(const Txn&)>& work) {
  return parts_.writer->Run(label, [this, label, &work](Connection& db) -> absl::Status {
    Draft draft;
    const Actor nobody;
    const absl::Time now = parts_.clock();
    const Txn txn{db, *parts_.store, now, nobody, Scope::System(), draft};
    GG_RETURN_IF_ERROR(work(txn));
    GG_RETURN_IF_ERROR(parts_.journal->Append(
        txn, {.call = std::string(Uuid::V7(now).bytes()), .method = label}, "", false));
    if (parts_.on_draft) parts_.on_draft(draft);
    return absl::OkStatus();
  });
}

bool Timers::Claim(const char* kind, absl::Duration period) {
  bool claimed = false;
  const absl::Time slot =
      absl::UnixEpoch() + absl::Trunc(parts_.clock() - absl::UnixEpoch(), period);
  LogFailure(kind, Write("timer slot", [&](const Txn& txn) -> absl::Status {
               GG_ASSIGN_OR_RETURN(claimed, ClaimSlot(txn, kind, slot, owner_));
               return absl::OkStatus();
             }));
  return claimed;
}

void Timers::RunOwn() {
  JournalDenials();
  StoreLastUsed();
}

void Timers::RunMinute() {
  RunOwn();
  ResumeReviewed();
  TellDeadlines();
}

void Timers::RunHour() {
  LogFailure("head", Write("timer head", [this](const Txn& txn) {
               return parts_.journal->SignHead(txn).status();
             }));
  EraseReporters();
  EraseDue();
  EraseKeys();
  EraseTracks();
  EraseNotices();
  PlanMeetings();
  if (parts_.attachments != nullptr) {
    LogFailure("attachments", parts_.attachments->Run(parts_.clock()));
  }
}

void Timers::JournalDenials() {
  for (const Denial& denial : parts_.denials->Take()) {
    LogFailure("denials", parts_.writer->Run("timer denials", [&](Connection& db) -> absl::Status {
      Draft draft;
      const absl::Time now = parts_.clock();
      const Txn txn{db, *parts_.store, now, denial.actor, Scope::System(), draft};
      return parts_.journal->Append(txn,
                                    {.call = std::string(Uuid::V7(now).bytes()),
                                     .method = denial.method,
                                     .purpose = denial.reason,
                                     .outcome = "DENIED",
                                     .count = denial.count},
                                    "", true);
    }));
  }
}

void Timers::StoreLastUsed() {
  const auto used = parts_.sessions->TakeUsed();
  if (used.empty()) return;
  LogFailure("sessions", parts_.writer->Run("timer sessions", [&](Connection& db) -> absl::Status {
    for (const auto& [session, time] : used) {
      GG_RETURN_IF_ERROR(gridgov::StoreLastUsed(db, session, time));
    }
    return absl::OkStatus();
  }));
}

void Timers::ResumeReviewed() {
  int done = kSlice;
  while (done == kSlice) {
    done = 0;
    LogFailure("review", Write("timer review", [&](const Txn& txn) -> absl::Status {
                 GG_ASSIGN_OR_RETURN(done, issues_.ResumeReviewed(txn, kSlice));
                 return absl::OkStatus();
               }));
  }
}

void Timers::TellDeadlines() {
  NoticeRound round;
  while (!round.done()) {
    NoticeRound next = round;
    const absl::Status status = Write("timer notices", [&next, &round](const Txn& txn) {
      next = round;
      return gridgov::TellDeadlines(txn, &next);
    });
    LogFailure("notices", status);
    if (!status.ok()) return;
    round = std::move(next);
  }
}

void Timers::EraseNotices() {
  int64_t erased = 0;
  do {
    const absl::Status status =
        parts_.writer->Run("timer old notices", [&](Connection& db) -> absl::Status {
          GG_ASSIGN_OR_RETURN(erased, EraseOldNotices(db, parts_.clock(), kSlice));
          return absl::OkStatus();
        });
    LogFailure("old notices", status);
    if (!status.ok()) return;
  } while (erased == kSlice);
}

void Timers::PlanMeetings() {
  std::string after;
  do {
    const absl::Status status = Write("timer meetings", [&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(after, parts_.plan_meetings(txn, after, kSlice));
      return absl::OkStatus();
    });
    LogFailure("meetings", status);
    if (!status.ok()) return;
  } while (!after.empty());
}

void Timers::EraseReporters() {
  int erased = 0;
  do {
    const absl::Status status = Write("timer erase reporters", [&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(const auto reporters, issues_.ReportersToErase(txn, kSlice));
      for (const std::string& reporter : reporters) {
        GG_RETURN_IF_ERROR(issues_.EraseReporter(txn, reporter));
      }
      erased = static_cast<int>(reporters.size());
      return absl::OkStatus();
    });
    LogFailure("reporters", status);
    if (!status.ok()) return;
  } while (erased == kSlice);
}

void Timers::EraseDue() {
  for (const auto& erase : parts_.erase) {
    int erased = 0;
    do {
      const absl::Status status = Write("timer erase", [&](const Txn& txn) -> absl::Status {
        GG_ASSIGN_OR_RETURN(erased, erase(txn, kSlice));
        return absl::OkStatus();
      });
      LogFailure("erase", status);
      if (!status.ok()) break;  // The others are due all the same.
    } while (erased == kSlice);
  }
}

absl::StatusOr<int> Timers::EraseKeySlice() {
  std::vector<Uuid> subjects;
  const auto find = [&subjects](Connection& db) {
    return db.Query("SELECT subject FROM erasures LIMIT $1", {int64_t{kSlice}},
                    [&subjects](const Row& row) -> absl::Status {
                      GG_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.Bytes(0)));
                      subjects.push_back(id);
                      return absl::OkStatus();
                    });
  };
  GG_RETURN_IF_ERROR(parts_.writer->Run("timer erasures", find));
  if (subjects.empty()) return 0;
  GG_RETURN_IF_ERROR(parts_.store->keys->Erase(subjects));
  const auto settle = [&subjects](Connection& db) -> absl::Status {
    for (const Uuid& subject : subjects) {
      GG_RETURN_IF_ERROR(db.Execute("DELETE FROM erasures WHERE subject = $1",
                                    {Blob{std::string(subject.bytes())}})
                             .status());
    }
    return absl::OkStatus();
  };
  GG_RETURN_IF_ERROR(parts_.writer->Run("timer erased", settle));
  return static_cast<int>(subjects.size());
}

void Timers::EraseKeys() {
  absl::StatusOr<int> erased = 0;
  do {
    erased = EraseKeySlice();
    LogFailure("keys", erased.status());
  } while (erased.ok() && *erased == kSlice);
}

void Timers::EraseTracks() {
  int64_t erased = 0;
  do {
    const absl::Status status =
        parts_.writer->Run("timer tracks", [&](Connection& db) -> absl::Status {
          GG_ASSIGN_OR_RETURN(
              erased, db.Execute("UPDATE patrols SET track = NULL WHERE key IN (SELECT key FROM "
                                 "patrols WHERE track IS NOT NULL AND start_time < $1 LIMIT $2)",
                                 {TimeText(parts_.clock() - kTrackKept), int64_t{kSlice}}));
          return absl::OkStatus();
        });
    LogFailure("tracks", status);
    if (!status.ok()) return;
  } while (erased == kSlice);
}

void Timers::RecomputeProvisional() {
  for (const auto& recompute : parts_.recompute) {
    int64_t after = 0;
    do {
      const absl::Status status = Write("timer deadlines", [&](const Txn& txn) -> absl::Status {
        GG_ASSIGN_OR_RETURN(after, recompute(txn, after, kSlice));
        return absl::OkStatus();
      });
      LogFailure("deadlines", status);
      if (!status.ok()) return;
    } while (after != 0);
  }
}

}  // namespace gridgov
