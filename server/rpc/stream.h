// Streams of bytes, up and down, as work that is done piece by piece: a piece runs on a worker for
// as long as it has something to do, and nobody waits for the peer. One message of a stream is in
// the server at a time, so its memory and the peer's pace are bounded by gRPC's flow control.
//
// A client stream ends as a call: what it brought is the request of one, with its replay, its
// transaction and its journal rows. A server stream begins as one, so that what is read is
// journalled before a byte of it leaves. Whoever has no permission holds no place; the rules are
// checked at the first message, the caller's rights again with every one that follows.
#ifndef GRIDGOV_SERVER_RPC_STREAM_H_
#define GRIDGOV_SERVER_RPC_STREAM_H_

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "grpcpp/grpcpp.h"
#include "server/rpc/unary.h"
#include "server/rpc/worker_pool.h"

namespace gridgov {

class Transfer;

// The open ones and the threads they work on. Thread-safe.
class Transfers {
 public:
  static constexpr int kMost = 64;
  static constexpr int kMostOfAccount = 4;
  static constexpr absl::Duration kLongest = absl::Minutes(10);
  // Without a message from the peer, or one that it took.
  static constexpr absl::Duration kLongestPause = absl::Minutes(1);

  explicit Transfers(Transport& transport) : transport_(transport), workers_(3, 256) {}

  Transport& transport() { return transport_; }
  WorkerPool& workers() { return workers_; }

  // UNAVAILABLE after Close().
  absl::Status Add(std::shared_ptr<Transfer> transfer);
  // Gives it a place. RESOURCE_EXHAUSTED, reason TOO_MANY_TRANSFERS, where there is none, or where
  // the account (16 bytes) has too many.
  absl::Status Claim(Transfer& transfer, const std::string& account);
  // Before it is answered: whoever has the answer may begin the next at once.
  void Release(Transfer& transfer);
  void Remove(const Transfer* transfer);

  // Ends those that last too long or whose peer does nothing.
  void EndOverdue();
  // Ends all of them; none opens afterwards.
  void Close();

 private:
  std::vector<std::shared_ptr<Transfer>> All() const;

  Transport& transport_;
  mutable std::mutex mu_;
  std::set<std::shared_ptr<Transfer>> open_;
  bool closed_ = false;
  WorkerPool workers_;
};

// What is common to both directions. gRPC calls the reactor; pieces run on workers, one at a time.
class Transfer : public std::enable_shared_from_this<Transfer> {
 public:
  Transfer(Transfers& all, grpc::CallbackServerContext* context,
           const google::protobuf::Descriptor* request);
  virtual ~Transfer() = default;

  // Ends it with an error, unless it has ended or is being answered.
  void End(const absl::Status& status);
  bool Overdue(absl::Time now) const;

 protected:
  // The reactor's own Finish.
  virtual void FinishWith(grpc::Status status) = 0;

  // Runs `piece` on a worker, unless the stream has ended; an error of it ends the stream.
  void OnWorker(std::function<absl::Status()> piece);
  // Starts a read or a write, unless the stream has ended.
  void Start(const std::function<void()>& operation);
  // Who calls, and a place for it. The first piece of every stream.
  absl::Status Admit();
  // Whether the first message is in order. The second.
  absl::Status Open(google::protobuf::Message* first);
  // Whether the caller's rights still hold; `see` looks again at what they were used for, if any
  // right has changed meanwhile.
  absl::Status StillAdmitted(const std::function<absl::Status(Call&)>& see);
  // Runs a call. `then` gets its status in place of `work.done`, and ends the stream or goes on.
  void Run(UnaryWork work, std::function<void(const absl::Status&)> then);
  // Ends it with what Run() answered, which is settled already.
  void Answer(const absl::Status& status);

  absl::Status Look(const std::function<absl::Status(Call&)>& look) {
    return pipeline_.Look(incoming_, method_, caller_, look);
  }
  const Sessions::Caller& caller() const { return caller_; }
  const MethodInfo& method() const { return method_; }
  Transfers& all() { return all_; }

 private:
  friend class Transfers;
  void FinishOnce(const absl::Status& status);

  Transfers& all_;
  Pipeline& pipeline_;
  const MethodInfo& method_;
  grpc::CallbackServerContext* const context_;
  const absl::Time start_ = absl::Now();
  Incoming incoming_;
  Sessions::Caller caller_;  // Used by pieces alone.
  std::string account_;      // Under the lock of all_.

