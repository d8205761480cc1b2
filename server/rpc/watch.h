// Watch: the server stream. A watcher is woken after each commit; a worker then reads what changed
// through the reader's scope and masks, and checks rights on each batch.
#ifndef GRIDGOV_SERVER_RPC_WATCH_H_
#define GRIDGOV_SERVER_RPC_WATCH_H_

#include <memory>
#include <mutex>
#include <set>

#include "gridgov/v1/watch.grpc.pb.h"
#include "server/rpc/unary.h"

namespace gridgov {

// The open streams. Thread-safe.
class Watchers {
 public:
  explicit Watchers(Transport& transport) : transport_(transport) {}

  grpc::ServerWriteReactor<v1::WatchResponse>* Open(grpc::CallbackServerContext* context,
                                                    const v1::WatchRequest* request);
  // Ends all streams, so that the server can stop. No stream opens afterwards.
  void Close();
  // Looks again at every stream: rights have changed or a timer asks for a sign of life.
  void WakeAll();

  int open() const;
  // How many changes the slowest stream has still to send.
  int64_t lag() const;

 private:
  class Stream;
  void Remove(Stream* stream);

  Transport& transport_;
  mutable std::mutex mu_;
  std::set<std::shared_ptr<Stream>> streams_;
  bool closed_ = false;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_RPC_WATCH_H_
