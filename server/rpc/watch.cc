#include "server/rpc/watch.h"

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gridgov/v1/watch.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "server/engine/overload.h"
#include "server/handlers/collections.h"
#include "server/handlers/present.h"
#include "server/rpc/validate.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"

namespace gridgov {
namespace {

constexpr int kBatch = 200;
// A watcher that is further behind lists again.
constexpr int64_t kFurthestBehind = 100000;
constexpr size_t kMostStreams = 2000;

absl::Status TooOld() {
  return MakeError(
      absl::StatusCode::kOutOfRange, "WATCH_TOO_OLD",
      {.zh = "离线时间过长，请重新获取列表。", .en = "You were away too long. List again."});
}

absl::Status TooMany() {
  return MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_STREAMS",
                   {.zh = "同时关注的连接过多，请稍后重试。",
                    .en = "Too many watch at once. Try again shortly."});
}

// The permission through which a collection is watched; "" for one that is not.
absl::string_view PermissionOf(const std::string& collection) {
  const TableBase* table = TableOfCollection(collection);
  const CollectionFacts* facts = FindCollection(collection);
  return table != nullptr && table->spec().watchable && facts != nullptr ? facts->permission : "";
}

// All that can be watched, for people.
std::string Watchable() {
  std::vector<std::string> all;
  for (const TableBase* table : AllTables()) {
    const std::string& collection = table->spec().collection;
    if (!PermissionOf(collection).empty()) all.push_back(collection);
  }
  return absl::StrJoin(all, ", ");
}

// The event's field for resources of this type.
google::protobuf::Message* ResourceOf(const TableBase& table, v1::WatchResponse* event) {
  const auto* resource = event->GetDescriptor()->FindOneofByName("resource");
  for (int i = 0; i < resource->field_count(); ++i) {
    if (resource->field(i)->message_type() != table.spec().type) continue;
    return event->GetReflection()->MutableMessage(event, resource->field(i));
  }
  return nullptr;
}

}  // namespace

