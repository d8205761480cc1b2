#include "server/rpc/stream.h"

#include <algorithm>

#include "proto/cpp/errors.h"
#include "server/engine/overload.h"

namespace gridgov {
namespace {

absl::Status TooManyTransfers() {
  return MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_TRANSFERS",
                   {.zh = "同时传输的文件过多，请待其他文件传完后再试。",
                    .en = "Too many files are under way at once. Try again when others are done."});
}

absl::Status Stalled() {
  return MakeError(absl::StatusCode::kDeadlineExceeded, "TRANSFER_STALLED",
                   {.zh = "传输中断或超过 10 分钟，已停止，可以从中断处继续。",
                    .en = "The transfer stood still or took more than 10 minutes. Go on from where "
                          "it stopped."});
}

}  // namespace

absl::Status Transfers::Add(std::shared_ptr<Transfer> transfer) {
  std::lock_guard<std::mutex> lock(mu_);
  // Kept in any case: gRPC still has it.
  open_.insert(std::move(transfer));
  return closed_ ? Stopping() : absl::OkStatus();
}

absl::Status Transfers::Claim(Transfer& transfer, const std::string& account) {
  std::lock_guard<std::mutex> lock(mu_);
  int all = 0;
  int of_account = 0;
  for (const auto& other : open_) {
    all += other->account_.empty() ? 0 : 1;
    of_account += other->account_ == account ? 1 : 0;
  }
  if (all >= kMost || of_account >= kMostOfAccount) return TooManyTransfers();
  transfer.account_ = account;
  return absl::OkStatus();
}

void Transfers::Release(Transfer& transfer) {
  std::lock_guard<std::mutex> lock(mu_);
  transfer.account_.clear();
}

void Transfers::Remove(const Transfer* transfer) {
  std::shared_ptr<Transfer> last;  // Destroyed outside the lock.
  std::lock_guard<std::mutex> lock(mu_);
  const auto it = std::find_if(open_.begin(), open_.end(),
                               [transfer](const auto& one) { return one.get() == transfer; });
  if (it == open_.end()) return;
  last = *it;
  open_.erase(it);
}

std::vector<std::shared_ptr<Transfer>> Transfers::All() const {
  std::lock_guard<std::mutex> lock(mu_);
  return {open_.begin(), open_.end()};
}

void Transfers::EndOverdue() {
  const absl::Time now = transport_.pipeline().parts().clock();
  for (const auto& transfer : All()) {
    if (transfer->Overdue(now)) transfer->End(Stalled());
  }
}

void Transfers::Close() {
  {
    std::lock_guard<std::mutex> lock(mu_);
    closed_ = true;
  }
  for (const auto& transfer : All()) transfer->End(Stopping());
}

Transfer::Transfer(Transfers& all, grpc::CallbackServerContext* context,
                   const google::protobuf::Descriptor* request)
    : all_(all),
      pipeline_(all.transport().pipeline()),
      method_(*all.transport().policies().FindByRequest(request)),
      context_(context),
      incoming_(ReadIncoming(*context)),
      begun_(pipeline_.parts().clock()),
      touched_(begun_) {
  // Asked by a running call alone, which ends before the stream does.
  incoming_.cancelled = [context] { return context->IsCancelled(); };
}

void Transfer::FinishOnce(const absl::Status& status) {
  if (std::exchange(ended_, true)) return;
  all_.Release(*this);
  FinishWith(ToGrpc(status, incoming_.chinese, context_));
}

void Transfer::End(const absl::Status& status) {
  // Under the lock, as starting an operation is: none may follow the end.
  std::lock_guard<std::mutex> lock(mu_);
  if (ended_ || in_call_) return;
  FinishOnce(pipeline_.Settle(status, method_, nullptr, start_));
}

bool Transfer::Overdue(absl::Time now) const {
  std::lock_guard<std::mutex> lock(mu_);
  return now > begun_ + Transfers::kLongest || now > touched_ + Transfers::kLongestPause;
}

void Transfer::OnWorker(std::function<absl::Status()> piece) {
  {
    std::lock_guard<std::mutex> lock(mu_);
    if (ended_) return;
    touched_ = pipeline_.parts().clock();
  }
  const absl::Status queued = all_.workers().Submit([self = shared_from_this(),
                                                     piece = std::move(piece)] {
    const absl::Status status = piece();
    if (status.ok()) return;
    std::lock_guard<std::mutex> lock(self->mu_);
    if (self->ended_) return;
    self->FinishOnce(self->pipeline_.Settle(status, self->method_, self->caller_, self->start_));
  });
  if (!queued.ok()) End(queued);
}

void Transfer::Start(const std::function<void()>& operation) {
  std::lock_guard<std::mutex> lock(mu_);
  in_call_ = false;
  if (!ended_) operation();
}

absl::Status Transfer::Admit() {
  GG_ASSIGN_OR_RETURN(caller_, pipeline_.Admit(incoming_, method_));
  return all_.Claim(*this, caller_->principal.actor().account);
}

absl::Status Transfer::Open(google::protobuf::Message* first) {
  GG_ASSIGN_OR_RETURN(caller_, pipeline_.Open(&incoming_, method_, first, Transfers::kLongest));
  return absl::OkStatus();
}

absl::Status Transfer::StillAdmitted(const std::function<absl::Status(Call&)>& see) {
  GG_ASSIGN_OR_RETURN(Sessions::Caller now, pipeline_.Admit(incoming_, method_));
  const bool changed = now->epoch != caller_->epoch;
  caller_ = std::move(now);
  return changed && see != nullptr ? Look(see) : absl::OkStatus();
}

void Transfer::Run(UnaryWork work, std::function<void(const absl::Status&)> then) {
  {
    std::lock_guard<std::mutex> lock(mu_);
    if (ended_) return;
    in_call_ = true;
  }
  work.method = &method_;
  work.done = [self = shared_from_this(), then = std::move(then)](const absl::Status& status) {
    then(status);
  };
  pipeline_.Run(incoming_, std::move(work));
}

void Transfer::Answer(const absl::Status& status) {
  std::lock_guard<std::mutex> lock(mu_);
  in_call_ = false;
  FinishOnce(status);
}

}  // namespace gridgov
