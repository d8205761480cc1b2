#include "tests/crash/history.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/uuid.h"
#include "server/crypto/hmac.h"
#include "server/store/migrations.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

std::string NewId(absl::Time now) { return Uuid::V7(now).ToString(); }

template <class Request>
Request ActOn(const std::string& issue, const std::string& request_id) {
  Request request;
  request.set_name(issue);
  request.set_request_id(request_id);
  return request;
}

// How to send a request of this kind to a machine, again and again.
template <class Handler, class Method, class Request>
Machine::Sending To(Handler& (Machine::*handler)(), Method method, const std::string& token,
                    Request request) {
  return [=](Machine& machine, Machine::Done done) {
    machine.Send(token, (machine.*handler)(), method, request, std::move(done));
  };
}

constexpr const char* kActs[] = {"accept", "dispatch", "start", "finish", "close"};

}  // namespace

std::string InWords(const absl::Status& status) {
  return absl::StrCat(absl::StatusCodeToString(status.code()), " ", ErrorReason(status), ": ",
                      status.message());
}

History::History(Disk& disk, const Place& place, uint64_t seed, Findings& report,
                 const Machine::Options& options)
    : disk_(disk), place_(place), random_(seed), report_(report), options_(options) {}

bool History::Take(const absl::Status& status) {
  if (!status.ok()) {
    disturbed_ = true;
    refusal_ = status;
  }
  return status.ok();
}

// What a server that has exited left is not asked for more.
bool History::Alive() {
  if (machine_ == nullptr || !machine_->poisoned()) return machine_ != nullptr;
  machine_.reset();
  return false;
}

bool History::Start() {
  auto started = Machine::Start(disk_, place_, options_);
  if (!Take(started.status())) return false;
  machine_ = *std::move(started);
  Digest();
  return true;
}

bool History::Stop() {
  machine_.reset();
  return !disk_.gone();
}

bool History::Kill() {
  const bool gone = disk_.gone();
  disk_.Kill();
  machine_.reset();
  if (!gone) disk_.Revive();
  return !gone;
}

History::Write History::NewPatrol() {
  v1::CreatePatrolRequest request;
  request.mutable_patrol()->set_patrol_type(place_.patrol_type);
  request.mutable_patrol()->set_grid(place_.grid);
  request.mutable_patrol()->set_weather("晴");
  request.set_patrol_id(NewId(place_.now));
  request.set_request_id(NewId(place_.now));
  return {{request.request_id(), "patrol", absl::StrCat("patrols/", request.patrol_id())},
          To(&Machine::patrols, &PatrolHandler::Create, place_.tokens.at("worker"), request)};
}

History::Write History::NewIssue(bool with_reporter) {
  v1::CreateIssueRequest request;
  request.mutable_issue()->set_category(place_.category);
  request.mutable_issue()->set_title("楼道堆物（示例）");
  // Of any length, so that rows fall differently on pages.
  request.mutable_issue()->set_text(std::string(random_() % 500, 'x'));
  request.mutable_issue()->set_grid(place_.grid);
  request.set_issue_id(NewId(place_.now));
  request.set_request_id(NewId(place_.now));
  if (with_reporter) {
    request.mutable_reporter()->set_display_name("居民甲（示例）");
    request.mutable_reporter()->set_phone("000-0000-0000");
  }
  const std::string& token = place_.tokens.at(with_reporter ? "office" : "worker");
  return {{request.request_id(), with_reporter ? "enter" : "create",
           absl::StrCat("issues/", request.issue_id())},
          To(&Machine::issues, &IssueHandler::Create, token, request)};
}

History::Write History::NextAct(const Journey& journey) {
  using H = IssueHandler;
  const std::string id = NewId(place_.now);
  const std::string& issue = journey.issue;
  Write write{{id, kActs[journey.next], issue}, nullptr};
  const auto as = [&](const char* who, auto method, auto request) {
    write.send = To(&Machine::issues, method, place_.tokens.at(who), request);
  };
  switch (journey.next) {
    case 0:
      as("office", &H::Accept, ActOn<v1::AcceptIssueRequest>(issue, id));
      break;
    case 1: {
      auto request = ActOn<v1::DispatchIssueRequest>(issue, id);
      request.set_unit(place_.unit);
      as("office", &H::Dispatch, request);
      break;
    }
    case 2:
      as("handler", &H::Start, ActOn<v1::StartIssueRequest>(issue, id));
      break;
    case 3: {
      auto request = ActOn<v1::FinishIssueRequest>(issue, id);
      request.set_proof("已清理（示例）");
      as("handler", &H::Finish, request);
      break;
    }
    default: {
      auto request = ActOn<v1::CloseIssueRequest>(issue, id);
      request.set_closing_reason(v1::Issue::CLOSING_REASON_FIXED);
      as("checker", &H::Close, request);
    }
  }
  return write;
}

void History::Note() {
  seq_ = std::max(seq_, machine_->journal().last_seq());
  Digest();
}