// One open stream. gRPC calls its On... methods; workers fill its queue.
class Watchers::Stream : public grpc::ServerWriteReactor<v1::WatchResponse>,
                         public std::enable_shared_from_this<Watchers::Stream> {
 public:
  Stream(Watchers& watchers, grpc::CallbackServerContext* context, const v1::WatchRequest& request)
      : watchers_(watchers),
        context_(context),
        incoming_(ReadIncoming(*context)),
        request_(request) {}

  // Admits the caller and begins; an error ends the stream.
  void Begin() {
    absl::Status status = Admit();
    if (status.ok()) status = FindStart();
    if (!status.ok()) return End(status);
    subscription_ =
        watchers_.transport_.pipeline().parts().journal->Subscribe([weak = weak_from_this()] {
          if (auto self = weak.lock()) self->Wake();
        });
    Wake();
  }

  void Wake() {
    {
      std::lock_guard<std::mutex> lock(mu_);
      wanted_ = true;
      if (reading_ || ended_ || !queue_.empty() || writing_) return;
      reading_ = true;
    }
    auto self = shared_from_this();
    const absl::Status queued =
        watchers_.transport_.pipeline().parts().lists->Submit([self] { self->ReadBatch(); });
    if (!queued.ok()) {
      // Busy: the next commit, or the timer, wakes it again.
      std::lock_guard<std::mutex> lock(mu_);
      reading_ = false;
    }
  }

  void End(const absl::Status& status) {
    // Under the lock, as StartWrite is: no write may follow the end.
    std::lock_guard<std::mutex> lock(mu_);
    if (std::exchange(ended_, true)) return;
    Finish(ToGrpc(status, incoming_.chinese, context_));
  }

  int64_t seq() const {
    std::lock_guard<std::mutex> lock(mu_);
    return seq_;
  }

  void OnWriteDone(bool ok) override {
    {
      std::lock_guard<std::mutex> lock(mu_);
      writing_ = false;
      if (!queue_.empty()) queue_.pop_front();
    }
    if (!ok) return End(absl::CancelledError("the reader has gone"));
    WriteNext();
  }
  void OnCancel() override { End(absl::CancelledError("cancelled by the caller")); }
  void OnDone() override { watchers_.Remove(this); }

 private:
  absl::Status Admit() {
    const MethodInfo* method =
        watchers_.transport_.policies().FindByRequest(v1::WatchRequest::descriptor());
    GG_ASSIGN_OR_RETURN(caller_, watchers_.transport_.pipeline().Admit(incoming_, *method));
    const std::vector<Violation> violations = Validate(request_);
    if (!violations.empty()) return MakeInvalid(violations);
    for (const std::string& collection : request_.collections()) {
      if (PermissionOf(collection).empty()) {
        return MakeInvalid("collections", "NOT_WATCHABLE",
                           {.zh = absl::StrCat("可关注：", Watchable(), "。"),
                            .en = absl::StrCat("takes ", Watchable(), ".")});
      }
    }
    return absl::OkStatus();
  }

  absl::Status FindStart() {
    const PipelineParts& parts = watchers_.transport_.pipeline().parts();
    seq_ = parts.journal->last_seq();
    if (request_.watch_token().empty()) return absl::OkStatus();
    const int64_t newest = seq_;
    GG_ASSIGN_OR_RETURN(const Readers::Loan reader,
                        parts.readers->Borrow(absl::Now() + absl::Seconds(5)));
    Draft draft;
    const Txn txn{*reader, *parts.store, parts.clock(), caller_->principal.actor(), Scope(), draft};
    GG_ASSIGN_OR_RETURN(seq_, OpenWatchToken(txn, request_.watch_token()));
    return newest - seq_ > kFurthestBehind ? TooOld() : absl::OkStatus();
  }

  void ReadBatch() {
    bool again = true;
    while (again) {
      {
        std::lock_guard<std::mutex> lock(mu_);
        wanted_ = false;
      }
      std::deque<v1::WatchResponse> events;
      const absl::StatusOr<bool> more = Collect(&events);
      if (!more.ok()) {
        {
          std::lock_guard<std::mutex> lock(mu_);
          reading_ = false;
        }
        return End(more.status());
      }
      std::lock_guard<std::mutex> lock(mu_);
      for (auto& event : events) queue_.push_back(std::move(event));
      wanted_ |= *more;
      again = queue_.empty() && wanted_ && !ended_;
      if (!again) reading_ = false;
    }
    WriteNext();
  }

  // The events of one batch of changes; true if there may be more.
  absl::StatusOr<bool> Collect(std::deque<v1::WatchResponse>* events) {
    GG_RETURN_IF_ERROR(Admit());  // Rights are checked on each batch.
    const PipelineParts& parts = watchers_.transport_.pipeline().parts();
    // Taken before the reader is: what is told as done must be in what the reader sees.
    const int64_t newest_seq = parts.journal->last_seq();
    GG_ASSIGN_OR_RETURN(const Readers::Loan reader,
                        parts.readers->Borrow(absl::Now() + absl::Seconds(5)));
    GG_ASSIGN_OR_RETURN(const std::vector<FeedEntry> changes,
                        parts.journal->Feed(*reader, seq(), newest_seq, kBatch));
    std::set<std::string> told;
    // The newest change of a resource stands for all of the batch: it is read as it is now.
    std::vector<const FeedEntry*> newest;
    for (auto it = changes.rbegin(); it != changes.rend(); ++it) {
      if (told.insert(it->resource).second) newest.push_back(&*it);
    }
    for (auto it = newest.rbegin(); it != newest.rend(); ++it) {
      GG_RETURN_IF_ERROR(Tell(*reader, **it, changes, events));
    }
    const bool more = std::ssize(changes) == kBatch;
    std::lock_guard<std::mutex> lock(mu_);
    seq_ = more ? changes.back().seq : newest_seq;
    return more;
  }

  absl::Status Tell(Connection& db, const FeedEntry& entry, const std::vector<FeedEntry>& changes,
                    std::deque<v1::WatchResponse>* events) {
    const std::string collection = SplitName(entry.resource).collection;
    const auto& wanted = request_.collections();
    if (std::find(wanted.begin(), wanted.end(), collection) == wanted.end()) {
      return absl::OkStatus();
    }
    const PipelineParts& parts = watchers_.transport_.pipeline().parts();
    const Principal& principal = caller_->principal;
    const Scope& scope = principal.ScopeFor(PermissionOf(collection));
    Draft draft;
    Call call{Txn{db, *parts.store, parts.clock(), principal.actor(), scope, draft}, principal,
              incoming_.chinese, "watch"};
    v1::WatchResponse event;
    event.set_name(entry.resource);
    event.set_watch_token(SealWatchToken(call.txn, entry.seq));
    const TableBase* table = TableOfCollection(collection);
    google::protobuf::Message* resource = ResourceOf(*table, &event);
    absl::Status seen = table->GetInto(call.txn, entry.resource, resource);
    if (seen.ok()) seen = Present(call, resource);
    if (seen.ok()) {
      event.set_kind(v1::WatchResponse::KIND_CHANGED);
      events->push_back(std::move(event));
      return absl::OkStatus();
    }
    if (!absl::IsPermissionDenied(seen) && !absl::IsNotFound(seen)) return seen;
    // It is out of sight. Whoever saw it before any change of this batch is told that it has gone;
    // nobody else learns that it exists.
    const bool seen_before =
        std::any_of(changes.begin(), changes.end(), [&](const FeedEntry& change) {
          return change.resource == entry.resource &&
                 scope
                     .Covers(table->spec().scope, change.scope_before, *parts.store->areas,
                             call.txn.now)
                     .has_value();
        });
    if (!seen_before) return absl::OkStatus();
    event.clear_resource();
    event.set_kind(v1::WatchResponse::KIND_GONE);
    events->push_back(std::move(event));
    return absl::OkStatus();
  }

  void WriteNext() {
    {
      std::lock_guard<std::mutex> lock(mu_);
      if (ended_ || writing_) return;
      if (!queue_.empty()) {
        writing_ = true;
        return StartWrite(&queue_.front());
      }
      if (!wanted_ || reading_) return;
    }
    Wake();
  }

  Watchers& watchers_;
  grpc::CallbackServerContext* const context_;
  const Incoming incoming_;
  const v1::WatchRequest request_;
  Sessions::Caller caller_;  // Begin and the one worker that reads use it, never at once.
  Journal::Subscription subscription_;

  mutable std::mutex mu_;
  int64_t seq_ = 0;
  std::deque<v1::WatchResponse> queue_;
  bool reading_ = false;
  bool writing_ = false;
  bool wanted_ = false;
  bool ended_ = false;
};

