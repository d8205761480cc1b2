// Driver: a closed loop of calls on the callback API: as many in flight as asked for, over two
// connections, for a while.
#ifndef GRIDGOV_TESTS_LOAD_DRIVER_H_
#define GRIDGOV_TESTS_LOAD_DRIVER_H_

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "grpcpp/channel.h"

namespace gridgov {

// One kind of call. `request` makes the next one; several threads call it, each with its own
// random numbers.
struct Operation {
  std::string path;
  std::string token;
  std::function<std::unique_ptr<google::protobuf::Message>(std::minstd_rand&)> request;
  const google::protobuf::Message* response = nullptr;  // A prototype.
};

// What a window of driving saw.
struct Window {
  int64_t calls = 0;
  double rate = 0;  // Calls a second.
  double p50 = 0;   // Milliseconds.
  double p99 = 0;
  double server_micros = 0;  // Of the server's processor time, a call.
  std::string failure;       // The first that failed, if any.
};

using Channels = std::vector<std::shared_ptr<grpc::Channel>>;

// Connections of their own, up already. `ca_file` empty: without TLS.
absl::StatusOr<Channels> OpenChannels(const std::string& target, const std::string& ca_file);

// Drives for `warm_up`, in which caches fill, and then for `time`, which alone is counted.
Window Drive(const Channels& channels, const Operation& operation, int in_flight,
             absl::Duration time, const std::function<absl::Duration()>& server_cpu,
             absl::Duration warm_up = absl::Seconds(1));

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_LOAD_DRIVER_H_
