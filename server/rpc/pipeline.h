// The fixed order of a call, here and nowhere else:
//
//   deadline -> authenticate -> permission -> validate -> [prepare] -> begin -> replay ->
//   codes -> handler -> present and mask -> journal -> commit -> answer
//
// Where it runs follows from the method's policy: a read by key at once on the calling thread,
// lists on the reader pool, writes on the group-commit writer, slow preparation on its own pool.
#ifndef GRIDGOV_SERVER_RPC_PIPELINE_H_
#define GRIDGOV_SERVER_RPC_PIPELINE_H_

#include <functional>
#include <memory>
#include <string>

#include "google/protobuf/message.h"
#include "server/auth/sessions.h"
#include "server/engine/readers.h"
#include "server/engine/writer.h"
#include "server/handlers/call.h"
#include "server/rpc/metrics.h"
#include "server/rpc/policies.h"
#include "server/rpc/worker_pool.h"
#include "server/store/denials.h"
#include "server/store/journal.h"

namespace gridgov {

// What the transport knows of a call.
struct Incoming {
  std::string token;
  bool chinese = true;
  absl::Time deadline = absl::InfiniteFuture();
  std::string peer;
  std::function<bool()> cancelled;
};

// One unary call. The messages outlive `done`, which is called exactly once.
struct UnaryWork {
  const MethodInfo* method = nullptr;
  google::protobuf::Message* request = nullptr;
  google::protobuf::Message* response = nullptr;
  std::function<absl::Status(const Prep&)> prepare;  // May be empty.
  std::function<absl::Status(Call&)> handle;         // Fills the response.
  std::function<void(absl::Status)> done;
};

// What a pipeline leans on; owned by the server, outlives it.
struct PipelineParts {
  Writer* writer = nullptr;
  Readers* readers = nullptr;
  WorkerPool* lists = nullptr;
  WorkerPool* slow = nullptr;
  Journal* journal = nullptr;
  Sessions* sessions = nullptr;
  const StoreContext* store = nullptr;
  Denials* denials = nullptr;
  Metrics* metrics = nullptr;
  std::function<absl::Time()> clock;
  // Calls without a deadline are refused; else they get the longest there is.
  bool deadline_required = true;
  // Called on the writer's thread with each draft that will be committed.
  std::function<void(const Draft&)> on_draft;
};

// Thread-safe.
class Pipeline {
 public:
  explicit Pipeline(PipelineParts parts) : parts_(std::move(parts)) {}

  void Run(Incoming incoming, UnaryWork work);

  // For streams, which are no call or several (watch.h, stream.h).
  // Who calls, if the method's permission is held.
  absl::StatusOr<Sessions::Caller> Admit(const Incoming& incoming, const MethodInfo& method);
  // The same with all that is checked of a call before it runs: its deadline, which becomes
  // `longest` at most, and the rules of its request.
  absl::StatusOr<Sessions::Caller> Open(Incoming* incoming, const MethodInfo& method,
                                        google::protobuf::Message* request, absl::Duration longest);
  // Reads through the scope of the caller's permission, on the calling thread.
  absl::Status Look(const Incoming& incoming, const MethodInfo& method,
                    const Sessions::Caller& caller, const std::function<absl::Status(Call&)>& look);
  // Counts how it ended; answers what the caller is told of it. `caller` may be nullptr.
  absl::Status Settle(absl::Status status, const MethodInfo& method, const Sessions::Caller& caller,
                      absl::Time start);
  const PipelineParts& parts() const { return parts_; }

 private:
  struct State;
  using StatePtr = std::shared_ptr<State>;

  absl::Status Check(State& state);
  absl::StatusOr<Sessions::Caller> Authenticate(const std::string& token);
  void Prepare(const StatePtr& state);
  void Dispatch(const StatePtr& state);
  void RunRead(const StatePtr& state);
  void SubmitWrite(const StatePtr& state);
  void SubmitReadRow(const StatePtr& state);
  absl::Status Write(State& state, Connection& db);
  absl::StatusOr<bool> Replayed(State& state, Call& call);
  absl::Status StillAdmitted(State& state, Connection& db);
  void Finish(const StatePtr& state, absl::Status status);

  const PipelineParts parts_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_RPC_PIPELINE_H_