grpc::ServerWriteReactor<v1::WatchResponse>* Watchers::Open(grpc::CallbackServerContext* context,
                                                            const v1::WatchRequest* request) {
  auto stream = std::make_shared<Stream>(*this, context, *request);
  absl::Status refused;
  {
    std::lock_guard<std::mutex> lock(mu_);
    if (streams_.size() >= kMostStreams) refused = TooMany();
    if (closed_) refused = Stopping();
    streams_.insert(stream);
  }
  if (refused.ok()) {
    stream->Begin();
  } else {
    stream->End(refused);
  }
  return stream.get();
}

void Watchers::Remove(Stream* stream) {
  std::shared_ptr<Stream> last;  // Destroyed outside the lock.
  std::lock_guard<std::mutex> lock(mu_);
  for (auto it = streams_.begin(); it != streams_.end(); ++it) {
    if (it->get() != stream) continue;
    last = *it;
    streams_.erase(it);
    return;
  }
}

void Watchers::Close() {
  std::vector<std::shared_ptr<Stream>> all;
  {
    std::lock_guard<std::mutex> lock(mu_);
    closed_ = true;
    all.assign(streams_.begin(), streams_.end());
  }
  for (const auto& stream : all) stream->End(Stopping());
}

void Watchers::WakeAll() {
  std::vector<std::shared_ptr<Stream>> all;
  {
    std::lock_guard<std::mutex> lock(mu_);
    all.assign(streams_.begin(), streams_.end());
  }
  for (const auto& stream : all) stream->Wake();
}

int Watchers::open() const {
  std::lock_guard<std::mutex> lock(mu_);
  return static_cast<int>(streams_.size());
}

int64_t Watchers::lag() const {
  const int64_t newest = transport_.pipeline().parts().journal->last_seq();
  std::lock_guard<std::mutex> lock(mu_);
  int64_t lag = 0;
  for (const auto& stream : streams_) lag = std::max(lag, newest - stream->seq());
  return lag;
}

}  // namespace gridgov