void History::Digest() {
  if (!keeps_digests_) return;
  Database db(place_.database());
  digests_.insert(DigestOf(db));
}

std::vector<bool> History::Send(const std::vector<std::string>& request_ids) {
  std::vector<Machine::Sending> calls;
  for (const std::string& id : request_ids) calls.push_back(writes_.at(id).send);
  const std::vector<absl::Status> answers = machine_->Together(calls);
  std::vector<bool> acked;
  for (size_t i = 0; i < answers.size(); ++i) {
    LedgerEntry& entry = writes_.at(request_ids[i]).entry;
    if (Take(answers[i]) && !entry.acked) {
      entry.acked = true;
      ++acked_;
    }
    acked.push_back(answers[i].ok());
    if (answers[i].ok()) Note();
  }
  return acked;
}

bool History::Work(const Mix& mix) {
  std::vector<Journey> journeys(static_cast<size_t>(mix.issues));
  for (int round = 0; round < mix.rounds && Alive(); ++round) {
    std::vector<std::string> ids;
    std::vector<Journey*> going;
    const auto add = [&](Write write) {
      ids.push_back(write.entry.request_id);
      order_.push_back(ids.back());
      writes_.emplace(ids.back(), std::move(write));
    };
    for (Journey& journey : journeys) {
      if (journey.issue.empty()) {
        add(NewIssue(mix.reporters));
        journey = {writes_.at(ids.back()).entry.resource, 0};
      } else if (journey.next < std::size(kActs)) {
        add(NextAct(journey));
        ++journey.next;
      } else {
        continue;
      }
      going.push_back(&journey);
    }
    for (int i = 0; i < mix.patrols; ++i) add(NewPatrol());
    const std::vector<bool> acked = Send(ids);
    // A journey whose step is in doubt goes no further.
    for (size_t i = 0; i < going.size(); ++i) {
      if (!acked[i]) going[i]->next = std::size(kActs);
      if (acked[i] && going[i]->next == std::size(kActs)) *going[i] = Journey();
    }
  }
  return Alive();
}

bool History::Import(int rows) {
  if (!Alive()) return false;
  const std::string prefix = absl::StrFormat("I%06X_", random_() & 0xffffff);
  v1::ImportDeadlineClassesRequest request;
  request.set_request_id(NewId(place_.now));
  for (int i = 0; i < rows; ++i) {
    v1::DeadlineClass* row = request.add_deadline_classes();
    row->set_code(absl::StrCat(prefix, i));
    row->mutable_title()->set_zh("示例");
    row->mutable_title()->set_en("sample");
    row->set_unit(v1::DeadlineClass::UNIT_WORKING_DAYS);
    row->set_amount(i + 1);
    row->set_source("test");
  }
  const auto answers = machine_->Together({To(&Machine::calendars, &CalendarHandler::ImportClasses,
                                              place_.tokens.at("admin"), request)});
  imports_[prefix] = {rows, Take(answers[0])};
  if (answers[0].ok()) Note();
  return Alive();
}

bool History::SignIn() {
  if (!Alive()) return false;
  const auto session = machine_->SignIn();
  if (Take(session.status())) {
    sessions_.push_back(*session);
    Note();
  }
  return Alive();
}

bool History::Hour() {
  if (!Alive()) return false;
  machine_->RunHour();
  if (!Alive()) return false;
  const auto reader = machine_->readers().Borrow(absl::Now() + absl::Seconds(5));
  if (!reader.ok()) return true;
  const auto head = Journal::NewestHead(**reader);
  if (head.ok() && head->has_value()) head_ = *head;
  return true;
}

bool History::MakeKeys() {
  bare_ = true;
  // On the real disk it lies empty, and must not when it is made.
  std::filesystem::remove(place_.keys());
  const absl::Status made = SubjectKeys::Create(place_.keys(), place_.master);
  std::ofstream(place_.keys()).flush();
  return Take(made);
}

bool History::Made() {
  made_ = true;
  return true;
}

bool History::MakeOldSchema(int migrations) {
  SqliteEngine engine(place_.database());
  auto db = engine.OpenWriter();
  if (!Take(db.status())) return false;
  absl::Status status = (*db)->ExecuteScript(
      "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, checksum TEXT NOT NULL, time "
      "TEXT NOT NULL) STRICT");
  for (const Migration& migration : MigrationsFor("sqlite")) {
    if (!status.ok() || migration.number > migrations) break;
    status = (*db)->ExecuteScript(migration.sql);
    if (!status.ok()) break;
    status = (*db)
                 ->Execute("INSERT INTO schema_migrations VALUES ($1, $2, $3)",
                           {int64_t{migration.number},
                            absl::BytesToHexString(Sha256(migration.sql)), TimeText(place_.now)})
                 .status();
  }
  return Take(status);
}

bool History::Repeat() {
  for (const std::string& id : order_) {
    if (writes_.at(id).entry.acked) continue;
    if (machine_ == nullptr || !Send({id})[0]) return false;
  }
  return true;
}

}  // namespace gridgov
