#include "tests/soak/client.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "proto/cpp/uuid.h"

namespace gridgov {
namespace {

std::string NewId() { return Uuid::V7(absl::Now()).ToString(); }

// Nobody knows whether a write was done that ended so.
bool Unknown(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
      return true;
    default:
      return false;
  }
}

template <class Request>
std::unique_ptr<Request> ActOn(const std::string& issue, const std::string& request_id) {
  auto request = std::make_unique<Request>();
  request->set_name(issue);
  request->set_request_id(request_id);
  return request;
}

constexpr const char* kActs[] = {"accept", "dispatch", "start", "finish", "close"};

}  // namespace

void SoakClient::NewPatrol(Open& open) {
  const std::string id = NewId();
  auto request = std::make_unique<v1::CreatePatrolRequest>();
  request->mutable_patrol()->set_patrol_type(kScenePatrolType);
  request->mutable_patrol()->set_grid(grid_);
  request->mutable_patrol()->set_weather("晴");
  request->set_patrol_id(id);
  request->set_request_id(open.entry.request_id);
  open.entry.act = "patrol";
  open.entry.resource = absl::StrCat("patrols/", id);
  open.username = worker_;
  open.patrol = true;
  open.request = std::move(request);
}

void SoakClient::NewIssue(Open& open) {
  const std::string id = NewId();
  auto request = std::make_unique<v1::CreateIssueRequest>();
  request->mutable_issue()->set_category(kSceneCategory);
  request->mutable_issue()->set_title("楼道堆物（示例）");
  request->mutable_issue()->set_text("三楼楼道堆放纸箱");
  request->mutable_issue()->set_grid(grid_);
  request->set_issue_id(id);
  request->set_request_id(open.entry.request_id);
  open.entry.act = "create";
  open.entry.resource = absl::StrCat("issues/", id);
  open.username = worker_;
  open.request = std::move(request);
}

void SoakClient::NextAct(Open& open) {
  const std::string& issue = journey_->issue;
  const std::string& id = open.entry.request_id;
  open.entry.act = kActs[journey_->next];
  open.entry.resource = issue;
  open.username = "office1";
  switch (journey_->next) {
    case 0:
      open.request = ActOn<v1::AcceptIssueRequest>(issue, id);
      break;
    case 1: {
      auto request = ActOn<v1::DispatchIssueRequest>(issue, id);
      request->set_unit("units/CG");
      open.request = std::move(request);
      break;
    }
    case 2:
      open.username = "handler1";
      open.request = ActOn<v1::StartIssueRequest>(issue, id);
      break;
    case 3: {
      open.username = "handler1";
      auto request = ActOn<v1::FinishIssueRequest>(issue, id);
      request->set_proof("已清理");
      open.request = std::move(request);
      break;
    }
    default: {
      auto request = ActOn<v1::CloseIssueRequest>(issue, id);
      request->set_closing_reason(v1::Issue::CLOSING_REASON_FIXED);
      open.username = "checker1";
      open.request = std::move(request);
    }
  }
}

absl::Status SoakClient::Begin() {
  Open open;
  open.entry.request_id = NewId();
  const bool patrol = random_() % 3 == 0;
  if (patrol) {
    NewPatrol(open);
  } else if (journey_.has_value()) {
    NextAct(open);
  } else {
    NewIssue(open);
  }
  GG_RETURN_IF_ERROR(ledger_.Intend(open.entry));
  open_ = std::move(open);
  return absl::OkStatus();
}

absl::Status SoakClient::Send(const Channel& channel) {
  CallSettings settings = scene_.SettingsOf(open_->username);
  settings.timeout = absl::Seconds(10);
  // Repeating is this driver's own part.
  settings.pause = [](absl::Duration) {};
  absl::Status status;
  std::string name;
  if (open_->patrol) {
    const auto answer = CallUnary<v1::Patrol>(channel, settings, *open_->request);
    status = answer.status();
    if (status.ok()) name = answer->name();
  } else {
    const auto answer = CallUnary<v1::Issue>(channel, settings, *open_->request);
    status = answer.status();
    if (status.ok()) name = answer->name();
  }
  if (Unknown(status)) return absl::UnavailableError(status.message());
  const LedgerEntry& entry = open_->entry;
  if (!status.ok() || name != entry.resource) {
    return absl::FailedPreconditionError(absl::StrCat(entry.act, " of ", entry.resource,
                                                      " answered ", name, " ", status.ToString()));
  }
  GG_RETURN_IF_ERROR(ledger_.Acknowledge(entry.request_id));
  ++acked_;
  fresh_.push_back(entry.resource);
  if (entry.act == "create") {
    journey_ = Journey{entry.resource, 0};
  } else if (!open_->patrol && ++journey_->next == std::size(kActs)) {
    journey_.reset();
  }
  open_.reset();
  return absl::OkStatus();
}

absl::Status SoakClient::Work(const Channel& channel, const std::atomic<bool>& stop) {
  while (!stop) {
    if (!open_.has_value()) GG_RETURN_IF_ERROR(Begin());
    const absl::Status sent = Send(channel);
    if (absl::IsUnavailable(sent)) return absl::OkStatus();
    GG_RETURN_IF_ERROR(sent);
  }
  return absl::OkStatus();
}

absl::Status SoakClient::Settle(const Channel& channel) {
  const absl::Time until = absl::Now() + absl::Seconds(10);
  while (open_.has_value()) {
    const absl::Status sent = Send(channel);
    if (absl::IsUnavailable(sent) && absl::Now() < until) {
      absl::SleepFor(absl::Milliseconds(20));
      continue;
    }
    GG_RETURN_IF_ERROR(sent);
  }
  return absl::OkStatus();
}

}  // namespace gridgov