  mutable std::mutex mu_;
  absl::Time begun_;
  absl::Time touched_;
  bool in_call_ = false;
  bool ended_ = false;
};

// What a client stream is for. Its functions are called one at a time.
template <class Request>
class Intake {
 public:
  virtual ~Intake() = default;
  // The first message of an admitted caller. False: nothing more of it is needed.
  virtual absl::StatusOr<bool> Begin(Call& call, const Request& first) = 0;
  virtual absl::Status Take(const Request& next) = 0;
  // All has come: the call that it becomes, and how that ended.
  virtual UnaryWork Finish() = 0;
  virtual void Finished(const absl::Status& status) = 0;
};

template <class Request>
class ReceiveStream final : public grpc::ServerReadReactor<Request>, public Transfer {
 public:
  static grpc::ServerReadReactor<Request>* Open(Transfers& all,
                                                grpc::CallbackServerContext* context,
                                                std::unique_ptr<Intake<Request>> intake) {
    auto stream = std::make_shared<ReceiveStream>(all, context, std::move(intake));
    // gRPC lets go of it with OnDone, however it ends.
    if (absl::Status added = all.Add(stream); !added.ok()) {
      stream->End(added);
    } else {
      stream->OnWorker([raw = stream.get()]() -> absl::Status {
        GG_RETURN_IF_ERROR(raw->Admit());
        raw->Read();
        return absl::OkStatus();
      });
    }
    return stream.get();
  }

  ReceiveStream(Transfers& all, grpc::CallbackServerContext* context,
                std::unique_ptr<Intake<Request>> intake)
      : Transfer(all, context, Request::descriptor()), intake_(std::move(intake)) {}

  void OnReadDone(bool ok) override {
    OnWorker([this, ok] { return ok || !begun_ ? TakeMessage() : Complete(); });
  }
  void OnCancel() override { End(absl::CancelledError("cancelled by the caller")); }
  void OnDone() override { all().Remove(this); }

 private:
  void Read() {
    Start([this] { this->StartRead(&message_); });
  }
  void FinishWith(grpc::Status status) override { this->Finish(std::move(status)); }

  absl::Status TakeMessage() {
    bool more = true;
    if (!std::exchange(begun_, true)) {
      GG_RETURN_IF_ERROR(Transfer::Open(&message_));
      GG_RETURN_IF_ERROR(Look([this, &more](Call& call) -> absl::Status {
        GG_ASSIGN_OR_RETURN(more, intake_->Begin(call, message_));
        return absl::OkStatus();
      }));
    } else {
      GG_RETURN_IF_ERROR(StillAdmitted(nullptr));
      GG_RETURN_IF_ERROR(intake_->Take(message_));
    }
    if (!more) return Complete();
    Read();
    return absl::OkStatus();
  }

  absl::Status Complete() {
    Run(intake_->Finish(), [this](const absl::Status& status) {
      intake_->Finished(status);
      Answer(status);
    });
    return absl::OkStatus();
  }

  const std::unique_ptr<Intake<Request>> intake_;
  Request message_;
  bool begun_ = false;
};

// What a server stream is for. Its functions are called one at a time.
template <class Response>
class Outflow {
 public:
  virtual ~Outflow() = default;
  // The request, and the call that fills the first message.
  virtual google::protobuf::Message* request() = 0;
  virtual UnaryWork Begin(Response* first) = 0;
  // Whether the caller may still see it.
  virtual absl::Status SeeAgain(Call& call) = 0;
  // Fills the next message. False: there is none.
  virtual absl::StatusOr<bool> Next(Response* next) = 0;
};

template <class Response>
class SendStream final : public grpc::ServerWriteReactor<Response>, public Transfer {
 public:
  static grpc::ServerWriteReactor<Response>* Open(Transfers& all,
                                                  grpc::CallbackServerContext* context,
                                                  std::unique_ptr<Outflow<Response>> outflow) {
    auto stream = std::make_shared<SendStream>(all, context, std::move(outflow));
    if (absl::Status added = all.Add(stream); !added.ok()) {
      stream->End(added);
    } else {
      stream->OnWorker([raw = stream.get()] { return raw->Begin(); });
    }
    return stream.get();
  }

  SendStream(Transfers& all, grpc::CallbackServerContext* context,
             std::unique_ptr<Outflow<Response>> outflow)
      : Transfer(all, context, outflow->request()->GetDescriptor()), outflow_(std::move(outflow)) {}

  void OnWriteDone(bool ok) override {
    if (!ok) return End(absl::CancelledError("the reader has gone"));
    OnWorker([this] { return Produce(); });
  }
  void OnCancel() override { End(absl::CancelledError("cancelled by the caller")); }
  void OnDone() override { all().Remove(this); }

 private:
  void FinishWith(grpc::Status status) override { this->Finish(std::move(status)); }
  void Write() {
    Start([this] { this->StartWrite(&message_); });
  }

  absl::Status Begin() {
    GG_RETURN_IF_ERROR(Admit());
    GG_RETURN_IF_ERROR(Transfer::Open(outflow_->request()));
    Run(outflow_->Begin(&message_),
        [this](const absl::Status& status) { status.ok() ? Write() : Answer(status); });
    return absl::OkStatus();
  }

  absl::Status Produce() {
    GG_RETURN_IF_ERROR(StillAdmitted([this](Call& call) { return outflow_->SeeAgain(call); }));
    message_.Clear();
    GG_ASSIGN_OR_RETURN(const bool more, outflow_->Next(&message_));
    more ? Write() : Answer(absl::OkStatus());
    return absl::OkStatus();
  }

  const std::unique_ptr<Outflow<Response>> outflow_;
  Response message_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_RPC_STREAM_H_
