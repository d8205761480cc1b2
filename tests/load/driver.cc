#include "tests/load/driver.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/security/credentials.h"

namespace gridgov {
namespace {

using google::protobuf::Message;
using Lite = google::protobuf::MessageLite;

// All slots of one drive.
struct Loop {
  const Operation& operation;
  std::atomic<bool> counting = false;
  std::atomic<bool> stop = false;
  std::mutex mu;
  std::condition_variable ended;
  int running = 0;
  std::string failure;
};

// One call in flight after the other. Its callbacks come one at a time.
class Slot {
 public:
  Slot(Loop& loop, const std::shared_ptr<grpc::Channel>& channel, unsigned seed)
      : loop_(loop), stub_(channel), random_(seed), response_(loop.operation.response->New()) {}

  void Next() {
    request_ = loop_.operation.request(random_);
    context_ = std::make_unique<grpc::ClientContext>();
    context_->set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    if (!loop_.operation.token.empty()) {
      context_->AddMetadata("authorization", absl::StrCat("Bearer ", loop_.operation.token));
    }
    start_ = absl::Now();
    stub_.UnaryCall(context_.get(), loop_.operation.path, {}, request_.get(), response_.get(),
                    [this](const grpc::Status& status) { Done(status); });
  }

  const std::vector<double>& millis() const { return millis_; }

 private:
  void Done(const grpc::Status& status) {
    if (loop_.counting) millis_.push_back(absl::ToDoubleMilliseconds(absl::Now() - start_));
    if (status.ok() && !loop_.stop) return Next();
    std::lock_guard<std::mutex> lock(loop_.mu);
    if (!status.ok() && loop_.failure.empty()) {
      loop_.failure = absl::StrCat(status.error_code(), " ", status.error_message());
    }
    --loop_.running;
    loop_.ended.notify_all();
  }

  Loop& loop_;
  grpc::TemplatedGenericStub<Lite, Lite> stub_;
  std::minstd_rand random_;
  std::unique_ptr<Message> request_;
  const std::unique_ptr<Message> response_;
  std::unique_ptr<grpc::ClientContext> context_;
  absl::Time start_;
  std::vector<double> millis_;
};

double Quantile(std::vector<double>& sorted, double q) {
  if (sorted.empty()) return 0;
  return sorted[std::min(sorted.size() - 1, static_cast<size_t>(q * sorted.size()))];
}

}  // namespace

absl::StatusOr<Channels> OpenChannels(const std::string& target, const std::string& ca_file) {
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  if (!ca_file.empty()) {
    std::ifstream file(ca_file);
    std::stringstream pem;
    pem << file.rdbuf();
    credentials = grpc::SslCredentials({.pem_root_certs = pem.str()});
  }
  Channels channels;
  for (int i = 0; i < 2; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetMaxReceiveMessageSize(64 << 20);
    channels.push_back(grpc::CreateCustomChannel(target, credentials, arguments));
    if (!channels.back()->WaitForConnected(absl::ToChronoTime(absl::Now() + absl::Seconds(10)))) {
      return absl::UnavailableError(absl::StrCat("no connection to ", target));
    }
  }
  return channels;
}

Window Drive(const Channels& channels, const Operation& operation, int in_flight,
             absl::Duration time, const std::function<absl::Duration()>& server_cpu,
             absl::Duration warm_up) {
  static std::atomic<unsigned> seed = 1;
  Loop loop{operation};
  loop.running = in_flight;
  std::vector<std::unique_ptr<Slot>> slots;
  for (int i = 0; i < in_flight; ++i) {
    slots.push_back(std::make_unique<Slot>(loop, channels[static_cast<size_t>(i) % channels.size()],
                                           ++seed * 7919));
  }
  for (auto& slot : slots) slot->Next();
  absl::SleepFor(warm_up);
  const absl::Duration cpu = server_cpu();
  const absl::Time start = absl::Now();
  loop.counting = true;
  absl::SleepFor(time);
  loop.counting = false;
  const absl::Duration took = absl::Now() - start;
  const absl::Duration used = server_cpu() - cpu;
  loop.stop = true;
  {
    std::unique_lock<std::mutex> lock(loop.mu);
    loop.ended.wait(lock, [&loop] { return loop.running == 0; });
  }
  std::vector<double> millis;
  for (const auto& slot : slots) {
    millis.insert(millis.end(), slot->millis().begin(), slot->millis().end());
  }
  std::sort(millis.begin(), millis.end());
  Window window;
  window.calls = static_cast<int64_t>(millis.size());
  window.rate = static_cast<double>(millis.size()) / absl::ToDoubleSeconds(took);
  window.p50 = Quantile(millis, 0.5);
  window.p99 = Quantile(millis, 0.99);
  window.server_micros =
      millis.empty() ? 0 : absl::ToDoubleMicroseconds(used) / static_cast<double>(millis.size());
  window.failure = loop.failure;
  return window;
}

}  // namespace gridgov
