// App: a whole server, built in one readable order and stopped in reverse.
#ifndef GRIDGOV_SERVER_APP_H_
#define GRIDGOV_SERVER_APP_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "server/config.h"

namespace grpc {
class Channel;
}

namespace gridgov {

// Owned by main, or by a test. Start answers when calls are served.
class App {
 public:
  // FAILED_PRECONDITION and the like with what to do: a folder in use, of a newer version, a taken
  // port, a method without a policy, a table without scope.
  static absl::StatusOr<std::unique_ptr<App>> Start(const Config& config);
  // As Stop().
  ~App();

  // Health says NOT_SERVING, streams end, calls get ten seconds, then the writer drains.
  void Stop();

  int port() const;
  // For clients in the same process.
  std::shared_ptr<grpc::Channel> InProcessChannel();
  // Everything the timers do, now.
  void RunTimers();

 private:
  struct Parts;
  explicit App(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_APP_H_
